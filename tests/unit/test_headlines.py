"""The headline among its candidates: without the site's name, kickers and labels."""

import pytest

from tests.unit.pages import linked, read

TITLE = "<title>Ferry stops on Friday - Harbour Gazette</title>"


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


def test_a_headline_shown_twice_is_kept_twice():
    found = read(TITLE, "<h1>Ferry stops on Friday</h1><h1>Gazette</h1><h1>Ferry stops on Monday</h1>")
    assert found.headlines["h1 again"] == "Ferry stops on Monday"
    assert found.headline == "Ferry stops on Friday"


@pytest.mark.parametrize("heading", ["Menu", "Gazette", "Harbour Gazette"])
def test_a_heading_with_the_sites_name_is_not_the_headline(heading):
    site = "<meta property='og:site_name' content='Harbour Gazette'>"
    assert read(site + TITLE, f"<h1>{heading}</h1>").headline == "Ferry stops on Friday"


@pytest.mark.parametrize(
    "heading",
    [
        "<span>Opinion</span> <span>Ferry stops on Friday</span>",
        "<b>Harbour news:</b> Ferry stops on Friday",
        "Ferry stops on Friday <em>Opinion</em>",
        "Ferry stops on Friday | Opinion",
        "Ferry stops on Fri<b>day</b>",
    ],
)
def test_kickers_and_labels_are_left_out_where_another_source_has_the_rest(heading):
    site = "<meta property='og:site_name' content='Harbour Gazette'>"
    assert read(site + TITLE, f"<h1>{heading}</h1>").headline == "Ferry stops on Friday"


def test_a_kicker_that_no_source_tells_apart_stays():
    assert read("", "<h1><span>Opinion</span> Ferry stops</h1>").headline == "Opinion Ferry stops"


def test_what_follows_a_dash_is_no_site_when_the_heading_has_it():
    head = "<title>Ferry stops – report | Harbour Gazette</title>"
    assert read(head, "<h1>Ferry stops – report</h1>").headline == "Ferry stops – report"


def test_the_sites_name_is_taken_off_either_end():
    head = linked('{"@type": "NewsArticle", "headline": "gazette.example | Ferry stops"}')
    assert read(head).headline == "Ferry stops"
