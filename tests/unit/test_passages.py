from selectolax.lexbor import LexborHTMLParser

from writethru.outline import outline
from writethru.passages import passage, passages


def read(body):
    return passages(outline(LexborHTMLParser(f"<body>{body}</body>")))


def test_every_text_of_a_page_is_a_passage_wherever_it_stands():
    shown = read("<nav><a>Home</a></nav><p>The ferry is late.</p><footer><div>Correction: it is not.</div></footer>")
    assert shown == tuple(sorted(map(passage, ("Home", "The ferry is late.", "Correction: it is not."))))


def test_a_paragraph_is_one_passage_whatever_stands_inside_it():
    assert passage("The ferry is late, says Ada Quay.") in read(
        "<p>The <b>ferry</b> is <a>late</a>, says Ada Quay.</p>"
    )


def test_what_line_breaks_part_are_passages_of_their_own():
    lines = "The ferry did not sail on Monday.", "It sails again on Tuesday, they say."
    assert set(map(passage, lines)) <= set(read("<div>" + "<br><br>".join(lines) + "</div>"))


def test_typography_and_white_space_make_no_other_passage():
    assert passage("“Late”\xa0– again") == passage('"Late" -  again') != passage("Late again")
