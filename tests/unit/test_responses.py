import gzip
import json
import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from writethru import responses
from writethru.articles import extract
from writethru.elements import Article, ArticleState, Page, Paragraph
from writethru.responses import classify
from writethru.standins import Judged

NOW = datetime(2026, 11, 22, tzinfo=UTC)
URL = "https://gazette.example/2026/ferry-late"
DATA = Path(__file__).parents[3] / "shared/data"
SENTENCE = "The ferry from the north quay left forty minutes late on Sunday, the harbour office said. "
ANSWERS = tomllib.loads((Path(__file__).parent / "answers.toml").read_text("utf-8"))["answer"]
STORY = "".join(f"<p>{number}. {SENTENCE * 3}</p>" for number in range(12))


def page(body="", status=200, final=URL, target=URL, **headers):
    content = {
        "content-type": "text/html; charset=utf-8",
        **{key.replace("_", "-"): value for key, value in headers.items()},
    }
    return Page(target, final, status, tuple(content.items()), body if isinstance(body, bytes) else body.encode(), NOW)


def html(title="Ferry late", body=STORY, head=""):
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


HEADLINE = "Late ferry strands two hundred at the north quay"
PORTS = ("Merrin", "Kestor", "Ardav", "Tavri", "Ostrian", "Lenmouth", "Vermance", "Sorrand", "Brenholt", "Ilka")
TEXT = [
    f"On day {number} the ferry of {name} left {number + 20} minutes late, its master told the harbour office. "
    f"About {number * 30 + 70} people waited in the hall of {name} and were given tea by the council."
    for number, name in enumerate(PORTS)
]
TEASERS = "".join(
    f"<li><a href='/{name}'>Ferry to {name} sails again</a><p>Good news for {name}.</p></li>" for name in "abcdefgh"
)
FRAME = f"<nav><a>News</a></nav><form><input name=q></form><section><h2>Most read</h2><ul>{TEASERS}</ul></section>"


def framed(title, answer, kept, language="en"):
    """Return a page in its site's frame: some paragraphs, then the answer."""
    heading = f"<h1>{HEADLINE}</h1>" if kept else ""
    story = "".join(f"<p>{line}</p>" for line in kept)
    body = f"<main><article>{heading}{story}<div>{answer}</div></article></main>{FRAME}<footer>Harbour Gazette</footer>"
    return html(f"{title} | Harbour Gazette", body).replace("<html>", f'<html lang="{language}">')


def told(answer):
    return answer.kind, answer.reason


def state(text, **fields):
    article = Article(URL, URL, HEADLINE, {"h1": HEADLINE}, paragraphs=tuple(Paragraph(line) for line in text))
    return ArticleState(URL, URL, "", "ok", 1, NOW, NOW, NOW, NOW, article=article, **fields)


def test_a_page_with_a_story_is_an_article():
    assert told(classify(page(html()))) == ("article", "ok")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (304, "not_modified"),
        (404, "not_found"),
        (410, "gone"),
        (451, "gone"),
        (401, "blocked"),
        (403, "blocked"),
        (429, "blocked"),
        (999, "blocked"),
        (418, "error"),
        (500, "error"),
        (503, "error"),
    ],
)
def test_a_status_decides_whatever_the_page_shows(status, kind):
    answer = classify(page(html(), status=status))
    assert answer.kind == kind
    assert str(status) in answer.evidence


@pytest.mark.parametrize("status", [200, 202, 403, 503])
def test_a_challenge_is_a_block_under_any_status(status):
    body = html("Just a moment...", "<script>window._cf_chl_opt={}</script>")
    assert told(classify(page(body, status=status))) == ("blocked", "challenge")


@pytest.mark.parametrize(
    "body",
    [
        html("Attention Required! | Cloudflare", ""),
        html("Access Denied", "<h1>Access Denied</h1>"),
        html("gazette.example", "<h1>Verify you are human</h1>"),
        html("gazette.example", '<script src="https://ct.captcha-delivery.com/c.js"></script>'),
        html("Einen Moment…", ""),
    ],
)
def test_bot_walls_are_known_by_title_heading_or_mark(body):
    assert told(classify(page(body))) == ("blocked", "challenge")


