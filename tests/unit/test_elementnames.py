"""Elements' names: read as words, and the rules that they call for."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from writethru.elementnames import name_rules, name_words


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("class='articleBody'", "article body"),
        ("class='entry-content' id='story_1'", "entry content story 1"),
        ("itemprop='articleBody'", "article body"),
        ("class='lead' id='what-share-of-the-catch-is-sold'", "lead"),
        ("class", ""),
    ],
)
def test_an_elements_names_are_read_as_words(names, words):
    assert name_words(LexborHTMLParser(f"<div {names}>x</div>").css_first("div")) == words


@pytest.mark.parametrize(
    ("words", "rules"),
    [
        ("comment list", ["comments.widget"]),
        ("commentlist open", ["comments.widget"]),
        ("post related stories", ["related.box"]),
        ("read more", ["related.box"]),
        ("read", []),
        ("sidebar ads", ["page.part", "advert.slot"]),
        ("commentary", []),
    ],
)
def test_names_call_for_rules_by_whole_words(words, rules):
    assert [rule.name for rule in name_rules(words)] == rules


def test_names_of_places_can_be_left_out():
    assert [rule.name for rule in name_rules("sidebar ads", layout=False)] == ["advert.slot"]
