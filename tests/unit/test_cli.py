"""The command line without a pipeline: help is quick and complete, mistakes exit with 2 and say what was expected."""

import io
import json
import os
import subprocess
import sys
import time

import jsonschema
import pytest

from tests.unit.gazette import FEED, NOON, decision, rows, url
from writethru.catalog import Catalog
from writethru.cli import main
from writethru.commits import begin, commit
from writethru.recordschema import json_schema

COMMANDS = (
    "run", "watch", "changes", "history", "extract", "check", "report", "replay", "demo", "train", "schema",
)  # fmt: skip
PAGE = (
    "<html lang=en><head><title>Quay closed - Harbour Gazette</title></head><body><article><h1>Quay closed</h1>"
    + "".join(
        f"<p>Sentence {n} of the story of the quay, which was long enough to be told in full.</p>" for n in range(6)
    )
    + "<p>Reporter's code: 50101</p></article></body></html>"
)


@pytest.fixture
def config(tmp_path):
    """A configuration whose catalog holds two versions of one article."""
    path = tmp_path / "gazette.yaml"
    path.write_text(f"feeds:\n  - url: {FEED}\ndata: data\n")
    first = decision("quay", "The quay is closed.", "It rained on Monday, and the crane stood still all day.")
    edited = decision(
        "quay", "The quay is closed.", "It rained on Tuesday, and the crane stood still all day.", state=first.state
    )
    with Catalog(tmp_path / "data" / "catalog.sqlite") as catalog:
        for number, one in enumerate((first, edited)):
            begin(catalog, f"r{number}", str(path), "DirectRunner", NOON)
            catalog.stage(rows(f"r{number}", one))
            commit(catalog, f"r{number}", NOON)
    return str(path)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command, capsys):
    with pytest.raises(SystemExit) as exit_:
        main([command, "--help"])
    assert exit_.value.code == 0
    assert f"example: writethru {command}" in capsys.readouterr().out


def test_help_imports_neither_beam_nor_any_stage_and_is_quick():
    code = "import sys, writethru.cli\ntry: writethru.cli.main(['-h'])\nfinally: print([*sys.modules], file=sys.stderr)"
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert time.monotonic() - started < 5  # it takes 0.05 s; a pipeline's imports take more than this on any machine
    assert not {"apache_beam", "aiohttp", "sqlalchemy", "pyarrow", "bs4"} & set(
        eval(done.stderr.strip().splitlines()[-1])
    )


@pytest.mark.parametrize(
    "arguments",
    [[], ["runn"], ["schema", "--format", "xml"], ["changes", "c.yaml", "--since", "x"], ["schema", "--al"]],
)
def test_wrong_usage_exits_with_2(arguments):
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    assert exit_.value.code == 2


@pytest.mark.parametrize("command", ["changes", "report", "check"])
def test_a_mistake_in_the_configuration_exits_with_2_and_names_the_line(command, tmp_path, capsys):
    (tmp_path / "wrong.yaml").write_text("feeds:\n  - url: gazette\ndata: x\n")
    assert main([command, str(tmp_path / "wrong.yaml")]) == 2
    assert "wrong.yaml:2: feeds[0].url: expected an http" in capsys.readouterr().err


def test_reading_before_the_first_run_says_how_to_begin(tmp_path, capsys):
    (tmp_path / "new.yaml").write_text(f"feeds:\n  - url: {FEED}\ndata: x\n")
    assert main(["changes", str(tmp_path / "new.yaml")]) == 2
    assert "no catalog yet" in capsys.readouterr().err


def test_changes_gives_every_version_since_a_token_and_then_the_next_token(config, capsys):
    assert main(["changes", config]) == 0
    *records, last = map(json.loads, capsys.readouterr().out.splitlines())
    assert [(record["seq"], record["event"]) for record in records] == [(1, "new"), (2, "updated")]
    jsonschema.Draft202012Validator(json_schema()).validate(records[1])
    assert last == {"next": "2"}
    main(["changes", config, "--since", "1"])
    assert len(capsys.readouterr().out.splitlines()) == 2
    main(["changes", config, "--since", "2"])
    assert capsys.readouterr().out == '{"next": "2"}\n'


