"""From a page to an article: locate the body with a fast parser, strip it with BeautifulSoup, read the metadata.

The whole page is parsed once, by lexbor, and measured in one walk. Only the subtree that holds the body is handed on.
"""

import html
from dataclasses import replace

from bs4 import BeautifulSoup
from selectolax.lexbor import LexborHTMLParser

from writethru.boilerplate import strip
from writethru.elements import Article, Paragraph, Removal
from writethru.embedded import embedded_body, scripts
from writethru.locating import locate
from writethru.markup import markup
from writethru.metadata import Metadata, read_metadata
from writethru.notices import find_codes, find_notices
from writethru.outline import Box, outline
from writethru.sites import Marks, SiteRules, mark
from writethru.text import collapse
from writethru.thinning import thin

EXTRACTOR = 1  # version of the extraction rules; raised whenever a page may read differently than before

RESCUE = 0.4  # a body found with less than this share of the text that the page carries in its data gives way to it
SHORT_BODY = 1_500  # characters; a shorter one may be the beginning of what the page's script would show


def extract(body: bytes | str, url: str, *, content_type: str | None = None, site: SiteRules | None = None) -> Article:
    """Return the article of a page; one without paragraphs when the page has none. Never raises on bad input.

    `content_type` is the answer's header, for its charset; `site` is what a user knows about the page's site. Costs
    three to five lxml parses of the page.
    """
    page = LexborHTMLParser(markup(body, content_type))
    metadata = read_metadata(page, url)
    marks = mark(page, site)
    shape = outline(page, {node for node, kind in marks.on.items() if kind == "remove"}, metadata.language)
    paragraphs, removed = _read_body(page, shape.boxes, metadata, marks)
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
        codes=find_codes(shape, [removal.text for removal in removed if removal.reason == "code"]),
    )


def extract_text(html: str, url: str) -> str:
    """Return the text of a page's article, one paragraph a line."""
    return extract(html, url).text


def rules_version(site: SiteRules | None) -> int:
    """Return the version of the rules that read a site's pages, its own among them."""
    return EXTRACTOR + 1_000 * site.version if site else EXTRACTOR


def _read_body(
    page: LexborHTMLParser, boxes: tuple[Box, ...], metadata: Metadata, marks: Marks
) -> tuple[tuple[Paragraph, ...], tuple[Removal, ...]]:
    """Return what is kept and removed of the located body; where a page hides its body in its data, that one leads."""
    about = (tuple(metadata.headlines.values()), metadata.authors, metadata.language)
    located = None if marks.content else locate(boxes)
    roots = located.roots if located else marks.content
    kept, removed = strip(thin(roots, marks, located.beside if located else ()), *about)
    if marks.content or "keep" in marks.on.values():
        return kept, removed  # as the user wants it
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
