"""What a page says about its article: headlines by source, authors, dates, language, canonical URL.

JSON-LD is asked first, then meta elements, then the visible page. A wrong author or date is worse than a missing one.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from dateutil import parser as dates
from rapidfuzz import fuzz
from selectolax.lexbor import LexborHTMLParser, LexborNode

from writethru.feeddates import ZONES
from writethru.text import collapse, fold

ARTICLE_TYPES = re.compile(r"(Article|Posting|Report|Review|Recipe|NewsStory)$")
PUBLISHED = [
    "article:published_time",
    "og:published_time",
    "datepublished",
    "date.published",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "publish-date",
    "publish_date",
    "pubdate",
    "publication_date",
    "article.published",
    "cxenseparse:recs:publishtime",
    "date",
]
MODIFIED = [
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "lastmod",
    "last-modified",
    "article.updated",
]
AUTHORS = [
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "article.author",
    "cxenseparse:author",
]
BYLINES = (
    "[rel=author], [itemprop=author] [itemprop=name], [itemprop=author], .byline a, .author-name, .author a, "
    ".byline__name, "
    ".byline, .author"
)
TIMES = "[itemprop=datePublished], time[pubdate], time[datetime], [class*=publish] [datetime]"
SHOWN = (
    "time, [class*=date], [class*=Date], [class*=publish], [class*=time], [class*=meta], [class*=byline], "
    "[class*=author]"
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
SHOWN_DATE = re.compile(
    rf"\b(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}}|"
    rf"\d{{4}}-\d\d-\d\d)\b",
    re.I,
)
NOT_A_NAME = re.compile(
    r"https?:|www\.|[@_{}<>=:]|\d|"
    r"\b(ago|yesterday|today|(minute|hour|day|week|month)s)\b|^(il y a|hace|vor)\b|"  # when, not who
    r"\b(min read|reporter|editor|writer|correspondent|publisher|columnist|archives?|rss|feed)\b|"
    r"^(admin|administrator|editor(ial)?|staff|guest|unknown|none|null|author|team|posted|published|view all|follow|"
    r"contributor|share|more|about|redaktion|redacción|rédaction|newsroom)\b",
    re.I,
)
BY = re.compile(
    r"^\W*(?:(?:written|posted|reported|story|words|text|article|reviewed)\s+)?(?:by|von|par|por|di)\b\W*", re.I
)
JOINS = re.compile(r"\s*(?:,|;|\||•|·|\band\b|&|\bund\b|\bet\b)\s*")
SUFFIX = re.compile(r",?\s+(?:Jr|Sr|PhD|Ph\.D|MD|M\.D|RD|RDN|MS|MPH|DDS|DVM|RN|CFP|CPA|II|III|Esq)\b\.?", re.I)
SITE_SUFFIX = re.compile(r"\s+(?:[|•·»—–-]|::)\s+")
UNSAYABLE = re.compile("[\0\ud800-\udfff]")  # JSON can hold them; no database and no file in UTF-8 does
YEAR = re.compile(r"(?:19|20)\d\d")
URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/_-]|$)")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page says about its article; see Article for the fields."""

    canonical_url: str
    headline: str
    headlines: Mapping[str, str]
    authors: tuple[str, ...]
    date_published: datetime | None
    date_modified: datetime | None
    language: str | None
    body: str


def read_metadata(page: LexborHTMLParser, url: str) -> Metadata:
    """Return the metadata of a page; `body` is the JSON-LD article body, "" when there is none."""
    linked = _json_ld(page)
    meta = _meta(page)
    headlines = _headlines(page, linked, meta)
    return Metadata(
        canonical_url=_canonical(page, url),
        headline=_headline(headlines),
        headlines=headlines,
        authors=_authors(page, linked, meta),
        date_published=_first_date(_published(page, linked, meta, url)),
        date_modified=_first_date((linked.get("dateModified"), *(meta.get(key) for key in MODIFIED))),
        language=_language(page, linked, meta),
        body=_plain(linked.get("articleBody")),
    )