def told(capsys, *arguments):
    """Return the events that `changes` gives, and the next token."""
    assert main(["changes", *arguments]) == 0
    *records, last = map(json.loads, capsys.readouterr().out.splitlines())
    return [record["event"] for record in records], last["next"]


def test_changes_can_be_chosen_by_class_and_by_field_and_the_token_passes_what_was_left_out(config, capsys):
    assert told(capsys, config, "--class", "substantive") == (["updated"], "2")
    assert told(capsys, config, "--class", "new,withdrawn") == (["new"], "2")
    assert told(capsys, config, "--class", "notice", "--class", "minor") == ([], "2")
    assert told(capsys, config, "--fields", "headline,paragraphs") == (["updated"], "2")
    assert told(capsys, config, "--fields", "headline") == ([], "2")
    assert told(capsys, config, "--fields", "headline", "--class", "new,substantive") == (["new"], "2")
    assert told(capsys, config, "--class", "substantive", "--fields", "authors", "--fields", "paragraphs")[0] == [
        "updated"
    ]


@pytest.mark.parametrize(
    ("arguments", "known"),
    [
        (["--class", "major"], "minor, substantive, notice, new, moved, withdrawn, restored"),
        (["--fields", "headline,title"], "headline, paragraphs, beside, notices"),
        (["--fields", ""], "headline, paragraphs, beside, notices"),
    ],
)
def test_an_unknown_class_or_field_exits_with_2_and_names_the_known_ones(arguments, known, capsys):
    with pytest.raises(SystemExit) as exit_:
        main(["changes", "c.yaml", *arguments])
    assert exit_.value.code == 2
    assert known in capsys.readouterr().err


