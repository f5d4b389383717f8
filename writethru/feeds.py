"""Feeds: bytes -> entries, tolerant of damage, safe against input that stalls or misleads the parser.

Bytes become text (feedencoding), the text is mended (feedmending) and screened (screening), feedparser reads it whole
or in pieces (feedreading, feedpieces), and its entries become ours (feedentries, feedids, feeddates). What is large or
odd is read in a process that can be killed (budgets).
"""

import re
from datetime import UTC, datetime
from itertools import takewhile

from writethru.budgets import Budget, BudgetError, MemorySpentError
from writethru.decoding import DecodingError, decoded
from writethru.feedencoding import Decoded, decode
from writethru.feedentries import Problems, plain, read_entries
from writethru.feedids import identified
from writethru.feedmending import mend
from writethru.feedpages import is_page, mistaken
from writethru.feedpieces import fault, has_entries, trimmed
from writethru.feedreading import PARSER_FAULTS, read_document
from writethru.feedresults import FeedError, ParsedFeed
from writethru.freshness import document_hint, skipped
from writethru.jsonfeeds import read_json
from writethru.screening import MAX_PLAIN, is_plain, screened
from writethru.sitemaps import read_sitemap

__all__ = ["FeedError", "ParsedFeed", "parse"]

MAX_BYTES = 20_000_000  # what a fetch brings at most (fetching.FetchPolicy)
JSON = re.compile(r"[\s)\]}',;]*\{\s*\"")  # some prefix it against inclusion as a script
SITEMAP = re.compile(r"<(?:[\w.-]{1,40}:)?(?:urlset|sitemapindex)[\s>]", re.IGNORECASE)
PROLOG = 5_000  # characters in which a root element is looked for
GZIP = b"\x1f\x8b"

_budget = Budget()


def parse(body: bytes, url: str, content_type: str | None = None, *, now: datetime | None = None) -> ParsedFeed:
    """Return the entries of a feed, in document order; raise FeedError when there is nothing to read.

    RSS, Atom and their kin, JSON Feed and news sitemaps are told by their content. `url` is where it was found, for its
    relative links; `now` (else the clock) decides which dates lie ahead. An entry that is missing from a feed with
    problems may have been lost by its damage.
    """
    now = now or datetime.now(UTC)
    if len(body) > MAX_BYTES:
        raise FeedError(url, "too_large", f"{len(body)} bytes")
    if len(body) <= MAX_PLAIN and not body.startswith(GZIP):
        text = decode(body, content_type)
        if _is_json(text.text) or is_plain(text.text):
            return _read(text, url, now, at_once=True) or _apart(body, url, content_type, now)
    return _apart(body, url, content_type, now)


def _apart(body: bytes, url: str, content_type: str | None, now: datetime) -> ParsedFeed:
    """Read a feed in a process of its own."""
    try:
        return _budget.call(_read_bytes, body, url, content_type, now)
    except MemorySpentError as error:
        raise FeedError(url, "too_large", str(error)) from error
    except BudgetError as error:
        raise FeedError(url, "too_slow", str(error)) from error


def _read_bytes(body: bytes, url: str, content_type: str | None, now: datetime) -> ParsedFeed:
    if body.startswith(GZIP):
        try:
            body = decoded(body, ["gzip"], MAX_BYTES)
        except DecodingError as error:
            raise FeedError(url, "refused_input", str(error)) from error
    text = decode(body, content_type)
    del body
    feed = _read(text, url, now)
    assert feed is not None
    return feed


def _read(decoded: Decoded, url: str, now: datetime, at_once: bool = False) -> ParsedFeed | None:
    """Return a text's entries; None when it is to be read `at_once` and is not well-formed."""
    text, problems = decoded.text, Problems(decoded.problems)
    if not text.strip():
        raise FeedError(url, "empty")
    if _is_json(text):
        return read_json(text, url, now, problems)
    is_sitemap = SITEMAP.search(text, 0, PROLOG) is not None
    if not is_sitemap:
        try:
            text, cut = trimmed(text)
        except ValueError as error:
            raise FeedError(url, "too_large", str(error)) from error
        problems.add(*cut)
    text, mended = mend(text)
    problems.add(*mended)
    if is_sitemap:
        return read_sitemap(text, url, now, problems)
    text, refused = screened(text, url)
    problems.add(*refused)
    found = fault(text)
    if at_once and found:
        return None
    if found and is_page(text) and not has_entries(text):
        raise mistaken(text, url)
    try:
        # Bases within bases need one to begin with; without any, a feed's own link is a better one than its address.
        served = {"content-location": url} if "xml:base=" in text else {}
        document, faults = read_document(text, found, served)
    except PARSER_FAULTS as error:
        raise FeedError(url, "refused_input", f"the parser failed: {error!r}") from error
    if not document.version and not document.entries:
        raise mistaken(text, url)
    problems.add(*faults)
    entries, faults = identified(read_entries(document, url, now, problems))
    problems.add(*faults)
    kind = "".join(takewhile(str.isalpha, document.version)) or "rss"
    title, hint = plain(document.feed, "title"), document_hint(document.feed)
    return ParsedFeed(title, entries, problems.all(), kind, hint, skipped(text))


def _is_json(text: str) -> bool:
    return JSON.match(text, 0, 200) is not None
