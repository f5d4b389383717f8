"""A run among servers that misbehave: it goes on, healthy feeds are as ever, no fault is an edit or a withdrawal."""

from collections import Counter

import pytest

from pipelines.poll import poll
from pipelines.settings import FeedSettings, FetchSettings, PollSettings, Settings
from tests.faultrows import ROWS, row_host
from tests.faults import FaultServer, answer, closing
from writethru import tables
from writethru.catalog import Catalog
from writethru.newsroom import EXPECTED, Newsroom

NO_FAULTS = {"404", "410"}  # answers that say that there is no page; so is, for this matter, any page of another text
OF_A_KIND = 6


def faults():
    """Yield some rows of each outcome that is a fault: all of them once more would take half a minute."""
    met = Counter()
    for row, (_, outcome) in ROWS.items():
        if not outcome.startswith("20") and outcome not in NO_FAULTS and met[outcome] < OF_A_KIND:
            met[outcome] += 1
            yield row


FAULTS = tuple(faults())


def newspaper(row, port):
    """Return a feed of one article, and the article."""
    home = f"http://{row_host(row)}:{port}/{row_host(row)}"
    sentences = (f"Sentence {n} about the quay at berth {row_host(row)}, told in full." for n in range(12))
    story = f"<h1>Quay {row_host(row)} closed</h1>" + "".join(f"<p>{sentence}</p>" for sentence in sentences)
    feed = f"<rss version='2.0'><channel><title>Quays</title><item><link>{home}/quay</link></item></channel></rss>"
    page = f"<html><head><title>Quay</title></head><body><article>{story}</article></body></html>"
    return home, answer(feed.encode()), answer(page.encode())


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Three runs, the second of which meets the faults and the newsroom's second edition."""
    with Newsroom() as newsroom, FaultServer({}) as server:
        papers = {row: newspaper(row, server.port) for row in FAULTS}
        chosen = Settings(
            feeds=tuple(FeedSettings(url=url) for url in (*newsroom.feeds, *(f"{p[0]}/rss" for p in papers.values()))),
            data=tmp_path_factory.mktemp("faults"),
            fetch=FetchSettings(
                delay=0, deadline=1, allow_hosts=("127.0.0.1", *(f"{row_host(row)}:{server.port}" for row in FAULTS))
            ),
            polling=PollSettings(gone_looks=1),
        )
        well = {}
        for row, (_, feed, page) in papers.items():
            well |= {f"/{row_host(row)}/rss": feed, f"/{row_host(row)}/quay": page}
        server.routes = well
        done = [poll(chosen, everything=True)]
        newsroom.publish(2)
        ill = {f"/{row_host(row)}/{name}": ROWS[row][0] for row in FAULTS for name in ("rss", "quay")}
        server.routes = ill | {"/ok": answer(), "/cut": closing(answer(length=99))}
        done.append(poll(chosen, everything=True))
        server.routes = well
        done.append(poll(chosen, everything=True))
        with Catalog(chosen.catalog) as catalog:
            yield newsroom, done, catalog


def test_the_run_goes_on_and_each_fault_is_counted_by_its_reason(runs):
    _, (first, second, third), _ = runs
    assert first.counts["feeds"] == {"ok": len(FAULTS) + 2}
    assert second.counts["feeds"] == {"ok": 2, "failing": len(FAULTS)}
    assert third.counts["feeds"] == {"ok": len(FAULTS) + 2}
    reasons = {name.removeprefix("fetch: ").removeprefix("feed: ") for name in second.counts["failures"]}
    assert {ROWS[row][1] for row in FAULTS if not ROWS[row][1][0].isdigit()} <= reasons
    assert "http_999" in reasons


def test_healthy_feeds_are_as_ever(runs):
    newsroom, (_, second, _), catalog = runs
    events = {r["id"].removeprefix(newsroom.url): r["event"] for r in catalog.versions() if r["run"] == second.id}
    assert {path: events.get(path, "unchanged") for path in EXPECTED} == {path: e.event for path, e in EXPECTED.items()}


def test_no_fault_is_a_change_or_a_withdrawal_and_the_last_version_stands(runs):
    newsroom, (first, second, third), catalog = runs
    told = [r for r in catalog.versions() if not r["id"].startswith(newsroom.url)]
    assert {(r["event"], r["run"]) for r in told} == {("new", first.id)}
    assert len(told) == len(FAULTS)
    states = [row for row in catalog.rows(tables.articles) if not row.uri.startswith(newsroom.url)]
    assert {row.status for row in states} == {"ok"}
    assert {row.version for row in states} == {1}
    assert second.counts["articles"]["error"] + second.counts["articles"].get("blocked", 0) == len(FAULTS)
    assert third.counts["articles"]["not_modified"] >= len(FAULTS)
