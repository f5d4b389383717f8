import pytest

from writethru.vocabulary import vocabulary
from writethru.wording import Block, forms

ENGLISH = vocabulary("en")


def block(text, language="en"):
    return Block(text, vocabulary(language))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Twenty-nine parrots and two cats.", {"29", "2"}),
        ("29 parrots and 2 cats.", {"29", "2"}),
        ("A loss of 1,200 jobs, or 8.5 percent.", {"1200", "8.5"}),
        ("On the 14th floor, the fourth of five.", {"14", "4", "5"}),
        ("It ended twenty minutes and three goals later.", {"20", "3"}),
        ("No figure at all.", set()),
    ],
)
def test_numbers_are_the_same_in_words_and_in_figures(text, numbers):
    assert block(text).numbers == numbers


def test_numbers_within_words_are_found_where_nothing_parts_words():
    assert "3" in block("三名船员获救。", "zh").numbers


def test_names_have_a_capital_inside_a_sentence_and_offices_are_none():
    text = "Harbour Minister Ilse Brandt spoke. Ferries to Kell wait."
    assert block(text).names == {"ilse", "brandt", "kell"}


def test_initials_are_one_word_with_or_without_their_points():
    assert block("The U.S. ferry.").stems == block("The US ferry.").stems


def test_words_of_grammar_and_of_speaking_are_no_content():
    assert block("The harbour office said that the quay is closed.").content == {"harbou", "quay", "closed"}


def test_sentences_end_at_full_stops_but_not_at_initials():
    sentences = block("J. Dunn left at 9 a.m. today. He came back. «No», he said.").sentences
    assert len(sentences) == 3


def test_quotations_are_what_stands_between_quotation_marks():
    assert block('She called it “a quiet night”, he a "mess".').quotations == ("a quiet night",)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("prosecutors", "prosecution", True),
        ("bribes", "bribery", True),
        ("silver", "silence", False),
        ("a", "an", False),
    ],
)
def test_forms_of_one_word_share_their_beginning(one, other, alike):
    assert (not set(forms(one)).isdisjoint(forms(other))) == alike
