"""What kind of answer a page is, told before anything is extracted: an edit must never be a paywall or a bot wall.

Cheap, and in doubt an article: a page is called something else by its status, by where it redirected to, or when its
title or a vendor's mark says so and it holds no text that an article would.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

from writethru import signatures
from writethru.elements import ArticleState, Outcome, Page
from writethru.text import fold
from writethru.urls import is_home_page, same_site

BLOCKING = frozenset({401, 402, 403, 407, 429, 999})  # 999 is what some networks invent for unwanted readers
GONE = frozenset({410, 451})
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})

# Bytes of prose, see _prose.
STUB = 1_500  # walls and error pages stay under it
TEASER = 700  # two or three paragraphs; an article that says "not free" and shows less is cut
CUT_TO = 0.5  # of the last good version's text; generous, since menus and other stories' teasers are prose, too
ENDING = 40  # characters of the last paragraph; where they stand, nothing was cut
MAX_WALL = 65_536  # bytes of a whole challenge page: 2 to 30 KB; larger ones are known by their titles
HEADING_WITHIN = 200_000  # bytes; error pages carry a site's whole navigation, and then their heading

LONG_RUN = re.compile(rb">([^<>]{40,})<")  # shorter runs are mostly links and labels
HTML_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!--[^>]{0,2000}-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I)
OTHER_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:%PDF-|[{\[]\s*[\"{]|(?:<\?xml[^>]*>\s*)?<(?:rss|feed|rdf:RDF)\b|\x89PNG|\xff\xd8\xff|GIF8|PK\x03)",
    re.I,
)
TITLE = re.compile(rb"<title\b[^>]*>([^<]{0,500})</title", re.I)
H1 = re.compile(rb"<h1\b[^>]*>(?:\s*<[^>]{0,500}>)*([^<]{3,120})<", re.I)
DECLARED_ARTICLE = re.compile(
    rb"""og:type["'][^>]{0,80}["'](?:article|news)|["'](?:News|Blog|Report)\w*(?:Article|Posting)["']"""
)
NOT_FREE = re.compile(rb"""isAccessibleForFree["']?\s*(?::|content=)\s*["']?(?:https?://schema\.org/)?[Ff]alse""")
PLACES: tuple[tuple[re.Pattern[str], Outcome, str], ...] = (
    (signatures.CONSENT_PLACE, "blocked", "consent"),
    (signatures.LOGIN_PLACE, "blocked", "login"),
    (signatures.NOT_FOUND_PLACE, "not_found", "redirect_not_found"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page is. `reason` is the cause in one word ("http_503", "challenge", "soft_404" ...), "ok" for an article.

    `evidence` is what it was told by, to be shown to whoever doubts it.
    """

    kind: Outcome
    reason: str = "ok"
    evidence: str = ""


def classify(page: Page, state: ArticleState | None = None) -> Answer:
    """Return what a page is; with the article's state, a page cut to a teaser since then is recognised as paywalled."""
    if page.status == 304:
        return Answer("not_modified", "not_modified", "status 304")
    titles = tuple(_title_parts(page.body))
    judged = _by_status(page)
    if judged is None or judged.kind in ("blocked", "error"):
        judged = _challenge(page, titles) or judged
    if judged is None:
        judged = _by_address(page) or _by_form(page) or _by_title(page, titles) or _paywall(page, state)
    return judged or Answer("article")


def _by_status(page: Page) -> Answer | None:
    status = page.status
    if 200 <= status < 300:
        return None
    kind: Outcome = "error"
    if status in GONE:
        kind = "gone"
    elif status == 404:
        kind = "not_found"
    elif status in BLOCKING:
        kind = "blocked"
    return Answer(kind, f"http_{status}", f"status {status}")


def _challenge(page: Page, titles: tuple[str, ...]) -> Answer | None:
    if page.header("cf-mitigated") == "challenge":
        return Answer("blocked", "challenge", "header cf-mitigated: challenge")
    found = next((title for title in titles if title in signatures.CHALLENGE), None)
    if found is None and len(page.body) < MAX_WALL:
        found = next((mark.decode() for mark in signatures.CHALLENGE_MARKS if mark in page.body), None)
    if found is None or _prose(page.body) > STUB:
        return None
    return Answer("blocked", "challenge", found)


def _by_address(page: Page) -> Answer | None:
    """Return what a redirect gives away; None when there was none."""
    if page.final_uri == page.target_uri:
        return None
    target, final = urlsplit(page.target_uri), urlsplit(page.final_uri)
    for place, kind, reason in PLACES:
        asked, reached = (place.search(url.netloc) or place.search(url.path) for url in (target, final))
        if reached and not asked:
            return Answer(kind, reason, f"redirected to {page.final_uri}")
    went_home = is_home_page(page.final_uri) and not is_home_page(page.target_uri)
    if went_home and same_site(page.target_uri, page.final_uri):
        return Answer("not_found", "redirect_home", f"redirected to {page.final_uri}")
    return None


def _by_form(page: Page) -> Answer | None:
    if not page.body.strip():
        return Answer("error", "empty", f"status {page.status}, no body")
    content_type = (page.header("content-type") or "").partition(";")[0].strip().lower()
    if OTHER_START.match(page.body) or b"<" not in page.body:
        return Answer("error", "not_html", f"{content_type or 'no content type'}: {page.body[:20]!r}")
    if content_type and content_type not in HTML_TYPES and not HTML_START.match(page.body):
        return Answer("error", "not_html", content_type)
    return None


def _by_title(page: Page, titles: tuple[str, ...]) -> Answer | None:
    for title in titles:
        if signatures.says_not_found(title) and not DECLARED_ARTICLE.search(page.body):
            return Answer("not_found", "soft_404", title)
        if title in signatures.ERROR_PAGE and _prose(page.body) < STUB:
            return Answer("error", "error_page", title)
    return None


def _paywall(page: Page, state: ArticleState | None) -> Answer | None:
    if b"isAccessibleForFree" in page.body and NOT_FREE.search(page.body) and (size := _prose(page.body)) < TEASER:
        return Answer("paywalled", "paywall", f"isAccessibleForFree is false, {size} bytes of text")
    if state is None or state.article is None:
        return None
    before = len(state.article.text.encode())
    if before < TEASER or state.article.paragraphs[-1].text[:ENDING].encode() in page.body:
        return None
    now = _prose(page.body)
    if now > CUT_TO * before:
        return None
    text = page.body.decode("utf-8", "replace").lower()
    cue = next((cue for cue in sorted(signatures.SUBSCRIBE_CUES) if cue in text), None)
    return Answer("paywalled", "paywall", f"{now} bytes of text after {before}, {cue!r}") if cue else None


def _title_parts(body: bytes) -> Iterator[str]:
    """Yield the title and the first heading as they are compared, whole and in the parts that separators make."""
    for pattern, start in ((TITLE, body.find(b"<title")), (H1, body.find(b"<h1", 0, HEADING_WITHIN))):
        if start >= 0 and (found := pattern.match(body, start)):
            text = fold(unescape(found[1].decode("utf-8", "replace"))).lower()
            for part in dict.fromkeys((text, *signatures.SEPARATOR.split(text))):
                yield part.strip(signatures.EDGES)


def _prose(body: bytes) -> int:
    """Return how many bytes of text stand in long runs outside scripts and styles; an article's text and some more."""
    return sum(len(run) for part in _outside(b"style", _outside(b"script", [body])) for run in LONG_RUN.findall(part))


def _outside(tag: bytes, parts: Iterable[bytes]) -> Iterator[bytes]:
    for part in parts:
        first, *rest = part.split(b"<" + tag)
        yield first
        for piece in rest:
            yield piece.partition(b"</" + tag)[2]
