"""What hosts were asked and said is known to every fetcher and every process, from run to run."""

import multiprocessing
import os
import time
from dataclasses import replace
from itertools import pairwise

import pytest

from tests.faults import FaultServer, answer, closing, dripping, redirect
from writethru.elements import Failure
from writethru.errors import UsageError
from writethru.fetching import Fetcher, FetchPolicy, Request, fetch_all
from writethru.hosts import FORGOTTEN, Hosts

NOW = 1_800_000_000.0
HOST = "gazette.example"


@pytest.fixture
def policy(tmp_path):
    path = str(tmp_path / "data" / "hosts.sqlite")
    return FetchPolicy(deadline=2, delay=0.2, allow_hosts=("127.0.0.1",), robots=False, hosts_file=path)


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_one_claims_and_the_other_waits_for_the_rest_of_the_delay(tmp_path, clock):
    one, other = (Hosts(str(tmp_path / "h.sqlite"), clock) for _ in "ab")
    assert one.claim(HOST, 5, 20) == 0.0
    clock.now += 1
    assert 0 < other.claim(HOST, 5, 20) <= 0.1  # it is under way
    one.end(HOST, NOW + 0.5, 200, None)
    assert other.claim(HOST, 5, 20) == 4.5
    assert other.claim("herald.example", 5, 20) == 0.0
    clock.now += 4.5
    assert other.claim(HOST, 5, 20) == 0.0


def test_a_hold_is_seen_by_who_comes_later_and_ends(tmp_path, clock):
    one, other = (Hosts(str(tmp_path / "h.sqlite"), clock) for _ in "ab")
    one.claim(HOST, 5, 20)
    one.end(HOST, None, 429, 3600)
    one.close()
    clock.now += 3599
    assert other.claim(HOST, 5, 20) == -1.0
    clock.now += 1
    assert other.claim(HOST, 5, 20) == 0.0


def test_a_request_of_a_killed_process_is_waited_for_by_nobody(tmp_path, monkeypatch, clock):
    one, other = (Hosts(str(tmp_path / "h.sqlite"), clock) for _ in "ab")
    process = multiprocessing.get_context("spawn").Process(target=time.time)
    process.start()
    process.join()
    monkeypatch.setattr(one, "_pid", process.pid)
    one.claim(HOST, 0, 20)
    clock.now += 1
    assert other.claim(HOST, 0, 20) == 0.0
    assert other.get(HOST).holder == os.getpid()


def test_what_is_old_is_forgotten(tmp_path, clock):
    path = str(tmp_path / "h.sqlite")
    hosts = Hosts(path, clock)
    hosts.claim(HOST, 5, 20)
    hosts.keep_robots("https://gazette.example/robots.txt", "rules", NOW)
    hosts.close()
    clock.now += FORGOTTEN + 1
    later = Hosts(path, clock)
    assert (later.get(HOST).started, later.robots("https://gazette.example/robots.txt")) == (0.0, None)


def test_a_damaged_file_is_made_anew_and_one_that_cannot_be_is_named(tmp_path, clock):
    path = tmp_path / "broken.sqlite"
    path.write_text("no database at all, and long enough not to be taken for an empty one")
    assert Hosts(str(path), clock).claim(HOST, 5, 20) == 0.0
    assert Hosts(str(path), clock).get(HOST).started == NOW
    with pytest.raises(UsageError, match="can't be used to remember hosts"):
        Hosts(str(tmp_path), clock)


def test_the_clock_is_read_when_no_other_process_can_come_between(tmp_path, clock):
    path = str(tmp_path / "h.sqlite")
    one, other = Hosts(path, clock), Hosts(path, clock)
    one.claim(HOST, 5, 20)

    def ending(statement):
        """Let the other's request end just before this one's transaction begins."""
        if statement.startswith("BEGIN"):
            one._database.set_trace_callback(None)
            clock.now += 1
            other.end(HOST, None, 200, None)

    one._database.set_trace_callback(ending)
    assert one.claim(HOST, 5, 20) == 5


def gaps(server):
    return [later - earlier for (earlier, _, _), (later, _, _) in pairwise(sorted(server.requests))]


def test_fetchers_one_after_the_other_and_at_once_keep_one_spacing(policy):
    with FaultServer({}) as server, Fetcher(policy) as one, Fetcher(policy) as other:
        one.open([Request(server.url("/a")), Request(server.url("/b"))])
        list(one.drain(1))
        other.open([Request(server.url("/c"))])
        list(other.drain(1))
        fetch_all([server.url("/d")], policy)
        assert len(server.requests) == 4
        assert min(gaps(server)) >= 0.2


