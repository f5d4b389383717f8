"""Paragraphs that repeat what the same article already says.

An article assembled from wire copy, a statement and an earlier story says some things twice. A paragraph may go when
an editor could delete it and the reader would lose no fact, so the question is never "how similar" alone: first come
guards, which keep whatever might be new, then how much of the paragraph's wording other paragraphs cover.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import chain, combinations, pairwise
from typing import Literal, NamedTuple

from writethru.elements import Article, Removal, Repetition
from writethru.removals import remove
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
LEAST_COVERED = min(rule["covered"] for rule in (CONTAINED, EDITED, RETOLD))
VERBATIM = 6  # words in a row; a retelling keeps one such run,
WHOLE = 0.85  # or has its like for each sentence
SHORTEST_RETELLING = 12  # words; "This model is sold by Harbour & Sons" is said of something else each time
FRESH = 7  # words; more that are new, and something new is said

# Chinese, Japanese and Thai write no spaces: there each character counts as a word. Numbers keep their points.
TOKEN = re.compile(r"\d+(?:[.,:]\d+)*\w*|[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]|[^\W\d]\w*")
DIGIT = re.compile(r"\d")
SENTENCE = re.compile(r"(?=\s)(?:(?<=\w{3}[.!?])|(?<=[.!?][\"')]))\s+|(?<=[。！？])")
STOPS = tuple(".!。！।۔")
CLOSERS = "\"')]"
ROW = re.compile(r"(?:[-*•·▪>]|\d{1,2}[.):]\s|\d{1,2}:\d{2}|[^,:!?]{1,40}:\s)")  # a bullet, a clock time, "Label: "
CODE = re.compile(r"[={}\\|]")  # formulas and programs: one other sign makes another statement
BULLET = re.compile(r"(?:^|\s)(?:[-*•·▪]|\d{1,2}[.)])(?=\s)")
ROWS = 3  # bullets that make a block a list run together
INITIALS = re.compile(r"\.(?:(?<=\b\w\.)(?=\w\.)|(?<=\.\w\.))")  # the points of "U.S.", which is "US"
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


class _Word(NamedTuple):
    """One word as it is compared."""

    stem: str
    spelling: str
    sort: Literal["number", "negation", "name", "other"]  # a name when it stands inside a sentence


class _Block:
    """One paragraph, taken apart; what only a judgement asks for is made when first asked for."""

    def __init__(self, text: str) -> None:
        self.text = INITIALS.sub("", fold(text))
        self.stems = tuple([word.stem for word in map(_word, TOKEN.findall(self.text))])
        self.vocabulary = frozenset(self.stems)
        self.pairs = frozenset(pairwise(self.stems))

    @cached_property
    def sentences(self) -> tuple[tuple[_Word, ...], ...]:
        """Its words, sentence by sentence; none is empty."""
        found = (tuple(map(_word, TOKEN.findall(sentence))) for sentence in SENTENCE.split(self.text))
        return tuple(sentence for sentence in found if sentence)

    @cached_property
    def spellings(self) -> frozenset[str]:
        """Its words in the singular."""
        return frozenset(word.spelling for sentence in self.sentences for word in sentence)

    @cached_property
    def names(self) -> frozenset[str]:
        """Names spelt out: "Martin" is not "Martinez"."""
        return frozenset(word.spelling for sentence in self.sentences for word in sentence[1:] if word.sort == "name")

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Its numbers, small ones in figures: "two" is "2"."""
        return frozenset(word.stem for sentence in self.sentences for word in sentence if word.sort == "number")

    @cached_property
    def negations(self) -> frozenset[str]:
        """Words that deny."""
        return frozenset(word.spelling for sentence in self.sentences for word in sentence if word.sort == "negation")


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
    blocks = [_Block(text) for text in paragraphs]
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
            if index in found or index in witnesses or len(blocks[index].stems) < SHORTEST:
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


