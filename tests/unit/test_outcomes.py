"""The words for what looks found."""

from typing import get_args

from writethru.elements import Event, Outcome
from writethru.outcomes import WORDS, in_words


def test_all_that_a_look_can_find_has_words_but_news_and_what_is_as_it_was():
    counted = {*get_args(Outcome), "held", "rebaselined"} - {*get_args(Event), "article", "not_modified"}
    assert WORDS.keys() == counted


def test_only_what_was_found_is_told_in_one_order():
    assert in_words({"error": 1, "held": 2, "new": 3, "gone": 0}) == ((WORDS["held"], 2), ("failed", 1))
