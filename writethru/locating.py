"""Which of the elements that hold a page's prose hold the body of its article."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from writethru.elementnames import Vocabulary
from writethru.outline import INLINE, LONG, SENTENCE, Box

FLOW = frozenset(("p", "blockquote", "ul", "ol", "pre", "dl", "h2", "h3", "h4", "table", "figure"))  # a body's parts
PROSE_TAGS = frozenset(("p", "blockquote", "pre", "h2", "h3", "h4"))
MAJOR = 0.5  # a child with this share of what speaks for its parent is walked down to, when no sibling goes on with it
TOGETHER = 0.2  # siblings that hold this much of the best child's prose go on with it: the parent is the body
EACH = 0.1  # of the best child's text: a smaller sibling of another kind is no part of the body
DOMINANT = 0.9  # an element above with this share of the body's prose, and a name for it, is the body
BODY_NAMES = re.compile(
    r"\b(articles?|entry|post|story|news|content|main|single)( (main|full|page|detail))? "
    r"(body|content|text|copy|detail|contents)\b|\b(artikeltext|articulo|cuerpo|haber (metni|detay))\b"
)
STANDFIRST_NAMES = Vocabulary(
    (
        "dek|deck|stand ?first|strap ?line|alternative headline|sub ?(title|head|headline|heading|deck)s?",
        "(article|post|entry|story|content) (summary|excerpt|description|intro|lead|lede)",
        "lead (paragraph|text)|intro (text|paragraph)",
        "chapo|chapeau|entradilla|bajada|copete|sottotitolo|occhiello|vorspann|untertitel",
    )
)
LONGEST_STANDFIRST = 500  # characters


@dataclass(frozen=True, slots=True)
class Body:
    """Where a page's body is.

    `roots` are the smallest element that holds the whole body and, before it, the standfirst when that stands outside;
    `beside` are the elements in them that stand beside the body, by node.
    """

    roots: tuple[LexborNode, ...]
    beside: frozenset[int] = frozenset()


def locate(boxes: tuple[Box, ...]) -> Body | None:
    """Return where the body is, None on a page without text: down from the page while one child stands for its parent.

    A body that is split over siblings is their parent, without the children before and after them that hold none of it.
    """
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
        if sum(more.values()) + (here.own if here.own >= SENTENCE else 0) >= TOGETHER * best.prose:
            if not here.own:
                body = [place for place, box in enumerate(below) if box is best or id(box) in more]
                around = (*below[: body[0]], *below[body[-1] + 1 :])
                beside = [box for box in around if box.weight < best.weight or box.prose <= 0]
            break
        here = best
    enough = DOMINANT * here.prose
    named = (box for box in boxes if box.prose >= enough and box.tag not in FLOW and BODY_NAMES.search(box.words))
    root = max((box for box in named if _inside(box, here)), key=lambda box: box.prose, default=here)
    return Body((*_standfirst(boxes, root), root.node), frozenset(box.node.mem_id for box in beside))


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
        return 0  # doubtful, or the same to the letter once more, for another width of screen
    alike = other.tag == best.tag and other.words and other.words == best.words
    if other.alone or other.tag in PROSE_TAGS or other.tag in INLINE or alike:
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


def _standfirst(boxes: tuple[Box, ...], root: Box) -> tuple[LexborNode, ...]:
    """Return the last element before the body that is named as a standfirst and stands beside a headline."""
    before = boxes[: next(place for place, box in enumerate(boxes) if box is root)]
    unheaded: set[int] = set()  # each element is searched once: thousands may share one that has no headline
    for box in reversed(before):
        if LONG <= box.raw <= LONGEST_STANDFIRST and box.weight >= root.weight and STANDFIRST_NAMES.found(box.words):
            if _inside(root, box):
                continue
            for outer in (box.parent, box.parent.parent) if box.parent else ():
                if outer and outer.parent and id(outer) not in unheaded:
                    if outer.node.css_first("h1"):
                        return (box.node,)
                    unheaded.add(id(outer))
    return ()