def mark_repeats(article: Article) -> Article:
    """Return the article with its repeats in `repetitions`, and in its text all the same.

    Captions and quotes are compared like paragraphs; headings, list and table rows and preformatted text are neither
    repeats nor taken for what a paragraph repeats.
    """
    blocks, positions = article.paragraphs, article.positions()
    prose = [place for place, block in enumerate(blocks) if block.kind in ("paragraph", "quote")]
    captions = [place for place, block in enumerate(blocks) if block.kind == "caption"]
    order = prose + captions  # a caption may repeat the text, never the text a caption
    places = [positions[place] for place in order]
    found = (
        Repetition(places[repeat.index], tuple(places[index] for index in repeat.of), repeat.rule, repeat.score)
        for repeat in find_repeats([blocks[place].text for place in order], article.headline)
        if repeat.index >= len(prose) or max(repeat.of) < len(prose)
    )
    return replace(article, repetitions=tuple(sorted(found, key=lambda repetition: repetition.position)))


def drop_repeats(article: Article) -> Article:
    """Return the article with its repeats moved to `removed`, as reason "repeat"; protected ones are only marked."""
    marked = mark_repeats(article)
    blocks = marked.blocks()
    gone = [repeat for repeat in marked.repetitions if not blocks[repeat.position].protected]
    removals = (
        Removal(blocks[at.position].text, at.position, "repeat", at.rule, at.of, at.score, blocks[at.position].kind)
        for at in gone
    )
    left = tuple(repeat for repeat in marked.repetitions if repeat not in gone)
    return remove(replace(marked, repetitions=left), removals)


@lru_cache(maxsize=1 << 15)  # the words of a day's news; most stand in every article
def _word(token: str) -> _Word:
    word = token.lower()
    spelling = _singular(word)
    if word in NUMERALS or DIGIT.search(word):
        return _Word(NUMERALS.get(word, word), spelling, "number")
    if word in NEGATIONS or word == "t":  # the rest of "don't"
        return _Word(spelling[:STEM], spelling, "negation")
    named = token[0] != word[0] and word not in OFFICES
    return _Word(spelling[:STEM], spelling, "name" if named else "other")


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" else word


OFFICE_STEMS = frozenset(_singular(office)[:STEM] for office in OFFICES)


@lru_cache(maxsize=1 << 15)
def _little(stem: str) -> bool:
    """Tell whether a stem says little by itself: an article or preposition of most languages, or an office."""
    return stem in OFFICE_STEMS or (len(stem) <= 3 and not stem[0].isdigit())


