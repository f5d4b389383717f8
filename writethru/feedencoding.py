"""A feed's bytes -> text, by what the bytes are and not only by what is said of them.

RFC 7303: a byte order mark outdoes the HTTP charset, and that the declaration. Readers do more: what is valid UTF-8 is
UTF-8 whatever claims otherwise, and Latin-1 means windows-1252.
"""

import codecs
import re
from dataclasses import dataclass

CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
DECLARED = re.compile(r"<\?xml\s[^<>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
DECLARATION_WITHIN = 2_000  # bytes; PHP warnings may stand before it
LANGUAGE = re.compile(rb"<(?:\w+:)?language[^<>]*>\s*([a-zA-Z]{2,3})|xml:lang\s*=\s*[\"']([a-zA-Z]{2,3})")
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32le"),
    (codecs.BOM_UTF32_BE, "utf-32be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf-16be"),
)
EBCDIC_START = b"\x4c\x6f\xa7\x94"
SAMPLE = 400  # bytes in which the zeros of a wide encoding show
WIDE = re.compile(r"(?:utf|ucs|u|csucs|iso-10646-ucs|csunicode)[-_]?(?:16|32|2|4)?(?:[-_]?[lb]e)?$", re.IGNORECASE)
# Labels that mean more than their standard says (WHATWG Encoding, 4.2): what is written under them is the superset.
SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
# Labels that feeds write and Python does not know; those that begin with "x-" are known without it.
LABELS = {
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "ansi": "cp1252",
    "ms-ansi": "cp1252",
    "ms-ee": "cp1250",
    "ms-cyrl": "cp1251",
    "win-1251": "cp1251",
    "ms-greek": "cp1253",
    "ms-turk": "cp1254",
    "ms-hebr": "cp1255",
    "ms-arab": "cp1256",
    "winbaltrim": "cp1257",
    "sjis": "shift_jis",
    "windows-31j": "cp932",
    "mac": "mac_roman",
    "csmacintosh": "mac_roman",
}
UNSAFE = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "charmap"})  # no charsets
MULTIBYTE = re.compile(r"gb|big5|euc|shift|cp9[345]|hz|johab|iso2022")
HIGH = tuple(bytes((code,)) for code in range(0x80, 0x100))
FEW = 12  # bytes over 127 that may be valid UTF-8 by chance in a two-byte encoding
# What a language was written in before UTF-8, when neither header nor declaration says.
LEGACY = {
    **dict.fromkeys(("ru", "uk", "be", "bg", "sr", "mk"), ("cp1251",)),
    **dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr"), ("cp1250",)),
    "ja": ("iso2022_jp", "euc_jp", "cp932"),
    "zh": ("gb18030", "big5hkscs"),
    "ko": ("cp949",),
    "el": ("cp1253",),
    "tr": ("cp1254",),
    "he": ("cp1255",),
    "ar": ("cp1256",),
    "fa": ("cp1256",),
    "th": ("cp874",),
    "vi": ("cp1258",),
}
RUNS = re.compile(rb"[\x80-\xff]{3,}")  # no language of Latin letters writes three with accents in a row
MOSTLY_RUNS = 0.6  # of the bytes over 127; words of one and two letters are the rest
CYRILLIC = ("cp1251", "koi8_u", "iso8859_5", "cp866")
FREQUENT = frozenset("оеаинтрслв")  # six in ten letters of a Russian text, seven in a Bulgarian one
MOSTLY_FREQUENT = 0.45
WINDOWS = {code: bytes((code,)).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0x100)}
_TRAIL = "[" + "".join(re.escape(WINDOWS[code]) + chr(code) for code in range(0x80, 0xC0)) + "]"
MOJIBAKE = re.compile(f"[Â-ß]{_TRAIL}|[à-ï]{_TRAIL}{{2}}|[ð-ô]{_TRAIL}{{3}}")
BYTES = {character: code for code, character in WINDOWS.items()} | {chr(code): code for code in range(0x80, 0x100)}
MOJIBAKE_BYTES = re.compile(rb"\xc3[\x82-\xb4][\xc2\xc5\xc6\xcb\xe2]")  # its beginning in UTF-8; quick to look for
LEAST_MOJIBAKE = 2  # runs; one may be what an article writes about
MOSTLY_MOJIBAKE = 0.9  # of the characters over 127


