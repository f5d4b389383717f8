"""Who tells a story, in records and in the catalog."""

import pytest

from tests.unit.gazette import NOON, decision, later, part, rows, url
from writethru import stories, tables
from writethru.catalog import Catalog
from writethru.commits import begin, commit


@pytest.fixture
def catalog(tmp_path):
    with Catalog(tmp_path / "catalog.sqlite") as opened:
        yield opened


def test_a_version_tells_who_shares_its_story_how_much_of_its_text_and_why(catalog):
    begin(catalog, "r1", "", "", NOON)
    catalog.stage(rows("r1", decision("a"), decision("b", date_published=later(hours=1)), decision("c")))
    catalog.stage({"stories": [part("r1", "b", of="a", shared=0.84), part("r1", "a", role="original", shared=0.0)]})
    commit(catalog, "r1", NOON)
    first, copy, other = (record["cluster"] for record in catalog.versions())
    members = [
        {
            "uri": url(name),
            "url": url(name),
            "headline": f"Story of the {name}",
            "role": role,
            "of": of,
            "shared": shared,
        }
        for name, role, of, shared in (("a", "original", None, 0.0), ("b", "copy", url("a"), 0.84))
    ]
    because = {"text: shared_triples": 2.5, "intercept": -1.0}
    told = {"id": "c1", "score": 0.9, "size": 2, "members": members}
    assert first == {**told, "role": "original", "of": None, "shared": 0.0, "because": {}}
    assert copy == {**told, "role": "copy", "of": url("a"), "shared": 0.84, "because": because}
    assert other is None


def test_a_version_keeps_what_was_known_at_its_commit_and_the_catalog_tells_what_is_known_now(catalog):
    begin(catalog, "r1", "", "", NOON)
    catalog.stage({**rows("r1", decision("a"), decision("b")), "stories": [part("r1", "a"), part("r1", "b", of="a")]})
    commit(catalog, "r1", NOON)
    begin(catalog, "r2", "", "", NOON)
    catalog.stage({**rows("r2", decision("c")), "stories": [part("r2", "c", of="a", shared=0.5)]})
    commit(catalog, "r2", NOON)
    assert [record["cluster"]["size"] for record in catalog.versions()] == [2, 2, 3]
    assert [each["uri"] for each in catalog.telling(url("a"))["members"]] == [url(name) for name in "abc"]
    assert catalog.telling(url("d")) is None


def test_a_story_told_a_thousand_times_is_counted_and_the_first_tellings_named(catalog, monkeypatch):
    monkeypatch.setattr(stories, "MOST_TOLD", 2)
    begin(catalog, "r1", "", "", NOON)
    catalog.stage(rows("r1", *(decision(name) for name in "abcd")))
    catalog.stage({"stories": [part("r1", name) for name in "abcd"]})
    commit(catalog, "r1", NOON)
    told = [record["cluster"] for record in catalog.versions()]
    assert [(one["size"], [each["uri"] for each in one["members"]]) for one in told] == [(4, [url("a"), url("b")])] * 4


def test_the_telling_that_a_record_is_of_is_named_however_many_tell_the_story(catalog, monkeypatch):
    monkeypatch.setattr(stories, "MOST_TOLD", 2)
    begin(catalog, "r1", "", "", NOON)
    catalog.stage(rows("r1", *(decision(name) for name in "abcd")))
    catalog.stage({"stories": [part("r1", name, of={"b": "a", "d": "c"}.get(name)) for name in "abcd"]})
    commit(catalog, "r1", NOON)
    named = [[each["uri"] for each in record["cluster"]["members"]] for record in catalog.versions()]
    assert named == [[url(name) for name in names] for names in ("ab", "ab", "ab", "abc")]


def test_two_stories_that_turn_out_to_be_one_keep_one_name_for_all_who_told_them(catalog):
    def told(run, **clusters):
        begin(catalog, run, "", "", NOON)
        parts = [part(run, name, cluster) for name, cluster in clusters.items()]
        catalog.stage({**rows(run, *(decision(name) for name in clusters if run == "r1")), "stories": parts})
        commit(catalog, run, NOON)

    told("r1", a="c1", b="c1", x="c2", y="c2")
    told("r2", b="c1", x="c1")
    assert {row.uri for row in catalog.rows(tables.stories, cluster="c1")} == {url(name) for name in "abxy"}
    assert catalog.rows(tables.stories, cluster="c2") == []
