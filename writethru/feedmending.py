"""A feed's text, mended where every reader would be in no doubt: what stands around the document, stray characters.

What is left ill-formed after that is read piece by piece (writethru.feedpieces).
"""

import re
from html import escape
from html.entities import html5

ROOT = re.compile(
    r"<!--|<!\[CDATA\[|<((?:[\w.-]{1,40}:)?(?:rss|feed|rdf|channel|urlset|sitemapindex))(?=[\s>/])", re.IGNORECASE
)
DECLARATION = "<?xml version='1.0' encoding='utf-8'?>\n"
DECLARED = re.compile(r"<\?xml\s[^>]{0,300}\?>")
INSTRUCTION = re.compile(r"<\?[^>]{0,1000}\?>")
DOCTYPE_START = re.compile(r"<!DOCTYPE\s", re.IGNORECASE)
DOCTYPE = re.compile(r"<!DOCTYPE\s[^\[>]{0,1000}+(?:\[[^\]]{0,20000}+\]\s*+)?>", re.IGNORECASE)
DECLARED_ENTITY = re.compile(r"<!ENTITY\s+([\w.-]{1,100})\s")
SHOWN = 80  # characters of what is cut off
# What XML 1.0 can't hold even as a reference.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Legal references match nothing: there are many of them, and only a match costs.
BAD_REFERENCE = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos|#[1-9]\d{2,3});)(?:#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,9}));|([A-Za-z][\w.-]{0,40});|)"
)


def mend(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a document with a declaration, its doctype and its root element, and what was mended; never raises.

    Raw "&" is escaped, and HTML's entities are the characters that they stand for, unless the document declares them.
    """
    problems: list[str] = []
    start, root = _root(text)
    prolog, text = text[:start], text[start:]
    begins = DOCTYPE_START.search(prolog)
    declared = DOCTYPE.match(prolog, begins.start()) if begins else None
    doctype = declared[0] if declared else ""
    if root:
        text = _without_tail(text, root, problems)
        before = prolog[: begins.start()] if (begins := DECLARED.search(prolog)) else ""
        junk = INSTRUCTION.sub("", _uncommented(prolog.replace(doctype, ""))).strip()
        if junk or before:
            shown = " ".join((junk or before).split())[:SHOWN]
            problems.append(f"junk before the document: {shown or 'white space'}")
    if ILLEGAL.search(text):
        text, count = ILLEGAL.subn("", text)
        problems.append(f"characters: {count} that XML does not allow")
    kept = frozenset(DECLARED_ENTITY.findall(doctype))
    text = _with_references(text, kept, problems)
    return DECLARATION + doctype + text, tuple(problems)


def _root(text: str) -> tuple[int, str]:
    """Return where the root element's tag stands, and its name; (0, "") when no feed's root is found."""
    place = 0
    while (found := ROOT.search(text, place)) is not None:
        if found[1]:
            return found.start(), found[1]
        place = text.find("-->" if found[0] == "<!--" else "]]>", found.end())
        if place < 0:
            break
    return 0, ""


def _uncommented(prolog: str) -> str:
    first, *pieces = prolog.split("<!--")
    return first + "".join(piece.partition("-->")[2] for piece in pieces)


def _without_tail(text: str, root: str, problems: list[str]) -> str:
    """Return a document without what follows its root's last end tag; a second document stays."""
    end = text.rfind("</" + root)
    if end < 0:
        if not text.partition(">")[0].endswith("/") or ">" not in text:
            problems.append(f"truncated: no end of <{root}>")
        return text
    close = text.find(">", end)
    if close < 0:
        problems.append("truncated: the last tag is not closed")
        return text[: end + 2 + len(root)] + ">"
    tail = _uncommented(text[close + 1 :]).strip()
    if tail and not _root(tail)[1]:
        problems.append(f"junk after the document: {' '.join(tail[:SHOWN].split())}")
    return text[: close + 1] if not _root(tail)[1] else text


def _with_references(text: str, declared: frozenset[str], problems: list[str]) -> str:
    """Return a text all of whose references an XML parser knows; CDATA sections are left as they are."""
    mended: dict[str, int] = {}

    def legal(match: re.Match[str]) -> str:
        number, name = match[1] or match[2], match[3]
        if number:
            code = int(number, 16 if match[1] else 10)
            if code in (9, 10, 13) or (code >= 32 and code < 0x110000 and not ILLEGAL.match(chr(code))):
                return match[0]
            kind, replaced = "a character that XML does not allow", "\ufffd"
        elif name in declared:
            return match[0]
        elif name and (characters := html5.get(name + ";")):
            kind, replaced = "an entity that is not declared", escape(characters)
        else:
            kind, replaced = "a raw &", "&amp;" + match[0][1:]
        mended[kind] = mended.get(kind, 0) + 1
        return replaced

    pieces = text.split("<![CDATA[")
    for place, piece in enumerate(pieces):
        inside, mark, outside = piece.partition("]]>") if place else ("", "", piece)
        if "&" in outside and (not place or mark):
            pieces[place] = inside + mark + BAD_REFERENCE.sub(legal, outside)
    problems += [f"references: {kind}{f', {count} times' if count > 1 else ''}" for kind, count in mended.items()]
    return "<![CDATA[".join(pieces)
