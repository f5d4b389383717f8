"""The words of an element's class, id and itemprop, and the strip rules that they call for."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from selectolax.lexbor import LexborNode

from writethru.rules import LAYOUT, NAMES, Rule

SLUG = 3  # words of an id from which it is a heading's slug
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
SEPARATORS = re.compile(r"[\W_]+")
SPACED = {code: " " for code in range(128) if not chr(code).isalnum()}
OPTION = re.compile(r"\((?:\?:)?([^()]*)\)(\??)|([\w ])\?")
TOP_LEVEL = re.compile(r"\|(?![^(]*\))")


def name_words(node: LexborNode) -> str:
    """Return the words of an element's class, id and itemprop, lower-case: "article body" for `articleBody`.

    A long id is the slug of the heading that it stands for, and names no part of a page.
    """
    return attribute_words(attributes) if (attributes := node.attributes) else ""


def attribute_words(attributes: Mapping[str, str | None]) -> str:
    """Return the name words of an element by its attributes."""
    names = " ".join(filter(None, (attributes.get("class"), attributes.get("itemprop"))))
    anchor = _split(attributes.get("id") or "")
    return f"{_split(names)} {anchor}".strip() if anchor.count(" ") < SLUG else _split(names)


@lru_cache(maxsize=20_000)
def _split(names: str) -> str:
    if names.islower() and names.isascii():
        return " ".join(names.translate(SPACED).split())
    return SEPARATORS.sub(" ", names if names.islower() else CAMEL.sub(" ", names)).strip().lower()


class Vocabulary:
    """The words that some patterns stand for, looked up one by one: searching takes ten times as long.

    A pattern is alternatives of words, groups of them, and options: "comment ?list|(post|article) author box".
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        # By a phrase's first word: the words behind it, and the pattern's place.
        self.by_first: dict[str, list[tuple[list[str], int]]] = {}
        for place, pattern in enumerate(patterns):
            for alternative in TOP_LEVEL.split(pattern):
                for phrase in sorted(set(_phrases(alternative))):
                    first, *rest = phrase.split()
                    self.by_first.setdefault(first, []).append((rest, place))

    def found(self, words: str) -> set[int]:
        """Return the places of the patterns that stand in some words."""
        said = words.split()
        if self.by_first.keys().isdisjoint(said):
            return set()
        return {
            place
            for at, word in enumerate(said)
            if word in self.by_first
            for rest, place in self.by_first[word]
            if said[at + 1 : at + 1 + len(rest)] == rest
        }


def _phrases(pattern: str) -> Iterator[str]:
    """Yield every text that an alternative stands for."""
    if (option := OPTION.search(pattern)) is None:
        yield " ".join(pattern.split())
        return
    texts = option[1].split("|") if option[1] is not None else [option[3]]
    for text in (*texts, "") if option[2] or option[3] else texts:
        yield from _phrases(pattern[: option.start()] + text + pattern[option.end() :])


RULED = Vocabulary(rule.pattern.pattern.removeprefix(r"\b(?:").removesuffix(r")\b") for rule in NAMES)


@lru_cache(maxsize=20_000)
def name_rules(words: str, layout: bool = True) -> tuple[Rule, ...]:
    """Return the rules that an element's name words call for, before their size guards; names of places on demand."""
    return tuple(rule for place in sorted(RULED.found(words)) if (rule := NAMES[place]).name != LAYOUT or layout)
