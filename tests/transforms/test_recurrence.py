"""What a site's memory knows is taken out of both readings of an article: learning and forgetting raise no alarm."""

import apache_beam as beam
import pytest
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from tests.unit.gazette import NOON, article, later, look, url
from transforms import recurrence
from transforms.articles import OBSERVATIONS
from transforms.catalog import StageDecisions
from transforms.polling import DECISIONS, Decide
from transforms.recurrence import DropRecurring
from transforms.responses import CRASHES
from writethru import tables
from writethru.catalog import Catalog
from writethru.commits import LINES_WINDOW, begin, commit
from writethru.elements import Observation
from writethru.pages import event_change
from writethru.polling import PollPolicy
from writethru.recurrence import RULE

JOIN = "Become a friend of the Gazette and meet its writers"
PRINTED = "Printed on paper from the island's own mill"


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "catalog.sqlite")


def story(name, hurt="Nobody"):
    return (
        f"The {name} was closed on Monday after a crane had slipped from its rails.",
        f"{hurt} was hurt at the {name}.",
    )


def page(name, *texts):
    texts = tuple(text.strip() for text in texts)
    return article(name, *texts, headline="A crane falls", removed=())


def run(path, name, now, **pages):
    """Look at these pages, and return the run's counts and its records by article."""
    with Catalog(path) as catalog:
        begin(catalog, name, "", "", now)
        looks = [
            Observation(look(key, catalog.article_state(url(key))), "article", now, page(key, *texts), 1)
            for key, texts in pages.items()
        ]
        failed = Observation(look("gate"), "error", now)
        with TestPipeline() as pipeline:
            dropped = pipeline | beam.Create([*looks, failed]) | DropRecurring(path, name, now)
            decided = dropped[OBSERVATIONS] | Decide(PollPolicy())
            decided[DECISIONS] | StageDecisions(path, name)
            assert_that(dropped[CRASHES], equal_to([]))
        counts = commit(catalog, name, now)["articles"]
        return counts, {record["id"]: record for record in catalog.versions(run=name)}


def removed(record):
    return [(r["text"], r["position"], r["witnesses"]) for r in record["removed"] if r["rule"] == RULE]


def learn(path):
    """Three articles show a line, a fourth is looked at in the same run."""
    names = ("pier", "wall", "lock", "quay")
    return run(path, "r1", NOON, **{name: (JOIN, *story(name)) for name in names})[1]


def test_a_line_is_learnt_in_one_run_and_removed_from_the_next_on(path):
    first = learn(path)
    assert [removed(record) for record in first.values()] == [[]] * 4
    _, found = run(path, "r2", later(hours=1), mole=(JOIN, *story("mole"), PRINTED))
    assert removed(found[url("mole")]) == [(JOIN, 0, 4)]
    assert [block["text"] for block in found[url("mole")]["paragraphs"]][-1] == PRINTED


def test_an_article_whose_line_was_learnt_since_its_last_look_is_unchanged(path):
    learn(path)
    counts, found = run(path, "r2", later(hours=1), quay=(JOIN, *story("quay")))
    assert (counts, found) == ({"error": 1, "unchanged": 1}, {})
    gone, _ = run(path, "r3", later(hours=2), quay=story("quay"))  # the site prints it no longer
    assert gone == {"error": 1, "unchanged": 1}


def test_of_a_real_edit_only_the_edit_is_told(path):
    learn(path)
    _, found = run(path, "r2", later(hours=1), quay=(JOIN, *story("quay", "A man")))
    change = found[url("quay")]["change"]
    assert [(op["op"], op["old"], op["new"]) for op in change["ops"]] == [
        ("edit", ["Nobody was hurt at the quay."], ["A man was hurt at the quay."])
    ]
    assert removed(found[url("quay")]) == [(JOIN, 0, 3)]
    with Catalog(path) as catalog:
        before, after, shown = event_change(catalog, found[url("quay")])
    assert [operation.op for operation in shown.operations] == ["edit"]
    assert len(before.paragraphs) == len(after.paragraphs) == 2


