"""What kind of answer a page is, told before anything is compared: an edit must never be a paywall or a bot wall.

Where the last good version's sentences still stand to their end, a page is the article, whatever else it shows. Else
weak signs are put together: status and address, what the page says of itself in many languages, how little else it
says, its form, and where the last version breaks off. In doubt it is an article.
"""

import re

from writethru.deliveries import STUB, Answer, by_form, by_status
from writethru.elements import Article, ArticleState, Page
from writethru.glances import Glance
from writethru.places import is_home, is_known
from writethru.redirects import by_address
from writethru.remains import Gap, Remains, remains, squeezed
from writethru.signatures import Said, Told, plain, said, speaks_of_itself
from writethru.signatures.marks import CHALLENGE_MARKS, PRICE
from writethru.skimming import has_plenty, shows_all, unscripted
from writethru.standins import GONE_BELOW, LEAST_CUT, judge, read_stand_in
from writethru.text import words

LEADS_ON = re.compile(rb"http-equiv=.?refresh", re.I)
REASONS: dict[Told, str] = {
    "paywalled": "paywall",
    "blocked": "challenge",
    "consent": "consent",
    "soft_404": "soft_404",
    "retracted": "retraction",
    "error": "error_page",
    "shell": "shell",
}
# In this order where as much speaks for one as for another.
KINDS: tuple[Told, ...] = ("retracted", "paywalled", "consent", "blocked", "soft_404", "error")
STRICT: tuple[Told, ...] = ("retracted", "soft_404")  # of these no page speaks beside an article
SPOKEN: frozenset[Told] = frozenset({"retracted", "soft_404", "blocked", "error"})  # these may be one sentence
KEPT: frozenset[Told] = frozenset({"retracted", "paywalled"})  # these leave the headline

MAX_WALL = 65_536  # bytes of a whole challenge page: 2 to 30 KB
NOTHING = 0.02  # of the last version's text; what stands elsewhere by chance
GONE_STUB = 2_000  # characters as STUB, where nothing of the last version is left
LONG_STUB = 3_000  # the same where title or heading say it outright
MOST_OF_STUB = 12_000  # characters of a page that holds next to nothing but a stub and its site's frame
TEASER = 700  # two or three paragraphs; an article that says "not free" and shows less is cut
LONGEST_TEASER = 2_000  # characters that a wall leaves readable
MOSTLY = 0.9  # of the last version's text; where more stands no title makes it another page
WIDE_GAP = 0.3  # of it
MOSTLY_GONE = 0.6  # of it in one gap; what says that an article is not there leaves hardly more than a teaser
MOST_GAPS = 20  # looked into; a text in more pieces was edited all over
SHORTEST_LINE = 20  # characters of a line that says what became of an article
NEXT = 160  # characters; what stands there stands in place of what is missing
WALL_WITHIN = 1_200  # characters after the last sentence that stands; offers are long, but say early what they are
NEARBY = 900  # of them that stand in place of what is missing
HEAD = 700  # characters above the first sentence that is left, where the opening may have stood
NEAR = 500  # of them for words that say little
TINY = 400  # characters that a whole page shows; nothing but what it says of itself
BARE = 60  # characters of text on a page that has none
LONGEST_HEAD = 120  # characters
MOST_OF_HEAD = 0.5  # of a title or heading that a phrase must be for the title to say that and nothing else
ENOUGH, ENOUGH_GONE = 4, 3  # scores (`Said.score`): without the last version, and where its text is gone
SURE = 0.9  # how likely the model must find a kind to be asked before the rules are,
LIKELY, LIKELY_NEW = 0.6, 0.8  # and where no rule tells: of a text that is gone, else;
DOUBT = 0.2  # or how unlikely an article, where it is gone: then the likeliest of the other kinds will do
ELLIPSIS = re.compile(r"^\W{0,3}(?:\.\.\.|…|\[…\])|(?:\.\.\.|…)$")


