"""The record: what is decided comes out in the published schema, as JSON and as Arrow, and can be read back."""

from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from tests.unit.gazette import NOON, article, decision, fault, later, url
from writethru.elements import FieldEdit, Operation, Paragraph, Removal, Repetition, Word
from writethru.records import arrow_table, article_body, article_of, published, record_body
from writethru.recordschema import ARROW, json_schema

MEMBER = {"uri": url("a"), "url": url("a"), "headline": "A", "role": "original", "of": None, "shared": 0.0}
TOLD = {
    "id": "c",
    "role": "copy",
    "score": 0.5,
    "of": url("a"),
    "shared": 0.84,
    "because": {"text: shared_triples": 2.5, "intercept": -1.0},
    "size": 2,
    "members": [MEMBER, {**MEMBER, "uri": url("b"), "role": "copy", "of": url("a"), "shared": 0.84}],
}


def record(found, seq=1, cluster=None):
    return published(record_body(found, "r1"), seq, cluster)


def edited():
    return decision(
        "quay", "The quay was closed on Sunday.", "Nobody was hurt.", state=decision().state, at=later(hours=1)
    )


@pytest.mark.parametrize("found", [decision(), edited()], ids=["new", "updated"])
@pytest.mark.parametrize("cluster", [None, TOLD, {"id": "c", "role": "copy", "score": 0.5}])  # the last, of schema 1.1
def test_a_record_is_what_its_json_schema_says_and_nothing_else(found, cluster):
    made = record(found, cluster=cluster)
    jsonschema.Draft202012Validator(json_schema()).validate(made)
    assert list(json_schema()["properties"]) == ARROW.names
    assert set(made) == set(ARROW.names)


def test_a_telling_of_a_shared_story_fits_the_arrow_schema():
    (row,) = arrow_table([record(decision(), cluster=TOLD)]).to_pylist()
    assert {**row["cluster"], "because": dict(row["cluster"]["because"])} == TOLD


def test_the_schema_says_what_the_fields_inside_others_mean():
    cluster = json_schema()["properties"]["cluster"]["anyOf"][0]
    assert "stands in the one `of`" in cluster["properties"]["shared"]["description"]
    assert cluster["required"] == ["id", "role", "score"]


def test_records_fit_the_arrow_schema_and_come_back_from_it():
    rows = arrow_table([record(decision()), record(edited(), 2)]).to_pylist()
    assert [row["event"] for row in rows] == ["new", "updated"]
    assert rows[0]["date_published"] == NOON
    assert rows[0]["codes"] == [("News Code", "712")]
    assert rows[0]["removed"][0]["rule"] == "tail.desk_code"
    assert rows[1]["change"]["from_version"] == 1
    assert rows[0]["change"] is None


def test_records_written_before_lines_had_witnesses_are_still_records():
    old = record(decision())
    for removal in old["removed"]:
        del removal["witnesses"]
    jsonschema.Draft202012Validator(json_schema()).validate(old)
    assert arrow_table([old]).to_pylist()[0]["removed"][0]["witnesses"] is None
    assert article_of(old) == article()


def test_repeats_are_listed_whether_they_stay_or_went():
    stays = article(
        "quay",
        "Shut.",
        "It is shut.",
        removed=(Removal("Share", 0, "boilerplate", "share"), Removal("Closed.", 3, "repeat", "retold", (1,), 0.7)),
        repetitions=(Repetition(2, (1,), "edited", 0.9),),
    )
    body = article_body(stays)
    assert body["repeats"] == [
        {"position": 2, "paragraph": 1, "of": [1], "rule": "edited", "score": 0.9},
        {"position": 3, "paragraph": None, "of": [1], "rule": "retold", "score": 0.7},
    ]
    assert article_of(body) == stays


def test_a_record_stored_before_repeats_were_listed_is_published_with_the_list():
    old = record_body(decision(removed=(Removal("Closed.", 2, "repeat", "retold", (0,), 0.7),)), "r1")
    del old["repeats"]
    made = published(old, 1, None)
    assert made["repeats"] == [{"position": 2, "paragraph": None, "of": [0], "rule": "retold", "score": 0.7}]
    jsonschema.Draft202012Validator(json_schema()).validate(made)
    assert arrow_table([made]).to_pylist()[0]["repeats"] == made["repeats"]


def test_only_paragraphs_that_a_users_rule_keeps_say_so():
    found = replace(article(), paragraphs=(Paragraph("Shut."), Paragraph("Fares rise.", protected=True)))
    body = article_body(found)
    assert body["paragraphs"][0] == {"text": "Shut.", "kind": "paragraph"}
    assert body["paragraphs"][1]["protected"] is True
    assert article_of(body) == found


