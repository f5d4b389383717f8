"""A page that came in a feed's place: the feeds that it names, or the wall that it plainly is."""

import re
from itertools import takewhile
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from writethru.deliveries import STUB
from writethru.feedmending import DECLARATION
from writethru.feedresults import FeedError, Reason
from writethru.glances import Glance
from writethru.signatures import Told, said
from writethru.signatures.marks import CHALLENGE_MARKS
from writethru.text import collapse
from writethru.urls import canonical_url, resolved

START = re.compile(
    r"(<(?:!doctype\s+html|html|head|body|title|meta|div|p|script)\b)|<(?:[\w.-]{1,40}:)?(?:rss|feed|rdf|channel)\b",
    re.IGNORECASE,
)
FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "text/xml")
FEED_LINK = re.compile(r"(?:^|/)(?:rss|atom|feeds?|index\.xml|rss\.xml|feed\.json)/?$|\.(?:rss|atom)$", re.IGNORECASE)
TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,80})", re.IGNORECASE)
COMMENTS = re.compile(r"comment|kommentar|commentaire|comentario|commenti|reacties|yorum|комментар", re.IGNORECASE)
MOST = 5  # candidates; a page may name a feed of each of its sections
MAX_PAGE = 500_000  # characters that are looked into
ENOUGH = 3  # of a score (writethru.signatures.Said): a sure phrase and a word more
WALLS: tuple[tuple[Told, Reason], ...] = (("consent", "consent"), ("blocked", "challenge"))


def is_page(text: str) -> bool:
    """Whether a text is an HTML page: one of its elements comes before any of a feed's."""
    first = START.search(text, 0, 10_000)
    return first is not None and first[1] is not None


def mistaken(text: str, url: str) -> FeedError:
    """Return the error for a text that is no feed: of a page, with the feeds that it names, or as the wall it is."""
    shown = " ".join(text.removeprefix(DECLARATION)[:80].split())
    if not is_page(text):
        return FeedError(url, "not_a_feed", repr(shown))
    text = text[:MAX_PAGE]
    candidates = named_feeds(text, url)
    wall = None if candidates else _wall(text)
    if wall:
        return FeedError(url, wall[0], wall[1])
    title = TITLE.search(text)
    return FeedError(url, "not_a_feed", f"a page, {collapse(title[1])!r}" if title else "a page", candidates)


def named_feeds(text: str, url: str) -> tuple[str, ...]:
    """Return the feeds that a page names (<link rel=alternate>, else links that look like feeds), the likeliest first.

    Those of the page's own section come before the site's, and comments last.
    """
    tree = LexborHTMLParser(text)
    base_tag = tree.css_first("base[href]")
    base = url
    if base_tag is not None:
        base = resolved(base_tag.attributes.get("href") or "", url) or url
    found = [
        (node.attributes.get("href") or "", node.attributes.get("title") or "")
        for node in tree.css("link[rel][href]")
        if "alternate" in (node.attributes.get("rel") or "").lower().split()
        and (node.attributes.get("type") or "").partition(";")[0].strip().lower() in FEED_TYPES
    ]
    if not found:
        links = [(node.attributes.get("href") or "", node.text()) for node in tree.css("a[href]")[:2_000]]
        found = [(href, title) for href, title in links if FEED_LINK.search(href.partition("?")[0])]
    ranked: dict[str, tuple[bool, int, int]] = {}
    section = urlsplit(url).path.split("/")[1:]
    for place, (href, title) in enumerate(found):
        address = resolved(href, base)
        if not address or canonical_url(address) == canonical_url(url):
            continue
        path = urlsplit(address).path
        shared = sum(
            1 for _ in takewhile(lambda pair: pair[0] == pair[1] != "", zip(section, path.split("/")[1:], strict=False))
        )
        ranked.setdefault(address, (bool(COMMENTS.search(path) or COMMENTS.search(title)), -shared, place))
    return tuple(sorted(ranked, key=lambda address: ranked[address])[:MOST])


def _wall(text: str) -> tuple[Reason, str] | None:
    """Return what stands in a feed's place where that is plain: a challenge, a login or a question of consent."""
    body = text.encode("utf-8", "replace")
    mark = next((mark.decode() for mark in CHALLENGE_MARKS if mark in body), None)
    if mark:
        return "challenge", mark
    glance = Glance(body, "text/html; charset=utf-8")
    if len(glance.shown) > STUB:
        return None
    if "captcha" in glance.form:
        return "challenge", "a captcha"
    if "password" in glance.form:
        return "login", "a field for a password"
    for kind, reason in WALLS:
        told = said(glance.whole, kind, glance.languages)
        if told.sure and told.score >= ENOUGH:
            return reason, str(told)
    return None
