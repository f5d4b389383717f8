"""feedparser's entries -> ours: links made absolute, dates read from their raw text, what is wrong noted."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import unescape
from typing import Any

from writethru.elements import Entry
from writethru.feeddates import day_order, read_date
from writethru.text import collapse
from writethru.urls import resolved

TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
MAX_ID = 2_000  # characters; longer ones are texts in the wrong place
MOST_PROBLEMS = 50  # of one document that are told one by one


class Problems:
    """What is wrong with one document, each once, in the order that it was found; what is too much is counted."""

    def __init__(self, found: Sequence[str] = ()) -> None:
        self._found = dict.fromkeys(found)

    def add(self, *problems: str) -> None:
        """Note problems."""
        self._found.update(dict.fromkeys(map(collapse, problems)))

    def all(self) -> tuple[str, ...]:
        """Return the problems."""
        told = tuple(self._found)
        more = len(told) - MOST_PROBLEMS
        return (*told[:MOST_PROBLEMS], f"and {more} more") if more > 0 else told


class Dates:
    """Reads the dates of one document, which tell together which number of a date is the day."""

    def __init__(self, raws: Sequence[str], language: str, now: datetime, problems: Problems) -> None:
        self._day_first = day_order(raws, language)
        self._now, self._problems = now, problems

    def read(self, raw: str) -> datetime | None:
        """Return a date in UTC, None when it is missing or doubtful."""
        if not raw:
            return None
        date, doubt = read_date(raw, self._now, self._day_first)
        if doubt:
            self._problems.add(f"date: {doubt}: {raw[:100]}")
        return None if doubt else date


def read_entries(document: Any, url: str, now: datetime, problems: Problems) -> list[Entry]:  # noqa: ANN401 (feedparser's)
    """Return the entries of feedparser's document, in order, with the GUID or "" for an id.

    `url` is where it was found. A relative link is meant from its xml:base, else from the feed's own link.
    """
    raws = [text(raw, key) for raw in document.entries for key in ("published", "updated")]
    dates = Dates(raws, text(document.feed, "language"), now, problems)
    base = _base(document, url)
    return [_entry(raw, url, base, dates, problems) for raw in document.entries]


def _base(document: Any, url: str) -> str:  # noqa: ANN401
    link = text(document.feed, "link")
    return (resolved(link, url) if str(document.get("version", "")).startswith("rss") else "") or url


def _entry(raw: Mapping[str, Any], url: str, base: str, dates: Dates, problems: Problems) -> Entry:
    published, updated = text(raw, "published"), text(raw, "updated")
    contents = [str(part.get("value") or "") for part in raw.get("content", ())]
    guid = collapse(text(raw, "id"))
    title = plain(raw, "title")
    link = _link(raw, base, problems)
    if len(guid) > MAX_ID:
        problems.add(f"id: one of {len(guid)} characters")
        guid = ""
    if not link:
        enclosures = [text(each, "href") for each in raw.get("enclosures", ()) if isinstance(each, Mapping)]
        problems.add(f"no link: {(title or guid)[:100]}{f' (only {enclosures[0][:200]})' if enclosures else ''}")
    return Entry(
        feed_url=url,
        id=guid,
        link=link,
        title=title,
        summary=text(raw, "summary"),
        content=max(contents, key=len, default=""),
        published=dates.read(published),
        updated=dates.read(updated),
        published_raw=published[:MAX_ID],
        updated_raw=updated[:MAX_ID],
        authors=_names(raw),
        categories=tuple(collapse(str(tag["term"])) for tag in raw.get("tags", ()) if tag.get("term")),
    )


def _link(raw: Mapping[str, Any], base: str, problems: Problems) -> str:
    """Return the absolute link, or "". FeedBurner's own links are redirects: the original is preferred."""
    links = [text(raw, "feedburner_origlink"), text(raw, "link")]
    if links[1] and links[1] == text(raw, "id") and "://" not in links[1]:
        links.pop()  # a GUID that claims to be a permalink and is not even a URL
    media = {text(each, "href") for each in raw.get("enclosures", ()) if isinstance(each, Mapping)}
    for link in filter(None, links):
        if link in media:
            continue
        if address := resolved(link, base):
            return address
        problems.add(f"link: {link[:200]}")
    return ""


def text(raw: Mapping[str, Any], key: str) -> str:
    """Return a field as text; "" when it is missing. feedparser answers some missing keys with another's value."""
    return str(raw[key] or "") if key in raw else ""


def plain(raw: Mapping[str, Any], key: str) -> str:
    """Return a field without markup; a "<" that a plain-text feed means literally is kept."""
    return collapse(unescape(TAG.sub("", text(raw, key))))


def _names(raw: Mapping[str, Any]) -> tuple[str, ...]:
    names = [collapse(str(author.get("name") or "")) for author in raw.get("authors", ())]
    return tuple(dict.fromkeys(filter(None, names or [collapse(text(raw, "author"))])))
