"""Pages in, articles out: what is found, what is decoded, what never raises."""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from writethru.articles import extract, extract_text
from writethru.locating import locate
from writethru.markup import markup
from writethru.outline import outline
from writethru.sites import SiteRules

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


def test_a_standfirst_beside_the_headline_is_read_though_the_page_bears_an_unlucky_name():
    lead = "The port looks for a part that nobody makes any more"
    for name in ("subtitle", "lead-paragraph"):
        top = f"<div><h1>Ferry stops</h1><h3 class='{name}'>{lead}</h3></div>"
        comments = f"<div class='comments'><p>{LINES[0]}</p><p>{LINES[1]}</p></div>"
        html = page(f"<div class='newsletter post'>{top}<div class='body'>{BODY}</div></div>{comments}")
        assert texts(extract(html, URL)) == (lead, *LINES)


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


TURKISH = (
    "Liman idaresi, feribotun motoru bir hafta içinde iki kez arızalandığı için seferlerin duracağını bildirdi.",
    "Yolcular her sabah şehre giden yolu kırk dakika uzatan eski köprüden otobüs ile geçmek zorunda ve bu çok zor.",
    "Yedek parça tersaneden istendi ve ayın sonuna kadar gelmesi bekleniyor, daha sonra seferler başlayacak.",
)


@pytest.mark.parametrize("declared", [" lang='tr'", " lang='en'", ""])
def test_lines_go_by_the_language_of_the_text_whatever_the_page_declares(declared):
    text = "".join(f"<p>{line}</p>" for line in (*TURKISH, "İLGİLİ HABERLER", "Read more", "Haber Kodu: 50101"))
    article = extract(f"<html{declared}><body><article>{text}</article></body></html>", URL)
    assert texts(article) == TURKISH
    assert [removal.rule for removal in article.removed] == ["related.line", "related.line", "tail.desk_code"]
    assert article.language == "tr"