def classify(page: Page, state: ArticleState | None = None) -> Answer:
    """Return what a page is; with the article's state, it is held against its last good version."""
    if page.status == 304:
        return Answer("not_modified", "not_modified", "status 304")
    status = by_status(page)
    if status is not None:
        blocked = _challenge(page) if page.status not in (404, 410) else None
        return blocked or status
    if (judged := by_form(page)) is not None:
        return judged
    body = unscripted(page.body)
    if state is not None and state.article is not None and shows_all(body, state.article.text):
        return _article(page, state)
    plenty = has_plenty(body)
    if state is None and plenty and page.final_uri == page.target_uri and not LEADS_ON.search(body):
        return _article(page, state)
    glance = Glance(page.body, page.header("content-type"))
    left, more = remains(state.article, glance.shown) if state else None, ""
    if state is not None and left is not None and left.gaps and (more := glance.hidden + glance.carried):
        left = remains(state.article, glance.shown + more)  # what is read is there, whether it is shown or not
    if left is None or left.gaps or left.share < GONE_BELOW:
        judged = _challenge(page) or _arrived(page, glance)
        if judged is None and state is not None and state.article is not None and left is not None:
            glance = glance.without(frozenset(state.article.passages), squeezed(state.article.text))
            left = remains(state.article, glance.shown + more)
        judged = judged or _by_text(page, glance, state, left, plenty)
    return judged or _article(page, state)


def _article(page: Page, state: ArticleState | None) -> Answer:
    if state is None or state.article is None or page.final_uri == page.target_uri:
        return Answer("article")
    known = (page.target_uri, state.url, state.article.canonical_url, state.final_uri)
    if is_known(page.final_uri, filter(None, known)):
        return Answer("article")
    return Answer("moved", "moved", f"answered at {page.final_uri}")


def _challenge(page: Page) -> Answer | None:
    """Return a block by a vendor's mark or, of a page that failed anyway, by its words."""
    if page.header("cf-mitigated") == "challenge":
        return Answer("blocked", "challenge", "header cf-mitigated: challenge")
    if len(page.body) >= MAX_WALL:
        return None
    mark = next((mark.decode() for mark in CHALLENGE_MARKS if mark in page.body), None)
    if mark is None and page.status < 400:
        return None
    glance = Glance(page.body, page.header("content-type"))
    if len(glance.shown) > STUB:
        return None
    if mark is None:
        told = said(glance.whole, "blocked", glance.languages)
        mark = str(told) if told.sure else None
    if mark is None and (model := _by_model(page, glance, None, None)) and model[0].kind == "blocked":
        return model[0]
    return Answer("blocked", "challenge", mark) if mark else None


def _arrived(page: Page, glance: Glance) -> Answer | None:
    """Return what the address tells that a page was redirected to; a front page may say that it found nothing."""
    judged = by_address(page, glance)
    if judged is not None and judged.reason == "redirect_home":
        told = _by_heads(glance)
        return told if told is not None and told.kind == "soft_404" else judged
    return judged


def _by_text(
    page: Page, glance: Glance, state: ArticleState | None, left: Remains | None, plenty: bool
) -> Answer | None:
    """Return what the page says of itself; `left` tells what is left of the last version, None without one."""
    article = state.article if state and left else None
    model = None if left is None and (plenty or glance.is_long) else _by_model(page, glance, article, left)
    if model is not None and model[1] >= SURE and left is not None and left.share < GONE_BELOW:
        return model[0]
    judged = _by_rules(page, glance, state, left, plenty)
    if model is not None and (judged is None or judged.kind == "shell"):
        return model[0]
    return judged