@dataclass(frozen=True, slots=True)
class Decoded:
    """A feed's text, the encoding that it was read by, and what was wrong with its bytes."""

    text: str
    encoding: str
    problems: tuple[str, ...] = ()


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Return a body as text, without its byte order marks; no bytes are refused."""
    problems: list[str] = []
    mark, encoding = next(((mark, name) for mark, name in MARKS if body.startswith(mark)), (b"", ""))
    body = body.removeprefix(mark)
    wide = _wide(body)
    if encoding not in ("", "utf-8", wide) and (wide or _is_narrow(body[:SAMPLE], encoding)):
        problems.append(f"encoding: byte order mark of {encoding} before something else")
        encoding = ""
    encoding = encoding or wide
    charset = CHARSET.search(content_type or "")
    claims = [charset[1]] if charset else []
    head = body[:DECLARATION_WITHIN].decode(
        encoding or ("cp037" if body.startswith(EBCDIC_START) else "latin-1"), "ignore"
    )
    declared = DECLARED.search(head)
    claims += [declared[1]] if declared else []
    if encoding == "utf-8" or not encoding:
        encoding, body = _narrow(body, encoding, claims, problems)
    elif claims and not WIDE.match(claims[0]):
        problems.append(f"encoding: {claims[0]} claimed, {encoding} found")
    text = _text(body, encoding, problems).lstrip("\ufeff")
    if encoding == "utf-8" and MOJIBAKE_BYTES.search(body):
        text = _undoubled(text, problems)
    return Decoded(text, encoding, tuple(problems))


def _wide(body: bytes) -> str:
    """Return the wide encoding that the zeros of the first bytes show; "" when they show none."""
    sample = body[:SAMPLE]
    sample = sample[: len(sample) - len(sample) % 4]
    if b"\0" not in sample or len(sample) < 8:
        return ""
    zeros = "".join("0" if sample[place::4].count(0) > len(sample) / 8 else "x" for place in range(4))
    return {"x000": "utf-32le", "000x": "utf-32be", "x0x0": "utf-16le", "0x0x": "utf-16be"}.get(zeros, "")


def _is_narrow(sample: bytes, encoding: str) -> bool:
    """Whether a sample is markup as it stands, and none in the encoding that its mark claims."""
    return b"<" in sample and "<" not in sample.decode(encoding, "ignore")


def _narrow(body: bytes, marked: str, claims: list[str], problems: list[str]) -> tuple[str, bytes]:
    """Return the encoding of a body whose ASCII is ASCII, or that claims otherwise, and the body without zeros."""
    if b"\0" in body:
        problems.append(f"encoding: {body.count(0)} zero bytes")
        body = body.replace(b"\0", b"")
    known = [(claim, name) for claim in claims if (name := _codec(claim))]
    problems += [f"encoding: {claim} is not known" for claim in claims if not _codec(claim)]
    other = next((pair for pair in known if pair[1] != "utf-8"), None)
    first = marked or (known[0][1] if known else "utf-8")
    if body.isascii():
        if other and other[1] in ("utf-7", "hz", "iso2022_jp", "iso2022_kr"):  # these write all else in ASCII
            return other[1], body
        return _label(*known[0]) if known else "utf-8", body
    if body.startswith(EBCDIC_START):
        return next((name for _, name in known if not _keeps_ascii(name)), "cp037"), body
    valid = _is_valid(body, "utf-8")
    if valid and other and not marked and MULTIBYTE.match(other[1]):
        valid = sum(map(body.count, HIGH)) > FEW or not _is_valid(body, other[1])
    if valid or marked:
        if other and not marked:
            problems.append(f"encoding: {other[0]} claimed, utf-8 found")
        return "utf-8", body
    for claim, name in known:
        if name != "utf-8" and _keeps_ascii(name) and (name in ("cp1252", "gb18030") or _is_valid(body, name)):
            if claim is not known[0][0]:
                problems.append(f"encoding: {known[0][0]} claimed, {claim} found")
            if name != "cp1252" or not _cyrillic(body):
                return _label(claim, name), body
    if guessed := _cyrillic(body) or _by_language(body):
        problems.append(f"encoding: {claims[0] if claims else 'none'} claimed, {guessed} guessed")
        return guessed, body
    if other and _keeps_ascii(first) and first != "utf-8":
        return first, body
    return "utf-8", body


def _codec(name: str) -> str:
    """Return Python's name of the encoding that a label means; "" when it knows none."""
    name = name.lower().removeprefix("x-")
    try:
        found = codecs.lookup(LABELS.get(name, name))
    except (LookupError, ValueError):
        return ""
    if found.name in UNSAFE or not getattr(found, "_is_text_encoding", True) or WIDE.fullmatch(found.name):
        return "utf-8" if found.name == "utf-8" else ""
    return SUPERSETS.get(found.name, found.name)


