"""What a page says about its article, where its sources agree, differ, or are wrong."""

from datetime import UTC, datetime

import pytest
from selectolax.lexbor import LexborHTMLParser

from writethru.metadata import read_metadata

URL = "https://gazette.example/harbour/ferry"


def read(head="", body="", url=URL):
    return read_metadata(LexborHTMLParser(f"<html lang='en_GB'><head>{head}</head><body>{body}</body></html>"), url)


def linked(text):
    return f"<script type='application/ld+json'>{text}</script>"


def test_headline_candidates_are_kept_by_source():
    found = read(
        "<title>Ferry stops | Harbour Gazette</title><meta property='og:title' content='Ferry to stop'>",
        "<h1>Ferry stops</h1>",
    )
    assert found.headline == "Ferry stops"
    assert found.headlines == {
        "h1": "Ferry stops",
        "og:title": "Ferry to stop",
        "title": "Ferry stops | Harbour Gazette",
    }


def test_a_heading_with_the_sites_name_is_not_the_headline():
    assert (
        read("<title>Ferry stops on Friday - Harbour Gazette</title>", "<h1>Menu</h1>").headline
        == "Ferry stops on Friday"
    )


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ada Quay", ("Ada Quay",)),
        ("Ada Quay, Ben Pier and Cleo Slip", ("Ada Quay", "Ben Pier", "Cleo Slip")),
        ("Von Ada Quay und Ben Pier", ("Ada Quay", "Ben Pier")),
        ("Ada Quay, Jr.", ("Ada Quay",)),
        ("https://gazette.example/staff/ada", ()),
        ("admin", ()),
        ("5 min read", ()),
        ("4 days ago", ()),
        ("an hour ago", ()),
        ("Yesterday", ()),
    ],
)
def test_authors_are_a_clean_list(byline, names):
    assert read(f"<meta name='author' content='{byline}'>").authors == names


def test_an_organisation_is_not_an_author():
    assert (
        read(linked('{"@type":"NewsArticle","author":{"@type":"Organization","name":"Harbour Gazette"}}')).authors == ()
    )


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (linked('{"@graph":[{"@type":["NewsArticle"],"datePublished":"2024-03-05T09:30:00+01:00"}]}'), ""),
        ("<meta property='article:published_time' content='2024-03-05T08:30:00Z'>", ""),
        ("", "<time datetime='2024-03-05 08:30'>Tuesday</time>"),
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


def test_a_date_that_readers_see_is_better_than_none():
    assert read("", "<div class='post-meta'>Posted on 5 March 2024</div>").date_published == datetime(
        2024, 3, 5, tzinfo=UTC
    )
    assert read("", "", "https://gazette.example/2024/03/05/ferry").date_published == datetime(2024, 3, 5, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2024", "March 2024", "05:30", "soon", "99999999999999999 2024"])
def test_half_a_date_is_no_date(text):
    assert read(f"<meta property='article:published_time' content='{text}'>").date_published is None


@pytest.mark.parametrize(
    "text", ["{", "[" * 100_000, "null", '{"@type": "NewsArticle", "author": [1, null, {"name": 2}]}']
)
def test_broken_json_ld_tells_nothing(text):
    assert read(linked(text)).authors == ()


@pytest.mark.parametrize(
    ("href", "canonical"),
    [
        ("/harbour/ferry-stops", "https://gazette.example/harbour/ferry-stops"),
        ("https://www.gazette.example/harbour/ferry-stops", "https://www.gazette.example/harbour/ferry-stops"),
        ("https://gazette.example/", URL),
        ("https://elsewhere.example/harbour/ferry", URL),
        ("http://[", URL),
    ],
)
def test_canonical_link_is_believed_on_the_same_site_only(href, canonical):
    assert read(f"<link rel='canonical' href='{href}'>").canonical_url == canonical


def test_language_is_a_tag():
    assert read().language == "en-GB"
