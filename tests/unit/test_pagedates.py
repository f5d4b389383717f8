"""When an article came out: claims, dates that readers see, and their labels."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.unit.pages import linked, read
from writethru.pagedates import offset, read_date

HEADING = "<h1>Ferry stops</h1>"
MARCH_5 = datetime(2024, 3, 5, tzinfo=UTC)


def claimed(**dates):
    told = ", ".join(f'"{name}": "{date}"' for name, date in dates.items())
    return linked(f'{{"@type": "NewsArticle", {told}}}')


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (linked('{"@graph":[{"@type":["NewsArticle"],"datePublished":"2024-03-05T09:30:00+01:00"}]}'), ""),
        (linked('{"@graph":[{"@type":"WebPage","datePublished":"2024-03-05T09:30:00+01:00"}]}'), ""),
        ("<meta property='article:published_time' content='2024-03-05T08:30:00Z'>", ""),
        ("<meta name='x-published-date' content='2024-03-05T08:30:00Z'>", ""),
        ("", "<time datetime='2024-03-05 08:30'>Tuesday</time>"),
        ("", f"{HEADING}<time datetime='2024-03-05T08:30:00Z'>5 March 2024</time>"),
    ],
)
def test_the_date_is_read_from_each_source_in_utc(head, body):
    assert read(head, body).date_published == datetime(2024, 3, 5, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "hour"), [("March 5, 2024 8:30 AM EST", 13), ("5 March 2024 08:30 XYZ", 8), ("2024-03-05T08:30:00Z", 8)]
)
def test_zones_in_letters_are_read_without_a_warning(text, hour, recwarn):
    found = read(f"<meta property='article:published_time' content='{text}'>")
    assert found.date_published == datetime(2024, 3, 5, hour, 30, tzinfo=UTC)
    assert not recwarn.list


def test_a_time_without_a_zone_has_that_of_the_pages_other_dates():
    found = read(claimed(datePublished="2024-03-05T08:30:00", dateModified="2024-03-05T10:00:00+02:00"))
    assert found.date_published == datetime(2024, 3, 5, 6, 30, tzinfo=UTC)
    assert read(claimed(datePublished="2024-03-05T08:30:00")).date_published == MARCH_5 + timedelta(hours=8.5)
    assert offset(["soon", "2024-03-05T10:00:00+02:00"]) == timezone(timedelta(hours=2))


def test_a_day_without_a_time_stays_that_day():
    assert read_date("2024-03-05", timezone(timedelta(hours=5))) == MARCH_5


@pytest.mark.parametrize(
    ("shown", "lang"),
    [
        ("Posted on 5 March 2024", "en"),
        ("Mar. 5th, 2024", "en"),
        ("5. März 2024", "de"),
        ("05.03.2024", "de"),
        ("le 5 mars 2024 à 8h30", "fr"),
        ("5 de marzo de 2024", "es"),
        ("5 de março de 2024", "pt"),
        ("5 marzo 2024", "it"),
        ("5 Mart 2024 Salı", "tr"),
        ("5 марта 2024", "ru"),
        ("٥ مارس ٢٠٢٤", "ar"),
        ("2024年3月5日", "zh"),
        ("2024年3月5日(火)", "ja"),
        ("2024/03/05", "ja"),
        ("05/03/2024", "en-GB"),
        ("3/5/2024", "en-US"),
    ],
)
def test_a_date_that_readers_see_is_better_than_none(shown, lang):
    assert read("", f"{HEADING}<div>{shown}</div>", lang=lang).date_published == MARCH_5


def test_dates_that_can_be_read_in_two_ways_are_not_read():
    assert read("", f"{HEADING}<div>05-03-2024</div>", lang="en").date_published is None


def test_an_address_may_tell_the_day():
    assert read("", "", "https://gazette.example/2024/03/05/ferry").date_published == MARCH_5


@pytest.mark.parametrize("text", ["2024", "March 2024", "05:30", "soon", "99999999999999999 2024"])
def test_half_a_date_is_no_date(text):
    assert read(f"<meta property='article:published_time' content='{text}'>").date_published is None


@pytest.mark.parametrize(
    ("shown", "published"),
    [
        ("<p>7 March 2024</p>", MARCH_5),  # of the days after, an update
        ("<p>5 March 2026</p>", MARCH_5.replace(year=2026)),  # out anew
        ("<p>Published 5 March 2019</p>", MARCH_5.replace(year=2019)),
        ("<p>Updated 5 March 2026</p>", MARCH_5),
        ("<p>Last updated:</p><p>5 March 2026</p>", MARCH_5),
        ("<p class='post-modified'>5 March 2026</p>", MARCH_5),
        ("<p>Reviewed on 5 March 2026</p>", MARCH_5),
        ("<p id='todays-date'>5 March 2026</p>", MARCH_5),
        ("<ul><li>5 March 2026</li><li>6 March 2026</li><li>7 March 2026</li></ul>", MARCH_5),
        (
            "<p>The ferry of 5 March 2026 was the last that sailed over to the isle before the storm broke it</p>",
            MARCH_5,
        ),
        (
            "<a href='/x'>5 March 2026 <b>Another story of the harbour, which is told at some length here</b></a>",
            MARCH_5,
        ),
    ],
)
def test_the_date_at_the_headline_corrects_a_claim_only_when_it_is_a_publication_weeks_away(shown, published):
    assert read(claimed(datePublished="2024-03-05"), HEADING + shown).date_published == published


def test_a_date_read_in_the_other_order_is_no_correction():
    found = read(claimed(datePublished="2024-03-05"), f"{HEADING}<p>3/5/2024</p>", lang="fr")
    assert found.date_published == MARCH_5


def test_the_last_update_dates_an_article_only_for_want_of_another_date():
    found = read("", f"{HEADING}<p>Updated 5 March 2024</p>")
    assert (found.date_published, found.date_modified) == (MARCH_5, MARCH_5)
    found = read("", f"{HEADING}<p>Updated 6 March 2024</p><p>First published 5 March 2024</p>")
    assert (found.date_published, found.date_modified) == (MARCH_5, MARCH_5 + timedelta(days=1))


def test_a_date_anywhere_on_the_page_is_better_than_none():
    text = (
        "<p>"
        + "The harbour ferry will stop running on Friday, the port authority said on Monday evening. " * 3
        + "</p>"
    )
    assert read("", f"{HEADING}{text * 30}<p>Published 5 March 2024</p>").date_published == MARCH_5
