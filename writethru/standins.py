"""What stands in an article's place, told by a linear model where no rule is sure: by words, form and phrases.

Only what is new on the page is judged, and only where the article is gone or cut: the site's own frame says nothing of
what happened to it. The coefficients are those that `benchmarks/standintraining.py` has learnt from invented answers.
"""

import json
import math
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

from selectolax.lexbor import LexborNode

from writethru.elements import Article, Page
from writethru.glances import LOGIN_LINK, OFFER_LINK, Glance
from writethru.passages import Passage
from writethru.remains import Remains
from writethru.signatures import TOLD, Told, plain, said
from writethru.signatures.marks import PRICE
from writethru.text import words

MODEL = Path(__file__).with_name("standins_model.json")
LONGEST = 1_500  # characters that are read of a text; what a stub is it says at once
GONE_BELOW = 0.25  # of the last version's text; a headline or a standfirst may be left of a text that is not there
LEAST_CUT = 0.2  # of it; an editor takes a paragraph away too, and offers stand on every page
SHORTER = 0.6  # of the last version's text, at most; what is longer is another text rather than a stub
REWORDED = 0.5  # of a text's words; walls speak of themselves
LONGEST_NEW = 1_500  # characters of a whole page without a last version; a site's frame asks for money on every one
LINKS = 0.5  # of a passage: what is mostly links leads to other stories, unless it is short,
BUTTON = 40  # characters; the label of a button, or of a link to an offer
FIELD = 'input[type="email"], input[type="password"], input[type="text"]'
SHOWN = 6  # features that are told of a judgement
STEM = 5  # letters by which the forms of a long word are one
ABOVE = 3  # elements over a text in which its button or its link is looked for
UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")


@dataclass(frozen=True, slots=True)
class StandIn:
    """What is new on a page, and what the model sees of it and of the page."""

    text: str
    features: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judged:
    """The likeliest kind, "article" among them, and the features that speak most for it.

    `likelihood` is that of the kind, `doubt` that of an article, both in [0, 1].
    """

    kind: Told | Literal["article"]
    likelihood: float
    doubt: float
    because: tuple[str, ...]


def read_stand_in(page: Page, glance: Glance, article: Article | None, left: Remains | None) -> StandIn | None:
    """Return what may stand in an article's place; None where the article, or one, may well stand, or nobody can tell.

    `article` is the last version and `left` what is left of it, both None where there is none.
    """
    marks = {f"form {each}" for each in glance.form}
    if article is None or left is None:
        if len(glance.shown) > LONGEST_NEW or glance.carried:
            return None
        marks.add("unknown")
    else:
        if not article.passages:  # then all would be new
            return None
        cut = left.cut
        if left.share >= GONE_BELOW and (cut is None or cut.share < LEAST_CUT):
            return None
        headlines = set(map(plain, article.headlines.values()))
        marks.update("headline kept" if plain(each) in headlines else "headline other" for each in glance.headings)
        marks.add(f"left {math.ceil(10 * left.share)}")
        marks.update(("broken",) if cut and cut.broken else ())
    marks.update(("unfilled",) if glance.is_unfilled else ())
    marks.update(("declares",) if glance.declares_wall else ())
    marks.update(("elsewhere",) if page.final_uri != page.target_uri else ())
    marks.update(("plea",) if said(glance.pleas, "shell", glance.languages).sure else ())
    text, asks = _new(glance.passages, article.passages if article else ())
    if article is not None and left is not None:
        if not 0 < len(text) <= SHORTER * len(article.text):
            return None
        if left.share >= GONE_BELOW and _is_reworded(text, article):
            return None
    marks.update(f"asks {what}" for what in asks)
    return StandIn(text, frozenset((*_said(text, glance.languages), *(f"#{mark}" for mark in marks))))


def _is_reworded(text: str, article: Article) -> bool:
    """Whether a text has most of its words from an article: it is a part of it that was written anew."""
    own, its = set(words(text)), set(words(article.text))
    return len(own & its) > REWORDED * len(own)


def judge(standin: StandIn) -> Judged:
    """Return what the model makes of a stand-in."""
    kinds, weights = _model()
    known = [(each, weights[each]) for each in sorted(standin.features) if each in weights]
    sums = [math.fsum((weights[""][place], *(row[place] for _, row in known))) for place in range(len(kinds))]
    best = max(range(len(kinds)), key=sums.__getitem__)
    whole = math.fsum(math.exp(each - sums[best]) for each in sums)
    because = sorted(known, key=lambda pair: (-pair[1][best], pair[0]))[:SHOWN]
    return Judged(
        kinds[best],
        1 / whole,
        math.exp(sums[kinds.index("article")] - sums[best]) / whole,
        tuple(each.removeprefix("#") for each, row in because if row[best] > 0),
    )


def _new(found: Collection[Passage], known: Collection[int]) -> tuple[str, set[str]]:
    """Return what of a page's passages is not among those known, and what it asks for."""
    texts: list[str] = []
    asks: set[str] = set()
    for passage in found:
        if passage.number in known:
            continue
        wanted = {what for element, _ in passage.runs for what in _wanted(element)}
        linked = sum(len(text) for element, text in passage.runs if any(_above(element, "a")))
        if linked < LINKS * len(passage.text) or (len(passage.text) <= BUTTON and wanted):
            texts.append(" ".join(passage.text.split()))
            asks |= wanted
            if (passage.block.parent or passage.block).css_first(FIELD) is not None:
                asks.add("field")
    return "\n".join(texts)[:LONGEST], asks


def _wanted(element: LexborNode) -> Iterator[str]:
    """Yield what the button or the link that a text stands in is for: "button", "offer", "login"."""
    if any(_above(element, "button")):
        yield "button"
    for link in _above(element, "a"):
        address = (link.attributes.get("href") or "").lower()
        if OFFER_LINK.search(address):
            yield "offer"
        elif LOGIN_LINK.search(address):
            yield "login"


def _above(element: LexborNode, tag: str) -> Iterator[LexborNode]:
    """Yield the elements of a kind that a text stands in, itself and the next few over it."""
    above: LexborNode | None = element
    for _ in range(ABOVE):
        if above is None:
            return
        if above.tag == tag:
            yield above
        above = above.parent


def _said(text: str, codes: tuple[str, ...]) -> set[str]:
    """Return what the model sees of a text: its words, pairs and stems, or pieces where nothing parts words."""
    bare = plain(text)
    own = bare.split()
    found = {*own, *map(" ".join, pairwise(own)), *(f"{word[:STEM]}*" for word in own if len(word) > STEM)}
    for run in UNSPACED.findall(bare):
        found.update(run[place : place + size] for size in (2, 3) for place in range(len(run) - size + 1))
    for kind in TOLD:
        told = said(bare, kind, codes)
        for name, phrases in (("sure", told.sure), ("hints", told.hints)):
            found.update(f"#{name} {kind} {count + 1}" for count in range(min(len(phrases), 3)))
    found.add(f"#size {len(bare).bit_length()}")
    found.update(("#price",) if PRICE.search(text) else ())
    return found


@cache
def _model() -> tuple[list[Told | Literal["article"]], dict[str, list[float]]]:
    """Return the kinds, and for each feature what it adds to each; "" is what is added in any case."""
    model = json.loads(MODEL.read_text("utf-8"))
    return model["kinds"], model["weights"]
