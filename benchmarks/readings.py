"""What each system reads from a page, and whether it would tell two readings apart."""

import string
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from writethru.articles import extract
from writethru.changes import compare
from writethru.deliveries import Answer
from writethru.elements import Article, ArticleState, Change, Page
from writethru.paragraphs import drop_repeats
from writethru.responses import classify

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Reading:
    """One page as a system read it; `page` is set for ours alone, `text` is what its paragraphs say."""

    what: Any
    text: str
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class System:
    """A reader of pages by name."""

    name: str
    read: Callable[[str, str], Reading]


def page_of(
    html: str, url: str, *, final: str = "", status: int = 200, headers: tuple[tuple[str, str], ...] = ()
) -> Page:
    kept = (("content-type", "text/html; charset=utf-8"), *headers)
    return Page(url, final or url, status, kept, html.encode("utf8", "surrogatepass"), NOW)


def state_of(article: Article) -> ArticleState:
    """Return the state of an article that was read well once."""
    return ArticleState(article.uri, article.uri, "", "ok", 1, NOW, NOW, NOW, NOW, article=article)


def read_ours(html: str, url: str) -> Reading:
    article = drop_repeats(extract(html, url))
    return Reading(replace(article, uri=url), article.text, page_of(html, url))


def told_apart(old: Reading, new: Reading) -> tuple[bool, Change | None, Answer | None]:
    """Return whether a change is announced, with what is told of it, and what ours took the new page for."""
    if new.page is None:
        return old.what != new.what, None, None
    answer = classify(new.page, state_of(old.what))
    if answer.kind != "article" or not new.what.paragraphs:
        return False, None, answer
    change = compare(old.what, new.what)
    return change.status == "updated", change, answer


def systems(peers: bool) -> list[System]:
    """Return ours and, when asked for, the peers that are installed; the others are named and left out."""
    found = [System("writethru", read_ours)]
    for name, load in (("diffengine's way", by_readability), ("trafilatura", by_trafilatura)) if peers else ():
        try:
            found.append(System(name, load()))
        except ImportError as error:
            print(f"{name} left out: {error}; pip install -c constraints.txt -e '.[bench]'")
    return found


def by_readability() -> Callable[[str, str], Reading]:
    """Return diffengine's reading: the title and readability's text, less punctuation and white space."""
    import lxml.html
    from readability import Document

    def read(html: str, url: str) -> Reading:
        try:
            document = Document(html, url=url)
            text = lxml.html.fromstring(document.summary()).text_content()
            title = document.title()
        except Exception:  # a peer that fails on a page reads nothing there
            text = title = ""
        return Reading(bare(f"{title} {text}"), text)

    return read


def by_trafilatura() -> Callable[[str, str], Reading]:
    """Return trafilatura's text and title."""
    from trafilatura import bare_extraction

    def read(html: str, url: str) -> Reading:
        found = bare_extraction(html, url=url, include_comments=False, with_metadata=True)
        return Reading((found.title, found.text), found.text or "") if found else Reading(("", ""), "")

    return read


def bare(text: str) -> str:
    return "".join(
        mark
        for mark in text
        if mark not in string.punctuation and unicodedata.category(mark)[0] not in "PZ" and not mark.isspace()
    )
