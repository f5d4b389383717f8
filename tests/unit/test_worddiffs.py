import pytest
from hypothesis import given
from hypothesis import strategies as st

from writethru.worddiffs import word_diff


@given(st.text(max_size=80), st.text(max_size=80))
def test_the_words_of_a_diff_join_to_both_texts(old, new):
    words = word_diff(old, new)
    assert "".join(word.text for word in words if word.op != "insert") == old
    assert "".join(word.text for word in words if word.op != "delete") == new


def test_edits_parted_only_by_white_space_are_one():
    old = "The minister holds talks with the harbour board on Thursday"
    words = word_diff(old, old.replace("on Thursday", "by telephone"))
    assert [(word.op, word.text) for word in words[1:]] == [("delete", "on Thursday"), ("insert", "by telephone")]


def test_a_paragraph_mostly_rewritten_is_shown_whole():
    words = word_diff("The ferry sails at noon.", "The harbour board met again.")
    assert [word.op for word in words] == ["delete", "insert"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("The board lost -$5 there in all.", "The board lost $5 there in all.", ("-$5", "$5")),
        ("气温为-5度，港口开放。", "气温为5度，港口开放。", ("-5", "5")),
        ("كان طول الصدع 3٫5 متر", "كان طول الصدع 3٬5 متر", ("3٫5", "3٬5")),
        ("नाव सोमवार को चली गई थी", "नाव मंगलवार को चली गई थी", ("सोमवार", "मंगलवार")),
        ("قایق‌های ما می‌خواهند برگردند", "قایق‌های ما نمی‌خواهند برگردند", ("می‌خواهند", "نمی‌خواهند")),
    ],
)
def test_a_figure_has_its_sign_and_a_word_its_vowels(old, new, expected):
    assert tuple(word.text for word in word_diff(old, new) if word.op != "equal") == expected
