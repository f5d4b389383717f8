"""What a user knows about one site's pages, in CSS selectors, and the elements of a page that it marks."""

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Literal
from zlib import crc32

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from writethru.urls import host

LONGEST_SELECTOR = 1_000  # characters; the parser goes down by recursion
DEEPEST = 100  # elements inside one another; "a b c" is searched for in cubic time, and of 609 real pages none has 60
PORT = re.compile(r":\d+$")
Mark = Literal["keep", "remove"]


@dataclass(frozen=True, slots=True)
class SiteRules:
    """CSS selectors for the pages of one site.

    The body is the text of the `content` elements, in page order, or is located as usual where a page has none of them.
    `remove` elements are taken out of it. Nothing is taken out of `keep` elements, not even by `remove`.
    """

    content: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()

    @property
    def version(self) -> int:
        """A number for these rules, in [1, 2_000_000], that is another one when they change."""
        return crc32(repr(self).encode()) % 2_000_000 + 1


@dataclass(frozen=True, slots=True)
class Marks:
    """What a site's rules say of one page: its content elements, in page order, and marks on others, by node."""

    content: tuple[LexborNode, ...] = ()
    on: Mapping[int, Mark] = field(default_factory=dict)

    def around(self, node: LexborNode) -> Mark | None:
        """Return what holds for an element by itself and those that it stands in."""
        found: set[Mark | None] = set()
        outer: LexborNode | None = node
        while self.on and outer is not None:
            found.add(self.on.get(outer.mem_id))
            outer = outer.parent
        return "keep" if "keep" in found else "remove" if "remove" in found else None


def check_selector(selector: str) -> str:
    """Return a selector; ValueError when no page could be searched for it."""
    try:
        if len(selector) <= LONGEST_SELECTOR:
            LexborHTMLParser("<p>").css(selector)
            return selector
    except (SelectolaxError, UnicodeEncodeError):
        pass
    raise ValueError(f"expected a CSS selector, not {selector[:80]!r}")


def site_rules(sites: Mapping[str, SiteRules], url: str) -> SiteRules | None:
    """Return the rules for a URL's host or, if it has none, for the nearest domain above it; None without any.

    >>> site_rules({"gazette.example": SiteRules(remove=(".tip",))}, "https://www.gazette.example/quay")
    SiteRules(content=(), remove=('.tip',), keep=())
    """
    name = PORT.sub("", host(url))
    while name and name not in sites:
        name = name.partition(".")[2]
    return sites.get(name)


def mark(page: LexborHTMLParser, rules: SiteRules | None) -> Marks:
    """Return what a site's rules mark on a page; of content elements inside one another the outer ones count.

    A page that is nested to stop its readers is not searched.
    """
    if rules is None or _depth(page) > DEEPEST:
        return Marks()
    chosen = {node.mem_id for selector in rules.content for node in page.css(selector)}
    on: dict[int, Mark] = {node.mem_id: "remove" for selector in rules.remove for node in page.css(selector)}
    on |= {node.mem_id: "keep" for selector in rules.keep for node in page.css(selector)}
    return Marks(tuple(_outermost(page, chosen)), on)


def _depth(page: LexborHTMLParser) -> int:
    """Return how many elements stand inside one another."""
    depths: dict[int, int] = {}
    for node in page.root.traverse() if page.root else ():
        depths[node.mem_id] = depths.get(node.parent.mem_id, 0) + 1 if node.parent else 1
    return max(depths.values(), default=0)


def _outermost(page: LexborHTMLParser, chosen: Set[int]) -> Iterator[LexborNode]:
    """Yield, in page order, the chosen elements that stand in no other."""
    inside: set[int] = set()
    for node in page.root.traverse() if chosen and page.root else ():
        if node.parent is not None and node.parent.mem_id in inside:
            inside.add(node.mem_id)
        elif node.mem_id in chosen:
            inside.add(node.mem_id)
            yield node


def unmatched(body: bytes, rules: SiteRules) -> tuple[str, ...]:
    """Return the selectors of a site's rules that match nothing on a page."""
    page = LexborHTMLParser(body)
    selectors = (*rules.content, *rules.remove, *rules.keep)
    return tuple(selector for selector in selectors if page.css_first(selector) is None)