def _by_model(page: Page, glance: Glance, article: Article | None, left: Remains | None) -> tuple[Answer, float] | None:
    """Return what the model makes of what is new on a page without its article, and how sure it is."""
    standin = read_stand_in(page, glance, article, left)
    judged = judge(standin) if standin else None
    if standin is None or judged is None or judged.kind not in REASONS:
        return None
    gone = left is not None and left.share < GONE_BELOW
    if judged.likelihood < (LIKELY if gone else LIKELY_NEW) and not (gone and judged.doubt <= DOUBT):
        return None
    missing = f"{left.lost:.0%} of the text are missing; " if left else ""
    evidence = f"{missing}{judged.likelihood:.0%} likely by {', '.join(judged.because)}"
    if judged.kind in STRICT and judged.likelihood < LIKELY:  # a withdrawal needs more than a guess
        return Answer("error", "stand_in", evidence), judged.likelihood
    if judged.kind == "retracted":
        return Answer("retracted", "retraction", standin.text[:STUB]), judged.likelihood
    return Answer(judged.kind, REASONS[judged.kind], evidence), judged.likelihood


def _by_rules(
    page: Page, glance: Glance, state: ArticleState | None, left: Remains | None, plenty: bool
) -> Answer | None:
    if left is None:
        return _by_heads(glance) or (None if plenty or glance.is_long else _alone(page, glance))
    known = frozenset(map(plain, state.article.headlines.values())) if state and state.article else frozenset()
    judged = _by_gaps(glance, left) or (_by_heads(glance, known) if left.share < MOSTLY else None)
    if judged is None and left.share < GONE_BELOW:
        judged = _alone(page, glance, left)
    return judged or (
        _by_lines(glance, f"{left.lost:.0%} of the text are missing: ") if left.lost >= WIDE_GAP else None
    )


def _alone(page: Page, glance: Glance, left: Remains | None = None) -> Answer | None:
    """Return what a page is that has little text or, with `left`, next to none of the last version's."""
    gone = left is not None
    told = _by_words(glance, gone) or _teaser(glance)
    return told or (_front(page, glance) if left and left.share < NOTHING else None) or _shell(glance, gone)


def _by_gaps(glance: Glance, left: Remains) -> Answer | None:
    """Return what stands where the last version's text is missing."""
    for gap in left.gaps[:MOST_GAPS] if left.lost >= LEAST_CUT else ():
        start = gap.after
        size = WALL_WITHIN
        if gap.until is not None and gap.until > start:
            # What stands above the first sentence that is left may be the page's head.
            start = max(start, gap.until - HEAD) if start == 0 else start
            size = min(size, gap.until - start + NEXT)
        elif start == 0:
            continue
        if (judged := _instead(glance, left, gap, start, size)) is not None:
            return judged
    return None


def _instead(glance: Glance, left: Remains, gap: Gap, start: int, size: int) -> Answer | None:
    """Return what a text in the place of a gap is."""
    raw = glance.after(start, size)
    text = plain(raw[:NEARBY])
    told = {kind: each for kind, each in _scores(glance, text).items() if each.sure}
    scores = {kind: each.score for kind, each in told.items()}
    gone = gap.opening or gap.share > MOSTLY_GONE
    much = gap.share if gap.last else left.lost
    if start and scores.keys() <= {"paywalled"} and (scores or left.opens):
        scores["paywalled"] = _asked(glance, gap, start, raw)
    if not gone or not speaks_of_itself(text, glance.languages):
        scores.pop("retracted", None)
    if not gone or "button" not in glance.asks(start, start + len(squeezed(text))):
        scores.pop("consent", None)
    if not gone:
        scores.pop("soft_404", None)
        scores.pop("error", None)
    if not gone and not (left.opens and much >= WIDE_GAP):
        scores.pop("blocked", None)
    for kind in scores.keys() & SPOKEN:
        # A phrase of many words hardly stands elsewhere, and a notice of one sentence says no more.
        scores[kind] += kind == "retracted" or any(phrase.count(" ") >= 3 for phrase in told[kind].sure)
    best = max(scores, key=lambda kind: (scores[kind], -KINDS.index(kind)), default=None)
    if best is None or scores[best] < (ENOUGH_GONE if much > WIDE_GAP else ENOUGH):
        return None
    return _told(glance, best, f"{left.lost:.0%} of the text are missing: {said(text, best, glance.languages)}")


