"""What a feed's server is told beyond a plain request goes there and nowhere else, and is never told again."""

import pickle
from base64 import b64encode
from dataclasses import replace

import pytest

from tests.faults import FaultServer, answer, redirect
from writethru.access import Access, Keyring, expanded
from writethru.fetching import Fetcher, FetchPolicy, Request, fetch_all

FEED = "https://www.gazette.example/rss"
POLICY = FetchPolicy(deadline=2, delay=0, allow_hosts=("127.0.0.1", "127.0.0.2"), robots=False)
SECRET = "tide-4711-table"
BASIC = b64encode(f"reader:{SECRET}".encode()).decode()


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    monkeypatch.setenv("GAZETTE_KEY", SECRET)


def access(feed, **fields):
    given = {
        "headers": (("X-Key", "key ${GAZETTE_KEY}"),),
        "cookies": (("edition", "evening"), ("session", "${GAZETTE_KEY}")),
        "auth": ("reader", "${GAZETTE_KEY}"),
    }
    return Access(feed, **{**given, **fields})


def asked(server, *paths, feed="/rss", **fields):
    """Ask for paths with the access of a feed at the same server; return what the server was sent, by path."""
    policy = replace(POLICY, access=(access(server.url(feed), **fields),))
    with Fetcher(policy) as fetcher:
        list(fetcher.fetch_lanes([[Request(server.url(path), feed=server.url(feed)) for path in paths]]))
    return {path: text for _, path, text in server.requests}


@pytest.mark.parametrize(
    ("url", "covered"),
    [
        (FEED, True),
        ("https://www.gazette.example/quay", True),
        ("https://gazette.example/quay", True),
        ("https://m.gazette.example/quay", True),
        ("https://www.gazette.example:8443/quay", False),
        ("http://www.gazette.example/quay", False),
        ("https://quay.gazette.example/", False),
        ("https://www.gazette.example.evil.example/", False),
        ("https://evilgazette.example/", False),
        ("https://example/", False),
        ("https://archive.example/quay", True),
        ("https://www.archive.example/quay", False),
    ],
)
def test_access_is_for_the_feeds_own_host_and_those_it_names(url, covered):
    assert Access(FEED, hosts=("archive.example",)).covers(url) is covered


def test_a_feed_in_the_clear_may_go_over_to_tls():
    assert Access("http://gazette.example/rss").covers("https://gazette.example/rss")


def test_headers_cookies_and_a_password_are_sent_with_the_feed_and_its_articles():
    with FaultServer({"/rss": answer(), "/quay": answer()}) as server:
        for text in asked(server, "/rss", "/quay").values():
            assert f"X-Key: key {SECRET}\r\n" in text
            assert f"Cookie: edition=evening; session={SECRET}\r\n" in text
            assert f"Authorization: Basic {BASIC}\r\n" in text


def test_a_request_of_another_feed_is_sent_nothing():
    with FaultServer({"/": answer()}) as server:
        policy = replace(POLICY, access=(access(server.url("/rss")),))
        with Fetcher(policy) as fetcher:
            list(fetcher.fetch_lanes([[Request(server.url("/"), feed=server.url("/atom")), Request(server.url("/"))]]))
        assert len(server.requests) == 2
        assert SECRET not in str(server.requests)
        assert BASIC not in str(server.requests)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2"])
def test_another_site_is_sent_nothing_by_a_link_or_a_redirect(address):
    with FaultServer({"/": answer()}) as other, FaultServer({}) as server:
        server.routes["/rss"] = redirect(other.url("/", address))
        sent = asked(server, "/rss")["/rss"]
        policy = replace(POLICY, access=(access(server.url("/rss")),))
        with Fetcher(policy) as fetcher:
            list(fetcher.fetch_lanes([[Request(other.url("/", address), feed=server.url("/rss"))]]))
        assert SECRET in sent
        assert len(other.requests) == 2
        for _, _, text in other.requests:
            assert not any(name in text for name in (SECRET, BASIC, "X-Key", "Cookie", "Authorization"))


def test_a_redirect_there_and_back_sends_it_at_home_only():
    with FaultServer({}) as other, FaultServer({"/quay": answer()}) as server:
        other.routes["/"] = redirect(server.url("/quay"))
        server.routes["/rss"] = redirect(other.url("/"))
        sent = asked(server, "/rss")
        assert SECRET in sent["/rss"]
        assert SECRET in sent["/quay"]
        assert SECRET not in str(other.requests)


def test_a_robots_txt_is_sent_nothing():
    with FaultServer({"/quay": answer()}) as server:
        policy = replace(POLICY, robots=True, access=(access(server.url("/rss")),))
        with Fetcher(policy) as fetcher:
            list(fetcher.fetch_lanes([[Request(server.url("/quay"), feed=server.url("/rss"))]]))
        texts = {path: text for _, path, text in server.requests}
        assert SECRET in texts["/quay"]
        assert SECRET not in texts["/robots.txt"]


