"""A second, blunt reading of a page: fingerprints of every passage that stands anywhere on it.

It does not know what is the article and what is not. So a line that one reading of the article has and another lacks,
while both pages show it, was read differently and not edited; and what this reading cannot see changing is doubtful.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby
from zlib import crc32

from selectolax.lexbor import LexborNode

from writethru.outline import INLINE, LONG, SELDOM, Outline
from writethru.text import collapse, fold

APART = SELDOM | {"a", "button"}
SHORTEST = 60  # characters of a sentence beside the text; in shorter ones counters and labels are many
SENTENCE_END = re.compile("[.!?…。！？؟।][\"'”’»)）」]*$")
MOST = 5_000  # characters of them; nine in ten pages have less than 1,500


def passage(text: str) -> int:
    """Return 32 bits that stand for a text, whatever its white space and typography.

    Of a page's two hundred passages one in twenty million would be taken for another's.
    """
    return crc32(_squeezed(text).encode())


def second_reading(shape: Outline, read: Collection[str]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the fingerprints of a page's passages, in rising order, and the sentences outside of what was read of it.

    A passage is what stands in one block, and where line breaks may part it each long run of it too. Sentences beside
    the text are summaries, boxes and captions of the article, mostly: not what leads elsewhere, nor what stands in
    elements for the site's own; no more than MOST characters of them. Costs a fifth of the article's extraction.
    """
    known = set(map(passage, read))
    found: set[int] = set()
    others: dict[str, list[tuple[LexborNode, str]]] = {}
    for _, group in groupby(shape.runs, key=lambda run: _block(run[0])):
        runs = [*group]
        text = "".join(text for _, text in runs)
        found.add(number := passage(text))
        if len(runs) > 1:
            found.update(passage(text) for _, text in runs if len(text) >= LONG)
        if len(text) >= SHORTEST and number not in known:
            others.setdefault(collapse(text), runs)
    return tuple(sorted(found)), tuple(_beside(others, read))


def _beside(others: Mapping[str, Iterable[tuple[LexborNode, str]]], read: Iterable[str]) -> Iterator[str]:
    """Yield the sentences among texts, with the runs they are made of, that were not read in other portions."""
    sentences = {text: runs for text, runs in others.items() if SENTENCE_END.search(text)}
    known = _squeezed("".join(read)) if sentences else ""
    left = MOST
    for text, runs in sentences.items():
        apart = sum(len(text) for element, text in runs if _is_apart(element))
        if 2 * apart < len(text) <= left and _squeezed(text) not in known:
            left -= len(text)
            yield text


def _squeezed(text: str) -> str:
    return "".join(fold(text).split())


def _block(element: LexborNode) -> int:
    """Return the number of the element whose text a run of text in this one belongs to."""
    above: LexborNode | None = element
    while above is not None and above.tag in INLINE:
        above = above.parent
    return 0 if above is None else above.mem_id


def _is_apart(element: LexborNode) -> bool:
    above: LexborNode | None = element
    while above is not None and above.tag not in APART:
        above = above.parent
    return above is not None
