"""What a fetch costs in CPU time: gzip pages on loopback, connections kept, 16 in flight.

    python benchmarks/fetching.py
    python benchmarks/fetching.py --wire 10      # kilobytes of the compressed page; 50 when left out

The server is a process of its own; figures are the CPU time of this one, beside that of undoing the same gzip alone.
"""

import argparse
import gzip
import multiprocessing
import random
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

from writethru.fetching import Fetcher, FetchPolicy, Request

HOSTS = 16


def page(wire: int) -> bytes:
    """Return an invented page of `wire` bytes in gzip, about as compressible as news pages are: to a fifth."""
    dice = random.Random(1871)
    words = ["".join(dice.choices("etaoinshrdlu", k=dice.randint(2, 9))) for _ in range(4_000)]
    body = b""
    while len(gzip.compress(body)) < wire:
        body += "".join(f"<p class=story>{' '.join(dice.choices(words, k=40))}</p>\n" for _ in range(4)).encode()
        body += b"<li class='teaser'><a href='/news/more'>More from the harbour</a></li>\n" * 24
    return body


def serve(port: Connection, wire: int) -> None:
    """Serve the page at every path until the process is ended."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.faults import FaultServer, gzipped

    with FaultServer({}, default=gzipped(page(wire))) as server:
        port.send(server.port)
        port.recv()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=3_000, help="(default: %(default)s)")
    parser.add_argument("--wire", type=float, default=50, help="(default: %(default)s)")
    options = parser.parse_args()
    pages, size = options.pages, round(options.wire * 1_000)
    spawning = multiprocessing.get_context("spawn")
    here, there = spawning.Pipe()
    server = spawning.Process(target=serve, args=(there, size))
    server.start()
    port = here.recv()
    hosts = [f"127.2.0.{number + 1}:{port}" for number in range(HOSTS)]
    lanes = [[Request(f"http://{host}/{n}") for n in range(pages // HOSTS)] for host in hosts]
    with Fetcher(FetchPolicy(delay=0, robots=False, allow_hosts=tuple(hosts))) as fetcher:
        list(fetcher.fetch_lanes([lane[:5] for lane in lanes]))  # connections are made
        started, wall = time.process_time(), time.monotonic()
        sizes = [len(answer.body) for _, answer in fetcher.fetch_lanes(lanes)]
        took, wall = time.process_time() - started, time.monotonic() - wall
    here.send(None)
    server.join()
    wire = gzip.compress(page(size))
    started = time.process_time()
    for _ in range(200):
        gzip.decompress(wire)
    plain = (time.process_time() - started) / 200
    each = took / len(sizes)
    print(f"{len(sizes)} pages of {len(wire) / 1e3:.0f} KB, {sizes[0] / 1e3:.0f} KB undone, in {wall:.1f} s")
    print(f"CPU a page {each * 1e3:.2f} ms, of which gzip alone {plain * 1e3:.2f} ms; {1 / each:.0f} pages/s")


if __name__ == "__main__":
    main()
