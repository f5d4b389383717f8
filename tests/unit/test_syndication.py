import json
import pickle
import random
import tempfile
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from writethru.elements import Article, Paragraph
from writethru.syndication import (
    DATA_MODEL,
    MODEL,
    VARIABLES,
    Signature,
    blocks,
    cluster,
    clusters,
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
    assert len(stored) < 2500
    assert Signature.from_json(json.loads(stored)) == made
    assert pickle.loads(pickle.dumps(made)) == made


def test_an_article_falls_into_few_blocks():
    assert all(len(blocks(signature(each))) <= 24 for each in (AGENCY, REWRITE, COPY, OTHER))


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


def test_a_large_block_is_compared_with_near_neighbours_only():
    assert len(list(near_pairs(map(str, range(400))))) < 400 * 20


@given(st.text(max_size=80), st.text(max_size=300))
def test_any_article_has_a_signature_and_the_same_blocks_each_time(headline, text):
    one = article("https://a.example/1", headline, text)
    assert blocks(signature(one)) == blocks(signature(one))
    assert all(len(key) < 40 for key in blocks(signature(one)))
    assert score([(signature(one), signature(AGENCY))])[0] <= 1