@pytest.mark.parametrize(
    "body",
    [
        html("Access denied | Harbour Gazette"),
        html(body=STORY + '<script src="/cdn-cgi/challenge-platform/main.js"></script><div class="g-recaptcha"></div>'),
        html("Just a moment: how the tide turned"),
        html("404 pages and how to write them"),
        html("Service unavailable"),
        html("Page not found", head='<meta property="og:type" content="article">'),
        html(head='<script type="application/ld+json">{"isAccessibleForFree": false}</script>'),
        html(body=STORY + "<p>Subscribe to continue reading</p>"),
    ],
)
def test_an_article_that_resembles_a_wall_stays_an_article(body):
    assert told(classify(page(body), state([SENTENCE] * 40))) == ("article", "ok")


@pytest.mark.parametrize(
    "title",
    [
        "404",
        "Page not found",
        "Error 404: Page Not Found",
        "Oops! That page can’t be found.",
        "Harbour Gazette | Not Found",
        "Seite nicht gefunden – Harbour Gazette",
        "404 - Page introuvable",
        "Article no longer available",
    ],
)
def test_a_title_that_says_not_found_is_a_soft_404(title):
    assert told(classify(page(html(title, FRAME)))) == ("soft_404", "soft_404")


def test_a_soft_404_may_say_so_in_its_heading_only():
    body = html("Harbour Gazette", "<h1 class='x'><span>Page not found</span></h1>" + FRAME)
    assert told(classify(page(body))) == ("soft_404", "soft_404")


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: f"{answer['kind']}-{answer['language']}")
def test_what_stands_in_an_articles_place_is_named(answer, known):
    kept = TEXT[: answer.get("teaser", 0)]
    body = framed(answer.get("title", HEADLINE), answer["html"], kept, answer["language"])
    assert classify(page(body), state(TEXT) if known else None).kind == answer["kind"]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: f"{answer['kind']}-{answer['language']}")
def test_whatever_else_a_page_says_it_is_the_article_while_its_text_stands(answer):
    body = framed(HEADLINE, answer["html"], TEXT, answer["language"])
    assert classify(page(body), state(TEXT)).kind == "article"


def test_the_evidence_of_a_retraction_is_its_notice():
    notice = "The Gazette has withdrawn this article since its figures could not be verified."
    answer = classify(page(framed(HEADLINE, f"<p>{notice}</p>", ())), state(TEXT))
    assert answer.evidence == notice


OFFER = "<p>£2 a month for half a year</p><a href='/subscribe?from=story'>See plans</a><a href='/signin'>I have one</a>"


def test_an_offer_that_says_nothing_known_is_a_wall_where_a_text_breaks_off():
    body = framed(HEADLINE, f"<h3>Stories worth your time</h3>{OFFER}", TEXT[:3])
    assert classify(page(body), state(TEXT)).kind == "paywalled"
    assert classify(page(framed(HEADLINE, OFFER, TEXT)), state(TEXT)).kind == "article"


def test_a_headings_list_that_is_left_is_no_text_that_is_left():
    headings = [f"The long way from {name} to the north quay" for name in PORTS]
    text = [line for pair in zip(headings, TEXT, strict=True) for line in pair]
    notice = "<p>This story has been removed since its figures could not be verified.</p>"
    body = framed(HEADLINE, notice + "".join(f"<h2>{heading}</h2>" for heading in headings), ())
    assert classify(page(body), state(text)).kind == "retracted"


def test_a_copy_of_the_text_to_be_republished_is_not_the_text():
    copy = f"<textarea>{' '.join(TEXT)}</textarea>"
    answer = classify(page(framed(HEADLINE, f"<h3>Keep reading</h3>{OFFER}", TEXT[:2]) + copy), state(TEXT))
    assert answer.kind == "paywalled"


def test_a_page_that_waits_for_its_script_where_the_text_stood_is_a_shell():
    body = framed(HEADLINE, "<div class='article-skeleton' aria-busy='true'></div>", ())
    assert classify(page(body), state(TEXT)).kind == "shell"


def test_a_cookie_banner_above_an_article_that_was_written_anew_is_no_consent_wall():
    banner = "<div><p>We use cookies.</p><a href='/privacy'>Your privacy choices</a></div>"
    anew = "".join(f"<p>{line.replace('ferry', 'boat').replace('About', 'Some')}</p>" for line in TEXT[:5])
    body = html(body=f"{banner}<h1>{HEADLINE}</h1>{anew}" + "".join(f"<p>{line}</p>" for line in TEXT[5:]))
    assert classify(page(body), state(TEXT)).kind == "article"


