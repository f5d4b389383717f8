"""What a page calls its own address (rel=canonical): when to believe it.

Templates write the front page there, a section, the first page of a series, or one story for all. A link that is not
believed costs nothing, since the page's own address stands; a wrong one makes two articles one.
"""

import re
from dataclasses import dataclass
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from writethru.places import is_front
from writethru.urls import absolute_url, article_key, is_home_page, same_site

NO_LINK = re.compile(r"^$|^#|\s|^www\.")  # nothing, a place on the page, a sentence, a host without its scheme
EXTENSION = re.compile(r"\.[a-z]{2,5}\d?$")
TOKEN = re.compile(r"[^\W_]+")
DATE = re.compile(r"(?:19|20)\d\d(?:(?:0[1-9]|1[0-2])(?:[0-3]\d)?)?")
# Segments that say what kind of page it is and stand in every address of a site.
GENERIC = frozenset(
    ["article", "articles", "story", "stories", "news", "index", "page", "view", "detail", "show", "content", "post"]
)
LEAST_ID = 4  # signs; shorter numbers count things or days
LEAST_WORD = 2  # letters
NEARLY = 0.8  # of the longer name's words; "quay-reopens-after-storm" and "quay-closes-after-storm" share 0.75
LEAST_TOLD = 3  # words that name an article; one or two stand in many addresses ("/vpn/best")
SAYS_ALL = 4  # words that name it whatever its number is; three may be its desk's ("uk-northern-ireland-67772667")


@dataclass(frozen=True, slots=True)
class _Name:
    """What an address calls its article by: `ids`, and the words and the small numbers of its last telling segment.

    `above` are its other segments.
    """

    ids: frozenset[str]
    words: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    above: frozenset[str] = frozenset()


def believed_canonical(href: str, url: str, headline: str = "") -> str:
    """Return the absolute form of what a page at `url` calls its own address, or `url` when that is not believable.

    It must lie on the same site, be no front page of it or of a section, and name the same article: by the same number,
    in the same words, or in those of the page's headline.
    """
    try:
        if NO_LINK.search(href := href.strip()):
            return url
        target = absolute_url(href, url)
        if not same_site(target, url) or is_home_page(target):
            return url
        if article_key(target) == article_key(url):
            return target
        if is_front(target, url):
            return url
        return target if _same_article(_name(target), _name(url), headline) else url
    except ValueError:  # a link that is no http or https URL
        return url


def _same_article(told: _Name, own: _Name, headline: str) -> bool:
    apart = bool(told.ids and own.ids) and not _nested(told.ids, own.ids)
    if told.ids & own.ids and not apart:
        return True
    if told.numbers == own.numbers and _alike(told, own, apart):
        return True
    said = frozenset(TOKEN.findall(_plain(headline)))
    heard = len(told.words & said)
    return not apart and heard >= max(LEAST_TOLD, NEARLY * len(told.words)) and told.numbers <= said


def _alike(told: _Name, own: _Name, apart: bool) -> bool:
    """Whether two names are one, or one the beginning of the other; of two with other numbers only long ones are."""
    shorter, longer = sorted((told.words, own.words), key=len)
    shared = len(shorter & longer)
    if not shared or apart:
        return shorter == longer and shared >= SAYS_ALL
    if shared < LEAST_TOLD and not _nested(told.above, own.above):
        return False
    return shared >= NEARLY * len(longer) or (shared == len(shorter) and 2 * shared >= len(longer))


def _nested(one: frozenset[str], other: frozenset[str]) -> bool:
    return one <= other or other <= one


def _name(url: str) -> _Name:
    parts = urlsplit(article_key(url))
    segments = [EXTENSION.sub("", _plain(unquote(each))) for each in parts.path.split("/") if each]
    values = [_plain(unquote(each.partition("=")[2])) for each in parts.query.split("&")]
    ids = frozenset(token for each in (*segments, *values) for token in TOKEN.findall(each) if _is_id(token))
    for segment in (*reversed(segments), *values):
        tokens = [token for token in TOKEN.findall(segment) if not _is_id(token)]
        found = frozenset(token for token in tokens if not token.isdigit() and len(token) >= LEAST_WORD)
        if found - GENERIC:
            return _Name(ids, found, frozenset(filter(str.isdigit, tokens)), frozenset(segments) - {segment} - GENERIC)
    return _Name(ids)


def _is_id(token: str) -> bool:
    digits = sum(map(str.isdigit, token))
    if digits == len(token):
        return digits >= LEAST_ID and DATE.fullmatch(token) is None
    return digits >= 2 and len(token) > LEAST_ID


def _plain(text: str) -> str:
    """Return a text in lower case without accents, as addresses spell it."""
    return "".join(sign for sign in normalize("NFKD", text.lower()) if not "\u0300" <= sign <= "\u036f")
