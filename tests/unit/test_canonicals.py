"""What a page calls its own address, believed or not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from writethru.canonicals import believed_canonical

SITE = "https://gazette.example"
STORY = f"{SITE}/harbour/2026/11/22/quay-reopens-after-storm"
HEADLINE = "Quay reopens after storm, ferries sail again"


@pytest.mark.parametrize(
    ("url", "href"),
    [
        (STORY, STORY),
        (f"{STORY}?utm_source=rss#top", "/harbour/2026/11/22/quay-reopens-after-storm"),
        (f"{STORY}/amp/", STORY),
        ("http://m.gazette.example/harbour/quay", "https://www.gazette.example/harbour/quay"),
        (f"{STORY}?page=2", STORY),
        (f"{STORY}/2", STORY),
        (f"{SITE}/harbour/quay-reopens", f"{SITE}/harbour/quay-reopens-after-storm"),
        (f"{SITE}/Harbour/Quay-Reopens-123456", f"{SITE}/harbour/quay-reopens-123456"),
        (f"{SITE}/article?id=123456", f"{SITE}/harbour/quay-reopens-123456.html"),
        (f"{SITE}/a/123456", f"{SITE}/harbour/other-words-by-now-123456"),
        (f"{SITE}/quay-reopens/c0vy3x1k2", f"{SITE}/articles/c0vy3x1k2"),
        ("https://sport.gazette.example/quay-reopens-after-storm", f"{SITE}/sport/quay-reopens-after-storm"),
        (f"{SITE}/london/quay-reopens-after-storm-111111", f"{SITE}/quay-reopens-after-storm-222222"),
    ],
)
def test_the_same_article_under_its_other_address_is_believed(url, href):
    expected = href if href.startswith("http") else SITE + href
    assert believed_canonical(href, url) == expected


@pytest.mark.parametrize(
    ("url", "href"),
    [(f"{SITE}/?p=12", STORY), (f"{SITE}/node/12", STORY), (f"{SITE}/ferries-sail", STORY)],
)
def test_an_address_in_the_words_of_the_headline_is_believed(url, href):
    assert believed_canonical(href, url, HEADLINE) == href
    assert believed_canonical(href, url, "Pier to be painted, board says") == url


@pytest.mark.parametrize(
    "href",
    [
        "",
        " ",
        "#",
        "http://[",
        "mailto:desk@gazette.example",
        "www.gazette.example/harbour/2026/11/22/quay-reopens-after-storm",
        "javascript:void(0)",
        SITE,
        f"{SITE}/",
        f"{SITE}/?utm_source=canonical",
        f"{SITE}/index.html",
        f"{SITE}/de/",
        "https://pier.example/harbour/2026/11/22/quay-reopens-after-storm",
        "https://notgazette.example/harbour/2026/11/22/quay-reopens-after-storm",
        f"{SITE}/harbour",
        f"{SITE}/harbour/",
        f"{SITE}/harbour/2026/11/22/",
        f"{SITE}/news",
        f"{SITE}/harbour/2026/11/22/pier-to-be-painted",
        f"{SITE}/harbour/2026/11/22/pier-to-be-painted?page=1",
        f"{SITE}/harbour/2026/11/22/quay-closes-after-storm",
        f"{SITE}/harbour/2026/11/22/quay-reopens-after-storm-2",
        f"{SITE}/harbour/2026/11/22/storm",
        f"{SITE}/article.html",
        f"{SITE}/search?q=quay",
        f"{SITE}/login",
        "Quay reopens after storm",
        "None",
        "{{ page.url }}",
    ],
)
def test_what_is_no_other_address_of_the_article_is_not_believed(href):
    assert believed_canonical(href, STORY, HEADLINE) == STORY


@pytest.mark.parametrize(
    ("url", "href"),
    [
        ("/uk-northern-isles-67772667", "/uk-northern-isles-67790732"),
        ("/election-live-day-2-123457", "/election-live-day-1-123456"),
        ("/election-live-day-2", "/election-live-day-1"),
        ("/releases/2026/12/261218130031.htm", "/releases/2026/12/261213112457.htm"),
        ("/ferries/best", "/harbours/best"),
        ("/quay?ref=home", "/pier?ref=home"),
        ("/c/345678/quay-111111", "/c/345678/pier-222222"),
        ("/2026/11/22/quay/story.html", "/2026/11/22/pier/story.html"),
        ("/ferry-stops", "/ferry-sinks"),
        ("/story.php?id=123456", "/story.php?id=123457"),
        ("/a/123456", "/a/123457"),
    ],
)
def test_another_article_of_the_site_is_not_believed(url, href):
    assert believed_canonical(SITE + href, SITE + url) == SITE + url


@given(st.text(max_size=60), st.text(max_size=30))
def test_any_link_is_believed_or_not_and_nothing_else(href, headline):
    assert believed_canonical(href, STORY, headline).startswith("http")
