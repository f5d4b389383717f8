"""An XML feed's text -> feedparser's document: strictly where it can be, entry by entry where it is damaged."""

import io
from typing import Any

import feedparser

from writethru.budgets import spending
from writethru.feedpieces import Pieces, parted, split

MOST_APART = 100  # damaged entries read one by one; each costs a parser of its own
LONGEST = 0.2  # s of CPU for one of them; on some its parser never comes to an end
MOST_LOST = 3  # of them; the other damaged ones are left
# What feedparser raises on malformed tags and references.
PARSER_FAULTS: tuple[type[Exception], ...] = (
    *(ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError, RecursionError),
    feedparser.UndeclaredNamespace,
)
FAULTS_APART: tuple[type[Exception], ...] = (*PARSER_FAULTS, TimeoutError)
HEADERS = {"content-type": "application/xml; charset=utf-8"}


def read_document(
    text: str, found: str, headers: dict[str, str] | None = None, **options: bool
) -> tuple[Any, tuple[str, ...]]:
    """Return feedparser's document of a mended text, and what was wrong with it.

    `found` is why it is ill-formed, "" where it is not (feedpieces.fault); `headers` and `options` go to feedparser.
    Raises what it raises on malformed tags and references. On an ill-formed text feedparser may never come to an end:
    such a text belongs in a process of its own (budgets).
    """
    if not found:
        return _parsed(text, headers, options), ()
    parts = parted(split(text))
    read = _read_apart(*parts, headers, options) if parts and len(parts[1]) <= MOST_APART else None
    document, lost = read or (_parsed(text, headers, options), 0)
    document.update(bozo=True, bozo_exception=document.get("bozo_exception") or ValueError(found))
    problems = (f"bozo: {found}",)
    return document, (*problems, f"lost: {lost} entries on which the parser fails or stalls") if lost else problems


def _read_apart(
    sound: Pieces, others: dict[int, str], headers: dict[str, str] | None, options: dict[str, bool]
) -> tuple[Any, int] | None:
    """Return a document whose damaged entries are read each by itself, and how many of them are lost.

    None where feedparser sees other entries than we do.
    """
    document = _parsed(sound.text, headers, options)
    entries = list(document.entries)
    if len(entries) != len(sound.entries):
        return None
    lost = empty = 0
    for place, text in others.items():
        found = []
        try:
            with spending(LONGEST):
                found = _parsed(text, headers, options).entries[:1]
        except FAULTS_APART:
            lost += 1
        entries[place - empty : place - empty] = found
        empty += not found
        if lost == MOST_LOST:
            break
    document.entries = entries
    return document, lost


def _parsed(text: str, headers: dict[str, str] | None, options: dict[str, bool]) -> Any:  # noqa: ANN401 (feedparser's own)
    # A stream, never bytes: feedparser opens a body that spells a path, and fetches one that spells a URL.
    return feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")),
        response_headers={**HEADERS, **(headers or {})},
        **{"sanitize_html": False, "resolve_relative_uris": False, **options},
    )
