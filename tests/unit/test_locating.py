"""Where the body of a page is found."""

from selectolax.lexbor import LexborHTMLParser

from writethru.locating import locate
from writethru.outline import outline

LINE = "The harbour ferry will stop running on Friday, the port authority said on Tuesday."


def boxes(body):
    return outline(LexborHTMLParser(f"<body>{body}</body>")).boxes


def found(body):
    return locate(boxes(body)).roots[-1].id


def test_what_stands_apart_by_its_name_weighs_nothing():
    assert (
        found(f"<div id='c' class='comments'>{f'<p>{LINE}</p>' * 3}</div><div id='s'>{f'<p>{LINE}</p>' * 2}</div>")
        == "s"
    )


def test_a_page_built_of_widgets_still_has_its_body():
    widgets = f"<div class='builder-widget'><p>{LINE}</p></div>" * 9
    assert found(f"<div class='widget'>{LINE}</div><div id='s'>{widgets}</div>") == "s"


def test_a_standfirst_that_the_body_stands_in_is_no_second_part():
    inside = f"<h1>Ferry stops</h1><div id='s'>{f'<p>{LINE}</p>' * 3}</div>"
    assert len(locate(boxes(f"<main><div class='story-lead'>{inside}</div></main>")).roots) == 1


def test_an_empty_page_has_no_body():
    assert locate(boxes("")) is None
