"""Pages in, articles out: what is found, what is decoded, what never raises."""

import json
import time
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from writethru.articles import extract, extract_text

SEED = Path(__file__).parents[3] / "shared" / "data" / "seed"
URL = "https://gazette.example/harbour/2024/03/05/ferry"
LINES = (
    "The harbour ferry will stop running on Friday, the port authority said, after its engine failed twice in a week.",
    "Passengers must take the bus over the old bridge, which adds forty minutes to the way into town.",
    "A spare part has been ordered from the yard that built the ship, and it is due to arrive by the end of the month.",
    "“We are sorry for the trouble,” the harbour master, Ada Quay, told the council on Tuesday evening.",
)
BODY = "".join(f"<p>{line}</p>" for line in LINES)


def page(body, head=""):
    head = f"<head><title>Ferry stops - Harbour Gazette</title>{head}</head>"
    return f"<!DOCTYPE html><html lang='en'>{head}<body>{body}</body></html>"


def texts(article):
    return tuple(paragraph.text for paragraph in article.paragraphs)


def test_body_is_found_between_navigation_and_footer():
    html = page(
        f"<nav><a href='/'>Home</a></nav><h1>Ferry stops</h1><div class='story'>{BODY}</div><footer>About us</footer>"
    )
    article = extract(html, URL)
    assert texts(article) == LINES
    assert article.headline == "Ferry stops"
    assert extract_text(html, URL) == "\n".join(LINES)


def test_double_breaks_make_paragraphs():
    assert texts(extract(page(f"<div>{'<br> <br>'.join(LINES)}</div>"), URL)) == LINES


def test_a_body_split_over_sibling_containers_is_read_whole():
    halves = "".join(
        f"<div class='part'><p>{first}</p><p>{second}</p></div>" for first, second in (LINES[:2], LINES[2:])
    )
    html = page(f"<div id='wrap'>{halves}</div><div class='side'><p>Tides today</p></div>")
    assert texts(extract(html, URL)) == LINES


def test_a_body_inside_an_unlucky_name_is_still_the_body():
    assert texts(extract(page(f"<div class='has-sidebar comments-open'><div>{BODY}</div></div>"), URL)) == LINES


def test_a_cookie_notice_longer_than_the_article_is_not_the_article():
    notice = "<p>We use cookies to make this site work and to measure how it is used by its readers.</p>" * 6
    assert (
        texts(extract(page(f"<div class='cookie-modal'>{notice}</div><div><article>{BODY}</article></div>"), URL))
        == LINES
    )


def test_json_ld_rescues_a_body_that_is_not_in_the_markup():
    linked = json.dumps({"@type": "NewsArticle", "articleBody": "\n".join(LINES)})
    html = page(
        "<div id='app'><p>Please wait for the page.</p></div>", f"<script type='application/ld+json'>{linked}</script>"
    )
    article = extract(html, URL)
    assert texts(article) == LINES
    assert [(removal.text, removal.rule, removal.position) for removal in article.removed] == [
        ("Please wait for the page.", "body.rescued", 4)
    ]


@given(st.lists(st.sampled_from(["\ud800", "\udfff", "\0", "é", "a ", "<", "&#0;", "&#xd800;"])).map("".join))
def test_every_text_that_leaves_can_be_written_in_utf_8(text):
    said = f"Ada Quay {text} Pier"
    linked = json.dumps(
        {"@type": "NewsArticle", "headline": said, "author": said, "articleBody": said * 90, "inLanguage": text}
    )
    head = f"<meta property='og:title' content='{text}'><script type='application/ld+json'>{linked}</script>"
    written = strings(extract(page(f"<h1>{text}</h1><p>{said}</p><p>Correction: {said * 3}</p>", head), URL))
    assert "\0" not in written
    assert written.encode()


def strings(element):
    """Return all strings of an element, joined; its repr would hide what cannot be written."""
    if isinstance(element, str):
        return element
    if is_dataclass(element):
        return strings([getattr(element, field.name) for field in fields(element)])
    if isinstance(element, Mapping):
        return strings([*element.keys(), *element.values()])
    return " ".join(map(strings, element)) if isinstance(element, list | tuple) else ""


