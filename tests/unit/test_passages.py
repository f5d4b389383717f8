import pytest
from selectolax.lexbor import LexborHTMLParser

from writethru.outline import outline
from writethru.passages import beside, fingerprint, fingerprints, passages


def read(body):
    return fingerprints(passages(outline(LexborHTMLParser(f"<body>{body}</body>"))))


def sentences(body, *text):
    return beside(passages(outline(LexborHTMLParser(f"<body>{body}</body>"))), text)


def test_every_text_of_a_page_is_a_passage_wherever_it_stands():
    shown = read("<nav><a>Home</a></nav><p>The ferry is late.</p><footer><div>Correction: it is not.</div></footer>")
    assert shown == tuple(sorted(map(fingerprint, ("Home", "The ferry is late.", "Correction: it is not."))))


def test_a_paragraph_is_one_passage_whatever_stands_inside_it():
    assert fingerprint("The ferry is late, says Ada Quay.") in read(
        "<p>The <b>ferry</b> is <a>late</a>, says Ada Quay.</p>"
    )


def test_what_line_breaks_part_are_passages_of_their_own():
    lines = "The ferry did not sail on Monday.", "It sails again on Tuesday, they say."
    assert set(map(fingerprint, lines)) <= set(read("<div>" + "<br><br>".join(lines) + "</div>"))


def test_typography_and_white_space_make_no_other_fingerprint():
    assert fingerprint("“Late”\xa0– again") == fingerprint('"Late" -  again') != fingerprint("Late again")


TOLD = "The ferry to the island did not sail on Monday, the harbour master said."
SUMMARY = "A crack in the hull keeps the Grey Heron in the harbour for at least three weeks."


def test_sentences_outside_of_what_was_read_stand_beside_it():
    assert sentences(f"<h2>{SUMMARY}</h2><p>{TOLD}</p><div>3 comments</div>", TOLD) == (SUMMARY,)


@pytest.mark.parametrize(
    "body",
    [
        f"<nav><div>{SUMMARY}</div></nav>",
        f"<p><a href='/x'>{SUMMARY}</a></p>",
        f"<aside><p>{SUMMARY}</p></aside>",
        f"<p>{SUMMARY[:-1]}</p>",
        f"<div>{TOLD}<br>{SUMMARY}</div>",
    ],
)
def test_what_leads_elsewhere_is_no_sentence_or_was_read_in_portions_does_not(body):
    assert sentences(f"{body}<p>{TOLD}</p>", TOLD, SUMMARY if "<br>" in body else "") == ()


def test_beside_the_text_no_more_is_kept_than_some_of_it():
    many = [f"{SUMMARY[:-1]}, said keeper {number}." for number in range(200)]
    kept = sentences("".join(f"<p>{text}</p>" for text in many))
    assert kept == tuple(many[: len(kept)])
    assert 4_000 < sum(map(len, kept)) <= 5_000
