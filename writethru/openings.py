"""The short lines around a page's headline, where bylines and dates are shown to readers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from writethru.elementnames import name_words
from writethru.text import collapse

Runs = Sequence[tuple[LexborNode, str]]

BEFORE, AFTER = 6, 24  # runs of text looked at on either side of the headline
LONGEST = 140  # characters; a longer run is prose
PROSE = 150  # characters from which a run is the text's own, and after ENOUGH of them nothing is looked for
ENOUGH = 4
NEAR = 3  # elements around a run whose names speak of it
CARD = 60  # characters; a link with so much more text than the run leads to another article
OUTER = frozenset({"body", "main", "article", "section"})
YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Line:
    """A short run of text in its element; `place` counts runs from the headline, below zero before it."""

    text: str
    place: int
    element: LexborNode


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a line: the name words of its elements, the closest first, its link, its `datetime`.

    `marked` tells that an element says rel=author or itemprop=author.
    """

    words: tuple[str, ...]
    href: str = ""
    moment: str = ""
    marked: bool = False


def opening(runs: Runs, top: LexborNode | None, headline: str) -> tuple[Line, ...]:
    """Return the short lines around the headline, which stands in `top`, or in the first run that reads like it."""
    start, end = _headline_runs(runs, top, headline)
    lines = []
    prose = 0
    for place in range(max(0, start - BEFORE), min(len(runs), end + AFTER)):
        if start <= place < end:
            continue
        element, said = runs[place]
        if len(text := collapse(said)) <= LONGEST:
            lines.append(Line(text, place - (start if place < start else end - 1), element))
        elif len(text) >= PROSE and place > end:
            prose += 1
            if prose >= ENOUGH:
                break
    return tuple(lines)


def dated_lines(runs: Runs) -> Iterator[Line]:
    """Yield the short lines of a whole page that have a year in them, with the lines before them."""
    last = -1
    for place, (_, said) in enumerate(runs):
        if len(said) <= LONGEST and YEAR.search(said):
            for near in range(max(last + 1, place - 1), place + 1):
                yield Line(collapse(runs[near][1]), 0, runs[near][0])
            last = place


def around(line: Line) -> Around | None:
    """Return what stands around a line, or None when it belongs to a link to something else."""
    words: list[str] = []
    href = moment = ""
    marked = False
    above: LexborNode | None = line.element
    for level in range(NEAR + 1):
        if above is None or above.tag in OUTER:
            break
        attributes = above.attributes
        if above.tag == "a" and not href:
            href = attributes.get("href") or ""
            if _is_longer(above, len(line.text) + CARD):
                return None
        if level < NEAR:
            words.append(name_words(above))
            marked = marked or attributes.get("rel") == "author" or attributes.get("itemprop") == "author"
            moment = moment or attributes.get("datetime") or ""
        above = above.parent
    return Around(tuple(words), href, moment, marked)


def _is_longer(node: LexborNode, most: int) -> bool:
    """Tell whether an element's text has more characters; no more of it is read than is needed to tell."""
    for below in node.traverse(include_text=True):
        if below.is_text_node and (most := most - len(below.text_content or "")) < 0:
            return True
    return False


def _headline_runs(runs: Runs, top: LexborNode | None, headline: str) -> tuple[int, int]:
    """Return where the runs of the headline begin and end; (0, 0) when it is not among them."""
    inside = {node.mem_id for node in top.traverse()} if top is not None else set()
    start = next((place for place, run in enumerate(runs) if run[0].mem_id in inside), -1) if inside else -1
    if start >= 0:
        behind = (place for place in range(start, len(runs)) if runs[place][0].mem_id not in inside)
        return start, next(behind, len(runs))
    for place, (_, said) in enumerate(runs):
        if headline and len(said) >= len(headline) and collapse(said) == headline:
            return place, place + 1
    return 0, 0
