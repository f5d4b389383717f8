"""A page outlined in one walk: its runs of text, the elements that hold prose, and which of them holds the body."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Self

from selectolax.lexbor import LexborHTMLParser, LexborNode

from writethru.rules import LAYOUT, NAMES, Rule, appeals


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
PROSE_TAGS = _tags("p blockquote pre h2 h3 h4")
FLOW = _tags("p blockquote ul ol pre dl h2 h3 h4 table figure")
# Below these there is no body, whatever their size, or none unless they hold most of the page (old forms wrap it all).
NEVER = DROPPED | {"a"}
SELDOM = _tags("nav footer form aside figcaption")

MAX_NODES = 200_000  # nodes walked of one page; keeps hostile nesting under a second
LONG = 25  # characters from which a run of text counts as prose: shorter ones are labels, dates and menu items
DOMINANT = 0.9  # a child that holds this share of its parent's prose stands for the parent
MAJOR = 0.5  # ... or this share, when no sibling continues the text
EACH = 0.1
SUM = 0.2
ASKING = 0.4
DOUBT = 0.1
DENSE = 0.15
SENTENCE = 80
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
    asks: int = 0
    most: float = 0.0
    weight: float = 1.0
    raw: int = 0
    prose: int = 0
    text: int = 0
    sentences: int = 0
    spoken: int = 0
    parts: int = 0
    asked: int = 0

    @property
    def alone(self) -> bool:
        return self.parts == self.sentences == 1

    def like(self, other: "Box") -> bool:
        """Return whether two elements look like two of a kind."""
        if self.tag != other.tag or self.words == other.words:
            return self.tag == other.tag
        mine, theirs = set(self.words.split()), set(other.words.split())
        return 2 * len(mine & theirs) > len(mine | theirs)


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

    Elements named in `apart`, by node, stand apart in any case.
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
            box.asks += size if appeals(text) else 0
    ordered = tuple(boxes.values())
    _sum_up(ordered, apart)
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
            box.weight = min(box.weight, DOUBT) if box.raw > MAJOR * whole else 0.0
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


@dataclass(frozen=True, slots=True)
class Body:
    """The smallest element that holds the whole body, and the elements in it that stand beside the body."""

    root: LexborNode
    beside: frozenset[int] = frozenset()


def locate(boxes: tuple[Box, ...]) -> Body | None:
    """Return where the body is: down the page while one child stands for its parent."""
    if not boxes:
        return None
    children: dict[int, list[Box]] = {}
    for box in boxes:
        if box.parent:
            children.setdefault(id(box.parent), []).append(box)
    here = boxes[0]
    beside: list[Box] = []
    while below := children.get(id(here)):
        headed = _headed(below)
        best = headed or max(below, key=_worth)
        if headed is None and (best.tag in FLOW or _worth(best) < MAJOR * _worth(here)):
            break
        more = {} if headed else {id(box): size for box in below if box is not best and (size := _continues(best, box))}
        if sum(more.values()) + (here.own if here.own >= SENTENCE else 0) >= SUM * best.prose:
            if not here.own:
                body = [place for place, box in enumerate(below) if box is best or id(box) in more]
                beside = [
                    box
                    for box in (*below[: body[0]], *below[body[-1] + 1 :])
                    if box.weight < best.weight or box.prose <= 0
                ]
            break
        here = best
    enough = DOMINANT * here.prose
    named = (box for box in boxes if box.prose >= enough and box.tag not in FLOW and BODY_NAMES.search(box.words))
    root = max((box for box in named if _inside(box, here)), key=lambda box: box.prose, default=here)
    return Body(root.node, frozenset(box.node.mem_id for box in beside))


def _worth(box: Box) -> int:
    """Return how much a box speaks for holding the body: its prose, and its running sentences twice more."""
    return box.prose + 2 * box.text


def _headed(below: list[Box]) -> Box | None:
    """Return, of several articles side by side, the first that bears the page's headline: the others are more news."""
    articles = [box for box in below if box.tag == "article" and box.prose > 0]
    if len(articles) < 2:
        return None
    return next((box for box in articles if box.node.css_first("h1")), None)


def _continues(best: Box, other: Box) -> int:
    """Return how many characters of a sibling may be the rest of the text."""
    if other.weight < best.weight or (other.text and other.text == best.text):
        return 0  # doubtful, or the same once more, for another width of screen
    if (
        other.alone
        or other.tag in PROSE_TAGS
        or other.tag in INLINE
        or (other.tag == best.tag and other.words == best.words)
    ):
        return max(other.prose, 0)
    if best.tag == "article" or BODY_NAMES.search(best.words):
        return other.text if other.like(best) else 0
    if other.tag in FLOW:
        return other.spoken
    return other.text if other.text >= EACH * best.text else 0


def _inside(box: Box, outer: Box) -> bool:
    above: Box | None = box
    while above is not None and above is not outer:
        above = above.parent
    return above is outer
