"""Who wrote an article: the names that a page claims, held against the byline that its readers see."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from selectolax.lexbor import LexborHTMLParser

from writethru.linkeddata import LinkedData
from writethru.names import BY, MOST, ORGANISATION, PERSON, Names, folded, is_account, read_names
from writethru.openings import YEAR, Line, Runs, around
from writethru.text import collapse, words

CLAIMS = (
    "author",
    "article:author",
    "parsely-author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "byline",
    "article.author",
    "cxenseparse:author",
    "sailthru.author",
)
# How a card's label says that its data is the author ("Written by", "Verfasst von" ...).
WRITTEN = re.compile(
    r"written|verfasst|geschrieben|écrit|escrito|scritto|yazan|автор|كُتب|كتب|作者|執筆|geschreven|skriven|napisane",
    re.I,
)
# Who is named after these made something else, or less. One of the hints stands wherever it matches.
NOT_BY = re.compile(
    r"\b(?:review(?:ed)?|fact|checked|verified|edited|updated|photo\w*|image|picture|illustrat\w+|video|graphic\w*|"
    r"credit|translat\w+|sponsored|presented|brought|powered|caption|produced|approved|supported|sort|filter|inspired|"
    r"foto|contribut\w+|bild\w*|recommended|uploaded|narrated|music|designed|developed|built|medically)\b.{0,20}"
    r"(?:\bby\b|\bfrom\b|\bcredits?\b|\bvon\b|\bpar\b|\bpor\b|\bdi\b|:)",
    re.I,
)
HINTS = ("by", ":", "from", "credit", "von", "par", "por", "di ", "author")
# What the elements around a name are called, and where its link leads.
NAMED = re.compile(
    r"\b(?:authors?|auth|bylines?|writers?|autor(?:e|es|en)?|auteurs?|yazar|reporter|contributors?|journalists?)\b"
)
NOT_NAMED = re.compile(
    r"\b(?:comments?|commenter|related|photo|image|caption|avatar|tags?|bio|share|social|follow|role|titles?|job|"
    r"position|description|credit)\b"
)
OTHERS = re.compile(r"\b(?:comments?|commenter|related)\b")
LEADS = re.compile(
    r"/(?:authors?|autor(?:es|en)?|auteurs?|contributors?|writers?|staff|people|person|profiles?|bios?|columnists?|"
    r"reporters?|journalists?|by|team|experts?|yazar(?:lar)?|our_people|redaktion)(?:/|\.|\?)",
    re.I,
)
# What the elements around a name beside a date are not called.
NO_PERSON = re.compile(
    r"\b(?:categor\w+|sections?|topics?|labels?|eyebrow|kicker|breadcrumbs?|nav|menu|button|btn|tags?|title|headline|"
    r"toc|caption|credit|logo|brand|site|share|footer|address|contact|imprint|impressum)\b"
)
DATE = re.compile(r"\b(?:\w+\.? )?\d{1,2}(?:st|nd|rd|th)?,?(?: \w+\.?,?)? \d{4}\b|\b\d{4}-\d\d-\d\d\b")
JOINERS = ("", "and", "&", "und", "et", "y", "e", "ve", "и")  # a line between two names
LONGEST = 100  # characters of a byline
ABOVE, BELOW = 4, 12  # runs over and under the headline within which a name is in its byline; 40 finds no more
CLOSE = 8  # runs from the headline within which a name beside a date is an author's
APART = 8  # runs between two authors of one byline
SOUGHT = "[rel=author], [itemprop=author], [class*=author i], [class*=byline i]"
MOST_SOUGHT = 60


def authors(
    page: LexborHTMLParser,
    linked: LinkedData,
    meta: Mapping[str, str],
    headline: str,
    lines: Sequence[Line],
    runs: Runs,
) -> tuple[str, ...]:
    """Return the authors: persons, or organisations where none is named and the byline bears theirs.

    The first claim of JSON-LD and meta stands, unless no reader sees the claimed name but another byline, or it is an
    account's ("andrew.keaveney"). The byline is looked for only then.
    """
    site = folded(meta.get("og:site_name", ""))
    claimed = Names()
    for claim in _claims(linked, meta):
        claimed += claim.less(site)
        if claimed.persons:
            break
    said = claimed.persons
    if said and not all(map(is_account, said)) and _stands_in(said, lines, runs):
        return said
    shown = shown_names(lines).less(site)
    if shown.persons or said:
        return shown.persons or said
    if not shown:
        for found in (_named_anywhere(page), dated_names(lines, headline)):
            if persons := found.less(site).persons:
                return persons
    alone = {line.text for line in lines if 0 < line.place <= BELOW}
    seen = shown.organisations or tuple(name for name in claimed.organisations if name in alone)[:1]
    # Last, the person that a site bears the name of.
    owners = (name for name in claimed.organisations if PERSON.fullmatch(name) and not ORGANISATION.search(name))
    return seen or tuple(owners)[:1]


def shown_names(lines: Sequence[Line]) -> Names:
    """Return who the byline near the headline names: after "By", in an element or a link named for authors."""
    found: list[tuple[int, int, Names]] = []  # strength, place, names
    labelled = barred = after = False  # by the line before
    for line in lines:
        text = line.text
        if text.strip(" ,;").lower() in JOINERS:
            labelled = after
            continue
        if len(text) > LONGEST or not -ABOVE <= line.place <= BELOW or not any(map(str.isalpha, text)):
            continue
        lowered = text.lower()
        if any(hint in lowered for hint in HINTS):
            if NOT_BY.search(text):
                labelled, barred = False, lowered.endswith((":", "by"))
                continue
        elif not labelled and not barred and lowered.isascii() and not _capitalised(text):
            continue
        match = BY.match(text)
        if match and not text[match.end() :].strip():
            labelled, barred = True, False
            continue
        after, labelled = labelled or match is not None, False
        if barred or not (after or _capitalised(text)):
            barred = False
            continue
        if (near := around(line)) is None:
            continue
        linked = near.marked or LEADS.search(near.href) is not None
        strength = 2 * after + linked + _strength(near.words)
        if strength > 0 and (names := read_names([text], sure=after or linked)):
            found.append((strength, line.place, names))
    return _strongest(found)


def dated_names(lines: Sequence[Line], headline: str) -> Names:
    """Return the person whose name stands beside a date right at the headline, in no element that says what it is."""
    near = [line for line in lines if abs(line.place) <= CLOSE]
    about = {word for word in words(headline) if len(word) > 3}  # a subject reads like a name, and is in the headline
    for place, line in enumerate(near):
        if not any(map(_is_dated, near[max(0, place - 2) : place + 3])):
            continue
        text = DATE.sub("", line.text).strip(" ,;|·•-–—")
        if not 3 < len(text) <= LONGEST or not _capitalised(text) or NOT_BY.search(text):
            continue
        names = read_names([text], sure=False)
        if not all(PERSON.fullmatch(name) and not about & set(words(name)) for name in names.persons):
            continue
        told = around(line) if names.persons else None
        if told and not told.href and not any(map(NO_PERSON.search, told.words[:2])) and _strength(told.words) >= 0:
            return names
    return Names()


def _claims(linked: LinkedData, meta: Mapping[str, str]) -> Iterator[Names]:
    """Yield who JSON-LD, meta elements and the card say is the author, the surest first."""
    named = list(islice(linked.named(linked.article.get("author")), MOST))
    persons = read_names(name for name, organised in named if not organised)
    yield persons + Names(organisations=tuple(name for name, organised in named if organised))
    yield from (read_names([meta[key]]) for key in CLAIMS if key in meta)
    if WRITTEN.search(meta.get("twitter:label1", "")):
        yield read_names([meta.get("twitter:data1", "")])


def _stands_in(names: Sequence[str], lines: Sequence[Line], runs: Runs) -> bool:
    """Tell whether readers see one of the names, looked for near the headline first."""
    return any(name in line.text for line in lines for name in names) or any(
        name in text for _, text in runs for name in names
    )


def _capitalised(text: str) -> bool:
    """Tell at a glance whether a line may be a byline: not a sentence, and with capitals, or in a script without."""
    parts = text.split(None, 9)
    high = sum(not part[0].islower() for part in parts)
    return len(parts) < 9 and not parts[0][0].islower() and text[-1] not in ".?!…" and high >= min(2, len(parts))


def _is_dated(line: Line) -> bool:
    return len(line.text) <= 60 and YEAR.search(line.text) is not None


@lru_cache(maxsize=4096)
def _bearing(names: str) -> int:
    """Return what an element's name words say of a name in it: 2 not of this article, 1 an author, -1 no author."""
    return 2 if OTHERS.search(names) else -1 if NOT_NAMED.search(names) else int(NAMED.search(names) is not None)


