"""The whole pipeline over real pages: what an article costs, beside trafilatura's extraction alone.

    python benchmarks/pipeline.py FOLDER            # *.jsonl.gz with url and html in each line
    python benchmarks/pipeline.py FOLDER --every 6

The pages are served on loopback, an address and an RSS feed for each host they came from. Two runs of one configuration
look at all of them; the second finds every page unchanged. Figures are CPU time of the polling process without its
start-up, and its peak memory for a quarter of the pages and for all. Needs trafilatura (the [bench] extra).
"""

import argparse
import gc
import gzip
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit


def pages(folder: Path, every: int) -> list[tuple[str, bytes]]:
    """Return (host, page) of every n-th page."""
    found = []
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf8") as lines:
            rows = map(json.loads, lines)
            found += [(urlsplit(row["url"]).hostname or "unknown", row["html"].encode()) for row in rows]
    return found[::every]


class Site(ThreadingHTTPServer):
    """All hosts' feeds and pages, each host at a loopback address of its own."""

    request_queue_size = 256
    daemon_threads = True

    def __init__(self, found: list[tuple[str, bytes]]) -> None:
        self.answers: dict[tuple[str, str], tuple[str, bytes]] = {}
        super().__init__(("0.0.0.0", 0), _Handler)
        by_host = defaultdict(list)
        for number, (host, page) in enumerate(found):
            by_host[host].append((number, page))
        self.feeds = []
        for place, (host, members) in enumerate(sorted(by_host.items())):
            address = f"127.1.{place // 250}.{place % 250 + 1}"
            root = f"http://{address}:{self.server_port}"
            items = []
            for number, page in members:
                self.answers[address, f"/{number}"] = ("text/html; charset=utf-8", page)
                link = f"{root}/{number}"
                items.append(f"<item><title>Page {number}</title><link>{link}</link><guid>{link}</guid></item>")
            feed = f'<rss version="2.0"><channel><title>{escape(host)}</title>{"".join(items)}</channel></rss>'
            self.answers[address, "/rss"] = ("application/rss+xml", feed.encode())
            self.feeds.append(f"{root}/rss")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Site

    def do_GET(self) -> None:
        kind, body = self.server.answers.get((self.connection.getsockname()[0], self.path), ("", b""))
        etag = f'"{sha256(body).hexdigest()[:16]}"'
        held = self.headers.get("If-None-Match") == etag
        self.send_response(304 if held else 200 if kind else 404)
        self.send_header("ETag", etag)
        self.send_header("Content-Type", kind or "text/plain")
        self.send_header("Content-Length", "0" if held else str(len(body)))
        self.end_headers()
        self.wfile.write(b"" if held else body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def serve(folder: Path, every: int) -> None:
    with Site(pages(folder, every)) as site:
        print(json.dumps(site.feeds), flush=True)
        site.serve_forever()


def measure(feeds: list[str]) -> None:
    """Poll the feeds twice and print the figures as JSON."""
    import logging

    logging.disable(logging.ERROR)
    from pipelines.poll import poll
    from pipelines.settings import FeedSettings, FetchSettings, Settings

    hosts = tuple(urlsplit(feed).hostname or "" for feed in feeds)
    with tempfile.TemporaryDirectory() as data:
        settings = Settings(
            feeds=tuple(FeedSettings(url=feed) for feed in feeds),
            data=Path(data),
            outputs=("jsonl", "parquet"),
            fetch=FetchSettings(delay=0, allow_hosts=hosts, robots=False),
        )
        gc.collect()
        gc.freeze()  # as the command does
        figures = []
        for _ in range(2):
            started, clock = time.process_time(), time.monotonic()
            run = poll(settings, everything=True)
            cpu, wall = time.process_time() - started, time.monotonic() - clock
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            figures.append({"cpu": cpu, "wall": wall, "memory": memory, "counts": run.counts if run else None})
    print(json.dumps(figures))


def measure_trafilatura(folder: Path, every: int) -> None:
    from trafilatura import extract

    found = [page.decode() for _, page in pages(folder, every)]
    extract(found[0])
    started = time.process_time()
    for page in found:
        extract(page, include_comments=False)
    print(json.dumps(time.process_time() - started))


def child(*arguments: str) -> Iterator[str]:
    command = [sys.executable, __file__, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield from process.stdout
        finally:
            process.kill()


def measured(folder: str, every: int) -> tuple[int, list[dict]]:
    server = child(folder, "--every", str(every), "--serve")
    feeds = next(server)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(feeds)
        file.flush()
        figures = json.loads(next(child(folder, "--poll", file.name)))
    server.close()
    return len(json.loads(feeds)), figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--poll", help=argparse.SUPPRESS)
    parser.add_argument("--trafilatura", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(Path(options.folder), options.every)
    elif options.poll:
        measure(json.loads(Path(options.poll).read_text()))
    elif options.trafilatura:
        measure_trafilatura(Path(options.folder), options.every)
    else:
        compare(options.folder, options.every)


def compare(folder: str, every: int) -> None:
    """Run both sides and print the table."""
    _, (quarter, _) = measured(folder, 4 * every)
    hosts, (first, second) = measured(folder, every)
    peer = json.loads(next(child(folder, "--every", str(every), "--trafilatura")))
    count = sum(first["counts"]["articles"].values())
    print(f"{count} pages of {hosts} hosts")
    rows = [("first run", first["cpu"]), ("second run", second["cpu"]), ("trafilatura.extract alone", peer)]
    for name, cpu in rows:
        print(f"{name:26} CPU {cpu:5.1f} s  {1000 * cpu / count:5.1f} ms an article  {count / cpu:6.1f} articles/CPU s")
    print(
        f"whole pipeline / trafilatura {first['cpu'] / peer:.2f}, second run / first {second['cpu'] / first['cpu']:.2f}"
    )
    print(f"peak memory {quarter['memory']:.0f} MB for a quarter of the pages, {first['memory']:.0f} MB for all")
    for name, figure in (("first run", first), ("second run", second)):
        print(f"{name}: {figure['wall']:.1f} s, {figure['counts']}")


if __name__ == "__main__":
    main()
