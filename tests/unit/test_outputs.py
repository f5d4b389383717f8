"""Files of records: one a run and format, whole under its name, none left out and none written twice."""

import json

import pyarrow.parquet as pq
import pytest
import zstandard

from tests.unit.gazette import NOON, decision, rows
from writethru import outputs, tables
from writethru.catalog import Catalog
from writethru.commits import begin, commit
from writethru.outputs import write_outputs
from writethru.recordschema import ARROW


@pytest.fixture
def catalog(tmp_path):
    with Catalog(tmp_path / "catalog.sqlite") as opened:
        yield opened


def run(catalog, name, *decisions):
    begin(catalog, name, "", "", NOON)
    catalog.stage(rows(name, *decisions))
    commit(catalog, name, NOON)


def headlines(path):
    if path.suffix == ".parquet":
        return [row["headline"] for row in pq.read_table(path).to_pylist()]
    opened = zstandard.open(path, "rt", encoding="utf8") if path.suffix == ".zst" else path.open(encoding="utf8")
    with opened as lines:
        return [json.loads(line)["headline"] for line in lines]


def test_every_format_holds_the_same_records(catalog, tmp_path):
    run(catalog, "r1", decision("a"), decision("b"))
    written = write_outputs(catalog, tmp_path, tuple(outputs.WRITERS))
    assert [path.name for path in written] == ["r1.jsonl", "r1.jsonl.zst", "r1.parquet"]
    assert [headlines(path) for path in written] == [["Story of the a", "Story of the b"]] * 3
    assert pq.read_schema(tmp_path / "r1.parquet").metadata[b"writethru.record"] == b"1.4"
    assert list(json.loads((tmp_path / "r1.jsonl").read_text().splitlines()[0])) == ARROW.names
    assert catalog.rows(tables.runs)[0].outputs == ["r1.jsonl", "r1.jsonl.zst", "r1.parquet"]


def test_a_run_is_written_once_and_a_run_without_news_not_at_all(catalog, tmp_path):
    run(catalog, "r1", decision("a"))
    assert len(write_outputs(catalog, tmp_path, ["jsonl"])) == 1
    assert write_outputs(catalog, tmp_path, ["jsonl"]) == []
    run(catalog, "r2")
    assert write_outputs(catalog, tmp_path, ["jsonl"]) == []


def test_a_format_added_later_is_written_from_the_start(catalog, tmp_path):
    run(catalog, "r1", decision("a"))
    write_outputs(catalog, tmp_path, ["jsonl"])
    run(catalog, "r2", decision("b"))
    written = write_outputs(catalog, tmp_path, ["jsonl", "parquet"])
    assert [path.name for path in written] == ["r2.jsonl", "r1.parquet", "r2.parquet"]


def test_a_writer_that_dies_leaves_no_file_and_the_next_one_writes_it(catalog, tmp_path, monkeypatch):
    run(catalog, "r1", decision("a"), decision("b"))

    def dies(path, records):
        path.write_text(str(next(iter(records))))
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setitem(outputs.WRITERS, "jsonl", dies)
        with pytest.raises(OSError, match="disk full"):
            write_outputs(catalog, tmp_path / "records", ["jsonl"])
    assert list((tmp_path / "records").iterdir()) == []
    (written,) = write_outputs(catalog, tmp_path / "records", ["jsonl"])
    assert headlines(written) == ["Story of the a", "Story of the b"]