def test_no_list_or_map_of_the_schema_may_be_null():
    for field in ARROW:
        assert not field.nullable or not str(field.type).startswith(("list", "map"))


def test_an_article_comes_back_from_its_record_as_it_was():
    found = article(
        removed=(Removal("Said before.", 2, "repeat", "retold", (0, 1), 0.7, "quote"),),
        notices=("Corrected.",),
        section="Harbour",
        image="https://gazette.example/f.jpg",
        dateline="KESTOR (Reuters)",
    )
    assert article_of(article_body(found)) == found
    assert article_of(record(decision())) == article()


def test_bodies_stored_before_a_field_came_are_read_and_exported_without_it():
    old = record(decision())
    for name in ("section", "image", "dateline"):
        del old[name]
    assert article_of(old) == article()
    assert arrow_table([old]).to_pylist()[0]["section"] is None


def test_the_text_leaves_captions_out_and_the_paragraphs_keep_them():
    found = article(paragraphs=(Paragraph("A gull.", "caption"), Paragraph("The quay was closed.")))
    body = article_body(found)
    assert body["text"] == "The quay was closed."
    assert [block["kind"] for block in body["paragraphs"]] == ["caption", "paragraph"]


def test_timestamps_are_microseconds_in_utc():
    assert record(decision())["first_seen"] == "2026-03-01T12:00:00.000000Z"


def test_a_change_names_what_it_touches_and_the_words_of_what_stays_of_a_paragraph():
    found = edited()
    rewritten = Operation("edit", (1,), (1,), ("It is.",), ("No.",), (Word("delete", "It is."), Word("insert", "No.")))
    operations = (*found.change.operations[:1], rewritten)
    edit = FieldEdit("headline", "Quay shut", "Quay open", "h1")
    change = replace(found.change, operations=operations, edits=(edit,), touched=("numbers",))
    made = record(replace(found, change=change))
    jsonschema.Draft202012Validator(json_schema()).validate(made)
    told = made["change"]
    assert told["touched"] == ["numbers"]
    assert told["edits"] == [{"field": "headline", "old": "Quay shut", "new": "Quay open", "source": "h1"}]
    first, second = told["ops"]
    assert "".join(word["text"] for word in first["words"] if word["op"] != "insert") == first["old"][0]
    assert "".join(word["text"] for word in first["words"] if word["op"] != "delete") == first["new"][0]
    assert (second["words"], second["new"]) == ([], ["No."])
    assert arrow_table([made]).to_pylist()[0]["change"]["ops"][0]["words"] == first["words"]


def test_the_inline_diff_of_the_documentation_needs_nothing_but_the_record():
    code = (Path(__file__).parents[2] / "docs" / "record.md").read_text().split("```python\n")[2].split("```")[0]
    given: dict = {}
    exec(code, given)
    (op,) = record(edited())["change"]["ops"][:1]
    assert given["inline"](op) == "The quay was closed on [-Monday-]{+Sunday+}."
    assert given["inline"]({"old": [], "new": ["It rained."], "words": []}) == "{+It rained.+}"
    assert given["inline"]({"old": ["It rained."], "new": ["It rained."], "words": []}) == "It rained."


def test_a_withdrawn_articles_record_says_why():
    look = replace(decision().observation, outcome="retracted", evidence="Retraction: the quay was open.", article=None)
    made = record(replace(decision(), observation=look, event="withdrawn"))
    jsonschema.Draft202012Validator(json_schema()).validate(made)
    assert made["answer"] == {"kind": "retracted", "evidence": "Retraction: the quay was open."}
    assert arrow_table([made]).to_pylist()[0]["answer"] == made["answer"]


def test_a_record_stored_before_answers_and_words_were_kept_is_published_with_empty_ones():
    old = record_body(edited(), "r1")
    del old["answer"], old["change"]["touched"], old["change"]["edits"]
    for op in old["change"]["ops"]:
        del op["words"], op["touched"]
    made = published(old, 1, None)
    jsonschema.Draft202012Validator(json_schema()).validate(made)
    assert (made["answer"], made["change"]["edits"], made["change"]["ops"][0]["words"]) == (None, [], [])
    assert arrow_table([made]).to_pylist()[0]["answer"] is None
    assert published(record_body(decision(), "r1"), 1, None)["change"] is None


def test_nothing_announced_is_no_record():
    with pytest.raises(ValueError, match="gazette"):
        record_body(fault(), "r1")