TWEET = "<blockquote class='tweet'><p>No boats on Friday, again.</p>— Ben Pier (@benpier)</blockquote>"
SHAPES = {
    "live blog": "".join(f"<div class='entry'><time>1{n}:05</time><p>{line}</p></div>" for n, line in enumerate(LINES)),
    "gallery": "".join(f"<figure><img src='{n}.jpg'></figure><p>{line}</p>" for n, line in enumerate(LINES)),
    "questions": "".join(f"<h3>Question {n}: who pays for it?</h3><p>{line}</p>" for n, line in enumerate(LINES)),
    "buttons": "".join(f"<h3><button>Who pays, part {n}?</button></h3><p>{line}</p>" for n, line in enumerate(LINES)),
    "folded": "".join(
        f"<div hidden><h3>Part {n}</h3><p>{line} {LINES[0]} {line}</p></div>" for n, line in enumerate(LINES)
    ),
    "list": f"<p>{LINES[0]}</p><ol>{''.join(f'<li>{line}</li>' for line in LINES)}</ol><p>{LINES[1]}</p>",
    "table": f"{BODY}<table><tr><th>Day</th><th>Boats</th></tr><tr><td>Friday</td><td>0</td></tr></table>{BODY}",
    "embed": f"<p>{LINES[0]}</p><div class='social-embed'>{TWEET}</div><p>{LINES[1]}</p><p>{LINES[2]}</p>",
    "line breaks": "<br><br>".join(LINES),
    "plain text": f"<pre>{LINES[0]} {LINES[1]}</pre>",
    "cells": f"<table><tr><td>{BODY}</td></tr></table>",
    "results": f"<table>{''.join(f'<tr><td>Quay {n}</td><td>Pier</td><td>{n}-0</td></tr>' for n in range(20))}</table>",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_what_a_body_is_made_of_keeps_its_content_and_order(shape):
    article = extract(page(f"<nav><a href='/'>Home</a></nav><article>{SHAPES[shape]}</article>"), URL)
    assert squeezed("".join(texts(article))) == squeezed(SHAPES[shape])


def squeezed(markup):
    """Return the text of some markup without white space, and without the bars that part a table's cells."""
    return re.sub(r"<[^>]*>|[\s|]", "", markup)


MADE = st.recursive(
    st.sampled_from(
        [*LINES, "Share", "Comments (3)", "Advertisement", "Tides today", "By Ada Quay", "<br>", "12", "—"]
    ),
    lambda inner: st.builds(
        lambda tag, names, inside: f"<{tag}{names}>{' '.join(inside)}</{tag}>",
        st.sampled_from(
            (
                *("p", "div", "ul", "li", "h2", "blockquote", "td", "table", "a", "span"),
                *("section", "figure", "figcaption", "aside", "form", "pre", "b"),
            )
        ),
        st.sampled_from(["", " class='comments'", " class='share-bar'", " hidden", " class='dek'", " id='related'"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=16,
)


@given(MADE)
def test_kept_and_removed_are_all_text_of_the_located_elements_once_and_in_order(made):
    html = page(f"<header><h1>Ferry stops</h1></header><main>{made}</main>")
    body = locate(outline(LexborHTMLParser(markup(html))).boxes)
    told = "".join(block.text for block in extract(html, URL).blocks())
    assert squeezed(told) == squeezed("".join(root.text() for root in body.roots) if body else "")


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


def test_data_of_which_no_rule_leaves_anything_rescues_no_body():
    linked = json.dumps({"@type": "NewsArticle", "articleBody": "Share this article\n" * 60})
    html = page(f"<div>{BODY}</div>", f"<script type='application/ld+json'>{linked}</script>")
    assert texts(extract(html, URL)) == LINES


def test_what_a_user_removes_does_not_come_back_from_the_data():
    linked = json.dumps({"@type": "NewsArticle", "articleBody": "\n".join(LINES)})
    lines = f"<p>{LINES[0]}</p><div class='tip'><p>{LINES[1]}</p><p>{LINES[2]}</p></div>"
    html = page(f"<div>{lines}</div>", f"<script type='application/ld+json'>{linked}</script>")
    assert texts(extract(html, URL, site=SiteRules(remove=(".tip",)))) == LINES[:1]


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
        "<p>word</p>" * 50_000,
    ],
    ids=["no bytes", "no text", "binary", "surrogate", "cut", "paragraphs", "nested", "tables", "quotes", "words"],
)
def test_hostile_input_gives_an_article_and_takes_no_time(body):
    started = time.process_time()
    assert extract(body, URL).uri == URL
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "markup",
    [
        BODY * 5 + "<p>Read more</p>" * 9_000 + f"<p>{LINES[0][:40]}</p>" * 9_000,
        f"<p><a href=/x>by {'!' * 30_000}a</a></p>{BODY}",
        f"<p>[{'-' * 30_000}a</p>{BODY}",
        f"<div hidden>{'a' * 310}</div>" * 5_000 + BODY,
        f"<div><div>{f'<p class=deck>{LINES[0][:50]}</p>' * 8_000}</div></div><div><h1>Ferry</h1>{BODY * 900}</div>",
        f"{BODY}<a href=/x>{'<i>March 5, 2024</i>' * 20_000}</a>",
        f"{BODY}<div>{'Correction: one engine<br>' * 15_000}</div>",
        "".join(f"<p>Correction: the ferry of pier {number} has one engine.</p>" for number in range(12_000)),
        f"{BODY}<table><tr>{'<td>Ferry' * 30_000}</table>{BODY}",
        "<a " * 150_000,
        f"<meta charset=punycode><p>{LINES[0]}</p>-{'a' * 600_000}".encode(),
    ],
    ids=[
        *("labels", "linked line", "data", "folded", "standfirsts", "dates in a link", "one block", "notices"),
        *("cells", "unclosed", "punycode"),
    ],
)
def test_nothing_is_looked_at_once_for_every_other(markup):
    test_hostile_input_gives_an_article_and_takes_no_time(markup)


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