def _strength(names: Sequence[str]) -> int:
    """Return 1 when the elements around a name are named for authors, below 0 when for somebody else's."""
    bearings = [_bearing(text) for text in names if text]
    return -9 if 2 in bearings else int(1 in bearings and bearings[0] != -1)


def _strongest(found: Sequence[tuple[int, int, Names]]) -> Names:
    """Return the names found on the strongest grounds, those of the first byline alone."""
    best = max((strength for strength, _, _ in found), default=0)
    names = Names()
    last = None
    for strength, place, named in found:
        if strength == best:
            if last is not None and place - last > APART:
                break
            last = place
            names += named
    return names


def _named_anywhere(page: LexborHTMLParser) -> Names:
    """Return who the elements named for authors name, wherever they stand, when it is one and the same."""
    found: dict[tuple[str, ...], Names] = {}
    for node in page.css(SOUGHT)[:MOST_SOUGHT]:
        text = collapse(node.text(separator=" "))
        if not 2 < len(text) <= LONGEST or NOT_BY.search(text):
            continue
        near = around(Line(text, 0, node.first_child or node))
        if near is not None and _strength(near.words) >= 0 and _bearing(near.words[0] if near.words else "") >= 0:
            names = read_names([text], sure=near.marked)
            if names.persons:
                found.setdefault(tuple(map(folded, names.persons)), names)
    return next(iter(found.values())) if len(found) == 1 else Names()
