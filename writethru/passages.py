"""A second, blunt reading of a page: fingerprints of every passage that stands anywhere on it.

It does not know what is the article and what is not. So a line that one reading of the article has and another lacks,
while both pages show it, was read differently and not edited; and what this reading cannot see changing is doubtful.
"""

from collections.abc import Iterator
from itertools import groupby
from zlib import crc32

from selectolax.lexbor import LexborNode

from writethru.outline import INLINE, LONG, Outline
from writethru.text import fold


def passage(text: str) -> int:
    """Return 32 bits that stand for a text, whatever its white space and typography.

    Of a page's two hundred passages one in twenty million would be taken for another's.
    """
    return crc32("".join(fold(text).split()).encode())


def passages(shape: Outline) -> tuple[int, ...]:
    """Return the fingerprints of a page's passages, each once, in rising order.

    A passage is what stands in one block, and where line breaks may part it each long run of it too. Costs a tenth of
    the article's extraction.
    """
    return tuple(sorted({passage(text) for text in _texts(shape)}))


def _texts(shape: Outline) -> Iterator[str]:
    for _, group in groupby(shape.runs, key=lambda run: _block(run[0])):
        runs = [text for _, text in group]
        yield "".join(runs)
        if len(runs) > 1:
            yield from (text for text in runs if len(text) >= LONG)


def _block(element: LexborNode) -> int:
    """Return the number of the element whose text a run of text in this one belongs to."""
    above: LexborNode | None = element
    while above is not None and above.tag in INLINE:
        above = above.parent
    return 0 if above is None else above.mem_id
