"""A site's own lines are told by their recurring, taken out at the edges of a text alone, and can be put back."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.gazette import article, url
from writethru.elements import Paragraph, Removal
from writethru.recurrence import (
    LEAST,
    MOST,
    RULE,
    SHORT,
    cleaned_alike,
    drop_recurring,
    fingerprint,
    read_edges,
    recurring,
)

JOIN = "Become a friend of the Gazette and meet its writers"
PRINTED = "Printed on paper from the island's own mill"
NEWS = "The north quay was closed on Monday after a crane had slipped from its rails, the harbour master said. " * 3
MORE = NEWS.replace("north", "south").replace("crane", "lorry")


def known(*lines):
    return {fingerprint(line): LEAST for line in lines}


def blocks(*texts, kind="paragraph"):
    return tuple(text if isinstance(text, Paragraph) else Paragraph(text.strip(), kind) for text in texts)


def text(*lines, **fields):
    return article(paragraphs=blocks(*lines), removed=(), **{"headline": "A crane falls", **fields})


def kept(found):
    return [block.text for block in found.paragraphs]


def test_a_sites_lines_go_from_both_ends_and_tell_their_witnesses():
    found = drop_recurring(text(JOIN, NEWS, MORE, PRINTED, JOIN), {fingerprint(JOIN): 7, fingerprint(PRINTED): 3})
    assert kept(found) == [NEWS.strip(), MORE.strip()]
    assert [(r.text, r.position, r.reason, r.rule, r.witnesses) for r in found.removed] == [
        (JOIN, 0, "boilerplate", RULE, 7),
        (PRINTED, 3, "boilerplate", RULE, 3),
        (JOIN, 4, "boilerplate", RULE, 7),
    ]


def test_what_stands_behind_a_line_of_the_articles_own_stays():
    lines = (NEWS, JOIN, MORE, JOIN, "Ada Quill writes about the sea.")
    assert kept(drop_recurring(text(*lines), known(JOIN))) == [line.strip() for line in lines]


def test_captions_are_passed_over_and_stay():
    caption = Paragraph("The crane.", "caption")
    found = drop_recurring(text(caption, JOIN, NEWS, MORE), known(JOIN, "The crane."))
    assert kept(found) == ["The crane.", NEWS.strip(), MORE.strip()]


@pytest.mark.parametrize(
    "line",
    [
        Paragraph("A crane has fallen"),  # the headline, more or less
        Paragraph("SALTREACH"),
        Paragraph("Saltreach, North Island —"),
        Paragraph("SALTREACH (Northern Telegraph)"),
        Paragraph("Ingredients:"),
        Paragraph("Q: What did you see?"),
        Paragraph("Background", "heading"),
        Paragraph("10.30 am"),
        Paragraph("Monday, 2 March"),
        Paragraph("Played Won Lost", "table_row"),
        Paragraph("O quay, my quay", "preformatted"),
        Paragraph("* * *"),
        Paragraph("long " * SHORT),
    ],
    ids=lambda line: line.text[:20],
)
def test_what_belongs_to_an_article_stays_however_often_its_site_has_it(line):
    found = text(line, NEWS, MORE)
    assert drop_recurring(found, known(line.text)) == found


def test_a_heading_with_nothing_below_it_goes():
    assert kept(
        drop_recurring(text(NEWS, MORE, Paragraph("Our friends", "heading"), JOIN), known("Our friends", JOIN))
    )[1:] == [MORE.strip()]


def test_a_text_of_nothing_but_recurring_lines_stays():
    found = text(JOIN, PRINTED)
    assert drop_recurring(found, known(JOIN, PRINTED)) == found


def test_case_and_typography_make_no_other_line():
    assert fingerprint("The Gazette’s  friends") == fingerprint("the gazette's friends")
    assert fingerprint("The Gazette's friends") != fingerprint("The Gazette's fiends")


def test_three_articles_show_that_a_line_recurs_and_more_where_more_are_known():
    counted = {1: 2, 2: 3, 3: 5, 4: MOST}
    assert recurring(counted, 4) == {2: 3, 3: 5, 4: MOST}
    assert recurring(counted, 125) == {3: 5, 4: MOST}
    assert recurring(counted, 100_000) == {4: MOST}


def test_a_story_is_the_same_under_another_address_and_after_an_edit():
    first = read_edges(text(JOIN, NEWS, "Nobody was hurt."), url("quay"))
    copy = replace(text(PRINTED, NEWS, "One man was hurt."), uri=url("quay-copy"))
    other = read_edges(text(JOIN, MORE, "Nobody was hurt."), url("wall"))
    again = read_edges(copy, "https://www.gazette.example/quay-copy")
    assert first.story == again.story != other.story
    assert first.article == other.article != again.article  # by its key, not by where it was found
    assert {first.site, again.site, other.site} == {"gazette.example"}


def test_a_removed_line_is_still_shown():
    found = text(JOIN, NEWS, MORE, PRINTED)
    assert read_edges(drop_recurring(found, known(JOIN, PRINTED)), url("quay")) == read_edges(found, url("quay"))


def test_two_versions_are_cleaned_alike_for_a_reader():
    before, after = text(JOIN, NEWS, MORE), text(JOIN, NEWS, MORE, "Nobody was hurt.")
    assert cleaned_alike(before, drop_recurring(after, known(JOIN))) == drop_recurring(before, known(JOIN))
    assert cleaned_alike(drop_recurring(before, known(JOIN)), after) == before
    gone = text(NEWS, MORE)  # the page has it no longer
    assert cleaned_alike(drop_recurring(before, known(JOIN)), gone) == drop_recurring(before, known(JOIN))


LINES = st.sampled_from([JOIN, PRINTED, "Q: And then?", "Background", "", NEWS, MORE, "Nobody was hurt."])
KINDS = st.sampled_from(["paragraph", "heading", "list_item", "caption", "quote"])
BLOCKS = st.lists(st.builds(Paragraph, LINES.filter(bool), KINDS), max_size=12)
KNOWN = st.sets(LINES).map(lambda lines: known(*lines))


@given(BLOCKS, st.sets(st.integers(0, 11)), KNOWN, KNOWN)
def test_nothing_is_lost_and_whatever_was_learnt_before_makes_no_difference(found, gone, learnt, later):
    removed = tuple(Removal(b.text, n, "code", "x", kind=b.kind) for n, b in enumerate(found) if n in gone)
    page = article(paragraphs=tuple(b for n, b in enumerate(found) if n not in gone), removed=removed)
    cleaned = drop_recurring(page, learnt)
    assert cleaned.blocks() == page.blocks() == tuple(found)
    assert [r for r in cleaned.removed if r.rule != RULE] == list(removed)
    assert {fingerprint(r.text) for r in cleaned.removed if r.rule == RULE} <= set(learnt)
    assert bool(cleaned.paragraphs) == bool(page.paragraphs)
    assert drop_recurring(cleaned, learnt) == cleaned
    assert drop_recurring(cleaned, later) == drop_recurring(page, later)
    assert drop_recurring(cleaned, {}) == page
