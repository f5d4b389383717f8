"""A page outlined in one walk: its runs of text, the elements that hold prose, and which of them holds the body."""

import re
from collections.abc import Collection, Iterator
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
WIDE = re.compile("[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
DENSE = 12  # characters that a run needs where each counts twice
MOST_LINES = 5_000  # short lines of a page without prose; more are a list of words
SHORT_LINES = 200  # characters of unlinked short lines that make a page; the shell of a script-rendered page has fewer
LONG = 25  # characters from which a run of text counts as prose: shorter ones are labels, dates and menu items
DOMINANT = 0.9  # a child that holds this share of its parent's prose stands for the parent
MAJOR = 0.5  # ... or this share, when no sibling continues the text
EACH = 0.1
SUM = 0.2
ASKING = 0.4
DOUBT = 0.1
SENTENCE = 80
CONTINUES = 0.1  # a sibling with this much of the best child's prose may be the rest of the text
HARDLY = 0.05  # of a page's prose: of 1,216 article pages 17 have less left beside what stands apart by its name
WHOLE = 0.9  # an element with this share of the page's prose holds the page, whatever its name
BODY_NAMES = re.compile(
    r"\b(articles?|entry|post|story|news|content|main|single)( (main|full|page|detail))? "
    r"(body|content|text|copy|detail|contents)\b|\b(artikeltext|articulo|cuerpo|haber (metni|detay))\b"
)
STANDFIRST_NAMES = re.compile(
    r"\b(dek|deck|stand ?first|strap ?line|alternative headline|sub ?(title|head|headline|heading|deck)s?|"
    r"(article|post|entry|story|content) (summary|excerpt|description|intro|lead|lede)|"
    r"chapo|chapeau|entradilla|bajada|copete|sottotitolo|occhiello|vorspann|untertitel)\b"
)
LONGEST_STANDFIRST = 500  # characters
SMALL = frozenset(("tags.list", "image.credit", "byline.box"))  # names that articles and their wrappers bear as well
SLUG = 3  # words of an id from which it is a heading's slug
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
SEPARATORS = re.compile(r"[\W_]+")
SPACED = {code: " " for code in range(128) if not chr(code).isalnum()}
OPTION = re.compile(r"\((?:\?:)?([^()]*)\)(\??)|([\w ])\?")
TOP_LEVEL = re.compile(r"\|(?![^(]*\))")


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


def name_words(node: LexborNode) -> str:
    """Return the words of an element's class, id and itemprop, lower-case: "article body" for `articleBody`.

    A long id is the slug of the heading that it stands for, and names no part of a page.
    """
    attributes = node.attributes
    if not attributes:
        return ""
    names = " ".join(filter(None, (attributes.get("class"), attributes.get("itemprop"))))
    anchor = _split(attributes.get("id") or "")
    return f"{_split(names)} {anchor}".strip() if anchor.count(" ") < SLUG else _split(names)


@lru_cache(maxsize=20_000)
def _split(names: str) -> str:
    if names.islower() and names.isascii():
        return " ".join(names.translate(SPACED).split())
    return SEPARATORS.sub(" ", names if names.islower() else CAMEL.sub(" ", names)).strip().lower()


def _phrases(pattern: str) -> Iterator[str]:
    """Yield every text that a pattern of words, groups and options stands for, regular expressions being slow."""
    if (option := OPTION.search(pattern)) is None:
        yield " ".join(pattern.split())
        return
    texts = option[1].split("|") if option[1] is not None else [option[3]]
    for text in (*texts, "") if option[2] or option[3] else texts:
        yield from _phrases(pattern[: option.start()] + text + pattern[option.end() :])


def _by_first_word() -> dict[str, list[tuple[list[str], int]]]:
    """Return the phrases of all rules on names by their first word: the words behind it, and the rule's place."""
    found: dict[str, list[tuple[list[str], int]]] = {}
    for place, rule in enumerate(NAMES):
        for pattern in TOP_LEVEL.split(rule.pattern.pattern.removeprefix(r"\b(?:").removesuffix(r")\b")):
            for phrase in sorted(set(_phrases(pattern))):
                first, *rest = phrase.split()
                found.setdefault(first, []).append((rest, place))
    return found


PHRASES = _by_first_word()


@lru_cache(maxsize=20_000)
def name_rules(words: str, layout: bool = True) -> tuple[Rule, ...]:
    """Return the rules that an element's name words call for, before their size guards; names of places on demand."""
    said = words.split()
    found = {
        place
        for at, word in enumerate(said)
        if word in PHRASES
        for rest, place in PHRASES[word]
        if said[at + 1 : at + 1 + len(rest)] == rest
    }
    return tuple(rule for place in sorted(found) if (rule := NAMES[place]).name != LAYOUT or layout)


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

    On a page that has none, a table of results, say, every line counts.

    Elements named in `apart`, by node, stand apart in any case.
    Boxes whose tag or names say that they stand apart add nothing to their parents, unless they hold more of the page's
    prose than such a thing may: a page inside `<div class="has-sidebar">` is not a sidebar.
    """
    boxes: dict[int, Box] = {}
    runs: list[tuple[LexborNode, str]] = []
    for node in islice(page.body.traverse(include_text=True), MAX_NODES) if page.body else ():
        if not node.is_text_node:
            continue
        text = node.text_content or ""
        if text.isspace() or (element := node.parent) is None or element.tag in DROPPED:
            continue
        runs.append((element, text))
        if len(text) >= DENSE and (size := _extent(text)) >= LONG and (box := _box(element, boxes)):
            box.own += size
            box.asks += size if appeals(text) else 0
    if not boxes and len(runs) <= MOST_LINES and sum(len(run) for at, run in runs if at.tag != "a") >= SHORT_LINES:
        for element, text in runs:
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
    """Where a page's body is.

    `roots` are the smallest element that holds the whole body and, before it, the standfirst when that stands outside;
    `beside` are the elements in them that stand beside the body.
    """

    roots: tuple[LexborNode, ...]
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
    return Body((*_standfirst(boxes, root), root.node), frozenset(box.node.mem_id for box in beside))


def _standfirst(boxes: tuple[Box, ...], root: Box) -> tuple[LexborNode, ...]:
    """Return the last element before the body that is named as a standfirst and stands beside a headline."""
    before = boxes[: next(place for place, box in enumerate(boxes) if box is root)]
    for box in reversed(before):
        if LONG <= box.raw <= LONGEST_STANDFIRST and box.weight == 1.0 and STANDFIRST_NAMES.search(box.words):
            around = (box.parent, box.parent.parent) if box.parent else ()
            if any(outer and outer.parent and outer.node.css_first("h1") for outer in around):
                return (box.node,)
    return ()


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
        or (other.tag == best.tag and other.words and other.words == best.words)
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
