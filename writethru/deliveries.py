"""What came back for a page before anybody reads it: its status, and whether its body is HTML at all."""

import re
from dataclasses import dataclass

from writethru.elements import Outcome, Page

BLOCKING = frozenset({401, 403, 407, 429, 999})  # 999 is what some networks invent for unwanted readers
GONE = frozenset({410, 451})
STUB = 1_200  # characters of prose beside what a wall, an error page or another stub says of itself
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
HTML_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!--[^>]{0,2000}-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I)
OTHER_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:%PDF-|[{\[]\s*[\"{]|(?:<\?xml[^>]*>\s*)?<(?:rss|feed|rdf:RDF)\b|\x89PNG|\xff\xd8\xff|GIF8|PK\x03)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page is. `reason` is the cause in one word ("http_503", "challenge", "soft_404" ...), "ok" for an article.

    `evidence` is what it was told by, to be shown to whoever doubts it; of a retraction it is the notice itself.
    """

    kind: Outcome
    reason: str = "ok"
    evidence: str = ""


def by_status(page: Page) -> Answer | None:
    """Return what a status tells; None where the page must tell."""
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
    elif status == 402:
        kind = "paywalled"
    return Answer(kind, f"http_{status}", f"status {status}")


def by_form(page: Page) -> Answer | None:
    """Return an error where the body is none that could hold an article."""
    if not page.body.strip():
        return Answer("error", "empty", f"status {page.status}, no body")
    content_type = (page.header("content-type") or "").partition(";")[0].strip().lower()
    if OTHER_START.match(page.body) or b"<" not in page.body:
        return Answer("error", "not_html", f"{content_type or 'no content type'}: {page.body[:20]!r}")
    if content_type and content_type not in HTML_TYPES and not HTML_START.match(page.body):
        return Answer("error", "not_html", content_type)
    return None
