"""From a page to an article: locate the body with a fast parser, strip it with BeautifulSoup, read the metadata.

The whole page is parsed once, by lexbor, and measured in one walk. Only the subtree that holds the body is handed on.
"""

import html
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bs4 import BeautifulSoup
from selectolax.lexbor import LexborHTMLParser

from writethru.blocks import read_blocks
from writethru.boilerplate import strip
from writethru.datelines import read_dateline
from writethru.elements import Article, Paragraph, Removal
from writethru.embedded import embedded_body, scripts
from writethru.languages import read_language
from writethru.locating import locate
from writethru.markup import markup
from writethru.metadata import read_metadata
from writethru.notices import find_codes, find_notices
from writethru.outline import outline
from writethru.passages import beside, fingerprint, fingerprints, passages
from writethru.rules import SITE
from writethru.sideboxes import boxed
from writethru.sites import SiteRules, mark
from writethru.text import collapse
from writethru.thinning import thin

EXTRACTOR = 4  # version of the rules, those for repeats too; raised whenever a page may read differently than before

RESCUE = 0.4  # a body found with less than this share of the text that the page carries in its data gives way to it
RESCUED = "body.rescued"
SHORT_BODY = 1_500  # characters; a shorter one may be the beginning of what the page's script would show
SAMPLE = 600  # characters of a body by which its language is told

Stripped = tuple[tuple[Paragraph, ...], tuple[Removal, ...]]


def extract(body: bytes | str, url: str, *, content_type: str | None = None, site: SiteRules | None = None) -> Article:
    """Return the article of a page; one without paragraphs when the page has none. Never raises on bad input.

    `content_type` is the answer's header, for its charset; `site` is what a user knows about the page's site. Costs
    three to five lxml parses of the page.
    """
    page = LexborHTMLParser(markup(body, content_type))
    marks = mark(page, site)
    shape = outline(page, {node for node, kind in marks.on.items() if kind == "remove"})
    metadata = read_metadata(page, url, shape.runs)
    located = None if marks.content else locate(shape.boxes)
    blocks = read_blocks(thin(located.roots if located else marks.content, marks, located.beside if located else ()))
    language = read_language(metadata.languages, _sample(" ".join(block.text for block in blocks)))
    about = tuple(metadata.headlines.values()), metadata.authors, language
    paragraphs, removed = strip(blocks, *about)
    # What a user chose stands; else more may stand in the page's data.
    if not marks.content and "keep" not in marks.on.values():
        shown = [line.text for line in paragraphs] + [gone.text for gone in removed if gone.rule == SITE.name]
        if told := _told(page, metadata.body, shown):
            rescued = strip(read_blocks(_marked_up(told)), *about)
            if _is_part(shown, [line.text for line in rescued[0]]):
                paragraphs, removed = _before(rescued, (paragraphs, removed))
    found = passages(shape)
    numbers = [fingerprint(line.text) for line in paragraphs]
    apart = boxed(found, frozenset(numbers))
    marked = (replace(line, boxed=number in apart) for line, number in zip(paragraphs, numbers, strict=True))
    return Article(
        uri=url,
        canonical_url=metadata.canonical_url,
        headline=metadata.headline,
        headlines=metadata.headlines,
        authors=metadata.authors,
        date_published=metadata.date_published,
        date_modified=metadata.date_modified,
        language=language,
        paragraphs=tuple(marked) if apart else paragraphs,
        removed=removed,
        notices=find_notices(shape),
        codes=find_codes(shape, [removal.text for removal in removed if removal.reason == "code"]),
        section=metadata.section,
        image=metadata.image,
        beside=beside(found, _read(paragraphs, removed), language),
        passages=fingerprints(found),
        dateline=next((read_dateline(line.text) for line in paragraphs if line.kind == "paragraph"), ""),
    )


def extract_text(html: str, url: str) -> str:
    """Return the text of a page's article, one paragraph a line."""
    return extract(html, url).text


def rules_version(site: SiteRules | None) -> int:
    """Return the version of the rules that read a site's pages, its own among them."""
    return EXTRACTOR + 1_000 * site.version if site else EXTRACTOR


def _read(paragraphs: Sequence[Paragraph], removed: Sequence[Removal]) -> tuple[str, ...]:
    """Return what of a page's text was read off it: nothing where it comes from the page's data."""
    return () if any(line.rule == RESCUED for line in removed) else tuple(line.text for line in paragraphs)


def _sample(text: str) -> str:
    """Return some of a body's text, from its middle, where nothing but the article is."""
    start = max(0, (len(text) - SAMPLE) // 2)
    return text[start : start + SAMPLE]


def _is_part(shown: Iterable[str], told: Iterable[str]) -> bool:
    return sum(map(len, shown)) < RESCUE * sum(map(len, told))


def _told(page: LexborHTMLParser, linked: str, shown: Sequence[str]) -> tuple[str, ...]:
    """Return the paragraphs of a body in the page's data of which what is shown is only a part; () when there is none.

    A rescue only: a fifth of the JSON-LD bodies are bad, and half have no paragraphs.
    """
    lines = () if "<" in linked else tuple(filter(None, map(collapse, linked.splitlines())))
    if _is_part(shown, lines):
        return lines
    if sum(map(len, shown)) >= SHORT_BODY:
        return ()
    told = embedded_body(scripts(page), max(shown, key=len, default=""))
    return told if _is_part(shown, told) else ()


def _before(told: Stripped, shown: Stripped) -> Stripped:
    """Return the body that the page tells in its data, with all that it shows among what was removed, behind it."""
    (kept, aside), (unread, removed) = told, shown
    taken = {removal.position for removal in removed}
    free = (place for place in range(len(unread) + len(removed)) if place not in taken)
    rescued = (
        Removal(line.text, place, "boilerplate", RESCUED, kind=line.kind)
        for line, place in zip(unread, free, strict=True)
    )
    behind = len(kept) + len(aside)
    rest = sorted((*removed, *rescued), key=lambda removal: removal.position)
    return kept, (*aside, *(replace(removal, position=behind + removal.position) for removal in rest))


def _marked_up(lines: tuple[str, ...]) -> BeautifulSoup:
    return BeautifulSoup("".join(f"<p>{html.escape(line)}</p>" for line in lines), "html.parser")
