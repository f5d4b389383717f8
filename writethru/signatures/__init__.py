"""What walls, stubs and error pages say of themselves, as data: one file a language, `en.toml`, `de.toml` and so on.

A file has a table for each kind of answer. Its `sure` phrases hardly stand anywhere else in a short text; `hints` are
words that such pages use as well. Neither decides alone: a page is judged by how many of both it says, by how little
else stands on it, and by its form. `own` are the words by which a page speaks of itself or its newsroom, which tells
"we have retracted this article" from news of a retraction. `things` are what a page may hold; beside what may be
`done` to one (it was not found, it was removed) they make a sure phrase.

Phrases are parted by " | " or a new line and written as the language is, in lower case; case, accents, punctuation and
quotes make no difference. They begin with a word and may end within one ("abonn"), except that words of up to three
letters are whole. " … " stands for up to sixty characters of anything. Where nothing parts words (Chinese,
Japanese), or prefixes are written together with them (Arabic, Persian), a phrase may stand anywhere.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise, product
from typing import Any, Literal, get_args

from writethru.text import bare

Told = Literal["paywalled", "blocked", "consent", "soft_404", "retracted", "error", "shell"]
TOLD: tuple[Told, ...] = get_args(Told)

FOLDER = files(__name__)
LANGUAGES = tuple(sorted(name.name[:2] for name in FOLDER.iterdir() if name.name.endswith(".toml")))
SAME = {"no": "nb", "nn": "nb", "sk": "cs", "ms": "id", "ca": "es", "gl": "es", "be": "ru"}  # as near as we have it
UNSPACED = frozenset(("zh", "ja", "ar", "fa"))
BY_SCRIPT = (  # where the letters of a text lie, and the languages that are written so
    (re.compile("[\u3040-\u30ff]"), ("ja",)),
    (re.compile("[\u4e00-\u9fff]"), ("zh", "ja")),
    (re.compile("[\uac00-\ud7af]"), ("ko",)),
    (re.compile("[\u0600-\u06ff]"), ("ar", "fa")),
    (re.compile("[\u0400-\u04ff]"), ("ru", "uk")),
    (re.compile("[\u0370-\u03ff]"), ("el",)),
    (re.compile("[\u0900-\u097f]"), ("hi",)),
)
OTHER_SCRIPTS = frozenset(code for _, codes in BY_SCRIPT for code in codes)
LATIN = tuple(code for code in LANGUAGES if code not in OTHER_SCRIPTS)
BETWEEN = re.compile(r"[\s.,;:!?()\[\]{}\"'|·•*«»。、，！？：؛،؟-]+")
SPLIT = re.compile(r"\s*[|\n]\s*")
GAP = 60  # characters that " … " stands for
KEY = 3  # letters of a word by which phrases are found
SHORT = 3  # letters of a word that counts as a whole only


Phrase = tuple[str, ...]  # one or more parts that follow each other
Index = Mapping[str, tuple[tuple[int, Phrase], ...]]  # by how they begin, each with its rank: longer ones first


@dataclass(frozen=True, slots=True)
class Cues:
    """The phrases of a kind in some languages."""

    sure: Index
    hints: Index


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says of a kind, each phrase once."""

    sure: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()

    @property
    def score(self) -> int:
        """How much speaks for the kind: 2 for each sure phrase, 1 for each of up to four hints."""
        return 2 * len(self.sure) + min(len(self.hints), 4)

    def __str__(self) -> str:
        return ", ".join((*self.sure, *self.hints)[:6])


def plain(text: str) -> str:
    """Return a text as phrases are held against it: bare, without punctuation, a space at both ends.

    >>> plain("Désolé, page introuvable !")
    ' desole page introuvable '
    """
    return f" {BETWEEN.sub(' ', bare(text)).strip()} "


def languages(declared: str | None, text: str) -> tuple[str, ...]:
    """Return the languages whose phrases may stand in a plain text, English among them: walls are often not translated.

    What a page declares is believed, except for English: many a template says so whatever is written in it.
    """
    base = (declared or "").replace("_", "-").split("-")[0].lower()
    base = SAME.get(base, base)
    found = {base} if base in LANGUAGES and base != "en" else set()
    if not text.isascii():
        found.update(code for letters, codes in BY_SCRIPT if letters.search(text) for code in codes)
    if not found and not (" the " in text and " and " in text):
        return LATIN
    return tuple(sorted(found | {"en"}))


