"""The JSON-LD of a page: the object that is its article, the page's own object, and what they refer to by @id."""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

ARTICLE_TYPES = re.compile(r"(Article|Posting|Report|Review|Recipe|NewsStory)$", re.I)
ANY_HEADLINE = re.compile(r'"headline"\s*:\s*("(?:[^"\\\n]|\\.){1,500}")')
ORGANISATIONS = re.compile(r"(Organization|Corporation|Newspaper|Business|School|University)$")
INNER = (
    "@graph",
    "mainEntity",
    "mainEntityOfPage",
    "blogPost",
    "breadcrumb",
)  # where an article may stand inside another object
UNSAYABLE = re.compile("[\0\ud800-\udfff]")  # JSON can hold them; no database and no file in UTF-8 does
MOST_STEPS = 12  # through lists, objects and references to an image's address

Object = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LinkedData:
    """What JSON-LD says: the first article, the page's own object, its breadcrumbs, and every object by its @id.

    `loose` is the first headline in any script, one that is no JSON too: two pages in a hundred have it there alone.
    Those of a list are other stories'.
    """

    article: Object = field(default_factory=dict)
    page: Object = field(default_factory=dict)
    trail: tuple[str, ...] = ()
    known: Mapping[str, Object] = field(default_factory=dict)
    loose: str = ""

    @property
    def headline(self) -> str:
        """The article's headline, "" when none is told."""
        return self.text("headline") or self.loose

    def text(self, name: str) -> str:
        """Return a text of the article, else of the page's own object; "" when neither has it."""
        return next((found for thing in (self.article, self.page) if (found := plain(thing.get(name)))), "")

    def named(self, value: object) -> Iterator[tuple[str, bool]]:
        """Yield the names in any shape of author, each with whether it is that of an organisation."""
        left: list[tuple[object, bool]] = [(value, False)]
        followed: set[str] = set()  # each reference once, or circles of them would never end
        while left:
            value, organised = left.pop()
            if isinstance(value, str):
                yield plain(value), organised
            elif isinstance(value, list):
                left += ((item, organised) for item in reversed(value))
            elif isinstance(value, dict):
                organised = organised or any(map(ORGANISATIONS.search, _kinds(value)))
                name = str(value.get("@id"))
                if names := value.get("name"):
                    left.append((names, organised))
                elif name in self.known and name not in followed:
                    followed.add(name)
                    left.append((self.known[name], organised))

    def address(self, value: object) -> str:
        """Return the URL of an image in any of its shapes, the first of several."""
        for _ in range(MOST_STEPS):
            if isinstance(value, list):
                value = value[0] if value else None
            elif isinstance(value, dict):
                value = value.get("url") or value.get("contentUrl") or self._other(value)
        return plain(value)

    def _other(self, value: Object) -> Object | None:
        there = self.known.get(str(value.get("@id")))
        return None if there is value else there


def read_linked(scripts: Iterable[str]) -> LinkedData:
    """Return what the JSON-LD scripts of a page say together; broken ones are common and tell a headline at best."""
    article: Object = {}
    page: Object = {}
    trail: tuple[str, ...] = ()
    known: dict[str, Object] = {}
    loose = ""
    for script in scripts:
        loose = loose or _loose_headline(script)
        try:
            for thing in _objects(json.loads(script, strict=False)):
                if isinstance(name := thing.get("@id"), str) and len(thing) > 1:
                    known.setdefault(name, thing)
                kinds = _kinds(thing)
                if not article and any(map(ARTICLE_TYPES.search, kinds)):
                    article = thing
                elif not trail and "BreadcrumbList" in kinds:
                    trail = tuple(_crumbs(thing.get("itemListElement")))
                elif not page and any(kind.endswith("Page") for kind in kinds):
                    page = thing
        except (ValueError, RecursionError):
            continue
    return LinkedData(article, page, trail, known, loose)


def _loose_headline(script: str) -> str:
    found = ANY_HEADLINE.search(script.partition('"itemListElement"')[0])
    try:
        return plain(json.loads(found[1], strict=False)) if found else ""
    except ValueError:  # an escape that is none
        return ""


def plain(value: object) -> str:
    """Return a text of JSON-LD or meta, entities resolved; "" for anything else."""
    if not isinstance(value, str):
        return ""
    with suppress(ValueError):  # a character's number of thousands of digits
        value = html.unescape(value)
    return UNSAYABLE.sub("\ufffd", value).strip()


def _objects(data: object) -> Iterator[dict[str, Any]]:
    if isinstance(data, list):
        for item in data:
            yield from _objects(item)
    elif isinstance(data, dict):
        yield data
        for name in INNER:
            yield from _objects(data.get(name))


def _crumbs(items: object) -> Iterator[str]:
    for item in items if isinstance(items, list) else [items]:
        if isinstance(item, dict):
            inner = item.get("item")
            yield plain(item.get("name")) or plain(inner.get("name") if isinstance(inner, dict) else None)


def _kinds(thing: Object) -> list[str]:
    kinds = thing.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]
