"""From a page to an article: locate the body with a fast parser, strip it with BeautifulSoup, read the metadata.

The whole page is parsed once, by lexbor, and measured in one walk. Only the subtree that holds the body is handed on,
thinned to the tags and names that the strip rules look at: BeautifulSoup over a whole page would cost more than
everything else together.
"""

import html
from collections.abc import Collection
from dataclasses import replace

from bs4 import BeautifulSoup
from selectolax.lexbor import LexborHTMLParser, LexborNode

from writethru.boilerplate import MEANT, strip
from writethru.elements import Article, Paragraph, Removal
from writethru.embedded import embedded_body, scripts
from writethru.markup import markup
from writethru.metadata import Metadata, read_metadata
from writethru.notices import find_codes, find_notices
from writethru.outline import DROPPED, INLINE, LONG, Body, Box, locate, name_rules, name_words, outline
from writethru.text import collapse

EXTRACTOR = 1  # version of the extraction rules; raised whenever a page may read differently than before

MAX_DEPTH = 100  # deeper elements are unwrapped when thinning: reading goes down by recursion
RESCUE = 0.4  # a body found with less than this share of the text that the page carries in its data gives way to it
SHORT_BODY = 1_500  # characters; a shorter one may be the beginning of what the page's script would show


def extract(body: bytes | str, url: str, *, content_type: str | None = None) -> Article:
    """Return the article of a page; one without paragraphs when the page has none. Never raises on bad input.

    `content_type` is the answer's header, for its charset. Costs three to five lxml parses of the page.
    """
    page = LexborHTMLParser(markup(body, content_type))
    metadata = read_metadata(page, url)
    shape = outline(page)
    paragraphs, removed = _read_body(page, shape.boxes, metadata)
    return Article(
        uri=url,
        canonical_url=metadata.canonical_url,
        headline=metadata.headline,
        headlines=metadata.headlines,
        authors=metadata.authors,
        date_published=metadata.date_published,
        date_modified=metadata.date_modified,
        language=metadata.language,
        paragraphs=paragraphs,
        removed=removed,
        notices=find_notices(shape),
        codes=find_codes(page, [removal.text for removal in removed if removal.reason == "code"]),
    )


def extract_text(html: str, url: str) -> str:
    """Return the text of a page's article, one paragraph a line."""
    return extract(html, url).text


def _read_body(
    page: LexborHTMLParser, boxes: tuple[Box, ...], metadata: Metadata
) -> tuple[tuple[Paragraph, ...], tuple[Removal, ...]]:
    """Return what is kept and removed of the located body; where a page hides its body in its data, that one leads."""
    about = (tuple(metadata.headlines.values()), metadata.authors)
    located = locate(boxes)
    kept, removed = strip(_thin(located), *about) if located else ((), ())
    # A rescue only: a fifth of the JSON-LD bodies are bad, and half have no paragraphs.
    told = () if "<" in metadata.body else tuple(filter(None, map(collapse, metadata.body.splitlines())))
    if _size(kept) < SHORT_BODY and not _missing(kept, told):
        told = embedded_body(scripts(page), max((paragraph.text for paragraph in kept), key=len, default=""))
    if not _missing(kept, told):
        return kept, removed
    first, aside = strip(_marked_up(told), *about)
    taken = {removal.position for removal in removed}
    free = (place for place in range(len(kept) + len(removed)) if place not in taken)
    unread = [
        Removal(line.text, place, "boilerplate", "body.rescued", kind=line.kind)
        for line, place in zip(kept, free, strict=True)
    ]
    behind = len(first) + len(aside)
    shown = sorted((*removed, *unread), key=lambda removal: removal.position)
    return first, (*aside, *(replace(removal, position=behind + removal.position) for removal in shown))


def _missing(kept: tuple[Paragraph, ...], told: tuple[str, ...]) -> bool:
    """Return whether a body in the page's data has so much more text that the shown one is a part of it."""
    return _size(kept) < RESCUE * sum(map(len, told))


