"""The paragraphs of two versions aligned: which one became which, and what was added, deleted, moved, split or merged.

Exact in order, exact anywhere, split or merged, then the most alike first; what lies outside the longest run that kept
its order has moved (docs/benchmarks.md: difflib tells hardly any of the moves).
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import cdist

from writethru.elements import Op
from writethru.text import fold
from writethru.worddiffs import common_ends, stretches

# rapidfuzz ratios in 0..100. Two leftover paragraphs are one, edited: at 40 one in fifty is taken for another, above 60
# rewritten ones are lost.
SAME_PARAGRAPH = 50
# A few together are one, cut up or joined and edited (from 60 to 85 about the same, at 95 most are lost) ...
JOINED = 80
# ... if they are so much liker to it than the one of them that is likest. From 3 on no paragraph cut short beside
# a new one is taken for a split, at 2 one in forty is; at 10 twice as many true splits and merges are lost.
CLOSER = 4
# Leftover paragraphs are scored up to so many pairs, and pairs of their characters: one to two seconds. Beyond, the
# article was replaced and nobody reads its paragraphs as edits.
MOST_PAIRS = 250_000
MOST_CHARACTER_PAIRS = 40_000_000_000
MOST_PARTS = 20  # of one paragraph split, or merged; more is a list set anew, and costs


class Step(NamedTuple):
    """One operation on paragraphs, by their indices in the old and in the new version."""

    op: Op
    before: tuple[int, ...]
    after: tuple[int, ...]


def align(old: Sequence[str], new: Sequence[str]) -> tuple[Step, ...]:
    """Return the paragraph operations in the new version's order, a deletion after the neighbour that it followed.

    Paragraphs are compared folded; one that differs by its typography only is an "edit".
    """
    start, end = common_ends(old, new)
    folds = {text: fold(text) for text in {*old[start : len(old) - end], *new[start : len(new) - end]}}
    found = _Alignment(
        {i: folds[old[i]] for i in range(start, len(old) - end)},
        {j: folds[new[j]] for j in range(start, len(new) - end)},
    )
    stays = _longest_increasing(found.pairs)
    steps = []
    for i, j in found.pairs.items():
        if stays.get(i) != j:
            steps.append(Step("move", (i,), (j,)))
        elif old[i] != new[j]:
            steps.append(Step("edit", (i,), (j,)))
    steps += [Step("split", (i,), parts) for i, parts in found.splits.items()]
    steps += [Step("merge", parts, (j,)) for j, parts in found.merges.items()]
    steps += [Step("delete", (i,), ()) for i in found.old]
    steps += [Step("add", (), (j,)) for j in found.new]
    anchors = sorted(stays)

    def place(step: Step) -> tuple[float, int]:
        if step.after:
            return step.after[0], 0
        neighbour = bisect_left(anchors, step.before[0]) - 1
        return (stays[anchors[neighbour]] if neighbour >= 0 else start - 1) + 0.5, step.before[0]

    return tuple(sorted(steps, key=place))


class _Alignment:
    """Which folded paragraph became which; `old` and `new` hold what is left over, in order, after each step.

    `pairs` maps an old index to a new one, `splits` an old one to many, `merges` a new one to many.
    """

    def __init__(self, old: dict[int, str], new: dict[int, str]) -> None:
        self.old, self.new = old, new
        self.pairs: dict[int, int] = {}
        self._pair_in_order()
        self._pair_anywhere()
        self.splits = dict(_joined(self.old, self.new))
        self.merges = dict(_joined(self.new, self.old))
        self._pair_alike()

    def _pair(self, i: int, j: int) -> None:
        self.pairs[i] = j
        del self.old[i], self.new[j]

    def _pair_in_order(self) -> None:
        rows, columns = list(self.old), list(self.new)
        for same, old, new in stretches(list(self.old.values()), list(self.new.values())):
            if same:
                for i, j in zip(old, new, strict=True):
                    self._pair(rows[i], columns[j])

    def _pair_anywhere(self) -> None:
        places: defaultdict[str, list[int]] = defaultdict(list)
        for j, text in reversed(self.new.items()):
            places[text].append(j)
        for i, text in list(self.old.items()):
            if places[text]:
                self._pair(i, places[text].pop())

    def _pair_alike(self) -> None:
        """Pair what is left by likeness, the likest first, the nearer first among equals."""
        rows, columns = list(self.old), list(self.new)
        old, new = list(self.old.values()), list(self.new.values())
        characters = sum(map(len, old)) * sum(map(len, new))
        if not characters or len(old) * len(new) > MOST_PAIRS or characters > MOST_CHARACTER_PAIRS:
            return
        scores = cdist(old, new, scorer=ratio, score_cutoff=SAME_PARAGRAPH)
        ranked = sorted(
            (-float(scores[x, y]), abs(rows[x] - columns[y]), rows[x], columns[y])
            for x, y in zip(*scores.nonzero(), strict=True)
        )
        for score, _, i, j in ranked:
            if i in self.old and j in self.new:
                if parts := _likest_joined(self.old[i], j, self.new, CLOSER - score):
                    self.splits[i] = parts
                    self._take((i,), parts)
                elif parts := _likest_joined(self.new[j], i, self.old, CLOSER - score):
                    self.merges[j] = parts
                    self._take(parts, (j,))
                else:
                    self._pair(i, j)

    def _take(self, old: tuple[int, ...], new: tuple[int, ...]) -> None:
        for i in old:
            del self.old[i]
        for j in new:
            del self.new[j]


def _joined(wholes: dict[int, str], parts: dict[int, str]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Take out, and yield by index, each whole that a few neighbouring parts make up, white space aside."""
    if len(wholes) * len(parts) > MOST_PAIRS:
        return
    squeezed = {index: text.replace(" ", "") for index, text in parts.items()}
    for whole, text in list(wholes.items()):
        letters = text.replace(" ", "")
        for first in list(parts):
            told, last = 0, first
            while last in parts and last - first < MOST_PARTS and letters.startswith(squeezed[last], told):
                told, last = told + len(squeezed[last]), last + 1
            if told == len(letters) and last - first > 1:
                del wholes[whole]
                for index in range(first, last):
                    del parts[index]
                yield whole, tuple(range(first, last))
                break


