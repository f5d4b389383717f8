"""Paragraphs that repeat what the same article already says.

An article assembled from wire copy, a statement and an earlier story says some things twice. A paragraph may go when
an editor could delete it and the reader would lose no fact, so the question is never "how similar" alone: first come
guards, which keep what stands in its place on purpose (`standing`) and whatever might be new (`novelty`), then how much
of the paragraph's wording other paragraphs cover (`coverage`, `retelling`).
"""

import math
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from writethru.coverage import Coverage, Evidence
from writethru.elements import Article, Removal, Repetition
from writethru.languages import read_language
from writethru.novelty import Novelty, novelty
from writethru.removals import remove
from writethru.retelling import Setting, likelihood
from writethru.standing import SHORTEST, STOPS, ordered, placed, prose, repeatable, stated
from writethru.vocabulary import vocabulary
from writethru.wording import STEM, Block

COMPARED = ("paragraph", "quote", "heading", "caption")  # kinds of blocks; headings show what stands under them
SERIES = 3  # paragraphs that open with the same words: a template
PARTIAL = ("contained", "retold")  # rules for what may be a part of its witness;
OVERVIEW = 2  # such parts, and it is an overview, or a table run together
OPENING = 4  # words
LONGEST, MOST_SENTENCES = 800, 100  # words; a block with more has lost its paragraphs, and costs the square of them
PAIR_GAIN = 0.05  # a second witness must add this much cover to be named

# The least that covers a paragraph all but word for word. These and the measures below were chosen on the labelled
# articles of docs/benchmarks.md: lower ones drop more news there.
CONTAINED = {"covered": 0.92, "linked": 0.7}
EDITED = {"covered": 0.85, "linked": 0.75}
VERBATIM = {"linked": 0.97}  # then even a list may be the witness,
SHORTEST_QUOTED = 12  # words; of a paragraph that long
SHORTER = 0.9  # of its witness, at most; what is contained is shorter
AS_LONG = 0.7  # as its witnesses, at least; what is edited is no summary
FRESH = 8  # words of content, at most; where more are new, something new is said
WHOLE = 0.95  # of a witness's sentence is told again; then each new word must stand for one that is not
SUMMARY = 0.7  # of the later paragraph that says all of it, at most
AT_LENGTH = 1.6  # times its witnesses, at most; a longer one says more
SHORTEST_WITNESS = 6  # words
LEAST_COVERED = 0.3  # of a paragraph's weight; no retelling that was labelled has less, save some that no rule finds
LEAST_BY_LENGTH = 0.1  # times the logarithm of the article's paragraphs; below, the model finds nothing likely
LIKELY = 0.6  # at .5 twice as much news goes on real pages (docs/benchmarks.md), for a tenth more of what repeats


@dataclass(frozen=True, slots=True)
class Repeat:
    """A paragraph that the paragraphs `of` make superfluous.

    `score` is the share of its wording found there, in [0, 1]; `features` are the values the rule was applied to.
    """

    index: int
    of: tuple[int, ...]
    rule: str
    score: float
    features: tuple[tuple[str, float], ...] = ()


def find_repeats(paragraphs: Sequence[str], headline: str = "", language: str | None = None) -> tuple[Repeat, ...]:
    """Return the paragraphs that the rest of the article makes superfluous, by index.

    Rules: "exact" and "edited" (an earlier paragraph, word for word or nearly), "contained" (inside a longer paragraph
    before or after it: the shorter goes), "retold" (one or two adjacent earlier paragraphs say it in other words). A
    headline is no paragraph: a body that says it again is kept. What a repeat is `of` is never itself a repeat.
    `language` is a BCP 47 tag, read from the text when it is None; where it has no vocabulary, nothing is "retold".
    """
    known = vocabulary(language or read_language((), " ".join(paragraphs)))
    return Comparison([Block(text, known) for text in paragraphs]).repeats()


