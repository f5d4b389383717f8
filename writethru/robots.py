"""robots.txt (RFC 9309): what a site lets us fetch, and how fast.

Answers of 4xx and more redirects than five mean that there are no rules. Where it can't be had for a fault of the
site's, the rules that were last known hold on for a week; where none are known, nothing may be fetched. Kept per origin
for a day, from run to run.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from protego import Protego

from writethru.exchanges import Exchange, FetchError
from writethru.hosts import Hosts
from writethru.pacing import DAY, moment
from writethru.urls import absolute_url

MAX_BYTES = 512_000  # RFC 9309, 2.5: at least 500 KiB must be read, what follows may be ignored
MAX_CRAWL_DELAY = 60.0  # s; some sites ask for hours, which means "not at all": that is Disallow's work
KEPT = DAY  # RFC 9309, 2.4
KEPT_FAILURE = 600.0  # s; an outage should not silence a site for a day
STALE = 7 * DAY  # s for which old rules stand in for those that can't be had
# A group is for us when its product token is ours, whole; protego also takes one that ours merely contains ("write").
AGENT_LINE = re.compile(r"^([ \t]*user[- ]?agent[ \t]*:[ \t]*)([A-Za-z_-]+)[^\r\n]*", re.IGNORECASE | re.MULTILINE)
ANOTHER = "-"  # stands for every other product: no name contains it


@dataclass(frozen=True, slots=True)
class _Rules:
    """What one origin answered; neither `rules` nor `error` when everything is allowed."""

    until: float
    rules: Protego | None = None
    error: FetchError | None = None


class Robots:
    """The rules of every origin asked so far; `fetch` gets a robots.txt, `clock` counts seconds since the epoch."""

    def __init__(
        self, agent: str, fetch: Callable[[str], Awaitable[Exchange]], hosts: Hosts, clock: Callable[[], float]
    ) -> None:
        self._agent = agent
        self._fetch = fetch
        self._hosts = hosts
        self._clock = clock
        self._origins: dict[str, _Rules] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def check(self, url: str) -> float:
        """Return the seconds a site wants between requests, 0.0 if it does not say; raise FetchError if it refuses."""
        address = absolute_url("/robots.txt", url)
        known = self._origins.get(address)
        if known is None or known.until < self._clock():
            known = await self._renewed(address)
        if known.error is not None:
            raise FetchError(known.error.reason, known.error.detail, moment(known.until))
        if known.rules is None:
            return 0.0
        if not known.rules.can_fetch(url, self._agent):
            raise FetchError("robots_denied", address, moment(known.until))
        return min(float(known.rules.crawl_delay(self._agent) or 0.0), MAX_CRAWL_DELAY)

    async def _renewed(self, address: str) -> _Rules:
        """Return what an origin answers now; lanes that lead to one origin ask it once."""
        async with self._locks.setdefault(address, asyncio.Lock()):
            known = self._origins.get(address)
            if known is None or known.until < self._clock():
                known = self._origins[address] = await self._ask(address)
            return known

    async def _ask(self, address: str) -> _Rules:
        now = self._clock()
        kept = self._hosts.robots(address)
        if kept is not None and now - KEPT < kept[1] <= now:
            return self._read(*kept)
        try:
            answer = await self._fetch(address)
            if answer.status >= 500:
                raise FetchError("robots_denied", f"answers {answer.status}")
            text = _text(answer.body) if answer.status == 200 else ""
        except FetchError as error:
            if error.reason in ("held", "rate_limited"):
                raise  # the host is not to be asked for anything, which says nothing of its rules
            if error.reason != "too_many_redirects":
                until = self._clock() + KEPT_FAILURE
                if kept is not None and now - STALE < kept[1]:
                    return _Rules(until, self._read(*kept).rules)
                return _Rules(until, error=FetchError(error.reason, f"{address}: {error.detail}"))
            text = ""
        fetched = self._clock()
        self._hosts.keep_robots(address, text, fetched)
        return self._read(text, fetched)

    def _read(self, text: str, fetched: float) -> _Rules:
        return _Rules(fetched + KEPT, Protego.parse(AGENT_LINE.sub(self._named, text)) if text else None)

    def _named(self, line: re.Match[str]) -> str:
        return line[1] + (self._agent if line[2].lower() == self._agent else ANOTHER)


def _text(body: bytes) -> str:
    """Return as much of a robots.txt as is read, to the end of a line: half a path would forbid more than the whole."""
    if len(body) > MAX_BYTES:
        body = body[:MAX_BYTES]
        body = body[: max(body.rfind(b"\n"), body.rfind(b"\r")) + 1]
    return body.decode("utf-8-sig", "replace")
