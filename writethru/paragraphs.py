"""Paragraphs that repeat what the same article already says.

An article assembled from wire copy, a statement and an earlier story says some things twice. A paragraph may go when
an editor could delete it and the reader would lose no fact, so the question is never "how similar" alone: first come
guards, which keep whatever might be new, then how much of the paragraph's wording other paragraphs cover.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from writethru.elements import Article, Removal
from writethru.text import fold, words

SHORTEST = 8  # words; shorter lines (labels, rows, chapter marks) may well stand twice on purpose
LONG_ROW = 20  # words; a list row as long as this that stands twice, word for word, is a repeat
STEM = 6  # letters; joins "rebuild" and "rebuilding" in any language that inflects at the end
COMMON_PAIR = 8  # paragraphs; a word pair in more of them than this is the article's topic and names no candidate
CANDIDATES = 3  # the paragraphs that share most; each is tried alone and with either neighbour
LITTLE = 0.4  # of its weight, for a word that says little by itself
PAIR_GAIN = 0.05  # a second witness must add this much cover to be named
SERIES = 3  # paragraphs that open with the same words, or that one paragraph covers: a template, or an overview

# The least a paragraph must show to be a repeat; chosen on labelled articles, where lower ones drop more news.
CONTAINED = {"covered": 0.92, "linked": 0.75}
EDITED = {"covered": 0.85, "linked": 0.75}
RETOLD = {"covered": 0.60, "told": 0.40, "weakest": 0.60}
VERBATIM = 6  # words in a row; a retelling keeps one such run,
WHOLE = 0.85  # or has its like for each sentence
SHORTEST_RETELLING = 12  # words; "This model is sold by Harbour & Sons" is said of something else each time
FRESH = 7  # words; more that are new, and something new is said

# Chinese, Japanese and Thai write no spaces: there each character counts as a word. Numbers keep their points.
TOKEN = re.compile(r"\d+(?:[.,:]\d+)*\w*|[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]|[^\W\d]\w*")
DIGIT = re.compile(r"\d")
SENTENCE = re.compile(r"(?:(?<=\w{3}[.!?])|(?<=[.!?][\"')]))\s+|(?<=[。！？])")
STOPS = tuple(".!。！।۔")
CLOSERS = "\"')]"
ROW = re.compile(r"(?:[-*•·▪>]|\d{1,2}[.):]\s|\d{1,2}:\d{2}|[^,:!?]{1,40}:\s)")  # a bullet, a clock time, "Label: "
CODE = re.compile(r"[={}\\|]")  # formulas and programs: one other sign makes another statement
BULLET = re.compile(r"(?:^|\s)(?:[-*•·▪]|\d{1,2}[.)])(?=\s)")
ROWS = 3  # bullets that make a block a list run together
INITIALS = re.compile(r"\b(\w)\.(?=\w\.)|(?<=\.\w)\.")  # "U.S." and "US" are one word
QUOTATION = re.compile(r'"([^"]+)"')

# Words for small numbers, beside their digits; "two" and "2" are the same fact, "two" and "three" are not.
NUMERALS = {
    word: str(value)
    for value, names in enumerate(
        (
            "two zwei deux dos due iki dois",
            "three drei trois tres tre üç três",
            "four vier quatre cuatro quattro dört quatro",
            "five fünf cinq cinco cinque beş",
            "six sechs seis sei altı",
            "seven sieben sept siete sette yedi sete",
            "eight acht huit ocho otto sekiz oito",
            "nine neun neuf nueve nove dokuz",
            "ten zehn dix diez dieci dez",
            "eleven elf onze once undici",
            "twelve zwölf douze doce dodici",
        ),
        start=2,
    )
    for word in names.split()
} | {word: word for word in words("half third quarter dozen twenty thirty forty fifty sixty seventy eighty ninety")}
NEGATIONS = frozenset(
    words(
        "no not never none neither nor without cannot denied denies deny refused rejected declined failed nicht kein "
        "keine nie ohne pas jamais aucun sans nunca ni sin niega negó non mai senza değil yok não sem нет не"
    )
)
# Offices and forms of address come and go with the same person: "Defense Minister Ole Brandt", "Minister Brandt".
OFFICES = frozenset(
    words(
        "affairs ambassador captain chairman chairwoman chancellor chief department director doctor dr foreign general "
        "governor head king lord major mayor minister ministry mr mrs ms national office president prime prince "
        "princess professor queen republic secretary senator sir spokesman spokeswoman state"
    )
)


@dataclass(frozen=True, slots=True)
class Repeat:
    """A paragraph that the paragraphs `of` make superfluous; `score` is the share of its wording found there."""

    index: int
    of: tuple[int, ...]
    rule: str
    score: float


class _Block(NamedTuple):
    """One paragraph, taken apart."""

    text: str
    stated: bool  # it ends as a sentence does: no heading, label or question
    stems: tuple[str, ...]
    sentences: tuple[tuple[str, ...], ...]
    vocabulary: frozenset[str]
    spellings: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    numbers: frozenset[str]
    names: frozenset[str]  # spelt out: "Martin" is not "Martinez"
    negations: frozenset[str]


class _Evidence(NamedTuple):
    """How the other paragraphs cover one: weighted shares in [0, 1], then numbers of words."""

    covered: float
    linked: float  # in word pairs that stand together there too
    told: float  # by the best single sentence for each of its own
    weakest: float  # the least covered of its sentences
    fresh: int  # different words that are new, little ones aside
    run: int  # the longest stretch of shared pairs


def find_repeats(paragraphs: Sequence[str], headline: str = "") -> tuple[Repeat, ...]:
    """Return the paragraphs that the rest of the article makes superfluous, by index.

    Rules: "exact" and "edited" (an earlier paragraph, word for word or nearly), "contained" (inside a longer paragraph
    before or after it: the shorter goes), "retold" (one or two adjacent earlier paragraphs say it in other words). A
    headline is no paragraph: a body that says it again is kept. What a repeat is `of` is never itself a repeat.
    """
    blocks = [_block(text) for text in paragraphs]
    first: dict[str, int] = {}
    earliest = [first.setdefault(block.text.lower(), index) for index, block in enumerate(blocks)]
    comparison = _Comparison(blocks, sorted(first.values()))
    found = {
        index: Repeat(index, (earliest[index],), "exact", 1.0)
        for index, block in enumerate(blocks)
        if earliest[index] != index and comparison.repeatable(block)
    }
    witnesses = {place for repeat in found.values() for place in repeat.of}
    for later in (False, True):
        for index in sorted(comparison.candidates):
            if index in found or index in witnesses or not comparison.comparable(blocks[index]):
                continue
            repeat = comparison.best(index, found, later=later)
            if repeat:
                found[index] = repeat
                witnesses.update(repeat.of)
    covers = Counter(place for repeat in found.values() if repeat.rule != "exact" for place in repeat.of)
    return tuple(
        repeat
        for _, repeat in sorted(found.items())
        if repeat.rule == "exact" or all(covers[place] < SERIES for place in repeat.of)
    )


def drop_repeats(article: Article) -> Article:
    """Return the article with its repeats moved from `paragraphs` to `removed`, as reason "repeat".

    Captions and quotes are compared like paragraphs; headings, list and table rows and preformatted text are neither
    dropped nor taken for what a paragraph repeats.
    """
    blocks, positions = article.paragraphs, article.positions()
    prose = [place for place, block in enumerate(blocks) if block.kind in ("paragraph", "quote")]
    captions = [place for place, block in enumerate(blocks) if block.kind == "caption"]
    order = prose + captions  # a caption may repeat the text, never the text a caption
    removals = {
        order[repeat.index]: Removal(
            text=blocks[order[repeat.index]].text,
            position=positions[order[repeat.index]],
            reason="repeat",
            rule=repeat.rule,
            of=tuple(positions[order[place]] for place in repeat.of),
            score=repeat.score,
            kind=blocks[order[repeat.index]].kind,
        )
        for repeat in find_repeats([blocks[place].text for place in order], article.headline)
        if repeat.index >= len(prose) or max(repeat.of) < len(prose)
    }
    return replace(
        article,
        paragraphs=tuple(block for place, block in enumerate(blocks) if place not in removals),
        removed=tuple(sorted((*article.removed, *removals.values()), key=lambda removal: removal.position)),
    )


def _block(text: str) -> _Block:
    text = INITIALS.sub(r"\1", fold(text))
    sentences: list[tuple[str, ...]] = []
    spellings, names, numbers, negations = set(), set(), set(), set()
    for sentence in SENTENCE.split(text):
        stems: list[str] = []
        for token in TOKEN.findall(sentence):
            word = token.lower()
            spelling = _singular(word)
            stem = spelling[:STEM]
            if word in NUMERALS or DIGIT.search(word):
                stem = NUMERALS.get(word, word)
                numbers.add(stem)
            elif word in NEGATIONS or word == "t":  # the rest of "don't"
                negations.add(word)
            elif stems and token[0] != word[0] and word not in OFFICES:
                names.add(spelling)
            stems.append(stem)
            spellings.add(spelling)
        if stems:
            sentences.append(tuple(stems))
    every = [stem for sentence in sentences for stem in sentence]
    return _Block(
        text,
        text.rstrip(CLOSERS).endswith(STOPS),
        tuple(every),
        tuple(sentences),
        frozenset(every),
        frozenset(spellings),
        frozenset(pairwise(every)),
        frozenset(numbers),
        frozenset(names),
        frozenset(negations),
    )


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" else word


OFFICE_STEMS = frozenset(_singular(office)[:STEM] for office in OFFICES)


def _little(stem: str) -> bool:
    """Tell whether a stem says little by itself: an article or preposition of most languages, or an office."""
    return stem in OFFICE_STEMS or (len(stem) <= 3 and not stem[0].isdigit())


class _Comparison:
    """The paragraphs of one article, ready to be held against each other.

    Only those at `places` are compared, so that each text stands once.
    """

    def __init__(self, blocks: Sequence[_Block], places: Sequence[int]) -> None:
        self.blocks = blocks
        spread = Counter(stem for block in blocks for stem in block.vocabulary)
        total = max(len(blocks), 20)  # so that in a short article a word said twice still counts
        self.weights = {
            stem: math.log(1 + total / count) * (LITTLE if _little(stem) else 1.0) for stem, count in spread.items()
        }
        self.openings = Counter(blocks[place].stems[:4] for place in places)
        self.names = frozenset(name[:STEM] for block in blocks for name in block.names)
        self.candidates = _candidates(blocks, places)

    def repeatable(self, block: _Block) -> bool:
        """Tell whether a paragraph that stands twice, word for word, is a repeat: no short line, none of a series."""
        shortest = LONG_ROW if ROW.match(block.text) else SHORTEST
        return block.stated and len(block.stems) >= shortest and self.openings[block.stems[:4]] < SERIES

    def comparable(self, block: _Block) -> bool:
        """Tell whether a paragraph is running prose, of which another wording can be a repeat."""
        return self.repeatable(block) and not (ROW.match(block.text) or CODE.search(block.text) or _is_list(block))

    def best(self, index: int, gone: Mapping[int, Repeat], *, later: bool) -> Repeat | None:
        """Return the repeat that a candidate, alone or with a neighbour, supports best; None when none does."""
        best: Repeat | None = None
        for candidate in self.candidates.get(index, ()):
            if (candidate > index) != later:
                continue
            windows = ((candidate,), (candidate - 1, candidate), (candidate, candidate + 1))
            for window in windows[:1] if later else windows:
                usable = window[0] >= 0 and (later or window[-1] < index) and gone.keys().isdisjoint(window)
                repeat = self._judge(index, window, later=later) if usable else None
                if repeat and (best is None or repeat.score > best.score + PAIR_GAIN * (len(window) > len(best.of))):
                    best = repeat
        return best

    def _judge(self, index: int, window: tuple[int, ...], *, later: bool) -> Repeat | None:
        block, witnesses = self.blocks[index], [self.blocks[place] for place in window]
        if self._news(block, witnesses) or any(map(_is_list, witnesses)):
            return None
        if later and "?" in witnesses[0].text:
            return None  # an answer further down in questions and answers repeats the text, not the other way round
        evidence = _evidence(block, witnesses, self.weights)
        rule = _rule(block, witnesses, evidence, later=later)
        return Repeat(index, window, rule, round(evidence.covered, 3)) if rule else None

    def _news(self, block: _Block, witnesses: Sequence[_Block]) -> bool:
        """Tell whether the paragraph has a number, name, negation, quotation or subject that the witnesses have not."""
        known = frozenset().union(*(witness.vocabulary for witness in witnesses))
        if not block.numbers <= known or not block.names <= frozenset().union(*(each.spellings for each in witnesses)):
            return True
        if not block.negations <= frozenset().union(*(witness.negations for witness in witnesses)):
            return True
        openers = {sentence[0] for sentence in block.sentences} - known
        if openers & self.names:
            return True
        pairs = frozenset().union(*(witness.pairs for witness in witnesses))
        if block.stems[0] in openers and block.stems[1:3] in pairs:
            return True  # "Oldport did not reply" beside "Newport did not reply": a shared sentence, another subject
        quotations = (quotation.strip(" .,") for quotation in QUOTATION.findall(block.text))
        return any(
            " " in quotation and not any(quotation in witness.text for witness in witnesses) for quotation in quotations
        )


def _is_list(block: _Block) -> bool:
    return len(BULLET.findall(block.text)) >= ROWS


def _candidates(blocks: Sequence[_Block], places: Sequence[int]) -> dict[int, list[int]]:
    """Return, for each paragraph that has any, the few paragraphs that share most of its less common word pairs."""
    index: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for place in places:
        for pair in blocks[place].pairs:
            index[pair].append(place)
    shared: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for sharing in index.values():
        if 1 < len(sharing) <= COMMON_PAIR:
            for place in sharing:
                shared[place].update(sharing)
    best = {}
    for place, counts in shared.items():
        del counts[place]
        best[place] = [other for other, count in counts.most_common(CANDIDATES) if count > 1]
    return best


def _evidence(block: _Block, witnesses: Sequence[_Block], weights: Mapping[str, float]) -> _Evidence:
    known = frozenset().union(*(witness.vocabulary for witness in witnesses))
    pairs = frozenset().union(*(witness.pairs for witness in witnesses))
    heard = [frozenset(sentence) for witness in witnesses for sentence in witness.sentences]
    total = covered = linked = told = 0.0
    weakest = 1.0
    run = longest = 0
    for sentence in block.sentences:
        whole = sum(weights[stem] for stem in sentence)
        known_here = sum(weights[stem] for stem in sentence if stem in known)
        told += max(sum(weights[stem] for stem in sentence if stem in other) for other in heard)
        total += whole
        covered += known_here
        weakest = min(weakest, known_here / whole)
    fresh = sum(not _little(stem) for stem in block.vocabulary - known)
    before = False
    for place, stem in enumerate(block.stems):
        after = block.stems[place : place + 2] in pairs
        if after or before:
            linked += weights[stem]
        run = run + 1 if before else 1
        longest = max(longest, run)
        before = after
    return _Evidence(covered / total, linked / total, told / total, weakest, fresh, longest)


def _rule(block: _Block, witnesses: Sequence[_Block], evidence: _Evidence, *, later: bool) -> str | None:
    """Return the name of the rule under which the witnesses make the paragraph superfluous, or None."""
    length, size = len(block.stems), sum(len(witness.stems) for witness in witnesses)
    shown = evidence._asdict()

    def reaches(least: Mapping[str, float]) -> bool:
        return all(shown[name] >= value for name, value in least.items())

    if len(witnesses) == 1 and length < 0.9 * size and reaches(CONTAINED):
        return "contained"
    if later:
        return None
    if length >= 0.7 * size and reaches(EDITED):
        negated = frozenset().union(*(witness.negations for witness in witnesses))
        return "edited" if block.negations == negated else None
    brief = length >= SHORTEST_RETELLING and evidence.fresh <= FRESH
    alike = evidence.run >= VERBATIM or evidence.told >= WHOLE
    return "retold" if brief and alike and reaches(RETOLD) else None