def test_kinds_are_told_apart():
    markup = (
        f"<article>{BODY}<h2>What to take</h2><ul><li>A coat against the wind</li></ul>"
        f"<blockquote><p>Mind the gap</p></blockquote>"
        f"<figure><img src='/f.jpg'><figcaption>The ferry at its berth</figcaption></figure>"
        f"<table><tr><th>Day</th><th>Boats</th></tr></table><pre>tide 4.2</pre>{BODY}</article>"
    )
    found = {paragraph.text: paragraph.kind for paragraph in extract(page(markup), URL).paragraphs}
    assert found["What to take"] == "heading"
    assert found["A coat against the wind"] == "list_item"
    assert found["Mind the gap"] == "quote"
    assert found["The ferry at its berth"] == "caption"
    assert found["Day | Boats"] == "table_row"
    assert found["tide 4.2"] == "preformatted"


def test_captions_are_kept_but_stay_out_of_the_text():
    html = page(f"<article>{BODY}<figure><figcaption>The ferry at its berth</figcaption></figure></article>")
    assert "berth" not in extract_text(html, URL)


def test_desk_codes_are_data_not_text():
    html = page(
        f"<div class='story'>{BODY}<p>Reporter's code: 50101</p></div>"
        f"<div class='item-code'><span>News Code</span> <b>712</b></div>"
    )
    article = extract(html, URL)
    assert dict(article.codes) == {"Reporter's code": "50101", "News Code": "712"}
    assert texts(article) == LINES
    assert [(removal.text, removal.reason, removal.rule) for removal in article.removed] == [
        ("Reporter's code: 50101", "code", "tail.desk_code")
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_bytes_are_decoded_without_being_told_how(encoding):
    assert texts(extract(page(f"<div>{BODY}</div>").encode(encoding), URL)) == LINES


def test_the_charset_of_the_header_comes_before_that_of_the_page():
    html = page(
        "<div><p>Гавань закрыта до конца недели, сообщил вчера начальник порта.</p></div>", "<meta charset='utf-8'>"
    )
    found = extract(html.encode("cp1251"), URL, content_type="text/html; charset=windows-1251")
    assert texts(found)[0].startswith("Гавань закрыта")


def test_an_unknown_charset_is_passed_over():
    assert texts(extract(page(f"<div>{BODY}</div>").encode(), URL, content_type="text/html; charset=quay-8")) == LINES


@pytest.mark.parametrize(
    "body",
    [
        b"",
        "",
        b"\x00\xff\xfe\x89PNG" * 100,
        "\ud800",
        "<",
        "<p>" * 100_000,
        "<div>" * 100_000 + "deep" + "</div>" * 100_000,
        "<table>" * 20_000,
        "<a b='" * 1000,
        "<p>word</p>" * 2_000_000,
    ],
    ids=["no bytes", "no text", "binary", "surrogate", "cut", "paragraphs", "nested", "tables", "quotes", "20 MB"],
)
def test_hostile_input_gives_an_article_and_takes_no_time(body):
    started = time.process_time()
    assert extract(body, URL).uri == URL
    assert time.process_time() - started < 2


def test_metadata_comes_with_the_text():
    linked = (
        '{"@type": "NewsArticle", "author": [{"@type": "Person", "name": "Ada Quay"}], '
        '"datePublished": "2024-03-05T09:30:00+01:00"}'
    )
    article = extract(
        page(f"<h1>Ferry stops</h1><div>{BODY}</div>", f"<script type='application/ld+json'>{linked}</script>"), URL
    )
    assert article.authors == ("Ada Quay",)
    assert article.date_published == datetime(2024, 3, 5, 8, 30, tzinfo=UTC)
    assert article.language == "en"


def test_the_dateline_is_told_and_stays_in_the_text():
    article = extract(page(f"<h1>Ferry stops</h1><div><p>KESTOR (Reuters) - {LINES[0]}</p>{BODY}</div>"), URL)
    assert article.dateline == "KESTOR (Reuters)"
    assert article.text.startswith("KESTOR (Reuters) - The harbour ferry")


def test_a_language_that_the_text_belies_is_not_believed():
    body = "<p>Die Fähre, die am Freitag zur Insel fahren sollte, liegt noch am Kai und ist nicht in Betrieb.</p>" * 4
    assert extract(page(f"<h1>Die Fähre steht</h1><div>{body}</div>"), URL).language == "de"


@pytest.mark.skipif(not SEED.exists(), reason="the seed pages are not beside this checkout")
@pytest.mark.parametrize("shape", ["p", "br", "inner"])
def test_the_seed_page_is_clean_and_whole_in_every_shape(shape):
    lines = [line for line in (SEED / "article.txt").read_text().splitlines() if line]
    article = extract((SEED / f"page_{shape}.html").read_bytes(), URL)
    assert list(texts(article)) == lines[1:15]
    assert dict(article.codes) == {"News Code": "712", "Reporter's code": "50101"}
