"""From a page to an article: locate the body with a fast parser, strip it with BeautifulSoup, read the metadata.

The whole page is parsed once, by lexbor, and measured in one walk. Only the subtree that holds the body is handed on,
thinned to the tags and names that the strip rules look at: BeautifulSoup over a whole page would cost more than
everything else together.
"""

import codecs
import html
import re
from dataclasses import dataclass
from typing import Self

from selectolax.lexbor import LexborHTMLParser, LexborNode

from writethru.boilerplate import DROPPED, INLINE, MEANT, apart, name_rules, name_words, strip
from writethru.elements import Article, Paragraph, Removal
from writethru.metadata import Metadata, read_metadata
from writethru.notices import find_codes, find_notices
from writethru.text import collapse

EXTRACTOR = 1  # version of the extraction rules; raised whenever a page may read differently than before

MAX_SIZE = 4_000_000  # characters read of one page; the largest of 1,216 real article pages has 2.8 million
MANY_TAGS = 20_000  # below it no nesting takes a second, and looking for it is spared; 0 of 1,216 real pages have more
MAX_NESTING = 2_000  # browsers stop at 512
NESTING = re.compile(r"<(/?)(?!(?:p|li|td|th|tr|dt|dd|option|br|hr|img|input|link|meta|source|wbr|path)\b)[a-z]", re.I)
MAX_NODES = 200_000  # nodes walked of one page; keeps hostile nesting under a second
MAX_DEPTH = 100  # deeper tags are unwrapped when thinning; libxml2 gives up at 256

RESCUE = 0.4  # a body found with less than this share of the JSON-LD body's text gives way to it
CARD = frozenset({"a", "h1", "h2", "h3", "h4", "h5", "span", "p"})
LONG = 25  # characters from which a run of text counts as prose: shorter ones are labels, dates and menu items
DOMINANT = 0.9  # a child that holds this share of its parent's prose stands for the parent
MAJOR = 0.5  # ... or this share, when no sibling continues the text
CONTINUES = 0.1  # a sibling with this much of the best child's prose may be the rest of the text
WHOLE = 0.9  # an element with this share of the page's prose holds the page, whatever its name
FLOW = frozenset({"p", "blockquote", "ul", "ol", "pre", "dl", "h2", "h3", "h4", "table", "figure"})
BODY_NAMES = re.compile(
    r"\b(articles?|entry|post|story|news|content|main|single)( (main|full|page|detail))? "
    r"(body|content|text|copy|detail|contents)\b|\b(artikeltext|articulo|cuerpo|haber (metni|detay))\b"
)
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)


def extract(body: bytes | str, url: str, *, content_type: str | None = None) -> Article:
    """Return the article of a page; one without paragraphs when the page has none. Never raises on bad input.

    `content_type` is the answer's header, for its charset. Costs five to seven lxml parses of the page.
    """
    text = _decode(body, content_type) if isinstance(body, bytes) else body
    # lexbor wants UTF-8; a lone surrogate in a str would stop it.
    page = LexborHTMLParser(_bounded(text).encode("utf-8", "replace"))
    metadata = read_metadata(page, url)
    paragraphs, removed = _read_body(page, metadata)
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
        notices=find_notices(page),
        codes=find_codes(page, [removal.text for removal in removed if removal.reason == "code"]),
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


@dataclass(slots=True, eq=False)
class _Box:
    """One element that holds prose, in characters: `raw` with everything below, `prose` without what stands apart."""

    node: LexborNode
    parent: Self | None
    words: str
    most: float
    raw: int = 0
    prose: int = 0

    def like(self, other: "_Box") -> bool:
        return self.node.tag == other.node.tag and self.words == other.words


def _measure(body: LexborNode) -> list[_Box]:
    """Return the boxes of a page, parents first, with their prose summed up.

    Boxes whose tag or names say that they stand apart add nothing to their parents, unless they hold more of the page's
    prose than such a thing may: a page inside `<div class="has-sidebar">` is not a sidebar.
    """
    boxes: dict[int, _Box] = {}
    for count, node in enumerate(body.traverse(include_text=True)):
        if count > MAX_NODES:
            break
        if node.tag != "-text" or (size := len((node.text_content or "").strip())) < LONG:
            continue
        path: list[LexborNode] = []
        above = node.parent
        while above is not None and above.mem_id not in boxes and above.tag != "html":
            path.append(above)
            above = above.parent
        box = boxes.get(above.mem_id) if above is not None else None
        for element in reversed(path):
            words = name_words(element)
            box = boxes[element.mem_id] = _Box(element, box, words, apart(element.tag or "", words))
        if box:
            box.raw += size
            box.prose += size if box.most < 1.0 else 0
    ordered = list(boxes.values())
    for box in reversed(ordered):
        if box.parent and box.most < 1.0:
            box.parent.raw += box.raw
    for box in reversed(ordered):
        if box.most == 1.0:
            box.prose = -box.raw if box.node.tag == "a" else 0
        elif box.most and box.raw <= WHOLE * ordered[0].raw:
            box.prose = 0 if box.raw <= box.most * ordered[0].raw else box.prose // 2
        if box.parent and (box.prose > 0 or box.node.tag in CARD):
            box.parent.prose += box.prose  # linked headlines weigh against the card they stand in, not against the page
    return ordered


