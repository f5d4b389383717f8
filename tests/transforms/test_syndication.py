"""The same story is recognised within a run and across runs, and keeps its name."""

import random

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.test_pipeline import TestPipeline

from tests.unit.gazette import NOON, decision, fault, later, rows, url
from transforms import syndication
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


def run(path, name, now, *decisions, workers=1):
    options = PipelineOptions(direct_num_workers=workers, direct_running_mode="multi_threading")
    with Catalog(path) as catalog:
        begin(catalog, name, "", "", now)
        catalog.stage(rows(name, *decisions, feed=False))
        with TestPipeline(options=options if workers > 1 else None) as pipeline:
            pipeline | beam.Create(decisions) | FindSameStories(path, name, now)
        commit(catalog, name, now)
        return {record["id"]: record["cluster"] for record in catalog.versions(run=name)}


def test_a_story_told_twice_is_one_and_another_story_is_not(path):
    copy = (*STORY[:3], "Maud Ferrier, who runs the company, promised a second cable before the winter of 2027.")
    told = run(path, "r1", NOON, decision("a", *STORY), decision("b", *copy), decision("c", *OTHER), fault("d"))
    assert told[url("a")]["id"] == told[url("b")]["id"]
    assert {told[url("a")]["role"], told[url("b")]["role"]} <= {"original", "copy", "rewrite"}
    assert told[url("c")] is None


def test_a_record_names_the_telling_that_it_shares_its_text_with_how_much_and_why(path):
    short = decision("b", *STORY[:3], at=later(hours=1), date_published=later(hours=1))
    told = run(path, "r1", NOON, decision("a", *STORY), short)
    copy, first = told[url("b")], told[url("a")]
    assert (first["role"], first["of"], first["shared"], first["because"]) == ("original", None, 0.0, {})
    assert (copy["role"], copy["of"]) == ("copy", url("a"))
    assert 0.8 < copy["shared"] <= 1
    assert sum(copy["because"].values()) > 0  # log-odds of one story
    assert [(each["uri"], each["headline"]) for each in first["members"]] == [
        (url("a"), "Story of the a"),
        (url("b"), "Story of the b"),
    ]


@pytest.mark.parametrize("workers", [1, 2])
def test_the_same_articles_in_any_order_on_any_number_of_workers_are_the_same_stories(tmp_path, workers):
    agency, council = (
        [(f"{name}{n}", lines[n % 2 :]) for n in range(8)] for name, lines in (("x", STORY), ("y", OTHER))
    )
    expected = None
    for order in range(3):
        path = str(tmp_path / f"{order}.sqlite")
        run(path, "r1", NOON, *(decision(name, *lines) for name, lines in (*agency[:3], *council[:2])))
        now = later(hours=1)
        found = [decision(name, *lines, at=now, date_published=now) for name, lines in (*agency[3:], *council[2:])]
        random.Random(order).shuffle(found)
        told = run(path, "r2", now, *found, workers=workers)
        assert len({cluster["id"] for cluster in told.values()}) == 2
        expected = expected or told
        assert told == expected


def test_the_known_that_are_compared_are_those_that_share_most_whatever_their_order(path, monkeypatch):
    monkeypatch.setattr(syndication, "KNOWN", 2)
    run(path, "r1", NOON, *(decision(name, *STORY) for name in "edcba"))
    told = run(path, "r2", later(hours=1), decision("z", *STORY, at=later(hours=1), date_published=later(hours=1)))
    assert (told[url("z")]["of"], told[url("z")]["size"]) == (url("a"), 6)


