import pytest
from selectolax.lexbor import LexborHTMLParser

from writethru.articles import extract
from writethru.outline import outline
from writethru.passages import fingerprint, passages
from writethru.sideboxes import boxed

STORY = (
    "The harbour board said on Monday that the winter ferry would not sail before 6 December.",
    "Engineers found a crack of 3.5 metres in the hull of the Grey Heron during a routine inspection.",
    "Passengers holding tickets will receive a refund within ten days, the operator told the Harbour Gazette.",
)
# Long enough that a teaser is no large part of it.
STORY += tuple(f"{text} It was said again on day {day}." for day, text in enumerate(STORY))
TEASER = "The keeper of the new lighthouse tells the Harbour Gazette of her first winter on the rock."


def found(box):
    body = "".join(f"<p>{text}</p>" for text in STORY[:5]) + box + f"<p>{STORY[5]}</p>"
    page = LexborHTMLParser(f"<body><div class='story'>{body}</div></body>")
    every = passages(outline(page))
    numbers = boxed(every, {each.number for each in every})
    return {each.text for each in every if each.number in numbers}


@pytest.mark.parametrize(
    ("box", "texts"),
    [
        ("<div class='x1'><span>204 shares</span></div>", {"204 shares"}),
        (f"<div class='x1'><a href='/l'><h3>Alone</h3></a><span>{TEASER}</span></div>", {"Alone", TEASER}),
        (f"<section class='x1'><p>{TEASER}</p><form><input></form></section>", {TEASER}),
        (f"<section class='x1'><p>{TEASER}</p></section>", set()),
        (f"<p>{TEASER}</p>", set()),
        ("<h2>What comes next</h2>", set()),
        ("<ul><li>Two boats</li><li>No lorries</li></ul>", set()),
    ],
)
def test_what_stands_in_other_elements_than_the_text_is_boxed_and_a_sentence_only_where_it_leads_elsewhere(box, texts):
    assert found(box) == texts


def test_below_the_text_a_sentence_in_other_elements_is_boxed():
    body = "".join(f"<p>{text}</p>" for text in STORY) + f"<div class='bio'><div>{TEASER}</div></div>"
    every = passages(outline(LexborHTMLParser(f"<body><div class='story'>{body}</div></body>")))
    assert boxed(every, {each.number for each in every}) == {fingerprint(TEASER)}


def test_a_text_each_of_whose_paragraphs_has_a_box_of_one_kind_has_no_boxes():
    body = "".join(f"<div class='para'><div>{text}</div></div>" for text in STORY)
    every = passages(outline(LexborHTMLParser(f"<body>{body}</body>")))
    assert boxed(every, {each.number for each in every}) == frozenset()


def test_an_extracted_article_knows_its_boxed_paragraphs():
    box = "<div class='x1'><div>204 shares so far</div></div>"
    body = "".join(f"<p>{text}</p>" for text in STORY[:5]) + box + f"<p>{STORY[5]}</p>"
    article = extract(f"<html><body><div class='story'>{body}</div></body></html>", "https://gazette.example/f")
    assert [line.boxed for line in article.paragraphs] == [False] * 5 + [True, False]


@pytest.mark.parametrize(
    ("line", "alone"),
    [
        ("<p><strong>Read too: <a href='/l'>The lighthouse gets a keeper</a></strong></p>", True),
        ("<p><a href='/l'>The lighthouse gets a keeper</a></p>", True),
        ("<p class='reading-time'>3 minutes</p>", True),
        ("<p class='tip'>Write to <a href='/t'>our newsroom</a> if you know more about this than we do.</p>", True),
        ("3 minutes", True),
        ("<div>3 minutes</div>", True),
        ("<p>The <a href='/l'>keeper</a> of the lighthouse saw nothing of it.</p>", False),
        ("<p><strong>Three boats are left.</strong></p>", False),
        ("<p>Three boats</p>", False),
    ],
)
def test_a_line_set_apart_bare_or_a_link_of_its_own_is_boxed_among_the_paragraphs_too(line, alone):
    assert bool(found(line)) == alone


def test_a_line_that_is_part_of_a_block_is_known_by_itself():
    box = "<div class='x1'><span>204 shares</span><div></div><span>Keep up</span></div>"
    body = "".join(f"<p>{text}</p>" for text in STORY[:5]) + box + f"<p>{STORY[5]}</p>"
    every = passages(outline(LexborHTMLParser(f"<body><div class='story'>{body}</div></body>")))
    assert boxed(every, {fingerprint(text) for text in (*STORY, "204 shares", "Keep up")}) == {
        fingerprint("204 shares"),
        fingerprint("Keep up"),
    }
