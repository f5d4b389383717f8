"""An XML feed's text -> feedparser's document: strictly where it can be, entry by entry where it is damaged."""

import io
from typing import Any

import feedparser

from writethru.feedpieces import Pieces, parted, split

MOST_APART = 100  # damaged entries read one by one; each costs a parser of its own
HEADERS = {"content-type": "application/xml; charset=utf-8"}


def read_document(text: str, headers: dict[str, str] | None = None, **options: bool) -> tuple[Any, tuple[str, ...]]:
    """Return feedparser's document of a mended text, and what was wrong with it.

    `headers` and `options` go to feedparser. Raises what it raises on malformed tags and references (PARSER_FAULTS).
    """
    document = _parsed(text, headers, options)
    fault = document.get("bozo_exception")
    if fault is None:
        return document, ()
    if (parts := parted(split(text))) is not None:
        _read_apart(document, *parts, headers, options)
    return document, (f"bozo: {type(fault).__name__}: {fault}",)


def _read_apart(document: Any, sound: Pieces, others: dict[int, str], headers: Any, options: Any) -> None:  # noqa: ANN401
    """Put the entries in a document that are read each by itself, where these are no fewer."""
    if len(others) > MOST_APART:
        return
    entries = list(_parsed(sound.text, headers, options).entries)
    if len(entries) != len(sound.entries):
        return
    for place, text in others.items():
        entries[place:place] = _parsed(text, headers, options).entries[:1]
    if len(entries) >= len(document.entries):
        document.entries = entries


def _parsed(text: str, headers: dict[str, str] | None, options: dict[str, bool]) -> Any:  # noqa: ANN401 (feedparser's own)
    # A stream, never bytes: feedparser opens a body that spells a path, and fetches one that spells a URL.
    return feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")),
        response_headers={**HEADERS, **(headers or {})},
        **{"sanitize_html": False, "resolve_relative_uris": False, **options},
    )
