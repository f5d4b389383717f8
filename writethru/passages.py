"""A second, blunt reading of a page: every passage that stands anywhere on it.

It does not know what is the article and what is not. So a line that one reading of the article has and another lacks,
while both pages show it, was read differently and not edited; and what this reading cannot see changing is doubtful.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from typing import NamedTuple
from zlib import crc32

from selectolax.lexbor import LexborNode

from writethru.lines import appeals, line_rule
from writethru.outline import INLINE, LONG, SELDOM, Outline
from writethru.phrases import spoken
from writethru.rules import Where
from writethru.text import collapse, fold

APART = SELDOM | {"a", "button"}
SHORTEST = 60  # characters of a sentence; in shorter lines counters and labels are many
SENTENCE_END = re.compile("[.!?…。！？؟।][\"'”’»)）」]*$")
PRINTED: tuple[Where, ...] = ("line", "head", "tail")
RIGHTS = re.compile(r"©|\bcopyright\b", re.I)
LINKED = 0.1  # of a sentence beside the text at most leads elsewhere: an offer has its link
MOST = 5_000  # characters of sentences beside the text; nine in ten pages have less than 1,500


class Passage(NamedTuple):
    """What stands in one block: its text as it is, the fingerprint of that, the block and its runs of text."""

    text: str
    number: int
    block: LexborNode
    runs: list[tuple[LexborNode, str]]

    @property
    def is_sentence(self) -> bool:
        """Whether it is long enough for a sentence and ends like one."""
        return len(self.text) >= SHORTEST and SENTENCE_END.search(self.text.rstrip()) is not None

    @property
    def elsewhere(self) -> float:
        """The share of it that is links and buttons, or stands in elements for the site's own."""
        return sum(len(text) for element, text in self.runs if _is_apart(element)) / (len(self.text) or 1)


def fingerprint(text: str) -> int:
    """Return 32 bits that stand for a text, whatever its white space and typography.

    Of a page's two hundred passages one in twenty million would be taken for another's.
    """
    return crc32(_squeezed(text).encode())


def passages(shape: Outline) -> list[Passage]:
    """Return the passages of a page in order."""
    found = []
    for _, group in groupby(((_block(run[0]), run) for run in shape.runs), key=lambda pair: pair[0].mem_id):
        pairs = [*group]
        runs = [run for _, run in pairs]
        text = "".join(text for _, text in runs)
        block = pairs[0][0]
        found.append(Passage(text, fingerprint(text), block, runs))
    return found


def fingerprints(found: Iterable[Passage]) -> tuple[int, ...]:
    """Return the fingerprints of passages, and of the long runs of each that line breaks may part, in rising order."""
    numbers = set()
    for passage in found:
        numbers.add(passage.number)
        if len(passage.runs) > 1:
            numbers.update(fingerprint(text) for _, text in passage.runs if len(text) >= LONG)
    return tuple(sorted(numbers))


def beside(found: Iterable[Passage], read: Collection[str], language: str | None = None) -> tuple[str, ...]:
    """Return the sentences that stand on the page outside of what was `read` of it, each once, in order.

    These are summaries, boxes and captions of the article, mostly: not what leads elsewhere, nor what stands in
    elements for the site's own, nor what sites print in the page's language; no more than MOST characters of them.
    """
    return tuple(_beside(found, read, spoken(language)))


def _beside(found: Iterable[Passage], read: Collection[str], languages: tuple[str, ...]) -> Iterator[str]:
    known = set(map(fingerprint, read))
    sentences = {each.number: each for each in found if each.number not in known and each.is_sentence}
    whole = _squeezed("".join(read)) if sentences else ""  # a block may have been read in portions
    left = MOST
    for passage in sentences.values():
        ours = passage.elsewhere < LINKED and not _is_known(passage.text, languages)
        if ours and len(passage.text) <= left and _squeezed(passage.text) not in whole:
            left -= len(passage.text)
            yield collapse(passage.text)


def _is_known(text: str, languages: tuple[str, ...]) -> bool:
    """Tell whether a sentence is one that sites print."""
    return (
        RIGHTS.search(text) is not None
        or appeals(text, languages)
        or any(line_rule(where, text.strip().lower(), languages) for where in PRINTED)
    )


def _squeezed(text: str) -> str:
    return "".join(fold(text).split())


def _block(element: LexborNode) -> LexborNode:
    """Return the element whose text a run of text in this one belongs to."""
    while element.tag in INLINE and (above := element.parent) is not None:
        element = above
    return element


def _is_apart(element: LexborNode) -> bool:
    above: LexborNode | None = element
    while above is not None and above.tag not in APART:
        above = above.parent
    return above is not None
