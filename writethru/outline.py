"""A page outlined in one walk: its runs of text, the elements that hold prose, and which of them holds the body."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Self

from selectolax.lexbor import LexborHTMLParser, LexborNode

from writethru.rules import LAYOUT, NAMES, Rule


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
CARD = _tags("a h1 h2 h3 h4 h5 span p")
FLOW = _tags("p blockquote ul ol pre dl h2 h3 h4 table figure")
# Below these there is no body, whatever their size, or none unless they hold most of the page (old forms wrap it all).
NEVER = DROPPED | {"a"}
SELDOM = _tags("nav footer form aside figcaption")

MAX_NODES = 200_000  # nodes walked of one page; keeps hostile nesting under a second
LONG = 25  # characters from which a run of text counts as prose: shorter ones are labels, dates and menu items
DOMINANT = 0.9  # a child that holds this share of its parent's prose stands for the parent
MAJOR = 0.5  # ... or this share, when no sibling continues the text
CONTINUES = 0.1  # a sibling with this much of the best child's prose may be the rest of the text
HARDLY = 0.05  # of a page's prose: of 1,216 article pages 17 have less left beside what stands apart by its name
WHOLE = 0.9  # an element with this share of the page's prose holds the page, whatever its name
BODY_NAMES = re.compile(
    r"\b(articles?|entry|post|story|news|content|main|single)( (main|full|page|detail))? "
    r"(body|content|text|copy|detail|contents)\b|\b(artikeltext|articulo|cuerpo|haber (metni|detay))\b"
)
ANY_NAME = re.compile("|".join(rule.pattern.pattern for rule in NAMES))
SMALL = frozenset(("tags.list", "image.credit", "byline.box"))  # names that articles and their wrappers bear as well
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
SEPARATORS = re.compile(r"[\W_]+")


@dataclass(slots=True, eq=False)
class Box:
    """One element that holds prose, in characters: its `own`, `raw` with all below, `prose` without what stands apart.

    `most` is the largest share of a page's prose that an element of its tag and names may hold beside the body.
    """

    node: LexborNode
    tag: str
    parent: Self | None
    words: str
    own: int = 0
    most: float = 0.0
    raw: int = 0
    prose: int = 0

    def like(self, other: "Box") -> bool:
        """Return whether two elements look like two of a kind."""
        return self.tag == other.tag and self.words == other.words


@dataclass(frozen=True, slots=True)
class Outline:
    """A page's boxes, parents first, and all its runs of text, in order."""

    boxes: tuple[Box, ...] = ()
    runs: tuple[tuple[LexborNode, str], ...] = ()


def name_words(node: LexborNode) -> str:
    """Return the words of an element's class, id and itemprop, lower-case: "article body" for `articleBody`."""
    attributes = node.attributes
    if not attributes:
        return ""
    return _split(" ".join(filter(None, (attributes.get("class"), attributes.get("id"), attributes.get("itemprop")))))


@lru_cache(maxsize=20_000)
def _split(names: str) -> str:
    return SEPARATORS.sub(" ", names if names.islower() else CAMEL.sub(" ", names)).strip().lower()


@lru_cache(maxsize=20_000)
def name_rules(words: str, layout: bool = True) -> tuple[Rule, ...]:
    """Return the rules that an element's name words call for, before their size guards; names of places on demand."""
    if not words or not ANY_NAME.search(words):
        return ()
    return tuple(rule for rule in NAMES if (layout or rule.name != LAYOUT) and rule.pattern.search(words))


def _apart(tag: str, words: str, layout: bool) -> float:
    """Return the largest share of a page's prose that an element beside its body may hold; 0.0 for a plain one."""
    if tag in NEVER:
        return 1.0
    if tag in SELDOM:
        return 0.5
    return max((rule.most for rule in name_rules(words, layout) if rule.name not in SMALL), default=0.0)


def outline(page: LexborHTMLParser) -> Outline:
    """Return the outline of a page; boxes are made for runs of prose only, and their prose is summed up.

    Boxes whose tag or names say that they stand apart add nothing to their parents, unless they hold more of the page's
    prose than such a thing may: a page inside `<div class="has-sidebar">` is not a sidebar.
    """
    boxes: dict[int, Box] = {}
    runs: list[tuple[LexborNode, str]] = []
    dropped = False
    for node in islice(page.body.traverse(include_text=True), MAX_NODES) if page.body else ():
        tag = node.tag
        if tag != "-text":
            dropped = tag in DROPPED
            continue
        text = node.text_content or ""
        if text.isspace() or (dropped and node.parent and node.parent.tag in DROPPED):
            continue
        runs.append((node, text))
        if len(text) >= LONG and (size := len(text.strip())) >= LONG and (box := _box(node, boxes)):
            box.own += size
    ordered = tuple(boxes.values())
    _sum_up(ordered)
    return Outline(ordered, tuple(runs))


def _box(run: LexborNode, boxes: dict[int, Box]) -> Box | None:
    """Return the box that a run of prose stands in, made if need be, with all boxes above it."""
    path: list[LexborNode] = []
    above = run.parent
    while above is not None and above.mem_id not in boxes and above.tag != "html":
        path.append(above)
        above = above.parent
    box = boxes.get(above.mem_id) if above is not None else None
    for element in reversed(path):
        box = boxes[element.mem_id] = Box(element, element.tag or "", box, name_words(element))
    return box


def _sum_up(boxes: tuple[Box, ...], layout: bool = True) -> None:
    """Fill in the boxes' sums; where names of places leave hardly anything of a page, do it again without them."""
    for box in boxes:
        box.most = _apart(box.tag, box.words, layout)
        box.raw = box.own
        box.prose = box.own if box.most < 1.0 else 0
    for box in reversed(boxes):
        if box.parent and box.most < 1.0:
            box.parent.raw += box.raw
    for box in reversed(boxes):
        if box.most == 1.0:
            box.prose = -box.raw if box.tag == "a" else 0
        elif box.most and box.raw <= WHOLE * boxes[0].raw:
            box.prose = 0 if box.raw <= box.most * boxes[0].raw else box.prose // 2
        if box.parent and (box.prose > 0 or box.tag in CARD):
            box.parent.prose += box.prose  # linked headlines weigh against the card they stand in, not against the page
    if layout and boxes and boxes[0].prose < HARDLY * boxes[0].raw:
        _sum_up(boxes, layout=False)


def locate(boxes: tuple[Box, ...]) -> LexborNode | None:
    """Return the smallest element that holds the whole body: down the page while one child stands for its parent."""
    if not boxes:
        return None
    children: dict[int, list[Box]] = {}
    for box in boxes:
        if box.parent and box.prose:
            children.setdefault(id(box.parent), []).append(box)
    here = boxes[0]
    while below := children.get(id(here)):
        best = max(below, key=lambda box: box.prose)
        if best.tag in FLOW or best.prose < MAJOR * here.prose:
            break
        if best.prose < DOMINANT * here.prose and any(_continues(best, box) for box in below if box is not best):
            break
        here = best
    enough = MAJOR * here.prose
    named = (box for box in boxes if box.prose >= enough and box.tag not in FLOW and BODY_NAMES.search(box.words))
    return max((box for box in named if _inside(box, here)), key=lambda box: box.prose, default=here).node


def _continues(best: Box, other: Box) -> bool:
    return other.prose >= CONTINUES * best.prose and (other.tag in FLOW or other.like(best))


def _inside(box: Box, outer: Box) -> bool:
    above: Box | None = box
    while above is not None and above is not outer:
        above = above.parent
    return above is outer
