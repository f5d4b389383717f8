import json
from datetime import UTC, datetime

import pytest

from writethru.feeds import FeedError, parse

URL = "https://gazette.example/feed.json"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Harbour Gazette",
    "home_page_url": "https://gazette.example/",
    "items": [
        {
            "id": 17,
            "url": "/ferry",
            "title": "Ferry late",
            "content_html": "<p>Late.</p>",
            "summary": "Late",
            "date_published": "2026-11-21T10:00:00+01:00",
            "date_modified": "2026-11-21T11:00:00Z",
            "authors": [{"name": "Ada Quill"}],
            "tags": ["Harbour"],
        },
        {"id": "b", "external_url": "https://quay.example/tide", "content_text": "High & low.\n\nTides."},
        {"id": "c", "title": "A podcast", "attachments": [{"url": "https://gazette.example/a.mp3"}]},
    ],
}


def read(feed, content_type="text/html"):
    return parse(feed if isinstance(feed, bytes) else json.dumps(feed).encode(), URL, content_type, now=NOW)


def test_a_json_feed_is_told_by_its_content():
    feed = read(FEED)
    one, other, podcast = feed.entries
    assert (feed.kind, feed.title) == ("json", "Harbour Gazette")
    assert (one.id, one.link, one.title, one.content) == (
        "17",
        "https://gazette.example/ferry",
        "Ferry late",
        "<p>Late.</p>",
    )
    assert (one.published, one.updated) == (
        datetime(2026, 11, 21, 9, tzinfo=UTC),
        datetime(2026, 11, 21, 11, tzinfo=UTC),
    )
    assert (one.authors, one.categories) == (("Ada Quill",), ("Harbour",))
    assert (other.link, other.content) == ("https://quay.example/tide", "<p>High &amp; low.</p><p>Tides.</p>")
    assert podcast.link == ""
    assert feed.problems == ("no link: A podcast",)


def test_of_a_feed_that_is_cut_off_the_whole_items_are_read():
    body = json.dumps(FEED).encode()
    feed = read(body[: body.index(b'"external_url"')])
    assert [entry.id for entry in feed.entries] == ["17"]
    assert feed.problems[0].startswith("truncated: ")


@pytest.mark.parametrize("prefix", [b"\xef\xbb\xbf", b")]}',\n", b"\n \n"])
def test_what_stands_before_the_document_does_no_harm(prefix):
    assert len(read(prefix + json.dumps(FEED).encode()).entries) == 3


def test_version_1_0_names_one_author():
    item = {"id": "a", "url": "https://gazette.example/a", "author": {"name": "Ada Quill"}}
    feed = read({"version": "https://jsonfeed.org/version/1", "items": [item]})
    assert feed.entries[0].authors == ("Ada Quill",)


@pytest.mark.parametrize(
    "body",
    [
        b'{"error": "busy"}',
        b'{"items": [1, 2]}',
        b'{"items": {"a": 1}}',
        b'{"version": "https://jsonfeed.org/version/1.1"}',
        b'{"a": ' + b"[" * 100_000,
    ],
)
def test_other_json_is_no_feed(body):
    with pytest.raises(FeedError) as caught:
        read(body)
    assert caught.value.reason in ("not_a_feed", "refused_input")


def test_half_a_character_is_replaced():
    assert read({**FEED, "items": [{"id": "a\ud800", "url": "/a"}]}).entries[0].id == "a?"


def test_fields_of_the_wrong_kind_are_no_fields():
    item = {"id": "a", "url": ["x"], "title": {"a": 1}, "tags": "x", "authors": "Ada", "date_published": 5}
    feed = read({"version": "https://jsonfeed.org/version/1.1", "items": [item, None, []]})
    assert [(entry.id, entry.link, entry.title, entry.authors) for entry in feed.entries] == [("a", "", "", ())]