def _asked(glance: Glance, gap: Gap, start: int, raw: str) -> int:
    """Return how much speaks for a wall where a text breaks off."""
    told = said(plain(raw), "paywalled", glance.languages)
    near = raw[:NEAR]
    asks = glance.asks(start, start + len(squeezed(near)))
    words = said(plain(near), "paywalled", glance.languages)
    score = told.score if told.sure else min(len(words.hints), 2)
    score += 2 * ("offer" in asks) + ("login" in asks) + bool(asks & {"button", "field"})
    score += bool(PRICE.search(near)) + (gap.broken or ELLIPSIS.search(raw[:BARE]) is not None)
    score += 2 * glance.lacks_part + glance.declares_wall
    if gap.share > WIDE_GAP and 0 < score < ENOUGH and glance.named_wall():
        score += 2
    return score if told.sure or words.hints or glance.lacks_part else 0


def _by_lines(glance: Glance, missing: str) -> Answer | None:
    """Return what a line on the page says of an article of which much is missing, with the lines after it."""
    for number, run in enumerate(glance.runs):
        if len(run) > STUB or len(run) < SHORTEST_LINE:
            continue
        line = plain(run)
        if said(line, "paywalled", glance.languages).sure:
            around = plain(" ".join(glance.runs[max(number - 1, 0) : number + 6])[:NEAR])
            if (wall := _offer(glance, around, ENOUGH, missing)) is not None:
                return wall
        for kind in STRICT:
            told = said(line, kind, glance.languages)
            if told.sure and told.score >= ENOUGH_GONE and speaks_of_itself(line, glance.languages):
                return _told(glance, kind, str(told))
    return None


def _offer(glance: Glance, text: str, enough: int, evidence: str) -> Answer | None:
    """Return what a text below a teaser asks of its reader: to pay, or to do something else before reading on."""
    told, other = (said(text, kind, glance.languages) for kind in ("paywalled", "blocked"))
    if told.sure and other.sure and other.score > told.score:
        return Answer("blocked", "challenge", f"{evidence}{other}")
    return Answer("paywalled", "paywall", f"{evidence}{told}") if told.sure and told.score >= enough else None


def _by_heads(glance: Glance, known: frozenset[str] | None = None) -> Answer | None:
    """Return what a title or a heading says outright; `known` are the last version's, None without one."""
    best: tuple[int, Told, Said] | None = None
    for head in glance.heads:
        for kind in KINDS if len(head) < LONGEST_HEAD and head not in (known or ()) else ():
            told = said(head, kind, glance.languages)
            if not told.sure or sum(map(len, told.sure)) < MOST_OF_HEAD * len(head):
                continue
            score = told.score + said(glance.text, kind, glance.languages).score
            if best is None or score > best[0]:
                best = score, kind, told
    if best is None:
        return None
    score, kind, told = best
    # A headline that is new and says so needs no more, if much of the text is missing as well.
    enough = ENOUGH - 2 * (len(glance.shown) < TINY)
    if known is None and ((score < enough and kind != "soft_404") or _room(glance, kind) > LONG_STUB):
        return None
    return _told(glance, kind, str(told))


def _by_words(glance: Glance, gone: bool) -> Answer | None:
    """Return what the text of a page says that has little other text."""
    if not gone and len(glance.shown) > MOST_OF_STUB:
        return None
    scores = _scores(glance, glance.text)
    forms = {"blocked": 2 * len(glance.form) if len(glance.shown) < STUB else 0}
    enough = ENOUGH_GONE if gone else ENOUGH
    best = max(KINDS, key=lambda kind: (bool(scores[kind].sure), scores[kind].score + forms.get(kind, 0)))
    told = scores[best]
    enough -= len(glance.shown) < TINY
    if not told.sure or told.score + forms.get(best, 0) < enough or _room(glance, best) > (GONE_STUB if gone else STUB):
        return None
    if not gone and (_is_headlined(glance, best) or (best == "retracted" and not _is_own(glance))):
        return None
    return _told(glance, best, str(told))


