"""A page's bytes as markup that a parser can be trusted with: decoded, and tamed where it would cost seconds to parse.

lexbor's time is quadratic in the depth of nesting, in one element's attributes and in one list's options. No page that
people made comes near these bounds; what lies beyond them is flattened, and no text is lost but that behind `MAX_SIZE`.
"""

import codecs
import re
from collections.abc import Iterator

MAX_SIZE = 3_000_000  # characters read of one page; the largest of 1,216 real article pages has 2.8 million
MANY_TAGS = 20_000  # below it no nesting takes a second, and looking for it is spared; 0 of 1,216 real pages have more
MAX_NESTING = 500  # browsers stop at 512
WINDOW = 15_000  # characters; only a very long tag, a script or a text goes on for as many without a ">"
MOST_ATTRIBUTES = 2_000  # of one tag, by the spaces in it; 20,000 take most of a second
TAG = re.compile(rb"<(/?)([a-z][a-z0-9]*)\b[^>]*>", re.I)
# Elements that need no end tag: they nest no deeper than the list or table they stand in.
FLAT = frozenset(b"p li td th tr dt dd option br hr img input link meta source wbr path area base col embed".split())
QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
EMPTY_ELEMENT = re.compile(
    r"<(?!(?:br|hr|img|input|link|meta|source|wbr|area|base|col|embed|param|track)\b)([a-z][\w:-]*)((?:\s[^<>]*)?)/>",
    re.I,
)
NO_CHARSETS = ("idna", "punycode")  # Python's codecs for names of hosts; their time is quadratic
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def markup(body: bytes | str, content_type: str | None = None) -> bytes:
    """Return a page as UTF-8, at most `MAX_SIZE` characters of it, fit to be parsed. Never raises.

    `content_type` is the answer's header, for its charset.
    """
    text = (_decoded(body, content_type) if isinstance(body, bytes) else body)[:MAX_SIZE]
    if text[:100].lstrip().startswith("<?xml"):  # XHTML: <script/> is the whole script
        text = EMPTY_ELEMENT.sub(r"<\1\2></\1>", text)
    try:
        page = text.encode()
    except UnicodeEncodeError:  # a lone surrogate would stop the parser; looking out for one takes twice as long
        page = text.encode("utf-8", "replace")
    # Searched as bytes: in a str of wide characters that takes five times as long.
    if b"\0" in page:
        page = page.replace(b"\0", b"")
    if page.count(b"<") > MANY_TAGS:
        page = b"".join(_flattened(page))
    return b"".join(_less_crowded(page)) if _is_crowded(page) else page


def _decoded(body: bytes, content_type: str | None) -> str:
    """Return the text of a page's bytes: by its BOM, header, meta tag, as UTF-8, at last as Windows-1252."""
    for bom, name in BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    header = re.search(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", content_type or "", re.I)
    meta = CHARSET.search(body[:4096])
    for charset in (header and header[1], meta and meta[1].decode("ascii", "replace"), "utf-8"):
        try:
            # UTF-16 would have been read by its mark.
            if charset and not charset.lower().startswith("utf-16") and codecs.lookup(charset).name not in NO_CHARSETS:
                return body.decode(charset)
        except (LookupError, ValueError):
            continue  # an unknown name or a wrong claim: the next source is asked
    return body.decode("cp1252", "replace")


def _flattened(page: bytes) -> Iterator[bytes]:
    """Yield a page without the tags that nest too deep, and without a list of options that nobody could choose from."""
    depth = at = 0
    options = page.count(b"<option") > MANY_TAGS // 4
    for match in TAG.finditer(page, 0, page.rfind(b">") + 1):  # behind it every "<" would be searched to the end
        name, closes = match[2].lower(), bool(match[1])
        if (name == b"option" and options) or (name not in FLAT and depth - closes >= MAX_NESTING):
            yield page[at : match.start()]
            at = match.end()
        if name not in FLAT:
            depth = max(0, depth - 1) if closes else depth + 1
    yield page[at:]


def _is_crowded(page: bytes) -> bool:
    """Return whether one of the tags has more attributes than people would write."""
    end = 0
    while (start := end) < len(page) - WINDOW:
        end = page.rfind(b">", start + 1, start + WINDOW)
        if end < 0:
            end = page.find(b">", start + WINDOW)
            end = end if end >= 0 else len(page)
            tag = page.find(b"<", start, end)
            if tag >= 0 and page.count(b" ", tag, end) > MOST_ATTRIBUTES < QUOTED.sub(b"", page[tag:end]).count(b" "):
                return True
    return False


def _less_crowded(page: bytes) -> Iterator[bytes]:
    """Yield a page, its longest tags without attributes."""
    first, *pieces = page.split(b"<")
    yield first
    for piece in pieces:
        inside, end, after = piece.partition(b">")
        yield b"<" + (inside.split(maxsplit=1)[0] if len(inside) > WINDOW else inside) + end + after
