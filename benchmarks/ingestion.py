"""How politely and how cheaply feeds and pages come in, from 300 invented hosts on loopback.

    python benchmarks/ingestion.py
    python benchmarks/ingestion.py --reader PYTHON     beside `reader`, in an interpreter that has it

The hosts are addresses 127.0.x.y of one server in a process of its own, which notes when each request came; a request
is early when it came less than the interval after the one before, by the server's own clock. Costs are CPU time of this
process alone. Linux only: other systems have no loopback network of that size.
"""

import argparse
import asyncio
import gzip
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from random import Random
from urllib.request import urlopen

import aiohttp
import apache_beam as beam
import feedparser

from transforms.catalog import StagePolls
from transforms.feeds import POLLS, ParseFeeds
from transforms.fetching import FetchFeeds
from writethru.elements import Feed, Page
from writethru.feeds import parse
from writethru.fetching import Fetcher, FetchPolicy, Request

PAGE_BYTES = 50_000
ENTRIES = 30
READER = """
import sys, time
from reader import make_reader
reader = make_reader(":memory:")
for url in sys.argv[1:]:
    reader.add_feed(url)
for _ in range(2):
    started = time.process_time()
    reader.update_feeds(scheduled=False)
    print(time.process_time() - started)
"""


class _Server(asyncio.Protocol):
    """Answers every path with a page, or with a feed of its own under /feed; /log tells when who was asked."""

    seen: list[tuple[str, float]] = []  # noqa: RUF012 (one for all connections)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.host = transport.get_extra_info("sockname")[0]
        self.received = b""

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        self.received += data
        while b"\r\n\r\n" in self.received:
            head, _, self.received = self.received.partition(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode()
            if path == "/log":
                self._send(b"200 OK", json.dumps(self.seen).encode())
                self.seen.clear()
                continue
            self.seen.append((self.host, now))
            if path == "/robots.txt":
                self._send(b"404 Not Found", b"")
            elif b'"held"' in head:
                self._send(b"304 Not Modified", b"")
            else:
                body = FEEDS[path] if path.startswith("/feed") else PAGE
                self._send(b"200 OK", body, b'Content-Encoding: gzip\r\nETag: "held"\r\n')

    def _send(self, status: bytes, body: bytes, more: bytes = b"") -> None:
        head = b"HTTP/1.1 %s\r\nContent-Length: %d\r\n%s\r\n" % (status, len(body), more)
        self.transport.write(head + body)  # type: ignore[attr-defined]


def invented_page() -> bytes:
    dice = Random(1871)
    words = ["quay", "ferry", "harbour", "crane", "mayor", "storm", "herring", "council", "lighthouse", "timetable"]
    text = " ".join(dice.choice(words) + str(dice.randrange(1000)) for _ in range(PAGE_BYTES // 9))
    return f"<html><body><p>{text}</p></body></html>".encode()[:PAGE_BYTES]


def invented_feed(number: int) -> bytes:
    items = "".join(
        f"<item><title>Story {entry} of feed {number}</title><link>https://gazette.example/{number}/{entry}</link>"
        f"<guid>{number}-{entry}</guid><pubDate>Sun, 01 Mar 2026 {entry % 24:02}:00:00 GMT</pubDate><description>"
        f"{'The quay was closed on Monday after a crane had damaged its wall. ' * 6}</description></item>"
        for entry in range(ENTRIES)
    )
    return f"<rss version='2.0'><channel><title>Gazette {number}</title>{items}</channel></rss>".encode()


PAGE = gzip.compress(invented_page(), mtime=0)
FEEDS: dict[str, bytes] = {}


async def serve(feeds: int) -> None:
    FEEDS.update({f"/feed{number}": gzip.compress(invented_feed(number), mtime=0) for number in range(feeds)})
    server = await asyncio.get_running_loop().create_server(_Server, "0.0.0.0", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def served(feeds: int) -> Iterator[int]:
    """Run the server in a process of its own; gives its port."""
    child = subprocess.Popen([sys.executable, __file__, "--serve", str(feeds)], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        yield int(child.stdout.readline())
    finally:
        child.kill()
        child.wait()


def log(port: int) -> list[tuple[str, float]]:
    """Return who was asked when since the last call."""
    with urlopen(f"http://127.0.0.1:{port}/log") as answer:
        return [(host, at) for host, at in json.load(answer)]


def host(number: int) -> str:
    return f"127.0.{1 + number // 250}.{1 + number % 250}"


def cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def pacing(port: int, policy: FetchPolicy, hosts: int, rounds: int) -> Iterator[tuple[str, str]]:
    """Ask every host as often as it may be: how near to one request an interval, and how many too early."""
    lanes = [[Request(f"http://{host(number)}:{port}/{turn}") for turn in range(rounds)] for number in range(hosts)]
    log(port)
    with Fetcher(policy) as fetcher:
        spent = cpu(lambda: list(fetcher.fetch_lanes(lanes, hosts)))
    seen: defaultdict[str, list[float]] = defaultdict(list)
    for name, at in log(port):
        seen[name].append(at)
    gaps = sorted(later - earlier for times in seen.values() for earlier, later in pairwise(sorted(times)))
    everything = [at for times in seen.values() for at in times]
    rate = (len(everything) - hosts) / (max(everything) - min(everything))
    early = sum(gap < policy.delay for gap in gaps)
    wanted = hosts / policy.delay
    yield (
        f"{hosts} hosts, {policy.delay:g} s apart",
        f"{rate:.1f} requests/s, {100 * rate / wanted:.1f} % of {wanted:.0f}",
    )
    yield (
        "early requests",
        f"{early} of {len(everything)}; shortest gap {gaps[0]:.4f} s, median {gaps[len(gaps) // 2]:.4f} s",
    )
    yield "a request among them", f"{1000 * spent / len(everything):.2f} ms CPU"


def fetching(port: int, policy: FetchPolicy, pages: int) -> Iterator[tuple[str, str]]:
    """What a page of 50 KB costs until its body is there, beside the client that we stand on."""
    lanes = [[f"http://{host(number)}:{port}/{turn}" for turn in range(pages // 20)] for number in range(20)]

    async def alone() -> None:
        async def lane(urls: Sequence[str]) -> None:
            for url in urls:
                async with session.get(url) as answer:
                    await answer.read()

        async with aiohttp.ClientSession() as session:
            await asyncio.gather(*map(lane, lanes))

    with Fetcher(policy) as fetcher:
        spent = cpu(lambda: list(fetcher.fetch_lanes([list(map(Request, urls)) for urls in lanes])))
    yield (
        "a page of 50 KB",
        f"{1000 * spent / pages:.2f} ms CPU; aiohttp alone {1000 * cpu(lambda: asyncio.run(alone())) / pages:.2f}",
    )


def unchanged(port: int, policy: FetchPolicy, feeds: int) -> Iterator[tuple[str, str]]:
    """What a feed that has not changed costs on its way through the pipeline's feed stages, the fetch included.

    Two runs are compared, one of a fifth of the feeds: what a run costs as such falls out.
    """
    names = [f"http://{host(number % 20)}:{port}/feed{number}" for number in range(feeds)]
    hashes = [sha256(invented_feed(number)).hexdigest() for number in range(feeds)]
    known = {
        "304": [Feed(name, etag='"held"', body_hash=digest) for name, digest in zip(names, hashes, strict=True)],
        "the same bytes": [Feed(name, body_hash=digest) for name, digest in zip(names, hashes, strict=True)],
    }
    for words, lot in known.items():
        poll(lot[:20], policy)
        few, many = (cpu(lambda part=part: poll(part, policy)) for part in (lot[: feeds // 5], lot))
        yield f"an unchanged feed, {words}", f"{1000 * (many - few) / (feeds - feeds // 5):.2f} ms CPU"


def poll(feeds: Sequence[Feed], policy: FetchPolicy) -> None:
    """Fetch, read, decide and stage feeds, as a run does."""
    with tempfile.TemporaryDirectory() as folder, beam.Pipeline(runner="DirectRunner") as pipeline:
        visits = pipeline | beam.Create(feeds) | FetchFeeds(policy)
        (visits | ParseFeeds())[POLLS] | StagePolls(str(Path(folder) / "catalog.sqlite"), "r1")


def peers(port: int, policy: FetchPolicy, feeds: int, reader: str | None) -> Iterator[tuple[str, str]]:
    """How many feeds of 30 entries a second of CPU fetches and reads, new ones and then unchanged ones."""
    names = [f"http://127.0.0.1:{port}/feed{number}" for number in range(feeds)]
    states: dict[str, tuple[str | None, str]] = {}

    def ours() -> None:
        with Fetcher(policy) as fetcher:
            requests = [Request(name, etag=states.get(name, (None, ""))[0], robots=False) for name in names]
            for request, answer in fetcher.fetch_lanes([requests]):
                assert isinstance(answer, Page)
                if answer.status == 200:
                    parse(answer.body, answer.final_uri, answer.header("content-type"))
                    states[request.url] = answer.header("etag"), sha256(answer.body).hexdigest()

    def plain(etag: str | None = None) -> None:
        for name in names:
            feedparser.parse(name, etag=etag)

    yield "writethru: fetched and read", both(cpu(ours), cpu(ours), feeds)
    yield "feedparser.parse(url)", both(cpu(plain), cpu(lambda: plain('"held"')), feeds)
    if reader:
        told = subprocess.run([reader, "-c", READER, *names], capture_output=True, text=True, check=True).stdout
        first, again = map(float, told.split())
        yield "reader, into memory", both(first, again, feeds)


def both(first: float, again: float, feeds: int) -> str:
    return f"{feeds / first:.0f} new, {feeds / again:.0f} unchanged feeds a CPU second"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=30, help="requests to each of them")
    parser.add_argument("--interval", type=float, default=1.0, help="seconds between two of them")
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--reader", metavar="PYTHON", help="an interpreter that has `reader`, to stand beside")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve is not None:
        asyncio.run(serve(options.serve))
        return
    with served(options.feeds) as port, tempfile.TemporaryDirectory() as folder:
        names = tuple(host(number) for number in range(options.hosts))
        paced = FetchPolicy(
            delay=options.interval, allow_hosts=("127.0.0.1", *names), hosts_file=f"{folder}/hosts.sqlite"
        )
        free = replace(paced, delay=0.0)
        print("| | |\n|---|---|")
        for rows in (
            pacing(port, paced, options.hosts, options.rounds),
            fetching(port, free, options.pages),
            unchanged(port, free, options.feeds),
            peers(port, free, options.feeds, options.reader),
        ):
            for name, figure in rows:
                print(f"| {name} | {figure} |", flush=True)


if __name__ == "__main__":
    main()
