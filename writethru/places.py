"""Addresses that answer in place of an article's own: which are the same place, a front page, a list of stories."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from writethru.signatures.marks import LIST_PLACE
from writethru.urls import article_key, is_home_page, same_site, site

INDEX = re.compile(r"/(?:index|default)\.\w{2,5}$", re.I)
STORY = re.compile(r"\d{3}|(?:[^-_]+[-_]){3}|\.(?!(?:html?|php|aspx?)$)\w{2,5}$")  # what a story's segment has
NUMBER = re.compile(r"\d{2}")


def is_known(url: str, known: Iterable[str]) -> bool:
    """Whether an address is one of the known places.

    Scheme, "www." and the like, a last slash, tracking and AMP make no other place, nor do parameters that were added.
    """
    place, parameters = _place(url)
    for each in known:
        try:
            other, others = _place(each)
        except ValueError:
            continue
        if other == place and others <= parameters:
            return True
    return False


def is_home(url: str) -> bool:
    """Whether a URL is a site's front page, whatever parameters that are no story's number it was given."""
    try:
        if is_home_page(url):
            return True
        parts = urlsplit(url)
        return is_home_page(parts._replace(query="").geturl()) and not NUMBER.search(parts.query)
    except ValueError:
        return False


def is_front(url: str, target: str) -> bool:
    """Whether a URL is a section's front or a list of stories, where a story of the same site was asked for."""
    if not same_site(url, target):
        return False
    reached, asked = (INDEX.sub("", urlsplit(each).path).strip("/") for each in (url, target))
    if LIST_PLACE.search(f"/{reached}") and not LIST_PLACE.search(f"/{asked}"):
        return True
    segments, others = reached.split("/"), asked.split("/")
    if len(segments) > 3 or any(STORY.search(segment) or len(segment) > 30 for segment in segments):
        return False
    return (
        not urlsplit(url).query
        and len(asked) > len(reached)
        and (others[: len(segments)] == segments or bool(STORY.search(asked)))
    )


def _place(url: str) -> tuple[str, frozenset[str]]:
    key = article_key(url)
    parts = urlsplit(key)
    return site(key) + parts.path.lower(), frozenset(filter(None, parts.query.split("&")))
