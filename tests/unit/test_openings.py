"""The lines around a headline, and what stands around them."""

from tests.unit.pages import lines
from writethru.openings import around

PROSE = "<p>" + "The ferry will stop on Friday, the port authority said. " * 3 + "</p>"


def test_lines_are_counted_from_the_headline_without_it():
    found = lines("<p>Harbour</p><h1>Ferry <b>stops</b></h1><p>By Ada Quay</p>")
    assert [(line.text, line.place) for line in found] == [("Harbour", -1), ("By Ada Quay", 1)]


def test_the_opening_ends_in_the_text():
    assert [line.text for line in lines(f"<h1>Ferry</h1><p>By Ada</p>{PROSE * 4}<p>Ben Pier</p>")] == ["By Ada"]


def test_what_stands_around_a_line_is_told():
    (line,) = lines(
        "<h1>Ferry</h1><div class='post-meta'><a rel='author' href='/a'><time datetime='2024'>Ada</time></a></div>"
    )
    near = around(line)
    assert near is not None
    assert near.marked
    assert (near.words, near.href, near.moment) == (("", "", "post meta"), "/a", "2024")


def test_a_line_of_a_link_to_something_else_stands_nowhere():
    card = f"<a href='/other'><b>Ada Quay</b> {'Another story of the harbour. ' * 4}</a>"
    assert around(lines(f"<h1>Ferry</h1>{card}")[0]) is None