def said(text: str, kind: Told, codes: tuple[str, ...]) -> Said:
    """Return what a plain text says of a kind in some languages; what is part of one phrase is not of another."""
    cues, begins = _cues(kind, codes), _begins(text)
    sure = []
    for phrase in _candidates(cues.sure, begins):
        if (place := _found(text, phrase)) is not None:
            sure.append(" … ".join(phrase).strip())
            text = f"{text[: place[0]]} ¦ {text[place[1] :]}"
    hints = (hint[0] for hint in _candidates(cues.hints, begins) if hint[0] in text)
    return Said(tuple(sure), tuple(hint.strip() for hint in hints))


def speaks_of_itself(text: str, codes: tuple[str, ...]) -> bool:
    """Whether a plain text has words by which a page speaks of itself, its article or its newsroom."""
    return any(_found(text, phrase) is not None for code in codes for phrase in _own(code))


@lru_cache(maxsize=8)  # a text is asked about in every kind
def _begins(text: str) -> frozenset[str]:
    """Return the keys of `_index` that phrases in a text may have."""
    found = text.split()
    return frozenset(("", *found, *(word[:KEY] for word in found), *map(" ".join, pairwise(found))))


def _candidates(index: Index, begins: frozenset[str]) -> list[Phrase]:
    """Return the phrases that may stand in a text, by how its words begin; spares nearly all."""
    found = sorted(each for key in begins & index.keys() for each in index[key])
    return [phrase for _, phrase in found if len(phrase) == 1 or all(_key(part) in begins for part in phrase[1:])]


def _found(text: str, phrase: Phrase) -> tuple[int, int] | None:
    """Return where a phrase begins and ends; None where it does not stand."""
    first, *rest = phrase
    start = text.find(first)
    while start >= 0:
        end = start + len(first)
        for part in rest:
            place = text.find(part, end - 1, end + GAP + len(part))
            if place < 0:
                break
            end = place + len(part)
        else:
            return start, end
        start = text.find(first, start + 1)
    return None


@cache
def _cues(kind: Told, codes: tuple[str, ...]) -> Cues:
    tables = [(code, _file(code).get(kind, {})) for code in codes]
    sure = [phrase for code, table in tables for phrase in _phrases(code, table.get("sure", ""))]
    for code, table in tables:
        things, done = _phrases(code, _file(code)["things"]), _phrases(code, table.get("done", ""))
        sure += [each for thing, what in product(things, done) for each in (thing + what, what + thing)]
    hints = (phrase for code, table in tables for phrase in _phrases(code, table.get("hints", "")))
    return Cues(_index(sure), _index(hints))


@cache
def _own(code: str) -> tuple[Phrase, ...]:
    return tuple(_phrases(code, _file(code)["own"]))


@cache
def _file(code: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{code}.toml").read_text("utf-8"))


def _phrases(code: str, text: str) -> Iterator[Phrase]:
    for phrase in filter(None, SPLIT.split(text.strip())):
        parts = [plain(part) for part in phrase.split("…")]
        if code in UNSPACED:
            yield tuple(part.strip() for part in parts)
        else:
            yield tuple(part if len(part.split()[-1]) <= SHORT else part[:-1] for part in parts)


@cache
def _key(part: str) -> str:
    """Return what a text must have for a part of a phrase: its first words, or how it begins; its last may be cut.

    "" for what may begin anywhere.
    """
    first = part.split() if part.startswith(" ") else []
    return " ".join(first[: min(2, len(first) - 1)]) if len(first) > 1 else "".join(first)[:KEY]


def _index(phrases: Iterable[Phrase]) -> Index:
    ranked = sorted(dict.fromkeys(phrases), key=lambda phrase: -sum(map(len, phrase)))
    found: dict[str, list[tuple[int, Phrase]]] = {}
    for rank, phrase in enumerate(ranked):
        # Without a space before it, it may begin anywhere.
        key = _key(phrase[0])
        found.setdefault(key, []).append((rank, phrase))
    return {key: tuple(each) for key, each in found.items()}
