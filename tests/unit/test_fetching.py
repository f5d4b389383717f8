import socket
import time
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from tests.faults import OK, PAGE, FaultServer, answer, closing, dripping, pieces, redirect
from writethru.fetching import Fetcher, FetchPolicy, Request, fetch_all

POLICY = FetchPolicy(
    deadline=0.3, delay=0, allow_hosts=("127.0.0.1",), robots=False, max_wire_bytes=100_000, max_body_bytes=200_000
)


def fetch(routes, path="/", **changes):
    with FaultServer({"/": b"", **routes}) as server:
        return fetch_all([server.url(path)], replace(POLICY, **changes))[0]


def test_what_cannot_be_asked_is_a_failure_in_its_place():
    long = ["http://gazette.example/" + "a" * 9_000, f"http://{'a.' * 150}example/"]
    urls = ["nonsense", "ftp://gazette.example/", f"http://{'a' * 70}.example/", *long, "http://127.0.0.1:1/"]
    failures = fetch_all(urls, POLICY)
    assert [failure.subject for failure in failures] == urls
    assert [failure.reason for failure in failures] == ["bad_url"] * 5 + ["connect"]


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


def test_the_user_agent_names_the_program():
    with FaultServer({}) as server:
        fetch_all([server.url("/")], POLICY)
        assert "User-Agent: writethru/" in server.requests[0][2]


def test_an_answer_that_was_there_before_its_request_belongs_to_nobody():
    with FaultServer({"/a": pieces(answer(), answer(b"smuggled"))}, default=answer(b"asked for")) as server:
        first, second = fetch_all([server.url("/a"), server.url("/b")], replace(POLICY, delay=0.1))
        assert (first.body, second.body) == (PAGE, b"asked for")


def test_a_connection_is_kept_for_the_next_request():
    with FaultServer({"/a": answer(), "/b": answer()}) as server:
        fetch_all([server.url("/a"), server.url("/b")], POLICY)
        assert server.connections == 1


def test_a_user_and_a_password_in_a_url_are_not_sent():
    with FaultServer({"/b": answer()}) as server:
        server.routes["/"] = redirect(f"http://reader:ferry@{server.host}/b")
        assert fetch_all([f"http://you:me@{server.host}/"], POLICY)[0].body == PAGE
        assert "Authorization" not in "".join(text for _, _, text in server.requests)


@pytest.fixture
def names(monkeypatch):
    """A resolver that answers each question about a name with its next line: addresses, or an error to raise."""
    told = {}

    def resolve(name, port, *_, **__):
        answers = told[name]
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        if callable(addresses):
            addresses()
        if isinstance(addresses, Exception):
            raise addresses
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return told


def test_a_name_that_leads_elsewhere_when_it_is_asked_again_gains_nothing(names):
    names["gazette.example"] = [["127.0.0.1"]]
    names["rebinding.example"] = [["203.0.113.9"], ["127.0.0.1"]]
    with FaultServer({"/": answer()}) as server:
        for name in ("gazette.example", "rebinding.example"):
            for _ in range(2):
                assert fetch_all([server.url("/", name)], POLICY)[0].reason == "blocked_address"
        assert server.requests == []


def test_one_private_address_among_several_is_not_talked_to(names):
    names["gazette.example"] = [["10.0.0.1", "127.0.0.1", "192.168.0.1"]]
    with FaultServer({"/": answer()}) as server:
        assert fetch_all([server.url("/", "gazette.example")], POLICY)[0].reason == "blocked_address"
        assert server.requests == []


def test_a_name_that_is_allowed_may_stand_for_a_private_address_and_its_neighbours_not(names):
    names["gazette.example"] = names["www.gazette.example"] = [["127.0.0.1"]]
    with FaultServer({"/": answer()}) as server:
        urls = [server.url("/", "gazette.example"), server.url("/", "www.gazette.example")]
        page, failure = fetch_all(urls, replace(POLICY, allow_hosts=("gazette.example",)))
        assert (page.status, failure.reason) == (200, "blocked_address")


@pytest.mark.parametrize("code", [socket.EAI_NONAME, socket.EAI_AGAIN, socket.EAI_FAIL])
def test_a_name_that_nobody_knows_is_a_dns_failure(names, code):
    names["gazette.example"] = [socket.gaierror(code, "no")]
    assert fetch_all(["http://gazette.example/"], POLICY)[0].reason == "dns"


def test_names_that_take_for_ever_keep_nobody_waiting(names):
    for number in range(40):
        names[f"desk{number}.example"] = [lambda: time.sleep(1.5)]
    with FaultServer({"/": answer()}) as server:
        urls = [*(f"http://{name}/" for name in names), server.url("/", "localhost")]
        names["localhost"] = [["127.0.0.1"]]
        *lost, page = fetch_all(urls, replace(POLICY, allow_hosts=("localhost",), deadline=0.5))
        assert {failure.reason for failure in lost} == {"deadline"}
        assert page.status == 200
