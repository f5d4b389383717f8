"""The headline: what an h1 and the other sources say, less the site's name, kickers and labels."""

import re
from collections.abc import Collection, Iterable, Mapping
from urllib.parse import urlsplit

from rapidfuzz import fuzz
from selectolax.lexbor import LexborNode

from writethru.text import collapse, fold

SITE_SUFFIX = re.compile(r"\s+(?:[|•·»—–-]|::)\s+")
LONGEST = 500  # characters; a longer text is no headline
AGREES = 60  # rapidfuzz token_set_ratio in 0..100 from which two sources tell the same headline
MOST_RUNS = 12  # of one h1; more is a page inside a heading


def candidates(
    nodes: Iterable[LexborNode], told: Mapping[str, str], sites: Collection[str]
) -> tuple[LexborNode | None, dict[str, str]]:
    """Return the h1 that the page's other sources agree with, and all candidates for the headline by source."""
    told = {source: text for source, text in told.items() if 0 < len(text) <= LONGEST}
    tops = [(text, node) for node in nodes if 0 < len(text := collapse(node.text(separator=" "))) <= LONGEST]
    others = [compared(_less_site(text, sites)) for text in told.values()]
    # The page's own name is often an h1 too: the one that the rest of the page agrees with is the headline.
    agreed, top = max(
        (top for top in tops if not others or _squeezed(top[0]) not in sites),
        key=lambda top: max(
            (fuzz.partial_ratio(compared(top[0]), text) * min(len(top[0]), 40) for text in others), default=0
        ),
        default=("", None),
    )
    if not agreed:
        return top, told
    # Some pages show it twice, in a bar that stays in sight say; an edit of either copy is one.
    copies = (text for text, node in tops if node is not top and fuzz.token_set_ratio(text, agreed) >= AGREES)
    copy = next((text for text in copies if _squeezed(text) not in sites), "")
    return top, {"h1": agreed, **({"h1 again": copy} if copy else {}), **told}


def choose(headlines: Mapping[str, str], top: LexborNode | None, sites: Collection[str]) -> str:
    """Return the h1 where another source agrees with it, else the first source there is, without the site's name."""
    said = headlines.get("h1", "")
    others = {
        compared(text): text
        for source in ("json-ld", "og:title", "title")
        if (text := _less_site(headlines.get(source, ""), sites))
    }
    if said and top is not None:
        if exact := _less_label(said, top, others):
            return exact
        if not others or any(fuzz.token_set_ratio(compared(said), other) >= AGREES for other in others):
            return said
    told = next(iter(others.values()), said)
    first = SITE_SUFFIX.split(told)[0]  # what follows is mostly a site's name that we don't know
    return first if len(first) >= 0.5 * len(told) else told


def _less_label(said: str, top: LexborNode, others: Mapping[str, str]) -> str:
    """Return the part of an h1 that another source gives alone, a kicker or a label left out; "" when none does."""
    if compared(said) in others:
        return ""
    runs = [text for node in top.traverse(include_text=True) if node.tag == "-text" and (text := node.text_content)]
    runs = runs if len(runs) <= MOST_RUNS else []
    parts = [collapse("".join(runs))]
    parts += [collapse(" ".join(runs[cut:])) for cut in range(1, len(runs))]
    parts += [collapse(" ".join(runs[:cut])) for cut in range(1, len(runs))]
    parts += [said[: mark.start()] for mark in SITE_SUFFIX.finditer(said)]
    return next((part for part in parts if part and compared(part) in others), "")


def _less_site(text: str, sites: Collection[str]) -> str:
    """Return a title without the site's name at either end."""
    for mark in SITE_SUFFIX.finditer(text):
        if _squeezed(text[mark.end() :]) in sites:
            return text[: mark.start()]
        if _squeezed(text[: mark.start()]) in sites:
            return text[mark.end() :]
    return text


def site_names(url: str, *names: str) -> frozenset[str]:
    """Return the names that a page's site goes by, squeezed: what it calls itself, its host and the host's parts."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    return frozenset(name for text in (*names, host, *host.split(".")[:-1]) if len(name := _squeezed(text)) > 2)


def _squeezed(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text).lower()))


def compared(text: str) -> str:
    """Return a headline as it is compared."""
    return fold(text).lower()
