"""Feeds: bytes -> entries, tolerant of damage, safe against input that stalls or misleads the parser."""

import io
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import takewhile
from typing import Any

import feedparser

from writethru.elements import Entry
from writethru.feeddates import parse_date
from writethru.freshness import document_hint, skipped
from writethru.screening import FeedError, mend_encoding, screen
from writethru.text import collapse
from writethru.urls import absolute_url

__all__ = ["FeedError", "ParsedFeed", "parse"]

CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed as read; `kind` is "rss", "atom" or another family.

    `problems` says what was wrong with it, each as "cause: detail"; its entries are what could be read all the same.
    `hint` and `skip` say when it wants to be polled (writethru.freshness).
    """

    title: str
    entries: tuple[Entry, ...]
    problems: tuple[str, ...] = ()
    kind: str = "rss"
    hint: timedelta | None = None
    skip: tuple[str, ...] = ()


def parse(body: bytes, url: str, content_type: str | None = None, *, now: datetime | None = None) -> ParsedFeed:
    """Return the entries of a feed, in document order; raise FeedError when there is nothing to read.

    `url` is where it was found, for its relative links; `now` (else the clock) decides which dates lie ahead.
    """
    if not body.strip():
        raise FeedError(url, "empty")
    charset = CHARSET.search(content_type or "")
    body, mended = mend_encoding(body, url, charset[1] if charset else None)
    screen(body, url)
    headers = {"content-type": content_type} if content_type and not mended else {}
    # A stream, never bytes: feedparser opens a body that spells a path, and fetches one that spells a URL.
    try:
        document = feedparser.parse(
            io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except (ValueError, LookupError, TypeError, AttributeError) as error:  # its own, on malformed tags and references
        raise FeedError(url, "refused_input", f"the parser failed: {error!r}") from error
    if not document.version and not document.entries:
        raise FeedError(url, "not_a_feed", repr(body[:60]))
    problems = dict.fromkeys(["encoding: byte order mark"] if mended else [])
    if document.bozo:
        problems[f"bozo: {type(document.bozo_exception).__name__}: {document.bozo_exception}"] = None
    reader = _EntryReader(url, now or datetime.now(UTC), problems)
    entries = _distrust_shared_ids([reader.read(raw) for raw in document.entries], problems)
    kind = "".join(takewhile(str.isalpha, document.version)) or "rss"
    title, hint = _plain(document.feed, "title"), document_hint(document.feed)
    return ParsedFeed(title, tuple(entries), tuple(problems), kind, hint, skipped(body))


class _EntryReader:
    """Reads feedparser's entries of one document into ours, and notes what is wrong with them."""

    def __init__(self, url: str, now: datetime, problems: dict[str, None]) -> None:
        self._url = url
        self._now = now
        self._problems = problems

    def read(self, raw: Mapping[str, Any]) -> Entry:
        """Return the entry; its id is the GUID, else the link, else title and date."""
        published_raw, updated_raw = _get(raw, "published"), _get(raw, "updated")
        link, title = self._link(raw), _plain(raw, "title")
        contents = [str(part.get("value", "")) for part in raw.get("content", ())]
        return Entry(
            feed_url=self._url,
            id=_get(raw, "id").strip() or link or f"{title}|{published_raw or updated_raw}",
            link=link,
            title=title,
            summary=_get(raw, "summary"),
            content=max(contents, key=len, default=""),
            published=self._date(published_raw),
            updated=self._date(updated_raw),
            published_raw=published_raw,
            updated_raw=updated_raw,
            authors=_names(raw),
            categories=tuple(collapse(tag.term) for tag in raw.get("tags", ()) if tag.get("term")),
        )

    def _link(self, raw: Mapping[str, Any]) -> str:
        """Return the absolute link, or "". FeedBurner's own links are redirects: the original is preferred."""
        links = [_get(raw, "feedburner_origlink"), _get(raw, "link")]
        if links[1] and links[1] == _get(raw, "id") and "://" not in links[1]:
            links.pop()  # a GUID that claims to be a permalink and is not even a URL
        for link in filter(None, links):
            try:
                return absolute_url(link, self._url)
            except ValueError:
                self._problems[f"link: {link[:200]}"] = None
        return ""

    def _date(self, raw: str) -> datetime | None:
        date = parse_date(raw, self._now) if raw else None
        if raw and date is None:
            self._problems[f"date: {raw[:100]}"] = None
        return date


def _distrust_shared_ids(entries: list[Entry], problems: dict[str, None]) -> list[Entry]:
    """Return the entries with the link for an id, where one id stands for several links in the same document."""
    links: defaultdict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.link:
            links[entry.id].add(entry.link)
    shared = {entry_id for entry_id, found in links.items() if len(found) > 1}
    for entry_id in sorted(shared):
        problems[f"id: {entry_id[:200]} stands for {len(links[entry_id])} links"] = None
    return [replace(entry, id=entry.link) if entry.link and entry.id in shared else entry for entry in entries]


def _get(raw: Mapping[str, Any], key: str) -> str:
    """Return a field as text; "" when it is missing. feedparser answers some missing keys with another's value."""
    return str(raw[key] or "") if key in raw else ""


def _plain(raw: Mapping[str, Any], key: str) -> str:
    """Return a field without markup; a "<" that a plain-text feed means literally is kept."""
    return collapse(unescape(TAG.sub("", _get(raw, key))))


def _names(raw: Mapping[str, Any]) -> tuple[str, ...]:
    names = [collapse(str(author.get("name") or "")) for author in raw.get("authors", ())]
    return tuple(dict.fromkeys(filter(None, names or [collapse(_get(raw, "author"))])))
