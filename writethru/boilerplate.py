"""The reading of a located body into what is kept and what each strip rule took out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement
from rapidfuzz import fuzz

from writethru.elementnames import name_rules
from writethru.elements import Kind, Paragraph, Removal
from writethru.rules import (
    CAPTION,
    ELEMENTS,
    HIDDEN,
    LAYOUT,
    LONGEST_LABEL,
    PHRASES,
    SHARE,
    Rule,
    appeals,
    credited,
    line_rule,
)
from writethru.spoken import spoken
from writethru.text import collapse, fold

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
PROSE = 100  # characters from which a line is taken for a sentence of the body: no head rule looks below it
LONGEST_LINE = 300  # characters; beyond it a block is no label, unless it is a script's data
LONGEST_TAIL = 400
NEAR = 3
LONGEST_BIO = 700
LONGEST_LABEL_LINE = 60
LONGEST_ITEM = 200
MOST_AFTER = 0.35
LISTED = frozenset(("list_item", "heading", "table_row", "quote"))
ALIKE = 90  # of 100; a line this close to a headline is the headline
LONGEST_HEADLINE = 500  # characters
BELOW = 0.3  # of the text stands below the headline at least, or it is no headline but, say, a link at the end
LINKS = 0.8  # of a line's text: the line is a link
COPIED = 80  # characters by which a hidden text is told to be a copy of what is shown
TOO_MUCH = 0.5  # of the text stands in "widgets" and the like: then that is what the page calls its paragraphs

NOTHING = re.compile("")
ABOVE = Rule("head.above_headline", "head", NOTHING, "kickers and menus above the headline", "metadata")
HEADLINE = Rule("headline.repeated", "head", NOTHING, "the headline is a field of its own", "headline")
LINKED = Rule("related.link", "line", NOTHING, "a line that is nothing but a link leads elsewhere")
CONTENTS = Rule("page.contents", "line", NOTHING, "a table of contents")
APPEALS = Rule("promo.appeal", "line", NOTHING, "asks the reader for money, a subscription, a login or consent")
BIO = Rule("author.bio", "tail", NOTHING, "about the writer, not the news", "metadata")
ORPHAN = Rule("heading.orphan", "line", NOTHING, "its section has been removed")
SITE = Rule("site.remove", "element", NOTHING, "the rules given for this site take it out")
STEPS = (ABOVE, HEADLINE, LINKED, CONTENTS, APPEALS, BIO, ORPHAN, SITE)  # what is decided here, and not by a pattern


Link = Literal["", "out", "within"]


@dataclass(slots=True, eq=False)
class _Block:
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


def strip(
    body: BeautifulSoup, headlines: Iterable[str] = (), authors: Iterable[str] = (), language: str | None = None
) -> tuple[tuple[Paragraph, ...], tuple[Removal, ...]]:
    """Return what is kept of a body and what was removed; together they are all of its text, once, in order.

    `body` is thinned: inline elements but links are gone, and a line feed in a text ends a line.
    `language` is the page's tag, if it has one; its text is asked as well.
    """
    blocks = _Reader(body).read()
    if _is_layout(blocks):
        blocks = _Reader(body, layout=False).read()
    languages = spoken(language, " ".join(block.text for block in blocks))
    titles = [fold(headline).lower() for headline in headlines if 0 < len(headline) <= LONGEST_HEADLINE]
    _apply_head(blocks, languages, titles)
    for block in blocks:
        block.rule = block.rule or _line_rule(block, languages)
    _apply_appeals(blocks, languages)
    _apply_captions(blocks, languages)
    _apply_links(blocks)
    _apply_sections(blocks, languages)
    _apply_tail(blocks, languages, tuple(fold(author).lower() for author in authors if " " in author))
    _apply_orphans(blocks)
    for block in blocks:
        block.rule = None if block.kept else block.rule
    kept = tuple(Paragraph(block.text, block.kind) for block in blocks if block.rule is None)
    removed = tuple(
        Removal(block.text, position, block.rule.reason, block.rule.name, kind=block.kind)
        for position, block in enumerate(blocks)
        if block.rule is not None
    )
    return kept, removed


class _Reader:
    """Reads a body into blocks, each under its element's rule; those on names of places apply when `layout`."""

    def __init__(self, body: BeautifulSoup, layout: bool = True) -> None:
        self.body = body
        self.layout = layout
        self.text = body.get_text()
        self.total = len(self.text) or 1
        self.blocks: list[_Block] = []
        self.parts: list[str] = []
        self.aside: list[str] = []
        self.linked = self.within = 0
        self.kept = False
        self.group = 0

    def read(self) -> list[_Block]:
        self._walk(self.body, _Place())
        self._flush(_Place())
        return self.blocks

    def _flush(self, place: _Place) -> None:
        if not self.parts and not self.aside:
            return
        if text := collapse("".join(self.parts)):
            self.blocks.append(
                _Block(
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
            self.blocks.append(_Block(text, place.kind, 0.0, 0.0, self.group, SITE))
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
            if cell and "".join(self.parts).strip():
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
        if tag.has_attr("hidden") and size > LONGEST_LABEL and self.text.count(text.strip()[:COPIED]) < 2:
            rules = tuple(rule for rule in rules if rule.name != HIDDEN)  # an accordion's or a tab's text, folded away
        for rule in rules:
            if size <= rule.most * self.total and size <= rule.longest:
                # What somebody said elsewhere is shown in a bar's name at times, and is no button.
                return None if rule.name == SHARE and tag.find("blockquote") else rule
        return None


def _is_row(tag: Tag) -> bool:
    """Return whether a table's row holds data, each cell one line, and not a part of the page's layout."""
    return not any(_ends_a_line(inner) for cell in tag.contents if isinstance(cell, Tag) for inner in cell.contents)


def _ends_a_line(inner: PageElement) -> bool:
    return inner.name not in INSIDE if isinstance(inner, Tag) else "\n" in str(inner)


def _is_layout(blocks: list[_Block]) -> bool:
    """Return whether names of places cover so much of the text that the site must build its articles of them."""
    covered = sum(len(block.text) for block in blocks if block.rule is not None and block.rule.name == LAYOUT)
    return covered > TOO_MUCH * sum(len(block.text) for block in blocks)


def _line_rule(block: _Block, languages: tuple[str, ...]) -> Rule | None:
    if len(block.text) > LONGEST_LINE and block.text[0] not in "[{":
        return None
    return line_rule("line", block.text, languages)


def _apply_head(blocks: list[_Block], languages: tuple[str, ...], headlines: list[str]) -> None:
    """Remove, before the first sentence, the headline, what stands above it, and bylines."""
    found = -1
    for position, block in enumerate(blocks):
        if block.rule is not None:
            continue
        text = fold(block.text).lower()
        if any(fuzz.ratio(text, headline, score_cutoff=ALIKE) for headline in headlines):
            block.rule, found = HEADLINE, position
        elif len(text) < PROSE or block.linked >= 0.5:
            block.rule = _line_rule(block, languages) or line_rule("head", block.text, languages)
        elif block.kind != "list_item":  # a list above the headline holds other news
            break
    if found > 0 and _size(blocks[found:]) >= BELOW * _size(blocks):
        for block in blocks[:found]:
            block.rule = block.rule or ABOVE


def _size(blocks: Iterable[_Block]) -> int:
    return sum(len(block.text) for block in blocks if block.rule is None)


def _apply_appeals(blocks: list[_Block], languages: tuple[str, ...]) -> None:
    """Remove what asks the reader for something, and up to two blocks between two such."""
    last = -NEAR
    for position, block in enumerate(blocks):
        if block.rule is None and appeals(block.text, languages):
            for between in blocks[last + 1 : position] if position - last <= NEAR else ():
                between.rule = between.rule or APPEALS
            block.rule, last = APPEALS, position


def _apply_captions(blocks: list[_Block], languages: tuple[str, ...]) -> None:
    """Make captions of the lines that end in a picture's credit, and of a gallery's items."""
    pictured = {block.group for block in blocks if block.rule is not None and block.rule.name == "image.source"}
    for block in blocks:
        if block.rule is None and len(block.text) <= LONGEST_CAPTION:
            listed = block.kind == "list_item" and block.group in pictured
            if listed or (block.kind in ("paragraph", "list_item") and credited(block.text, languages)):
                block.kind = "caption"


def _apply_links(blocks: list[_Block]) -> None:
    """Remove lines that are nothing but links, and lists of them before and after the prose; a heading may be a link.

    A list of links inside the prose is part of what it tells, unless it leads to other places on the page.
    """
    groups: dict[int, list[_Block]] = {}
    prose = [place for place, block in enumerate(blocks) if len(block.text) >= PROSE and block.linked < 0.5]
    inside = {block.group for block in blocks[prose[0] : prose[-1]]} if prose else set()
    for block in blocks:
        if block.kind == "list_item":
            groups.setdefault(block.group, []).append(block)
        elif block.rule is None and block.kind == "paragraph" and block.linked > LINKS:
            block.rule = LINKED
    for group, items in groups.items():
        out = sum(item.linked > LINKS for item in items)
        within = sum(item.within > LINKS for item in items)
        if max(within, 0 if group in inside else out) >= LINKS * len(items):
            for item in items:
                item.rule = item.rule or (CONTENTS if within == out else LINKED)


def _announces(block: _Block, languages: tuple[str, ...]) -> bool:
    return len(block.text) <= LONGEST_LABEL_LINE and line_rule("section", block.text, languages) is not None


def _apply_sections(blocks: list[_Block], languages: tuple[str, ...]) -> None:
    """Remove what follows the last label that announces other stories or sources, where it is a list of them."""
    left = _size(blocks)
    after: list[_Block] = []
    (section,) = (rule for rule in PHRASES if rule.where == "section")
    for block in reversed(blocks):
        if block.rule is None and (block.kind == "table_row" or not _announces(block, languages)):
            after.append(block)
            continue
        if len(block.text) <= LONGEST_LABEL_LINE and (block.rule is None or block.rule.name == "related.line"):
            listed = sum(item.kind in LISTED or item.linked > 0.3 for item in after)
            if listed * 2 >= len(after) and all(len(item.text) <= LONGEST_ITEM for item in after):
                size = sum(len(item.text) for item in after)
                if size <= MOST_AFTER * left:
                    for item in (block, *after):
                        item.rule = item.rule or section
                    return
            if block.rule is None:
                return


def _apply_tail(blocks: list[_Block], languages: tuple[str, ...], authors: tuple[str, ...]) -> None:
    for block in reversed(blocks):
        if block.rule is None and block.kind != "caption":
            line = block.text.lower()
            if authors and len(line) <= LONGEST_BIO and fold(line).startswith(authors):
                block.rule = BIO
                continue
            block.rule = line_rule("tail", line, languages) if len(line) <= LONGEST_TAIL else None
            if block.rule is None:
                return


def _apply_orphans(blocks: list[_Block]) -> None:
    """Remove headings after the last line that is kept: their sections are gone."""
    for block in reversed(blocks):
        if block.rule is None:
            if block.kind != "heading":
                return
            block.rule = ORPHAN
