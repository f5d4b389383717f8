"""`writethru check`: one line a feed says whether it answers, with what, and what stands in the way."""

from datetime import UTC, datetime

import pytest

from tests.faults import FaultServer, answer, redirect
from writethru.checking import check_feeds, lines
from writethru.cli import main
from writethru.elements import Feed, FeedState
from writethru.fetching import FetchPolicy

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ITEM = (
    b"<item><title>Quay</title><link>/quay</link><guid>1</guid><pubDate>Sun, 01 Mar 2026 12:00:00 GMT</pubDate></item>"
)
RSS = b"<rss version='2.0'><channel><title>Gazette</title>" + ITEM + b"</channel></rss>"
ROUTES = {
    "/rss": answer(RSS, "200 OK", 'ETag: "1"', "Last-Modified: Sun, 01 Mar 2026 12:00:00 GMT"),
    "/bad": answer(RSS.replace(b"Quay", b"Quay & pier")),
    "/page": answer(),
    "/gone": answer(b"", "410 Gone"),
    "/old": answer(b"", "301 Moved", "Location: /rss"),
    "/busy": answer(b"", "429 Slow", "Retry-After: 120"),
    "/robots.txt": answer(b"User-agent: *\nDisallow: /quay\n"),
}


@pytest.fixture
def policy(tmp_path):
    path = str(tmp_path / "hosts.sqlite")
    return FetchPolicy(deadline=1, delay=0, allow_hosts=("127.0.0.1",), hosts_file=path)


def checked(policy, *urls, known=None):
    feeds = [Feed(url, address=(known or {}).get(url, FeedState(url, "ok", NOON)).address or "") for url in urls]
    return [(one.state, ", ".join(one.words)) for one in check_feeds(feeds, policy, known or {}, 64)]


def test_a_feed_is_told_by_what_it_is_and_whether_its_pages_may_be_had(policy):
    with FaultServer(ROUTES) as server:
        assert checked(policy, server.url("/rss")) == [
            ("ok", "rss, 1 entry, newest 2026-03-01 12:00, etag and last-modified, robots.txt forbids its pages")
        ]
    slow = {**ROUTES, "/robots.txt": answer(b"User-agent: *\nCrawl-delay: 0.5\n")}
    with FaultServer(slow) as server:
        ((state, words),) = checked(policy, server.url("/bad"))
        assert state == "ok"
        assert "no validators, a page every 0.5 s by robots.txt, references: a raw &" in words


def test_what_is_no_feed_says_why_and_the_line_is_short(policy):
    with FaultServer(ROUTES) as server:
        urls = [server.url("/page"), server.url("/gone"), "http://127.0.0.1:1/rss", "http://10.0.0.1/rss"]
        states, words = zip(*checked(policy, *urls), strict=True)
        assert states == ("failing",) * 4
        assert words[0].startswith("not_a_feed: a page")
        assert words[1:] == (
            "answered 410",
            "connect: Connect call failed ('127.0.0.1', 1)",
            "blocked_address: not a public address (fetch, allow_hosts: may allow its host)",
        )


def test_a_host_that_refuses_is_asked_once_and_its_other_feeds_are_held(policy):
    with FaultServer(ROUTES) as server:
        (first, words), (second, held) = checked(policy, server.url("/busy"), server.url("/rss"))
        assert (first, second) == ("failing", "held")
        assert "answered 429, retry after 120 s: not before" in words and "not before" in held
        assert server.paths() == ["/busy"]


def test_what_runs_remember_of_a_feed_is_told(policy):
    with FaultServer(ROUTES) as server:
        old, gone, moved = server.url("/old"), server.url("/gone"), server.url("/was")
        known = {
            old: FeedState(old, "ok", NOON, moving=server.url("/rss"), moving_looks=2),
            gone: FeedState(gone, "dormant", NOON, reason="http_410"),
            moved: FeedState(moved, "ok", NOON, address=server.url("/rss")),
        }
        found = [words for _, words in checked(policy, old, gone, moved, known=known)]
        assert found[0].endswith(f"moving to {server.url('/rss')} (told at 2 of 3 polls)")
        assert found[1] == "answered 410, dormant (http_410), next poll 2026-03-01 12:00 UTC"
        assert found[2].endswith(f"moved for good to {server.url('/rss')}")


def test_the_command_aligns_its_lines_and_exits_with_3_when_a_feed_fails(tmp_path, capsys):
    with FaultServer({**ROUTES, "/temporary": redirect("/rss")}) as server:
        urls = "".join(f"  - url: {server.url(path)}\n" for path in ("/rss", "/temporary"))
        config = tmp_path / "c.yaml"
        config.write_text(
            f"feeds:\n{urls}data: data\nfetch: {{delay: 0, allow_hosts: [127.0.0.1], contact: desk@gazette.example}}\n"
        )
        assert main(["check", str(config)]) == 0
        head, first, second = capsys.readouterr().out.splitlines()
        assert head.endswith("sound, 2 feeds")
        assert first.index("rss, 1 entry") == second.index("rss, 1 entry")
        config.write_text(config.read_text().replace("/temporary", "/gone"))
        assert main(["check", str(config)]) == 3
    assert [line.plain for line in lines([])] == []
