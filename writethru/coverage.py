"""How much of a paragraph's wording other paragraphs cover: candidates, and the evidence for each."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain, combinations
from typing import NamedTuple

from writethru.wording import Block, Sentence, forms

COMMON = 8  # paragraphs; a word in more of them is the article's topic and names no candidate
CANDIDATES = 3  # the paragraphs that share most; on labelled articles the second holds the repeated one already
LITTLE = 0.4  # of its weight, for a word of grammar
SHARED = 2  # words of content; a second witness that has fewer is none
LEAST = 20  # paragraphs that an article counts as having, so that in a short one a word said twice still counts


class Evidence(NamedTuple):
    """How witnesses cover a paragraph: weighted shares in [0, 1], then counts."""

    covered: float  # words
    linked: float  # words in pairs that stand together there too
    told: float  # words, by the best single sentence for each of its own
    weakest: float  # words of the least covered sentence
    reverse: float  # of the best covered sentence of the witnesses, by the paragraph
    fresh: int  # different words of content that are new
    lost: int  # different words of content of the witnesses' sentences told again, that it does not have
    run: int  # words, the longest shared run
    numbers: int  # shared
    names: int  # shared
    length: float  # words, as a share of the witnesses'


class Coverage:
    """The paragraphs of one article, ready to be held against each other; only those at `places` are."""

    def __init__(self, blocks: Sequence[Block], places: Sequence[int]) -> None:
        self.blocks = blocks
        self.spread = Counter(chain.from_iterable(block.vocabulary for block in blocks))
        total = max(len(blocks), LEAST)
        rarity = {count: math.log(1 + total / count) for count in set(self.spread.values())}
        little = {word.stem for block in blocks for word in block.words if word.sort == "little"}
        self.weights = {
            stem: rarity[count] * (LITTLE if stem in little else 1.0) for stem, count in self.spread.items()
        }
        self.places = frozenset(places)
        self.candidates = self._candidates()

    def _candidates(self) -> Mapping[int, list[int]]:
        """Return, for each paragraph that has any, the few paragraphs that share most of its less common words."""
        where: defaultdict[str, list[int]] = defaultdict(list)
        for place in sorted(self.places):
            for stem in self.blocks[place].vocabulary:
                where[stem].append(place)
        shared: defaultdict[tuple[int, int], float] = defaultdict(float)
        for stem in sorted(where):  # sets have no order to rely on, and sums of fractions depend on it
            if 1 < len(where[stem]) <= COMMON:
                for pair in combinations(where[stem], 2):
                    shared[pair] += self.weights[stem]
        best: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
        for (one, other), weight in shared.items():
            best[one].append((-weight, other))
            best[other].append((-weight, one))
        return {place: [other for _, other in sorted(others)[:CANDIDATES]] for place, others in sorted(best.items())}

    def share(self, block: Block, witnesses: Sequence[Block]) -> float:
        """Return the weighted share of a paragraph's different words that witnesses have; cheap, to be asked first."""
        weight = self.weights.__getitem__
        new = block.vocabulary.difference(*[witness.vocabulary for witness in witnesses])
        return 1 - sum(map(weight, new)) / sum(map(weight, block.vocabulary))

    def all_tell(self, block: Block, witnesses: Sequence[Block]) -> bool:
        """Tell whether each of several witnesses has words of content that the others lack."""
        if len(witnesses) == 1:
            return True
        one, other = (block.content & witness.vocabulary for witness in witnesses)
        return len(one - other) >= SHARED and len(other - one) >= SHARED

    def evidence(self, block: Block, witnesses: Sequence[Block]) -> Evidence:
        """Return how witnesses cover a paragraph."""
        weight = self.weights.__getitem__
        known = frozenset[str]().union(*(witness.vocabulary for witness in witnesses))
        heard = [sentence for witness in witnesses for sentence in witness.sentences]
        total = covered = told = 0.0
        weakest = 1.0
        told_again = set()
        for sentence in block.sentences:
            whole = sum(map(weight, sentence.stems))
            here = sum(weight(stem) for stem in sentence.stems if stem in known)
            best, nearest = max((self._shared(sentence, other), place) for place, other in enumerate(heard))
            total, covered, told = total + whole, covered + here, told + best
            weakest = min(weakest, here / whole)
            told_again.add(nearest)
        linked, run = self._linked(block, witnesses)
        said = frozenset[str]().union(*(heard[place].content for place in told_again))
        return Evidence(
            covered=covered / total,
            linked=linked / total,
            told=told / total,
            weakest=weakest,
            reverse=max(self._shared_by(sentence, block) for sentence in heard),
            fresh=_fresh(block, witnesses, known),
            lost=len(said - block.vocabulary),
            run=run,
            numbers=len(block.numbers & frozenset[str]().union(*(each.numbers for each in witnesses))),
            names=len(block.names & frozenset[str]().union(*(each.spellings for each in witnesses))),
            length=len(block.stems) / sum(len(witness.stems) for witness in witnesses),
        )

    def _shared(self, sentence: Sentence, other: Sentence) -> float:
        return sum(self.weights[stem] for stem in sentence.stems if stem in other.vocabulary)

    def _shared_by(self, sentence: Sentence, block: Block) -> float:
        shared = sum(map(self.weights.__getitem__, sentence.vocabulary & block.vocabulary))
        return shared / sum(map(self.weights.__getitem__, sentence.vocabulary))

    def _linked(self, block: Block, witnesses: Sequence[Block]) -> tuple[float, int]:
        """Return the weight of the words that stand beside the same word there too, and the longest run of them."""
        pairs = frozenset[tuple[str, str]]().union(*(witness.pairs for witness in witnesses))
        linked, run, longest, before = 0.0, 0, 0, False
        for place, stem in enumerate(block.stems):
            after = block.stems[place : place + 2] in pairs
            if after or before:
                linked += self.weights[stem]
            run = run + 1 if before else 1
            longest = max(longest, run)
            before = after
        return linked, longest


def _fresh(block: Block, witnesses: Sequence[Block], known: frozenset[str]) -> int:
    """Return how many different words of content are new, in any form."""
    told = frozenset[str]().union(*(witness.forms for witness in witnesses))
    new = {word.spelling for word in block.words if word.sort != "little" and word.stem not in known}
    return sum(told.isdisjoint(forms(word)) for word in new)