@pytest.mark.parametrize(
    ("path", "status", "title", "said", "kind"),
    [
        (
            "/signin",
            200,
            "Sign in",
            "This article is for subscribing libraries. Sign in or buy a pass for $9.",
            "paywalled",
        ),
        ("/?s=", 200, "Nothing found", "Nothing found. Try another search.", "soft_404"),
        ("", 451, "Unavailable", "Visitors from the EU: access cannot be granted under the GDPR.", "blocked"),
    ],
)
def test_what_a_page_says_refines_what_its_address_or_status_tells(path, status, title, said, kind):
    body = html(title, f"<h1>{title}</h1><p>{said}</p>")
    assert classify(page(body, status, f"https://gazette.example{path}" if path else URL)).kind == kind


@pytest.mark.parametrize("kept", [1, 3, 6])
@pytest.mark.parametrize(
    "around",
    [
        "<p>Subscribe to continue reading. Already a subscriber? <a href='/login'>Log in</a> from €2 a month</p>",
        "<p>We value your privacy: accept all cookies or manage your preferences.</p><button>Accept all</button>",
        "<p>Please disable your ad blocker to read this site.</p><button>I have</button>",
        "<p>Something went wrong. Please try again later.</p>",
        "<noscript>Please enable JavaScript to read this page.</noscript>",
    ],
)
def test_what_stood_on_the_page_before_says_nothing_where_an_editor_shortens_it(kept, around):
    before, after = (
        framed(HEADLINE, "", text).replace("<footer>", f"{around}<footer>") for text in (TEXT, TEXT[:kept])
    )
    known = replace(state(()), article=extract(before, URL))
    assert len(known.article.paragraphs) == len(TEXT)
    assert told(classify(page(after), known)) == ("article", "ok")


@pytest.mark.parametrize(
    ("kind", "likelihood", "expected"),
    [
        ("retracted", 0.4, "error"),
        ("soft_404", 0.59, "error"),
        ("soft_404", 0.7, "soft_404"),
        ("blocked", 0.4, "blocked"),
    ],
)
def test_a_guess_of_the_model_withdraws_nothing(kind, likelihood, expected, monkeypatch):
    monkeypatch.setattr(responses, "judge", lambda _: Judged(kind, likelihood, 0.1, ("a word",)))
    known = replace(state(()), article=extract(framed(HEADLINE, "", TEXT), URL))
    assert (
        classify(page(framed("Hm", "<p>Nothing that anybody knows stands here now.</p>", ())), known).kind == expected
    )


def test_an_article_that_an_edit_shortened_stays_an_article():
    around = "<p>Subscribe to our newsletter</p><p>Log in to comment</p><footer><a>Subscribe</a> <a>Log in</a></footer>"
    body = framed(HEADLINE, around, TEXT[:6])
    assert classify(page(body), state(TEXT)).kind == "article"


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        (
            "Journal retracts study of harbour seals",
            "The journal has retracted a study of seals after errors were found.",
        ),
        ("Council puts its news behind a paywall", "Readers who want to see reports must subscribe, the council said."),
        ("Captcha keeps pensioners from ferry tickets", "Users must confirm they are not a robot before they pay."),
        ("Cookie banners to go, says minister", "Sites would no longer ask users to accept all cookies, she said."),
        ("How the error page of the old web became a joke", "The error is shown when a page no longer exists."),
    ],
)
def test_a_short_report_about_such_things_is_an_article(headline, text):
    body = framed(headline, f"<h1>{headline}</h1><p>{text}</p><p>The harbour office gave no further details.</p>", ())
    assert classify(page(body)).kind == "article"


def test_an_error_page_sent_as_a_success_is_an_error():
    body = html("503 Service Temporarily Unavailable", "<h1>nginx</h1>")
    assert told(classify(page(body))) == ("error", "error_page")


