"""How much of an article's last good version still stands on a page, and where it stops."""

import re
from dataclasses import dataclass

from writethru.elements import Article
from writethru.text import fold

SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”»)]*\s+|(?<=[。！？])|(?<=[؟।۔])\s*")
PROBE = 60  # characters of a sentence, white space left out, that are looked for; its end may have been edited
SHORTEST = 12  # characters of a sentence, white space left out; shorter ones stand everywhere
LEAST_TEXT = 200  # characters of a version that says anything about a page
LEAST_LOST = 60  # characters; an edit of the last line is not worth a thought
NOISE = 0.34  # of what was lost, that may stand elsewhere all the same: lines of the page around the article
BEGUN = 20  # characters of a sentence that was broken off


@dataclass(frozen=True, slots=True)
class Remains:
    """What is left of a version. Shares are of its text, by length.

    `share` stands anywhere; `lost` is the share that is missing from one sentence on to the end, 0.0 where the end
    stands; what stands before ends at `end`, counted in the page's text without white space, 0 where nothing does.
    `broken` tells that the first missing sentence begins there and breaks off.
    """

    share: float
    lost: float = 0.0
    end: int = 0
    broken: bool = False


def squeezed(text: str) -> str:
    """Return a text without its white space: elements part words on a page that are none in the article, and not."""
    return "".join(text.split())


def remains(article: Article | None, shown: str) -> Remains | None:
    """Return what is left of an article in a page's squeezed text; None without a version to go by."""
    if article is None or len(article.text) < LEAST_TEXT:
        return None
    text = article.text
    left = _left(text, shown)
    if left.share > 0.5 and not left.lost:
        return left
    folded = _left(fold(text.replace("\n", " \n ")), squeezed(fold(shown)))  # a swap of quotes or dashes loses nothing
    return folded if folded.share > left.share + 0.02 else left


def _left(text: str, shown: str) -> Remains:
    sentences = [each for line in SENTENCE_END.split(text) for each in line.split("\n")]
    sentences = [short for each in sentences if len(short := squeezed(each)) >= SHORTEST or not short.isascii()]
    places = [shown.find(sentence[:PROBE]) for sentence in sentences]
    sizes = [len(sentence) for sentence in sentences]
    whole = sum(sizes) or 1
    stands = sum(size for place, size in zip(places, sizes, strict=True) if place >= 0)
    # The cut that parts best what stands from what does not.
    cut, best, worth = 0, whole - stands, whole - stands
    for number, (place, size) in enumerate(zip(places, sizes, strict=True), start=1):
        worth += size if place >= 0 else -size
        if worth > best:
            cut, best = number, worth
    lost = sum(size for place, size in zip(places[cut:], sizes[cut:], strict=True) if place < 0)
    noise = sum(sizes[cut:]) - lost
    if lost < LEAST_LOST or noise > NOISE * lost:
        return Remains(stands / whole)
    # What ends last, for an article's first sentence may be told by a teaser once more.
    end = max((place + size for place, size in zip(places[:cut], sizes[:cut], strict=True) if place >= 0), default=0)
    begun = sentences[cut][:BEGUN]
    return Remains(stands / whole, lost / whole, end, len(begun) == BEGUN and shown.find(begun, max(end - 5, 0)) >= 0)