def mark_repeats(article: Article) -> Article:
    """Return the article with its repeats in `repetitions`, and in its text all the same.

    Captions and quotes are compared like paragraphs; headings, list and table rows and preformatted text are neither
    repeats nor taken for what a paragraph repeats.
    """
    known = vocabulary(article.language or read_language((), article.text))
    read = [
        _Placed(position, paragraph.kind, Block(paragraph.text, known))
        for position, paragraph in zip(article.positions(), article.paragraphs, strict=True)
        if paragraph.kind in COMPARED
    ]
    found = _repetitions([each for each in read if each.kind != "caption"])
    captions = [each for each in read if each.kind == "caption"]
    if captions:  # the text never repeats a caption
        gone = {repetition.position for repetition in found}
        text = [each for each in read if each.kind not in ("caption", "heading") and each.position not in gone]
        places = {each.position for each in captions}
        found += [repetition for repetition in _repetitions(text + captions) if repetition.position in places]
    return replace(article, repetitions=tuple(sorted(found, key=lambda repetition: repetition.position)))


def drop_repeats(article: Article) -> Article:
    """Return the article with its repeats moved to `removed`, as reason "repeat"; protected ones are only marked.

    Meant to be asked once of an article: what is gone no longer weighs in, so another pass may find a little more.
    """
    marked = mark_repeats(article)
    blocks = marked.blocks()
    gone = [repeat for repeat in marked.repetitions if not blocks[repeat.position].protected]
    removals = (
        Removal(blocks[at.position].text, at.position, "repeat", at.rule, at.of, at.score, blocks[at.position].kind)
        for at in gone
    )
    left = tuple(repeat for repeat in marked.repetitions if repeat not in gone)
    return remove(replace(marked, repetitions=left), removals)


class _Placed(NamedTuple):
    """A block with its position among all of an article's."""

    position: int
    kind: str
    block: Block


def _repetitions(read: Sequence[_Placed]) -> list[Repetition]:
    among = [index for index, each in enumerate(read) if each.kind != "heading"]
    return [
        Repetition(
            read[repeat.index].position,
            tuple(read[place].position for place in repeat.of),
            repeat.rule,
            repeat.score,
        )
        for repeat in Comparison([each.block for each in read], among).repeats()
    ]


