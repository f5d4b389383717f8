"""Which languages a page is held against."""

import pytest

from writethru.phrases import LANGUAGES
from writethru.spoken import spoken

GERMAN = "Die Fähre fährt am Freitag nicht mehr, weil der Motor in einer Woche zweimal ausgefallen ist. " * 3
RUSSIAN = "Паром остановится в пятницу: его двигатель дважды отказал за неделю, сообщили в порту. " * 3
LATIN = {"en", "de", "fr", "es", "pt", "it", "tr", "nl", "pl"}


@pytest.mark.parametrize(
    ("declared", "text", "languages"),
    [
        ("en-GB", "The ferry stops on Friday, for it is old and the engine of this ship has failed twice.", {"en"}),
        ("en", GERMAN, {"en", "de"}),
        ("de-AT", GERMAN, {"en", "de"}),
        ("sv", GERMAN, {"en", "de"}),
        ("fr", GERMAN, {"en", "fr", "de"}),
        ("en", RUSSIAN, {"en", "ru"}),
        ("uk", RUSSIAN, {"en", "ru"}),
        ("en", "渡轮周五停航，因为发动机一周内两次失灵。", {"en", "zh"}),
        ("zh", "渡し船は金曜に止まる。エンジンが一週間に二度止まったためだ。", {"en", "zh", "ja"}),
        ("fa-IR", "کشتی روز جمعه متوقف می‌شود، زیرا موتور آن دو بار از کار افتاد.", {"en", "fa"}),
        (None, "تتوقف العبارة يوم الجمعة لأن محركها تعطل مرتين.", {"en", "ar", "fa"}),
        (None, "Harbour Gazette 1923", LATIN),
        ("xx", "Harbour Gazette 1923", {"en"}),
        ("", "", LATIN),
    ],
)
def test_a_text_tells_its_language_and_the_tag_is_believed_beside_it(declared, text, languages):
    assert set(spoken(declared, text)) == languages
    assert spoken(declared, text)[0] == "en"


def test_every_language_with_latin_letters_has_small_words_that_tell_it():
    assert set(LANGUAGES) > LATIN
    for code in LATIN - {"en"}:
        assert code in spoken("en", FERRIES[code] * 3), code


FERRIES = {
    "de": "Die Fähre fährt am Freitag nicht mehr, sagte der Hafenmeister, und das ist für den Ort ein Problem. ",
    "fr": "Le ferry ne partira pas vendredi, dit la capitainerie, et les voyageurs sont dans une file pour le bus. ",
    "es": "El barco no sale el viernes, dice el capitán del puerto, y los viajeros van en una cola para el bus. ",
    "pt": "O barco não sai na sexta, diz o capitão do porto, e são levados para um ônibus. ",
    "it": "Il traghetto non parte venerdì, dice il capitano del porto, e sono in coda per il bus della città. ",
    "tr": "Feribot cuma günü kalkmayacak ve bu sabah bir açıklama için toplanan yolcular daha çok bekleyecek. ",
    "nl": "De veerboot vaart vrijdag niet, zegt de havenmeester, en dat is voor het dorp een probleem met de bus. ",
    "pl": "Prom nie odpłynie w piątek, a na nabrzeżu jest kolejka i pasażerowie czekają na autobus o siódmej. ",
}
