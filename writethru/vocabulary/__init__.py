r"""Words that carry facts in a sentence, as data: one file a language, `en.toml`, `de.toml` and so on.

They serve whoever asks whether one text says anything that another does not: a number, a date, a denial, "at least",
"allegedly". What is mostly another word is left out, as "one" is, for a wrong entry costs a lost fact or an overlooked
repeat. Words are written in lower case and parted by spaces, phrases by commas:

    [numbers]     by value, in all inflected forms; [ordinals] up to the twelfth; both are whole words
    [dates]       weekdays, months and relative days, the forms of one day or month between two commas
    negations     words that deny; unnegated are phrases that hold one and deny nothing ("no less than")
    [qualifiers]  phrases by what they do to a statement ("at least": lower); `also` adds it to another one, `still`
                  tells a state that lasts, ended or was reached, `then` another time without a figure ("last year");
                  `but` sets it against another, `because` gives a reason or a purpose, `degree` tells what is the most
                  or the last of its kind, `amount` how many without a figure ("all", "several"); of two that begin at
                  one place the longer counts, so that "last year" is no `degree`
    offices       office and form of address, which come and go with the same person
    speaking      words that only tell who says it
    function      words of grammar, none of which denies or qualifies

    none          in any section, phrases that look like its entries and are none ("in may", "prime minister" in French)
    #             ends a phrase that counts only before a number ("about #")

A file may also say, above these,

    matching      "words" (the default); "beginnings" where particles follow without a space (Korean); "anywhere" where
                  nothing is parted by spaces (Chinese, Japanese): there an entry must not stand within other words
    endings       letters by which the cases of a name differ; 1, as in "Ostrian", when it is not said
    prefixes      what may be written together with any word that follows it (Arabic)
    respelt       regular expressions, and what is written in their place as often ("трех" for "трёх")
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any, Literal

from writethru.text import fold

FOLDER = files(__name__)
LANGUAGES = tuple(sorted(name.name[:2] for name in FOLDER.iterdir() if name.name.endswith(".toml")))
SAME = {"no": "nb"}  # codes of one language

LETTER = r"[\w\u0307\u0900-\u0963]"  # with the signs of Devanagari and the dot of a lowered İ, which are no \w
Kind = Literal["numbers", "ordinals", "dates", "negations", "qualifiers"]
Meanings = Mapping[str, str | None]


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The words of one language that carry facts, folded and in lower case; all empty for one without a file.

    `numbers` and `ordinals` map spellings to digits ("two" to "2", "half" to "1/2"). Sets hold single words as a rule;
    where nothing parts words (Chinese, Japanese), or particles are attached to them (Korean), `parted` is False: ask
    `found` instead. `endings` are the letters by which the cases of a name differ.
    """

    language: str
    numbers: Mapping[str, str] = field(default_factory=dict)
    ordinals: Mapping[str, str] = field(default_factory=dict)
    dates: frozenset[str] = frozenset()
    negations: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    speaking: frozenset[str] = frozenset()
    function: frozenset[str] = frozenset()
    parted: bool = True
    endings: int = 1

    def qualifiers(self, text: str) -> frozenset[str]:
        """Return the classes of the qualifying phrases in a folded text in lower case.

        >>> sorted(vocabulary("en-GB").qualifiers("up to five men, reportedly, not only two"))
        ['doubt', 'upper']
        """
        return self.found("qualifiers", text)

    def found(self, kind: Kind, text: str) -> frozenset[str]:
        """Return what stands in a folded text in lower case: digits, days and months in their first form, negations.

        >>> sorted(vocabulary("ru").found("dates", "ни в среду, ни в понедельник"))
        ['понедельник', 'среда']
        """
        pattern, meanings = _finder(self.language, kind)
        said = {meanings[each] if each in meanings else meanings[each[:-1] + " #"] for each in pattern.findall(text)}
        return frozenset([meaning for meaning in said if meaning])


def vocabulary(language: str | None) -> Vocabulary:
    """Return the vocabulary of a language, a BCP 47 tag of which the first part decides; an empty one for any other."""
    base = (language or "").replace("_", "-").split("-")[0].lower()
    base = SAME.get(base, base)
    return _vocabulary(base if base in LANGUAGES else "")


@cache
def _vocabulary(language: str) -> Vocabulary:
    if not language:
        return Vocabulary("")
    file = _File(language)
    return Vocabulary(
        language,
        numbers=dict(file.values("numbers")),
        ordinals=dict(file.values("ordinals")),
        dates=frozenset(dict(file.dates())),
        negations=frozenset(file.words("negations")),
        offices=frozenset(file.words("offices")),
        speaking=frozenset(file.words("speaking")),
        function=frozenset(file.words("function")),
        parted=file.matching == "words",
        endings=file.table.get("endings", 1),
    )


