"""What a person reads on the terminal."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from rich.text import Text

from tests.unit.gazette import article
from writethru import terminal
from writethru.catalog import Catalog
from writethru.elements import Paragraph, Removal, Repetition
from writethru.report import Story, Telling

COUNTS = {
    "feeds": {"failing": 1, "ok": 2},
    "articles": {"new": 3, "not_modified": 40, "unchanged": 2, "cosmetic": 1, "postponed": 7, "held": 2},
    "removed": {"boilerplate": 9, "repeat": 1},
    "cleaned": 3,
    "failures": {"fetch: deadline": 2},
}


def plain(texts):
    return [text.plain for text in texts]


def test_the_summary_tells_feeds_articles_removals_and_failures():
    assert list(terminal.summary(COUNTS)) == [
        "feeds      2 ok, 1 failing",
        "articles   3 new, 0 updated, 0 withdrawn, 43 unchanged (3 of them on changed pages)",
        "           2 held back until another look shows the same, 7 left for the next run",
        "removed    10 paragraphs from 3 articles: 9 boilerplate, 1 repeat",
        "failures   2 fetch: deadline",
    ]


def test_feeds_whose_hosts_want_time_or_that_are_gone_are_told_in_words():
    counts = {**COUNTS, "feeds": {"ok": 1, "held": 2, "dormant": 1}}
    assert next(terminal.summary(counts)) == "feeds      1 ok, 2 asked to wait, 1 gone"


def test_one_paragraph_and_one_article_are_not_several():
    counts = {**COUNTS, "removed": {"repeat": 1}, "cleaned": 1}
    assert "removed    1 paragraph from 1 article: 1 repeat" in list(terminal.summary(counts))


def test_the_first_failures_are_named_and_the_rest_counted():
    rows = [
        SimpleNamespace(stage="fetch", reason="dns", subject=f"https://{n}.example/rss", detail="no such name")
        for n in range(8)
    ]
    shown = list(terminal.failures(rows, len(rows)))
    assert shown[0].strip() == "fetch: dns  https://0.example/rss  no such name"
    assert (len(shown), shown[-1].strip()) == (6, "and 3 more")


def test_a_new_article_shows_its_repeats_and_what_they_repeat():
    said = article("quay", removed=(Removal("It was closed on Monday.", 2, "repeat", "retold", (0,), 0.7),))
    shown = plain(terminal.first_reading(said))
    assert shown[0] == "  2 paragraphs; 1 removed (1 repeat); News Code 712"
    assert shown[1] == "  - It was closed on Monday.  (retold: The quay was closed on Monday.)"


def test_a_marked_repeat_is_shown_where_it_stands_with_what_it_repeats():
    said = article("quay", "The quay was closed on Monday.", "It was closed on Monday.", removed=())
    said = replace(said, repetitions=(Repetition(1, (0,), "retold", 0.7),))
    assert plain(terminal.first_reading(said)) == [
        "  2 paragraphs; 1 repeat left in; News Code 712",
        "  = It was closed on Monday.  (retold, stays: The quay was closed on Monday.)",
    ]
    assert [line.strip() for line in plain(terminal.cleaned(said))] == [
        "The quay was closed on Monday.",
        "= It was closed on Monday.   [retold, repeats block 1, stays]",
    ]


def test_a_line_of_the_sites_own_tells_how_many_articles_show_it():
    own = Removal("Become a friend of the Gazette", 2, "boilerplate", "site.recurring", witnesses=4)
    found = article("quay", removed=(own,))
    assert plain(terminal.first_reading(found))[1] == (
        "  - Become a friend of the Gazette  (site.recurring: also on 4 other articles)"
    )
    assert plain(terminal.cleaned(found))[2].strip() == (
        "- Become a friend of the Gazette   [site.recurring, also on 4 other articles]"
    )


def test_a_cleaned_page_shows_every_block_in_page_order():
    found = replace(article(), paragraphs=(Paragraph("Quay", "heading"), Paragraph("It is closed.")))
    shown = plain(terminal.cleaned(found))
    assert [line.strip() for line in shown] == ["[heading] Quay", "It is closed.", "- News Code 712   [tail.desk_code]"]


def test_the_other_tellings_of_a_story_are_named_with_what_they_share_and_the_rest_counted():
    told = Telling("Boat idle", "https://wire.example/1", "original", "84 % of this text stands there")
    assert plain(terminal.same_story(Story("copy", 4, 0.84, (told,)))) == [
        "  = the same story: Boat idle  (original; 84 % of this text stands there)",
        "  = the same story: 2 more",
    ]
    assert plain(terminal.same_story(Story("copy", 0))) == ["  = the same story is told elsewhere, this is a copy"]
    assert plain(terminal.same_story(None)) == []


def test_markup_in_a_headline_is_text():
    assert terminal.title("[red]Quay[/red]") == "[bold]\\[red]Quay\\[/red][/bold]"


def test_nothing_from_the_web_steers_the_terminal_and_every_script_stays(capsys):
    terminal.console().print(Text("a\x1b[2Jb\x9b31m\rc\u202ed\u2066e\x00 \ud800العبّارة\u200c 船 עבודה\nf"))
    assert capsys.readouterr().out == "a[2Jb31mcde العبّارة\u200c 船 עבודה\nf\n"


def test_a_reader_who_goes_away_is_left_to_the_command():
    with pytest.raises(BrokenPipeError):
        terminal.console().on_broken_pipe()


def test_there_is_no_progress_where_there_is_no_terminal(tmp_path, capsys):
    with Catalog(tmp_path / "c.sqlite") as catalog, terminal.progress(catalog, "r1"):
        pass
    assert capsys.readouterr().err == ""


def test_the_head_of_an_article_tells_what_was_read_besides_its_text():
    told = plain(terminal.article_head(article(section="Harbour", dateline="KESTOR (Reuters)", image="")))
    assert "section    Harbour" in told
    assert "dateline   KESTOR (Reuters)" in told
    assert not any(line.startswith("image") for line in told)