def test_what_is_known_of_a_telling_stays_when_the_original_is_forgotten(path):
    first = run(path, "r1", NOON, decision("a", *STORY))
    copy = decision("b", *STORY, at=later(days=6), date_published=later(days=6))
    first = run(path, "r2", later(days=6), copy)
    again = decision("c", *STORY, at=later(days=8), date_published=later(days=8))
    told = run(path, "r3", later(days=8), again)[url("c")]  # "a" has not been looked at for more than a week
    assert told["id"] == first[url("b")]["id"]
    assert [(each["uri"], each["role"], each["of"]) for each in told["members"]] == [
        (url("a"), "original", None),
        (url("b"), "copy", url("a")),
        (url("c"), "copy", url("b")),
    ]


def test_a_story_told_again_days_later_joins_what_is_known_under_the_same_name(path):
    first = run(path, "r1", NOON, decision("a", *STORY), decision("b", *STORY))
    second = run(path, "r2", later(days=3), decision("c", *STORY, at=later(days=3)))
    assert second[url("c")]["id"] == first[url("a")]["id"]


def test_after_the_window_a_story_is_a_new_one(path):
    run(path, "r1", NOON, decision("a", *STORY))
    run(path, "r2", later(days=8), decision("z", *OTHER, at=later(days=8)))
    assert run(path, "r3", later(days=9), decision("b", *STORY, at=later(days=9)))[url("b")] is None


def test_a_page_that_comes_to_tell_another_story_takes_nobody_along(path):
    live = decision("live", *STORY)
    run(path, "r1", NOON, live, decision("b", *STORY[:3]), decision("e", *STORY[1:]))
    before = run(path, "r2", later(hours=1), decision("c", *OTHER), decision("d", *OTHER[:2]))
    now = later(hours=2)
    told = run(path, "r3", now, decision("live", *OTHER, state=live.state, at=now))
    assert told[url("live")]["id"] == before[url("c")]["id"]
    assert _tellers(path) == {"b e", "c d live"}


def test_a_telling_that_is_rewritten_into_another_story_leaves_it_and_one_alone_is_no_story(path):
    b = decision("b", *STORY[:3])
    run(path, "r1", NOON, decision("a", *STORY), b)
    now = later(hours=1)
    assert run(path, "r2", now, decision("b", *OTHER, state=b.state, at=now))[url("b")] is None
    assert _tellers(path) == set()


def test_a_telling_stays_when_nobody_is_left_to_compare_it_with(path):
    b = decision("b", *STORY[:3])
    run(path, "r1", NOON, decision("a", *STORY), b)
    now = later(days=9)
    run(path, "r2", now, decision("b", *STORY[:3], "A tug has been sent.", state=b.state, at=now))
    assert _tellers(path) == {"a b"}


def test_a_page_that_leaves_its_story_does_not_give_its_name_to_the_next(path):
    live = decision("live", *STORY)
    run(path, "r1", NOON, live, decision("b", *STORY[:3]), decision("e", *STORY[1:]))
    now = later(hours=2)
    fresh = [
        decision(name, *OTHER[:lines], at=now, date_published=later(hours=1)) for name, lines in (("c", 3), ("d", 2))
    ]
    run(path, "r2", now, decision("live", *OTHER, state=live.state, at=now), *fresh)
    assert _tellers(path) == {"b e", "c d live"}


def test_a_page_that_changes_story_when_its_old_one_is_forgotten_leaves_nobody_alone_in_it(path):
    live = decision("live", *STORY)
    run(path, "r1", NOON, live, decision("b", *STORY[:3]))
    run(path, "r2", later(days=9), *(decision(name, *OTHER, at=later(days=9)) for name in "cd"))
    now = later(days=9, hours=1)
    run(path, "r3", now, decision("live", *OTHER, state=live.state, at=now))
    assert _tellers(path) == {"c d live"}


def _tellers(path):
    """Return who tells each story, by the last part of their addresses."""
    with Catalog(path) as catalog:
        stories = {}
        for uri, row in catalog.stories("", [url(name) for name in ("live", *"abcde")]).items():
            stories.setdefault(row["cluster"], []).append(uri.rsplit("/", 1)[-1])
    return {" ".join(sorted(names)) for names in stories.values()}
