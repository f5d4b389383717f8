"""What a page says about its article: headlines by source, authors, dates, section, image, language, canonical URL.

JSON-LD is asked first, then meta elements, then the visible page, whose byline and date readers see: where it says
otherwise, it may be right. A wrong author or date is worse than a missing one.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, tzinfo

from selectolax.lexbor import LexborHTMLParser, LexborNode

from writethru.bylines import authors
from writethru.canonicals import believed_canonical
from writethru.headlines import candidates, choose, compared, site_names
from writethru.languages import language_tag
from writethru.linkeddata import LinkedData, plain, read_linked
from writethru.openings import Runs, dated_lines, opening
from writethru.pagedates import first_date, first_shown, offset, publication, read_date, shown_dates
from writethru.text import collapse
from writethru.urls import absolute_url

SOUGHT = "meta[content], h1, script[type='application/ld+json'], link[rel=canonical], head title"  # in one pass
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
ANY_PUBLISHED = re.compile(r"(publi|post|issue|creat)\w*[-_.: ]*(date|time)|date[-_.: ]*(publi|post|issu|creat)", re.I)
IMAGES = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
TIMES = "time[datetime], [itemprop=datePublished]"
LONGEST_SECTION = 60  # characters; more is a list of them or a sentence


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page says about its article; see Article for the fields. `languages` are its claims as they stand."""

    canonical_url: str
    headline: str
    headlines: Mapping[str, str]
    authors: tuple[str, ...]
    date_published: datetime | None
    date_modified: datetime | None
    languages: tuple[str, ...]
    section: str
    image: str
    body: str


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands in a page's elements for metadata, found in one pass."""

    linked: LinkedData
    meta: Mapping[str, str]
    tops: tuple[LexborNode, ...]
    title: str
    canonical: str


def read_metadata(page: LexborHTMLParser, url: str, runs: Runs = ()) -> Metadata:
    """Return the metadata of a page, whose runs of text are given; `body` is the JSON-LD article body, "" for none."""
    head = _head(page)
    linked, meta = head.linked, head.meta
    sites = site_names(url, meta.get("og:site_name", ""), meta.get("application-name", ""))
    told = {
        "og:title": meta.get("og:title") or meta.get("twitter:title") or "",
        "json-ld": collapse(linked.headline),
        "title": head.title,
    }
    top, headlines = candidates(head.tops, told, sites)
    headline = choose(headlines, top, sites)
    languages = _languages(page, linked, meta)
    language = next(filter(None, map(language_tag, languages)), "")
    lines = opening(runs, top, headline)
    published = [linked.text("datePublished"), *(meta[key] for key in PUBLISHED if key in meta)]
    modified = [linked.text("dateModified"), *(meta[key] for key in MODIFIED if key in meta)]
    zone = offset([*published, *modified])
    shown = shown_dates(lines, language, zone)
    claimed = first_date(published, zone)
    if claimed is None:  # what costs more is looked for only now
        claimed = first_date((value for key, value in meta.items() if ANY_PUBLISHED.search(key)), zone)
        shown = shown or shown_dates(dated_lines(runs), language, zone)
        claimed = claimed or (None if shown else _only_time(page, zone))
    return Metadata(
        canonical_url=believed_canonical(head.canonical, url, headline),
        headline=headline,
        headlines=headlines,
        authors=authors(page, linked, meta, headline, lines, runs),
        date_published=publication(claimed, shown, url),
        date_modified=first_date(modified, zone) or first_shown(shown, "updated"),
        languages=languages,
        section=_section(linked, meta, headline),
        image=_image(linked, meta, url),
        body=linked.text("articleBody"),
    )


def _only_time(page: LexborHTMLParser, zone: tzinfo) -> datetime | None:
    """Return the date of a page's time elements when it is one and the same day."""
    moments = (
        read_date(node.attributes.get("datetime") or node.attributes.get("content") or "", zone)
        for node in page.css(TIMES)
    )
    dates = [moment for moment in moments if moment is not None]
    return dates[0] if len({date.date() for date in dates}) == 1 else None


def _head(page: LexborHTMLParser) -> _Head:
    meta: dict[str, str] = {}
    tops: list[LexborNode] = []
    scripts: list[str] = []
    title = canonical = ""
    for node in page.css(SOUGHT):
        attributes = node.attributes
        match node.tag:
            case "meta":
                name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
                content = collapse(attributes.get("content") or "")
                if name and content:
                    meta.setdefault(name.lower(), content)
            case "h1":
                tops.append(node)
            case "script":
                scripts.append(node.text())
            case "link":
                canonical = canonical or (attributes.get("href") or "").strip()
            case _:
                title = title or collapse(node.text())
    return _Head(read_linked(scripts), meta, tuple(tops), title, canonical)


def _languages(page: LexborHTMLParser, linked: LinkedData, meta: Mapping[str, str]) -> tuple[str, ...]:
    """Return what the page claims for its language, the nearest to the text first."""
    root = page.root
    said = (
        root.attributes.get("lang") if root else None,
        linked.text("inLanguage"),
        meta.get("content-language"),
        meta.get("og:locale"),
    )
    return tuple(text for value in said if (text := plain(value)))


def _section(linked: LinkedData, meta: Mapping[str, str], headline: str) -> str:
    """Return the section, from meta, JSON-LD, or the last of the breadcrumbs that is not the article; "" for none."""
    told = linked.article.get("articleSection")
    crumbs = [name for name in linked.trail[1:] if compared(name) != compared(headline)]
    if len(crumbs) == len(linked.trail) - 1 and len(crumbs) > 1:
        crumbs.pop()  # the article under another title
    said = (meta.get("article:section"), *(told if isinstance(told, list) else [told]), *crumbs[-1:])
    names = (collapse(plain(value)) for value in said)
    return next((name for name in names if 1 < len(name) <= LONGEST_SECTION and "/" not in name), "")


def _image(linked: LinkedData, meta: Mapping[str, str], url: str) -> str:
    """Return the absolute URL of the lead image; "" when the page names none."""
    said = (
        *(linked.address(linked.article.get(name)) for name in ("image", "thumbnailUrl")),
        *(meta.get(name, "") for name in IMAGES),
    )
    for address in filter(None, said):
        # Taking an address apart costs more than all the rest of this.
        if address.startswith(("https://", "http://")) and " " not in address:
            return address
        with suppress(ValueError):
            return absolute_url(address, url or None)
    return ""