@pytest.mark.parametrize(
    ("final", "kind", "reason"),
    [
        ("https://www.gazette.example/?utm_source=feed", "redirected_home", "redirect_home"),
        ("https://gazette.example/en/", "redirected_home", "redirect_home"),
        ("https://gazette.example/?ref=expired", "redirected_home", "redirect_home"),
        ("https://gazette.example/404.html", "soft_404", "redirect_not_found"),
        ("https://consent.gazette.example/?continue=x", "consent", "redirect_consent"),
        ("https://gazette.example/cookiewall/?to=x", "consent", "redirect_consent"),
        ("https://gazette.example/login?next=x", "blocked", "login"),
        ("https://gazette.example/2026/ferry-late-again", "article", "ok"),
        ("https://elsewhere.example/", "redirected_home", "redirect_home"),
    ],
)
def test_a_redirect_tells_by_where_it_leads(final, kind, reason):
    assert told(classify(page(html(), final=final))) == (kind, reason)


def test_a_redirect_to_a_section_is_one_to_a_front_page():
    front = page(html("News", FRAME), final="https://gazette.example/news/")
    assert told(classify(front)) == ("redirected_home", "redirect_front")


@pytest.mark.parametrize(
    ("final", "kind"),
    [
        ("http://www.gazette.example/2026/ferry-late/?utm_source=x", "article"),
        ("https://m.gazette.example/2026/ferry-late?cb=17", "article"),
        ("https://gazette.example/2026/ferry-late/amp/", "article"),
        ("https://gazette.example/2026/ferry-late-for-hours", "moved"),
        ("https://other.example/2026/ferry-late", "moved"),
        ("https://gazette.example/2026/moved-before", "article"),
    ],
)
def test_an_article_that_answers_at_an_unknown_place_has_moved(final, kind):
    before = state(TEXT, final_uri="https://gazette.example/2026/moved-before")
    assert classify(page(framed(HEADLINE, "", TEXT), final=final), before).kind == kind


def test_an_article_about_consent_is_no_consent_page():
    target = "https://gazette.example/consent/new-rules"
    assert classify(page(html(), target=target, final=target + "/")).kind == "article"


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b" \n", "text/html", "empty"),
        (b"%PDF-1.7 <<", "text/html", "not_html"),
        (b'{"error": "<b>"}', "application/json", "not_html"),
        (b'<?xml version="1.0"?><rss version="2.0"></rss>', "text/html", "not_html"),
        (b"just words", "text/plain", "not_html"),
    ],
)
def test_what_is_no_html_page_is_an_error(body, content_type, reason):
    assert told(classify(page(body, content_type=content_type))) == ("error", reason)


def test_a_page_with_a_wrong_content_type_is_still_a_page():
    assert classify(page(html(), content_type="text/plain")).kind == "article"


def test_an_article_that_says_it_is_not_free_and_lacks_that_part_is_paywalled():
    part = '{"isAccessibleForFree": "False", "hasPart": {"cssSelector": ".locked"}}'
    body = html(body=f"<p>{SENTENCE}</p>", head=f"<script type='application/ld+json'>{part}</script>")
    assert told(classify(page(body))) == ("paywalled", "paywall")


def test_a_page_that_its_script_would_fill_is_a_shell():
    body = html(body='<div id="root"></div><script src="/app.js"></script>')
    assert classify(page(body)).kind == classify(page(body), state(TEXT)).kind == "shell"


def test_the_front_page_at_the_articles_own_address_is_known_by_what_it_calls_itself():
    front = html("Harbour Gazette", FRAME, '<link rel="canonical" href="https://gazette.example/">')
    assert classify(page(front), state(TEXT)).kind == "redirected_home"


@given(st.binary(max_size=300), st.sampled_from([200, 403, 404, 500]))
def test_any_bytes_are_told_apart(body, status):
    assert classify(page(body, status=status)).reason


def test_real_articles_stay_articles():
    path = DATA / "extraction/scrap.jsonl.gz"
    if not path.exists():
        pytest.skip("no real pages beside the checkout")
    with gzip.open(path, "rt") as lines:
        pages = [json.loads(line) for line in islice(lines, 0, None, 4)]
    answers = [
        classify(page(each["html"].encode("utf-8", "replace"), final=each["url"], target=each["url"])) for each in pages
    ]
    # Two of the set are teasers, as their own text says.
    assert [answer.kind for answer in answers if "read the full story" not in answer.evidence].count("article") >= len(
        pages
    ) - 2
