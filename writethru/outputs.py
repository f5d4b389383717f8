"""Files of records, written from committed versions: JSON Lines and Parquet, one file a run and format.

A file is written beside its place and renamed into it, so under its final name it is always whole. Each format has its
own cursor in the catalog: what a killed run left unwritten is written by the next one, under the same name.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import pyarrow.parquet as pq
import zstandard

from writethru.catalog import Catalog
from writethru.commits import record_output
from writethru.records import Record, arrow_table
from writethru.recordschema import ARROW

ROW_GROUP = 500  # records held in memory at a time


def write_outputs(catalog: Catalog, directory: Path, formats: Sequence[str]) -> list[Path]:
    """Write what is committed and not yet written in each format, and return the new files in order."""
    written = []
    for format_ in formats:
        cursor = f"output:{format_}"
        for run, last in catalog.announcing_runs(catalog.cursor(cursor)):
            path = directory / f"{run}.{format_}"
            directory.mkdir(parents=True, exist_ok=True)
            with _whole(path) as partial:
                WRITERS[format_](partial, catalog.versions(run=run))
            record_output(catalog, run, path.name, cursor, last)
            written.append(path)
    return written


def write_jsonl(path: Path, records: Iterable[Record]) -> None:
    """Write records as JSON Lines."""
    with path.open("w", encoding="utf8") as file:
        file.writelines(json_lines(records))


def write_jsonl_zst(path: Path, records: Iterable[Record]) -> None:
    """Write records as JSON Lines, compressed with Zstandard at level 3 (a fifth of the size, a fifth slower)."""
    with zstandard.open(path, "wt", zstandard.ZstdCompressor(level=3), encoding="utf8") as file:
        for line in json_lines(records):
            file.write(line)


def write_parquet(path: Path, records: Iterable[Record]) -> None:
    """Write records as Parquet in the published schema."""
    with pq.ParquetWriter(path, ARROW, compression="zstd") as writer:
        rows = iter(records)
        while group := list(islice(rows, ROW_GROUP)):
            writer.write_table(arrow_table(group))


WRITERS: dict[str, Callable[[Path, Iterable[Record]], None]] = {
    "jsonl": write_jsonl,
    "jsonl.zst": write_jsonl_zst,
    "parquet": write_parquet,
}


def json_lines(records: Iterable[Record]) -> Iterator[str]:
    """Yield each record as one line of JSON, fields in the schema's order."""
    for record in records:
        ordered = {name: record[name] for name in ARROW.names}
        yield json.dumps(ordered, ensure_ascii=False, separators=(",", ":")) + "\n"


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """Give a path to write to that becomes `path` when all is on disk; a failure leaves `path` as it was."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        yield partial
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        partial.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)  # the name is the folder's, and must be on disk before the cursor is
        os.fsync(folder)
        os.close(folder)
    finally:
        partial.unlink(missing_ok=True)