def _plain(value: object) -> str:
    """Return a text of JSON-LD or meta, entities resolved; "" for anything else."""
    return UNSAYABLE.sub("\ufffd", html.unescape(value)).strip() if isinstance(value, str) else ""


def _json_ld(page: LexborHTMLParser) -> dict[str, Any]:
    """Return the first JSON-LD object that is an article, or an empty one."""
    for script in page.css("script[type='application/ld+json']"):
        try:
            data = json.loads(script.text(), strict=False)
            found = next(_articles(data), None)
        except (ValueError, RecursionError):
            continue  # broken JSON-LD is common and tells nothing
        if found is not None:
            return found
    return {}


def _articles(data: object) -> Iterator[dict[str, Any]]:
    if isinstance(data, list):
        for item in data:
            yield from _articles(item)
    elif isinstance(data, dict):
        kinds = data.get("@type")
        if any(
            ARTICLE_TYPES.search(kind)
            for kind in (kinds if isinstance(kinds, list) else [kinds])
            if isinstance(kind, str)
        ):
            yield data
        yield from _articles(data.get("@graph"))
        yield from _articles(data.get("mainEntity"))


def _meta(page: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in page.css("meta[content]"):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
        content = collapse(attributes.get("content") or "")
        if name and content:
            found.setdefault(name.lower(), content)
    return found


def _headlines(page: LexborHTMLParser, linked: Mapping[str, Any], meta: Mapping[str, str]) -> dict[str, str]:
    title = page.css_first("head title")
    candidates = {
        "og:title": meta.get("og:title") or meta.get("twitter:title") or "",
        "json-ld": collapse(_plain(linked.get("headline"))),
        "title": collapse(title.text()) if title else "",
    }
    tops = [text for node in page.css("h1") if (text := collapse(node.text(separator=" ")))]
    told = [fold(text).lower() for text in candidates.values() if text]
    # The page's own name is often an h1 too: the one that the rest of the page agrees with is the headline.
    agreed = max(
        tops,
        key=lambda top: max(
            (fuzz.partial_ratio(fold(top).lower(), text) * min(len(top), 40) for text in told), default=0
        ),
        default="",
    )
    return {source: text for source, text in {"h1": agreed, **candidates}.items() if text}


def _headline(headlines: Mapping[str, str]) -> str:
    """Return the h1 where another source agrees with it, else the first source there is, without the site's name."""
    top = headlines.get("h1", "")
    others = [text for source, text in headlines.items() if source != "h1"]
    if top and (
        not others or any(fuzz.token_set_ratio(fold(top).lower(), fold(other).lower()) >= 60 for other in others)
    ):
        return top
    for source in ("json-ld", "og:title", "title"):
        if text := headlines.get(source):
            first = SITE_SUFFIX.split(text)[0]
            return first if len(first) >= 0.5 * len(text) else text
    return top


def _authors(page: LexborHTMLParser, linked: Mapping[str, Any], meta: Mapping[str, str]) -> tuple[str, ...]:
    site = fold(meta.get("og:site_name", "")).lower()
    for source in (_linked_names(linked.get("author")), (meta[key] for key in AUTHORS if key in meta), _bylines(page)):
        names = dict.fromkeys(name for text in source for name in _names(text) if fold(name).lower() != site)
        if names:
            return tuple(names)
    return ()


def _linked_names(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield _plain(value)
    elif isinstance(value, list):
        for item in value:
            yield from _linked_names(item)
    elif isinstance(value, dict) and value.get("@type") != "Organization":
        yield from _linked_names(value.get("name"))


def _bylines(page: LexborHTMLParser) -> Iterator[str]:
    nodes: list[LexborNode] = page.css(BYLINES)
    yield from (text for node in nodes[:4] if (text := collapse(node.text(separator=" "))) and len(text) <= 80)


def _names(text: str) -> Iterator[str]:
    """Yield the names in a byline: "By Ada Quay and Ben Pier, Jr." has two."""
    for part in JOINS.split(SUFFIX.sub("", BY.sub("", collapse(text)))):
        name = part.strip(" .:-–—")
        if 2 < len(name) <= 50 and len(name.split()) <= 5 and not NOT_A_NAME.search(name):
            yield name


def _published(
    page: LexborHTMLParser, linked: Mapping[str, Any], meta: Mapping[str, str], url: str
) -> Iterator[object]:
    """Yield what may be the date of publication, the surest first; what costs more is looked for only when asked."""
    yield linked.get("datePublished")
    yield from (meta[key] for key in PUBLISHED if key in meta)
    yield from _times(page)
    yield from _url_days(url)
    yield from _shown_dates(page)


def _times(page: LexborHTMLParser) -> Iterator[str]:
    for node in page.css(TIMES)[:3]:
        yield node.attributes.get("datetime") or node.attributes.get("content") or collapse(node.text())


def _url_days(url: str) -> Iterator[str]:
    if match := URL_DAY.search(url):
        yield "-".join(match.groups())


def _shown_dates(page: LexborHTMLParser) -> Iterator[str]:
    """Yield the dates that readers see in elements named for them, then those beside the headline."""
    top = page.css_first("h1")
    near = [top.parent, top.parent.parent] if top and top.parent else []
    for node in (*page.css(SHOWN)[:20], *near):
        text = collapse(node.text(separator=" ")) if node else ""
        if len(text) <= 400 and (match := SHOWN_DATE.search(text)):
            yield match[0]


def _first_date(values: Iterable[object]) -> datetime | None:
    return next((date for value in values if isinstance(value, str) and (date := _date(value)) is not None), None)


def _date(text: str) -> datetime | None:
    """Return a full date in UTC, naive times taken as UTC; None when the text names no year and day."""
    if not 8 <= len(text) <= 60 or not YEAR.search(text):
        return None
    try:
        date = _iso_date(text) or _spelt_date(text)
        return date and (date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC))
    except (ValueError, OverflowError):  # not a date to anybody
        return None


def _iso_date(text: str) -> datetime | None:
    """Return a date in ISO 8601, None when it is spelt otherwise; seven dates of eight are spared the slow parser."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _spelt_date(text: str) -> datetime | None:
    """Return a date in words, None when it names no day: two defaults that differ show what is missing."""
    first, second = (
        dates.parse(text, default=datetime(2000, month, day), tzinfos=_seconds) for month, day in ((1, 1), (2, 2))
    )
    return first if first.date() == second.date() else None


def _seconds(zone: str | None, offset: int | None) -> int | None:
    return ZONES.get(zone or "", offset)


def _language(page: LexborHTMLParser, linked: Mapping[str, Any], meta: Mapping[str, str]) -> str | None:
    root = page.root
    said = (
        root.attributes.get("lang") if root else None,
        linked.get("inLanguage"),
        meta.get("og:locale"),
        meta.get("content-language"),
    )
    return next((text.replace("_", "-") for value in said if (text := _plain(value)) and len(text) <= 12), None)


def _canonical(page: LexborHTMLParser, url: str) -> str:
    """Return the page's canonical link when it is plausible: on the same site, and not its home page."""
    link = page.css_first("link[rel=canonical]")
    href = (link.attributes.get("href") or "").strip() if link else ""
    try:
        target = urljoin(url, href)
        there, here = urlsplit(target), urlsplit(url)
        same = _site(there.hostname or "") == _site(here.hostname or "")
    except ValueError:  # a link that is no URL
        return url
    return target if href and same and there.scheme in ("http", "https") and there.path.strip("/") else url


def _site(host: str) -> str:
    return re.sub(r"^(?:www|m|mobile|amp)\.", "", host.lower())
