"""A body read into blocks: the text, kind and links of each, and the rule that its element falls under."""

import re
from dataclasses import dataclass
from typing import Literal

from bs4 import Tag
from bs4.element import PageElement

from writethru.elementnames import name_rules
from writethru.elements import Kind
from writethru.rules import CAPTION, ELEMENTS, HIDDEN, LAYOUT, LONGEST_LABEL, SHARE, SITE, Rule
from writethru.text import collapse

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
DECLARED = frozenset(("nav", "footer", "aside", "dialog", "form", "button", "fieldset"))
GROUPS = frozenset(("ul", "ol", "table", "dl"))
KINDS: dict[str, Kind] = {
    **dict.fromkeys(HEADINGS, "heading"),
    **dict.fromkeys(("li", "dd", "dt"), "list_item"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    "blockquote": "quote",
    "pre": "preformatted",
}
# Elements whose tag a rule or a paragraph's kind depends on; any other only ends a line.
MEANT = DECLARED | GROUPS | KINDS.keys() | {"tr", "td", "th", "figure"}
INSIDE = frozenset(("a", "span"))  # of a line; a span has been marked by a site's rules
FLOWING = re.compile("table|blockquote|pre|[uo]l|dl|h[1-6]")  # in a figure: it shows more than a picture
LONGEST_CAPTION = 500  # characters
COPIED = 80  # characters by which a hidden text is told to be a copy of what is shown
MOST_FOLDED = 300  # hidden texts that are looked for among all that is shown
TOO_MUCH = 0.5  # of the text stands in "widgets" and the like: then that is what the page calls its paragraphs

Link = Literal["", "out", "within"]


@dataclass(slots=True, eq=False)
class Block:
    """One block, with the shares of its text that are links, and links to another place on the page."""

    text: str
    kind: Kind
    linked: float
    within: float
    group: int
    rule: Rule | None
    kept: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the body the reader is: an element rule holds for everything below its element.

    `aside` is inside a line, in an element that the site's rules take out of it; `kept` in one that they keep.
    """

    kind: Kind = "paragraph"
    rule: Rule | None = None
    link: Link = ""
    aside: bool = False
    kept: bool = False


def read_blocks(body: Tag) -> list[Block]:
    """Return a body's blocks in order; rules on names of places do not hold on a page that is built of them.

    The body is thinned: inline elements but links are gone, and a line feed in a text ends a line.
    """
    blocks = _Reader(body).read()
    return _Reader(body, layout=False).read() if _is_layout(blocks) else blocks


class _Reader:
    """Reads a body into blocks, each under its element's rule; those on names of places apply when `layout`."""

    def __init__(self, body: Tag, layout: bool = True) -> None:
        self.body = body
        self.layout = layout
        self.text = body.get_text()
        self.total = len(self.text) or 1
        self.blocks: list[Block] = []
        self.parts: list[str] = []
        self.aside: list[str] = []
        self.linked = self.within = 0
        self.kept = False
        self.group = self.folded = 0

    def read(self) -> list[Block]:
        self._walk(self.body, _Place())
        self._flush(_Place())
        return self.blocks

    def _flush(self, place: _Place) -> None:
        if not self.parts and not self.aside:
            return
        if text := collapse("".join(self.parts)):
            self.blocks.append(
                Block(
                    text,
                    place.kind,
                    self.linked / len(text),
                    self.within / len(text),
                    self.group,
                    place.rule,
                    self.kept,
                )
            )
        if text := collapse(" ".join(self.aside)):
            self.blocks.append(Block(text, place.kind, 0.0, 0.0, self.group, SITE))
        self.parts.clear()
        self.aside.clear()
        self.linked = self.within = 0
        self.kept = False

    def _walk(self, tag: Tag, place: _Place) -> None:
        for child in tag.contents:
            if isinstance(child, Tag):
                self._enter(child, place)
                continue
            *ended, rest = str(child).split("\n")
            for line in ended:
                self._say(line, place)
                self._flush(place)
            self._say(rest, place)

    def _say(self, text: str, place: _Place) -> None:
        if not text:
            return
        if place.aside and not place.kept:
            self.aside.append(text)
            return
        self.parts.append(text)
        self.kept = self.kept or place.kept
        if place.link:
            self.linked += len(text.strip())
            self.within += len(text.strip()) if place.link == "within" else 0

    def _enter(self, tag: Tag, place: _Place) -> None:
        name, site = tag.name, tag.get("site")
        kept = place.kept or site == "keep"
        cell = name in ("td", "th") and place.kind == "table_row"
        if cell or name in INSIDE:
            if cell and any(map(str.strip, self.parts)):
                self.parts.append(" | ")
            aside = place.aside or site == "remove"
            link: Link = ("within" if tag.get("href") else "out") if name == "a" else place.link
            self._walk(tag, _Place(place.kind, place.rule, link, aside, kept))
        else:
            self._flush(place)
            self.group += name in GROUPS
            kind = "table_row" if name == "tr" and _is_row(tag) else KINDS.get(name, place.kind)
            rule = self._element_rule(tag) if name not in HEADINGS and place.kind != "heading" else None
            if (rule and rule.name == CAPTION) or (name == "figure" and not tag.find(FLOWING)):
                kind, rule = ("caption" if len(tag.get_text()) <= LONGEST_CAPTION else kind), None
            if site == "remove" or place.aside:
                rule = SITE
            inner = _Place(kind, place.rule or rule, place.link, kept=kept)
            self._walk(tag, inner)
            self._flush(inner)
            self.group += name in GROUPS

    def _element_rule(self, tag: Tag) -> Rule | None:
        rules: tuple[Rule, ...] = ()
        if tag.attrs or tag.name in DECLARED:
            marks = "".join(name for name in ("hidden", "beside") if tag.has_attr(name))
            said = f"{tag.name} {tag.get('role', '')} {marks}"
            declared = (rule for rule in ELEMENTS if rule.pattern.match(said))
            rules = (*declared, *name_rules(str(tag.get("class", "")), self.layout))
        if not rules:
            return None
        text = tag.get_text()
        size = len(text)
        if tag.has_attr("hidden") and size > LONGEST_LABEL:
            self.folded += 1
            if self.folded > MOST_FOLDED or self.text.count(text.strip()[:COPIED]) < 2:
                rules = tuple(rule for rule in rules if rule.name != HIDDEN)  # an accordion's or a tab's text
        for rule in rules:
            fits = size <= rule.most * self.total and size <= rule.longest
            if fits and not (rule.name == SHARE and tag.find("blockquote")):  # what somebody said is no button
                return rule
        return None


def _is_row(tag: Tag) -> bool:
    """Return whether a table's row holds data, each cell one line, and not a part of the page's layout."""
    return not any(_ends_a_line(inner) for cell in tag.contents if isinstance(cell, Tag) for inner in cell.contents)


def _ends_a_line(inner: PageElement) -> bool:
    return inner.name not in INSIDE if isinstance(inner, Tag) else "\n" in str(inner)


def _is_layout(blocks: list[Block]) -> bool:
    """Return whether names of places cover so much of the text that the site must build its articles of them."""
    covered = sum(len(block.text) for block in blocks if block.rule is not None and block.rule.name == LAYOUT)
    return covered > TOO_MUCH * sum(len(block.text) for block in blocks)
