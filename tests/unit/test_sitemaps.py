import gzip
from datetime import UTC, datetime

import pytest

from writethru.feeds import FeedError, parse

URL = "https://gazette.example/news-sitemap.xml"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://gazette.example/ferry</loc><lastmod>2026-11-21T12:00:00Z</lastmod><news:news>
<news:publication><news:name>Harbour Gazette</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-11-21T10:00:00Z</news:publication_date><news:title>Ferry &amp; quay</news:title>
<news:keywords>harbour, ferry</news:keywords></news:news></url>
<url><loc>https://gazette.example/tide</loc></url><url><loc>nowhere</loc></url></urlset>"""


def test_a_news_sitemap_is_a_feed():
    feed = parse(NEWS.encode(), URL, now=NOW)
    one = feed.entries[0]
    assert (feed.kind, feed.title, len(feed.entries)) == ("sitemap", "Harbour Gazette", 3)
    assert (one.id, one.title, one.categories) == (one.link, "Ferry & quay", ("harbour", "ferry"))
    assert one.published == datetime(2026, 11, 21, 10, tzinfo=UTC)
    assert one.updated == datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_it_may_be_compressed_and_cut_off():
    assert len(parse(gzip.compress(NEWS.encode()), URL, "application/gzip", now=NOW).entries) == 3
    cut = parse(NEWS[: NEWS.index("</loc></url><url>")].encode(), URL, now=NOW)
    assert cut.entries[0].link == "https://gazette.example/ferry"
    assert cut.problems[0].startswith("truncated")


def test_one_cut_anywhere_gives_no_half_address_and_says_that_it_is_cut():
    whole = parse(NEWS.encode(), URL, now=NOW).entries
    for place in range(NEWS.index("<urlset"), len(NEWS)):
        try:
            cut = parse(NEWS[:place].encode(), URL, now=NOW)
        except FeedError as error:
            assert error.reason == "not_a_feed"
        else:
            assert cut.entries == whole[: len(cut.entries)]
            assert cut.problems[0].startswith("truncated")


def test_prefixes_that_nothing_declares_and_pages_without_an_address_cost_nothing_else():
    text = (
        NEWS.replace("xmlns:news=", "xmlns:other=")
        .replace("nowhere", "")
        .replace("<loc>https://gazette.example/tide", "<loc>")
    )
    feed = parse(text.encode(), URL, now=NOW)
    assert [(entry.link, entry.title) for entry in feed.entries] == [("https://gazette.example/ferry", "Ferry & quay")]
    assert "link:" in feed.problems


def test_of_a_large_sitemap_the_newest_pages_are_read():
    days = [datetime.fromordinal(730_000 + n).date() for n in range(5_000)]
    rows = "".join(
        f"<url><loc>https://gazette.example/{n}</loc><lastmod>{day}</lastmod></url>" for n, day in enumerate(days)
    )
    feed = parse(f"<urlset>{rows}</urlset>".encode(), URL, now=NOW)
    assert {entry.link for entry in feed.entries} == {f"https://gazette.example/{n}" for n in range(3_000, 5_000)}
    assert feed.problems == ("too_large: 2000 of 5000 pages read, the newest",)


def test_an_index_names_its_newest_children():
    rows = "".join(
        f"<sitemap><loc>https://gazette.example/{name}.xml</loc><lastmod>{day}</lastmod></sitemap>"
        for name, day in (
            ("2024", "2024-12-31"),
            ("2026", "2026-11-21"),
            ("news", "2026-11-20"),
            ("2025", "2025-12-31"),
        )
    )
    with pytest.raises(FeedError, match=r"instead: https://gazette\.example/news\.xml") as caught:
        parse(f"<sitemapindex>{rows}</sitemapindex>".encode(), URL, now=NOW)
    assert caught.value.reason == "sitemap_index"
    assert [url[24:] for url in caught.value.candidates] == ["news.xml", "2026.xml", "2025.xml", "2024.xml"]
