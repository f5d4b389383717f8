"""What the address tells that a page was redirected to, or sends its reader on to: a wall, a login, a front page."""

import re
from urllib.parse import unquote, urlsplit

from writethru.deliveries import STUB, Answer
from writethru.elements import Outcome, Page
from writethru.glances import Glance
from writethru.places import is_front, is_home
from writethru.signatures import plain, said
from writethru.signatures.marks import (
    BLOCK_PLACE,
    CONSENT_PLACE,
    ERROR_PLACE,
    LOGIN_PLACE,
    NOT_FOUND_PLACE,
    PAYWALL_PLACE,
    PRICE,
)

PLACES: tuple[tuple[re.Pattern[str], Outcome, str], ...] = (
    (CONSENT_PLACE, "consent", "redirect_consent"),
    (LOGIN_PLACE, "blocked", "login"),
    (PAYWALL_PLACE, "paywalled", "redirect_offer"),
    (BLOCK_PLACE, "blocked", "redirect_block"),
    (NOT_FOUND_PLACE, "soft_404", "redirect_not_found"),
    (ERROR_PLACE, "error", "redirect_error"),
)

SECTION = 2  # segments of a section's address at most, and words of its name
TEASERS = 700  # characters of paragraphs in one element; an article that was moved to its short name has more


def by_address(page: Page, glance: Glance) -> Answer | None:
    """Return what the address tells that a page was redirected to, or redirects to itself."""
    final = page.final_uri
    onward = glance.leads_to(final)
    if onward is not None and len(glance.shown) < STUB:
        final = onward
    if final == page.target_uri:
        return None
    target, reached = urlsplit(page.target_uri), urlsplit(final)
    evidence = f"redirected to {final}"
    for place, kind, reason in PLACES:
        asked, found = (place.search(url.netloc) or place.search(url.path) for url in (target, reached))
        if found and not asked:
            if reason == "login" and _sells(glance):
                return Answer("paywalled", "redirect_offer", evidence)
            return Answer(kind, reason, evidence)
    if is_home(final) and not is_home(page.target_uri):
        return Answer("redirected_home", "redirect_home", evidence)
    front = is_front(final, page.target_uri) or _is_section(final, glance)
    if front and not (glance.is_long or glance.social_type == "article"):
        return Answer("redirected_home", "redirect_front", evidence)
    return None


def _is_section(url: str, glance: Glance) -> bool:
    """Whether an address of a segment or two ends in the words that its page bears for a title: "/business"."""
    segments = [plain(part.replace("-", " ")) for part in unquote(urlsplit(url).path).split("/") if part]
    if not 0 < len(segments) <= SECTION or len(segments[-1].split()) > SECTION:
        return False
    return segments[-1] in glance.heads and glance.longest < TEASERS


def _sells(glance: Glance) -> bool:
    """Whether a page to log in at says that the article is for those who pay or register."""
    told = said(glance.whole, "paywalled", glance.languages)
    return bool(told.sure) or (bool(told.hints) and PRICE.search(" ".join(glance.runs)) is not None)
