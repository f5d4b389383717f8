import pytest

from writethru.touches import edit_class, named, touched
from writethru.vocabulary import vocabulary


@pytest.mark.parametrize(
    ("language", "old", "new", "expected"),
    [
        ("en", "Five men were hurt.", "Six men were hurt.", ("numbers",)),
        ("en", "The crack is 3.5 metres long.", "The crack is 35 metres long.", ("numbers",)),
        ("en", "The crack is 3 metres long.", "The crack is 3 feet long.", ("numbers",)),
        ("en", "It cost £5.", "It cost €5.", ("numbers",)),
        ("en", "They won 2-1 there.", "They won 1-2 there.", ("numbers",)),
        ("en", "It sails on 6 December.", "It sails on 8 December.", ("numbers", "dates")),
        ("en", "It sails on Monday.", "It sails on Tuesday.", ("dates",)),
        ("en", "The mayor Ines Moreau came.", "The mayor Ines Moreaux came.", ("names",)),
        ("en", "Then Ada thanked Ben.", "Then Ben thanked Ada.", ("names",)),
        ("en", "It will not sail.", "It will sail.", ("negation",)),
        ("en", "The ferry did sink.", "The ferry allegedly did sink.", ("modality",)),
        ("en", "He said it was late.", "It was late.", ("attribution",)),
        ("en", 'He said: "It was late."', 'He said: "It is late."', ("quotes",)),
        ("en", "The ferry was late.", "The ferry was delayed.", ()),
        ("en", "", "Three men did not come.", ("numbers", "negation")),
        ("de", "Fünf Männer kamen am Montag.", "Sechs Männer kamen am Montag.", ("numbers",)),
        ("fr", "Le ferry ne part pas.", "Le ferry part.", ("negation",)),
        ("fr", "Le ferry part sans eux.", "Le ferry part avec eux.", ("negation",)),
        ("fr", "Il part le 6 mars.", "Il part le 8 mars.", ("numbers", "dates")),
        ("es", "Sale el lunes.", "Sale el martes.", ("dates",)),
        ("es", "Sale el 6 de marzo.", "Sale el 8 de marzo.", ("numbers", "dates")),
        ("en", "He didn’t come.", "He did come.", ("negation",)),
        ("en", "He says it fell.", "He knows it fell.", ("attribution",)),
        ("en", "It lost -$5.", "It lost $5.", ("numbers",)),
        ("en", "It is 40 here.", "It is −40 here.", ("numbers",)),
        ("zh", "气温为-5度。", "气温为5度。", ("numbers",)),
        ("en", "It is 5 km long.", "It is 5 mi long.", ("numbers",)),
        ("en", "It sails at 5.30 am.", "It sails at 5.30 pm.", ("numbers",)),
        ("en", "The area is 10² here.", "The area is 102 here.", ("numbers",)),
        ("hi", "वह सोमवार को आया।", "वह मंगलवार को आया।", ("dates",)),
        ("hi", "वह नहीं आया।", "वह आया।", ("negation",)),
        ("fr", "Il a dit : « Oui »", "Il a dit : «Oui»", ()),
        ("ru", "Паром не вышел в среду.", "Паром вышел в четверг.", ("dates", "negation")),
        ("zh", "三人受伤。", "四人受伤。", ("numbers",)),
        ("xx", "Prices rose 5 %.", "Prices rose 6 %.", ("numbers",)),
    ],
)
def test_an_edit_names_the_facts_that_it_touches(language, old, new, expected):
    known = vocabulary(language)
    assert touched(old, new, known) == touched(new, old, known) == expected


def test_the_first_word_of_a_sentence_is_a_name_where_another_sentence_shows_it():
    names = named(("The mayor thanked Moreau.", "Ferries sail."))
    assert names == {"moreau"}
    known = vocabulary("en")
    assert touched("Moreau came.", "Moreaux came.", known, names) == ("names",)
    assert touched("Ferries sail.", "Boats sail.", known, names) == ()


def test_a_sentence_that_stays_beside_the_edit_is_asked_for_nothing():
    told = "The quay is 300 metres long, Ada Quay said on Monday."
    assert touched(f"{told} It was late.", f"{told} It was dark.", vocabulary("en")) == ()


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        ("en", "They will recieve it.", "They will receive it."),
        ("en", "He came wihtout a ticket.", "He came without a ticket."),
        ("en", "It was becuase of rain.", "It was because of rain."),
        ("en", "It occured there.", "It occurred there."),
        ("en", "It is a well known quay.", "It is a well-known quay."),
        ("en", "We cant go.", "We can't go."),
        ("en", "the prime minister", "the Prime Minister"),
        ("en", "It sails on thursday.", "It sails on Thursday."),
        ("de", "Er kam nciht.", "Er kam nicht."),
        ("fr", "le gouvenrement tombe", "le gouvernement tombe"),
        ("ru", "правительсвто решило", "правительство решило"),
    ],
)
def test_mended_typing_is_minor_and_touches_no_fact(language, old, new):
    known = vocabulary(language)
    assert edit_class(old, new, known) == edit_class(new, old, known) == "minor"
    assert touched(old, new, known) == ()


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        ("en", "He was charged there.", "He was changed there."),
        ("en", "The county board met.", "The country board met."),
        ("en", "Two women came.", "Two woman came."),
        ("en", "They were injured.", "They were insured."),
        ("en", "He came form there.", "He came from there."),
        ("en", "The prices fell.", "The prices fall."),
        ("en", "He is now here.", "He is nowhere."),
        ("en", "three came", "there came"),
        ("en", "the trial", "the trail"),
        ("en", "it was filed", "it was filled"),
        ("en", "He sailed now.", "He sailed not."),
        ("it", "Sono sette.", "Sono sete."),
        ("tr", "Gemi gelmedi.", "Gemi geldi."),
        ("ru", "паром невышел", "паром не вышел"),
    ],
)
def test_what_may_be_another_word_is_substantive(language, old, new):
    known = vocabulary(language)
    assert edit_class(old, new, known) == edit_class(new, old, known) == "substantive"
