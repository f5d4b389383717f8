"""The article's text in a page's embedded state: the JSON that its script would build the page from.

A rescue for pages that show less of an article than they carry. What is found must hold what the page shows.
"""

import json
import re
from collections.abc import Iterator
from html import unescape

from selectolax.lexbor import LexborHTMLParser

from writethru.text import collapse

ASSIGNED = re.compile(r"^[^{\[\"'`]{0,200}=\s*(?=[{\[])")  # window.__STATE__ = {...
MOST_STATE = 3_000_000  # characters of one script; reading takes about 10 ms a million
ANCHOR = 25  # characters of a shown paragraph; one such piece of it must stand in the script
# Keys that say something, the surest first.
SAID = [
    "text",
    "value",
    "html",
    "content",
    "children",
    "body",
    "blocks",
    "items",
    "nodes",
    "model",
    "paragraphs",
    "rendered",
]
SHORTEST_BODY = 300  # characters
ENDS_LINE = re.compile(r"</?(?:p|div|li|h[1-6]|blockquote|br)\b[^<>]*>", re.I)
TAG = re.compile(r"</?[a-z][^<>]*>", re.I)
PLAIN = re.compile(r"[\w ,.]+")


def embedded_body(scripts: list[str], shown: str) -> tuple[str, ...]:
    """Return the paragraphs of the longest text in a page's JSON that holds what is shown; () when there is none.

    `scripts` are the texts of its script elements, `shown` a paragraph of the page, "" when it shows none.
    """
    run = max(PLAIN.findall(shown), key=len, default="")
    anchors = {run[start : start + ANCHOR] for start in range(0, max(len(run) - ANCHOR, 1), ANCHOR)} or {""}
    best: tuple[str, ...] = ()
    for script in scripts:
        if not SHORTEST_BODY < len(script) < MOST_STATE or not any(anchor in script for anchor in anchors):
            continue
        try:
            data = json.JSONDecoder(strict=False).raw_decode(ASSIGNED.sub("", script.strip()))[0]
        except (ValueError, RecursionError):
            continue  # a script, not a state
        for lines in _bodies(data):
            text = "".join(lines)
            if any(anchor in text for anchor in anchors):
                best = max(best, lines, key=_size)
    return best


def scripts(page: LexborHTMLParser) -> list[str]:
    """Return the texts of a page's scripts that may hold its state, JSON-LD left out."""
    found = ((node.attributes.get("type") or "", node.text()) for node in page.css("script:not([src])"))
    return [text for kind, text in found if "ld+json" not in kind]


def _bodies(data: object) -> Iterator[tuple[str, ...]]:
    """Yield what may be a body's paragraphs: the items of a list of blocks, or the lines of one text."""
    stack: list[object] = [data]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            stack += value.values()
        elif isinstance(value, list):
            stack += value
            if len(value) > 1:
                lines = tuple(line for item in value for line in _lines(_said(item)))
                if _size(lines) >= SHORTEST_BODY:
                    yield lines
        elif isinstance(value, str) and len(value) >= SHORTEST_BODY:
            yield tuple(_lines(value))


def _said(value: object, depth: int = 0) -> str:
    """Return what a block of a state says: the text under the first of its keys that holds one."""
    if isinstance(value, str):
        return value
    if depth > 8:
        return ""
    if isinstance(value, list):
        return "".join(_said(item, depth + 1) for item in value)
    if isinstance(value, dict):
        return next((said for key in SAID if key in value and (said := _said(value[key], depth + 1))), "")
    return ""


def _lines(text: str) -> Iterator[str]:
    for line in ENDS_LINE.sub("\n", text).split("\n"):
        if said := collapse(unescape(TAG.sub("", line))):
            yield said


def _size(lines: tuple[str, ...]) -> int:
    return sum(map(len, lines))
