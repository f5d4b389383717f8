"""News sitemaps (sitemaps.org, with Google's news namespace) -> entries."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from itertools import islice
from typing import Any

from lxml import etree

from writethru.elements import Entry
from writethru.feedentries import Dates, Problems
from writethru.feedids import identified
from writethru.feedresults import FeedError, ParsedFeed
from writethru.text import collapse
from writethru.urls import resolved

MAX_PAGES = 2_000  # the newest; a sitemap may have 50,000, a news sitemap 1,000
MOST_CHILDREN = 5
READ = 60_000  # of its elements, more than a sitemap may have
END_TAG = re.compile(r"</(?:[\w.-]{1,40}:)?(?:url|sitemap)\s*>", re.IGNORECASE)
FIELDS = ("loc", "lastmod", "title", "publication_date", "keywords", "genres", "name", "language")


def read_sitemap(text: str, url: str, now: datetime, problems: Problems) -> ParsedFeed:
    """Return the pages that a sitemap lists, the newest where there are many; what is damaged is skipped.

    Raises FeedError for an index of sitemaps, with its newest children as candidates.
    """
    rows, is_index = _rows(text)
    if not is_index and len(rows) > MAX_PAGES:
        problems.add(f"too_large: {MAX_PAGES} of {len(rows)} pages read, the newest")
        rows = sorted(rows, key=_dated, reverse=True)[:MAX_PAGES]
    dates = Dates([row.get(name, "") for row in rows for name in ("publication_date", "lastmod")], "", now, problems)
    if is_index:
        raise _index(rows, url, dates)
    entries, faults = identified([entry for row in rows if (entry := _entry(row, url, dates, problems))])
    problems.add(*faults)
    return ParsedFeed(next((row["name"] for row in rows if row.get("name")), ""), entries, problems.all(), "sitemap")


def _rows(text: str) -> tuple[list[dict[str, str]], bool]:
    """Return the fields of each page or sitemap that is listed, and whether they are sitemaps."""
    rows: list[dict[str, str]] = []
    is_index = False
    # What a document broke off in may have half an address.
    text = text[: max((tag.end() for tag in END_TAG.finditer(text)), default=0)]
    # Entities are not resolved: a sitemap has no use for them, and a bomb has.
    elements = etree.iterparse(
        BytesIO(text.encode("utf-8", "replace")),
        tag=("{*}url", "{*}sitemap"),
        recover=True,
        resolve_entities=False,
        no_network=True,
    )
    with suppress(etree.XMLSyntaxError):
        for _, element in islice(elements, READ):
            rows.append(_fields(element))
            is_index = _name(element.tag) == "sitemap"
            element.clear()
    return rows, is_index


def _dated(row: Mapping[str, str]) -> str:
    """Return what orders pages by age; a sitemap's dates are ISO 8601, so that their texts do."""
    return row.get("publication_date") or row.get("lastmod", "")


def _fields(element: Any) -> dict[str, str]:  # noqa: ANN401 (lxml is not typed)
    """Return the texts of an element's fields, by their local names; the first of each counts."""
    found: dict[str, str] = {}
    for child in islice(element.iterdescendants(), 200):
        if isinstance(child.tag, str) and (name := _name(child.tag)) in FIELDS:
            found.setdefault(name, collapse(child.text or ""))
    return found


def _name(tag: str) -> str:
    """Return a tag's local name; of a prefix that nothing declares lxml makes no namespace."""
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def _index(rows: list[dict[str, str]], url: str, dates: Dates) -> FeedError:
    found: list[tuple[bool, float, str]] = []
    for row in rows:
        if not (child := resolved(row.get("loc", ""), url)):
            continue
        date = dates.read(row.get("lastmod", ""))
        found.append(("news" in child.lower(), date.timestamp() if date else 0.0, child))
    found.sort(key=lambda each: (each[0], each[1]), reverse=True)
    children = tuple(child for _, _, child in found[:MOST_CHILDREN])
    return FeedError(url, "sitemap_index", f"an index of {len(rows)} sitemaps", children)


def _entry(row: Mapping[str, str], url: str, dates: Dates, problems: Problems) -> Entry | None:
    link = resolved(row.get("loc", ""), url)
    if not link:
        problems.add(f"link: {row.get('loc', '')[:200]}")
        return None
    words = row.get("keywords") or row.get("genres", "")
    published, updated = row.get("publication_date", ""), row.get("lastmod", "")
    return Entry(
        feed_url=url,
        id=row["loc"],
        link=link,
        title=row.get("title", ""),
        published=dates.read(published),
        updated=dates.read(updated),
        published_raw=published,
        updated_raw=updated,
        categories=tuple(word for part in words.split(",") if (word := part.strip())),
    )
