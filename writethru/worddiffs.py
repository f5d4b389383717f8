"""Two texts -> the words that turn one into the other, exact and readable."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

from rapidfuzz.distance import Indel

from writethru.elements import Word

MOST_TOKEN_PAIRS = 400_000_000  # rapidfuzz keeps one bit for each: 50 MB

# Scripts written without spaces (Thai, kana, Han) are taken a character at a time.
_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff"
# What belongs to the letter before it and is no \w: accents, vowels of Indian scripts, joiners.
_SIGNS = "".join(
    char
    for char in map(chr, range(0x300, 0x2000))
    if unicodedata.category(char)[0] == "M" and not "\u0e00" <= char <= "\u0e7f"
)
_SIGNS += "\u00ad\u200c\u200d"
# A minus before a figure, no hyphen: behind no letter but these. What is behind it is asked last, being slow.
SIGN = rf"[-+](?:(?<![\w)].)|(?<=[{_UNSPACED}].))"
# White space, a word, a number with its sign and inner points ("-3.5m", "-$5", "10-12"), and any other character, those
# of unspaced scripts among them; in this order since most tokens are white space or words.
TOKEN = re.compile(
    rf"\s+|[^\W\d{_UNSPACED}][^\W{_UNSPACED}]*(?:[{_SIGNS}'’]+[^\W{_UNSPACED}]+)*[{_SIGNS}]*"
    rf"|(?:{SIGN}[$€£¥₽₹]?)?\d[^\W{_UNSPACED}]*(?:[.,:/٫٬·-]\d[^\W{_UNSPACED}]*)*|.",
    re.DOTALL,
)


def word_diff(old: str, new: str) -> tuple[Word, ...]:
    """Return the runs of words that turn one paragraph into the other, a deletion before the insertion in its place.

    Edits parted only by white space are one; when most words of the shorter text went, the whole is replaced.
    """
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    runs: list[tuple[bool, str, str]] = []  # whether it is the same, what stood, what stands
    for same, stood, stands in stretches(before, after):
        run = (same, "".join(before[stood.start : stood.stop]), "".join(after[stands.start : stands.stop]))
        if not same and len(runs) > 1 and runs[-1][1].isspace():
            space, edit = runs.pop()[1], runs.pop()
            run = (False, edit[1] + space + run[1], edit[2] + space + run[2])
        runs.append(run)
    kept = sum(_visible(text) for same, text, _ in runs if same)
    if 2 * kept < min(_visible(old), _visible(new)):
        runs = [(False, old, new)]
    words = []
    for same, deleted, inserted in runs:
        if same:
            words.append(Word("equal", deleted))
        else:
            words += [Word("delete", deleted), Word("insert", inserted)]
    return tuple(word for word in words if word.text)


def stretches(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[bool, range, range]]:
    """Yield a longest common subsequence as stretches of indices, by turns the same and not the same.

    Two lists too long for that are the same at their ends only.
    """
    if len(before) * len(after) > MOST_TOKEN_PAIRS:
        start, end = common_ends(before, after)
        yield True, range(start), range(start)
        yield False, range(start, len(before) - end), range(start, len(after) - end)
        yield True, range(len(before) - end, len(before)), range(len(after) - end, len(after))
        return
    numbers: dict[str, int] = {}  # rapidfuzz hashes strings, and Python's string hash differs from run to run
    old = [numbers.setdefault(item, len(numbers)) for item in before]
    new = [numbers.setdefault(item, len(numbers)) for item in after]
    for same, codes in groupby(Indel.opcodes(old, new), key=lambda code: code.tag == "equal"):
        first, *rest = codes
        last = rest[-1] if rest else first
        yield same, range(first.src_start, last.src_end), range(first.dest_start, last.dest_end)


def common_ends(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """Return how many items the two lists share at their starts and, of the rest, at their ends."""
    shorter = min(len(before), len(after))
    start = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    end = next((i for i in range(shorter - start) if before[-1 - i] != after[-1 - i]), shorter - start)
    return start, end


def _visible(text: str) -> int:
    """Return how many characters of a text are not white space."""
    return sum(map(len, text.split()))
