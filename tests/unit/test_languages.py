"""The language of an article: claims as BCP 47 tags, and texts that say otherwise."""

import pytest

from writethru.languages import language_tag, read_language

TEXTS = {
    "en": "The ferry that was to sail for the isle on Friday is still at the quay, and the harbour master said "
    "it has to wait.",
    "de": "Die Fähre, die am Freitag zur Insel fahren sollte, liegt noch am Kai und ist nicht mit dem neuen "
    "Motor versehen.",
    "fr": "Le bac qui devait partir vendredi pour l’île est toujours à quai, et la capitainerie dit que les "
    "moteurs sont usés.",
    "es": "El transbordador que iba a salir el viernes para la isla está en el muelle, y la autoridad del "
    "puerto no lo sabe.",
    "pt": "A balsa que ia sair na sexta-feira para a ilha ainda está no cais, e o mestre do porto não sabe "
    "mais do que isso.",
    "it": "Il traghetto che venerdì doveva partire per l’isola è ancora al molo, e la capitaneria non è in "
    "grado di dire di più.",
    "tr": "Cuma günü adaya gitmesi gereken vapur hâlâ iskelede ve liman başkanı bu konuda daha çok bilgi "
    "olmadığını söyledi ama bir gemi için.",
    "ru": "Паром, который в пятницу должен был отправиться на остров, всё ещё стоит у причала, сообщил "
    "начальник порта в понедельник.",
    "uk": "Пором, який у п’ятницю мав вирушити на острів, усе ще стоїть біля причалу, повідомив начальник "
    "порту в понеділок увечері.",
    "ar": "العبارة التي كان من المقرر أن تبحر يوم الجمعة إلى الجزيرة لا تزال راسية عند الرصيف، بحسب ما قاله "
    "مدير الميناء مساء يوم الاثنين.",
    "zh": "原定星期五开往岛上的渡轮仍停靠在码头，港务长星期一晚上说，修理需要几个星期的时间，乘客必须改乘公共汽车。"
    * 3,
    "ja": "金曜日に島へ向かうはずのフェリーはまだ岸壁に停泊しており、港長は月曜日の夜、修理に数週間かかると述べた。"
    * 3,
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_a_text_tells_its_language_where_the_page_does_not(language, text):
    assert read_language([None, ""], text) == language


@pytest.mark.parametrize("language", ["tr", "ru", "ar", "zh", "de"])
def test_a_claim_that_the_text_belies_is_not_believed(language):
    assert read_language(["en"], TEXTS[language]) == language


@pytest.mark.parametrize(
    ("claim", "text"),
    [("en-GB", "en"), ("pt-BR", "pt"), ("kk", "ru"), ("fa", "ar"), ("zh-Hant-TW", "zh"), ("gl", "pt")],
)
def test_a_claim_that_may_be_true_is_believed(claim, text):
    assert read_language([claim], TEXTS[text]) == claim


def test_lists_and_short_texts_say_nothing_against_a_claim():
    assert read_language(["en"], "Palm Bay 70, Rockledge 44. Quay 12, Pier 9. " * 5) == "en"
    assert read_language(["en"], "Die Fähre liegt am Kai.") == "en"


def test_figures_speak_the_language_of_their_script():
    assert read_language(["ar"], "١٢٣، ٤٥٦، " * 20) == "ar"


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("en_GB", "en-GB"),
        ("EN-us", "en-US"),
        ("zh_hant_tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("de", "de"),
        ("en-US-u-ca-gregory", "en-US"),
        ("english", None),
        ("", None),
    ],
)
def test_language_is_a_tag(text, tag):
    assert language_tag(text) == tag