def _marked_up(lines: tuple[str, ...]) -> BeautifulSoup:
    return BeautifulSoup("".join(f"<p>{html.escape(line)}</p>" for line in lines), "html.parser")


def _size(paragraphs: tuple[Paragraph, ...]) -> int:
    return sum(len(paragraph.text) for paragraph in paragraphs)


class _Thinner:
    """Tells a body to BeautifulSoup piece by piece, as its own tree builders do; by way of markup it costs half more.

    An element is opened when something is said in it; a line feed in a text ends a line.
    """

    def __init__(self) -> None:
        self.soup = BeautifulSoup("", "html.parser", multi_valued_attributes=None)
        self.unopened: list[tuple[str, dict[str, str]]] = []
        self.line = self.unlinked = 0  # characters of this line so far, and those since its last link
        self.breaks = 0

    def say(self, text: str) -> None:
        size = len(text.strip())
        if not (self.line or size):
            return
        for tag, names in self.unopened:
            self.soup.handle_starttag(tag, None, None, names)
        self.unopened.clear()
        self.soup.handle_data(text.replace("\n", " "))
        self.line += size
        self.unlinked += size
        self.breaks = 0 if size else self.breaks

    def end_line(self) -> None:
        if self.line:
            self.soup.handle_data("\n")
        self.line = self.unlinked = self.breaks = 0

    def break_line(self) -> None:
        self.breaks += 1
        if self.breaks > 1:
            self.end_line()
        else:
            self.say(" ")

    def open(self, tag: str, names: dict[str, str]) -> str:
        self.unopened.append((tag, names))
        return tag

    def close(self, tag: str) -> None:
        if self.unopened:
            self.unopened.pop()
        else:
            self.soup.handle_endtag(tag)
        self.unlinked = 0
        if tag != "a":
            self.line = self.breaks = 0


def _thin(body: Body) -> BeautifulSoup:
    """Return a body with what the strip rules look at, and nothing else."""
    thinner = _Thinner()
    for root in (body.standfirst, body.root):
        if root is not None:
            _tell(thinner, root, body.beside)
            thinner.end_line()
    thinner.soup.endData()
    return thinner.soup


def _tell(thinner: _Thinner, root: LexborNode, beside: Collection[int]) -> None:
    stack: list[LexborNode | str] = [root.first_child] if root.first_child else []
    depth = 0
    while stack:
        node = stack.pop()
        if isinstance(node, str):  # the end of an element; "" where only a line ends
            if node:
                depth -= 1
                thinner.close(node)
            else:
                thinner.end_line()
            continue
        if (after := node.next) is not None:
            stack.append(after)
        tag = node.tag or "-"
        if tag == "-text":
            thinner.say(node.text_content or "")
        elif tag == "br":
            thinner.break_line()
        elif tag not in DROPPED and tag[0] not in "-!":
            block = tag not in INLINE
            names = _names(node) if block else {}
            if node.mem_id in beside:
                names["beside"] = ""
            if block:
                thinner.end_line()
            # A link counts only where it may be the whole of its line; within a sentence it is just text.
            if depth < MAX_DEPTH and (names or tag in MEANT or (tag == "a" and thinner.unlinked < LONG)):
                depth += 1
                stack.append(thinner.open(tag if tag in MEANT or tag == "a" else "div", names))
            elif block:
                stack.append("")
            if (inner := node.first_child) is not None:
                stack.append(inner)


def _names(node: LexborNode) -> dict[str, str]:
    """Return the attributes of an element that strip rules look at."""
    attributes = node.attributes
    if not attributes:
        return {}
    found = {}
    if (words := name_words(node)) and name_rules(words):
        found["class"] = words
    if role := attributes.get("role"):
        found["role"] = role
    if "hidden" in attributes or "display:none" in (attributes.get("style") or "").replace(" ", ""):
        found["hidden"] = ""
    return found
