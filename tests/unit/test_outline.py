"""What a page's outline holds, and where it finds the body."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from writethru.outline import locate, name_words, outline

LINE = "The harbour ferry will stop running on Friday, the port authority said on Tuesday."


def shape(body):
    return outline(LexborHTMLParser(f"<body>{body}</body>"))


def found(body):
    return locate(shape(body).boxes).roots[-1].id


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("class='articleBody'", "article body"),
        ("class='entry-content' id='story_1'", "entry content story 1"),
        ("itemprop='articleBody'", "article body"),
        ("class", ""),
    ],
)
def test_an_elements_names_are_read_as_words(names, words):
    assert name_words(LexborHTMLParser(f"<div {names}>x</div>").css_first("div")) == words


def test_runs_are_what_a_reader_sees():
    page = shape(f"<script>var a = '{LINE}'</script><p>{LINE}<svg><path/></svg> Mind the gap</p> <style>b</style>")
    assert [text.strip() for _, text in page.runs] == [LINE, "Mind the gap"]


def test_what_stands_apart_by_its_name_weighs_nothing():
    assert (
        found(f"<div id='c' class='comments'>{f'<p>{LINE}</p>' * 3}</div><div id='s'>{f'<p>{LINE}</p>' * 2}</div>")
        == "s"
    )


def test_a_page_built_of_widgets_still_has_its_body():
    widgets = f"<div class='builder-widget'><p>{LINE}</p></div>" * 9
    assert found(f"<div class='widget'>{LINE}</div><div id='s'>{widgets}</div>") == "s"


def test_an_empty_page_has_no_body():
    assert locate(shape("").boxes) is None
