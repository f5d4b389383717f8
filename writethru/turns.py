"""A fetcher's turns at hosts: waits for one, takes it, and tells what the host said to it (see writethru.pacing)."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from writethru.exchanges import Exchange, FetchError
from writethru.hosts import Hosts
from writethru.pacing import REFUSING, Host, moment, retry_after


class Turn:
    """One request's turn: its maker says when the host began to answer, and what."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.seen: float | None = None
        self.status: int | None = None
        self.retry_after: float | None = None

    def arrived(self, head: Exchange) -> None:
        """Count from now, and take note of what the host says about being asked, whatever becomes of its answer."""
        self.seen = self._clock()
        self.status = head.status
        self.retry_after = retry_after(head.values("retry-after"), head.values("date"), self.seen)


class Turns:
    """The turns of all that one event loop asks for, in the order in which they were asked for at each host."""

    def __init__(self, hosts: Hosts, clock: Callable[[], float]) -> None:
        self._hosts = hosts
        self._clock = clock
        self._locks: dict[str, asyncio.Lock] = {}

    @asynccontextmanager
    async def at(self, name: str, delay: float, seconds: float) -> AsyncIterator[Turn]:
        """Wait for a turn at a host, `delay` after it saw the last one, for a request of at most so many seconds.

        Raises FetchError: "held" at once while the host must not be asked, "rate_limited" when it says so to this one.
        """
        async with self._locks.setdefault(name, asyncio.Lock()):
            while (wait := self._hosts.claim(name, delay, seconds)) > 0.0:
                await asyncio.sleep(wait)
            if wait < 0.0:
                host = self._hosts.get(name)
                raise FetchError("held", _held(name, host), moment(host.held))
            turn, failed = Turn(self._clock), None
            try:
                yield turn
            except FetchError as error:
                failed = error
            finally:
                host = self._hosts.end(name, turn.seen, turn.status, turn.retry_after)
        if turn.status in REFUSING and host.is_held(self._clock()):
            raise FetchError("rate_limited", _held(name, host), moment(host.held))
        if failed is not None:
            raise failed


def _held(name: str, host: Host) -> str:
    return f"{name} {host.why}: not before {moment(host.held):%Y-%m-%d %H:%M:%S} UTC"
