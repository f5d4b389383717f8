"""robots.txt (RFC 9309): what a site lets us fetch, and how fast.

Answers of 4xx mean that there are no rules, 5xx that nothing may be fetched; when no answer comes, the page fails as
its robots.txt did. Kept per origin for a day.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from protego import Protego

from writethru.exchanges import Exchange, FetchError
from writethru.urls import absolute_url

MAX_BYTES = 512_000  # RFC 9309, 2.5: at least 500 KiB must be read, what follows may be ignored
MAX_CRAWL_DELAY = 60.0  # s; some sites ask for hours, which means "not at all": that is Disallow's work
KEPT = 86_400.0  # s; RFC 9309, 2.4
KEPT_FAILURE = 600.0  # s; an outage should not silence a site for a day


@dataclass(frozen=True, slots=True)
class _Rules:
    """What one origin answered; neither `rules` nor `error` when everything is allowed."""

    until: float
    rules: Protego | None = None
    error: FetchError | None = None


class Robots:
    """The rules of every origin asked so far; `fetch` gets a robots.txt, `clock` counts seconds."""

    def __init__(self, agent: str, fetch: Callable[[str], Awaitable[Exchange]], clock: Callable[[], float]) -> None:
        self._agent = agent
        self._fetch = fetch
        self._clock = clock
        self._origins: dict[str, _Rules] = {}

    async def check(self, url: str) -> float:
        """Return the seconds a site wants between requests, 0.0 if it does not say; raise FetchError if it refuses."""
        address = absolute_url("/robots.txt", url)
        known = self._origins.get(address)
        if known is None or known.until < self._clock():
            known = self._origins[address] = await self._ask(address)
        if known.error is not None:
            raise FetchError(known.error.reason, known.error.detail)
        if known.rules is None:
            return 0.0
        if not known.rules.can_fetch(url, self._agent):
            raise FetchError("robots_denied", address)
        return min(float(known.rules.crawl_delay(self._agent) or 0.0), MAX_CRAWL_DELAY)

    async def _ask(self, address: str) -> _Rules:
        try:
            answer = await self._fetch(address)
        except FetchError as error:
            return _Rules(self._clock() + KEPT_FAILURE, error=FetchError(error.reason, f"{address}: {error.detail}"))
        if answer.status >= 500:
            refusal = FetchError("robots_denied", f"{address} answers {answer.status}")
            return _Rules(self._clock() + KEPT_FAILURE, error=refusal)
        rules = Protego.parse(answer.body[:MAX_BYTES].decode("utf-8", "replace")) if answer.status == 200 else None
        return _Rules(self._clock() + KEPT, rules)