def _likest_joined(whole: str, part: int, parts: Mapping[int, str], least: float) -> tuple[int, ...]:
    """Return a part and the neighbours that, joined, are likest to the whole, at least as like as that; () for none."""

    def likeness(run: tuple[int, ...]) -> float:
        return ratio(whole, " ".join(parts[each] for each in run))

    run: tuple[int, ...] = (part,)
    likest = likeness(run)
    while len(run) < MOST_PARTS:
        neighbours = ((run[0] - 1, *run), (*run, run[-1] + 1))
        longer = [neighbour for neighbour in neighbours if neighbour[0] in parts and neighbour[-1] in parts]
        score, better = max(((likeness(each), each) for each in longer), default=(0.0, run))
        if score <= likest:
            break
        run, likest = better, score
    return run if len(run) > 1 and likest >= max(least, JOINED) else ()


def _longest_increasing(pairs: Mapping[int, int]) -> dict[int, int]:
    """Return the longest run of pairs that rise on both sides: the paragraphs that stayed in order."""
    ends: list[int] = []  # the smallest new index that ends a run of each length
    tails: list[int] = []  # and its old index
    previous: dict[int, int | None] = {}
    for i in sorted(pairs):
        length = bisect_left(ends, pairs[i])
        previous[i] = tails[length - 1] if length else None
        ends[length : length + 1], tails[length : length + 1] = [pairs[i]], [i]
    run = {}
    last = tails[-1] if tails else None
    while last is not None:
        run[last] = pairs[last]
        last = previous[last]
    return run