def test_a_line_that_is_forgotten_comes_back_without_a_word(path):
    learn(path)
    _, new = run(path, "r2", later(hours=1), mole=(JOIN, *story("mole")))
    assert removed(new[url("mole")])
    after = later(hours=2) + LINES_WINDOW
    run(path, "r3", after, wharf=story("wharf"))
    assert run(path, "r4", after, mole=(JOIN, *story("mole"))) == ({"error": 1, "unchanged": 1}, {})
    _, found = run(path, "r5", after, mole=(JOIN, *story("mole", "A man")))
    assert removed(found[url("mole")]) == []
    assert [op["op"] for op in found[url("mole")]["change"]["ops"]] == ["edit"]


def test_the_same_run_twice_remembers_the_same(path):
    learn(path)
    with Catalog(path) as catalog:
        known = {row[:-1] for row in catalog.rows(tables.lines)}
        assert len(known) == 16  # three lines of each, and the text as a whole
    learn_again = {name: (JOIN, *story(name)) for name in ("pier", "wall", "lock", "quay")}
    assert run(path, "r2", later(hours=1), **learn_again)[0] == {"error": 1, "unchanged": 4}
    with Catalog(path) as catalog:
        assert {row[:-1] for row in catalog.rows(tables.lines)} == known


WALL = ("Please take a seat; we call your number.",)


def test_a_stub_that_other_articles_show_too_is_a_failed_look_and_the_last_good_version_stays(path):
    names = ("pier", "wall", "quay")
    run(path, "r1", NOON, **{name: story(name) for name in names})
    counts, found = run(path, "r2", later(hours=1), **dict.fromkeys(names, WALL))
    assert (counts, found) == ({"error": 1, "held": 3}, {})  # nobody knows it yet
    counts, found = run(path, "r3", later(hours=2), **dict.fromkeys(names, WALL), mole=WALL)
    assert (counts, found) == ({"error": 5}, {})
    with Catalog(path) as catalog:
        state = catalog.article_state(url("quay"))
        failed = {row.subject: row.reason for row in catalog.rows(tables.failures, run="r3")}
    assert (state.status, [block.text for block in state.article.paragraphs]) == ("error", list(story("quay")))
    assert failed == {url(name): "same_stub" for name in (*names, "mole")}
    counts, found = run(path, "r4", later(hours=3), quay=story("quay", "A man"), pier=story("pier"))
    assert counts == {"error": 1, "updated": 1, "unchanged": 1}
    assert [op["new"] for op in found[url("quay")]["change"]["ops"]] == [["A man was hurt at the quay."]]


def test_one_short_story_under_several_addresses_is_news_at_each(path):
    counts, _ = run(path, "r1", NOON, pier=WALL, wall=WALL, quay=WALL)
    assert counts == {"error": 1, "new": 3}
    again, _ = run(path, "r2", later(hours=1), pier=WALL, wall=WALL, quay=WALL)
    assert again == {"error": 1, "unchanged": 3}


@pytest.mark.parametrize("step", ["read_edges", "drop_recurring"])
def test_an_article_on_which_it_breaks_is_a_failed_look_and_the_others_go_on(path, monkeypatch, step):
    right = getattr(recurrence, step)

    def brittle(found, *rest):
        if found.uri == url("quay"):
            raise RuntimeError("a bug")
        return right(found, *rest)

    monkeypatch.setattr(recurrence, step, brittle)
    looks = [Observation(look(name), "article", NOON, page(name, *story(name))) for name in ("quay", "pier")]
    with TestPipeline() as pipeline:
        dropped = pipeline | beam.Create(looks) | DropRecurring(path, "r1", NOON)
        assert_that(dropped[OBSERVATIONS] | beam.Map(lambda one: one.look.uri), equal_to([url("pier")]), "dropped")
        crashes = dropped[CRASHES] | "Crash" >> beam.Map(lambda one: (one.look.uri, one.failure.reason, one.article))
        assert_that(crashes, equal_to([(url("quay"), "crashed", None)]), "crashes")
