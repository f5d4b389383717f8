import gzip
import json
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from writethru.elements import Article, ArticleState, Page, Paragraph
from writethru.responses import classify

NOW = datetime(2026, 11, 22, tzinfo=UTC)
URL = "https://gazette.example/2026/ferry-late"
DATA = Path(__file__).parents[3] / "shared/data"
SENTENCE = "The ferry from the north quay left forty minutes late on Sunday, the harbour office said. "
STORY = "".join(f"<p>{number}. {SENTENCE * 3}</p>" for number in range(12))


def page(body="", status=200, final=URL, target=URL, **headers):
    content = {
        "content-type": "text/html; charset=utf-8",
        **{key.replace("_", "-"): value for key, value in headers.items()},
    }
    return Page(target, final, status, tuple(content.items()), body if isinstance(body, bytes) else body.encode(), NOW)


def html(title="Ferry late", body=STORY, head=""):
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def told(answer):
    return answer.kind, answer.reason


def state(text):
    article = Article(URL, URL, paragraphs=tuple(Paragraph(line) for line in text))
    return ArticleState(URL, URL, "", "ok", 1, NOW, NOW, NOW, NOW, article=article)


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
def test_a_soft_404_is_not_found(title):
    assert told(classify(page(html(title)))) == ("not_found", "soft_404")


def test_a_soft_404_may_say_so_in_its_heading_only():
    body = html("Harbour Gazette", "<h1 class='x'><span>Page not found</span></h1>")
    assert told(classify(page(body))) == ("not_found", "soft_404")


def test_an_error_page_sent_as_a_success_is_an_error():
    body = html("503 Service Temporarily Unavailable", "<h1>nginx</h1>")
    assert told(classify(page(body))) == ("error", "error_page")


@pytest.mark.parametrize(
    ("final", "kind", "reason"),
    [
        ("https://www.gazette.example/?utm_source=feed", "not_found", "redirect_home"),
        ("https://gazette.example/en/", "not_found", "redirect_home"),
        ("https://gazette.example/404.html", "not_found", "redirect_not_found"),
        ("https://consent.gazette.example/?continue=x", "blocked", "consent"),
        ("https://gazette.example/cookiewall/?to=x", "blocked", "consent"),
        ("https://gazette.example/login?next=x", "blocked", "login"),
        ("https://gazette.example/2026/ferry-late-again", "article", "ok"),
        ("https://elsewhere.example/", "article", "ok"),
    ],
)
def test_a_redirect_tells_by_where_it_leads(final, kind, reason):
    assert told(classify(page(html(), final=final))) == (kind, reason)


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


def test_an_article_that_says_it_is_not_free_and_is_short_is_paywalled():
    body = html(body=f"<p>{SENTENCE}</p>", head='<script>{"isAccessibleForFree":"False"}</script>')
    assert told(classify(page(body))) == ("paywalled", "paywall")


def test_an_article_cut_to_a_teaser_beside_an_offer_is_paywalled():
    before = state([f"{number}. {SENTENCE * 3}" for number in range(12)])
    teaser = f"<p>0. {SENTENCE}</p>"
    cut = page(html(body=teaser + "<p>Already a subscriber? Log in</p>"))
    assert told(classify(cut, before)) == ("paywalled", "paywall")
    assert classify(cut).kind == "article"
    assert classify(page(html(body=teaser)), before).kind == "article"


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
    assert [answer.kind for answer in answers] == ["article"] * len(pages)
