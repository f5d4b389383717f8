"""Notices and codes anywhere on a page."""

import tomllib
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from writethru.notices import find_codes, find_notices
from writethru.outline import Outline, outline

WORDINGS = tomllib.loads(Path(__file__).with_name("notices.toml").read_text("utf-8"))
NOTE = "Correction: the ferry has one engine, not two, as an earlier version said."


def notices(body):
    return find_notices(outline(LexborHTMLParser(f"<body><p>The ferry stops on Friday.</p>{body}</body>")))


@pytest.mark.parametrize(
    "markup", ["<p>{}</p>", "<div>{}</div>", "<footer><em>{}</em></footer>", "<div class='correction'><p>{}</p></div>"]
)
def test_a_correction_is_found_in_any_element(markup):
    assert notices(markup.format(NOTE)) == (NOTE,)


@pytest.mark.parametrize(
    "text",
    [
        "This article was amended on 5 March to give the right name of the yard.",
        "An earlier version of this story misspelled the harbour master's name.",
        "Editor's note: the council has since voted against the plan.",
        "Berichtigung: Die Fähre hat nur eine Maschine.",
        "更正：本文早先版本误称裂缝长六米。",
        "In einer früheren Version dieses Artikels stand, die Fähre habe zwei Maschinen.",
        "Rectificatif : le ferry n’a qu’un moteur, et non deux.",
        "CORRECTION (5 mars) : le ferry n’a qu’un moteur, et non deux.",
        "Une version précédente de cet article indiquait que le ferry a deux moteurs.",
        "Rectificación: el barco tiene un solo motor, no dos.",
        "Una versión anterior de esta nota decía que el barco tiene dos motores.",
        "Errata: o barco tem um só motor, e não dois.",
        "Errata corrige: il traghetto ha un solo motore, non due.",
        "DÜZELTME: Feribotun iki değil bir motoru var.",
        "Bu haberin önceki sürümünde feribotun iki motoru olduğu yanlışlıkla belirtilmişti.",
        "Уточнение: у парома один двигатель, а не два.",
        "В первой версии статьи ошибочно говорилось, что у парома два двигателя.",
        "تصحيح: للعبارة محرك واحد وليس محركين.",
        "اصلاحیه: کشتی یک موتور دارد، نه دو موتور.",
        "更正：渡轮只有一台发动机，而不是此前报道所说的两台发动机。",
        "本文已更正：渡轮只有一台发动机，而不是此前所说的两台发动机。",
        "訂正：渡し船のエンジンは二基ではなく一基でした。おわびします。",
        "Rectificatie: de veerboot heeft één motor, geen twee.",
        "Sprostowanie: prom ma jeden silnik, nie dwa.",
    ],
)
def test_usual_wordings_are_notices(text):
    assert notices(f"<p>{text}</p>") == (text,)


@pytest.mark.parametrize(
    "text",
    [
        "The department of corrections said on Friday that the prison ferry will keep running.",
        "The council corrected its plan for the harbour on Friday.",
        "Korrektur nach unten: Der Hafen rechnet mit weniger Fähren.",
        "Correction sévère pour le port, battu six à rien. Le maire est déçu.",
        "Rectificación del rumbo tras la tormenta. El barco llegó el viernes.",
        "Düzeltme hareketi limanda sürüyor. Feribot cuma günü kalkacak.",
        "Bu haber limanda sevinçle karşılandı ve yanlışlıkla yayılmadı.",
        "Уточнение курса заняло час. Паром пришёл в пятницу.",
        "更正航线需要时间，港务局说，渡轮周五才能恢复，乘客须改乘公共汽车。",
        "訂正を求める声に、港の会社は金曜まで答えなかった。船は止まったままだ。",
        "Corrections",
    ],
)
def test_a_sentence_about_corrections_is_not_a_notice(text):
    assert notices(f"<p>{text}</p>") == ()


@pytest.mark.parametrize(("language", "text"), [(key, text) for key, of in WORDINGS.items() for text in of["notices"]])
def test_each_wording_of_a_language_is_a_notice(language, text):
    assert notices(f"<div>{text}</div>") == (text,)


@pytest.mark.parametrize(
    ("language", "text"), [(key, text) for key, of in WORDINGS.items() for text in of.get("others", ())]
)
def test_what_only_looks_like_a_notice_is_none(language, text):
    assert notices(f"<div>{text}</div>") == ()


