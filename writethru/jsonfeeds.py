"""JSON Feed 1.0 and 1.1 (jsonfeed.org) -> entries."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from html import escape
from typing import Any

from writethru.elements import Entry
from writethru.feedentries import Dates, Problems, plain
from writethru.feedids import identified
from writethru.feedresults import FeedError, ParsedFeed
from writethru.text import collapse
from writethru.urls import resolved

ITEMS = re.compile(r'"items"\s*:\s*\[')
DECODER = json.JSONDecoder(strict=False)  # line breaks within strings are no reason to lose a feed
MAX_ITEMS = 2_000  # as of other feeds (writethru.feedpieces)


def read_json(text: str, url: str, now: datetime, problems: Problems) -> ParsedFeed:
    """Return the entries of a JSON Feed; of one that is cut off, those that are whole. Raises FeedError."""
    text = text[text.find("{") :]
    try:
        document = DECODER.raw_decode(text)[0]
    except RecursionError as error:
        raise FeedError(url, "refused_input", "JSON nested too deep") from error
    except ValueError as error:
        problems.add(f"truncated: {error}")
        document = {"items": list(_whole_items(text))}
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list) or not ("jsonfeed" in _text(document, "version") or any(map(_is_item, items))):
        raise FeedError(url, "not_a_feed", f"JSON, but no JSON Feed: {text[:60]!r}")
    if len(items) > MAX_ITEMS:
        problems.add(f"too_large: {MAX_ITEMS} of {len(items)} entries read")
    items = [item for item in items[:MAX_ITEMS] if isinstance(item, dict)]
    raws = [_text(item, key) for item in items for key in ("date_published", "date_modified")]
    dates = Dates(raws, _text(document, "language"), now, problems)
    base = resolved(_text(document, "home_page_url"), url) or url
    entries, faults = identified([_entry(item, url, base, dates, problems) for item in items])
    problems.add(*faults)
    return ParsedFeed(plain(document, "title") if _text(document, "title") else "", entries, problems.all(), "json")


def _whole_items(text: str) -> Iterator[Any]:
    found = ITEMS.search(text)
    place = found.end() if found else len(text)
    while True:
        while place < len(text) and text[place] in " \t\r\n,":
            place += 1
        try:
            item, place = DECODER.raw_decode(text, place)
        except (ValueError, RecursionError):
            return
        yield item


def _is_item(item: object) -> bool:
    return (
        isinstance(item, dict) and "id" in item and not item.keys().isdisjoint({"url", "content_html", "content_text"})
    )


def _entry(item: Mapping[str, Any], url: str, base: str, dates: Dates, problems: Problems) -> Entry:
    link = resolved(_text(item, "url"), base) or resolved(_text(item, "external_url"), base)
    title = collapse(_text(item, "title"))
    if not link:
        problems.add(f"no link: {(title or _text(item, 'id'))[:100]}")
    written = _text(item, "content_text")
    published, updated = _text(item, "date_published"), _text(item, "date_modified")
    people = item.get("authors")
    people = people if isinstance(people, list) else [item.get("author")]
    tags = item.get("tags")
    return Entry(
        feed_url=url,
        id=collapse(_text(item, "id")),
        link=link,
        title=title,
        summary=_text(item, "summary"),
        content=_text(item, "content_html")
        or "".join(f"<p>{escape(part)}</p>" for part in written.split("\n\n") if part),
        published=dates.read(published),
        updated=dates.read(updated),
        published_raw=published,
        updated_raw=updated,
        authors=tuple(name for one in people if isinstance(one, dict) and (name := collapse(_text(one, "name")))),
        categories=tuple(collapse(tag) for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
    )


def _text(values: Mapping[str, Any], key: str) -> str:
    """Return a field as text; numbers are ids that forgot their quotes, and other kinds none.

    An escape may stand for half a character, which nothing can store.
    """
    value = values.get(key)
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    return str(value) if type(value) in (int, float) else ""
