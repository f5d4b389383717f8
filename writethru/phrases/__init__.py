r"""What pages say around their articles, as data: one file a language, `en.toml`, `de.toml` and so on.

Phrases stand under the name of their rule (`writethru.rules.PHRASES` says where each applies and why), or of what else
asks for them: appeals, captions' credits, notices. `script` tells which letters it is written in.

A phrase is a regular expression for a whole line. It is written as the language is, in lower case: case, accents, kinds
of quotes, dashes and spaces, and a space before a colon make no difference (`writethru.text.bare`), nor do signs at the
line's ends. Besides,

    …           stands for up to 60 characters of anything, …160 for up to 160; it begins and ends between words
    {date}      for a date, with or without its time, by the months in [calendar]
    {dated}     for one of the words in [calendar] that announce a date
    {title}     for a colon, dash or bar and another story's title, or for nothing
    {name}      for one to seven words, as in names, but no sentence
    {piece}     for what stands under piece in [words], and so on
    {code}      for what a desk's code looks like, with a colon before it or none

A phrase that begins with … goes on with a plain word or plain alternatives, as in '…(straight|right) to your inbox': it
is tried only on lines that hold one of them.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from writethru.text import bare

FOLDER = files(__name__)
# English first: it is held against every page.
LANGUAGES = tuple(sorted((name.name[:2] for name in FOLDER.iterdir() if name.name.endswith(".toml")), key="en".__ne__))
# Those of which notices alone are known, in a folder of their own: no other rule asks for them.
NOTICES_ONLY = tuple(sorted(f"notices/{name.name[:2]}" for name in (FOLDER / "notices").iterdir()))

BETWEEN = r"(?!\B\w)"  # not within a word
UNSPACED = ("han", "kana", "hangul")  # scripts that put nothing between words
GAP = re.compile(r"…(\d*)")
OPENING = re.compile(r"…\d*+(?:\((?P<any>[^()]*)\)(?![?*{])|(?P<one>[^()\[?*+{.\\|…]+[?*{]?))")
PLAIN = re.compile(r"[^()\[\]?*+{.\\|…]+(?![?*{])")
GROUP = re.compile(r"(\\.|\[[^\]]*\])|\((?!\?)")  # a group, and what may hold a bracket that opens none

DATE = (
    r"(?:(?:\w{{2,10}}\.?[,،]?\s+)?(?:\d{{1,2}}(?:st|nd|rd|th|º|\.)?\s+(?:de\s+|of\s+)?(?:{months})\w*\.?,?(?:\s+de)?\s+\d{{4}}|"
    r"(?:{months})\w*\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{2,4}})"
    r"(?:[\st,|@•·-]*(?:{times})?\s*\d{{1,2}}[:.h]\d{{2}}(?:[:.]\d{{2}})?\s*"
    r"(?:[ap]\.?m\.?)?\s*(?:\(?[a-z]{{1,5}}\)?|[+-]\d\d:?\d\d)?)?)"
)
DATED = r"(?:(?:{labels})\W{{0,4}})"
CODE = r"\s*(?:[:#]|no\.?|n°)?\s*[a-z]{0,5}[-/]?\d[\w/-]{0,20}"
NAME = r"(?!.*[.!?]\W*$)[^\s\d:!?]+( [^\s\d:!?]+){0,6}"
TITLE = r"(?: ?(?:[:|>]|-+ ).{0,160})?"


@dataclass(frozen=True, slots=True)
class Language:
    """One language's file: its phrases by the name of their rule, and what else tells of it."""

    script: str
    phrases: dict[str, tuple[str, ...]]
    calendar: dict[str, str]
    words: dict[str, str]  # pieces of phrases by their name

    def expression(self, phrase: str) -> str:
        """Return the regular expression that a phrase stands for, without the line's ends."""
        for name, value in {**self.words, **self.calendar, "code": CODE, "title": TITLE, "name": NAME}.items():
            phrase = phrase.replace(f"{{{name}}}", value)
        between = "" if self.script in UNSPACED else BETWEEN
        gaps = GAP.sub(lambda gap: rf"{between}.{{0,{gap[1] or 60}}}{between}", phrase)
        return GROUP.sub(lambda group: group[1] or "(?:", bare(gaps, lower=False))


@cache
def read(code: str) -> Language:
    """Return a language's file, by its name without the ending."""
    table = tomllib.loads((FOLDER / f"{code}.toml").read_text("utf-8"))
    calendar = table.pop("calendar", {})
    words = table.pop("words", {})
    return Language(
        script=table.pop("script"),
        phrases=dict(_flat(table)),
        calendar={
            **({"date": DATE.format(**calendar)} if "months" in calendar else {}),
            **({"dated": DATED.format(**calendar)} if "labels" in calendar else {}),
        },
        words=words,
    )


def _flat(table: dict[str, Any], above: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield above + name, tuple(value)


def needed(phrase: str) -> tuple[str, ...]:
    """Return texts one of which each line holds that a phrase takes, for a phrase that begins with a gap.

    >>> needed("…40newsletters?")
    ('newsletter',)
    """
    if not phrase.startswith("…"):
        return ()
    opening = OPENING.match(phrase)
    if opening is None:
        raise ValueError(f"after a gap at its beginning a phrase needs a plain word, or plain alternatives: {phrase}")
    words = (opening["any"] or opening["one"]).split("|")
    return tuple(bare(stem(word)) for word in words)


def stem(phrase: str) -> str:
    """Return the plain text that a phrase begins with.

    >>> stem("corrections?…50")
    'correction'
    """
    plain = PLAIN.match(phrase)
    return plain[0] if plain else ""


def spoken(language: str | None) -> tuple[str, ...]:
    """Return the languages whose phrases may stand on a page in a language, English first; all when it is not known.

    >>> spoken("de-AT"), spoken("sv")
    (('en', 'de'), ('en',))
    """
    base = (language or "").replace("_", "-").split("-")[0].lower()
    if not base:
        return LANGUAGES
    return ("en", base) if base in LANGUAGES and base != "en" else ("en",)


def every(name: str) -> tuple[str, ...]:
    """Return the phrases of all languages that stand under a name, each once."""
    return tuple(dict.fromkeys(phrase for code in LANGUAGES for phrase in read(code).phrases.get(name, ())))


def alternatives(name: str) -> str:
    """Return one regular expression for the phrases of all languages that stand under a name."""
    return "|".join(read(code).expression(phrase) for code in LANGUAGES for phrase in read(code).phrases.get(name, ()))
