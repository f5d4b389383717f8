"""From a page to an article: locate the body with a fast parser, strip it with BeautifulSoup, read the metadata.

The whole page is parsed once, by lexbor, and measured in one walk. Only the subtree that holds the body is handed on,
thinned to the tags and names that the strip rules look at: BeautifulSoup over a whole page would cost more than
everything else together.
"""

import codecs
import re
from collections.abc import Collection
from dataclasses import replace

from bs4 import BeautifulSoup
from selectolax.lexbor import LexborHTMLParser, LexborNode

from writethru.boilerplate import MEANT, strip
from writethru.datelines import read_dateline
from writethru.elements import Article, Paragraph, Removal
from writethru.languages import read_language
from writethru.metadata import Metadata, read_metadata
from writethru.notices import find_codes, find_notices
from writethru.outline import DROPPED, INLINE, LONG, Box, locate, name_rules, name_words, outline
from writethru.text import collapse

EXTRACTOR = 1  # version of the extraction rules; raised whenever a page may read differently than before

MAX_SIZE = 4_000_000  # characters read of one page; the largest of 1,216 real article pages has 2.8 million
MANY_TAGS = 20_000  # below it no nesting takes a second, and looking for it is spared; 0 of 1,216 real pages have more
MAX_NESTING = 2_000  # browsers stop at 512
NESTING = re.compile(r"<(/?)(?!(?:p|li|td|th|tr|dt|dd|option|br|hr|img|input|link|meta|source|wbr|path)\b)[a-z]", re.I)
MAX_DEPTH = 100  # deeper elements are unwrapped when thinning: reading goes down by recursion
LINES_OF_LANGUAGE = 6  # paragraphs that are looked at for the language
RESCUE = 0.4  # a body found with less than this share of the JSON-LD body's text gives way to it
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)


def extract(body: bytes | str, url: str, *, content_type: str | None = None) -> Article:
    """Return the article of a page; one without paragraphs when the page has none. Never raises on bad input.

    `content_type` is the answer's header, for its charset. Costs three to five lxml parses of the page.
    """
    text = _decode(body, content_type) if isinstance(body, bytes) else body
    # lexbor wants UTF-8; a lone surrogate in a str would stop it.
    page = LexborHTMLParser(_bounded(text).encode("utf-8", "replace"))
    shape = outline(page)
    metadata = read_metadata(page, url, shape.runs)
    paragraphs, removed = _read_body(shape.boxes, metadata)
    return Article(
        uri=url,
        canonical_url=metadata.canonical_url,
        headline=metadata.headline,
        headlines=metadata.headlines,
        authors=metadata.authors,
        date_published=metadata.date_published,
        date_modified=metadata.date_modified,
        language=read_language(metadata.languages, " ".join(line.text for line in paragraphs[:LINES_OF_LANGUAGE])),
        paragraphs=paragraphs,
        removed=removed,
        notices=find_notices(shape),
        codes=find_codes(page, [removal.text for removal in removed if removal.reason == "code"]),
        section=metadata.section,
        image=metadata.image,
        dateline=next((read_dateline(line.text) for line in paragraphs if line.kind == "paragraph"), ""),
    )


def extract_text(html: str, url: str) -> str:
    """Return the text of a page's article, one paragraph a line."""
    return extract(html, url).text


def _bounded(text: str) -> str:
    """Return the page up to where its size or its nesting becomes hostile; lexbor's time is quadratic in depth."""
    text = text[:MAX_SIZE]
    if text.count("<") <= MANY_TAGS:
        return text
    depth = 0
    for match in NESTING.finditer(text):
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > MAX_NESTING:
            return text[: match.start()]
    return text


def _decode(body: bytes, content_type: str | None) -> str:
    """Return the text of a page's bytes: by its BOM, header, meta tag, as UTF-8, at last as Windows-1252."""
    for bom, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    header = re.search(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", content_type or "", re.I)
    meta = CHARSET.search(body[:4096])
    for charset in (header and header[1], meta and meta[1].decode("ascii", "replace"), "utf-8"):
        try:
            if charset:
                return body.decode(charset)
        except (LookupError, ValueError):
            continue  # an unknown name or a wrong claim: the next source is asked
    return body.decode("cp1252", "replace")


def _read_body(boxes: tuple[Box, ...], metadata: Metadata) -> tuple[tuple[Paragraph, ...], tuple[Removal, ...]]:
    """Return what is kept and removed of the located body, or of the JSON-LD body when that one is hardly there."""
    located = locate(boxes)
    kept, removed = (
        strip(_thin(located.root, located.beside), metadata.headlines.values(), metadata.authors)
        if located
        else ((), ())
    )
    # A rescue only: a fifth of the JSON-LD bodies are bad, and half have no paragraphs.
    told = tuple(Paragraph(text) for line in metadata.body.splitlines() if (text := collapse(line)))
    if _size(kept) >= RESCUE * _size(told) or "<" in metadata.body:
        return kept, removed
    taken = {removal.position for removal in removed}
    free = (place for place in range(len(kept) + len(removed)) if place not in taken)
    unread = [
        Removal(line.text, place, "boilerplate", "body.rescued", kind=line.kind)
        for line, place in zip(kept, free, strict=True)
    ]
    aside = sorted((*removed, *unread), key=lambda removal: removal.position)
    return told, tuple(replace(removal, position=len(told) + removal.position) for removal in aside)


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


def _thin(root: LexborNode, beside: Collection[int] = ()) -> BeautifulSoup:
    """Return a subtree with what the strip rules look at, and nothing else."""
    thinner = _Thinner()
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
    thinner.soup.endData()
    return thinner.soup


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
