"""A page outlined in one walk: its runs of text, and the elements that hold prose, with how much of it they hold."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Self

from selectolax.lexbor import LexborHTMLParser, LexborNode

from writethru.elementnames import name_rules, name_words
from writethru.lines import appeals
from writethru.phrases import spoken


def _tags(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Nothing that a reader sees as text.
DROPPED = _tags(
    "script style noscript template svg math canvas iframe object embed video audio picture source track map head "
    "title meta link input textarea select datalist option progress"
)
# Elements that do not end a line of text.
INLINE = _tags(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr q rp rt ruby s samp "
    "small span strike strong sub sup time tt u var wbr"
)
CARD = _tags("a h1 h2 h3 h4 h5 span p")  # linked headlines stand in these, and teasers are made of them
# Below these there is no body, whatever their size, or none unless they hold most of the page (old forms wrap it all).
NEVER = DROPPED | {"a"}
SELDOM = _tags("nav footer form aside figcaption")

MAX_NODES = 200_000  # nodes walked of one page; keeps hostile nesting under a second
WIDE = re.compile("[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
DENSE = 12  # characters that a run needs where each counts twice
MOST_LINES = 5_000  # short lines of a page without prose; more are a list of words
SHORT_LINES = 200  # characters of them that make a page
LINES = frozenset(("td", "th", "li", "dd", "dt", "p", "pre"))  # where they stand; a script's empty page has its labels
LONG = 25  # characters from which a run of text counts as prose: shorter ones are labels, dates and menu items
SENTENCE = 80  # characters from which an element's own text reads like a sentence
ASKING = 0.4  # of an element's text asks for consent, money or a login: it is no article
MOST = 0.5  # of a page's prose: an element that holds more may be the page after all, whatever it asks
WHOLE = 0.9  # of a page's prose: an element that holds more is the page, whatever its name
DOUBT = 0.1  # what the prose of an element weighs that its name sets apart but that holds too much for such a thing
HARDLY = 0.05  # of a page's prose: of 1,216 article pages 17 have less left beside what stands apart by its name
SMALL = frozenset(("tags.list", "image.credit", "byline.box"))  # names that articles and their wrappers bear as well


@dataclass(slots=True, eq=False)
class Box:
    """One element that holds prose. Sums are in characters.

    `own` is its own prose, `raw` with all below it, `prose` the same as far as it weighs, linked headlines deducted.
    `asks` and, below it, `asked` are what reads like a plea for consent, money or a login. `sentences` counts the
    children that are a sentence or more, `spoken` is their size, `text` what stands in runs of them, `parts` counts all
    children. `most` is the largest share of a page's prose that an element of its tag and names may hold beside the
    body, `weight` what its prose counts, in [0, 1].
    """

    node: LexborNode
    tag: str
    parent: Self | None
    words: str
    own: int = 0
    asks: int = 0
    most: float = field(init=False)
    weight: float = field(init=False)
    raw: int = field(init=False)
    prose: int = field(init=False)
    text: int = field(init=False)
    sentences: int = field(init=False)
    spoken: int = field(init=False)
    parts: int = field(init=False)
    asked: int = field(init=False)

    @property
    def alone(self) -> bool:
        """Whether it holds one sentence and nothing else."""
        return self.parts == self.sentences == 1

    def like(self, other: "Box") -> bool:
        """Return whether two elements look like two of a kind."""
        if self.tag != other.tag or self.words == other.words:
            return self.tag == other.tag
        mine, theirs = set(self.words.split()), set(other.words.split())
        return 2 * len(mine & theirs) > len(mine | theirs)


@dataclass(frozen=True, slots=True)
class Outline:
    """A page's boxes, parents first, and all its runs of text, in order, each with the element it stands in."""

    boxes: tuple[Box, ...] = ()
    runs: tuple[tuple[LexborNode, str], ...] = ()


@lru_cache(maxsize=20_000)
def _apart(tag: str, words: str, trust: int) -> float:
    """Return the largest share of a page's prose that an element beside its body may hold; 0.0 for a plain one.

    `trust` is how many kinds of names are believed: 2 all, 1 none of places, 0 none.
    """
    if tag in NEVER:
        return 1.0
    if tag in SELDOM:
        return 0.5
    rules = name_rules(words, layout=trust == 2) if trust else ()
    return max((rule.most for rule in rules if rule.name not in SMALL), default=0.0)


