"""Lines held against the phrases of each language: what goes, the true sentences that begin alike and stay.

Examples stand in `phrases/LANGUAGE.toml` beside this file: lines by the rule that takes them, and `kept` sentences.
"""

import re
import tomllib
from pathlib import Path

import pytest

from writethru.lines import appeals, credited, line_rule
from writethru.phrases import LANGUAGES, needed, read
from writethru.rules import PHRASES, RULES

FOLDER = Path(__file__).parent / "phrases"
EXAMPLES = {code: tomllib.loads((FOLDER / f"{code}.toml").read_text("utf-8")) for code in LANGUAGES}
WHERE = {rule.name: rule.where for rule in PHRASES}


@pytest.mark.parametrize("code", LANGUAGES)
def test_lines_go_by_their_languages_phrases(code):
    groups = ((above, names) for above, names in EXAMPLES[code].items() if above != "kept")
    lines = ((f"{above}.{name}", line) for above, names in groups for name in names for line in names[name])
    taken = {(rule, line): line_rule(WHERE[rule], line, (code,)) for rule, line in lines}
    assert {line: rule for (rule, line), found in taken.items() if found is None or found.name != rule} == {}


@pytest.mark.parametrize("code", LANGUAGES)
def test_sentences_that_begin_alike_stay_whatever_the_page_declares(code):
    places = ("line", "section")
    assert [line for line in EXAMPLES[code]["kept"] for place in places if line_rule(place, line, LANGUAGES)] == []


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_sentences_stay_at_the_head_and_the_tail_of_their_own_page(code):
    places = ("head", "tail")
    assert [line for line in EXAMPLES[code]["kept"] for place in places if line_rule(place, line, (code,))] == []


@pytest.mark.parametrize(
    "text",
    [
        "Support our journalism: become a member today, or give as little as a coin, and help the Gazette to go on.",
        "Before you move on, we wanted to ask whether you could support the Gazette’s journalism in a hard year.",
        "We and our partners process data to use precise geolocation and to scan the characteristics of devices.",
        "Unterstützen Sie unabhängigen Journalismus: Werden Sie Mitglied, ohne Ihre Hilfe gibt es diese Zeitung nicht.",
        "Soutenez une presse indépendante : faites un don, sans vous ce journal n’existerait pas, merci à tous.",
        "Apoya nuestro periodismo independiente: haz una donación, sin tu apoyo este diario no existiría en el puerto.",
        "Apoie o jornalismo independente: faça uma doação, sem o seu apoio este jornal do porto não existiria mais.",
        "Sostieni il giornalismo indipendente: fai una donazione, senza il tuo aiuto questo giornale non esisterebbe.",
        "Bağımsız gazeteciliği desteklemek için destekçi olun; desteğiniz olmadan bu gazete limanda var olamaz.",
        "Поддержите независимую журналистику: без вашей помощи портовая газета не выйдет, оформите подписку сегодня.",
        "ادعموا الصحافة المستقلة: من دون دعمكم لن تصدر هذه الجريدة في الميناء، تبرعوا الآن ولو بالقليل من المال.",
        "支持我们：请您成为会员。独立媒体离不开读者，没有您的支持，这份港口报纸就无法继续出版下去，"
        "也无法每天把港口的消息送到您的手中。",
        "独立したメディアを続けるため、皆さまのご支援をお願いします。港の新聞は読者の寄付で成り立っています。会員になって応援してください。",
        "Diese Website verwendet Cookies für personalisierte Anzeigen. Mehr steht in der Datenschutzerklärung.",
    ],
)
def test_a_paragraph_that_asks_for_something_in_any_language_is_an_appeal(text):
    assert appeals(text)


@pytest.mark.parametrize(
    "text",
    [
        "The union gave its support to the strike on Friday, and the ferry company said that it relies on the council.",
        "Die Stadt unterstützt den Hafen mit einer Spende von tausend Euro, sagte der Bürgermeister am Freitag im Rat.",
        "Le maire soutient le projet du port et fera un don à l’école, a dit la capitainerie vendredi au conseil.",
        "El alcalde apoya el proyecto del puerto y pide una donación para la escuela, dijo el viernes en el consejo.",
        "Мэр поддержал проект порта и обещал помощь школе, сообщили в пятницу на заседании городского совета.",
    ],
)
def test_news_of_support_and_gifts_is_no_appeal(text):
    assert not appeals(text)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("de", "Die Fähre am Freitag im Hafen. Foto: Ada Kai"),
        ("fr", "Le ferry au port, vendredi. Crédit photo : Ada Quai"),
        ("es", "El barco en el puerto, el viernes. Foto: Ada Muelle"),
        ("tr", "Feribot cuma günü limanda. (Fotoğraf: Ada Rıhtım)"),
        ("ru", "Паром в порту в пятницу. Фото: Ада Причалова"),
        ("ar", "العبارة في الميناء يوم الجمعة. تصوير: أدا رصيف"),
        ("zh", "周五停在港口的渡轮。（图片来源：港口报）"),
        ("ja", "金曜、港に泊まる渡し船（写真：港新聞）"),
        ("it", "Il traghetto venerdì. REUTERS/Ada Molo"),
    ],
)
def test_a_caption_ends_in_its_credit_in_any_language(code, text):
    assert credited(text, ("en", code))


def test_every_phrase_stands_under_a_name_that_something_asks_for():
    asked = {rule.name for rule in RULES}
    for code in LANGUAGES:
        for name in read(code).phrases:
            assert name in asked or name.startswith(("appeal.", "credit.", "notice.")), (code, name)


def test_a_phrase_that_begins_with_a_gap_names_what_its_lines_hold():
    assert needed("…40newsletters?") == ("newsletter",)
    assert needed("…(straight|right) to your inbox") == ("straight", "right")
    assert needed("newsletter…") == ()


@pytest.mark.parametrize("phrase", ["…(news)?letter", "….*", "…((a|b) c)"])
def test_a_phrase_that_would_be_tried_on_every_line_is_refused(phrase):
    with pytest.raises(ValueError, match="plain word"):
        needed(phrase)


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_hostile_line_takes_long(code):
    """A phrase that backtracks without end would not finish here at all."""
    for name, phrases in read(code).phrases.items():
        if name not in WHERE:
            continue
        for phrase in phrases:
            for words in [re.findall(r"[^\W_]+", phrase), ["1", "von", phrase[:9]], [phrase[:3]]]:
                for glue in " ", ": ", "":
                    line_rule(WHERE[name], ((glue.join(words) + glue) * 300)[:300] + "\nx", (code,))
