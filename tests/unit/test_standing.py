import pytest

from writethru.standing import placed, prose, repeatable
from writethru.vocabulary import vocabulary
from writethru.wording import Block


def blocks(*texts):
    return [Block(text, vocabulary("en")) for text in texts]


@pytest.mark.parametrize(
    "text",
    [
        "How the harbour of Kell was rebuilt after the storm",
        "Will the ferry to Kell leave while the storm goes on?",
        "- Bread rolls from the quay bakery, six to a bag.",
        "13:05 The coastguard says that two of the crew have been found.",
        "Services: payroll, tax reports and onboarding for the whole crew.",
        "knots = miles / hours for the whole of the ferry's passage.",
        "and so the ferry left the quay an hour after it was due.",
        "Join the harbour talks on a quay near you, with stalls and...",
        "For more on the ferries, head to our guide: All Nine Ferries of the Kell Strait.",
        "Here is what to bring. - a coat - a lamp - a rope and bread.",
    ],
    ids=["heading", "question", "row", "time", "label", "formula", "broken line", "teaser", "pointer", "list"],
)
def test_what_stands_there_on_purpose_is_no_prose(text):
    (block,) = blocks(text)
    assert not prose(block)


def test_running_text_is_prose():
    (block,) = blocks('"The ferry left late," she said of the night when the storm struck Kell.')
    assert prose(block)


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("The ferry to Kell leaves from the eastern quay at noon.", True),
        ("The ferry leaves at noon.", False),
        ("Got questions about the ferry to Kell? We have answers at the quay.", False),
        ("- The ferry to Kell leaves from the eastern quay at noon.", False),
    ],
)
def test_a_statement_that_stands_twice_is_a_repeat_and_a_short_line_a_question_and_a_row_are_not(text, may):
    assert repeatable(blocks(text)[0]) == may


def test_what_a_colon_announces_belongs_to_its_place():
    read = blocks("Now read the sentence about the quay again:", "The quay was mended before the storm came.")
    assert placed(read, 1)
    assert not placed(read[1:], 0)


def test_what_stands_between_two_labels_belongs_to_its_place():
    table = blocks("Risk", "The line may lose the quay to a storm at any time.", "Cost", "Nine million marks a year.")
    assert placed(table, 1)
