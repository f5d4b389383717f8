"""How much of an article's last good version still stands on a page, and where it stops."""

import re
from dataclasses import dataclass

from writethru.elements import Article
from writethru.outline import WIDE
from writethru.text import fold

SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”»)]*\s+|(?<=[。！？])|(?<=[؟।۔])\s*")
PROBE = 60  # characters of a sentence, white space left out, that are looked for; its end may have been edited
SHORTEST = 12  # characters of a sentence, white space left out; shorter ones stand everywhere
LEAST_TEXT = 200  # characters of a version that says anything about a page
LEAST_LOST = 60  # characters; an edit of the last line is not worth a thought
NOISE = 0.34  # of what was lost, that may stand elsewhere all the same: lines of the page around the article
BEGUN = 20  # characters of a sentence that was broken off
PROSE = (
    60  # characters of a sentence, white space left out; headings and lists' entries are shorter, and stand in menus
)
DENSE = 3  # of all these, where a character is a word or half of one: Chinese, Japanese, Korean


@dataclass(frozen=True, slots=True)
class Gap:
    """Where sentences are missing: behind `after`, counted in the page's text without white space, 0 at its beginning.

    `share` of the version's text is missing there; `broken` tells that the first of it begins there and breaks off,
    `last` that it goes on to the version's end, but for what the page says elsewhere as well. `until` is where the
    next sentence stands, None where none does; `opening` tells that the version began with what is missing.
    """

    after: int
    share: float
    broken: bool = False
    last: bool = False
    until: int | None = None
    opening: bool = False


@dataclass(frozen=True, slots=True)
class Remains:
    """What is left of a version: the share of its text that stands anywhere, and its gaps, the widest first."""

    share: float
    gaps: tuple[Gap, ...] = ()

    @property
    def lost(self) -> float:
        """The share of its text that stands nowhere."""
        return 1 - self.share

    @property
    def opens(self) -> bool:
        """Whether its first sentences stand."""
        return not any(gap.opening for gap in self.gaps)

    @property
    def cut(self) -> Gap | None:
        """The gap that goes on to the end."""
        return next((gap for gap in self.gaps if gap.last), None)


def squeezed(text: str) -> str:
    """Return a text without its white space: elements part words on a page that are none in the article, and not."""
    return "".join(text.split())


def remains(article: Article | None, shown: str) -> Remains | None:
    """Return what is left of an article in a page's squeezed text; None without a version to go by."""
    if article is None or len(article.text) + 2 * len(WIDE.findall(article.text[:LEAST_TEXT])) < LEAST_TEXT:
        return None
    text = article.text
    left = _left(text, shown)
    if left.share > 0.9:
        return left
    folded = _left(fold(text.replace("\n", " \n ")), squeezed(fold(shown)))  # a swap of quotes or dashes loses nothing
    return folded if folded.share > left.share + 0.02 else left


def _left(text: str, shown: str) -> Remains:
    dense = DENSE if len(WIDE.findall(text[:1_000])) > 200 else 1
    probe, shortest, least, start_of = PROBE // dense, SHORTEST // dense, LEAST_LOST // dense, BEGUN // dense
    sentences = [each for line in text.split("\n") for each in SENTENCE_END.split(line)]
    sentences = [short for each in sentences if len(short := squeezed(each)) >= shortest]
    prose = [each for each in sentences if len(each) >= PROSE // dense]
    sentences = prose if sum(map(len, prose)) >= LEAST_TEXT // dense else sentences
    places = [shown.find(sentence[:probe]) for sentence in sentences]
    sizes = [len(sentence) for sentence in sentences]
    whole = sum(sizes) or 1
    found = list(zip(places, sizes, strict=True))
    stands = sum(size for place, size in found if place >= 0)
    gaps = []
    number = after = 0
    while number < len(found):
        start = number
        while number < len(found) and found[number][0] < 0:
            number += 1
        lost, rest = sum(sizes[start:number]), found[number:]
        # Lines of the page around the article may stand behind a cut.
        noise = sum(size for place, size in rest if place >= 0)
        last = noise <= NOISE * (lost + sum(sizes[number:]) - noise)
        if lost >= least:
            begun = sentences[start][:start_of]
            broken = len(begun) == start_of and shown.find(begun, max(after - 5, 0)) >= 0
            total = whole - sum(sizes[:start]) - noise if last else lost
            until = next((place for place, _ in rest if place >= 0), None)
            gaps.append(Gap(after, total / whole, broken, last, until, start == 0))
        while number < len(found) and found[number][0] >= 0:
            after = sum(found[number])
            number += 1
    return Remains(stands / whole, tuple(sorted(gaps, key=lambda gap: -gap.share)))
