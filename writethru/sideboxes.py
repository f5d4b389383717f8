"""Which paragraphs of a text stand in a box of their own within it: teasers, pleas, counters that no rule knows.

What an editor writes stands where the rest of the text does. What comes and goes in a box of other elements is mostly
the site's, and no change of the article, though it cannot be told well enough to be taken out.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from writethru.passages import Passage, fingerprint
from writethru.text import collapse

# What a text's own paragraphs may stand in, one by one, inside the element that holds them all.
SHAPES = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dd", "dt", "pre", "blockquote"))
SHAPES |= {"table", "tbody", "thead", "tfoot", "tr", "td", "th", "figure", "figcaption", "center"}
EMPHASIS = frozenset(("b", "strong", "i", "em", "small"))
CONTROLS = "input, select, form, button, iframe, [role=button], h2 a, h3 a, h4 a, h5 a, a h2, a h3, a h4, a h5"
PROSE = 60  # characters of a paragraph that counts for where the text stands
# Of the prose of the kind of place that holds most: sections of their own hold as much. Takes 2 % of the true long
# paragraphs of real pages for boxed, and a third of the false ones; at .25 and .5 about the same.
MAIN = 0.4
LINKED = 0.1  # of a box's text is links: it leads elsewhere
LINK = 0.6  # of a paragraph is: it is one, with a word or two before it
PLEA = 250  # characters of a line set apart by emphasis or by a class of its own
UNNAMED = 4  # elements without class and id; above so many no name tells where a paragraph stands


class Place(NamedTuple):
    """Where a paragraph stands: tags and class of what holds it with others, and whether it is held bare, in no `<p>`.

    Paragraphs of one kind of place are alike.
    """

    holder: tuple[str, ...]
    bare: bool


def boxed(found: Iterable[Passage], read: Collection[int]) -> frozenset[int]:
    """Return those of the passages `read`, by their fingerprints, that stand in boxes of the site's.

    Of these are what stands in another kind of place than most of the text, links with a line of their own, and lines
    that are set apart, labels or with a link in them. Within the text, a sentence in another kind of place counts only
    where its box leads elsewhere or has a control: an article's own box may hold sentences too.
    """
    ours = [(passage, _place(passage.block)) for each in found for passage in _read(each, read)]
    sizes: Counter[Place] = Counter()
    for passage, place in ours:
        if len(passage.text) >= PROSE and passage.elsewhere < 0.5:
            sizes[place] += len(passage.text)
    most = max(sizes.values(), default=0)
    main = {place for place, size in sizes.items() if size >= MAIN * most}
    inside = [number for number, (_, place) in enumerate(ours) if place in main]
    if not inside:
        return frozenset()
    around = _around(passage.block for passage, place in ours if place in main)
    classes = Counter(_name(passage.block) for passage, place in ours if place in main)
    asked: dict[int, bool] = {}
    apart: set[int] = set()
    text: set[int] = set()
    for number, (passage, place) in enumerate(ours):
        if place in main:
            alone = passage.elsewhere >= LINK or _pleads(passage, classes)
        elif passage.is_sentence and inside[0] < number < inside[-1]:
            box = _box(passage.block, around)
            alone = asked.setdefault(box.mem_id, _leads_elsewhere(box))
        else:
            alone = True
        (apart if alone else text).add(passage.number)
    return frozenset(apart - text)


def _place(block: LexborNode) -> Place:
    above: LexborNode | None = block
    while above is not None and above.tag in SHAPES:
        above = above.parent
    bare = above is not None and above.mem_id == block.mem_id
    tags: list[str] = []
    while above is not None and len(tags) < UNNAMED:
        tags.append(above.tag or "")
        if name := _name(above):
            return Place((*tags, name), bare)
        above = above.parent
    return Place(tuple(tags), bare)


def _name(node: LexborNode) -> str:
    return node.attributes.get("class") or node.attributes.get("id") or ""


def _around(blocks: Iterable[LexborNode]) -> set[int]:
    """Return the elements that hold any of these, by number."""
    around: set[int] = set()
    for block in blocks:
        above: LexborNode | None = block
        while above is not None and above.mem_id not in around:
            around.add(above.mem_id)
            above = above.parent
    return around


def _box(block: LexborNode, around: Collection[int]) -> LexborNode:
    """Return the outermost element around a block that holds none of the main text."""
    while (above := block.parent) is not None and above.mem_id not in around and above.tag != "body":
        block = above
    return block


def _leads_elsewhere(box: LexborNode) -> bool:
    links = [(link, collapse(link.text())) for link in box.css("a")]
    if sum(len(text) for _, text in links) >= LINKED * len(collapse(box.text())) or box.css_first(CONTROLS) is not None:
        return True
    return any(
        text and link.parent is not None and collapse(link.parent.text(deep=False)) == "" for link, text in links
    )


def _read(passage: Passage, read: Collection[int]) -> Iterator[Passage]:
    """Yield a passage that was read as a whole, or the runs of it that were read as lines."""
    if passage.number in read:
        yield passage
    elif len(passage.runs) > 1:
        for run in passage.runs:
            if (number := fingerprint(run[1])) in read:
                yield Passage(run[1], number, passage.block, [run])


def _pleads(passage: Passage, classes: Counter[str]) -> bool:
    """Tell whether a line is set apart as a whole: by a class that no other has or, with a link in it, by emphasis."""
    if len(passage.text) > PLEA:
        return False
    name = _name(passage.block)
    if name and classes[name] == 1 and (passage.elsewhere or not passage.is_sentence):
        return True
    said = [element for element, text in passage.runs if not text.isspace()]
    return passage.elsewhere > 0 and all(_is_emphasised(element, passage.block) for element in said)


def _is_emphasised(element: LexborNode, block: LexborNode) -> bool:
    above: LexborNode | None = element
    while above is not None and above.mem_id != block.mem_id:
        if above.tag in EMPHASIS:
            return True
        above = above.parent
    return False
