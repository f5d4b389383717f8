"""Texts as they are compared: typography and white space folded, every word and its case kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from writethru.text import collapse, fold, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“It’s late,” he said.", '"It\'s late," he said.'),
        ("1939–45 — a siege", "1939-45 - a siege"),
        ("Wait…", "Wait..."),
        ("the\u00a0quay \n was\u202fshut", "the quay was shut"),
        ("co\u00adoperate\u200b now", "cooperate now"),
        ("ﬁsh", "fish"),
        ("«Quai fermé»", '"Quai fermé"'),
        ("it´s 5″ of rain", "it's 5\" of rain"),
        ("Hawaiʻi", "Hawai'i"),
        ("5½ m², ½ full", "5 1/2 m2, 1/2 full"),
        ("５〜６月", "5～6月"),
        ("תל־אביב, צה״ל", 'תל-אביב, צה"ל'),
        ("❤\ufe0f from\u061c us", "❤ from us"),
    ],
)
def test_what_a_reader_does_not_see_does_not_count(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("May", "may"),
        ("3.5", "35"),
        ("not late", "late"),
        ("résumé", "resume"),
        ("10² m", "102 m"),
        ("10⁻⁶", "10-6"),
        ("1½", "11/2"),
        ("20°", "200"),
        ("٣٫٥", "٣٥"),
    ],
)
def test_what_a_reader_sees_counts(one, other):
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


def test_words_are_lower_case_and_keep_their_apostrophes():
    assert words("Don’t sell the S-400, Émile!") == ["don't", "sell", "the", "s", "400", "émile"]


@given(st.text(st.characters()))
def test_collapsed_text_can_be_written_to_a_file_and_to_a_terminal(text):
    collapsed = collapse(text + "\x1b[31m\ud800")
    assert collapsed.encode()
    assert "\x1b" not in collapsed
    assert collapse(collapsed) == collapsed
