"""The page of one cleaned article: every block with its sign, every removal with its rule and reason."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.unit.test_report import Outline
from writethru import boilerplate
from writethru.cleaned import WHY, render
from writethru.elements import Article, Paragraph, Removal, Repetition
from writethru.rules import RULES, Rule

URL = "https://gazette.example/ferry"
FERRY = Article(
    URL,
    URL,
    headline="Ferry stops",
    headlines={"h1": "Ferry stops", "title": "Ferry stops - Harbour Gazette"},
    authors=("Ada Quay", "Ben Tide"),
    date_published=datetime(2026, 11, 22, 8, 30, tzinfo=UTC),
    language="en",
    paragraphs=(
        Paragraph("The ferry stops on Friday & takes no lorries."),
        Paragraph("The ferry at its berth", "caption"),
        Paragraph("What to do", "heading"),
    ),
    removed=(
        Removal("On Friday the ferry stops.", 2, "repeat", "retold", (0,), 0.8),
        Removal("Share", 4, "boilerplate", "share.words"),
        Removal("Tweet", 5, "boilerplate", "share.words"),
    ),
    notices=("Correction: it stops on Friday.",),
    codes={"News Code": "712"},
)


def spoken(html):
    """Return what a reader hears of each block, its notes and white space aside."""
    html = re.sub(r'<p class="note">.*?</p>', "", html, flags=re.S)
    found = re.findall(r'<span class="spoken">(Block .*?)</span>\s*<p class="(\w+)">(.*?)</p>', html, re.S)
    return [tuple(" ".join(part.split()) for part in block) for block in found]


def test_all_blocks_stand_in_page_order_and_say_without_colour_what_became_of_them():
    html = render(FERRY, URL)
    assert spoken(html) == [
        ("Block 1, kept:", "paragraph", "The ferry stops on Friday &amp; takes no lorries."),
        ("Block 2, caption, kept apart:", "caption", "The ferry at its berth"),
        ("Block 3, repeat, removed:", "paragraph", "On Friday the ferry stops."),
        ("Block 4, kept:", "heading", "What to do"),
        ("Block 5, removed:", "paragraph", "Share"),
        ("Block 6, removed:", "paragraph", "Tweet"),
    ]
    signs = re.findall(r'class="sign" aria-hidden="true">(.)<', html)
    assert "".join(signs) == "+□=+−−"


def test_a_removal_has_its_rule_its_reason_and_why_and_a_repeat_what_it_repeats():
    html = render(FERRY, URL)
    assert "boilerplate · <code>share.words</code> · a button&#39;s label</p>" in html
    assert (
        '<code>retold</code> · says the same in other words · <a href="#block-1">block 1</a>: “The ferry stops' in html
    )


def test_a_repeat_that_stays_is_marked_where_it_stands():
    html = render(replace(FERRY, repetitions=(Repetition(3, (0,), "retold", 0.8),)), URL)
    assert spoken(html)[3] == ("Block 4, repeat, left in the text:", "heading", "What to do")
    assert 'repeat, stays · <code>retold</code> · says the same in other words · <a href="#block-1">block 1</a>' in html
    assert "1 removed, 1 left in" in html


def test_neighbours_that_one_rule_removed_are_told_of_once():
    html = render(FERRY, URL)
    assert html.count("boilerplate · ") == 1
    assert re.findall(r'id="block-(\d)" class="removed gone again"', html) == ["6"]


def test_what_was_read_besides_the_text_stands_above_it_with_every_candidate_headline():
    html = render(FERRY, URL)
    for text in (
        "Ada Quay, Ben Tide", "2026-11-22 08:30 UTC", "<td>en</td>", "News Code: 712",
        "Correction: it stops on Friday.",
        'Ferry stops <span class="pill new">chosen</span>', "Ferry stops - Harbour Gazette",
    ):  # fmt: skip
        assert text in html


def test_rules_are_counted():
    html = re.sub(r"\s+", " ", render(FERRY, URL))
    assert re.search(
        r"<code>share.words</code>.*?<td class=\"number\">2</td><td class=\"number wide-only\">10</td>", html
    )


@pytest.mark.parametrize("article", [FERRY, Article("urn:x", "")])
def test_the_page_is_well_formed_and_needs_no_other_file(article):
    html = render(article, URL)
    outline = Outline(html)
    assert html.startswith("<!doctype html>")
    assert (outline.open, outline.wrong) == ([], [])
    assert set(outline.headings) <= {1, 2}
    assert {link for link in outline.links if not link.startswith("#")} == {URL}
    assert not re.search(r"<(script|img|iframe)|url\(|@import", html)
    assert "script-src &#39;none&#39;" in html


def test_a_page_without_text_says_so():
    html = render(Article("urn:x", ""), "page.html")
    assert "No article text was found on this page." in html
    assert "Nothing was removed." in html
    assert "No headline was found" in html


def test_text_from_the_web_is_never_markup():
    attack = '<script>alert("x")</script><img src=x onerror=y>"\' -->'
    hostile = Article(
        attack, attack, attack, {attack: attack}, (attack,), language=attack, paragraphs=(Paragraph(attack),),
        removed=(Removal(attack, 1, attack, attack, (0,)),), notices=(attack,), codes={attack: attack},
    )  # fmt: skip
    html = render(hostile, f"javascript:{attack}")
    assert "<script" not in html and "<img" not in html and 'href="javascript' not in html


def test_every_rule_has_its_why():
    rules = [value for value in vars(boilerplate).values() if isinstance(value, Rule)]
    assert all(WHY[rule.name] for rule in (*rules, *RULES))
