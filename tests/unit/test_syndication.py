import json
import math
import pickle
import random
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from writethru.elements import Article, Paragraph
from writethru.storymodel import DATA_MODEL, MODEL, VARIABLES
from writethru.storysignatures import read_credit
from writethru.syndication import (
    Signature,
    blocks,
    cluster,
    clusters,
    explain,
    near_pairs,
    score,
    signature,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def article(uri, headline, *texts, hours=0.0):
    paragraphs = tuple(Paragraph(text) for text in texts)
    return Article(uri, uri, headline=headline, paragraphs=paragraphs, date_published=NOON + timedelta(hours=hours))


AGENCY = article(
    "https://gazette.example/ferry",
    "Ferry with 212 aboard runs aground off Kell",
    "KELL (Gazette) - A ferry carrying 212 passengers ran aground in fog off the port of Kell early on Monday, and 14 "
    "people were hurt, the coastguard said.",
    "The Maid of Orrin was on its way from Lindau when it struck a sandbank about 3 kilometres from the harbour "
    "entrance, coastguard chief Ilse Brandt told reporters.",
    "All of the passengers were taken off by lifeboats within four hours. Two of the injured remain in hospital.",
    '"The sea was calm, and that was our luck," Brandt said.',
    "The ferry line, Blue Strait, said the ship was built in 1998 and had passed its last inspection in January. "
    "An inquiry has been opened.",
)
REWRITE = article(
    "https://courier.example/grounding",
    "Fourteen hurt as ferry hits sandbank in fog",
    "Fourteen people were injured on Monday morning when a ferry with 212 passengers hit a sandbank in thick fog near "
    "Kell.",
    "The Maid of Orrin, coming from Lindau, got stuck about 3 kilometres from the harbour entrance, according to the "
    "coastguard. Its chief, Ilse Brandt, said that lifeboats had brought everyone ashore within four hours.",
    '"The sea was calm, and that was our luck," she said.',
    "Two of the injured are still being treated. Blue Strait, which runs the line, said the ship dates from 1998 and "
    "passed an inspection in January. Prosecutors have opened an inquiry.",
    hours=3,
)
COPY = article(
    "https://herald.example/agency/1",
    "Ferry with 212 aboard runs aground off Kell - Herald",
    *(paragraph.text for paragraph in AGENCY.paragraphs[:4]),
    hours=1,
)
OTHER = article(
    "https://gazette.example/blue-strait",
    "Blue Strait to buy three ferries for 90 million",
    "Blue Strait will buy three ferries from a yard in Norland for 90 million marks, the line said on Thursday.",
    "The ships are to run between Lindau and Kell from 2029 and will carry 640 passengers each, chief executive Pavel "
    "Dunn told shareholders.",
    "The line lost a ship when the Maid of Orrin ran aground off Kell in March. An inquiry has been opened.",
    hours=90,
)


def weather(day, high, low, wind):
    return article(
        f"https://gazette.example/weather/{day}",
        f"Kell weather for {day}",
        f"{day} in Kell will be cloudy with a high of {high} degrees and a low of {low}. Winds from the west will "
        f"reach {wind} kilometres an hour by the evening.",
        "Visit our weather page for radar pictures and an hourly forecast for the harbour and the outer islands.",
        hours=wind,
    )


def stories(*articles):
    return [[(member.uri, member.role) for member in found.members] for found in cluster(articles)]


def test_two_wordings_of_one_agency_story_and_a_copy_are_one_story():
    assert stories(REWRITE, OTHER, COPY, AGENCY) == [
        [(AGENCY.uri, "original"), (COPY.uri, "copy"), (REWRITE.uri, "rewrite")]
    ]


def test_the_numbers_of_a_series_stay_apart():
    assert stories(weather("Monday", 11, 4, 35), weather("Tuesday", 9, 2, 60), weather("Friday", 14, 7, 20)) == []


def test_a_follow_up_about_the_same_people_is_another_story():
    assert stories(AGENCY, OTHER) == []


def test_the_order_of_the_articles_does_not_matter():
    articles = [AGENCY, REWRITE, COPY, OTHER, weather("Monday", 11, 4, 35), weather("Tuesday", 9, 2, 60)]
    expected = cluster(articles)
    for seed in range(5):
        random.Random(seed).shuffle(articles)
        assert cluster(articles) == expected


def test_a_story_keeps_its_id_when_another_telling_joins():
    (before,), (after,) = cluster([AGENCY, COPY]), cluster([AGENCY, COPY, REWRITE])
    assert before.id == after.id


def test_an_article_without_a_date_is_never_the_original():
    undated = article("https://a.example/ferry", AGENCY.headline, *(paragraph.text for paragraph in AGENCY.paragraphs))
    undated = Article(undated.uri, undated.uri, headline=undated.headline, paragraphs=undated.paragraphs)
    assert stories(undated, AGENCY) == [[(AGENCY.uri, "original"), (undated.uri, "copy")]]


def test_pairs_that_no_block_brought_together_are_scored_before_the_story_is_told():
    signatures = [signature(each) for each in (AGENCY, COPY, REWRITE)]
    known = {(AGENCY.uri, COPY.uri): 0.95, (COPY.uri, REWRITE.uri): 0.95}
    (story,) = clusters(signatures, known)
    assert len(story.members) == 3


@pytest.mark.parametrize("articles", [(), (AGENCY,), (AGENCY, AGENCY), (article("https://a.example/1", ""),) * 2])
def test_nothing_is_told_twice_by_fewer_than_two_articles(articles):
    assert cluster(articles) == ()


def test_articles_without_text_are_no_story():
    assert stories(article("https://a.example/1", ""), article("https://a.example/2", "")) == []


def test_the_shipped_coefficients_fit_the_variables():
    values = json.loads(MODEL.read_text(encoding="utf8"))
    assert values["variables"] == [variable.name for variable in VARIABLES]
    assert len(values["coefficients"]) == len(DATA_MODEL)


def test_short_notes_without_figures_on_one_topic_are_no_story():
    assert (
        stories(
            article("https://a.example/1", "Market hall", "The market hall will close early today, traders said."),
            article(
                "https://a.example/2", "Market day", "A market will be held beside the old hall, the council said."
            ),
        )
        == []
    )


def test_no_pairs_have_no_scores():
    assert score([]) == []


def test_an_article_and_its_copy_score_above_an_article_and_another():
    copy, other = score([(signature(AGENCY), signature(COPY)), (signature(AGENCY), signature(OTHER))])
    assert 0 <= other < 0.5 < copy <= 1


def test_a_signature_is_small_and_survives_json_and_pickle():
    made = signature(AGENCY)
    stored = json.dumps(made.to_json())
    assert len(stored) < 3500
    assert Signature.from_json(json.loads(stored)) == made
    assert pickle.loads(pickle.dumps(made)) == made


def test_an_article_falls_into_few_blocks():
    assert all(len(blocks(signature(each))) <= 25 for each in (AGENCY, REWRITE, COPY, OTHER))


def test_clustering_leaves_no_file_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert len(cluster([AGENCY, COPY])) == 1
    assert list(tmp_path.iterdir()) == []


def test_without_likely_pairs_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    assert clusters([signature(AGENCY), signature(OTHER)], {(AGENCY.uri, OTHER.uri): 0.2}) == ()


def test_the_order_of_a_phrase_counts():
    words = ["ferry", "harbour", "island", "market", "council", "quay", "lighthouse"]
    forth, back = (signature(article("https://a.example/1", "", " ".join(each))) for each in (words, words[::-1]))
    assert forth.vocabulary == back.vocabulary
    assert not set(forth.triples) & set(back.triples)


def test_every_pair_of_a_small_block_is_compared():
    assert len(list(near_pairs(map(str, range(40))))) == 40 * 39 / 2


@pytest.mark.parametrize("size", [41, 100, 400])
def test_a_large_block_makes_hardly_more_pairs_than_a_small_one(size):
    assert len(list(near_pairs(map(str, range(size))))) < 2 * 40 * 39 / 2


def told(number, text, hours=0.0):
    return article(f"https://desk{number:03}.example/1", AGENCY.headline, text, hours=hours)


def test_of_many_alike_hardly_more_pairs_are_scored_than_there_are_members(monkeypatch):
    text = "\n".join(paragraph.text for paragraph in AGENCY.paragraphs)
    signatures = {each.uri: each for each in (signature(told(n, text, n / 60)) for n in range(120))}
    near = list(near_pairs(signatures))
    known = dict(zip(near, score([(signatures[a], signatures[b]) for a, b in near]), strict=True))
    scored = []
    monkeypatch.setattr("writethru.syndication.score", lambda pairs: scored.extend(pairs) or score(pairs))
    (story,) = clusters(signatures.values(), known)
    assert len(story.members) == 120
    assert len(scored) < 40 * 39 / 2 + 2 * 80
    assert {member.role for member in story.members[1:]} == {"copy"}


def test_an_edge_says_what_each_variable_added_to_the_log_odds():
    edge = explain(signature(AGENCY), signature(REWRITE))
    assert (edge.one, edge.other) == (AGENCY.uri, REWRITE.uri)
    assert [name for name, _ in edge.contributions] == [*(variable.name for variable in VARIABLES), "intercept"]
    assert sum(value for _, value in edge.contributions) == pytest.approx(math.log(edge.score / (1 - edge.score)))
    assert [edge.score] == pytest.approx(score([(signature(AGENCY), signature(REWRITE))]))


def test_a_pair_scores_the_same_in_either_order_and_in_any_company():
    pairs = [(signature(one), signature(other)) for one in (AGENCY, COPY, OTHER) for other in (REWRITE, OTHER)]
    assert score(pairs) == [score([(other, one)])[0] for one, other in pairs]


def test_each_telling_names_the_earlier_one_that_it_shares_most_with_and_why():
    later = replace(COPY, uri="https://mirror.example/1", date_published=NOON + timedelta(hours=5))
    (story,) = cluster([AGENCY, COPY, REWRITE, later])
    by_uri = {member.uri: member for member in story.members}
    assert (by_uri[AGENCY.uri].of, by_uri[AGENCY.uri].shared) == (None, 0.0)
    assert (by_uri[COPY.uri].of, by_uri[COPY.uri].shared) == (AGENCY.uri, 1.0)
    assert by_uri[REWRITE.uri].of == AGENCY.uri
    assert 0 < by_uri[REWRITE.uri].shared < 0.8
    assert by_uri[later.uri].shared == 1.0
    assert [(edge.one, edge.other) for edge in story.edges] == [(each.uri, each.of) for each in story.members[1:]]


def test_a_signature_that_an_older_version_stored_is_read_less_what_it_did_not_know():
    stored = {key: value for key, value in signature(AGENCY).to_json().items() if key not in ("slots", "credit")}
    read = Signature.from_json(stored)
    assert (read.uri, read.triples, read.slots, read.credit) == (AGENCY.uri, signature(AGENCY).triples, (), "")
    old = Signature.from_json(stored | {"triples": "00c0ffee" * 64, "vocabulary": "0badcafe" * 64})
    assert (old.triples, old.vocabulary) == ((), ())
    assert 0 <= score([(old, signature(COPY))])[0] <= 1


@pytest.mark.parametrize(
    ("text", "fields", "expected"),
    [
        ("KELL (Reuters) - A ferry ran aground.", {}, "reuters"),
        ("KELL (Gazette) - A ferry ran aground.", {}, "gazette"),
        ("A ferry ran aground.", {"dateline": "KELL, March 2 (Xinhua)"}, "xinhua"),
        ("A ferry ran aground.", {"authors": ("Associated Press",)}, "ap"),
        ("A ferry ran aground.\n(dpa)", {}, "dpa"),
        ("A ferry ran aground.\nSource: AFP", {}, "afp"),
        ("A ferry ran aground.\nThis story was first published by the Harbour Gazette.", {}, "harbour gazette"),
        ("A ferry of the AP line ran aground.", {"authors": ("Ada Quay",)}, ""),
        ("", {}, ""),
    ],
)
def test_who_filed_a_text_is_read_from_dateline_byline_or_last_lines(text, fields, expected):
    one = article("https://a.example/1", "Ferry", *text.split("\n"))
    assert read_credit(replace(one, **fields)) == expected


def test_the_same_agency_speaks_for_the_same_story():
    one, other = (replace(each, dateline="KELL (Reuters)") for each in (AGENCY, REWRITE))
    credit = dict(explain(signature(one), signature(other)).contributions)["credit: same_agency"]
    another = dict(explain(signature(one), signature(AGENCY)).contributions)["credit: same_agency"]
    assert credit > another


def fixtures(day, *teams):
    one, two, three, four = teams
    return article(
        f"https://gazette.example/fixtures/{day}",
        "Fixtures",
        f"Here are the fixtures of the weekend. Saturday: {one} v {two}, 15:00; {three} v {four}, 17:30. All hours are "
        "local. Tickets can be bought at the gates until the match begins. Children pay half.",
        hours=24 * day,
    )


def test_reports_of_a_series_in_which_only_names_differ_stay_apart():
    assert (
        stories(fixtures(0, "Rovers", "Town", "Athletic", "United"), fixtures(7, "Oaks", "Elms", "Quays", "Pier")) == []
    )


def test_a_number_is_the_same_with_and_without_its_thousands_marked():
    marked, plain = (
        signature(article("https://a.example/1", "", f"It cost {cost} marks.")) for cost in ("12,400", "12400")
    )
    assert marked.numbers == plain.numbers == ("12400",)


def test_a_text_without_spaces_is_taken_sign_by_sign():
    text = "轮渡周一早上在港口附近的浓雾中搁浅船上有二百一十二名乘客"
    one, other = (signature(article("https://a.example/1", "", each)) for each in (text, text[6:]))
    assert set(other.triples) < set(one.triples)


@given(st.text(max_size=80), st.text(max_size=300))
def test_any_article_has_a_signature_and_the_same_blocks_each_time(headline, text):
    one = article("https://a.example/1", headline, text)
    assert blocks(signature(one)) == blocks(signature(one))
    assert all(len(key) < 40 for key in blocks(signature(one)))
    assert score([(signature(one), signature(AGENCY))])[0] <= 1


def test_a_page_that_gives_the_day_alone_is_not_taken_for_the_original_of_that_day():
    dated = replace(COPY, date_published=NOON.replace(hour=0))
    (story,) = cluster([AGENCY, dated])
    assert [(member.uri, member.role) for member in story.members] == [(AGENCY.uri, "original"), (COPY.uri, "copy")]


def test_a_longer_article_around_an_earlier_brief_is_no_copy_of_it():
    brief = replace(AGENCY, paragraphs=AGENCY.paragraphs[:2])
    longer = replace(
        AGENCY, uri="https://herald.example/long", canonical_url="", date_published=NOON + timedelta(hours=5)
    )
    (story,) = cluster([brief, longer])
    assert story.members[1].role == "rewrite"
    assert story.members[1].shared < 0.8


def test_words_of_scripts_with_vowel_signs_are_whole():
    text = "बंदरगाह प्राधिकरण ने सोमवार को बताया कि जहाज़ उत्तरी जलमार्ग में फँस गया और सभी नाविक बचा लिए गए।"
    assert signature(article("https://gazette.example/hi", "जहाज़ फँसा", text)).size >= 5