class _File:
    """One language's file, its spellings folded and in all their variants."""

    def __init__(self, language: str) -> None:
        self.table: dict[str, Any] = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
        self.matching: str = self.table.get("matching", "words")
        self.prefixes = ("", *self.table.get("prefixes", "").split())
        self.respelt = [(re.compile(each), other) for each, other in self.table.get("respelt", {}).items()]

    def values(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield spellings and their digits, less those that `none` takes out."""
        table = self.table[name]
        none = frozenset(self.none(name))
        for value, words in table.items():
            if value != "none":
                yield from ((spelling, value) for spelling in self._spelt(words.split()) if spelling not in none)

    def none(self, name: str) -> Iterator[str]:
        """Yield what is nothing of the kind; where nothing parts words, dates and ordinals are no numbers."""
        yield from self._spelt(_phrases(self.table[name].get("none", "")))
        if name == "numbers" and self.matching == "anywhere":
            yield from dict(self.dates())
            yield from dict(self.values("ordinals"))

    def dates(self) -> Iterator[tuple[str, str]]:
        for sort, days in self.table["dates"].items():
            for forms in _phrases(days if sort != "none" else ""):
                yield from ((spelling, fold(forms).split()[0]) for spelling in self._spelt(forms.split()))

    def words(self, name: str) -> Iterator[str]:
        return self._spelt(self.table[name].split())

    def unnegated(self) -> Iterator[str]:
        return self._spelt(_phrases(self.table.get("unnegated", "")))

    def qualifiers(self) -> Iterator[tuple[str, str | None]]:
        """Yield phrases, still with their #, and their classes."""
        yield from ((phrase, None) for phrase in self.unnegated())
        for name, phrases in self.table["qualifiers"].items():
            meaning = None if name == "none" else name
            yield from ((phrase, meaning) for phrase in self._spelt(_phrases(phrases)))

    def _spelt(self, entries: Iterable[str]) -> Iterator[str]:
        for entry in map(fold, entries):
            spellings = [entry]
            for pattern, other in self.respelt:
                spellings += [pattern.sub(other, spelling) for spelling in spellings]
            yield from (prefix + spelling for spelling in dict.fromkeys(spellings) for prefix in self.prefixes)


def _phrases(text: str) -> list[str]:
    return [phrase for each in text.split(",") if (phrase := each.strip())]


@cache
def _finder(language: str, kind: Kind) -> tuple[re.Pattern[str], Meanings]:
    """Return one pattern for all entries of a kind, and what each stands for; None for what only looks like one."""
    if not language:
        return re.compile(r"(?!)"), {}
    file = _File(language)
    meanings: dict[str, str | None]
    if kind == "qualifiers":
        meanings = dict(file.qualifiers())
    elif kind == "negations":
        meanings = {**{word: word for word in file.words("negations")}, **dict.fromkeys(file.unnegated())}
    else:
        meanings = dict(file.dates() if kind == "dates" else file.values(kind))
        meanings |= dict.fromkeys(file.none(kind))
    return _pattern(meanings, file, whole=kind in ("numbers", "ordinals")), meanings


def _pattern(entries: Iterable[str], file: _File, *, whole: bool = False) -> re.Pattern[str]:
    """Return a pattern that finds the longest entry at each place, tried by its first letter: the rest costs nothing.

    What it finds of an entry with # ends with one more sign, the first after it.
    """
    anywhere = file.matching == "anywhere"
    before, ending = ("", "") if anywhere else (f"(?<!{LETTER})", f"(?!{LETTER})")
    after = ending if whole or file.matching == "words" else ""
    numbers = "|".join(map(re.escape, sorted(dict(file.values("numbers")), key=len, reverse=True)))
    counted = rf"(?=\W{{{0 if anywhere else 1},3}}(?:\d|(?:{numbers}){ending}))."  # between: a space, a currency's sign
    letters = []
    for letter, group in groupby(sorted(entries), key=lambda entry: entry[0]):
        rests = [
            re.escape(entry[1:].removesuffix(" #")) + (counted if entry.endswith(" #") else after)
            for entry in sorted(group, key=len, reverse=True)
        ]
        letters.append(f"{re.escape(letter)}(?:{'|'.join(rests)})")
    return re.compile(f"{before}(?:{'|'.join(letters)})" if letters else r"(?!)")
