import pytest

from writethru.novelty import novelty
from writethru.vocabulary import vocabulary
from writethru.wording import Block


def news(said, *known, language="en", retold=True, names=(), spread=None):
    words = vocabulary(language)
    told = [Block(text, words) for text in known]
    counts = dict.fromkeys([stem for each in [*told, Block(said, words)] for stem in each.stems], 1) | (spread or {})
    return novelty(Block(said, words), told, counts, names, retold=retold)


KNOWN = "The ferry line said on Monday that its three ships carried about 900 people to Kell, where the quay reopened."


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("On Monday, the line said, its 3 ships carried some 900 people to Kell and its reopened quay.", None),
        ("The line said that its ships carried 940 people to Kell.", "number"),
        ("The line said that its four ships carried people to Kell.", "number"),
        ("The line said that its ships carried people to Kell yesterday.", "date"),
        ("The line said that its ships carried people to Kell and Orrin.", "name"),
        ("The line said that its ships never carried people to Kell.", "negation"),
        ("The line said that its ships allegedly carried people to Kell.", "qualifier"),
        ("The line said that its ships carried people to Kell last year.", "qualifier"),
        ("The line said that its ships carried people to Kell because the quay reopened.", "qualifier"),
        ('The line said that its ships carried people to Kell: "It was a good day."', "quotation"),
    ],
)
def test_what_a_paragraph_adds_is_named(said, kind):
    assert news(said, KNOWN) == kind


def test_a_number_must_be_said_of_the_same_thing():
    known = "Ground staff shut two airports on Monday. Employers have offered 5 percent over three years."
    assert news("Employers have offered 5 percent over two years.", known) == "number"


def test_a_name_may_stand_in_another_case_but_not_be_a_longer_one():
    assert news("The Ostrian quay reopened.", "The quay of Ostria reopened.") is None
    assert news("A quay that Martinez built.", "A quay that Martin built.") == "name"
    assert news("Об этом сказала Микелис.", "Об этом рассказали у Микелиса.", language="ru") is None


def test_another_subject_in_front_of_the_same_words_is_news():
    known = "Oldport did not respond to a request for comment."
    assert news("Newport did not respond to a request for comment.", known) == "subject"


def test_a_topic_that_the_article_tells_apart_is_news_within_the_same_words():
    known = "Besides the skills required for distance learning, which the school teaches, pupils must be keen."
    said = "Besides the skills required for online learning, pupils are to be motivated and able to work alone."
    assert news(said, known, spread={"distan": 2, "online": 2}) == "contrast"
    assert news(said, known) is None  # one of them may be another word for the other


@pytest.mark.parametrize(
    ("known", "said", "kind"),
    [
        (
            "Prices at the fish market of Kell rose by 5 percent in a year.",
            "Prices at the fish market of Kell fell by 5 percent in a year.",
            "contrast",
        ),
        (
            "The storm killed 12 people and injured 30 on the quay.",
            "The storm killed 30 people and injured 12 on the quay.",
            "order",
        ),
        (
            "Newport beat Oldport in the final on the quay.",
            "Oldport beat Newport in the final on the quay.",
            "order",
        ),
        ("It was 12 degrees in the harbour at noon.", "It was -12 degrees in the harbour at noon.", "number"),
        ("The pier cost €5 million and two years.", "The pier cost $5 million and two years.", "number"),
        ("A dose of 5 ml was given to the crew.", "A dose of 5 mg was given to the crew.", "contrast"),
        ("Le maire accuse la compagnie de Kell.", "La compagnie accuse le maire de Kell.", "order"),
    ],
)
def test_one_word_figure_or_sign_in_another_place_is_news_where_all_else_is_the_same(known, said, kind):
    assert news(said, known, language="fr" if known.startswith("Le ") else "en", retold=False) == kind


def test_a_quotation_told_again_in_another_sentence_is_a_refrain():
    known = '"We had no water, and we shared it," the mayor told the square.'
    assert news('"We had no water, and we shared it," he told them.', known) == "quotation"
    assert news('"We had no water, and we shared it," the mayor told them.', known, retold=False) is None