@pytest.mark.parametrize(
    "text",
    [
        "Fixed a typo in the second paragraph, thanks to reader J.T.",
        "Tippfehler im dritten Absatz behoben. Danke an Leser J. T.",
        "Coquille corrigée dans le deuxième paragraphe.",
        "Corregida una errata en el segundo párrafo.",
        "W podpisie pod zdjęciem zamieniono imiona sióstr; błąd został naprawiony.",
    ],
)
def test_three_kinds_of_signs_make_a_notice_in_any_wording(text):
    assert notices(f"<p>{text}</p>") == (text,)


def test_what_somebody_says_about_a_mistake_is_not_a_notice():
    assert notices('<p>"Somebody fixed a typo in the second paragraph," said the harbour master.</p>') == ()


@pytest.mark.parametrize("language", ["nl", "de", ""])
def test_a_notice_is_found_on_a_page_that_speaks_another_language_or_says_none(language):
    said = "Het aantal gewonden is in dit bericht bijgesteld van 21 naar 12."
    page = LexborHTMLParser(f'<html lang="{language}"><body><p>{said}</p></body></html>')
    assert find_notices(outline(page)) == (said,)


@pytest.mark.parametrize(
    "markup",
    [
        "<h4>Correction</h4><p>{}</p>",
        "<div><strong>Correction, 12 November 2026</strong></div><div>{}</div>",
        "<p><strong>Correction:</strong></p><p>{}</p>",
    ],
)
def test_what_stands_below_a_label_alone_is_a_notice(markup):
    text = "The ferry has one engine, and the pier has two cranes."
    assert notices(markup.format(text)) == (text,)


@pytest.mark.parametrize(
    "markup",
    [
        "<p><strong>Correction</strong> {}</p>",
        "<div class='x'><span>Correction</span><p>{}</p></div>",
        "<li><small><b>Correction</b> <span>{}</span></small></li>",
    ],
)
def test_a_label_in_its_own_element_needs_no_colon(markup):
    text = "The ferry has one engine, and the pier has two cranes."
    assert notices(markup.format(text)) == (f"Correction {text}",)


def test_a_notice_is_found_at_the_end_of_a_paragraph_and_between_line_breaks():
    story = "The ferry stops on Friday. " * 100
    assert notices(f"<p>The ferry sails again. <em>{NOTE}</em></p>") == (NOTE,)
    assert notices(f"<div>{story}<br><br>{NOTE}<br>{story}</div>") == (NOTE,)


def test_a_heading_that_is_a_link_labels_nothing():
    assert notices("<h4><a href='/c'>Corrections</a></h4><p>The ferry has one engine, and two decks.</p>") == ()


def test_readers_who_find_fault_with_an_article_are_not_its_newsroom():
    said = "This article was corrected after I wrote to them, and it is still wrong."
    assert notices(f"<ol class='comment-list'><li><p>{said}</p></li></ol>") == ()


def test_a_list_of_links_to_corrections_is_not_a_notice():
    assert notices("<div class='corrections'>" + "<a href='/c'>Correction to a story</a> " * 5 + "</div>") == ()


def test_codes_keep_their_label_as_printed():
    page = LexborHTMLParser(
        "<div class='item'><i></i><span>News Code</span> <span>712</span></div><code>story id 9</code>"
        "<dl><dt>Article ID:</dt><dd>A-17</dd></dl><p>Comments 12</p><p>Friday 5</p>"
    )
    assert find_codes(outline(page), ["Reporter's code: 50101", "Area code 212"]) == {
        "Reporter's code": "50101",
        "News Code": "712",
        "story id": "9",
        "Article ID": "A-17",
    }


@pytest.mark.parametrize(
    ("line", "label", "value"),
    [
        ("HABER KODU: A-50101", "HABER KODU", "A-50101"),
        ("Code de l’article : 712", "Code de l’article", "712"),
        ("Réf. article 712", "Réf. article", "712"),
        ("Номер статьи № 712", "Номер статьи", "712"),
        ("新闻编号：50101", "新闻编号", "50101"),
        ("記事番号50101", "記事番号", "50101"),
        ("رقم الخبر: 50101", "رقم الخبر", "50101"),
        ("کد خبر: ۵۰۱۰۱", "کد خبر", "۵۰۱۰۱"),
    ],
)
def test_a_code_is_found_by_its_label_in_any_language(line, label, value):
    assert find_codes(Outline(), [line]) == {label: value}
