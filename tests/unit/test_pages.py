"""What a run's page is filled with."""

from dataclasses import replace

from tests.unit.gazette import NOON, article, decision, fault, rows, url
from writethru import tables
from writethru.catalog import Catalog
from writethru.commits import begin, commit
from writethru.pages import MOST_TELLINGS, event_change, run_page, shared_story
from writethru.report import Story, Turn


def member(name, role="copy", of="a", shared=0.84):
    return {"uri": url(name), "url": url(name), "headline": name, "role": role, "of": of and url(of), "shared": shared}


ORIGINAL = member("a", "original", None, 0.0)


def told(name, *others, of="a", shared=0.84, **fields):
    mine = {"id": "c1", "role": "copy", "score": 0.9, "of": of and url(of), "shared": shared}
    because = {"intercept": -15.3, "names": 4.2, "title": -0.7, "numbers": 10.9}
    return {**mine, "because": because, "size": len(others) + 1, "members": [*others, member(name)], **fields}


def notes(name, cluster):
    return [(each.headline, each.role, each.note) for each in shared_story(url(name), cluster).tellings]


def test_articles_whose_status_a_run_changed_are_listed_with_their_headlines_those_in_trouble_first(tmp_path):
    turn = {"run": "r1", "status": "ok", "reason": "article", "evidence": ""}
    wall = {**turn, "status": "paywalled", "reason": "metered_wall", "evidence": "Subscribe to read on"}
    with Catalog(tmp_path / "c.sqlite") as catalog:
        begin(catalog, "r1", "c.yaml", "DirectRunner", NOON)
        turns = [{**turn, "uri": url("pier")}, {**wall, "uri": url("quay")}]
        catalog.stage({**rows("r1", decision("quay"), decision("pier")), "turns": turns})
        with catalog.writing() as connection:  # what was decided last is what the commit goes by
            states = tables.staged_articles
            connection.execute(states.update().where(states.c.uri == url("quay")).values(status="paywalled"))
        commit(catalog, "r1", NOON)
        found = run_page(catalog, tmp_path).turns
    assert found == (
        Turn("paywalled", "Story of the quay", url("quay"), "metered wall", "Subscribe to read on"),
        Turn("ok", "Story of the pier", url("pier"), "reads again", ""),
    )


def test_what_is_restored_as_it_was_shows_no_edit_though_newer_rules_read_it_otherwise(tmp_path):
    first = decision()
    away = replace(first.state, status="withdrawn", version=2)
    withdrawn = replace(first, state=away, event="withdrawn")
    back = replace(first, state=replace(away, status="ok", version=3, article=article("quay", "Read anew.")))
    with Catalog(tmp_path / "c.sqlite") as catalog:
        for number, each in enumerate((first, withdrawn, replace(back, event="restored"))):
            begin(catalog, f"r{number}", "", "", NOON)
            catalog.stage(rows(f"r{number}", each))
            commit(catalog, f"r{number}", NOON)
        before, after, change = event_change(catalog, catalog.history(url("quay"))[-1])
    assert (before, change.status, change.operations) == (after, "unchanged", ())


def test_a_runs_page_counts_moves_as_changes_and_names_what_else_looks_found(tmp_path):
    first = decision()
    moved = replace(first, state=replace(first.state, version=2), event="moved", outcome="moved")
    with Catalog(tmp_path / "c.sqlite") as catalog:
        begin(catalog, "r1", "", "", NOON)
        catalog.stage(rows("r1", moved, fault("wall")))
        commit(catalog, "r1", NOON)
        page = run_page(catalog, tmp_path)
    assert (page.runs[0].updated, page.feeds[0].changed, page.others) == (1, 1, (("failed", 1),))


def test_the_telling_that_a_text_is_of_comes_first_and_each_says_whose_text_stands_where():
    cluster = told(
        "b", ORIGINAL, member("c", of="b", shared=0.5), member("d", "rewrite", shared=0.1), of="d", shared=0.25
    )
    assert notes("b", cluster) == [
        ("d", "rewrite", "25 % of this text stands there"),
        ("a", "original", ""),
        ("c", "copy", "50 % of its text stands here"),
    ]
    assert notes("a", told("a", member("d", "rewrite", of="c", shared=0.1), of=None, shared=0.0, role="original")) == [
        ("d", "rewrite", "10 % of its text stands in another")
    ]


def test_the_variables_that_weigh_most_come_first_and_the_intercept_last():
    story = shared_story(url("b"), told("b", ORIGINAL))
    assert [name for name, _ in story.because] == ["numbers", "names", "title", "intercept"]
    assert story.shared == 0.84


def test_of_many_tellings_a_few_are_named_and_all_counted():
    story = shared_story(url("b"), told("b", ORIGINAL, *(member(f"x{n}") for n in range(40)), size=1000))
    assert (len(story.tellings), story.size) == (MOST_TELLINGS, 1000)


def test_of_an_original_nothing_is_shared_and_of_a_story_committed_before_tellings_were_kept_nothing_is_known():
    assert shared_story(url("a"), told("a", member("b"), of=None, shared=0.0)).shared is None
    old = {
        "id": "c1",
        "role": "copy",
        "score": 0.9,
        "of": None,
        "shared": None,
        "because": {},
        "size": None,
        "members": [],
    }
    assert shared_story(url("b"), old) == Story("copy", 0)
    assert shared_story(url("b"), None) is None
