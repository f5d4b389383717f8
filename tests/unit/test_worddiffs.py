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
