"""A text that other articles of a site show as well stands in place of an article."""

from dataclasses import replace

import pytest

from tests.unit.gazette import FEED, article, decision, url
from writethru.elements import Entry
from writethru.stubs import LONGEST, is_stub, read_stub

WALL = ("The reading room is full tonight.", "Please take a seat in the hall; we call your number.")


def shown(name, *texts, title=None, headline="One moment"):
    entry = Entry(FEED, name, url(name), title) if title else None
    return read_stub(article(name, *(texts or WALL), headline=headline), entry, url(name))


def test_the_same_text_at_two_articles_is_one_line_of_two_stories():
    quay, pier = shown("quay", title="The quay is closed"), shown("pier", title="The pier is open")
    assert quay.lines == pier.lines
    assert (quay.site, quay.story != pier.story, quay.article != pier.article) == (pier.site, True, True)


def test_one_story_under_two_addresses_is_one_story():
    assert shown("quay", title="The quay is closed").story == shown("news/quay", title="The quay is closed").story


def test_the_page_s_own_headline_counts_where_no_feed_names_the_article():
    assert shown("quay").story == shown("pier").story
    assert shown("quay").story != shown("pier", headline="The pier is open").story


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ray ID: 8f3a2b9c1d4e5f60.", "Ray ID: 7aa90b1c2d3e4f51."),
        ("Your address is 192.0.2.44.", "Your address is 198.51.100.7."),
        ("It is 12:04:31 now.", "It is 12:05:02 now."),
        ("You asked for https://gazette.example/quay", "You asked for https://gazette.example/pier"),
        ("Reference 18492039485712", "Reference 18492039485999"),
        ("Incident f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "Incident 6fa459ea-ee8a-3ca4-894e-db77e160355e"),
    ],
)
def test_what_a_stub_prints_for_each_visitor_makes_no_difference(one, other):
    assert shown("quay", *WALL, one).lines == shown("pier", *WALL, other).lines


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("High water 03:12, 5.4 m", "High water 04:01, 5.6 m"),
        ("Ferries leave at 9 and 17.", "Ferries leave at 9 and 18."),
        ("The fine is 120,000 crowns.", "The fine is 130,000 crowns."),
        ("Lottery: 4 8 15 16 23 42", "Lottery: 4 8 15 16 23 41"),
    ],
)
def test_the_figures_of_a_short_report_do(one, other):
    assert shown("quay", one).lines != shown("quay", other).lines


def test_a_text_of_an_article_s_length_and_none_are_no_stubs():
    assert shown("quay", "x" * (LONGEST + 1)) is None
    assert read_stub(replace(article("quay"), paragraphs=()), None, url("quay")) is None


def test_a_new_article_needs_more_twins_than_one_that_is_known():
    known, wall = decision("quay").state, article("quay", *WALL)
    assert [is_stub(wall, None, twins) for twins in (0, 1, 2)] == [False, False, True]
    assert [is_stub(wall, known, twins) for twins in (0, 1)] == [False, True]


def test_where_a_paragraph_of_the_last_version_is_left_it_is_an_edit_and_no_stub():
    known = decision("quay").state
    kept = article("quay", known.article.paragraphs[0].text, WALL[0])
    assert not is_stub(kept, known, 9)