def _label(claim: str, name: str) -> str:
    """Return what to call an encoding: as it was claimed, unless that names a part of what was meant."""
    return name if name == "gb18030" else claim.lower()


def _keeps_ascii(encoding: str) -> bool:
    markup = b"<!-- a+A=\"1\" 'b'~&;/[]> CDATA"
    try:
        return markup.decode(encoding) == markup.decode("ascii")
    except UnicodeError:
        return False


def _is_valid(body: bytes, encoding: str) -> bool:
    try:
        body.decode(encoding)
    except UnicodeDecodeError as error:
        return error.end >= len(body) - 3 and error.start > 0  # cut within a character
    except UnicodeError:
        return False
    return True


def _cyrillic(body: bytes) -> str:
    """Return the encoding by which a body is plainly Cyrillic; "" where it is by none."""
    runs = b"".join(RUNS.findall(body))
    if len(runs) < FEW or len(runs) < MOSTLY_RUNS * sum(map(body.count, HIGH)):
        return ""
    for name in CYRILLIC:
        letters = runs.decode(name, "replace")
        if sum(map(letters.count, FREQUENT)) > MOSTLY_FREQUENT * len(letters):
            return name
    return ""


def _by_language(body: bytes) -> str:
    language = LANGUAGE.search(body)
    named = (language[1] or language[2]).decode("ascii").lower() if language else ""
    for name in LEGACY.get(named, ()):
        if _is_valid(body, name):
            return name
    return ""


def _text(body: bytes, encoding: str, problems: list[str]) -> str:
    codec = _codec(encoding) or encoding
    if codec == "cp1252":
        return body.decode("latin-1").translate(WINDOWS)
    try:
        return body.decode(codec)
    except UnicodeDecodeError as error:
        if error.end >= len(body) - 3 and error.start > 0:
            return body[: error.start].decode(codec, "replace")
    except UnicodeError:
        pass
    if codec != "utf-8":
        text = body.decode(codec, "replace")
        problems.append(f"encoding: {text.count(chr(0xFFFD))} characters that are not {encoding}")
        return text
    text = body.decode(codec, "writethru.windows")
    odd = len(text) - len(body.decode(codec, "ignore"))
    problems.append(f"encoding: {odd} bytes that are not utf-8, read as windows-1252")
    return text


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Return what stands for bytes that are not UTF-8: an editor's system pasted windows-1252 among it."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(WINDOWS[code] for code in error.object[error.start : error.end]), error.end


codecs.register_error("writethru.windows", _as_windows)


def _undoubled(text: str, problems: list[str]) -> str:
    """Return a text without what encoding UTF-8 a second time made of it, where nearly all beyond ASCII is that."""
    runs = [len(run[0]) for run in MOJIBAKE.finditer(text)]
    if len(runs) < LEAST_MOJIBAKE:
        return text
    if sum(runs) < MOSTLY_MOJIBAKE * (len(text) - len(text.encode("ascii", "ignore"))):
        return text
    problems.append(f"encoding: encoded twice, {len(runs)} characters mended")
    return MOJIBAKE.sub(lambda run: _once(run[0]), text)


def _once(run: str) -> str:
    try:
        return bytes(BYTES[character] for character in run).decode("utf-8")
    except UnicodeDecodeError:
        return run
