"""What a feed's bytes must pass before the parser sees them: an encoding that can be judged, nothing that stalls it."""

import codecs
import re
from typing import Literal

Reason = Literal["empty", "not_a_feed", "refused_input"]

# feedparser 6.0.14 is quadratic in all three: author text of 16 KB takes 1.3 s, of 32 KB over 40 s (its issue 562);
# 8,000 attributes on one tag take 1.0 s. One long attribute (an inline image) costs nothing.
MAX_AUTHOR_BYTES = 2_000
MAX_ATTRIBUTES = 1_000
MAX_KEYWORDS = 2_000  # of one entry; each is compared with all before it: 20,000 take 6.9 s
AUTHOR_NAMES = rb"(?:[\w.-]{1,40}:)?(?:author|creator|contributor|publisher|managingeditor|webmaster|owner)"
AUTHOR_TAG = re.compile(rb"<" + AUTHOR_NAMES + rb"\b[^<>]{0,2000}>", re.IGNORECASE)
# What stands before the end tag; an end tag in a CDATA section or a comment ends nothing.
AUTHOR_END = re.compile(
    rb"((?:<!\[CDATA\[.*?\]\]>|<!--.*?-->|(?!<!\[CDATA\[|<!--).)*?)</" + AUTHOR_NAMES + rb"\s*>",
    re.IGNORECASE | re.DOTALL,
)
ENTITY = re.compile(rb"<!ENTITY\s+[\w.-]{1,200}\s+[\"']([^\"'<>]*)", re.IGNORECASE)
ENTRY_TAG = re.compile(rb"<(?:[\w.-]{1,40}:)?(?:item|entry)\b", re.IGNORECASE)
KEYWORDS = re.compile(
    rb"<(?:[\w.-]{1,40}:)?(?:category|subject|keywords)\b[^<>]{0,2000}>(?:<!\[CDATA\[)?([^<]*)", re.IGNORECASE
)
TAG_BODY = re.compile(rb"(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>")
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00?\x00", "utf-16-le"),
    (b"\x00<\x00?", "utf-16-be"),
)
DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
DECLARED = re.compile(rb"^[\xef\xbb\xbf\s]*<\?xml[^>]{0,200}encoding\s*=\s*[\"']([\w.:-]+)[\"']")
WIDE = re.compile(
    r"(?:utf-?|ucs-?|iso-10646-ucs-)(?:16|32|2|4)", re.IGNORECASE
)  # without a mark or NULs, a wrong claim


class FeedError(ValueError):
    """A body that is no feed, or one that is not given to the parser; `reason` is from a closed vocabulary."""

    def __init__(self, url: str, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{url}: {reason}{': ' if detail else ''}{detail}")
        self.url = url
        self.reason: Reason = reason
        self.detail = detail


def mend_encoding(body: bytes, url: str, charset: str | None) -> tuple[bytes, bool]:
    """Return the body with its ASCII as ASCII, so that it can be screened, and whether that took a conversion."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if body.startswith(mark):
            text = body.decode(encoding, "replace").removeprefix("\ufeff")
            return DECLARATION.sub("", text).encode("utf-8", "replace"), True
    declared = DECLARED.match(body)
    for name in (charset, declared[1].decode("ascii") if declared else None):
        if name and (b"\0" in body if WIDE.match(name) else not _keeps_ascii(name)):
            raise FeedError(url, "refused_input", f"encoding {name}")
    return body, False


def _keeps_ascii(encoding: str) -> bool:
    """Whether markup looks the same in an encoding as in ASCII; unknown encodings do, feedparser guesses for them."""
    markup = b"<!-- a+A=\"1\" 'b'~&;/[]> CDATA"
    try:
        return markup.decode(encoding) == markup.decode("ascii")
    except LookupError:
        return True
    except UnicodeError:
        return False


def screen(body: bytes, url: str) -> None:
    """Raise FeedError for what stalls the parser; linear in the body."""
    if b"<" not in body:
        raise FeedError(url, "not_a_feed", repr(body[:60]))
    longest_entity = max((len(entity[1]) for entity in ENTITY.finditer(body)), default=0)
    for tag in AUTHOR_TAG.finditer(body):
        head = body[tag.end() : tag.end() + MAX_AUTHOR_BYTES]
        close = AUTHOR_END.match(head)
        size = close.end(1) if close else len(head)
        if size + head.count(b"&", 0, size) * longest_entity >= MAX_AUTHOR_BYTES:
            raise FeedError(url, "refused_input", f"author text over {MAX_AUTHOR_BYTES} bytes")
    for entry in ENTRY_TAG.split(body):
        if sum(1 + terms[1].count(b",") for terms in KEYWORDS.finditer(entry)) > MAX_KEYWORDS:
            raise FeedError(url, "refused_input", f"an entry of more than {MAX_KEYWORDS} keywords")
    for piece in body.split(b"<"):
        if piece.count(b"=") > MAX_ATTRIBUTES and not piece.startswith(b"!"):
            inside = TAG_BODY.match(piece)
            if (inside[0] if inside else piece).count(b"=") > MAX_ATTRIBUTES:
                raise FeedError(url, "refused_input", f"a tag of more than {MAX_ATTRIBUTES} attributes")
