import json
from dataclasses import replace
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from writethru.elements import Article, Paragraph, Removal
from writethru.paragraphs import drop_repeats, find_repeats, mark_repeats

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"

TALKS = (
    "Harbour Minister Ilse Brandt spoke with her Norland counterpart Pavel Dunn on Monday, the two offices said.",
    "The ministers discussed the pending ferry treaty and the reopening of the Kell crossing, the ministry said.",
    "Ferries between the two ports have been idle since a storm damaged the eastern quay in October.",
    "Minister for Harbours Ilse Brandt held a telephone conversation with her Norland counterpart Pavel Dunn. "
    "They discussed the pending ferry treaty and the reopening of the Kell crossing.",
    "Dockers have asked for a share of the tolls, which the city has collected since the spring.",
)


def found(*paragraphs, headline=""):
    return [(repeat.index, repeat.of, repeat.rule) for repeat in find_repeats(paragraphs, headline)]


def test_a_retold_phone_call_is_found_with_the_two_paragraphs_it_retells():
    assert found(*TALKS) == [(3, (0, 1), "retold")]


def test_a_paragraph_that_stands_twice_is_an_exact_repeat_of_the_first():
    assert found(TALKS[2], TALKS[4], TALKS[2], TALKS[2]) == [(2, (0,), "exact"), (3, (0,), "exact")]


def test_typography_and_case_do_not_hide_an_exact_repeat():
    assert found(
        "“We waited – all night – for the boat,” said Ole Brandt of the guild.",
        TALKS[4],
        '"We waited - all night - for the boat," said Ole Brandt of the guild.',
    ) == [(2, (0,), "exact")]


def test_an_edited_repeat_goes_and_its_first_telling_stays():
    assert found(
        "The Gazette said on Tuesday its net profit rose 38 percent in the second quarter to 112 million marks.",
        TALKS[4],
        "Net profit at the Gazette rose 38 percent in the second quarter to 112 million marks, it said on Tuesday.",
    ) == [(2, (0,), "edited")]


def test_a_standfirst_inside_a_later_paragraph_goes_and_never_the_superset():
    standfirst = "A fire has destroyed the old market hall in Kell."
    telling = (
        "A fire that broke out before dawn has destroyed the old market hall in Kell, where 140 traders had stalls. "
        "No one was hurt."
    )
    assert found(standfirst, TALKS[2], telling) == [(0, (2,), "contained")]
    assert found(telling, TALKS[2], standfirst) == [(2, (0,), "contained")]


def test_the_headline_is_no_earlier_paragraph():
    assert found(*TALKS[:3], headline=TALKS[0]) == []


@pytest.mark.parametrize(
    ("said", "news"),
    [
        (
            "The storm killed 388 people along the eastern coast of Norland, the harbour office said on Monday.",
            "The storm killed 391 people along the eastern coast of Norland, the harbour office said on Monday.",
        ),
        (
            "The storm killed two people along the eastern coast of Norland, the harbour office said on Monday.",
            "The storm killed three people along the eastern coast of Norland, the harbour office said on Monday.",
        ),
        (
            "The ferry to Kell leaves from the eastern quay at noon, the harbour office said on Monday.",
            "The ferry to Kell leaves from the eastern quay at noon, the harbour office said on Tuesday.",
        ),
        (
            "The harbour office named Pavel Martin as master of the ferry that ran aground on Monday night.",
            "The harbour office named Pavel Martinez as master of the ferry that ran aground on Monday night.",
        ),
        (
            "The harbour office said that the ferry had left the eastern quay with all of its passengers.",
            "The harbour office said that the ferry had not left the eastern quay with all of its passengers.",
        ),
        (
            "Oldport did not respond to a request for comment on the state of its eastern quay.",
            "Newport did not respond to a request for comment on the state of its eastern quay.",
        ),
        (
            "Will the ferry to Kell leave from the eastern quay while the storm goes on?",
            "Will the ferry to Kell leave from the eastern quay while the storm goes on?",
        ),
        (
            '"We had no water for a week, and so we shared it," Ole Brandt told the crowd at the quay.',
            '"We had no work for a week, and so we shared it," Ole Brandt told the crowd at the quay.',
        ),
        ("- Bread rolls from the quay bakery, six to a bag.", "- Bread rolls from the quay bakery, six to a bag."),
        ("Minutes of the harbour council: page one.", "Minutes of the harbour council: page one."),
    ],
    ids=["number", "numeral", "day", "name", "negation", "subject", "question", "quotation", "list row", "short line"],
)
def test_what_may_be_news_is_kept(said, news):
    assert found(said, TALKS[2], TALKS[4], news) == []


def test_the_items_of_a_series_are_kept():
    ports = ("Kell", "Orr", "Nim")
    assert found(*(f"The ferry to {port} leaves from the eastern quay at noon on weekdays." for port in ports)) == []


def test_an_overview_does_not_swallow_the_paragraphs_it_sums_up():
    items = (
        "Ferries to the outer islands will run twice a day from the spring.",
        "Dockers at the eastern quay are to share in the tolls collected there.",
        "Traders in the market hall have been promised new stalls by autumn.",
    )
    assert found(" ".join(items), *items) == []


def test_initials_are_one_word_with_or_without_their_points():
    said = "The {} harbour office and its counterpart in Norland have agreed on a new ferry line to Kell."
    assert found(said.format("U.S."), TALKS[4], said.format("US")) == [(2, (0,), "exact")]


def test_words_of_other_scripts_are_compared():
    said = "Паромы между двумя портами стоят с октября, когда шторм повредил восточный причал."
    assert found(said, "Докеры просят долю от сборов, которые город собирает с весны.", said) == [(2, (0,), "exact")]