def _locate(boxes: list[_Box]) -> _Box | None:
    """Return the smallest box that holds the whole body: down from the page while one child stands for its parent."""
    if not boxes:
        return None
    children: dict[int, list[_Box]] = {}
    for box in boxes:
        if box.parent and box.prose:
            children.setdefault(id(box.parent), []).append(box)
    here = boxes[0]
    while below := children.get(id(here)):
        best = max(below, key=lambda box: box.prose)
        if best.node.tag in FLOW or best.prose < MAJOR * here.prose:
            break
        if best.prose < DOMINANT * here.prose and any(_continues(best, box) for box in below if box is not best):
            break
        here = best
    named = [
        box
        for box in boxes
        if BODY_NAMES.search(box.words) and box.node.tag not in FLOW and box.prose >= MAJOR * here.prose
    ]
    inner = [box for box in named if _inside(box, here)]
    return max(inner, key=lambda box: box.prose) if inner else here


def _continues(best: _Box, other: _Box) -> bool:
    return other.prose >= CONTINUES * best.prose and (other.node.tag in FLOW or other.like(best))


def _inside(box: _Box, outer: _Box) -> bool:
    above: _Box | None = box
    while above is not None and above is not outer:
        above = above.parent
    return above is outer


def _read_body(page: LexborHTMLParser, metadata: Metadata) -> tuple[tuple[Paragraph, ...], tuple[Removal, ...]]:
    """Return what is kept and removed of the first candidate that does not read like a wall, or of the body at hand."""
    best: tuple[tuple[Paragraph, ...], tuple[Removal, ...]] = ((), ())
    if page.body is None:
        return best
    located = _locate(_measure(page.body))
    if located is not None:
        best = strip(_thin(located.node), tuple(metadata.headlines.values()))
    # A rescue only: a fifth of the JSON-LD bodies are bad, and half have no paragraphs.
    told = tuple(Paragraph(text) for line in metadata.body.splitlines() if (text := collapse(line)))
    if _size(best[0]) < RESCUE * _size(told) and "<" not in metadata.body:
        return told, ()
    return best


def _size(paragraphs: tuple[Paragraph, ...]) -> int:
    return sum(len(paragraph.text) for paragraph in paragraphs)


def _thin(root: LexborNode) -> str:
    """Return a subtree's markup with what the strip rules look at, and nothing else.

    An element that says nothing of its own only ends a line: `<hr>`, and that only where there is a line to end.
    """
    parts = ["<div>"]
    stack: list[LexborNode | str | None] = ["</div>", root.first_child]
    depth, line = 0, False
    while stack:
        node = stack.pop()
        if node is None:
            continue
        if isinstance(node, str):
            depth -= bool(node)
            if node == "</a>" or (node and (line or not _opens(parts[-1]))):
                parts.append(node)
            elif node:
                parts.pop()
            if not node and line:
                parts.append("<hr>")
            line = line and node == "</a>"
            continue
        stack.append(node.next)
        tag = node.tag or "-"
        if tag == "-text":
            text = node.text_content or ""
            if line or not text.isspace():
                parts.append(html.escape(text, quote=False))
                line = True
        elif tag == "br":
            parts.append("<br>")
        elif tag not in DROPPED and not tag.startswith(("-", "!")):
            names = _names(node)
            # A link counts only where it may be the whole of its line; within a sentence it is just text.
            link = tag == "a" and (not line or len(parts[-1]) < LONG)
            block = tag not in INLINE
            if depth < MAX_DEPTH and (link or (block and (names or tag in MEANT))):
                depth += 1
                parts.append("<a>" if link else f"<{tag}{names}>" if tag in MEANT else f"<div{names}>")
                stack.append("</a>" if link else f"</{tag}>" if tag in MEANT else "</div>")
            elif block:
                parts.extend(["<hr>"] * line)
                stack.append("")
            line = line and not block
            stack.append(node.first_child)
    return "".join(parts)


def _opens(part: str) -> bool:
    return part.startswith("<") and part[1] != "/" and part not in ("<br>", "<hr>", "<a>")


def _names(node: LexborNode) -> str:
    """Return the attributes of an element that strip rules look at, as markup."""
    attributes = node.attributes
    if not attributes:
        return ""
    words = name_words(node)
    words = words if name_rules(words) else ""
    hidden = "hidden" in attributes or "display:none" in (attributes.get("style") or "").replace(" ", "")
    role = attributes.get("role") or ""
    return (
        (f' class="{html.escape(words[:200])}"' if words else "")
        + (f' role="{html.escape(role[:20])}"' if role else "")
        + (" hidden" if hidden else "")
    )
