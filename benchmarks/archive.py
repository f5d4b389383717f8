"""What the web archive costs: an answer written and read again, and pages replayed, beside warcio alone.

    python benchmarks/archive.py FOLDER            # *.jsonl.gz with url and html in each line
    python benchmarks/archive.py FOLDER --every 6

CPU time of one process a figure, without start-up. "warcio" writes the response alone, as it compresses itself, and
iterates over the same file. The replay takes the pages as a foreign archive holds them: gzip bodies, no word of ours.
"""

import argparse
import gzip
import json
import logging
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from writethru.archive import Archive, files
from writethru.captures import Capture, read_page, scan
from writethru.elements import Look, Page

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FEED = "https://gazette.example/rss"
SENT = (("Host", "gazette.example"), ("User-Agent", "writethru"), ("Accept", "text/html"))


def pages(folder: Path, every: int) -> list[Page]:
    """Return every n-th page, each as the answer of an address of its own, a second after the one before."""
    found = []
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf8") as lines:
            found += [(row["url"], row["html"].encode()) for row in map(json.loads, lines) if row["url"]]
    headers = (("content-type", "text/html; charset=utf-8"), ("content-encoding", "gzip"), ("etag", '"1"'))
    return [
        Page(url, url, 200, headers, body, NOON + timedelta(seconds=number), SENT)
        for number, (url, body) in enumerate(found[::every])
    ]


def write_ours(found: list[Page], folder: Path, run: str = "r1", hours: int = 0) -> float:
    """Write the pages as one bundle, `hours` later, and return the CPU seconds."""
    started = time.process_time()
    archive = Archive(folder, run)
    for page in found:
        later = Page(page.target_uri, page.final_uri, page.status, page.headers, page.body,
                     page.retrieved + timedelta(hours=hours), page.sent)  # fmt: skip
        archive.add(later, Look(page.target_uri, page.target_uri, FEED))
    archive.sync()
    archive.close()
    return time.process_time() - started


def write_foreign(found: list[Page], path: Path, packed: bool) -> float:
    """Write responses alone as warcio does, their bodies in gzip where `packed`, and return the CPU seconds."""
    bodies = [gzip.compress(page.body) if packed else page.body for page in found]
    started = time.process_time()
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        for page, body in zip(found, bodies, strict=True):
            encoding = [("Content-Encoding", "gzip")] if packed else []
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8"), *encoding], "HTTP/1.1")
            dated = {"WARC-Date": page.retrieved.isoformat().replace("+00:00", "Z")}
            writer.write_record(
                writer.create_warc_record(
                    page.final_uri, "response", BytesIO(body), len(body), http_headers=head, warc_headers_dict=dated
                )
            )
    return time.process_time() - started


def iterate(path: Path) -> float:
    started = time.process_time()
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            record.content_stream().read()
    return time.process_time() - started


def read_ours(folder: Path) -> tuple[float, float]:
    """Return the CPU seconds of finding all pages in our files, and of reading them."""
    started = time.process_time()
    found = [item for path in files([folder]) for item in scan(path, NOON) if isinstance(item, Capture)]
    scanned = time.process_time()
    for capture in found:
        read_page(capture, capture.target)
    return scanned - started, time.process_time() - scanned


def replayed(path: Path) -> None:
    """Replay an archive into an empty catalog and print the figures as JSON."""
    logging.disable(logging.ERROR)
    from pipelines.replay import replay
    from pipelines.settings import FeedSettings, Settings

    with tempfile.TemporaryDirectory() as data:
        settings = Settings(feeds=(FeedSettings(url=FEED),), data=Path(data))
        started = time.process_time()
        counts = replay(settings, [path]).counts
        figures = {"cpu": time.process_time() - started, "counts": counts}
    print(json.dumps({**figures, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def measure(folder: Path, every: int) -> None:
    """Print the tables."""
    found = pages(folder, every)
    count, size = len(found), sum(len(page.body) for page in found)
    print(f"{count} pages, {size / count / 1000:.0f} kB each")
    with tempfile.TemporaryDirectory() as place:
        ours, foreign, packed = Path(place) / "ours", Path(place) / "plain.warc.gz", Path(place) / "cc.warc.gz"
        rows = {"written: response, request and metadata": write_ours(found, ours)}
        held = sum(path.stat().st_size for path in files([ours]))
        rows["found again in our files"], rows["read from them"] = read_ours(ours)
        rows["written when they come again: revisits"] = write_ours(found, ours, "r2", 1)
        again = sum(path.stat().st_size for path in files([ours])) - held
        rows["warcio, written: response alone"] = write_foreign(found, foreign, packed=False)
        rows["warcio, read"] = iterate(foreign)
        write_foreign(found, packed, packed=True)
        for name, cpu in rows.items():
            print(f"{name:42} {1000 * cpu / count:6.2f} ms a page  {count / cpu:8.0f} pages/CPU s")
        print(f"bytes a page: {held / count:.0f}, as a revisit {again / count:.0f}, "
              f"warcio's response alone {foreign.stat().st_size / count:.0f}")  # fmt: skip
        done = subprocess.run(
            [sys.executable, __file__, "--replay", str(packed)], capture_output=True, text=True, check=True
        )
        figures = json.loads(done.stdout.splitlines()[-1])
        print(f"{'replayed into an empty catalog':42} {1000 * figures['cpu'] / count:6.2f} ms a page  "
              f"{count / figures['cpu']:8.1f} pages/CPU s  peak memory {figures['memory']:.0f} MB")  # fmt: skip
        print(figures["counts"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--replay", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.replay:
        replayed(Path(options.replay))
    else:
        measure(Path(options.folder), options.every)


if __name__ == "__main__":
    main()
