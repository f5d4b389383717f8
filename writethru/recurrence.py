"""Lines that recur on a site's pages: what an article's edges show of its site, and which of it is the site's own.

No rule knows what one newspaper prints above and below every story. Its pages tell, as they come by: a short line at
the edge of several different stories belongs to none of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import takewhile

from writethru.elements import Article, Paragraph, Removal
from writethru.removals import remove, restore
from writethru.text import fold, words
from writethru.urls import site

RULE = "site.recurring"
LEAST = 3  # other articles that must show a line,
SHARE = 0.04  # and of all that are remembered: "The ministry declined to comment" ends one story in a hundred,
MOST = 25  # while as many as these are always enough, and no more of a line are remembered
EDGE = 5  # lines at either end of the text; templates seldom leave more, and a list's rows lie deeper
SHORT = 250  # characters; 120 and 400 take the same lines out of real pages (docs/benchmarks.md)


@dataclass(frozen=True, slots=True)
class Edges:
    """What one article shows of its site: the lines at the ends of its text, and who shows them; all as fingerprints.

    `story` is that of the longest paragraph, between them if there is any: under another address, or edited, it is the
    same story.
    """

    site: str
    article: int
    story: int
    lines: tuple[int, ...]


def fingerprint(text: str) -> int:
    """Return 56 bits that stand for a text, whatever its case and typography."""
    return int.from_bytes(blake2b(fold(text).casefold().encode(), digest_size=7).digest(), "big")


def read_edges(article: Article, url: str) -> Edges:
    """Return what an article shows of the site at `url`. Raises ValueError for what is no http or https URL."""
    article = _restored(article)
    places = {place for edge in _edges(article) for place in edge}
    texts = [block.text for block in article.paragraphs]
    body = [text for place, text in enumerate(texts) if place not in places] or texts
    lines = {fingerprint(texts[place]) for place in places}
    story = fingerprint(max(body, key=len, default=""))
    return Edges(site(url), fingerprint(article.uri), story, tuple(sorted(lines)))


def recurring(witnesses: Mapping[int, int], articles: int) -> dict[int, int]:
    """Return those lines, with their witnesses, that enough of the articles remembered of a site show."""
    enough = max(LEAST, min(MOST, SHARE * articles))
    return {line: seen for line, seen in witnesses.items() if seen >= enough}


def drop_recurring(article: Article, witnesses: Mapping[int, int]) -> Article:
    """Return the article with its site's lines in `removed`, and whatever an earlier memory put there back in the text.

    `witnesses` tells for the fingerprint of each recurring line how many other articles showed it. Lines go from either
    end inwards; what stands behind a line that stays, stays, and so does a text that would go as a whole.
    """
    article = _restored(article)
    positions = article.positions()
    gone: dict[int, Removal] = {}
    for edge in _edges(article):
        for place in edge:
            block = article.paragraphs[place]
            seen = witnesses.get(fingerprint(block.text))
            if seen is None:
                break
            gone[place] = Removal(block.text, positions[place], "boilerplate", RULE, kind=block.kind, witnesses=seen)
    if not gone or all(place in gone or block.kind == "caption" for place, block in enumerate(article.paragraphs)):
        return article
    return remove(article, gone.values())


def cleaned_alike(before: Article, after: Article) -> Article:
    """Return an earlier version with the site's lines removed that the later one is without, and only those."""
    kept = {fingerprint(block.text) for block in after.paragraphs}
    known = {fingerprint(r.text): r.witnesses for r in (*before.removed, *after.removed) if r.rule == RULE}
    return drop_recurring(before, {line: seen for line, seen in known.items() if line not in kept})


def _restored(article: Article) -> Article:
    return restore(article, lambda removal: removal.rule == RULE)


def _edges(article: Article) -> tuple[list[int], list[int]]:
    """Return the places of the lines that may be the site's: those from above and those from below, each inwards."""
    blocks, headline = article.paragraphs, frozenset(words(article.headline))
    text = [place for place, block in enumerate(blocks) if block.kind != "caption"]
    above = takewhile(lambda place: _may_recur(blocks[place], headline, opening=True), text[:EDGE])
    below = takewhile(lambda place: _may_recur(blocks[place], headline, opening=False), text[: -EDGE - 1 : -1])
    return list(above), list(below)


def _may_recur(block: Paragraph, headline: frozenset[str], *, opening: bool) -> bool:
    """Whether a line may be the site's rather than the article's, however often it is seen."""
    if block.kind not in ("paragraph", "list_item", "heading") or len(block.text) > SHORT or block.protected:
        return False
    said = set(words(block.text))
    if not said or 2 * len(said & headline) >= len(said) or any(map(str.isdigit, block.text)):
        return False  # a figure, a date or a time is this article's, and so is the headline
    if not opening:
        return True
    if block.kind == "heading" or block.text.endswith((":", "?", "：", "？", "؟")):
        return False  # it opens what stands below
    return not (block.text.isupper() or fold(block.text).endswith(("-", ")")))  # a dateline
