import tomllib

import pytest

from writethru.signatures import FOLDER, LANGUAGES, LATIN, TOLD, languages, plain, said, speaks_of_itself


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_phrases_for_every_kind(code):
    table = tomllib.loads((FOLDER / f"{code}.toml").read_text("utf-8"))
    assert set(table) == {"own", "things", *TOLD}
    assert all(table[kind]["sure"].strip() for kind in TOLD)
    assert all(table[kind]["hints"].strip() for kind in TOLD if kind != "shell")


def test_what_is_part_of_one_phrase_is_not_of_another():
    found = said(plain("This page was not found."), "soft_404", ("en",))
    assert len(found.sure) == 1
    assert found.score == 2


def test_a_short_word_counts_as_a_whole_only():
    assert said(plain("Ihr Abo"), "paywalled", ("de",)).hints == ("abo",)
    assert not said(plain("Das Aborigines-Museum"), "paywalled", ("de",)).hints


def test_news_of_a_retraction_does_not_speak_of_itself():
    assert speaks_of_itself(plain("We have withdrawn this article."), ("en",))
    assert not speaks_of_itself(plain("A journal withdrew a study."), ("en",))


def test_the_letters_of_a_text_tell_which_phrases_may_stand_in_it():
    assert languages("en", "страница не найдена") == ("en", "ru", "uk")
    assert languages("de-AT", "seite nicht gefunden") == ("de", "en")
    assert languages("en", "the quay and the ferry and the port") == ("en",)
    assert languages("en", "pagina non trovata") == LATIN
