import pickle

import pytest

from writethru.feeds import FeedError, parse

URL = "https://gazette.example/sport/"


def refused(html, url=URL):
    with pytest.raises(FeedError) as caught:
        parse(html.encode(), url)
    return caught.value


def page(head="", body="<p>News from the harbour.</p>"):
    return f"<!DOCTYPE html><html lang='en'><head><title>Harbour Gazette</title>{head}</head><body>{body}</body></html>"


def link(href, title="", kind="application/rss+xml"):
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{href}">'


def test_a_page_names_its_feeds_those_of_its_section_first_and_comments_last():
    head = (
        link("/sport/comments/feed", "Comments")
        + link("/feed", "Gazette")
        + link("rss.xml", "Sport")
        + link("https://gazette.example/oembed", kind="application/json+oembed")
        + link("/de/sport/", kind="text/html")
        + link("/feed", "again")
    )
    error = refused(page(head))
    assert error.reason == "not_a_feed"
    assert error.candidates == (
        "https://gazette.example/sport/rss.xml",
        "https://gazette.example/feed",
        "https://gazette.example/sport/comments/feed",
    )
    assert "https://gazette.example/sport/rss.xml" in str(error)


def test_links_that_look_like_feeds_are_named_where_the_head_names_none():
    body = "<a href='/about'>About</a><a href='/index.xml'>RSS</a><a href='mailto:desk@gazette.example'>Desk</a>"
    assert refused(page(body=body)).candidates == ("https://gazette.example/index.xml",)


def test_a_page_is_named_by_its_title_and_not_by_its_markup():
    assert refused(page(link("/feed"))).told == "a page, 'Harbour Gazette' (instead: https://gazette.example/feed)"
    assert refused("<html><p>Harbour").told == "a page"


def test_a_base_is_honoured():
    assert refused(page("<base href='https://cdn.example/x/'>" + link("rss"))).candidates == (
        "https://cdn.example/x/rss",
    )


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        (page(body="<script>window._cf_chl_opt={};</script>"), "challenge"),
        (page(body="<p>Complete the security check to continue</p><div class='g-recaptcha'></div>"), "challenge"),
        (page(body="<form><input name=user><input type=password></form>"), "login"),
        (page(body="<p>We value your privacy. We and our partners store cookies on your device."
                   " Accept all cookies</p><button>Accept all</button>"), "consent"),
        (page(body="<p>This page does not exist.</p>"), "not_a_feed"),
        (page(body="<p>The council voted on Monday to repair the harbour wall before winter.</p>" * 40), "not_a_feed"),
    ],
)  # fmt: skip
def test_a_wall_in_a_feeds_place_is_told_from_other_pages(html, reason):
    assert refused(html).reason == reason


def test_an_error_can_be_sent_between_processes():
    error = refused(page(link("/feed")))
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.reason, copy.candidates, copy.url) == (str(error), error.reason, error.candidates, URL)
