"""What stalls feedparser: small inputs that take it minutes are refused, others told from what is plainly harmless."""

import re

from writethru.feedpieces import Pieces, split
from writethru.feedresults import FeedError

# feedparser 6.0.14 is quadratic in all three: author text of 16 KB takes 1.3 s, of 32 KB over 40 s (its issue 562);
# 8,000 attributes on one tag take 1.0 s. One long attribute (an inline image) costs nothing.
MAX_AUTHOR = 2_000
MAX_ATTRIBUTES = 1_000
MAX_KEYWORDS = 2_000  # of one entry; each is compared with all before it: 20,000 take 6.9 s
MAX_NAMESPACES = 200  # a feed has a dozen; each element may be held against all of them
MAX_DOCTYPE = 10_000  # characters; the entities that a feed declares for itself
MAX_PLAIN = 250_000  # characters that are read at once; larger feeds are few, and cost more than a process's answer
AUTHOR_NAMES = r"(?:[\w.-]{1,40}:)?(?:author|creator|contributor|publisher|managingeditor|webmaster|owner)"
AUTHOR_TAG = re.compile(rf"<{AUTHOR_NAMES}\b[^<>]{{0,2000}}>", re.IGNORECASE | re.ASCII)
# What stands before the end tag; an end tag in a CDATA section or a comment ends nothing.
AUTHOR_END = re.compile(
    rf"((?:<!\[CDATA\[.*?\]\]>|<!--.*?-->|(?!<!\[CDATA\[|<!--).)*?)</{AUTHOR_NAMES}\s*>",
    re.IGNORECASE | re.DOTALL | re.ASCII,
)
ENTITY = re.compile(r"<!ENTITY\s+[\w.-]{1,200}\s+[\"']([^\"'<>]*)", re.IGNORECASE)
ENTRY_TAG = re.compile(r"<(?:[\w.-]{1,40}:)?(?:item|entry)\b", re.IGNORECASE | re.ASCII)
KEYWORDS = re.compile(
    r"<(?:[\w.-]{1,40}:)?(?:category|subject|keywords)\b[^<>]{0,2000}>(?:<!\[CDATA\[)?([^<]*)",
    re.IGNORECASE | re.ASCII,
)
TAG_BODY = re.compile(r"(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>")


def screened(text: str, url: str) -> tuple[str, tuple[str, ...]]:
    """Return a document without the entries that would stall the parser, and a problem where there are some.

    Raises FeedError where that leaves none. A start tag whose end is missing looks as if all that follows were in it.
    """
    longest = max((len(entity[1]) for entity in ENTITY.finditer(text)), default=0)
    try:
        screen(text, url, longest)
    except FeedError as error:
        pieces = split(text)
        kept = tuple(entry for entry in pieces.entries if _passes(entry, url, longest))
        if not kept:
            raise
        screen(pieces.head, url, longest)
        problem = f"refused_input: {len(pieces.entries) - len(kept)} entries: {error.detail}"
        return Pieces(pieces.head, kept, pieces.tail).text, (problem,)
    return text, ()


def _passes(entry: str, url: str, longest_entity: int) -> bool:
    try:
        screen(entry, url, longest_entity)
    except FeedError:
        return False
    return True


def screen(text: str, url: str, longest_entity: int = 0) -> None:
    """Raise FeedError for what stalls the parser; linear in the text. An entity may stand for so many characters."""
    if text.find("<!ENTITY", 0, MAX_DOCTYPE) >= 0 and text.find("]", MAX_DOCTYPE) >= 0:
        doctype = text.partition("]")[0]
        if len(doctype) > MAX_DOCTYPE:
            raise FeedError(url, "refused_input", f"entities of {len(doctype)} characters")
    for tag in AUTHOR_TAG.finditer(text):
        head = text[tag.end() : tag.end() + MAX_AUTHOR]
        close = AUTHOR_END.match(head)
        size = close.end(1) if close else len(head)
        if size + head.count("&", 0, size) * longest_entity >= MAX_AUTHOR:
            raise FeedError(url, "refused_input", f"author text over {MAX_AUTHOR} characters")
    for entry in ENTRY_TAG.split(text):
        if sum(1 + terms[1].count(",") for terms in KEYWORDS.finditer(entry)) > MAX_KEYWORDS:
            raise FeedError(url, "refused_input", f"an entry of more than {MAX_KEYWORDS} keywords")
    for piece in text.split("<"):
        if piece.count("=") > MAX_ATTRIBUTES and not piece.startswith("!"):
            inside = TAG_BODY.match(piece)
            if (inside[0] if inside else piece).count("=") > MAX_ATTRIBUTES:
                raise FeedError(url, "refused_input", f"a tag of more than {MAX_ATTRIBUTES} attributes")


def is_plain(text: str) -> bool:
    """Whether a well-formed text that passed the screen can take feedparser no longer than feeds usually do."""
    return len(text) <= MAX_PLAIN and "<!ENTITY" not in text and text.count("xmlns") <= MAX_NAMESPACES
