"""States, versions and runs: what is staged is unseen, what is committed is whole, numbered and kept."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest
from filelock import Timeout
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.gazette import FEED, NOON, article, decision, fault, later, look, part, rows, url
from writethru import commits, tables
from writethru.catalog import Catalog
from writethru.commits import begin, commit
from writethru.elements import Entry, Failure, Feed, FeedPoll, Observation
from writethru.polling import decide, decide_feed
from writethru.recurrence import MOST, Edges, fingerprint
from writethru.staging import line_rows, poll_rows
from writethru.tables import MIGRATIONS, CatalogError
from writethru.urls import article_uri, unwrapped


@pytest.fixture
def catalog(tmp_path):
    with Catalog(tmp_path / "catalog.sqlite") as opened:
        yield opened


def committed(catalog, run, *decisions, **options):
    begin(catalog, run, "quay.yaml", "DirectRunner", NOON)
    catalog.stage(rows(run, *decisions, **options))
    return commit(catalog, run, later(minutes=1))


def test_staged_work_is_unseen_until_its_commit(catalog):
    begin(catalog, "r1", "", "", NOON)
    catalog.stage(rows("r1", decision()))
    assert list(catalog.versions()) == []
    assert catalog.article_state(url("quay")) is None
    commit(catalog, "r1", NOON)
    assert [record["id"] for record in catalog.versions()] == [url("quay")]


def test_a_committed_state_comes_back_as_it_was_decided(catalog):
    first = decision()
    committed(catalog, "r1", first)
    assert catalog.article_state(url("quay")) == first.state
    assert catalog.article_state(url("quay"), reading=False) == replace(first.state, article=None)


def test_rows_staged_twice_are_committed_once(catalog):
    begin(catalog, "r1", "", "", NOON)
    for _ in range(3):
        catalog.stage(rows("r1", decision("quay"), decision("pier"), fault("wall")))
    counts = commit(catalog, "r1", NOON)
    assert [record["seq"] for record in catalog.versions()] == [1, 2]
    assert counts["articles"] == {"new": 2, "error": 1}
    assert len(catalog.rows(tables.failures)) == 1


def test_an_unfinished_run_is_cleared_away_by_the_next(catalog):
    begin(catalog, "dead", "", "", NOON)
    catalog.stage(rows("dead", decision("quay")))
    committed(catalog, "r2", decision("pier"))
    assert [record["id"] for record in catalog.versions()] == [url("pier")]
    assert {row.id: row.status for row in catalog.rows(tables.runs)} == {"dead": "abandoned", "r2": "committed"}
    assert set(catalog.staged_counts("dead").values()) == {0}


@settings(max_examples=4)
@given(st.lists(st.tuples(st.sets(st.sampled_from("abcdef")), st.booleans()), min_size=1, max_size=6))
def test_sequence_numbers_have_no_gap_however_many_runs_die(tmp_path_factory, history):
    with Catalog(tmp_path_factory.mktemp("gaps") / "catalog.sqlite") as catalog:
        states = {}
        for number, (names, dies) in enumerate(history):
            found = [decision(name, f"Text {number} of an article.", state=states.get(name)) for name in sorted(names)]
            begin(catalog, f"r{number}", "", "", NOON)
            catalog.stage(rows(f"r{number}", *found))
            if not dies:
                commit(catalog, f"r{number}", NOON)
                states.update((one.state.uri[-1], one.state) for one in found)
        records = list(catalog.versions())
    assert [record["seq"] for record in records] == list(range(1, len(records) + 1))
    versions = [(record["id"], record["version"]) for record in records]
    assert len(set(versions)) == len(versions) == sum(state.version for state in states.values())


def test_versions_since_a_number_are_those_behind_it_in_order(catalog):
    committed(catalog, "r1", decision("a"), decision("b"))
    committed(catalog, "r2", decision("c"))
    assert [(r["seq"], r["run"]) for r in catalog.versions(since=1)] == [(2, "r1"), (3, "r2")]
    assert [r["id"] for r in catalog.versions(run="r1")] == [url("a"), url("b")]


def test_history_is_found_by_key_and_by_address(catalog):
    first = decision()
    committed(catalog, "r1", first)
    edited = decision("quay", "It stays closed.", state=first.state)
    elsewhere = replace(edited.state, url=url("moved"), final_uri=url("harbour/quay"))
    committed(catalog, "r2", replace(edited, state=elsewhere))
    for address in (url("quay"), url("moved"), url("harbour/quay")):
        assert [(r["version"], r["event"]) for r in catalog.history(address)] == [(1, "new"), (2, "updated")]
    assert catalog.history(url("unknown")) == []


def test_due_is_what_was_never_seen_or_whose_time_has_come(catalog):
    feeds = (Feed(FEED), Feed(url("atom")))
    committed(catalog, "r1", decision())
    assert [feed.url for feed in catalog.due_feeds(feeds, NOON)] == [url("atom")]
    assert [feed.body_hash for feed in catalog.due_feeds(feeds, later(hours=1))] == ["f", None]
    assert [feed.url for feed in catalog.due_feeds(feeds, NOON, everything=True)] == [FEED, url("atom")]
    assert list(catalog.due_articles({FEED}, NOON)) == []
    assert [(due.uri, due.etag) for due in catalog.due_articles({FEED}, later(minutes=15))] == [(url("quay"), '"1"')]
    assert catalog.next_due(feeds[:1]) <= later(minutes=15)
    assert catalog.next_due(feeds) is None


def test_a_feed_that_a_wrong_clock_put_off_for_years_is_due(catalog):
    begin(catalog, "r1", "", "", NOON)
    failed = FeedPoll(Feed(FEED), NOON, failure=Failure("fetch", FEED, "tls", "", NOON))
    catalog.stage(poll_rows("r1", decide_feed(None, failed, later(days=900)), failed))
    commit(catalog, "r1", NOON)
    assert [feed.url for feed in catalog.due_feeds([Feed(FEED)], NOON)] == [FEED]
    assert list(catalog.due_feeds([Feed(FEED)], later(days=899))) == []


def test_a_look_says_how_overdue_it_is_and_what_is_new_goes_first(catalog):
    put_off = decide(None, Observation(look("mole"), "postponed", NOON), NOON)
    committed(catalog, "r1", decision("quay"), put_off)
    interval = catalog.article_state(url("quay")).next_due - NOON
    overdue = {due.uri: due.overdue for due in catalog.due_articles({FEED}, NOON + 3 * interval)}
    assert overdue == {url("quay"): pytest.approx(2, abs=0.2), url("mole"): None}
    overdue = {due.uri: due.overdue for due in catalog.due_articles({FEED}, later(days=1))}
    assert overdue[url("mole")] > overdue[url("quay")]  # never read, it has waited longest
    touched = replace(look().entry, updated=later(minutes=1))
    assert catalog.resolve(url("quay"), touched, later(days=1))[1].overdue is None
    assert catalog.resolve(url("quay"), look().entry, later(days=1))[1].overdue == overdue[url("quay")]


def test_a_page_that_its_host_refuses_goes_behind_the_others(catalog):
    limit = Failure("fetch", url("mole"), "rate_limited", "", NOON)
    until = later(hours=1)
    new, known, held = (Observation(look(name), "postponed", NOON, until=until) for name in ("mole", "quay", "pier"))
    decisions = [
        decide(None, replace(new, failure=limit), NOON),
        decide(decision("quay").state, replace(known, failure=limit), NOON),
        decide(decision("pier").state, held, NOON),
    ]
    committed(catalog, "r1", *decisions)
    overdue = {due.uri: due.overdue for due in catalog.due_articles({FEED}, later(hours=2))}
    assert overdue[url("pier")] > overdue[url("quay")] == overdue[url("mole")]


def test_an_entry_asks_for_a_look_when_its_article_is_new_due_or_touched_since(catalog):
    entry = look().entry
    assert catalog.resolve(url("quay"), entry, NOON)[1].state is None
    committed(catalog, "r1", decision())
    assert catalog.resolve(url("quay"), entry, NOON)[1] is None
    assert catalog.resolve(url("quay"), entry, later(hours=1))[1].etag == '"1"'
    assert catalog.resolve(url("quay"), entry, NOON, everything=True)[1]
    assert catalog.resolve(url("quay"), replace(entry, updated=later(minutes=1)), NOON)[1]


def test_an_entry_id_finds_its_article_when_the_link_has_moved(catalog):
    committed(catalog, "r1", decision())
    moved = replace(look().entry, link=url("quay-reopens"))
    known, found = catalog.resolve(url("quay-reopens"), moved, NOON)  # at once, though it is not due
    assert (known, found.uri, found.url) == (url("quay"), url("quay"), url("quay-reopens"))


def test_a_link_that_moved_and_a_date_of_change_ask_for_one_look_each_though_it_fails(catalog):
    first, at = decision(), later(minutes=1)
    changed = replace(look().entry, link=url("quay-reopens"), updated=at)
    committed(catalog, "r1", first)
    known, asked = catalog.resolve(url("quay-reopens"), changed, at)
    failed = Observation(asked, "error", at, failure=Failure("fetch", asked.url, "timeout", "", at))
    committed(catalog, "r2", decide(first.state, failed, at))
    assert catalog.resolve(url("quay-reopens"), changed, later(minutes=2)) == (known, None)
    again = replace(changed, updated=later(minutes=2))
    assert catalog.resolve(url("quay-reopens"), again, later(minutes=2))[1]


def test_an_entry_id_that_comes_back_over_another_story_is_another_article(catalog):
    committed(catalog, "r1", decision())
    other = replace(look().entry, link=url("pier"), title="Pier to be painted")
    assert catalog.resolve(url("pier"), other, NOON)[1].uri == url("pier")


def test_an_id_that_is_a_url_finds_its_article_only_when_it_is_that_articles_address(catalog):
    begin(catalog, "r1", "", "", NOON)
    catalog.stage(rows("r1", decision()))
    for entry_id in (url(""), url("quay")):
        catalog.stage({"aliases": [{"run": "r1", "feed_url": FEED, "entry_id": entry_id, "uri": url("quay")}]})
    commit(catalog, "r1", NOON)
    constant = Entry(FEED, url(""), url("mayor"), "Mayor resigns")
    assert catalog.resolve(url("mayor"), constant, NOON)[0] == url("mayor")
    permanent = Entry(FEED, url("quay"), url("quay-reopens"), "Quay reopens")
    assert catalog.resolve(url("quay-reopens"), permanent, NOON)[0] == url("quay")


def keyed(key, link):
    """Return the first decision of an article as another release entered it, and its entry."""
    first = decision()
    entry = replace(look().entry, link=link)
    known = replace(first.observation.look, uri=key, url=link, entry=entry)
    state = replace(first.state, uri=key, url=link, entry=entry)
    return replace(first, observation=replace(first.observation, look=known), state=state), entry


@pytest.mark.parametrize(
    ("older", "link"),
    [
        ("http://www.gazette.example/quay/", "http://www.gazette.example/quay/?utm_source=rss"),
        (url("view?b=2&a=1"), url("view?b=2&a=1")),
        (url("quay?spm=a.1"), url("quay?spm=a.1")),
        (url("news/amp/quay"), url("news/amp/quay")),
        ("https://m.gazette.example/quay", "https://m.gazette.example/quay"),
        (url("quay;jsessionid=0a1b"), url("quay;jsessionid=0a1b")),
        (
            "https://www.google.com/url?url=https://gazette.example/quay",
            "https://www.google.com/url?url=https://gazette.example/quay",
        ),
    ],
)
def test_an_article_keeps_the_key_that_an_older_release_gave_it(catalog, older, link):
    known, entry = keyed(older, link)
    committed(catalog, "r1", known)
    key = article_uri(FEED, entry.id, link)
    assert key != older
    retitled = replace(entry, title="Quay reopens")
    assert catalog.resolve(key, retitled, NOON) == (older, None)  # neither new nor asked for before its time
    later_look = catalog.resolve(key, retitled, later(hours=23))[1]
    assert (later_look.uri, later_look.url, later_look.etag) == (older, unwrapped(link), '"1"')


def test_another_feed_finds_an_article_under_its_older_key_too(catalog):
    link = "http://www.gazette.example/quay/"
    committed(catalog, "r1", keyed(link, link)[0])
    other = Entry(url("atom"), "other-id", f"{link}?utm_source=atom", "The quay")
    assert catalog.resolve(article_uri(url("atom"), other.id, other.link), other, NOON) == (link, None)


def test_an_articles_history_is_found_by_any_of_its_addresses(catalog):
    committed(catalog, "r1", decision())
    assert len(catalog.history("http://www.gazette.example/quay/?utm_source=rss")) == 1


def test_another_form_of_a_page_does_not_take_the_place_of_its_own_address(catalog):
    committed(catalog, "r1", decision())
    for link, asked in (
        (url("quay/amp"), url("quay")),
        ("https://www.gazette.example/quay", "https://www.gazette.example/quay"),
    ):
        known, found = catalog.resolve(url("quay"), replace(look().entry, link=link), later(days=9))
        assert (known, found.url) == (url("quay"), asked)


def test_two_decisions_about_one_article_never_part_its_state_from_its_versions(catalog):
    first = decision()
    committed(catalog, "r1", first)
    state = catalog.article_state(url("quay"))
    edited, failed = decision("quay", "It stays closed.", state=state), fault("quay", state=state)
    committed(catalog, "r2", edited, failed)
    state = catalog.article_state(url("quay"))
    assert state.version == len(catalog.history(url("quay"))) == 1
    committed(catalog, "r3", decision("quay", "It stays closed.", state=state))
    assert [record["version"] for record in catalog.history(url("quay"))] == [1, 2]


def test_a_feed_that_is_no_longer_wanted_is_not_waited_for(catalog):
    assert catalog.next_due((Feed(FEED),)) is None
    committed(catalog, "r1")
    assert catalog.next_due((Feed(FEED),)) > NOON
    assert catalog.next_due((Feed(url("atom")),)) is None


def test_counts_say_what_happened(catalog):
    counts = committed(catalog, "r1", decision("a"), decision("b"), fault("c"))
    assert counts == {
        "feeds": {"ok": 1},
        "articles": {"new": 2, "error": 1},
        "removed": {"code": 2},
        "cleaned": 2,
        "failures": {"answer: http_503": 1},
    }
    (poll,) = catalog.rows(tables.polls, run="r1")
    assert (poll.status, poll.entries, poll.new) == ("ok", 3, 2)


def test_signatures_are_found_by_block_and_forgotten_after_a_week(catalog):
    def signed(run, name, at, *names):
        return {
            "signatures": [{"run": run, "uri": url(name), "seen": at, "signature": {"n": name}}],
            "blocks": [{"run": run, "block": block, "uri": url(name)} for block in names],
        }

    def known(run, since, limit=5):
        return list(catalog.known_in_blocks(run, since, limit))

    begin(catalog, "r1", "", "", NOON)
    for name, *names in (("a", "b1"), ("b", "b1", "b2"), ("z", "b1", "b2")):
        catalog.stage(signed("r1", name, NOON, *names))
    assert list(catalog.blocked("r1")) == [[url("a"), url("b"), url("z")], [url("b"), url("z")]]
    commit(catalog, "r1", NOON)
    begin(catalog, "r2", "", "", later(days=8))
    catalog.stage(signed("r2", "c", later(days=8), "b1", "b2"))
    catalog.stage(signed("r2", "a", later(days=8), "b1"))  # looked at again: no neighbour of itself
    assert known("r2", later(days=-1)) == [
        (url("a"), url("b")), (url("a"), url("z")), (url("c"), url("a")), (url("c"), url("b")), (url("c"), url("z")),
    ]  # fmt: skip
    assert known("r2", later(days=-1), limit=1) == [
        (url("a"), url("b")),
        (url("c"), url("b")),
    ]  # most blocks, then name
    assert known("r2", later(days=1)) == []
    assert catalog.signatures("r2", [url("a"), url("c"), url("d")]) == {url("a"): {"n": "a"}, url("c"): {"n": "c"}}
    commit(catalog, "r2", later(days=8))
    assert {row.uri for row in catalog.rows(tables.blocks)} == {url("a"), url("c")}


LINES = (11, 12)


def shown(catalog, run, *names, at=NOON, lines=LINES, story=None):
    """Commit that these articles showed these lines, each above a story of its own if not told otherwise."""
    begin(catalog, run, "", "", at)
    for name in names:
        edges = Edges("gazette.example", fingerprint(name), fingerprint(story or name), lines)
        catalog.stage(line_rows(run, edges, at))
    commit(catalog, run, at)


def recalled(catalog, name="quay", story=None, site="gazette.example"):
    return catalog.recurring_lines(Edges(site, fingerprint(name), fingerprint(story or name), LINES), LINES)


def test_a_line_recurs_when_three_other_articles_showed_it(catalog):
    shown(catalog, "r1", "a", "b")
    assert recalled(catalog) == {}
    shown(catalog, "r2", "c", lines=(11,))
    assert recalled(catalog) == {11: 3}
    assert recalled(catalog, "a") == {}  # no article witnesses against itself
    assert recalled(catalog, site="other.example") == {}


def test_looking_again_at_an_article_or_at_its_copy_is_no_other_witness(catalog):
    shown(catalog, "r1", "a", "b")
    shown(catalog, "r2", "a", "b", at=later(hours=1))
    shown(catalog, "r3", "copy", story="b")
    assert recalled(catalog) == {}
    shown(catalog, "r4", "c", "d")
    assert recalled(catalog) == dict.fromkeys(LINES, 4)
    assert recalled(catalog, story="a") == dict.fromkeys(LINES, 3)


def test_lines_of_a_run_that_never_commits_are_not_known(catalog):
    begin(catalog, "dead", "", "", NOON)
    for name in "abcd":
        catalog.stage(line_rows("dead", Edges("gazette.example", fingerprint(name), fingerprint(name), LINES), NOON))
    assert recalled(catalog) == {}
    shown(catalog, "r2", "e")
    assert catalog.rows(tables.staged_lines) == []
    assert len(catalog.rows(tables.lines)) == len(LINES)


def test_lines_are_bounded_by_line_and_site_and_forgotten_when_not_seen_again(catalog, monkeypatch):
    shown(catalog, "r1", *map(str, range(40)))
    assert len(catalog.rows(tables.lines)) == len(LINES) * (MOST + 1)
    monkeypatch.setattr(commits, "LINES_OF_SITE", 15)
    shown(catalog, "r2", "quay", at=later(days=1), lines=(13, 14))
    rows_ = catalog.rows(tables.lines)
    assert (len(rows_), len([row for row in rows_ if row.line in (13, 14)])) == (13, 2)
    shown(catalog, "r3", "pier", at=later(days=60, hours=1), lines=(13,))
    assert {row.line for row in catalog.rows(tables.lines)} == {13, 14}


def test_a_catalog_from_before_there_were_lines_is_brought_up_to_date(tmp_path):
    with Catalog(tmp_path / "c.sqlite") as catalog:
        committed(catalog, "r1", decision())
    with sqlite3.connect(tmp_path / "c.sqlite") as database:
        database.executescript("DROP TABLE lines; DROP TABLE staged_lines; UPDATE catalog_version SET version = 1")
    with Catalog(tmp_path / "c.sqlite") as catalog:
        shown(catalog, "r2", "a", "b", "c")
        assert recalled(catalog) == dict.fromkeys(LINES, 3)
        assert len(list(catalog.versions())) == 1


def test_a_catalog_from_before_tellings_were_kept_is_brought_up_to_date_and_its_records_are_whole(tmp_path):
    with Catalog(tmp_path / "c.sqlite") as catalog:
        begin(catalog, "r1", "", "", NOON)
        catalog.stage({**rows("r1", decision("a")), "stories": [part("r1", "a")]})
        catalog.stage({"signatures": [{"run": "r1", "uri": url("a"), "seen": NOON, "signature": {"kind": "another"}}]})
        catalog.stage({"blocks": [{"run": "r1", "block": "b1", "uri": url("a")}]})
        commit(catalog, "r1", NOON)
        assert catalog.rows(tables.signatures)
    columns = [("versions", "cluster_told")]
    columns += [(table, name) for table in ("stories", "staged_stories") for name in ("of_uri", "shared", "because")]
    with sqlite3.connect(tmp_path / "c.sqlite") as database:
        for table, name in columns:
            database.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
        database.execute("UPDATE catalog_version SET version = 2")
    with Catalog(tmp_path / "c.sqlite") as catalog:
        (old,) = catalog.versions()
        named = {"id": "c1", "role": "copy", "score": 0.9}
        untold = {"of": None, "shared": None, "because": {}, "size": None, "members": []}
        assert old["cluster"] == {**named, **untold}
        assert catalog.telling(url("a"))["size"] == 1
        assert catalog.rows(tables.signatures) == catalog.rows(tables.blocks) == []  # of another kind than today's
        begin(catalog, "r2", "", "", NOON)
        catalog.stage({**rows("r2", decision("b")), "stories": [part("r2", "b", of="a", shared=0.9)]})
        commit(catalog, "r2", NOON)
        assert [record["cluster"]["size"] for record in catalog.versions()] == [None, 2]


def test_one_process_at_a_time_has_the_lock(tmp_path):
    with Catalog(tmp_path / "c.sqlite") as one, Catalog(tmp_path / "c.sqlite") as two:
        with one.lock(), pytest.raises(Timeout):
            two.lock().acquire()
        with two.lock():
            pass


def test_opening_again_migrates_nothing_and_loses_nothing(tmp_path):
    with Catalog(tmp_path / "c.sqlite") as catalog:
        committed(catalog, "r1", decision())
    with Catalog(tmp_path / "c.sqlite") as catalog:
        assert len(list(catalog.versions())) == 1
        assert [row.version for row in catalog.rows(tables.catalog_version)] == [len(MIGRATIONS)]


def test_a_catalog_of_a_later_release_is_refused_by_name(tmp_path):
    Catalog(tmp_path / "c.sqlite").close()
    with sqlite3.connect(tmp_path / "c.sqlite") as database:
        database.execute("UPDATE catalog_version SET version = 999")
    with pytest.raises(CatalogError, match=r"c\.sqlite: written by a later writethru"):
        Catalog(tmp_path / "c.sqlite")


def test_a_file_that_is_no_catalog_is_refused_by_name(tmp_path):
    (tmp_path / "c.sqlite").write_text("not a database, whatever its name says " * 100)
    with pytest.raises(CatalogError, match=r"c\.sqlite: can't be used as a catalog: file is not a database"):
        Catalog(tmp_path / "c.sqlite")


def test_a_reading_is_stored_again_only_when_it_differs(catalog):
    first = decision()
    committed(catalog, "r1", first)
    state = catalog.article_state(url("quay"))
    begin(catalog, "r2", "", "", NOON)
    catalog.stage(rows("r2", decision("quay", state=state)))
    assert catalog.staged_counts("r2")["readings"] == 0
    catalog.stage(rows("r2", decision("quay", "It stays closed.", state=state)))
    assert catalog.staged_counts("r2")["readings"] == 1
    assert article() == state.article


def test_a_turn_of_an_articles_status_is_listed_once_with_its_reason(catalog):
    first = decision()
    committed(catalog, "r1", first, fault("wall"))
    committed(catalog, "r2", fault("quay", state=first.state), decision("pier"))
    listed = [(row.run, row.uri, row.status, row.reason) for row in catalog.rows(tables.turns)]
    assert listed == [("r1", url("wall"), "error", "http_503"), ("r2", url("quay"), "error", "http_503")]
    committed(catalog, "r3", fault("quay", state=catalog.article_state(url("quay"))))
    assert catalog.rows(tables.turns, run="r3") == []


def test_a_turn_that_another_decision_took_back_in_the_same_run_is_not_listed(catalog):
    first = decision()
    committed(catalog, "r1", first)
    committed(catalog, "r2", fault("quay", state=first.state), decision("quay", state=first.state))
    assert catalog.rows(tables.turns) == []


def test_what_waits_for_another_look_comes_back_as_it_was_decided(catalog):
    edited = decision("quay", "It stays closed.", state=decision().state)
    held = decision("quay", state=edited.state)
    waiting = replace(held.state, moving=url("moved"), moving_looks=1, gone=1)
    committed(catalog, "r1", replace(held, state=waiting))
    assert catalog.article_state(url("quay")) == replace(waiting, article=None)
    assert (waiting.pending_looks, len(waiting.recent)) == (1, 2)


def test_a_catalog_from_before_anything_waited_is_brought_up_to_date(tmp_path):
    with Catalog(tmp_path / "c.sqlite") as catalog:
        committed(catalog, "r1", decision())
    added = ("gone", "final_uri", "moving", "moving_looks", "recent", "pending", "pending_looks")
    with sqlite3.connect(tmp_path / "c.sqlite") as database:
        for table in ("articles", "staged_articles"):
            for name in added:
                database.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
        database.executescript("DROP TABLE turns; DROP TABLE staged_turns; UPDATE catalog_version SET version = 3")
    with Catalog(tmp_path / "c.sqlite") as catalog:
        old = catalog.article_state(url("quay"))
        assert [getattr(old, name) for name in added] == [0, None, None, 0, (), None, 0]
        edited = decision("quay", "It stays closed.", state=old)
        committed(catalog, "r2", edited)
        assert catalog.article_state(url("quay")) == edited.state
        assert (edited.event, len(edited.state.recent), edited.state.final_uri) == ("updated", 2, url("quay"))


def test_a_catalog_of_the_last_release_is_brought_up_to_date_with_what_a_dead_run_staged(tmp_path):
    poll = FeedPoll(Feed(FEED), NOON, 200, hint=timedelta(hours=2), skip=("3",), moved=url("feed"), body_hash="f")
    with Catalog(tmp_path / "c.sqlite") as catalog:
        committed(catalog, "r1", decision())
        begin(catalog, "dead", "", "", NOON)
        catalog.stage(rows("dead", decision("pier")))
    added = {
        "feeds": ("hint", "skip", "gone", "address", "moving", "moving_looks", "last_full"),
        "articles": ("last_full", "last_fault"),
    }
    with sqlite3.connect(tmp_path / "c.sqlite") as database:
        for table, names in added.items():
            for name in names:
                database.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
                database.execute(f"ALTER TABLE staged_{table} DROP COLUMN {name}")
        database.execute("UPDATE catalog_version SET version = 4")
    with Catalog(tmp_path / "c.sqlite") as catalog:
        old = catalog.feed_state(FEED)
        assert [getattr(old, name) for name in added["feeds"]] == [None, (), 0, None, None, 0, None]
        assert [feed.etag for feed in catalog.due_feeds((Feed(FEED),), NOON, everything=True)] == [None]  # in full
        state = decide_feed(old, poll, NOON)
        begin(catalog, "r2", "", "", NOON)
        catalog.stage(poll_rows("r2", state, poll))
        catalog.stage(rows("r2", decision("pier"), feed=False))
        commit(catalog, "r2", NOON)
        assert catalog.feed_state(FEED) == state
        assert (state.hint, state.skip, state.moving_looks, state.last_full) == (timedelta(hours=2), ("3",), 1, NOON)
        assert catalog.article_state(url("pier")).last_full == NOON


@pytest.mark.parametrize(
    ("older", "link"),
    [
        ("https://m.gazette.example/quay?id=5&b=1", "https://m.gazette.example/quay?id=5&b=1"),
        (url("quay?ref=rss"), url("quay?utm_source=x&ref=rss")),
        ("http://gazette.example/quay", "https://www.gazette.example/quay"),
        (url("print/quay"), url("print/quay")),
    ],
)
def test_what_a_catalog_of_the_last_release_knows_is_found_however_its_key_was_made(tmp_path, older, link):
    with Catalog(tmp_path / "c.sqlite") as catalog:
        known, entry = keyed(older, link)
        committed(catalog, "r1", known)
    with sqlite3.connect(tmp_path / "c.sqlite") as database:
        database.execute("DELETE FROM aliases")
        database.execute("UPDATE catalog_version SET version = 5")
    with Catalog(tmp_path / "c.sqlite") as catalog:
        entry = replace(entry, id="another", title="Quay reopens")
        assert catalog.resolve(article_uri(FEED, entry.id, link), entry, NOON) == (older, None)
        assert len(catalog.history(link)) == len(catalog.history(f"{link}#top")) == 1


def test_validators_are_not_sent_when_the_last_whole_answer_is_a_day_old(catalog):
    committed(catalog, "r1", decision())
    for after, etag in ((later(hours=23), '"1"'), (later(hours=24), None)):
        assert [due.etag for due in catalog.due_articles({FEED}, after)] == [etag]
        assert catalog.resolve(url("quay"), look().entry, after)[1].etag == etag
        assert [feed.body_hash for feed in catalog.due_feeds((Feed(FEED),), after)] == ["f"]


def test_a_feed_that_has_moved_is_asked_at_its_new_address(catalog):
    poll = FeedPoll(Feed(FEED), NOON, 200, moved=url("feed"), body_hash="f")
    state = None
    for number in range(3):
        begin(catalog, f"r{number}", "", "", NOON)
        state = decide_feed(state, poll, NOON)
        catalog.stage(poll_rows(f"r{number}", state, poll))
        commit(catalog, f"r{number}", NOON)
    assert [(feed.url, feed.address) for feed in catalog.due_feeds((Feed(FEED),), later(days=1))] == [
        (FEED, url("feed"))
    ]
