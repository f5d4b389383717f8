"""Feeds and pages over real sockets: one look an article, one request at a time a host, nothing lost."""

import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import apache_beam as beam
import pytest
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from tests.unit.gazette import later
from transforms.fetching import FetchFeeds, FetchPages
from writethru.elements import Entry, Failure, Feed, Look
from writethru.fetching import FetchPolicy

POLICY = FetchPolicy(delay=0, deadline=2, robots=False, allow_hosts=("127.0.0.1", "127.0.0.2", "127.0.0.3"))


class _Counting(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        host = self.connection.getsockname()[0]
        with self.server.lock:
            self.server.asked.append((host, self.path))
            self.server.busy[host] = self.server.busy.get(host, 0) + 1
            self.server.most = max(self.server.most, self.server.busy[host])
            self.server.hosts = max(self.server.hosts, sum(map(bool, self.server.busy.values())))
        time.sleep(0.05)
        with self.server.lock:
            self.server.busy[host] -= 1
        body = self.path.encode()
        if self.path == "/busy":
            self.send_response(429)
            self.send_header("Retry-After", "3600")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(304 if self.headers.get("If-None-Match") == '"held"' else 200)
        self.send_header("Content-Length", str(len(body) if "If-None-Match" not in self.headers else 0))
        self.end_headers()
        if "If-None-Match" not in self.headers:
            self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with ThreadingHTTPServer(("0.0.0.0", 0), _Counting) as served:
        served.lock, served.asked, served.busy, served.most, served.hosts = threading.Lock(), [], {}, 0, 0
        threading.Thread(target=served.serve_forever, daemon=True).start()
        yield served
        served.shutdown()


def look(server, host, name, entry=None, **fields):
    url = f"http://127.0.0.{host}:{server.server_port}/{name}"
    return Look(url, url, "https://gazette.example/rss", entry, **fields)


def test_several_hosts_are_asked_at_once_and_each_one_request_at_a_time(server):
    looks = [look(server, host, name) for host in (1, 2, 3) for name in "abcd"]
    with TestPipeline() as pipeline:
        visits = pipeline | beam.Create(looks) | FetchPages(POLICY)
        bodies = visits | beam.Map(lambda visit: (visit.look.url, visit.answer.body.decode()))
        assert_that(bodies, equal_to([(one.url, one.url[-2:]) for one in looks]))
    assert (server.most, server.hosts) == (1, 3)


def test_an_article_is_visited_once_and_with_the_entry_that_a_feed_gave(server):
    entry = Entry("https://gazette.example/rss", "1", "", "Quay closed")
    looks = [look(server, 1, "a"), look(server, 1, "a", entry), look(server, 1, "a")]
    with TestPipeline() as pipeline:
        visits = pipeline | beam.Create(looks) | FetchPages(POLICY)
        assert_that(visits | beam.Map(lambda visit: visit.look.entry.title), equal_to(["Quay closed"]))
    assert len(server.asked) == 1


def test_of_two_feeds_links_the_one_to_the_articles_own_page_is_visited(server):
    own = look(server, 1, "b", Entry("https://gazette.example/rss", "1", "", "Quay closed"))
    amp = replace(own, url=f"{own.url}?amp=1", feed_url="https://gazette.example/amp")
    with TestPipeline() as pipeline:
        visits = pipeline | beam.Create([amp, own]) | FetchPages(POLICY)
        assert_that(visits | beam.Map(lambda visit: visit.look.url), equal_to([own.url]))


def test_an_article_that_moved_to_another_host_is_visited_there_and_only_there(server):
    old, new = look(server, 1, "a"), look(server, 2, "a", Entry("https://gazette.example/rss", "1", "", "Quay closed"))
    with TestPipeline() as pipeline:
        visits = pipeline | beam.Create([old, replace(new, uri=old.uri)]) | FetchPages(POLICY)
        assert_that(visits | beam.Map(lambda visit: visit.look.url), equal_to([new.url]))
    assert len(server.asked) == 1


def test_within_a_hosts_share_the_news_comes_first_and_then_what_has_waited_longest(server):
    entry = Entry("https://gazette.example/rss", "1", "", "Quay closed")
    looks = [look(server, 1, name, overdue=overdue) for name, overdue in (("a", 0.3), ("b", 2.0), ("c", 0.7))]
    known = look(server, 1, "k", entry, overdue=0.1)  # that a feed still names it makes it no news
    with TestPipeline() as pipeline:
        pipeline | beam.Create([*looks, known, look(server, 1, "n", entry)]) | FetchPages(POLICY, pages_per_host=3)
    assert [path for _, path in server.asked] == ["/n", "/b", "/c"]


def test_the_youngest_news_comes_first_and_leaves_every_fifth_turn_to_what_is_overdue(server):
    looks = [look(server, 1, f"old{number}", overdue=float(number)) for number in range(3)]
    for number in range(9):
        dated = Entry("https://gazette.example/rss", "1", "", published=later(hours=-number))
        looks.append(look(server, 1, f"new{number}", dated))
    with TestPipeline() as pipeline:
        pipeline | beam.Create(looks) | FetchPages(POLICY, pages_per_host=11)
    asked = [path[1:] for _, path in server.asked]
    assert asked == ["new0", "new1", "new2", "new3", "old2", "new4", "new5", "new6", "new7", "old1", "new8"]


def test_looks_that_share_an_address_share_one_request(server):
    one = look(server, 1, "a")
    other = Look("https://gazette.example/other", one.url, one.feed_url)
    with TestPipeline() as pipeline:
        visits = pipeline | beam.Create([one, other]) | FetchPages(POLICY)
        assert_that(visits | beam.Map(lambda visit: visit.look.uri), equal_to([one.uri, other.uri]))
    assert len(server.asked) == 1


def test_beyond_a_hosts_share_of_the_run_looks_are_postponed_and_said_so(server):
    looks = [look(server, 1, name) for name in "abcde"]
    with TestPipeline() as pipeline:
        visits = pipeline | beam.Create(looks) | FetchPages(POLICY, pages_per_host=2)
        late = (
            visits | beam.Filter(lambda visit: isinstance(visit.answer, Failure)) | beam.Map(lambda v: v.answer.reason)
        )
        assert_that(late, equal_to(["postponed"] * 3))
    assert len(server.asked) == 2


def test_validators_are_sent(server):
    with TestPipeline() as pipeline:
        visits = pipeline | beam.Create([look(server, 1, "a", etag='"held"')]) | FetchPages(POLICY)
        assert_that(visits | beam.Map(lambda visit: visit.answer.status), equal_to([304]))


def test_what_is_no_address_fails_and_the_others_are_fetched(server):
    looks = [look(server, 1, "a"), Look("tag:gazette,2026:1", "tag:gazette,2026:1", "https://gazette.example/rss")]
    with TestPipeline() as pipeline:
        visits = pipeline | beam.Create(looks) | FetchPages(POLICY)
        answers = visits | beam.Map(lambda v: v.answer.reason if isinstance(v.answer, Failure) else v.answer.status)
        assert_that(answers, equal_to([200, "bad_url"]))


def test_feeds_are_fetched_and_a_dead_one_fails_alone(server):
    alive = Feed(f"http://127.0.0.1:{server.server_port}/rss")
    dead = Feed("http://127.0.0.2:1/rss")
    with TestPipeline() as pipeline:
        visits = pipeline | beam.Create([alive, dead]) | FetchFeeds(POLICY)
        answers = visits | beam.Map(
            lambda v: (v.feed.url, v.answer.reason if isinstance(v.answer, Failure) else v.answer.status)
        )
        assert_that(answers, equal_to([(alive.url, 200), (dead.url, "connect")]))


def test_a_host_that_refuses_holds_back_what_is_left_of_its_lane_and_feeds_of_the_next_run(server, tmp_path):
    policy = replace(POLICY, hosts_file=str(tmp_path / "hosts.sqlite"))
    looks = [look(server, 1, name, overdue=1.0) for name in ("a", "busy", "c", "d")] + [look(server, 2, "a")]
    with TestPipeline() as pipeline:
        visits = pipeline | beam.Create(looks) | FetchPages(policy)
        answers = visits | beam.Map(lambda v: v.answer.reason if isinstance(v.answer, Failure) else v.answer.status)
        assert_that(answers, equal_to([200, "rate_limited", "held", "held", 200]))
    moved = Feed(f"http://127.0.0.2:{server.server_port}/rss", address=f"http://127.0.0.1:{server.server_port}/rss")
    with TestPipeline() as pipeline:
        visits = pipeline | beam.Create([moved]) | FetchFeeds(policy)
        assert_that(visits | beam.Map(lambda visit: visit.answer.reason), equal_to(["held"]))
    assert sorted(server.asked) == [("127.0.0.1", "/a"), ("127.0.0.1", "/busy"), ("127.0.0.2", "/a")]
