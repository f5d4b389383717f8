"""A version of an article on the terminal."""

import io
from dataclasses import replace

import pytest
from rich.cells import cell_len

from tests.unit.gazette import NOON, article, decision, later, rows, url
from writethru import terminal
from writethru.catalog import Catalog
from writethru.changes import compare
from writethru.commits import begin, commit
from writethru.diffs import rows as diff_rows
from writethru.elements import Change, FieldEdit, Word
from writethru.fieldlines import FieldLine
from writethru.showing import View, field_diff, inline_diff, show_version, side_by_side

KEPT = [f"Paragraph {n} of the story, which nobody has touched since it was written." for n in range(6)]


def long_text(*changed):
    start = (
        "The council met on Monday evening in the old customs house, which had been heated for the purpose since noon"
    )
    end = "after a debate that was interrupted twice by singing from the quay below."
    return f"{start}, and voted {' '.join(changed)} {end}"


def between(before, after):
    old, new = article("quay", *before), article("quay", *after)
    return diff_rows(old, new, compare(old, new))


def inline(before, after, full=False):
    return [text.plain for text in inline_diff(between(before, after), full)]


def sides(before, after, width=100, full=False):
    """Return the lines of both columns, each less the spaces behind it."""
    console = terminal.console()
    console.file = io.StringIO()
    console.width = width
    console.print(side_by_side(between(before, after), width, full), soft_wrap=False)
    lines = console.file.getvalue().splitlines()
    assert {cell_len(line) for line in lines} <= {width - 1, width}
    return [line.rstrip() for line in lines]


def test_a_diff_shows_the_words_around_a_change_and_counts_what_stayed():
    before, after = ([*KEPT[:4], long_text(vote), *KEPT[4:]] for vote in ("six to four", "seven to three"))
    shown = inline(before, after)
    assert shown[0] == "    ... 3 unchanged paragraphs"
    (gone,) = (line for line in shown if line.startswith("  - "))
    assert "voted six to four after" in gone
    assert gone.startswith("  - ...")
    assert gone.endswith("...")
    assert shown[-1] == "    ... 1 unchanged paragraph"


def test_in_full_nothing_is_counted_or_cut():
    before, after = ([*KEPT[:4], long_text(vote), *KEPT[4:]] for vote in ("six to four", "seven to three"))
    shown = inline(before, after, full=True)
    assert [line.removeprefix("    ") for line in shown if line.startswith("    ")] == KEPT
    assert [line[4:] for line in shown if line[2] in "-+"] == [before[4], after[4]]


def test_a_move_and_a_split_are_told_once_with_where_from():
    shown = inline(
        ["Ferry late. Hull cracked.", *KEPT[:3]], [KEPT[1], KEPT[2], "Ferry late.", "Hull cracked.", KEPT[0]]
    )
    assert [line for line in shown if line[2] in "-+~"] == [
        "  ~ Ferry late.  (split in 2)",
        "  ~ Hull cracked.  (split in 2)",
        f"  ~ {KEPT[0]}  (moved down from paragraph 2 to 5)",
    ]


def test_two_columns_fit_the_width_and_wrap_each_text_on_its_own_side():
    before, after = ([*KEPT[:3], long_text(vote)] for vote in ("six to four", "seven to three"))
    shown = sides(before, after, full=True)
    left, right = ([line[column : column + 46].strip() for line in shown] for column in (4, 54))
    assert " ".join(filter(None, left)) == " ".join(before)
    assert " ".join(filter(None, right)) == " ".join(after)
    assert sides(before, after)[0].strip() == "... 2 unchanged paragraphs"


def test_in_two_columns_a_moved_paragraph_is_named_where_it_stood_and_shown_where_it_stands():
    shown = sides(["Ferry late.", "Hull cracked.", "Board meets."], ["Hull cracked.", "Board meets.", "Ferry late."])
    assert " ".join(shown[0].split()) == "~ Ferry late. (moved down to paragraph 3)"
    assert " ".join(" ".join(shown[-2:]).split()) == "~ Ferry late. (moved down from paragraph 1 to 3)"


