"""Which paragraphs of a text stand in a box of their own within it: teasers, pleas, counters that no rule knows.

What an editor writes stands where the rest of the text does. What comes and goes in a box of other elements is mostly
the site's, and no change of the article, though it cannot be told well enough to be taken out.
"""

from collections import Counter
from collections.abc import Collection, Iterable

from selectolax.lexbor import LexborNode

from writethru.passages import Passage
from writethru.text import collapse

# What a text's own paragraphs may stand in, one by one, inside the element that holds them all.
SHAPES = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dd", "dt", "pre", "blockquote"))
SHAPES |= {"table", "tbody", "thead", "tfoot", "tr", "td", "th", "figure", "figcaption", "center"}
LEADING = "input, select, form, button, iframe, h2 a, h3 a, h4 a, h5 a, a h2, a h3, a h4, a h5"
PROSE = 60  # characters of a paragraph that counts for where the text stands
# Of the prose of the kind of element that holds most: sections of their own hold as much. Takes 2 % of the true long
# paragraphs of real pages for boxed, and a third of the false ones; at .25 and .5 about the same.
MAIN = 0.4
LINKED = 0.2  # of a box's text is links and buttons: it leads elsewhere

UNNAMED = 4  # elements without class and id; above so many no name tells where a paragraph stands

Holder = tuple[str, ...]


def boxed(found: Iterable[Passage], read: Collection[int]) -> frozenset[int]:
    """Return those of the passages `read`, by their fingerprints, that stand in boxes of the site's.

    Elements are alike by tag and class. Within the text, a sentence counts only where its box leads elsewhere or has a
    control: an article's own box may hold sentences too.
    """
    ours = [(passage, _holder(passage.block)) for passage in found if passage.number in read]
    sizes: Counter[Holder] = Counter()
    for passage, holder in ours:
        if len(passage.text) >= PROSE and passage.elsewhere < 0.5:
            sizes[holder] += len(passage.text)
    most = max(sizes.values(), default=0)
    main = {holder for holder, size in sizes.items() if size >= MAIN * most}
    around: set[int] = set()
    for passage, holder in ours:
        above: LexborNode | None = passage.block if holder in main else None
        while above is not None and above.mem_id not in around:
            around.add(above.mem_id)
            above = above.parent
    places = [place for place, (_, holder) in enumerate(ours) if holder in main]
    asked: dict[int, bool] = {}
    apart = set()
    for place, (passage, holder) in enumerate(ours) if places else ():
        if holder not in main:
            box = _box(passage.block, around)
            inside = passage.is_sentence and places[0] < place < places[-1]
            if not inside or asked.setdefault(box.mem_id, _leads_elsewhere(box)):
                apart.add(passage.number)
    return frozenset(apart - {ours[place][0].number for place in places})


def _holder(block: LexborNode) -> Holder:
    """Return what holds a paragraph with others: its tag and class; without one, those above it too."""
    above: LexborNode | None = block
    while above is not None and above.tag in SHAPES:
        above = above.parent
    named: list[str] = []
    while above is not None and len(named) < UNNAMED:
        named.append(above.tag or "")
        if name := above.attributes.get("class") or above.attributes.get("id"):
            return (*named, name)
        above = above.parent
    return tuple(named)


def _box(block: LexborNode, around: Collection[int]) -> LexborNode:
    """Return the outermost element around a block that holds none of the main text."""
    while (above := block.parent) is not None and above.mem_id not in around and above.tag != "body":
        block = above
    return block


def _leads_elsewhere(box: LexborNode) -> bool:
    linked = sum(len(collapse(link.text())) for link in box.css("a"))
    return linked >= LINKED * len(collapse(box.text())) or box.css_first(LEADING) is not None