class Comparison:
    """The paragraphs of one article, ready to be held against each other: those at `among`, or all.

    The others (headings, rows) only show what stands before and after a paragraph.
    """

    def __init__(self, blocks: Sequence[Block], among: Iterable[int] | None = None) -> None:
        self.blocks = blocks
        first: dict[str, int] = {}
        compared = range(len(blocks)) if among is None else among
        self.earliest = {index: first.setdefault(blocks[index].text.lower(), index) for index in compared}
        self.openings = Counter(blocks[place].stems[:OPENING] for place in first.values())
        self.least = max(LEAST_COVERED, LEAST_BY_LENGTH * math.log(max(len(blocks), 1)))
        self.coverage = Coverage(blocks, [place for place in first.values() if _is_bounded(blocks[place])])

    def repeats(self) -> tuple[Repeat, ...]:
        """Return the repeats, in order: what earlier paragraphs tell first, then what is inside later ones."""
        found = {
            index: Repeat(index, (first,), "exact", 1.0)
            for index, first in self.earliest.items()
            if first != index and self._restated(index)
        }
        witnesses = {place for repeat in found.values() for place in repeat.of}
        movable = [index for index in sorted(self.coverage.candidates) if self.movable(index)]
        for later in (False, True):
            for index in movable:
                if index in found or index in witnesses:
                    continue
                repeat = self._best(index, found, later=later)
                if repeat:
                    found[index] = repeat
                    witnesses.update(repeat.of)
        parts = Counter(place for repeat in found.values() if repeat.rule in PARTIAL for place in repeat.of)
        overviews = {place for place, count in parts.items() if count >= OVERVIEW}
        return tuple(
            repeat
            for _, repeat in sorted(found.items())
            if repeat.rule not in PARTIAL or overviews.isdisjoint(repeat.of)
        )

    def _restated(self, index: int) -> bool:
        block = self.blocks[index]
        return repeatable(block) and not self._in_series(block) and not placed(self.blocks, index)

    def _in_series(self, block: Block) -> bool:
        return self.openings[block.stems[:OPENING]] >= SERIES

    def movable(self, index: int) -> bool:
        """Tell whether a paragraph is running text that belongs to no place or series."""
        block = self.blocks[index]
        if len(block.stems) < SHORTEST or self._in_series(block):
            return False
        return prose(block) and not placed(self.blocks, index)

    def _best(self, index: int, gone: Mapping[int, Repeat], *, later: bool) -> Repeat | None:
        """Return the repeat that a candidate, alone or with a neighbour, supports best; None when none does."""
        best: Repeat | None = None
        for window in self.windows(index, gone, later=later):
            repeat = self._judge(index, window, later=later)
            if repeat and (best is None or repeat.score > best.score + PAIR_GAIN * (len(window) > len(best.of))):
                best = repeat
        return best

    def windows(self, index: int, gone: Container[int] = (), *, later: bool = False) -> Iterator[tuple[int, ...]]:
        """Yield the paragraphs before (or else behind) one that may say it already: one, or two adjacent ones."""
        for candidate in self.coverage.candidates.get(index, ()):
            if candidate in gone or later != (candidate > index):
                continue
            yield (candidate,)
            for one in () if later else (candidate - 1, candidate):
                if one + 1 < index and all(
                    each in self.coverage.places and each not in gone for each in (one, one + 1)
                ):
                    yield one, one + 1

    def weigh(self, index: int, window: tuple[int, ...]) -> tuple[Evidence, Setting] | None:
        """Return what the model weighs of a paragraph and its witnesses; None when they cover too little of it."""
        block, witnesses = self.blocks[index], [self.blocks[place] for place in window]
        if self.coverage.share(block, witnesses) < self.least or not self.coverage.all_tell(block, witnesses):
            return None
        adjacent = any(abs(index - place) == 1 for place in window)
        setting = Setting(len(window), window[0] > index, adjacent, len(self.blocks))
        return self.coverage.evidence(block, witnesses), setting

    def news(self, index: int, window: tuple[int, ...], *, retold: bool) -> Novelty | None:
        """Return what a paragraph says that its witnesses do not, None when the guards find nothing."""
        block, witnesses = self.blocks[index], [self.blocks[place] for place in window]
        return novelty(block, witnesses, self.coverage.spread, self.names, retold=retold)

    @cached_property
    def names(self) -> frozenset[str]:
        """The stems of all names, as they stand inside the article's sentences and never without their capital."""
        plain = frozenset(word.stem for block in self.blocks for word in block.words if word.sort == "other")
        return frozenset(name[:STEM] for block in self.blocks if stated(block) for name in block.names) - plain

    def _judge(self, index: int, window: tuple[int, ...], *, later: bool) -> Repeat | None:
        weighed = self.weigh(index, window)
        if weighed is None:
            return None
        shown, chance = weighed[0], likelihood(*weighed)
        rule = _rule(self.blocks[index], [self.blocks[place] for place in window], shown, chance, later=later)
        if rule is None or self.news(index, window, retold=rule == "retold"):
            return None
        features = tuple((name, round(float(value), 3)) for name, value in shown._asdict().items())
        return Repeat(index, window, rule, round(shown.covered, 3), (*features, ("likelihood", round(chance, 3))))


def _is_bounded(block: Block) -> bool:
    return len(block.stems) <= LONGEST and sum(map(block.text.count, STOPS)) <= MOST_SENTENCES


def _rule(block: Block, witnesses: Sequence[Block], shown: Evidence, chance: float, *, later: bool) -> str | None:
    """Return the rule under which witnesses that tell nothing less make a paragraph superfluous, or None."""

    def reaches(least: Mapping[str, float]) -> bool:
        return all(value <= getattr(shown, name) for name, value in least.items())

    if len(witnesses) == 1 and shown.length < SHORTER:
        verbatim = reaches(VERBATIM) and len(block.stems) >= SHORTEST_QUOTED and not ordered(witnesses[0])
        if verbatim or (reaches(CONTAINED) and telling(witnesses)):
            return "contained"
    if not telling(witnesses) or shown.fresh > min(FRESH, shown.lost if shown.reverse >= WHOLE else FRESH):
        return None
    if not later and shown.length >= AS_LONG and reaches(EDITED):
        return "edited"
    if chance < LIKELY or not block.known.language or shown.length > (SUMMARY if later else AT_LENGTH):
        return None
    return "contained" if later else "retold"


def telling(witnesses: Sequence[Block]) -> bool:
    """Tell whether witnesses are running text, as what is retold is."""
    return all(prose(witness) and len(witness.stems) >= SHORTEST_WITNESS for witness in witnesses)