def test_wide_characters_and_right_to_left_text_stay_in_their_columns_whole():
    before = [
        "渡轮于周一中午从港口出发前往岛屿，船上载有一百四十名乘客和二十辆汽车，航程约为四十分钟。",
        "العبّارة تبحر يوم الاثنين",
    ]
    after = [before[0].replace("周一", "周二"), "העבורת תפליג ביום שני בבוקר מן הנמל הישן"]
    shown = sides(before, after, full=True)
    text = "".join("".join(line.split()) for line in shown)
    for letter in "".join(before + after).replace(" ", ""):
        assert letter in text
    assert any("العبّارة تبحر يوم الاثنين" in line for line in shown)


def test_a_field_is_told_under_its_name_as_it_was_and_as_it_is():
    words = Word("equal", "Ferry "), Word("delete", "late"), Word("insert", "early")
    assert [text.plain for text in field_diff(FieldLine("headline, h1 only", words))] == [
        "  - headline, h1 only: Ferry late",
        "  + headline, h1 only: Ferry early",
    ]
    assert [text.plain for text in field_diff(FieldLine("notice", (Word("insert", "Correction: six."),)))] == [
        "  + notice: Correction: six."
    ]
    assert [text.plain for text in field_diff(FieldLine("headline", (*words[:1], words[2])))] == [
        "  - headline: Ferry ",
        "  + headline: Ferry early",
    ]


@pytest.fixture
def catalog(tmp_path):
    with Catalog(tmp_path / "c.sqlite") as catalog:
        yield catalog


def committed(catalog, *decisions):
    for number, one in enumerate(decisions):
        begin(catalog, f"r{number}", "c.yaml", "DirectRunner", NOON)
        catalog.stage(rows(f"r{number}", one))
        commit(catalog, f"r{number}", NOON)
    return list(catalog.versions())


def test_a_withdrawn_article_says_why(catalog, capsys):
    first = decision()
    look = replace(
        first.observation, outcome="retracted", evidence="Retraction:\x1b[2J the quay was open.", article=None
    )
    gone = replace(first, observation=look, event="withdrawn", state=replace(first.state, version=2))
    _, second = committed(catalog, first, gone)
    show_version(catalog, second)
    assert "  retracted: Retraction:[2J the quay was open.\n" in capsys.readouterr().out
    show_version(catalog, {**second, "answer": None})
    assert "  answered 200\n" in capsys.readouterr().out


def test_the_class_and_the_fields_are_those_announced(catalog, capsys):
    first = decision()
    edit = FieldEdit("url", url("quay"), url("pier"))
    change = Change("updated", "minor", ("url",), edits=(edit,), touched=("names",))
    state = replace(first.state, version=2, url=url("pier"))
    _, moved = committed(catalog, first, replace(first, event="moved", change=change, state=state))
    show_version(catalog, moved)
    shown = capsys.readouterr().out
    assert "moved  minor · names  Story of the quay" in shown
    assert f"  - address: {url('quay')}\n  + address: {url('pier')}\n" in shown
    assert "... 2 unchanged paragraphs" in shown


def test_in_a_pipe_there_are_no_colours_and_no_boxes(catalog, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    first = decision("quay", "The quay is closed.", "It rained on Monday.")
    edited = decision("quay", "The quay is closed.", "It rained on Tuesday.", state=first.state, at=later(hours=1))
    last = committed(catalog, first, edited)[-1]
    for view in (View(), View(sides=True), View(sides=True, full=True)):
        show_version(catalog, last, view)
        out = capsys.readouterr().out
        assert "It rained on Monday." in out and "+ It rained on Tuesday." in out
        assert all(char.isprintable() or char == "\n" for char in out)
        assert not any("\u2500" <= char <= "\u257f" for char in out)
