"""A paragraph taken apart as it is compared with others: sentences, word stems, numbers, names, denials."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import chain, pairwise
from typing import Literal, NamedTuple

from writethru.text import fold
from writethru.vocabulary import Vocabulary

STEM = 6  # letters; joins "rebuild" and "rebuilding" in any language that inflects at the end
LETTERS = 5  # at the beginning; words that share them are forms of one
SHORT = 3  # letters; such words say little by themselves in most languages

# Chinese, Japanese and Thai write no spaces: there each character counts as a word. Numbers keep their points.
TOKEN = re.compile(r"\d+(?:[.,:]\d+)*\w*|[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]|[^\W\d]\w*")
SENTENCE = re.compile(r"(?=\s)(?:(?<=\w{3}[.!?])|(?<=\d[.!?])|(?<=[.!?][\"')]))\s+|(?<=[。！？])|(?<=[؟۔।])\s+")
INITIALS = re.compile(r"\.(?:(?<=\b\w\.)(?=\w\.)|(?<=\.\w\.)(?!$))")  # the points of "U.S.", which is "US"
THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
SIGN = re.compile(r"(?:(?<![\w)])-|[$€£¥₽₹])(?=\d)")
ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th|er|ère|e|ème|te[rnms]?|[oaºª])$")
ONES = frozenset("123456789")
TENS = frozenset(f"{ten}0" for ten in range(2, 10))
QUOTATION = re.compile(r'"([^"]+)"|[「『《]([^「」『』《》]+)[」』》]')
CASELESS = re.compile("[\u0590-\u06ff\u0900-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # scripts without capitals

Sort = Literal["number", "name", "little", "other"]


class Word(NamedTuple):
    """One word as it is compared."""

    stem: str
    spelling: str  # in the singular; names are compared by it
    sort: Sort  # a name when it has a capital


class Wording:
    """A text taken apart; what only a judgement asks for is made when first asked for."""

    def __init__(self, text: str, known: Vocabulary) -> None:
        self.known = known
        self.text = text
        self.words = tuple([_word(token, known) for token in TOKEN.findall(text)])
        self.stems = tuple([word.stem for word in self.words])
        self.vocabulary = frozenset(self.stems)

    @cached_property
    def content(self) -> frozenset[str]:
        """Stems of its words but those of grammar; names and numbers are among them."""
        return frozenset(word.stem for word in self.words if word.sort != "little")


class Block(Wording):
    """One paragraph."""

    def __init__(self, text: str, known: Vocabulary) -> None:
        super().__init__(INITIALS.sub("", fold(text)), known)

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Two stems in a row."""
        return frozenset(pairwise(self.stems))

    @cached_property
    def sentences(self) -> tuple["Sentence", ...]:
        """Its sentences; none is without words."""
        found = (Sentence(text, self.known) for text in SENTENCE.split(self.text))
        return tuple(sentence for sentence in found if sentence.words)

    @cached_property
    def spellings(self) -> frozenset[str]:
        """Its words in the singular."""
        return frozenset(word.spelling for word in self.words)

    @cached_property
    def forms(self) -> frozenset[str]:
        """Keys that tell forms of its words."""
        return frozenset(chain.from_iterable(map(forms, self.spellings)))

    @cached_property
    def names(self) -> frozenset[str]:
        """Words with a capital inside a sentence, in the singular but else spelt out: "Martin" is not "Martinez"."""
        return frozenset(name for sentence in self.sentences for name in sentence.names)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Its numbers in figures: "twenty-nine" is "29", "1,200" is "1200", "third" is "3"."""
        return frozenset(number for sentence in self.sentences for number in sentence.numbers)

    @cached_property
    def qualifiers(self) -> frozenset[str]:
        """Classes of what qualifies a statement: doubt, condition, "at least" and the like."""
        return self.known.qualifiers(self.text.lower())

    @cached_property
    def quotations(self) -> tuple[str, ...]:
        """What stands between quotation marks and is more than a word."""
        found = ("".join(both).strip(" .,，。") for both in QUOTATION.findall(self.text))
        return tuple(said for said in found if " " in said or (len(said) > STEM and CASELESS.search(said)))


class Sentence(Wording):
    """One sentence of a block."""

    @cached_property
    def names(self) -> frozenset[str]:
        """Words with a capital, without the first, which has one anyway."""
        return frozenset(word.spelling for word in self.words[1:] if word.sort == "name")

    @cached_property
    def signs(self) -> frozenset[str]:
        """What stands before figures: a minus, a currency."""
        return frozenset(SIGN.findall(self.text))

    @cached_property
    def negations(self) -> frozenset[str]:
        """Words that deny."""
        return self.known.found("negations", self.text.lower())

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Its numbers in figures."""
        found = set(_figures(self.words))
        if not self.known.parted:
            text = self.text.lower()
            found |= self.known.found("numbers", text) | self.known.found("ordinals", text)
        return frozenset(found)

    @cached_property
    def dates(self) -> frozenset[str]:
        """Days of the week, months, "yesterday"."""
        return self.known.found("dates", self.text.lower())


@lru_cache(maxsize=1 << 15)  # the words of a day's news; most stand in every article
def _word(token: str, known: Vocabulary) -> Word:
    word = token.lower()
    if token[0].isdigit():
        figures = THOUSANDS.sub("", word).replace(":", ".")  # 7:42 is 7.42
        return Word(ORDINAL.sub(r"\1", figures), figures, "number")
    spelling = word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" else word
    if value := known.numbers.get(word) or known.ordinals.get(word):
        return Word(value, spelling, "number")
    if word in known.function or word in known.offices or word in known.speaking:
        return Word(spelling[:STEM], spelling, "little")
    if token[0] != word[0]:
        return Word(spelling[:STEM], spelling, "name")
    return Word(spelling[:STEM], spelling, "little" if len(word) <= SHORT else "other")


@lru_cache(maxsize=1 << 15)
def forms(word: str) -> tuple[str, ...]:
    """Return keys of which forms of one word share one: their first five letters, or of short words four.

    >>> set(forms("prosecutors")) & set(forms("prosecution")), set(forms("bribes")) & set(forms("bribery"))
    ({'prose'}, {'brib-'})
    """
    long = (word[:LETTERS],) if len(word) >= LETTERS else ()
    short = LETTERS - 1 <= len(word) <= LETTERS + 2
    return (*long, word[: LETTERS - 1] + "-") if short else long


def _figures(words: Iterable[Word]) -> Iterator[str]:
    """Yield the numbers among words; a ten and the one behind it, both spelt out, are one number."""
    ten = 0
    for word in words:
        spelt = word.sort == "number" and not word.spelling[0].isdigit()
        if ten and spelt and word.stem in ONES:
            yield str(ten + int(word.stem))
            ten = 0
            continue
        if ten:
            yield str(ten)
        ten = int(word.stem) if spelt and word.stem in TENS else 0
        if word.sort == "number" and not ten:
            yield word.stem
    if ten:
        yield str(ten)
