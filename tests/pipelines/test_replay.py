"""Archives replayed: what live runs told is told again, foreign archives are news, and the past is none."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.poll import poll
from pipelines.replay import replay
from pipelines.settings import FeedSettings, FetchSettings, PollSettings, Settings, SiteSettings
from tests.warcs import NOON, html, http, record, response, write
from writethru import tables
from writethru.archive import files
from writethru.captures import Capture, scan
from writethru.catalog import Catalog
from writethru.cli import main
from writethru.elements import Failure
from writethru.errors import UsageError
from writethru.newsroom import Newsroom

ROOT = Path(__file__).parents[2]
RULE = {"127.0.0.1": SiteSettings(remove=("p:nth-of-type(2)",))}


def settings(folder, feeds=("https://gazette.example/rss",), archive=None, **fields):
    return Settings(
        feeds=tuple(FeedSettings(url=feed) for feed in feeds),
        data=folder,
        archive=archive,
        fetch=FetchSettings(delay=0, deadline=5, allow_hosts=("127.0.0.1",)),
        polling=PollSettings(gone_looks=1, confirm_looks=1),
        **fields,
    )


def told(chosen):
    with Catalog(chosen.catalog) as catalog:
        return list(catalog.versions())


def states(chosen):
    """Return what is remembered of each article, by its key."""
    with Catalog(chosen.catalog) as catalog:
        return {row.uri: catalog.article_state(row.uri) for row in catalog.rows(tables.articles)}


def events(chosen):
    return [(record["event"], record["id"].rpartition("/")[2], record["version"]) for record in told(chosen)]


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    """Both editions polled with an archive, the second twice; gives the settings, the feeds and the runs."""
    folder = tmp_path_factory.mktemp("live")
    with Newsroom() as newsroom:
        chosen = settings(folder / "data", newsroom.feeds, folder / "archive")
        runs = []
        for edition in (1, 2, 2):
            newsroom.publish(edition)
            runs.append(poll(chosen, everything=True))
        yield chosen, newsroom, runs


def test_a_replay_into_an_empty_catalog_tells_what_the_live_runs_told_but_for_the_runs_names(live, tmp_path):
    chosen, newsroom, runs = live
    done = replay(again := settings(tmp_path, newsroom.feeds), [chosen.archive])
    assert len(told(again)) == len(told(chosen)) == 19
    names = dict(zip(done.runs, (run.id for run in runs), strict=True))
    assert [{**record, "run": names[record["run"]]} for record in told(again)] == told(chosen)
    assert done.counts["failures"] == {}
    assert done.counts["articles"] == {
        "gone": 1, "new": 13, "not_modified": 14, "unchanged": 2, "updated": 5, "withdrawn": 1
    }  # fmt: skip
    was, now = states(chosen), states(again)
    early = timedelta(seconds=30)  # live intervals count from when a run began
    assert {uri: replace(state, next_due=was[uri].next_due) for uri, state in now.items()} == was
    assert all(abs(state.next_due - was[uri].next_due) < early for uri, state in now.items())


def test_versions_name_the_record_in_the_archive_that_holds_their_page(live):
    chosen, *_ = live
    held = {item.record_id: item for path in files([chosen.archive]) for item in scan(path, NOON)}
    for version in told(chosen):
        assert held[version["archive"]["record_id"]].digest == version["archive"]["digest"]
        if version["event"] != "withdrawn":
            assert version["archive"]["digest"] == f"sha256:{version['fetch']['body_hash']}"


def test_replayed_twice_nothing_more_comes_of_it(live, tmp_path):
    chosen, newsroom, _ = live
    again = settings(tmp_path, newsroom.feeds)
    replay(again, [chosen.archive])
    before = told(again), states(again)
    done = replay(again, [chosen.archive])
    assert (told(again), states(again)) == before
    assert done.counts["articles"] == {}
    assert set(done.counts["failures"]) == {"archive: not_newer"}


def test_an_older_look_is_no_news_and_takes_nothing_back(live, tmp_path):
    chosen, newsroom, runs = live
    again = settings(tmp_path, newsroom.feeds)
    first, second = ([path for path in files([chosen.archive]) if path.name.startswith(run.id)] for run in runs[:2])
    replay(again, second)
    before = told(again), states(again)
    replay(again, first)
    assert (told(again), states(again)) == before


def test_other_rules_change_the_readings_without_a_word_and_nothing_else(tmp_path):
    with Newsroom() as newsroom:
        chosen = settings(tmp_path / "data", newsroom.feeds, tmp_path / "archive")
        for edition in (1, 2, 2):
            newsroom.publish(edition)
            poll(chosen, everything=True)
        versions, was = told(chosen), states(chosen)
        newer = chosen.model_copy(update={"sites": RULE})
        done = replay(newer, [chosen.archive])
        now = states(newer)
        assert told(newer) == versions
        standing = {uri for uri, state in was.items() if state.status == "ok"}
        assert done.counts["articles"] == {"rebaselined": len(standing)} == {"rebaselined": 12}
        for uri, state in now.items():
            changed = {"article": was[uri].article, "extractor": was[uri].extractor, "recent": was[uri].recent}
            assert replace(state, **changed) == was[uri]
            assert (state.extractor != was[uri].extractor) == (uri in standing)
            assert (state.article != was[uri].article) == (uri in standing)
        after = poll(newer, everything=True)
        assert after.counts["articles"] == {"gone": 1, "not_modified": 12}
        assert told(newer) == versions


def test_a_story_of_a_foreign_archive_is_looked_at_by_its_dates_and_only_pages_count(tmp_path):
    edited = html("quay", "The mayor said that the wall would cost 40,000 crowns more than was planned in the autumn.")
    elsewhere = "https://www.sound.example/mill"
    days = write(
        tmp_path / "days.warc.gz",
        response("quay", edited, "2026-03-03T12:00:00Z"),
        response("quay", date="2026-03-02T12:00:00Z"),
        response("quay", date="2026-03-02T18:00:00Z"),
        record("response", elsewhere, http(html("mill"), status="HTTP/1.0 200 OK"), "2026-03-02T12:00:00Z"),
        record("response", "https://gazette.example/missing.css", http(b"no", status="HTTP/1.1 404 Not Found")),
        record("response", "https://gazette.example/logo", http(b"GIF89a", kind="image/gif")),
        response("cut", html("cut")[:-100], headers=("Content-Encoding: gzip",), date="2026-03-02T13:00:00Z"),
        response("zip", b"\x1f\x8b\x08 no", headers=("Content-Encoding: gzip",), date="2026-03-02T13:00:00Z"),
    )
    chosen = settings(tmp_path / "data")
    done = replay(chosen, [days])
    assert events(chosen) == [("new", "cut", 1), ("new", "quay", 1), ("new", "mill", 1), ("updated", "quay", 2)]
    assert [record["fetch"]["retrieved"][:13] for record in told(chosen) if record["id"].endswith("quay")] == [
        "2026-03-02T12",
        "2026-03-03T12",
    ]
    assert [record["source"]["feed_url"] for record in told(chosen)][2] == "archive:www.sound.example"
    assert done.counts["failures"] == {
        "archive: bad_encoding": 1,
        "archive: not_html": 1,
        "archive: unknown_article": 1,
    }
    with Catalog(chosen.catalog) as catalog:
        subjects = {row.reason: row.subject for row in catalog.rows(tables.failures)}
        assert catalog.next_due(chosen.feed_list()) is None  # nobody asks for them again
    assert subjects["not_html"].startswith(f"{days}:")
    assert subjects["bad_encoding"].startswith(f"{days}:")


def test_a_revisit_is_read_from_the_record_it_stands_for_wherever_that_lies(tmp_path):
    other = html("quay", "The mayor said that the wall would cost 40,000 crowns more than was planned in the autumn.")
    quay = {"Payload_Digest": "sha1:AAAA"}
    url, profile = "https://gazette.example/quay", "http://netpreserve.org/warc/1.0/revisit/"
    early = write(
        tmp_path / "b.warc.gz",
        response("quay", date="2026-03-01T12:00:00Z", **quay),
        response("quay", other, date="2026-03-02T12:00:00Z", Payload_Digest="sha1:BBBB"),
    )
    late = write(
        tmp_path / "a.warc.gz",
        record("revisit", url, http(b""), "2026-03-03T12:00:00Z", Profile=profile + "identical-payload-digest", **quay),
        record("revisit", url, b"", "2026-03-04T12:00:00Z", Profile=profile + "server-not-modified"),
        record(
            "revisit", url, b"", "2026-03-05T12:00:00Z", Profile=profile + "identical-payload-digest",
            Refers_To_Target_URI=url, Refers_To_Date="2026-03-02T12:00:00Z",
        ),
        record("revisit", url, b"", "2026-03-06T12:00:00Z", Profile=profile, Payload_Digest="sha1:CCCC"),
    )  # fmt: skip
    chosen = settings(tmp_path / "data")
    done = replay(chosen, [late, early])
    assert events(chosen)[:2] == [("new", "quay", 1), ("updated", "quay", 2)]
    assert done.counts["articles"]["not_modified"] == 1
    assert sum(done.counts["articles"].values()) == 5
    assert done.counts["failures"] == {"archive: no_payload": 1}


def test_a_foreign_page_of_a_known_article_is_a_look_at_it(tmp_path):
    with Newsroom() as newsroom:
        chosen = settings(tmp_path / "data", newsroom.feeds)
        poll(chosen, everything=True)
        (uri, state), *_ = sorted(states(chosen).items())
        with Catalog(chosen.catalog) as catalog, catalog.writing() as connection:
            where = tables.articles.c.uri == uri
            connection.execute(
                tables.articles.update().where(where).values(url=uri + "?from=feed", final_uri="https://new.example/a")
            )
    date = f"{state.last_seen + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"
    page = record("response", "https://new.example/a?utm_source=x", http(b"", status="HTTP/1.1 410 Gone"), date)
    replay(chosen, [write(tmp_path / "a.warc.gz", page)])
    assert told(chosen)[-1]["event"] == "withdrawn"
    assert (told(chosen)[-1]["id"], told(chosen)[-1]["url"]) == (uri, uri + "?from=feed")
    assert states(chosen)[uri].feed_url in newsroom.feeds


def test_archives_without_a_page_are_one_run_that_says_why(tmp_path):
    notes = tmp_path / "notes.txt"
    notes.write_text("no archive")
    done = replay(settings(tmp_path / "data"), [notes])
    assert (len(done.runs), done.counts["failures"]) == (1, {"archive: broken": 1})
    with pytest.raises(UsageError, match=r"gone\.warc: no such file"):
        replay(settings(tmp_path / "data"), [tmp_path / "gone.warc"])
    with pytest.raises(UsageError, match="no web archive"):
        replay(settings(tmp_path / "data"), [tmp_path])


def test_the_command_says_what_came_of_it(tmp_path, capsys):
    (tmp_path / "gazette.yaml").write_text("feeds: [{url: https://gazette.example/rss}]\ndata: data\n")
    warc = write(tmp_path / "a.warc.gz", response("quay"), response("mill"), response(""))
    assert main(["replay", str(tmp_path / "gazette.yaml"), str(warc)]) == 0
    text = capsys.readouterr().out
    assert "articles   2 new" in text
    assert "archive: home_page" in text
    assert main(["replay", str(tmp_path / "gazette.yaml"), str(warc)]) == 0
    text = capsys.readouterr().out
    assert "2 archive: not newer" in text
    assert "archive: home_page  " in text
    assert "archive: not_newer  " not in text  # what is known is counted; what is named is what was wrong
    assert main(["replay", str(tmp_path / "gazette.yaml"), str(tmp_path / "gone")]) == 2


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
def test_a_run_killed_leaves_an_archive_of_whole_records_and_the_next_goes_on(tmp_path):
    with Newsroom() as newsroom:
        config = tmp_path / "gazette.yaml"
        feeds = "".join(f"  - url: {feed}\n" for feed in newsroom.feeds)
        config.write_text(
            f"feeds:\n{feeds}data: data\narchive: warc\nfetch: {{delay: 0.3, allow_hosts: ['127.0.0.1']}}\n"
        )
        command = [sys.executable, "-m", "writethru.cli", "run", str(config)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True)
        archive = tmp_path / "warc"
        archive.mkdir()
        while process.poll() is None and sum(path.stat().st_size for path in files([archive])) < 12_000:
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        held = [item for path in files([archive]) for item in scan(path, NOON)]
        assert 0 < len(held) < 10
        assert all(isinstance(item, Capture) for item in held)
        assert any(path.name.endswith(".open") for path in files([archive]))
        assert subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode == 0
        held = [item for path in files([archive]) for item in scan(path, NOON)]
        assert not [item for item in held if isinstance(item, Failure)]
        again = settings(tmp_path / "again", newsroom.feeds)
    replay(again, [archive])
    assert len(told(again)) == 10
