import gzip
import time
import zlib
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from tests.faults import PAGE, FaultServer, answer, closing, dripping, gzipped, redirect
from writethru.elements import Failure, Page
from writethru.fetching import REASONS, Fetcher, FetchPolicy, Request, fetch_all

POLICY = FetchPolicy(
    deadline=0.3, delay=0, allow_hosts=("127.0.0.1",), robots=False, max_wire_bytes=100_000, max_body_bytes=200_000
)
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
ZIPPED = gzip.compress(PAGE * 50)

FAILING = {
    "slow header": (dripping(OK, b"X-Drop: 1\r\n", 0.05), "deadline"),
    "slow body": (dripping(OK + b"\r\n", b".", 0.05), "deadline"),
    "endless body": (dripping(OK + b"\r\n", b"." * 65_536, 0), "body_too_large"),
    "announced too large": (answer(length=10**9), "body_too_large"),
    "Content-Length too long": (closing(answer(length=10_000)), "truncated_body"),
    "reset in the body": (closing(answer(length=10_000), reset=True), "truncated_body"),
    "chunk cut": (closing(CHUNKED + b"40\r\nThe ferry"), "truncated_body"),
    "gzip cut": (answer(ZIPPED[: len(ZIPPED) // 2], "200 OK", "Content-Encoding: gzip"), "truncated_body"),
    "closed before an answer": (closing(b""), "connect"),
    "Content-Length too short": (answer(length=10), "bad_http"),
    "two Content-Lengths": (answer(PAGE, "200 OK", "Content-Length: 3"), "bad_http"),
    "header without colon": (answer(PAGE, "200 OK", "Ferry"), "bad_http"),
    "garbage chunk": (CHUNKED + b"zz\r\nThe ferry\r\n0\r\n\r\n", "bad_http"),
    "not HTTP": (closing(b"SSH-2.0-harbour\r\n"), "bad_http"),
    "10,000 headers": (answer(PAGE, "200 OK", *["X-Ferry: late"] * 10_000), "bad_http"),
    "304 that was not asked for": (answer(b"", "304 Not Modified"), "bad_http"),
    "redirect loop": (redirect("?"), "too_many_redirects"),
    "redirect to a file": (redirect("file:///etc/passwd"), "redirect_scheme"),
    "redirect to nowhere": (answer(b"", "302 Found"), "redirect_no_location"),
    "redirect to no URL": (redirect("http://["), "bad_url"),
    "redirect to a private address": (redirect("http://10.0.0.1/"), "blocked_address"),
    "redirect to a private address as a number": (redirect("http://0xa000001/"), "blocked_address"),
    "redirect to a mapped address": (redirect("http://[::ffff:127.0.0.1]:1/"), "blocked_address"),
    "redirect to localhost": (redirect("http://localhost:1/"), "blocked_address"),
    "gzip bomb": (gzipped(bytes(10_000_000)), "decoded_too_large"),
    "gzip header on a plain body": (answer(PAGE, "200 OK", "Content-Encoding: gzip"), "bad_encoding"),
    "unknown encoding": (answer(PAGE, "200 OK", "Content-Encoding: sdch"), "unknown_encoding"),
    "100 encodings": (answer(PAGE, "200 OK", *["Content-Encoding: gzip"] * 100), "too_many_encodings"),
}
ACCEPTED = {
    "gzip": gzipped(PAGE),
    "junk after gzip": answer(gzip.compress(PAGE) + b"junk", "200 OK", "Content-Encoding: gzip"),
    "raw deflate": answer(zlib.compress(PAGE)[2:-4], "200 OK", "Content-Encoding: deflate"),
    "early hints": b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + answer(),
    "no reason phrase": answer(PAGE, "200"),
    "non-ASCII header": answer(PAGE, "200 OK", "X-Quay: \xe9"),
    "long header": answer(PAGE, "200 OK", "Set-Cookie: " + "a" * 20_000),
    "until the connection closes": closing(OK + b"\r\n" + PAGE),
}


def fetch(routes, path="/", **changes):
    with FaultServer({"/": b"", **routes}) as server:
        return fetch_all([server.url(path)], replace(POLICY, **changes))[0]


@pytest.mark.parametrize("fault", FAILING)
def test_a_fault_is_a_failure_with_a_reason_from_the_vocabulary(fault):
    behaviour, reason = FAILING[fault]
    failure = fetch({"/": behaviour})
    assert isinstance(failure, Failure)
    assert (failure.stage, failure.reason) == ("fetch", reason)
    assert reason in REASONS


@pytest.mark.parametrize("oddity", ACCEPTED)
def test_an_odd_but_whole_answer_is_a_page(oddity):
    page = fetch({"/": ACCEPTED[oddity]})
    assert isinstance(page, Page)
    assert (page.status, page.body) == (200, PAGE)


@pytest.mark.parametrize("status", [404, 410, 403, 500, 503, 999])
def test_any_status_is_a_page(status):
    page = fetch({"/": answer(PAGE, f"{status} Whatever")})
    assert (page.status, page.body) == (status, PAGE)


def test_what_cannot_be_asked_is_a_failure_in_its_place():
    urls = ["nonsense", "ftp://gazette.example/", f"http://{'a' * 70}.example/", "http://127.0.0.1:1/"]
    failures = fetch_all(urls, POLICY)
    assert [failure.subject for failure in failures] == urls
    assert [failure.reason for failure in failures] == ["bad_url", "bad_url", "bad_url", "connect"]


@pytest.mark.parametrize("allowed", [(), ("gazette.example",), ("127.0.0.1:1",)])
def test_a_private_host_is_refused_unless_it_is_allowed(allowed):
    assert fetch({"/": answer()}, allow_hosts=allowed).reason == "blocked_address"


def test_answers_come_in_the_order_of_the_urls_and_a_url_is_asked_once():
    with FaultServer({f"/{name}": answer(name.encode()) for name in "abc"}) as server:
        urls = [server.url(path) for path in ("/b", "/a", "/b", "/c")]
        assert [page.body for page in fetch_all(urls, POLICY)] == [b"b", b"a", b"b", b"c"]
        assert server.paths() == ["/b", "/a", "/c"]


def test_a_page_says_where_it_came_from_and_where_it_led():
    with FaultServer({"/old": redirect("/new#top"), "/new": answer(PAGE, "200 OK", "ETag: x")}) as server:
        (page,) = fetch_all([server.url("/old")], POLICY)
        assert page.target_uri == server.url("/old")
        assert page.final_uri.startswith(server.url("/new"))
        assert page.header("etag") == "x"


def test_validators_are_sent_and_not_modified_has_no_body():
    with FaultServer({"/a": answer(b"", "304 Not Modified")}) as server, Fetcher(POLICY) as fetcher:
        request = Request(server.url("/a"), etag='"1"', last_modified="Sun, 22 Nov 2026 10:00:00 GMT")
        ((asked, page),) = fetcher.fetch_lanes([[request]])
        assert (asked, page.status, page.body) == (request, 304, b"")
        assert 'If-None-Match: "1"\r\n' in server.requests[0][2]
        assert "If-Modified-Since: Sun, 22 Nov 2026 10:00:00 GMT\r\n" in server.requests[0][2]


def test_a_host_is_asked_at_intervals_and_hosts_side_by_side():
    with FaultServer({}) as one, FaultServer({}) as other:
        urls = [server.url(f"/{number}") for server in (one, other) for number in range(3)]
        fetch_all(urls, replace(POLICY, delay=0.2))
        here, there = ([at for at, _, _ in server.requests] for server in (one, other))
        assert all(later - earlier > 0.19 for times in (here, there) for earlier, later in pairwise(times))
        assert here[0] < there[-1]
        assert there[0] < here[-1]


def test_two_lanes_of_one_host_do_not_overlap():
    with FaultServer({}) as server, Fetcher(POLICY) as fetcher:
        lanes = [[Request(server.url(f"/{lane}{number}")) for number in range(3)] for lane in "ab"]
        assert len(list(fetcher.fetch_lanes(lanes))) == 6
        assert server.paths() == ["/a0", "/a1", "/a2", "/b0", "/b1", "/b2"]


def test_lanes_are_read_no_further_than_the_window():
    opened = []

    def lanes():
        for number, server in enumerate(servers):
            opened.append(number)
            yield [Request(server.url("/"))]

    with FaultServer({}) as a, FaultServer({}) as b, FaultServer({}) as c, Fetcher(POLICY) as fetcher:
        servers = (a, b, c)
        answers = fetcher.fetch_lanes(lanes(), window=1)
        next(answers)
        assert opened == [0]
        assert len(list(answers)) == 2


def test_a_slow_caller_costs_no_server_its_deadline():
    def slow(connection):
        time.sleep(0.1)
        connection.sendall(answer())

    with FaultServer({"/slow": slow}) as server, Fetcher(POLICY) as fetcher:
        fetcher.open([Request(server.url("/slow"))])
        assert list(fetcher.ready()) == []
        time.sleep(POLICY.deadline * 1.2)
        ((_, page),) = fetcher.drain(1)
        assert page.status == 200


def test_lanes_that_wait_for_a_slow_caller_keep_their_order():
    lanes = [[Request(f"{lane} {number}") for number in range(5)] for lane in range(40)]
    with Fetcher(POLICY) as fetcher:
        done = Counter(map(str, range(40)))
        for lane in lanes:
            fetcher.open(lane)
        for request, _ in fetcher.drain(1):
            done[request.url.split()[0]] += 1
            waited = [done[str(lane)] for lane in range(2, 40)]  # the first ones found room
            assert max(waited) <= min(waited) + 2


def test_more_answers_than_may_wait_all_arrive():
    with FaultServer({}) as server, Fetcher(POLICY) as fetcher:
        assert len(list(fetcher.fetch_lanes([[Request(server.url(f"/{number}")) for number in range(50)]]))) == 50


def test_a_fetcher_closes_while_work_is_under_way():
    with FaultServer({"/": dripping(OK, b"X-Drop: 1\r\n", 0.05)}) as server:
        fetcher = Fetcher(POLICY)
        fetcher.open([Request(server.url("/"))])
        list(fetcher.ready())
        fetcher.close()
        fetcher.close()


RULES = answer(b"User-agent: writethru\nDisallow: /private\nCrawl-delay: 0.2\n")


def test_robots_rules_are_asked_once_and_kept():
    with FaultServer({"/robots.txt": RULES}) as server:
        urls = [server.url(path) for path in ("/private/a", "/a", "/b")]
        denied, *pages = fetch_all(urls, replace(POLICY, robots=True))
        assert denied.reason == "robots_denied"
        assert [page.status for page in pages] == [404, 404]
        assert server.paths() == ["/robots.txt", "/a", "/b"]
        assert server.requests[2][0] - server.requests[1][0] > 0.19


def test_robots_rules_hold_for_where_a_redirect_leads():
    assert fetch({"/": redirect("/private"), "/robots.txt": RULES}, robots=True).reason == "robots_denied"


def test_a_request_may_be_exempt_from_robots():
    with FaultServer({"/robots.txt": RULES}) as server, Fetcher(replace(POLICY, robots=True)) as fetcher:
        ((_, page),) = fetcher.fetch_lanes([[Request(server.url("/private"), robots=False)]])
        assert page.status == 404


@pytest.mark.parametrize(
    ("robots", "reason"),
    [(answer(b"", "503 Busy"), "robots_denied"), (closing(b""), "connect"), (closing(b"junk\r\n\r\n"), "bad_http")],
)
def test_nothing_is_fetched_from_a_site_whose_rules_cannot_be_known(robots, reason):
    assert fetch({"/": answer(), "/robots.txt": robots}, robots=True).reason == reason


def test_the_user_agent_names_the_program_and_a_contact():
    with FaultServer({}) as server:
        fetch_all([server.url("/")], POLICY)
        assert "User-Agent: writethru/" in server.requests[0][2]
        assert "(+" in server.requests[0][2]