class _Comparison:
    """The paragraphs of one article, ready to be held against each other.

    Only those at `places` are compared, so that each text stands once.
    """

    def __init__(self, blocks: Sequence[_Block], places: Sequence[int]) -> None:
        self.blocks = blocks
        spread = Counter(chain.from_iterable(block.vocabulary for block in blocks))
        total = max(len(blocks), 20)  # so that in a short article a word said twice still counts
        rarity = {count: math.log(1 + total / count) for count in set(spread.values())}
        self.weights = {
            stem: rarity[count] * LITTLE if _little(stem) else rarity[count] for stem, count in spread.items()
        }
        self.openings = Counter(blocks[place].stems[:4] for place in places)
        self.candidates = _candidates(blocks, places)
        weight = self.weights.__getitem__
        self.spare = {place: (1 - LEAST_COVERED) * sum(map(weight, blocks[place].stems)) for place in self.candidates}

    def repeatable(self, block: _Block) -> bool:
        """Tell whether a paragraph that stands twice, word for word, is a repeat: no short line, none of a series."""
        shortest = LONG_ROW if ROW.match(block.text) else SHORTEST
        stated = block.text.rstrip(CLOSERS).endswith(STOPS)  # as a sentence is: no heading, label or question
        return stated and len(block.stems) >= shortest and self.openings[block.stems[:4]] < SERIES

    def comparable(self, block: _Block) -> bool:
        """Tell whether a paragraph is running prose, of which another wording can be a repeat."""
        return self.repeatable(block) and not (ROW.match(block.text) or CODE.search(block.text) or _is_list(block))

    def best(self, index: int, gone: Mapping[int, Repeat], *, later: bool) -> Repeat | None:
        """Return the repeat that a candidate, alone or with a neighbour, supports best; None when none does."""
        best: Repeat | None = None
        block, weight = self.blocks[index], self.weights.__getitem__
        for window in self._windows(index, gone, later=later):
            new = block.vocabulary.difference(*[self.blocks[place].vocabulary for place in window])
            if sum(map(weight, new)) > self.spare[index]:
                continue  # as nearly always, and told soonest: no rule bears so much that is new
            repeat = self._judge(index, window, later=later)
            if repeat and (best is None or repeat.score > best.score + PAIR_GAIN * (len(window) > len(best.of))):
                best = repeat
        return best

    def _windows(self, index: int, gone: Mapping[int, Repeat], *, later: bool) -> Iterator[tuple[int, ...]]:
        for candidate in self.candidates.get(index, ()):
            if later and candidate > index and candidate not in gone:
                yield (candidate,)
            elif not later and candidate < index and candidate not in gone:
                yield (candidate,)
                if candidate > 0 and candidate - 1 not in gone:
                    yield candidate - 1, candidate
                if candidate + 1 < index and candidate + 1 not in gone:
                    yield candidate, candidate + 1

    def _judge(self, index: int, window: tuple[int, ...], *, later: bool) -> Repeat | None:
        block, witnesses = self.blocks[index], [self.blocks[place] for place in window]
        if not self.comparable(block) or self._news(block, witnesses) or any(map(_is_list, witnesses)):
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
        openers = {sentence[0].stem for sentence in block.sentences} - known
        if any(map(self._is_name, openers)):
            return True
        pairs = frozenset().union(*(witness.pairs for witness in witnesses))
        if block.stems[0] in openers and block.stems[1:3] in pairs:
            return True  # "Oldport did not reply" beside "Newport did not reply": a shared sentence, another subject
        quotations = (quotation.strip(" .,") for quotation in QUOTATION.findall(block.text))
        return any(
            " " in quotation and not any(quotation in witness.text for witness in witnesses) for quotation in quotations
        )

    def _is_name(self, stem: str) -> bool:
        """Tell whether it stands for a name anywhere in the article."""
        return any(stem == name[:STEM] for block in self.blocks if stem in block.vocabulary for name in block.names)


def _is_list(block: _Block) -> bool:
    return len(BULLET.findall(block.text)) >= ROWS


def _candidates(blocks: Sequence[_Block], places: Sequence[int]) -> dict[int, list[int]]:
    """Return, for each paragraph that has any, the few paragraphs that share most of its less common word pairs."""
    seen: set[tuple[str, str]] = set()
    twice: set[tuple[str, str]] = set()
    for place in places:
        twice |= blocks[place].pairs & seen
        seen |= blocks[place].pairs
    index: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for place in places:
        for pair in blocks[place].pairs & twice:
            index[pair].append(place)
    few = sorted(sharing for sharing in index.values() if len(sharing) <= COMMON_PAIR)  # sets have no order to rely on
    shared = Counter(chain.from_iterable(combinations(sharing, 2) for sharing in few))
    best: defaultdict[int, list[int]] = defaultdict(list)
    for (one, other), count in shared.most_common():
        if count > 1:
            best[one].append(other)
            best[other].append(one)
    return {place: others[:CANDIDATES] for place, others in best.items()}


def _evidence(block: _Block, witnesses: Sequence[_Block], weights: Mapping[str, float]) -> _Evidence:
    known = frozenset().union(*(witness.vocabulary for witness in witnesses))
    pairs = frozenset().union(*(witness.pairs for witness in witnesses))
    heard = [frozenset(word.stem for word in sentence) for witness in witnesses for sentence in witness.sentences]
    total = covered = linked = told = 0.0
    weakest = 1.0
    run = longest = 0
    for words_of in block.sentences:
        sentence = [word.stem for word in words_of]
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
