"""The whole run over the demo newsroom's two editions, through the real network path."""

import json
import os
from collections import Counter
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import apache_beam as beam
import pytest
from apache_beam.runners.portability import prism_runner

from pipelines import poll as poll_module
from pipelines.poll import poll
from pipelines.settings import FeedSettings, FetchSettings, PollSettings, Settings
from transforms import polling
from writethru import tables
from writethru.catalog import Catalog
from writethru.errors import UsageError
from writethru.newsroom import EXPECTED, Newsroom, stories
from writethru.polling import decide
from writethru.records import article_of

GOLDEN = Path(__file__).parents[1] / "golden" / "newsroom.txt"


def settings(folder, *feeds, **fields):
    return Settings(
        feeds=tuple(FeedSettings(url=feed) for feed in feeds),
        data=folder,
        fetch=FetchSettings(delay=0, deadline=5, allow_hosts=("127.0.0.1",)),
        polling=PollSettings(gone_looks=1),
        **fields,
    )


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Both editions, polled: their runs, and every record with its path in place of its URL."""
    folder = tmp_path_factory.mktemp("newsroom")
    with Newsroom() as newsroom:
        chosen = settings(folder, *newsroom.feeds)
        runs = [poll(chosen, everything=True)]
        newsroom.publish(2)
        runs += [poll(chosen, everything=True), poll(chosen, everything=True)]
        with Catalog(chosen.catalog) as catalog:
            records = [{**record, "path": record["id"].removeprefix(newsroom.url)} for record in catalog.versions()]
            yield runs, records, catalog


def lines(records):
    """Yield what a reader of the golden file needs of each record."""
    for record in records:
        change = record["change"] or {"edit_class": "", "fields": [], "counts": {}}
        facts = [record["event"], record["path"], change["edit_class"], *change["fields"]]
        yield " ".join(filter(None, [*facts, *(f"{op}:{count}" for op, count in sorted(change["counts"].items()))]))
        yield f"    {record['headline']}"
        yield f"    by {', '.join(record['authors']) or '-'}, {record['date_published']}, {record['section'] or '-'}"
        yield f"    {len(record['paragraphs'])} blocks; codes {json.dumps(record['codes'], ensure_ascii=False)}"
        for notice in record["notices"]:
            yield f"    notice: {notice}"
        for rule, count in sorted(Counter(removal["rule"] for removal in record["removed"]).items()):
            yield f"    removed {count} {rule}"
        if record["cluster"]:
            yield f"    shared story: {record['cluster']['role']}"


def test_the_two_editions_give_the_golden_records(told):
    _, records, _ = told
    text = "\n".join(lines(sorted(records, key=lambda record: (record["version"], record["path"])))) + "\n"
    if os.environ.get("WRITE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf8")
    assert text == GOLDEN.read_text(encoding="utf8")


def test_every_article_is_its_story_and_nothing_else(told):
    _, records, _ = told
    filed = {story.path: story for edition in (2, 1) for story in stories(edition)}
    for record in records:
        if record["version"] == 1:
            story = filed[record["path"]]
            repeats = EXPECTED[record["path"]].repeats
            kept = [text.text for place, text in enumerate(story.paragraphs) if place not in repeats]
            assert [block["text"] for block in record["paragraphs"] if block["kind"] != "caption"] == kept
            assert record["headline"] == story.headline


def test_each_story_fares_in_the_second_edition_as_expected(told):
    (_, second, third), records, _ = told
    events = {record["path"]: record["event"] for record in records if record["run"] == second.id}
    assert {path: events.get(path, "unchanged") for path in EXPECTED} == {path: e.event for path, e in EXPECTED.items()}
    assert third.counts["articles"].get("new", 0) == third.counts["articles"].get("updated", 0) == 0


def test_the_repeat_is_taken_out_and_names_what_it_retells(told):
    _, records, _ = told
    for path, expected in EXPECTED.items():
        record = next(record for record in records if record["path"] == path)
        repeats = [removal for removal in record["removed"] if removal["reason"] == "repeat"]
        assert len(repeats) == len(expected.repeats)
        blocks = article_of(record).blocks()
        for removal in repeats:
            assert removal["of"]
            assert all(blocks[place].text for place in removal["of"])


def test_two_tellings_of_one_story_share_a_cluster_and_no_others_do(told):
    _, records, catalog = told
    told_twice = {path for path, expected in EXPECTED.items() if expected.same_story}
    stories_ = {record["path"]: record["cluster"]["id"] for record in records if record["cluster"]}
    assert set(stories_) == {"/news/cable-repair-week"}  # the second telling; the first was alone when it came
    second = next(record for record in records if record["path"] == "/news/cable-repair-week")
    told_now = catalog.telling(second["id"])
    assert told_now["id"] == stories_["/news/cable-repair-week"]
    assert {urlsplit(member["uri"]).path for member in told_now["members"]} == told_twice


def test_sequence_numbers_follow_each_other_and_name_their_runs(told):
    runs, records, catalog = told
    assert [record["seq"] for record in records] == list(range(1, len(records) + 1))
    assert {record["run"] for record in records} == {run.id for run in runs[:2]}
    assert [row.status for row in catalog.rows(tables.runs)] == ["committed"] * 3


def test_nothing_due_is_no_run_and_old_articles_of_a_quiet_feed_are_looked_at_by_the_month(tmp_path):
    with Newsroom() as newsroom:
        chosen = settings(tmp_path, *newsroom.feeds)
        first = poll(chosen)
        assert poll(chosen) is None
        with Catalog(chosen.catalog) as catalog:
            started = next(row.started for row in catalog.rows(tables.runs))
        day, month = (poll(chosen, now=started + timedelta(days=days)) for days in (1, 31))
    assert first.counts["articles"] == {"new": 10}
    assert (len(day.counts["feeds"]), day.counts["articles"]) == (1, {})
    assert month.counts["articles"] == {"not_modified": 10}


def test_a_dead_feed_fails_alone(tmp_path):
    with Newsroom() as newsroom:
        run = poll(settings(tmp_path, newsroom.feeds[0], "http://127.0.0.1:1/rss", newsroom.url + "/front"))
    assert run.counts["feeds"] == {"ok": 1, "failing": 2}
    assert run.counts["failures"] == {"fetch: connect": 1, "feed: http_404": 1}
    assert run.counts["articles"]["new"] == 8


def test_repeats_are_left_in_the_text_when_so_configured(tmp_path):
    with Newsroom() as newsroom:
        run = poll(settings(tmp_path, *newsroom.feeds, repeats="off"))
    assert "repeat" not in run.counts["removed"]


def test_repeats_are_marked_in_the_text_when_so_configured(tmp_path):
    with Newsroom() as newsroom:
        newsroom.publish(2)
        chosen = settings(tmp_path, *newsroom.feeds, repeats="mark")
        run = poll(chosen)
    with Catalog(chosen.catalog) as catalog:
        told = {urlsplit(record["id"]).path: record for record in catalog.versions()}
    assert "repeat" not in run.counts["removed"]
    call = told["/wire/shipping-lane-call"]
    (repeat,) = call["repeats"]
    assert (repeat["rule"], len(repeat["of"])) == ("retold", 2)
    assert call["paragraphs"][repeat["paragraph"]]["text"] == article_of(call).blocks()[repeat["position"]].text


def test_what_a_host_may_not_be_asked_for_in_one_run_is_looked_at_in_the_next(tmp_path):
    with Newsroom() as newsroom:
        chosen = settings(tmp_path, *newsroom.feeds)
        few = chosen.model_copy(update={"fetch": chosen.fetch.model_copy(update={"pages_per_host": 4})})
        counts = [poll(few).counts["articles"] for _ in range(3)]
    assert counts == [{"new": 4, "postponed": 6}, {"new": 4, "postponed": 2}, {"new": 2}]


def test_a_run_that_breaks_is_not_committed_and_the_next_one_is_whole(tmp_path, monkeypatch):
    with Newsroom() as newsroom:
        chosen = settings(tmp_path, *newsroom.feeds)
        with monkeypatch.context() as patch:
            patch.setattr(poll_module, "commit", lambda *_: (_ for _ in ()).throw(RuntimeError("power cut")))
            with pytest.raises(RuntimeError, match="power cut"):
                poll(chosen)
        with Catalog(chosen.catalog) as catalog:
            assert list(catalog.versions()) == []
        assert poll(chosen).counts["articles"] == {"new": 10}


def test_directrunner_works_in_this_process_and_never_starts_prism(tmp_path, monkeypatch):
    asked = []

    def refuse(*_args, **_options):
        asked.append("prism")
        raise RuntimeError("no Prism here")  # DirectRunner would go on with another runner

    monkeypatch.setattr(prism_runner.PrismRunner, "run_pipeline", refuse)
    with Newsroom() as newsroom:
        assert poll(settings(tmp_path, *newsroom.feeds)).counts["articles"] == {"new": 10}
    assert asked == []
    with beam.Pipeline() as eligible:  # what it would do with a graph that Prism may run
        eligible | beam.Create([1])
    assert asked == ["prism"]


def test_a_flag_that_neither_we_nor_beam_know_is_refused(tmp_path):
    with pytest.raises(UsageError, match="--rnuner"):
        poll(settings(tmp_path, "http://127.0.0.1:1/rss"), beam_args=["--rnuner=DirectRunner"])


def test_an_article_that_breaks_the_decision_is_a_failure_and_the_others_go_on(tmp_path, monkeypatch):
    def brittle(state, observation, *rest):
        if observation.article and "ferry" in observation.look.uri:
            raise RuntimeError("a bug")
        return decide(state, observation, *rest)

    monkeypatch.setattr(polling, "decide", brittle)
    with Newsroom() as newsroom:
        run = poll(settings(tmp_path, *newsroom.feeds))
    assert run.counts["articles"] == {"new": 9, "error": 1}
    assert run.counts["failures"] == {"decide: crashed": 1}


def test_what_can_not_be_decided_at_all_stops_the_run_and_commits_nothing(tmp_path, monkeypatch):
    def broken(*_):
        raise RuntimeError("a bug")

    monkeypatch.setattr(polling, "decide", broken)
    with Newsroom() as newsroom, pytest.raises(RuntimeError, match="undecidable"):
        poll(settings(tmp_path, *newsroom.feeds))
    with Catalog(tmp_path / "catalog.sqlite") as catalog:
        assert list(catalog.versions()) == []