def test_changes_as_text_shows_the_diffs_and_then_the_next_token(config, capsys):
    assert main(["changes", config, "--format", "text", "--class", "substantive"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[1].startswith("updated  substantive")
    assert any(line.startswith("  - It rained on Monday") for line in shown)
    assert shown[-1] == '{"next": "2"}'


def test_side_by_side_says_so_where_the_terminal_is_too_narrow(config, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "99")
    assert main(["history", config, url("quay"), "--side-by-side"]) == 0
    told = capsys.readouterr()
    assert told.err == "99 columns are too few for side by side, which takes 100\n"
    assert "  + It rained on Tuesday" in told.out
    monkeypatch.setenv("COLUMNS", "100")
    assert main(["history", config, url("quay"), "--side-by-side", "--full"]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    (line,) = (line for line in told.out.splitlines() if "Monday" in line and line.lstrip().startswith("-"))
    assert line.index("Tuesday") > 50


@pytest.mark.parametrize("command", ["history", "changes"])
def test_a_reader_who_has_seen_enough_is_no_crash(command, config):
    arguments = [url("quay")] if command == "history" else ["--format", "text"]
    code = "import sys; from writethru.cli import main; sys.exit(main())"
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-c", code, command, config, *arguments], stdout=writing, stderr=subprocess.PIPE, text=True
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


def test_history_shows_each_version_and_its_diff(config, capsys):
    assert main(["history", config, url("quay")]) == 0
    shown = capsys.readouterr().out
    assert "new  Story of the quay" in shown
    assert "- It rained on Monday" in shown
    assert "+ It rained on Tuesday" in shown
    assert main(["history", config, url("unknown")]) == 2


def test_history_adds_who_tells_the_story_by_now(config, tmp_path, capsys):
    copy = {"role": "copy", "score": 0.9, "of_uri": url("quay"), "shared": 0.84}
    first = {"role": "original", "score": 0.9, "of_uri": None, "shared": 0.0}
    with Catalog(tmp_path / "data" / "catalog.sqlite") as catalog:
        begin(catalog, "r2", config, "DirectRunner", NOON)
        parts = [
            {"run": "r2", "uri": url(name), "cluster": "c1", **row} for name, row in (("quay", first), ("pier", copy))
        ]
        catalog.stage({**rows("r2", decision("pier")), "stories": parts})
        commit(catalog, "r2", NOON)
    assert main(["history", config, url("quay")]) == 0
    told = "= the same story: Story of the pier  (copy; 84 % of its text stands here)"
    assert f"who tells this story by now\n  {told}" in capsys.readouterr().out
    assert main(["history", config, url("pier")]) == 0
    shown = capsys.readouterr().out
    assert "= the same story: Story of the quay  (original; 84 % of this text stands there)" in shown
    assert "by now" not in shown


def test_extract_shows_what_was_kept_and_what_was_removed_by_which_rule(tmp_path, capsys):
    (tmp_path / "page.html").write_text(PAGE)
    assert main(["extract", str(tmp_path / "page.html")]) == 0
    shown = capsys.readouterr().out
    assert "  Sentence 0 of the story" in shown
    assert "- Reporter's code: 50101   [tail.desk_code]" in shown
    main(["extract", str(tmp_path / "page.html"), "--json"])
    assert json.loads(capsys.readouterr().out)["codes"] == {"Reporter's code": "50101"}
    assert main(["extract", str(tmp_path / "nowhere.html")]) == 2


def test_extract_reads_standard_input(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PAGE.encode())))
    assert main(["extract", "-"]) == 0
    assert "Quay closed" in capsys.readouterr().out


def test_extract_writes_a_page_that_shows_what_was_removed_and_why(tmp_path, capsys):
    (tmp_path / "page.html").write_text(PAGE)
    assert main(["extract", str(tmp_path / "page.html"), "--html"]) == 0
    html = capsys.readouterr().out
    assert "tail.desk_code" in html and "a desk&#39;s code is data, not text" in html
    output = str(tmp_path / "cleaned.html")
    assert main(["extract", str(tmp_path / "page.html"), "--html", "--output", output]) == 0
    assert capsys.readouterr().out == f"{output}\n"
    assert (tmp_path / "cleaned.html").read_text(encoding="utf8") == html
    assert main(["extract", str(tmp_path / "page.html"), "--html", "--output", str(tmp_path)]) == 2
    assert main(["extract", str(tmp_path / "page.html"), "--output", output]) == 2


def test_extract_shows_the_effect_of_a_configurations_rules_for_the_site(tmp_path, capsys):
    (tmp_path / "page.html").write_text(PAGE)
    rules = "sites:\n  gazette.example:\n    remove: ['p:nth-of-type(2)', .tip]\n"
    (tmp_path / "gazette.yaml").write_text(f"feeds:\n  - url: {FEED}\ndata: data\n{rules}")
    command = ["extract", str(tmp_path / "page.html"), "--config", str(tmp_path / "gazette.yaml"), "--url"]
    assert main([*command, "https://www.gazette.example/quay"]) == 0
    told = capsys.readouterr()
    assert "- Sentence 1 of the story" in told.out and "[site.remove]" in told.out
    assert told.err == f"{tmp_path}/gazette.yaml: .tip matches nothing on this page\n"
    assert main([*command, "https://herald.example/quay"]) == 0
    told = capsys.readouterr()
    assert "gazette.yaml: no rules for herald.example" in told.err
    assert "site.remove" not in told.out
    assert main([*command, "gazette"]) == 2
    assert main(command[:-1]) == 2
    assert "say with --url which site" in capsys.readouterr().err


def test_extract_shows_marked_repeats_where_the_configuration_leaves_them_in(tmp_path, capsys):
    said = "<p>Sentence 0 of the story of the quay, which was long enough to be told in full.</p>"
    (tmp_path / "page.html").write_text(PAGE.replace("<p>Reporter", f"{said}<p>Reporter"))
    (tmp_path / "gazette.yaml").write_text(f"feeds:\n  - url: {FEED}\ndata: data\nrepeats: mark\n")
    command = ["extract", str(tmp_path / "page.html"), "--config", str(tmp_path / "gazette.yaml"), "--url", url("quay")]
    assert main(command) == 0
    assert "= Sentence 0 of the story" in capsys.readouterr().out
    assert main([*command, "--html"]) == 0
    assert "repeat, stays · <code>exact</code>" in capsys.readouterr().out


def test_report_writes_the_last_runs_page(config, tmp_path, capsys):
    assert main(["report", config, "--output", str(tmp_path / "page.html")]) == 0
    page = (tmp_path / "page.html").read_text()
    assert "Story of the quay" in page
    assert "r1" in page


def test_schema_is_printed_as_json_schema_and_as_arrow(capsys):
    main(["schema"])
    assert json.loads(capsys.readouterr().out) == json_schema()
    main(["schema", "--format", "arrow"])
    assert "paragraphs: list<item: struct<text: string not null" in capsys.readouterr().out
