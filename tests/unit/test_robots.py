"""robots.txt by RFC 9309: whose group is ours, what its absence means, and how long it is believed."""

import asyncio

import pytest

from writethru.exchanges import Exchange, FetchError
from writethru.hosts import Hosts
from writethru.pacing import DAY, moment
from writethru.robots import KEPT_FAILURE, MAX_BYTES, STALE, Robots

NOW = 1_800_000_000.0
URL = "https://gazette.example/news/quay"


class Site:
    """A site's robots.txt, which may change or fail, and a reader of it that lives from run to run."""

    def __init__(self, body=b"", status=200, path=None):
        self.answer, self.asked, self.now = Exchange(status, (), body), [], NOW
        self.path = path
        self.restart()

    def restart(self):
        self.hosts = Hosts(self.path, lambda: self.now)
        self.robots = Robots("writethru", self._fetch, self.hosts, lambda: self.now)

    async def _fetch(self, url):
        self.asked.append(url)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def check(self, url=URL):
        """Return the seconds wanted between requests, or the reason of a refusal and for how long it holds."""
        try:
            return asyncio.run(self.robots.check(url))
        except FetchError as error:
            return error.reason, error.until and round((error.until - moment(self.now)).total_seconds())


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        ("User-agent: *\nDisallow: /news", False),
        ("User-agent: writethru\nDisallow: /news\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: writethru\nAllow: /", True),
        ("User-Agent: WriteThru/1.0 (news)\nDisallow: /", False),
        ("User-agent: write\nDisallow: /", True),
        ("User-agent: writethru-images\nDisallow: /", True),
        ("User-agent: someone\nUser-agent: writethru\nDisallow: /", False),
        (
            "User-agent: writethru\nDisallow: /x\n\nUser-agent: *\nAllow: /\n\nUser-agent: writethru\nDisallow: /n",
            False,
        ),
        ("\ufeffUser-agent: *\nDisallow: /", False),
        ("User-agent: *\rDisallow: /", False),
        ("User-agent: * # all\nDisallow: /news # the news", False),
        ("User-agent: *\nDisallow: /news\nAllow: /news/quay", True),
        ("User-agent: *\nDisallow: /*quay$", False),
        ("User-agent: *\nDisallow:", True),
        ("<html><body>User-agent: *<br>Disallow: /</body></html>", True),
    ],
)
def test_the_group_that_names_us_whole_is_ours_else_that_of_everybody(rules, allowed):
    found = Site(rules.encode()).check()
    assert found == 0.0 if allowed else found[0] == "robots_denied"


def test_a_refusal_holds_as_long_as_the_rules_are_kept():
    site = Site(b"User-agent: *\nDisallow: /")
    assert site.check() == ("robots_denied", DAY)
    site.now += DAY / 2
    assert site.check() == ("robots_denied", DAY / 2)
    site.now += DAY / 2 + 1
    site.answer = Exchange(404, (), b"")
    assert site.check() == 0.0


@pytest.mark.parametrize(("delay", "seconds"), [("10", 10.0), ("0.5", 0.5), ("86400", 60.0), ("-5", 0.0), ("x", 0.0)])
def test_a_crawl_delay_is_honoured_up_to_a_minute(delay, seconds):
    assert Site(f"User-agent: *\nCrawl-delay: {delay}\nDisallow:".encode()).check() == seconds


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_no_rules_allow_everything(status):
    assert Site(b"User-agent: *\nDisallow: /", status).check() == 0.0


def test_more_redirects_than_five_are_no_rules():
    site = Site()
    site.answer = FetchError("too_many_redirects", "")
    assert site.check() == 0.0


@pytest.mark.parametrize("fault", [Exchange(503, (), b""), FetchError("deadline", ""), FetchError("tls", "")])
def test_rules_that_cannot_be_had_forbid_everything_for_some_minutes_where_none_are_known(fault):
    site = Site()
    site.answer = fault
    reason, seconds = site.check()
    assert (reason, seconds) == (fault.reason if isinstance(fault, FetchError) else "robots_denied", KEPT_FAILURE)
    site.check()
    assert len(site.asked) == 1
    site.answer, site.now = Exchange(200, (), b""), NOW + KEPT_FAILURE + 1
    assert site.check() == 0.0


def test_rules_are_kept_from_run_to_run_and_stand_in_for_those_that_cannot_be_had(tmp_path):
    site = Site(b"User-agent: *\nDisallow: /news", path=str(tmp_path / "h.sqlite"))
    site.check()
    site.now += DAY - 1
    site.restart()
    assert site.check()[0] == "robots_denied"
    assert len(site.asked) == 1
    site.now, site.answer = NOW + 3 * DAY, FetchError("connect", "refused")
    assert site.check() == ("robots_denied", KEPT_FAILURE)
    assert site.check("https://gazette.example/sport") == 0.0
    site.now = NOW + STALE + 1
    assert site.check()[0] == "connect"


def test_a_host_that_is_held_says_nothing_of_its_rules():
    site = Site()
    site.answer = FetchError("held", "", moment(NOW + 60))
    assert site.check() == ("held", 60)
    site.answer = Exchange(404, (), b"")
    assert site.check() == 0.0


def test_a_long_file_is_read_to_the_end_of_a_line():
    rules = b"User-agent: *\nDisallow: /x\n#" + b"-" * (MAX_BYTES - 44) + b"\nDisallow: /news/private"
    assert rules[:MAX_BYTES].endswith(b"Disallow: /news")
    assert Site(rules).check() == 0.0


def test_lanes_that_lead_to_one_site_ask_once():
    site = Site()

    async def both():
        await asyncio.gather(site.robots.check(URL), site.robots.check("https://gazette.example/a"))

    asyncio.run(both())
    assert len(site.asked) == 1


def test_every_origin_has_its_own():
    site = Site(b"")
    for url in (URL, "http://gazette.example/", "https://gazette.example:8443/", "https://www.gazette.example/"):
        site.check(url)
    assert len(set(site.asked)) == 4
