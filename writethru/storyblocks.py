"""Which articles are compared at all: the blocks that dedupe's predicates put them in, and the pairs of a block."""

from collections.abc import Iterable, Iterator, Set
from itertools import combinations, pairwise
from zlib import crc32

import numpy as np

from writethru.sketches import Sketch

# 25 keys an article at most: each is a row to store and to shuffle. Of true pairs 0.2 % then share none.
BLOCK_TRIPLES, BLOCK_NUMBERS, BLOCK_TITLE = 12, 3, 4
WORD_BANDS = (7, 3)  # bands, words in each
WHOLE, BUDGET, NEIGHBOURS = 40, 1200, 3  # members of a block of which every pair is compared; pairs of a larger one

# Multiplicative hashing, modulo 2^32; fixed for good, since blocks that one version stored are asked for by the next.
_FACTORS, _OFFSETS = (
    np.array([[crc32(f"{name} {n}".encode()) | odd] for n in range(WORD_BANDS[0] * WORD_BANDS[1])], np.uint32)
    for name, odd in (("factor", 1), ("offset", 0))
)


def triple_keys(triples: Sketch) -> frozenset[str]:
    """Return the smallest hashes of a text's word triples; two texts share one as likely as they share a triple."""
    return frozenset(f"t:{value:08x}" for value in triples[:BLOCK_TRIPLES])


def word_keys(vocabulary: Sketch) -> frozenset[str]:
    """Return bands of words, each those of a text that a permutation puts first: MinHash, over the sketch."""
    bands, rows = WORD_BANDS
    if len(vocabulary) < rows:
        return frozenset()
    first = (np.array(vocabulary, np.uint32) * _FACTORS + _OFFSETS).min(axis=1).astype(">u4").tobytes()
    return frozenset(f"w{band}:{first[4 * rows * band : 4 * rows * (band + 1)].hex()}" for band in range(bands))


def title_keys(title: str) -> frozenset[str]:
    """Return pairs of a headline's longest words."""
    longest = sorted(_longest(title.split(), BLOCK_TITLE))
    return frozenset(f"h:{one[:12]} {other[:12]}" for one, other in pairwise(longest))


def number_keys(numbers: Set[str]) -> frozenset[str]:
    """Return pairs of a text's longest numbers."""
    longest = sorted(_longest(numbers, BLOCK_NUMBERS))
    return frozenset(f"n:{one[:12]} {other[:12]}" for one, other in combinations(longest, 2) if len(one + other) > 4)


def near_pairs(members: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of one block to compare: every pair of a small block, near neighbours by key of a large one.

    A block of four hundred makes twice the pairs of one of forty.
    """
    ordered = sorted(set(members))
    width = len(ordered) if len(ordered) <= WHOLE else max(NEIGHBOURS, BUDGET // len(ordered))
    for index, one in enumerate(ordered):
        for other in ordered[index + 1 : index + 1 + width]:
            yield one, other


def _longest(texts: Iterable[str], count: int) -> list[str]:
    return sorted(set(texts), key=lambda text: (-len(text), text))[:count]