def _fetch(policy, urls):
    fetch_all(urls, policy)


def test_processes_share_a_host_and_none_is_early_or_two_at_once(policy):
    with FaultServer({}) as server:
        urls = [[server.url(f"/{process}{number}") for number in range(3)] for process in "ab"]
        context = multiprocessing.get_context("spawn")
        processes = [context.Process(target=_fetch, args=(policy, each)) for each in urls]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        assert len(server.requests) == 6
        assert min(gaps(server)) >= 0.2


def test_redirects_and_robots_take_turns_too(policy):
    with FaultServer({"/old": redirect("/new"), "/robots.txt": answer(b"User-agent: *\nDisallow:\n")}) as server:
        fetch_all([server.url("/old")], replace(policy, robots=True))
        assert server.paths() == ["/robots.txt", "/old", "/new"]
        assert min(gaps(server)) >= 0.2
        fetch_all([server.url("/a")], replace(policy, robots=True))
        assert server.paths()[3:] == ["/a"]  # the rules are known from the first time


def test_a_slow_way_to_the_host_makes_no_request_early(policy):
    def late(connection):
        time.sleep(0.1)
        connection.sendall(answer())

    with FaultServer({f"/{number}": late for number in range(5)}) as server:
        fetch_all([server.url(f"/{number}") for number in range(5)], policy)
        assert min(gaps(server)) >= 0.2


def test_a_host_that_refuses_is_asked_for_nothing_more_by_this_fetcher_or_a_later_one(policy):
    busy = answer(b"", "429 Too Many Requests", "Retry-After: 120")
    with FaultServer({"/b": busy}) as server, FaultServer({}) as other:
        urls = [server.url(path) for path in ("/a", "/b", "/c", "/d")]
        page, limited, *held = fetch_all([*urls, other.url("/x")], policy)
        assert page.status == 404
        assert (limited.reason, round((limited.until - limited.at).total_seconds())) == ("rate_limited", 120)
        assert [(one.reason, one.until) for one in held[:2]] == [("held", limited.until)] * 2
        assert held[2].status == 404  # others are asked all the same
        (again,) = fetch_all([server.url("/e")], policy)
        assert isinstance(again, Failure) and (again.reason, again.until) == ("held", limited.until)
        assert server.paths() == ["/a", "/b"]


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Busy"])
def test_a_host_that_refuses_is_held_back_whatever_becomes_of_its_answer(policy, status):
    cut = closing(answer(b"", status, "Retry-After: 120", length=9))
    stalled = dripping(answer(b"", status, "Retry-After: 120", length=9))
    broken = answer(b"later", status, "Retry-After: 120", "Content-Encoding: gzip")
    for behaviour in (cut, stalled, broken):
        with FaultServer({"/a": behaviour}) as server:
            limited, held = fetch_all([server.url("/a"), server.url("/b")], replace(policy, deadline=0.5))
            assert (limited.reason, held.reason, server.paths()) == ("rate_limited", "held", ["/a"])


def test_a_redirect_to_a_held_host_is_not_followed(policy):
    routes = {}
    with FaultServer({"/busy": answer(b"", "503 Busy", "Retry-After: 60")}) as server, FaultServer(routes) as other:
        routes["/away"] = redirect(server.url("/x"))
        fetch_all([server.url("/busy")], policy)
        (held,) = fetch_all([other.url("/away")], policy)
        assert held.reason == "held"
        assert server.paths() == ["/busy"]


def test_a_host_that_only_one_page_of_fails_with_503_is_not_held(policy):
    with FaultServer({"/b": answer(b"", "503 Busy")}) as server:
        pages = fetch_all([server.url(path) for path in ("/a", "/b", "/c")], policy)
        assert [page.status for page in pages] == [404, 503, 404]


def test_a_permanent_redirect_is_told_as_far_as_it_is_permanent(policy):
    routes = {
        "/a": answer(b"", "301 Moved", "Location: /b"),
        "/b": answer(b"", "308 Moved", "Location: /c"),
        "/c": redirect("/d"),
        "/x": redirect("/a"),
    }
    with FaultServer(routes) as server:
        policy = replace(policy, delay=0.0)
        through, temporary, straight = fetch_all([server.url(path) for path in ("/a", "/x", "/d")], policy)
        assert (through.moved, through.final_uri) == (server.url("/c"), server.url("/d"))
        assert (temporary.moved, straight.moved) == (None, None)
