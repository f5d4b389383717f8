"""A feed cut into its entries: to read no more of them than is sensible, and each by itself where some are damaged."""

import re
from dataclasses import dataclass
from xml.parsers import expat

MARK = re.compile(r"<!\[CDATA\[|\]\]>|<!--|-->|<((?:[\w.-]{1,40}:)?(?:item|entry))(?=[\s>])", re.IGNORECASE)
SECTIONS = {"<![CDATA[": "]]>", "<!--": "-->"}
END_TAGS = re.compile(r"(?:</[\w.:-]{1,60}\s*>\s*)+\Z")
START_TAG = re.compile(rb"<(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>")
MAX_ENTRIES = 2_000  # the newest stand first; 2,000 summaries take feedparser 1 s
MAX_ENTRY = 1_000_000  # characters, pictures within it left out; no article
MAX_TEXT = 4_000_000  # characters of all entries
INLINE = re.compile(r"data:[\w.+-]{1,60}/[\w.+-]{1,60};base64,[\w+/=%\s-]{1000,}")  # pictures
# Elements of plain text that never hold one another: where one starts, the one before it has ended.
_LEAF = (
    r"(?:dc:|atom:)?(?:title|link|guid|id|pubdate|date|published|updated|category|creator|author|description|summary)"
)
_NEXT = rf"<(?:{_LEAF}|item|entry)[\s>/]|</(?:item|entry|channel|feed)\b"
UNCLOSED = re.compile(rf"<({_LEAF})(?:\s[^<>]*)?(?<!/)>(?:[^<]|<!\[CDATA\[)*?(?={_NEXT})", re.IGNORECASE)
OPEN_TAG = re.compile(r"<([\w.:-]{1,60})(?:\s[^<>]*)?>")
TITLE = re.compile(r"<title>[^<]{0,1000}</title>", re.IGNORECASE)
# What stands for a head that is damaged itself, by what tells the family; the prefixes are those that feeds use most.
PREFIXES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:slash="http://purl.org/rss/1.0/modules/slash/" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" xmlns:wfw="http://wellformedweb.org/CommentAPI/"'
)
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
HEADS = {
    "<entry": f'<feed xmlns="http://www.w3.org/2005/Atom" {PREFIXES}>',
    "rdf:": f'<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="{RDF}" {PREFIXES}>',
    "": f'<rss version="2.0" {PREFIXES}><channel>',
}
RAW_LESS = re.compile(r"<(?![\w/!?])")


@dataclass(frozen=True, slots=True)
class Pieces:
    """A document's head, its entries from start tag to end tag, and what closes it; joined, they are the document."""

    head: str
    entries: tuple[str, ...]
    tail: str

    @property
    def text(self) -> str:
        """The whole document."""
        return "".join((self.head, *self.entries, self.tail))


def split(text: str) -> Pieces:
    """Return a document in pieces; what stands in a CDATA section or a comment that ends starts no entry."""
    starts: list[int] = []
    hidden: list[int] = []
    name = section = ""
    for found in MARK.finditer(text):
        mark = found[0]
        if found[1]:
            name = name or found[1]
            if found[1] == name:
                (hidden if section else starts).append(found.start())
        elif mark == section:  # the one before was never closed
            starts += hidden
            hidden = []
        elif mark in SECTIONS:
            section = section or mark
        elif section and mark == SECTIONS[section]:
            section, hidden = "", []
    starts += hidden
    if not starts:
        return Pieces(text, (), "")
    entries = [text[start:stop] for start, stop in zip(starts, [*starts[1:], len(text)], strict=True)]
    last, tail = entries[-1], ""
    close = last.rfind(f"</{name}")
    stop = last.find(">", close) + 1 if close >= 0 else 0
    if not stop and (ends := END_TAGS.search(last)):
        stop = ends.start()
    if stop:
        entries[-1], tail = last[:stop], last[stop:]
    return Pieces(text[: starts[0]], tuple(entries), tail)