def test_dropped_paragraphs_are_kept_beside_the_article_with_their_places_among_all_blocks():
    share = Removal("Share this story", 0, "boilerplate", "share")
    article = Article(
        "gazette:1", "https://gazette.example/1", paragraphs=tuple(map(Paragraph, TALKS)), removed=(share,)
    )
    dropped = drop_repeats(article)
    assert [paragraph.text for paragraph in dropped.paragraphs] == [*TALKS[:3], TALKS[4]]
    removal = dropped.removed[1]
    assert (removal.text, removal.position, removal.reason, removal.rule) == (TALKS[3], 4, "repeat", "retold")
    assert removal.of == (1, 2)
    assert dropped.blocks() == article.blocks()


def test_marked_paragraphs_stay_in_the_text_and_say_what_they_repeat():
    share = Removal("Share this story", 0, "boilerplate", "share")
    article = Article(
        "gazette:1", "https://gazette.example/1", paragraphs=tuple(map(Paragraph, TALKS)), removed=(share,)
    )
    marked = mark_repeats(article)
    assert (marked.paragraphs, marked.removed) == (article.paragraphs, article.removed)
    (repeat,) = marked.repetitions
    assert (repeat.position, repeat.of, repeat.rule) == (4, (1, 2), "retold")
    assert drop_repeats(marked) == drop_repeats(article)


def test_a_repeat_that_a_users_rule_protects_is_marked_and_not_dropped():
    said = (Paragraph(TALKS[2]), Paragraph(TALKS[4]), Paragraph(TALKS[2], protected=True), Paragraph(TALKS[2]))
    dropped = drop_repeats(Article("gazette:5", "https://gazette.example/5", paragraphs=said))
    assert dropped.paragraphs == said[:3]
    assert [(repeat.position, repeat.of) for repeat in dropped.repetitions] == [(2, (0,))]
    assert [removal.position for removal in dropped.removed] == [3]


def test_a_caption_may_repeat_the_text_but_the_text_never_a_caption():
    caption, text = Paragraph(TALKS[2], "caption"), Paragraph(TALKS[2])
    article = Article("gazette:2", "https://gazette.example/2", paragraphs=(caption, Paragraph(TALKS[4]), text))
    assert [paragraph.kind for paragraph in drop_repeats(article).paragraphs] == ["paragraph", "paragraph"]


def test_what_a_heading_announces_stays_and_a_caption_changes_nothing_for_the_text():
    said = (
        "The harbour council closed the old ferry pier on Tuesday after storms damaged its pilings.",
        "The harbour council closed the old ferry pier on Tuesday after storms had damaged its pilings.",
    )
    blocks = [Paragraph(said[0]), Paragraph(TALKS[2]), Paragraph(said[1])]
    article = Article("gazette:5", "https://gazette.example/5", paragraphs=tuple(blocks))
    captions = tuple(
        Paragraph(f"The harbour council closed the pier of {port} on Tuesday.", "caption") for port in ("Orr", "Nim")
    )
    for pictured in (article, replace(article, paragraphs=(*blocks, *captions))):
        assert [(each.position, each.of) for each in mark_repeats(pictured).repetitions] == [(2, (0,))]
    announced = (*blocks[:2], Paragraph("The statement read in full as follows:", "heading"), blocks[2])
    assert mark_repeats(replace(article, paragraphs=announced)).repetitions == ()


@pytest.mark.parametrize(
    "texts",
    [
        ["「" * 40_000 + "港。"] * 2,
        [" ".join(f"W{n % 97} w{n * m % 89}." for n in range(390)) for m in range(1, 60)],
        ["word " * 100_000 + "end.", "word " * 100_000 + "ends."],
        ['"' * 50_000 + ".", '"a b" ' * 20_000],
    ],
    ids=["quotation marks", "short sentences", "endless paragraphs", "quotes"],
)
def test_hostile_paragraphs_cost_no_more_than_others(texts):
    started = process_time()
    find_repeats(texts)
    assert process_time() - started < 3


def test_headings_and_table_rows_are_never_dropped():
    rows = tuple(Paragraph(TALKS[2], kind) for kind in ("heading", "table_row", "paragraph", "heading", "table_row"))
    article = Article("gazette:3", "https://gazette.example/3", paragraphs=rows)
    assert drop_repeats(article) == article


@given(st.lists(st.one_of(st.sampled_from(TALKS), st.text(max_size=60)), max_size=12))
def test_nothing_is_lost_or_invented_and_what_is_repeated_stays(texts):
    article = Article(
        "gazette:4", "https://gazette.example/4", paragraphs=tuple(Paragraph(text) for text in texts if text)
    )
    dropped = drop_repeats(article)
    assert dropped.blocks() == article.blocks()
    kept = set(dropped.positions())
    assert all(place in kept for removal in dropped.removed for place in removal.of)


def test_the_article_the_project_started_from_loses_the_retold_call_and_nothing_else():
    path = SHARED / "seed" / "article.txt"
    if not path.exists():
        pytest.skip("no shared data beside the checkout")
    headline, *body = (text.strip() for text in path.read_text(encoding="utf8").split("\n\n") if text.strip())
    assert found(*body[:14], headline=headline) == [(4, (0, 1), "retold")]


def test_no_labelled_trap_of_the_invented_articles_is_dropped():
    path = SHARED / "articles" / "invented_dev.jsonl"
    if not path.exists():
        pytest.skip("no shared data beside the checkout")
    for line in path.read_text(encoding="utf8").splitlines():
        article = json.loads(line)
        dropped = {repeat.index for repeat in find_repeats(article["paragraphs"], article["headline"])}
        assert not dropped & {trap["index"] for trap in article["traps"]}, article["id"]