def test_a_proxy_is_asked_for_the_feed_and_not_for_what_lies_elsewhere(monkeypatch):
    monkeypatch.setenv("PROXY_PASSWORD", SECRET)
    elsewhere = FaultServer({"/": answer()})
    with elsewhere, FaultServer({}, default=answer(b"by way of the proxy")) as proxy:
        way = f"http://reader:${{PROXY_PASSWORD}}@{proxy.host}"
        feed = "http://gazette.invalid/rss"
        policy = replace(POLICY, robots=True, access=(Access(feed, proxy=way),))
        proxy.routes["http://gazette.invalid/robots.txt"] = answer(b"", "404 Not Found")
        proxy.routes["http://gazette.invalid/away"] = redirect(elsewhere.url("/"))
        urls = ["http://gazette.invalid/rss", "http://gazette.invalid/away"]
        with Fetcher(policy) as fetcher:
            answers = [found for _, found in fetcher.fetch_lanes([[Request(url, feed=feed) for url in urls]])]
        assert answers[0].body == b"by way of the proxy"
        assert BASIC not in str([page.sent for page in answers])
        assert answers[1].final_uri == elsewhere.url("/")
        assert f"Proxy-Authorization: Basic {BASIC}" in proxy.requests[0][2]
        assert "Proxy" not in str(elsewhere.requests)


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:1", "http://{refusing}"])
def test_a_proxy_that_is_not_there_or_refuses_is_named(proxy):
    with FaultServer({}, default=answer(b"", "407 Proxy Authentication Required")) as refusing:
        feed = "https://gazette.invalid/rss"
        policy = replace(POLICY, access=(Access(feed, proxy=proxy.format(refusing=refusing.host)),))
        with Fetcher(policy) as fetcher:
            ((_, failure),) = fetcher.fetch_lanes([[Request(feed, feed=feed)]])
        assert failure.reason == "proxy"


@pytest.mark.parametrize("echo", [f"ftp://gazette.example/{SECRET}", f"ftp://gazette.example/{BASIC}"])
def test_a_secret_that_a_server_repeats_is_not_in_the_failure(echo):
    with FaultServer({"/rss": redirect(echo)}) as server:
        policy = replace(POLICY, access=(access(server.url("/rss")),))
        with Fetcher(policy) as fetcher:
            ((_, failure),) = fetcher.fetch_lanes([[Request(server.url("/rss"), feed=server.url("/rss"))]])
    assert failure.detail == "ftp://gazette.example/***"


def test_a_secret_is_not_told_in_part_where_a_failure_is_cut():
    for length in (190, 290):
        with FaultServer({"/rss": redirect(f"ftp:{'a' * length}{SECRET}")}) as server:
            policy = replace(POLICY, access=(access(server.url("/rss")),))
            with Fetcher(policy) as fetcher:
                ((_, failure),) = fetcher.fetch_lanes([[Request(server.url("/rss"), feed=server.url("/rss"))]])
        assert "tide" not in failure.detail


def test_a_secret_is_not_told_in_escapes_either():
    keys = Keyring((access(FEED),), {"GAZETTE_KEY": "tide/4711 fähre"})
    assert keys.redacted(f"/?key=tide%2F4711%20f%C3%A4hre {'tide/4711 fähre'.encode()}") == "/?key=*** b'***'"


def test_what_a_proxy_repeats_is_not_in_the_failure_of_a_page_or_of_a_sites_rules(monkeypatch):
    monkeypatch.setenv("PROXY_KEY", SECRET)
    repeating = answer(b"", f"407 {BASIC} {SECRET}")
    with FaultServer({}, default=repeating) as proxy:
        feed = "https://gazette.invalid/rss"
        policy = replace(POLICY, access=(Access(feed, proxy=f"http://reader:${{PROXY_KEY}}@{proxy.host}"),))
        with Fetcher(policy) as fetcher:
            ((_, failure),) = fetcher.fetch_lanes([[Request(feed, feed=feed)]])
            rules = fetcher.rules([feed])[feed]
    assert failure.detail == "the proxy answers 407 *** ***"
    assert rules.detail == f"https://gazette.invalid/robots.txt: {failure.detail}"


def test_a_policy_shows_no_value_and_its_pickle_no_secret():
    given = access(FEED, headers=(("X-Key", "written down"),), proxy="http://reader:${GAZETTE_KEY}@proxy.example")
    policy = replace(POLICY, access=(given,))
    assert "written down" not in repr(policy)
    assert SECRET.encode() not in pickle.dumps(policy)
    assert SECRET not in repr(Keyring((given,), {"GAZETTE_KEY": SECRET}).at(FEED, FEED))


def test_what_is_missing_or_unfit_is_named_without_its_value():
    with pytest.raises(ValueError, match=r"^the environment variable NO_SUCH is not set$"):
        expanded("key ${NO_SUCH}", {})
    with pytest.raises(ValueError, match=r"^expected printable") as raised:
        expanded("${KEY}", {"KEY": f"{SECRET}\r\nX-Other: 1"})
    assert SECRET not in str(raised.value)
    with pytest.raises(ValueError, match="NO_SUCH"):
        fetch_all([], replace(POLICY, access=(Access(FEED, auth=("reader", "${NO_SUCH}")),)))


def test_a_value_is_filled_in_once():
    assert expanded("${A}$B$${A", {"A": "${A}"}) == "${A}$B$${A"
