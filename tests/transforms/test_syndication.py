"""The same story is recognised within a run and across runs, and keeps its name."""

import apache_beam as beam
import pytest
from apache_beam.testing.test_pipeline import TestPipeline

from tests.unit.gazette import NOON, decision, fault, later, rows, url
from transforms.syndication import FindSameStories
from writethru.catalog import Catalog
from writethru.commits import begin, commit

STORY = (
    "The cable ship Meridian Star left Saltreach at dawn on Tuesday to repair the severed cable to Gull Island.",
    "Engineers of Northern Telegraph expect to raise the broken end from 84 metres of water by Thursday evening.",
    "About 2,300 islanders have been without telephone and internet since an anchor cut the cable on Saturday.",
    "The company's director, Maud Ferrier, said that a second cable would be laid before the winter of 2027.",
)
OTHER = (
    "Councillors in Netherquay voted on Monday to keep the reading room of the branch library open until June.",
    "The vote was eleven to six, after a debate that lasted four hours and was interrupted twice by singing.",
    "A petition with 1,912 signatures had been handed to the mayor, Ottoline Brisk, the week before.",
)


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "catalog.sqlite")


def run(path, name, now, *decisions):
    with Catalog(path) as catalog:
        begin(catalog, name, "", "", now)
        catalog.stage(rows(name, *decisions, feed=False))
        with TestPipeline() as pipeline:
            pipeline | beam.Create(decisions) | FindSameStories(path, name, now)
        commit(catalog, name, now)
        return {record["id"]: record["cluster"] for record in catalog.versions(run=name)}


def test_a_story_told_twice_is_one_and_another_story_is_not(path):
    copy = (*STORY[:3], "Maud Ferrier, who runs the company, promised a second cable before the winter of 2027.")
    told = run(path, "r1", NOON, decision("a", *STORY), decision("b", *copy), decision("c", *OTHER), fault("d"))
    assert told[url("a")]["id"] == told[url("b")]["id"]
    assert {told[url("a")]["role"], told[url("b")]["role"]} <= {"original", "copy", "rewrite"}
    assert told[url("c")] is None


def test_a_story_told_again_days_later_joins_what_is_known_under_the_same_name(path):
    first = run(path, "r1", NOON, decision("a", *STORY), decision("b", *STORY))
    second = run(path, "r2", later(days=3), decision("c", *STORY, at=later(days=3)))
    assert second[url("c")]["id"] == first[url("a")]["id"]


def test_after_the_window_a_story_is_a_new_one(path):
    run(path, "r1", NOON, decision("a", *STORY))
    run(path, "r2", later(days=8), decision("z", *OTHER, at=later(days=8)))
    assert run(path, "r3", later(days=9), decision("b", *STORY, at=later(days=9)))[url("b")] is None
