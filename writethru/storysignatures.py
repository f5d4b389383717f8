"""What is kept of an article to find its story again elsewhere: about two kilobytes that stand for its text."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any
from zlib import crc32

import numpy as np

from writethru.datelines import AGENCIES, read_dateline
from writethru.elements import Article
from writethru.sketches import Hashes, Sketch, distinct, from_text, hashes, mixed, to_text
from writethru.text import fold, words

READ = 16_000  # characters, some 2,700 words; a longer text is known by its start
NUMBERS, NAMES = 32, 48  # kept of an article: numbers as a sketch, and the names said most
TRIPLES, VOCABULARY, SLOTS = 160, 96, 40  # hashes kept, of each at most
LONG, STEM = 5, 7  # letters of a word that counts, and those by which it is known
TELLING = 14  # letters of a run of three words that is kept; "one of the" says nothing of a story

TOKEN = re.compile(r"\w+")  # "don't" is two, at half the price of one
MARKED = re.compile(
    r"[\w\u064b-\u065f\u0900-\u0963\u0e31\u0e34-\u0e4e]+"
)  # with signs that are no letters, as in Hindi
NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
THOUSANDS = re.compile(r"(?<=\d)[,.](?=\d{3}(?!\d))")  # 12,400 and 12.400 are 12400
NAME = re.compile(r" (?=[^\W\d_a-z])(?<=[^.!?:\s\"] )(\w{3,})")  # a word inside a sentence; a name when capitalised
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")  # Chinese and Japanese: each sign is taken for a word

_SECOND, _THIRD = np.uint32(0x9E3779B1), np.uint32(0x85EBCA77)  # odd, so that the order of a triple's words counts
_WORD, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)

AGENCY = re.compile(rf"(?<!\w)({AGENCIES})(?!\w)")
SIGNED = re.compile(r"\(([^()\d]{2,40})\)$|\s[-–—]\s([^-–—\d]{2,40})$")  # "KELL (Gazette)", "KELL - Gazette"
BYLINE = re.compile(rf"(?:the )?(associated press|{AGENCIES})(?: staff)?", re.I)
CREDIT = re.compile(
    rf"^\W*({AGENCIES})\W*$|[(\[/]({AGENCIES})[)\]/]|"
    rf"(?:©|(?i:source|sources|quelle|fuente|fonte|kaynak|credit|copyright|via|with|from|by)\b)\W{{1,4}}({AGENCIES})\b|"
    r"(?i:first published|originally published|originally appeared) (?:by|in|on|at) (?:the )?([A-Z][\w .]{2,40}?)\W*$"
)
ALIASES = {"associated press": "ap", "thomson reuters": "reuters", "press association": "pa", "pa media": "pa"}
CREDIT_LINE = 140  # characters; a longer last line is the story's
LAST = 3  # lines at the end that may be a credit


@dataclass(frozen=True, slots=True)
class Signature:
    """What is kept of an article to find its story again elsewhere.

    `triples` and `vocabulary` are sketches of the runs of three words and of the longer words, of which there are
    `length` and `size`. `slots` are numbers and names with the words on either side: the hash of the place, then
    that of what stands in it. `credit` is the agency or the house that the article names as its source, "" for none.
    """

    uri: str
    title: str
    numbers: tuple[str, ...]
    names: tuple[str, ...]
    triples: Sketch
    vocabulary: Sketch
    length: int
    size: int
    published: datetime | None = None
    slots: tuple[tuple[int, int], ...] = ()
    credit: str = ""

    def __hash__(self) -> int:
        """Hash by what tells articles apart: hashing all of both sketches costs more than scoring a pair."""
        return hash((self.uri, self.length, self.size))

    def to_json(self) -> dict[str, Any]:
        """Return the signature as plain values, for a database."""
        return {
            "uri": self.uri,
            "title": self.title,
            "numbers": list(self.numbers),
            "names": list(self.names),
            "triples": to_text(self.triples),
            "vocabulary": to_text(self.vocabulary),
            "length": self.length,
            "size": self.size,
            "published": self.published.isoformat() if self.published else None,
            "slots": to_text(value for slot in self.slots for value in slot),
            "credit": self.credit,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Signature":
        """Return the signature that `to_json` wrote; of one that was written before, less what it did not know."""
        slots = from_text(values.get("slots", ""))
        return cls(
            uri=values["uri"],
            title=values["title"],
            numbers=tuple(values["numbers"]),
            names=tuple(values["names"]),
            triples=_ascending(from_text(values["triples"])),
            vocabulary=_ascending(from_text(values["vocabulary"])),
            length=values["length"],
            size=values["size"],
            published=datetime.fromisoformat(values["published"]) if values["published"] else None,
            slots=tuple(zip(slots[::2], slots[1::2], strict=True)),
            credit=values.get("credit", ""),
        )


def signature(article: Article) -> Signature:
    """Return the article's signature, of headline and the first READ characters of the kept text."""
    text = fold(article.text[:READ])
    lower = text.lower()
    tokens = TOKEN.findall(lower) if text.isascii() else MARKED.findall(UNSPACED.sub(r" \g<0> ", lower))
    values = hashes([token[:STEM] for token in tokens])
    letters = np.fromiter(map(len, tokens), np.uint32)
    triples = distinct(_triples(values, letters))
    vocabulary = distinct(mixed(values[letters >= LONG]))
    numbers = THOUSANDS.sub("", " ".join(NUMBER.findall(text))).split()
    names = Counter([name.lower() for name in NAME.findall(text) if name[0].isupper()])
    return Signature(
        uri=article.uri,
        title=" ".join(words(article.headline)),
        numbers=tuple(sorted(set(numbers), key=fact_hash)[:NUMBERS]),
        names=tuple(name for name, _ in names.most_common(NAMES)),
        triples=tuple(triples[:TRIPLES].tolist()),
        vocabulary=tuple(vocabulary[:VOCABULARY].tolist()),
        length=len(triples),
        size=len(vocabulary),
        published=article.date_published,
        slots=_slots(values, tokens, names),
        credit=read_credit(article),
    )