def outline(page: LexborHTMLParser, apart: Collection[int] = ()) -> Outline:
    """Return the outline of a page; boxes are made for runs of prose only, and their prose is summed up.

    On a page that has none, a table of results, say, every line counts. Boxes whose tag or names say that they stand
    apart add nothing to their parents, unless they hold more of the page's prose than such a thing may: a page inside
    `<div class="has-sidebar">` is not a sidebar. Elements named in `apart`, by node, stand apart in any case.
    """
    languages = spoken(page.root.attributes.get("lang") if page.root else None)
    boxes: dict[int, Box] = {}
    runs: list[tuple[LexborNode, str]] = []
    for node in islice(page.body.traverse(include_text=True), MAX_NODES) if page.body else ():
        if not node.is_text_node:
            continue
        text = node.text_content or ""
        if text.isspace() or (element := node.parent) is None or element.tag in DROPPED:
            continue
        runs.append((element, text))
        if len(text) < (LONG if text.isascii() else DENSE):
            continue
        if (size := _extent(text)) >= LONG and (box := _box(element, boxes)):
            box.own += size
            box.asks += size if appeals(text, languages) else 0
    if not boxes and len(runs) <= MOST_LINES:
        lines = [(element, text) for element, text in runs if element.tag in LINES]
        for element, text in lines if sum(len(text) for _, text in lines) >= SHORT_LINES else ():
            if box := _box(element, boxes):
                box.own += len(text)
    ordered = tuple(boxes.values())
    _sum_up(ordered, apart)
    return Outline(ordered, tuple(runs))


def _extent(text: str) -> int:
    """Return a text's length in characters, Chinese, Japanese and Korean ones counted twice: they say as much more."""
    size = len(text.strip())
    return size if text.isascii() else size + len(WIDE.findall(text))


def _box(element: LexborNode, boxes: dict[int, Box]) -> Box | None:
    """Return the box of an element that a run of prose stands in, made if need be, with all boxes above it."""
    path: list[tuple[int, LexborNode]] = []
    above: LexborNode | None = element
    box = None
    while above is not None and (box := boxes.get(key := above.mem_id)) is None and above.tag != "html":
        path.append((key, above))
        above = above.parent
    for key, node in reversed(path):
        box = boxes[key] = Box(node, node.tag or "", box, name_words(node))
    return box


def _sum_up(boxes: tuple[Box, ...], apart: Collection[int], trust: int = 2) -> None:
    """Fill in the boxes' sums; where names leave hardly anything of a page, do it again with fewer of them."""
    for box in boxes:
        box.most = 1.0 if apart and box.node.mem_id in apart else _apart(box.tag, box.words, trust)
        box.raw = box.own
        box.prose = box.text = box.sentences = box.spoken = box.parts = box.asked = 0
    for box in reversed(boxes):
        if box.parent and box.most < 1.0:
            box.parent.raw += box.raw
            box.parent.asked += box.asked + box.asks
    whole = boxes[0].raw if boxes else 0
    for box in boxes:
        box.weight = box.parent.weight if box.parent else 1.0
        if box.most == 1.0 and box.tag != "a":
            box.weight = 0.0
        elif box.asks + box.asked > ASKING * box.raw:
            box.weight = min(box.weight, DOUBT) if box.raw > MOST * whole else 0.0
        elif box.most and box.raw <= WHOLE * whole:
            box.weight = 0.0 if box.raw <= box.most * whole else min(box.weight, DOUBT)
    for box in reversed(boxes):
        if box.tag == "a":
            box.prose = -int(box.raw * box.weight)
        else:
            box.prose += int(box.own * box.weight)
            if box.sentences >= 2 or (box.sentences and box.own >= SENTENCE):
                box.text += int(box.spoken * box.weight)
        if not box.parent:
            continue
        if box.weight:
            box.parent.parts += 1
            box.parent.text += box.text
            if (box.own >= SENTENCE and box.tag != "a") or box.alone:
                box.parent.sentences += 1
                box.parent.spoken += max(box.own, box.spoken if box.alone else 0)
        if box.prose > 0 or box.tag in CARD:
            box.parent.prose += box.prose  # linked headlines weigh against their card, not against the page
    if boxes and boxes[0].prose < HARDLY * boxes[0].raw and trust:
        _sum_up(boxes, apart, trust - 1)
