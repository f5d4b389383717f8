"""Samples of large sets of hashes that tell how much two sets share: the smallest of each (a bottom-k sketch).

A set's smallest hashes are a random sample of it, and two sets sample the same: below the largest hash that both
samples reach, whatever they share stands in both. Against MinHash with a permutation for each number, one hash does for
all (a tenth of the arithmetic), a small set is kept whole, and the share of one set in the other is read off directly.
"""

from base64 import b64decode, b64encode
from bisect import bisect_right
from collections.abc import Iterable
from typing import TypeVar
from zlib import crc32

import numpy as np
import numpy.typing as npt

Sketch = tuple[int, ...]  # ascending
Hashes = npt.NDArray[np.uint32]
Number = TypeVar("Number", np.uint32, np.uint64)


_MIX, _HALF = np.uint32(0x85EBCA6B), np.uint32(16)


def hashes(tokens: Iterable[str]) -> Hashes:
    """Return a hash for each token, which holds no white space; the same on every machine, for ever."""
    return np.fromiter(map(crc32, " ".join(tokens).encode().split()), np.uint32)


def mixed(values: Hashes) -> Hashes:
    """Return hashes in which every bit hangs on every other: of the smallest, none is likelier than another."""
    values = (values ^ (values >> _HALF)) * _MIX
    return values ^ (values >> _HALF)


def distinct(values: npt.NDArray[Number]) -> npt.NDArray[Number]:
    """Return the distinct values in ascending order: the first are the sketch. np.unique takes twice as long."""
    ordered = np.sort(values)
    return np.concatenate((ordered[:1], ordered[1:][ordered[1:] != ordered[:-1]]))


def reach(one: Sketch, other: Sketch, size: int) -> tuple[int, int]:
    """Return how many of each sketch lie where both samples reach; a sketch shorter than `size` is a whole set."""
    last = min(one[-1] if len(one) >= size else 2**32, other[-1] if len(other) >= size else 2**32)
    return bisect_right(one, last), bisect_right(other, last)


def shares(one: Sketch, kept: int, other: Sketch, size: int) -> tuple[float, float]:
    """Return the share of the first set that lies in the second, and the reverse; 0.0 of an empty set.

    `kept` is the number of what both samples hold.
    """
    if not kept:
        return 0.0, 0.0
    first, second = reach(one, other, size)
    return kept / first, kept / second


def to_text(values: Iterable[int]) -> str:
    """Return hashes as text, for a database."""
    return b64encode(np.fromiter(values, "<u4").tobytes()).decode()


def from_text(text: str) -> Sketch:
    """Return what `to_text` wrote."""
    return tuple(np.frombuffer(b64decode(text), "<u4").tolist())