def _scores(glance: Glance, text: str) -> dict[Told, Said]:
    """Return what a text says of each kind; what is not available to some readers is not missing."""
    scores = {kind: said(text, kind, glance.languages) for kind in KINDS}
    for phrase in scores["blocked"].sure:
        text = text.replace(phrase, "¦")
    if scores["blocked"].sure:
        scores["soft_404"] = said(text, "soft_404", glance.languages)
    return scores


def _told(glance: Glance, kind: Told, evidence: str) -> Answer:
    if kind == "retracted":
        lines = [line for line in glance.prose.lines if said(plain(line), kind, glance.languages).score]
        return Answer("retracted", "retraction", " ".join(lines)[:STUB] or evidence)
    return Answer(kind, REASONS[kind], evidence)


def _room(glance: Glance, kind: Told) -> int:
    """Return how many characters of prose a page has beside the lines that speak for a kind."""
    own = sum(len(line) for line in glance.prose.lines if said(plain(line), kind, glance.languages).score)
    return max(glance.prose.size - own, 0)


def _is_own(glance: Glance) -> bool:
    return speaks_of_itself(glance.text, glance.languages)


def _is_headlined(glance: Glance, kind: Told) -> bool:
    """Whether a heading is an article's: the title's, or what other sites are told, and nothing that stubs say."""
    if kind in KEPT:
        return False
    titles = set(words(f"{glance.title} {glance.social_title}"))
    return any(
        len(own) >= 2 and sum(word in titles for word in own) >= 0.7 * len(own)
        for heading in glance.headings
        if (own := words(heading)) and not said(plain(heading), kind, glance.languages).sure
    )


def _teaser(glance: Glance) -> Answer | None:
    """Return a paywall in or below the first paragraphs of an article that nobody has seen whole."""
    if not glance.declares_wall and not said(glance.text, "paywalled", glance.languages).sure:
        return None
    size = glance.prose.size
    if size > LONGEST_TEASER or glance.carried:
        return None
    start, end = _span(glance)
    raw = glance.after(start, end - start + 2 * NEAR)
    told = said(plain(raw), "paywalled", glance.languages)
    signs = told.score + bool(PRICE.search(raw)) + glance.named_wall() if told.sure else 0
    if glance.declares_wall and (told.sure or (size < TEASER and len(told.hints) > 1)):
        signs += 2
    signs += ENOUGH_GONE * (glance.lacks_part and size < TEASER)
    if signs < ENOUGH_GONE:
        return None
    evidence = f"{size} characters of text, then "
    return _offer(glance, plain(raw), 2, evidence) or Answer("paywalled", "paywall", evidence + str(told))


def _span(glance: Glance) -> tuple[int, int]:
    """Return where an article's prose begins and ends in what the page shows."""
    lines = glance.prose.lines
    if not lines:
        return 0, 0
    start, end = glance.shown.find(squeezed(lines[0])), glance.shown.rfind(last := squeezed(lines[-1]))
    return max(start - 1, 0), end + len(last) if end >= 0 else max(start, 0)


def _front(page: Page, glance: Glance) -> Answer | None:
    """Return a front page that stands at the article's own address, as it says itself."""
    home = next((url for url in glance.addresses if is_home(url)), None)
    if home is None or is_home(page.target_uri):
        return None
    return Answer("redirected_home", "front_page", f"calls itself {home}")


def _shell(glance: Glance, gone: bool) -> Answer | None:
    """Return a page that shows nothing, since its script would."""
    shown = said(plain(" ".join(glance.runs[:20])), "shell", glance.languages)
    plea = shown if shown.sure else said(glance.pleas, "shell", glance.languages)
    if glance.longest > TEASER or not (plea.sure or glance.is_unfilled or gone or len(glance.shown) < BARE):
        return None
    # What it says to readers without scripts stands on many a page that needs none.
    waiting = bool(shown.sure) or glance.is_unfilled
    if glance.prose.size > (TEASER if waiting and gone else BARE) or glance.carried:
        return None
    return Answer("shell", "shell", str(plea) or f"{len(glance.shown)} characters of text")