def trimmed(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a document with as many of its first entries as can be read in good time, and a problem.

    A large one's pictures, where they are written out in it, are left out. Raises ValueError where no entry is left.
    """
    if len(text) >= MAX_ENTRY:
        text = INLINE.sub("data:,", text)
    if len(text) < MAX_ENTRY and text.count("<") < 2 * MAX_ENTRIES:
        return text, ()
    pieces = split(text)
    kept: list[str] = []
    size = 0
    for entry in pieces.entries:
        if len(entry) > MAX_ENTRY:
            continue
        size += len(entry)
        if len(kept) == MAX_ENTRIES or size > MAX_TEXT:
            break
        kept.append(entry)
    if len(kept) == len(pieces.entries):
        return text, ()
    if not kept:
        raise ValueError(f"no entry is shorter than {MAX_ENTRY} characters")
    problem = f"too_large: {len(kept)} of {len(pieces.entries)} entries read"
    return Pieces(pieces.head, tuple(kept), pieces.tail).text, (problem,)


def has_entries(text: str) -> bool:
    """Whether anything in a text looks like a feed's entry."""
    return any(found[1] for found in MARK.finditer(text))


def fault(text: str) -> str:
    """Return why an XML parser with namespaces can't read a document to its end; "" where it can."""
    try:
        expat.ParserCreate("utf-8", " ").Parse(text.encode("utf-8", "replace"), True)
    except (expat.ExpatError, ValueError) as error:
        return str(error)
    return ""


def parted(pieces: Pieces) -> tuple[Pieces, dict[int, str]] | None:
    """Return a document of the entries that are well-formed or can be made so, and the others, documents by place.

    None where there are no entries. A head that is ill-formed itself is replaced by one of its family.
    """
    if not pieces.entries:
        return None
    begun = _closed(f"{pieces.head}</item>").removesuffix("</item>")
    opened = _opened(begun)
    if opened is None:
        told = (pieces.head + pieces.entries[0][:10]).lower()
        title = TITLE.search(pieces.head)
        begun = next(head for mark, head in HEADS.items() if mark in told) + (title[0] if title else "")
        opened = _opened(begun) or []
    head = "".join(tag for tag, _ in opened)
    tail = "".join(f"</{name}>" for _, name in reversed(opened))
    sound: list[str] = []
    others: dict[int, str] = {}
    for place, entry in enumerate(pieces.entries):
        readings = (entry, _repaired(entry, last=place == len(pieces.entries) - 1))
        good = next((reading for reading in readings if not fault(f"{head}{reading}{tail}")), None)
        if good is None:
            others[place] = f"{head}{readings[1]}{tail}"
        else:
            sound.append(good)
    return Pieces(begun, tuple(sound), tail), others


def _opened(head: str) -> list[tuple[str, str]] | None:
    """Return the start tags that a head leaves open, each with its name; None where it is ill-formed."""
    body = head.encode("utf-8", "replace")
    tags: list[tuple[str, str]] = []

    def open_tag(name: str, _attributes: dict[str, str]) -> None:
        written = START_TAG.match(body, parser.CurrentByteIndex)
        tags.append((written[0].decode() if written else f"<{name}>", name))

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = open_tag
    parser.EndElementHandler = lambda _name: tags.pop()
    try:
        parser.Parse(body, False)
    except (expat.ExpatError, ValueError):
        return None
    return tags


def _repaired(entry: str, last: bool) -> str:
    """Return an entry with the ends that are missing where they must have stood; what was cut off is not made up."""
    name = entry[1:].split(maxsplit=1)[0].partition(">")[0]
    if f"</{name}" not in entry:
        # The text that a document broke off in may be half a link.
        entry = (entry[: entry.rfind(">") + 1] if last else entry) + f"</{name}>"
    opened = entry.rfind("<![CDATA[")
    if entry.find("]]>", opened) < 0 <= opened:
        holders = OPEN_TAG.findall(entry, 0, opened)
        close = entry.find(f"</{holders[-1]}" if holders else f"</{name}", opened)
        entry = f"{entry[:close]}]]>{entry[close:]}" if close >= 0 else entry
    pieces = entry.split("<![CDATA[")
    for place, piece in enumerate(pieces):
        inside, mark, outside = piece.partition("]]>") if place else ("", "", piece)
        pieces[place] = inside + mark + RAW_LESS.sub("&lt;", outside)
    return _closed("<![CDATA[".join(pieces))


def _closed(text: str) -> str:
    return UNCLOSED.sub(lambda found: f"{found[0].rstrip()}</{found[1]}>", text)
