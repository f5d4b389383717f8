"""The body in a page's data: taken when it goes on from what is shown, left alone otherwise."""

import json
import time

import pytest

from writethru.articles import extract
from writethru.embedded import embedded_body

URL = "https://gazette.example/quay"
LINES = (
    "The harbour ferry will stop running on Friday, the port authority said, after its engine failed twice in a week.",
    "Passengers must take the bus over the old bridge, which adds forty minutes to the way into town.",
    "A spare part has been ordered from the yard that built the ship, and it is due by the end of the month.",
    "The harbour master, Ada Quay, told the council on Tuesday evening that she was sorry for the trouble.",
)
BLOCKS = {
    "blocks": [{"type": "paragraph", "content": [{"type": "text", "value": line}]} for line in LINES],
    "html": "".join(f"<p>{line}</p>" for line in LINES),
    "pieces": [{"kind": "text", "html": f"<p>{line.replace('Friday', '<b>Friday</b>')}</p>"} for line in LINES],
    "strings": list(LINES),
    "lines": "\n\n".join(LINES),
}


def state(body, before="window.__STATE__ = ", after=";"):
    return before + json.dumps({"page": {"menu": ["Home", "Tides"], "story": {"body": body, "id": 7}}}) + after


@pytest.mark.parametrize("shape", BLOCKS)
def test_paragraphs_are_found_in_every_shape_of_state(shape):
    assert embedded_body(["var a = 1;", state(BLOCKS[shape])], LINES[0]) == LINES


def test_another_text_is_not_taken_for_the_rest_of_this_one():
    assert (
        embedded_body([state(BLOCKS["blocks"])], "Bread will cost more from Monday, the bakers of the town said.") == ()
    )


@pytest.mark.parametrize("script", ["", "{", "[" * 5_000, "let a = {b: 1}", '{"a": "' + LINES[0] * 4])
def test_a_script_that_is_no_state_tells_nothing(script):
    assert embedded_body([script], LINES[0]) == ()


def test_a_page_that_shows_only_a_beginning_is_read_from_its_state_and_its_lines_are_stripped():
    lines = [*BLOCKS["strings"], "Read more: The bridge is to be painted"]
    script = f"<script type='application/json'>{state(lines, '', '')}</script>"
    article = extract(f"<body><div class='teaser'><p>{LINES[0]}</p><p>Subscribe now</p></div>{script}</body>", URL)
    assert tuple(paragraph.text for paragraph in article.paragraphs) == LINES
    assert [(removal.text, removal.rule) for removal in article.removed] == [
        ("Read more: The bridge is to be painted", "related.line"),
        (LINES[0], "body.rescued"),
        ("Subscribe now", "promo.line"),
    ]
    assert [block.text for block in article.blocks()] == [*lines, LINES[0], "Subscribe now"]


def test_a_state_of_endless_broken_markup_takes_no_time():
    started = time.process_time()
    broken = [LINES[0], "<p " * 200_000, "a&b" * 20_000, *(["a&amp;b <i>c</i>"] * 20_000)]
    assert embedded_body([state(broken)], LINES[0])[0] == LINES[0]
    assert time.process_time() - started < 2


def test_a_page_that_shows_its_body_is_read_from_what_it_shows():
    shown = "".join(f"<p>{line}</p>" for line in LINES[:3])
    article = extract(f"<body><div>{shown}</div><script>{state(BLOCKS['blocks'])}</script></body>", URL)
    assert tuple(paragraph.text for paragraph in article.paragraphs) == LINES[:3]
