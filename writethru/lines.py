"""Lines held against what pages say around their articles, in the languages that may stand on the page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter

from writethru.phrases import LANGUAGES, Language, needed, read
from writethru.rules import PHRASES, Rule, Where
from writethru.text import bare


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Some phrases of a language in one pattern, each rule's in a group of its own.

    `needed` spares them most lines: they are tried on those that hold one of these texts.
    """

    pattern: re.Pattern[str]
    rules: tuple[Rule, ...]
    needed: tuple[str, ...] = ()

    def rule(self, line: str) -> Rule | None:
        for part in self.needed or ("",):
            if part in line:
                match = self.pattern.fullmatch(line)
                return self.rules[match.lastindex - 1] if match and match.lastindex else None
        return None


def line_rule(where: Where, text: str, languages: tuple[str, ...] = LANGUAGES) -> Rule | None:
    """Return the first rule on lines of a place that takes a line, by the phrases of some languages."""
    line = bare(text)
    for language in languages:
        for phrases in _phrases(where, language):
            if (rule := phrases.rule(line)) is not None:
                return rule
    return None


@cache
def _phrases(where: Where, code: str) -> tuple[_Phrases, ...]:
    """Return a language's phrases for a place: those to try on any line, and those not."""
    language = read(code)
    found = [
        (rule, phrase) for rule in PHRASES if rule.where == where for phrase in language.phrases.get(rule.name, ())
    ]
    slow = [(rule, phrase) for rule, phrase in found if needed(phrase)]
    quick = [(rule, phrase) for rule, phrase in found if not needed(phrase)]
    return tuple(
        _Phrases(
            # Signs after a phrase are not given back, and a gap needs none before it: a row of them would take ages.
            re.compile(rf"{before}(?:{_groups(language, some)})\W*+"),
            tuple(dict.fromkeys(rule for rule, _ in some)),
            tuple(dict.fromkeys(word for _, phrase in some for word in needed(phrase))),
        )
        for before, some in ((r"\W*", quick), ("", slow))
        if some
    )


def _groups(language: Language, phrases: list[tuple[Rule, str]]) -> str:
    by_rule = groupby(phrases, key=itemgetter(0))
    return "|".join(f"({'|'.join(language.expression(phrase) for _, phrase in group)})" for _, group in by_rule)


PLACES: tuple[Where, ...] = ("line", "head", "section", "tail")
SHORTEST_APPEAL, LONGEST_APPEAL = 60, 700  # characters; two phrases need the one, and the other is an article
CREDIT_END = 110  # characters at a caption's end that its credit stands in


def appeals(text: str, languages: tuple[str, ...] = LANGUAGES) -> bool:
    """Return whether a paragraph asks its reader for money, a subscription, a login or consent.

    Two different phrases of a kind do: each alone is found in news. Called for all prose of a page, so hints go first.
    """
    if not SHORTEST_APPEAL <= len(text) <= LONGEST_APPEAL or text[0] in "\"“'‘«":
        return False
    if " the " in text or " and " in text:
        languages = ("en",)  # spares most pages the other languages' hints
    codes = _hints(languages, max(text[8:16]) <= "ɏ")  # beyond it are the letters of other scripts
    for hint in codes:
        if hint in text:
            break
    else:
        return False
    said = bare(text)
    hit = dict.fromkeys(code for hint in codes if hint in text for code in codes[hint])
    return any(len({match[0] for match in kind.finditer(said)}) >= 2 for code in hit for kind in _appeals(code, said))


@cache
def _hints(languages: tuple[str, ...], latin: bool) -> dict[str, list[str]]:
    """Return which languages a text may be in that holds a hint."""
    codes: dict[str, list[str]] = {}
    for code in (code for code in languages if not latin or read(code).script == "latin"):
        for hint in (hint for name in ("appeal.hints", "appeal.cookies") for hint in read(code).phrases.get(name, ())):
            codes.setdefault(hint, []).append(code)
    return codes


def _appeals(code: str, said: str) -> Iterator[re.Pattern[str]]:
    yield _anywhere(code, "appeal.donation")
    if any(bare(hint) in said for hint in read(code).phrases.get("appeal.cookies", ())):
        yield _anywhere(code, "appeal.consent")


def credited(text: str, languages: tuple[str, ...]) -> bool:
    """Return whether a caption ends in a picture's credit."""
    end = text[-CREDIT_END:].lower()
    for code in languages:
        hints, pattern = _credit(code)
        for hint in hints:
            if hint in end:
                if pattern.search(bare(end)):
                    return True
                break
    return False


@cache
def _credit(code: str) -> tuple[tuple[str, ...], re.Pattern[str]]:
    """Return what a language's credits hold one of, and how they stand at a caption's end."""
    words, by, agencies = (_anywhere(code, f"credit.{name}").pattern for name in ("words", "by", "agencies"))
    return read(code).phrases.get("credit.hints", ()), re.compile(
        rf"[\s(\[|/-](?:\(?(?:{words})\b ?[:/] ?[^.:]{{2,60}}\.?\)?|(?:{by})\b[^.]{{2,60}}\.?\)?"
        rf"|[^().]{{0,60}}\b(?:{agencies})\b[^.()]{{0,40}}\)?\.?)$",
        re.S,
    )


@cache
def _anywhere(code: str, name: str) -> re.Pattern[str]:
    """Return a pattern that finds a language's phrases under a name in a bare text."""
    language = read(code)
    return re.compile("|".join(map(language.expression, language.phrases.get(name, ("(?!)",)))))


# A quarter of a second when a worker starts; when a language's first page comes it would cost as much as ten pages.
for _code in LANGUAGES:
    for _place in PLACES:
        _phrases(_place, _code)
    for _name in ("appeal.donation", "appeal.consent"):
        _anywhere(_code, _name)
    _credit(_code)
