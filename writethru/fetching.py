"""Fetching: one URL -> one typed outcome, politely, guarded, within a deadline.

Whatever a server answers is a Page, 404 too; a Failure says why there is no answer, and where a host asks to be left
alone (429; 503 with a Retry-After) until when. The requests of one host are a lane, worked in order with a delay
between them; many lanes are open at once.
"""

import asyncio
import os
import re
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Self, TypeVar

from writethru import __version__
from writethru.access import Access, Grant, Keyring
from writethru.elements import Failure, Page
from writethru.exchanges import REASONS, REDIRECTS, Exchange, Exchanger, FetchError
from writethru.hosts import Hosts
from writethru.robots import Robots
from writethru.turns import Turns
from writethru.urls import absolute_url, host

__all__ = ["REASONS", "FetchPolicy", "Fetcher", "Request", "fetch_all"]

T = TypeVar("T")

AGENT = "writethru"  # the name that a robots.txt may call us by
PERMANENT = frozenset({301, 308})
OTHER_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# Names are looked up by blocking calls; one that nobody answers holds a thread for longer than its lane, half a minute,
# and must not keep the others waiting. Threads are made as they are needed.
RESOLVER_THREADS = 128
MAX_DETAIL = 300  # characters
WAITING_ANSWERS = 8  # answers ready for the caller; beyond them a lane holds its page and waits


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """How to fetch. Seconds and bytes; `deadline` is for a URL with all its redirects, waiting for a turn apart.

    `delay` lies between two requests to one host, as it sees them and whoever makes them: `hosts_file` is the database
    in which all fetchers of a machine keep this and what hosts said (writethru.hosts); without one each keeps its own.
    `robots` honours robots.txt for pages, `feed_robots` for feeds too. `allow_hosts` names the hosts ("localhost",
    "127.0.0.1:8080") that may lie on private networks. `user_agent` should say where its operator is reached.
    `access` is what single feeds need beyond that.
    """

    deadline: float = 20.0  # slow but honest servers answer in half of it
    delay: float = 5.0
    allow_hosts: tuple[str, ...] = ()
    max_wire_bytes: int = 8_000_000  # twice that while it is put together: under 20 MB, whatever a server sends
    max_body_bytes: int = 20_000_000
    robots: bool = True
    feed_robots: bool = False
    hosts_file: str | None = None
    user_agent: str = f"{AGENT}/{__version__}"
    max_redirects: int = 5
    access: tuple[Access, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """One URL to fetch, with the validators of its last good answer; `feed` is whose access it has, if any."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    robots: bool = True
    feed: str = ""


Answer = tuple[Request, Page | Failure]


@dataclass(frozen=True, slots=True)
class _LaneEnd:
    """Follows a lane's last answer; `error` is a fault of ours that stopped it."""

    error: Exception | None = None


def fetch_all(urls: Sequence[str], policy: FetchPolicy) -> list[Page | Failure]:
    """Return what each URL answered, in the order of `urls`; hosts are asked side by side, a URL given twice once."""
    lanes: dict[str, list[Request]] = {}
    for url in dict.fromkeys(urls):
        lanes.setdefault(_host_or_url(url), []).append(Request(url))
    with Fetcher(policy) as fetcher:
        answers = {request.url: answer for request, answer in fetcher.fetch_lanes(lanes.values())}
    return [answers[url] for url in urls]


class Fetcher:
    """Fetches lanes of requests and hands out the answers as they come, from ordinary code in one thread.

    It owns an event loop that turns only while a caller waits in one of its methods; time that the caller spends
    elsewhere counts against no deadline. At most `WAITING_ANSWERS` pages and one for each open lane are in memory.
    """

    def __init__(self, policy: FetchPolicy) -> None:
        self._policy = policy
        self._keys = Keyring(policy.access, os.environ)
        self._loop = asyncio.new_event_loop()
        self._resolvers = ThreadPoolExecutor(RESOLVER_THREADS, "resolver")
        self._loop.set_default_executor(self._resolvers)
        self._exchanger = self._loop.run_until_complete(self._connect())
        self._hosts = Hosts(policy.hosts_file)
        self._turns = Turns(self._hosts, time.time)
        self._robots = Robots(AGENT, self._robots_txt, self._hosts, time.time)
        self._answers: asyncio.Queue[Answer | _LaneEnd] = asyncio.Queue()
        # A bounded queue lets whoever comes overtake those who wait for room: of 300 lanes some stood for seconds.
        self._room = asyncio.Semaphore(WAITING_ANSWERS)
        self._tasks: set[asyncio.Task[None]] = set()
        self._open = 0
        self._locks: dict[str, asyncio.Lock] = {}
        self._timeouts: set[asyncio.Timeout] = set()
        self._stopped = self._loop.time()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give up what is under way and close all connections."""
        if not self._loop.is_closed():
            self._loop.run_until_complete(self._disconnect())
            self._resolvers.shutdown(wait=False, cancel_futures=True)
            self._loop.close()
            self._hosts.close()

    def fetch_lanes(self, lanes: Iterable[Sequence[Request]], window: int = 64) -> Iterator[Answer]:
        """Yield answers as they come, with at most `window` lanes open; `lanes` is read only as they close."""
        for lane in lanes:
            self.open(lane)
            yield from self.ready()
            yield from self.drain(window)
        yield from self.drain(1)

    def open(self, lane: Sequence[Request]) -> None:
        """Start a lane, the requests of one host. A host's second lane waits until its first is done."""
        task = self._loop.create_task(self._work(lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self._open += 1

    def ready(self) -> Iterator[Answer]:
        """Yield what is complete, without waiting for more."""
        self._run(asyncio.sleep(0))
        while not self._answers.empty():
            yield from self._delivered(self._answers.get_nowait())
            if self._answers.empty():
                self._run(asyncio.sleep(0))  # lanes that were waiting to hand over an answer

    def drain(self, until_open_lanes_below: int) -> Iterator[Answer]:
        """Yield answers, waiting for them, until fewer lanes are open: 1 waits for all."""
        while self._open >= max(1, until_open_lanes_below):
            waiting = self._answers.get_nowait() if not self._answers.empty() else self._run(self._answers.get())
            yield from self._delivered(waiting)

    def rules(self, urls: Iterable[str], window: int = 64) -> dict[str, float | Failure]:
        """Return, by URL, the seconds that its site's robots.txt wants between requests, or why it is not to be asked.

        At most `window` sites are asked at once, and only those that were not asked today.
        """
        return self._run(self._check_rules(list(urls), asyncio.Semaphore(window)))

    def _delivered(self, item: Answer | _LaneEnd) -> Iterator[Answer]:
        if not isinstance(item, _LaneEnd):
            self._room.release()
            yield item
            return
        self._open -= 1
        if item.error is not None:
            raise item.error

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        """Turn the loop until `work` is done."""
        try:
            return self._loop.run_until_complete(self._resumed(work))
        finally:
            self._stopped = self._loop.time()

    async def _resumed(self, work: Coroutine[Any, Any, T]) -> T:
        paused = self._loop.time() - self._stopped
        for timeout in self._timeouts:
            if not timeout.expired():
                timeout.reschedule((timeout.when() or 0.0) + paused)
        return await work

    async def _connect(self) -> Exchanger:
        policy = self._policy
        return Exchanger(policy.user_agent, policy.allow_hosts, policy.max_wire_bytes, policy.max_body_bytes)

    async def _disconnect(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._exchanger.close()

    async def _work(self, lane: Sequence[Request]) -> None:
        error = None
        lock = self._locks.setdefault(_host_or_url(lane[0].url) if lane else "", asyncio.Lock())
        try:
            async with lock:
                for request in lane:
                    answer = await self._answer(request)
                    await self._room.acquire()
                    self._answers.put_nowait((request, answer))
        except Exception as unforeseen:  # raised again where the caller takes answers: nobody else sees this task
            error = unforeseen
        self._answers.put_nowait(_LaneEnd(error))

    async def _answer(self, request: Request) -> Page | Failure:
        try:
            target, moved, exchange = await self._visit(request)
        except FetchError as error:
            return self._failure(request.url, error)
        body = b"" if exchange.status == 304 else exchange.body
        at, sent = datetime.now(UTC), exchange.sent
        return Page(request.url, target, exchange.status, exchange.headers, body, at, moved=moved, sent=sent)

    def _failure(self, url: str, error: FetchError) -> Failure:
        detail = self._keys.redacted(error.detail)[:MAX_DETAIL]  # cut first, a secret might lose its end and be told
        return Failure("fetch", url, error.reason, detail, datetime.now(UTC), error.until)

    async def _visit(self, request: Request) -> tuple[str, str | None, Exchange]:
        """Return where a request led, how far of the way is permanent (see Page), and the answer there."""
        url = _address(request.url)
        robots = request.robots and self._policy.robots
        validators = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
        headers = {name: value for name, value in validators.items() if value and value.isprintable()}
        final, moved, exchange = await self._follow(url, headers, robots=robots, feed=request.feed)
        if exchange.status == 304 and not headers:  # some caches do; they are asked once more, past the cache
            headers = {"Cache-Control": "no-cache"}
            final, moved, exchange = await self._follow(url, headers, robots=robots, feed=request.feed)
            if exchange.status == 304:
                raise FetchError("bad_http", "304 to a request without validators")
        return final, moved, exchange

    async def _follow(
        self, url: str, headers: dict[str, str], *, robots: bool, feed: str | None
    ) -> tuple[str, str | None, Exchange]:
        """Return the final URL, how far permanent redirects led, and the answer. Every hop is judged anew.

        `feed` is whose access it has, None for a robots.txt.
        """
        left = self._policy.deadline
        permanent, moved = True, None
        for _ in range(self._policy.max_redirects + 1):
            wanted = await self._robots.check(url) if robots else 0.0
            grant = self._keys.at(url, feed) if feed is not None else Grant(proxy=self._keys.proxy_to(url))
            async with self._turns.at(host(url), max(self._policy.delay, wanted), left) as turn:
                exchange, left = await self._exchange(
                    url, {**grant.headers, **headers}, left, grant.proxy, turn.arrived
                )
            granted = {"proxy-authorization", *(name.lower() for name in grant.headers)}
            exchange = replace(exchange, sent=tuple(pair for pair in exchange.sent if pair[0].lower() not in granted))
            if exchange.status not in REDIRECTS:
                return url, moved, exchange
            permanent = permanent and exchange.status in PERMANENT
            url = _redirect_target(url, exchange)
            moved = url if permanent else moved
        raise FetchError("too_many_redirects", url)

    async def _exchange(
        self,
        url: str,
        headers: dict[str, str],
        seconds: float,
        proxy: str | None,
        arrived: Callable[[Exchange], None],
    ) -> tuple[Exchange, float]:
        """Return the answer and how many of the seconds it may take are left."""
        try:
            async with asyncio.timeout(seconds) as timeout:
                self._timeouts.add(timeout)
                try:
                    exchange = await self._exchanger.get(url, headers, proxy, arrived)
                    return exchange, (timeout.when() or 0.0) - self._loop.time()
                finally:
                    self._timeouts.discard(timeout)
        except TimeoutError as error:
            raise FetchError("deadline", f"no whole answer in {self._policy.deadline:g} s") from error

    async def _check_rules(self, urls: Sequence[str], window: asyncio.Semaphore) -> dict[str, float | Failure]:
        async def check(url: str) -> float | Failure:
            async with window:
                try:
                    return await self._robots.check(url)
                except FetchError as error:
                    return self._failure(url, error)

        return dict(zip(urls, await asyncio.gather(*map(check, urls)), strict=True))

    async def _robots_txt(self, url: str) -> Exchange:
        return (await self._follow(url, {}, robots=False, feed=None))[2]


def _host_or_url(url: str) -> str:
    try:
        return host(url)
    except ValueError:
        return url


def _redirect_target(url: str, exchange: Exchange) -> str:
    location = next(iter(exchange.values("location")), "").strip()
    if not location:
        raise FetchError("redirect_no_location", url)
    if OTHER_SCHEME.match(location):
        raise FetchError("redirect_scheme", location)
    return _address(location, url)


def _address(url: str, base: str | None = None) -> str:
    """Return the absolute URL to ask; FetchError for one that has no host, or is longer than any that is asked."""
    try:
        address = absolute_url(url, base)
        host(address)
    except ValueError as error:
        raise FetchError("bad_url", str(error)) from error
    return address