def read_credit(article: Article) -> str:
    """Return in lower case who the article says filed its text: an agency, or the house in its dateline; "" if nobody.

    >>> read_credit(Article("", "", dateline="KESTOR (Reuters)"))
    'reuters'
    """
    lines = [paragraph.text for paragraph in article.paragraphs]
    dateline = article.dateline or (read_dateline(lines[0]) if lines else "")
    named = AGENCY.search(dateline) or SIGNED.search(dateline)
    named = named or next(filter(None, map(BYLINE.fullmatch, article.authors)), None)
    named = named or next(
        (found for line in lines[: -LAST - 1 : -1] if len(line) <= CREDIT_LINE and (found := CREDIT.search(line))), None
    )
    credit = next(filter(None, named.groups())).lower().strip() if named else ""
    return ALIASES.get(credit, credit)


def fact_hash(fact: str) -> int:
    """Return what numbers are ordered by, the same in every article."""
    return crc32(fact.encode())


def _triples(values: Hashes, letters: Hashes) -> Hashes:
    triples = values[:-2] + values[1:-1] * _SECOND + values[2:] * _THIRD
    telling = letters[:-2] + letters[1:-1] + letters[2:] >= TELLING
    # In a language of short words, or of signs, all are kept.
    return mixed(triples[telling] if 2 * np.count_nonzero(telling) > len(triples) else triples)


def _slots(values: Hashes, tokens: list[str], names: Mapping[str, int]) -> tuple[tuple[int, int], ...]:
    """Return the figures and names of a text with the words beside them: those of the smallest hashes, few are enough.

    Beside a figure may stand another, whichever it is.
    """
    figure = np.fromiter(map(str.isdecimal, tokens), bool)
    name = np.fromiter(map(names.__contains__, tokens), bool)
    beside = np.where(figure, np.uint32(0), values)
    places = mixed(beside[:-2] + beside[2:] * _THIRD)
    filled = (figure | name)[1:-1]
    both = places[filled].astype(np.uint64) << _WORD | values[1:-1][filled]
    slots = distinct(both)[:SLOTS]
    return tuple(zip((slots >> _WORD).tolist(), (slots & _LOW).tolist(), strict=True))


def _ascending(values: Sketch) -> Sketch:
    """Return a sketch, or () for what versions before this one kept, which was another kind and in no order."""
    return values if all(one < other for one, other in pairwise(values)) else ()
