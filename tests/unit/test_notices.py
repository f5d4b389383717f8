"""Notices and codes anywhere on a page."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from writethru.notices import find_codes, find_notices
from writethru.outline import outline

NOTE = "Correction: the ferry has one engine, not two, as an earlier version said."


def notices(body):
    return find_notices(outline(LexborHTMLParser(f"<body><p>The ferry stops on Friday.</p>{body}</body>")))


@pytest.mark.parametrize(
    "markup", ["<p>{}</p>", "<div>{}</div>", "<footer><em>{}</em></footer>", "<div class='correction'><p>{}</p></div>"]
)
def test_a_correction_is_found_in_any_element(markup):
    assert notices(markup.format(NOTE)) == (NOTE,)


@pytest.mark.parametrize(
    "text",
    [
        "This article was amended on 5 March to give the right name of the yard.",
        "An earlier version of this story misspelled the harbour master's name.",
        "Editor's note: the council has since voted against the plan.",
        "Berichtigung: Die Fähre hat nur eine Maschine.",
        "Rectificación: el barco tiene un solo motor, no dos.",
    ],
)
def test_usual_wordings_are_notices(text):
    assert notices(f"<p>{text}</p>") == (text,)


@pytest.mark.parametrize(
    "text",
    [
        "The department of corrections said on Friday that the prison ferry will keep running.",
        "The council corrected its plan for the harbour on Friday.",
        "Corrections",
    ],
)
def test_a_sentence_about_corrections_is_not_a_notice(text):
    assert notices(f"<p>{text}</p>") == ()


def test_a_list_of_links_to_corrections_is_not_a_notice():
    assert notices("<div class='corrections'>" + "<a href='/c'>Correction to a story</a> " * 5 + "</div>") == ()


def test_codes_keep_their_label_as_printed():
    page = LexborHTMLParser(
        "<div class='item'><i></i><span>News Code</span> <span>712</span></div><code>story id 9</code>"
        "<dl><dt>Article ID:</dt><dd>A-17</dd></dl><p>Comments 12</p><p>Friday 5</p>"
    )
    assert find_codes(outline(page), ["Reporter's code: 50101", "Area code 212"]) == {
        "Reporter's code": "50101",
        "News Code": "712",
        "story id": "9",
        "Article ID": "A-17",
    }
