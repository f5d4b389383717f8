"""What every fault of tests/faultrows.py costs the fetcher: its outcome, the time and the memory it takes.

    python benchmarks/faults.py                  # with the limits that a run has by default
    python benchmarks/faults.py --deadline 20

Each row is fetched alone, by a process that does nothing else and gives its free memory back before; memory is how far
its resident set rises. Exits with 1 where an outcome is another than the table's, a row takes longer than the deadline
and half a second, or more than 20 MB. Needs Linux.
"""

import argparse
import ctypes
import multiprocessing
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from writethru.elements import Failure, Page
from writethru.fetching import FetchPolicy, fetch_all

GRACE = 0.5  # s
MEMORY = 20.0  # MB


def measured(url: str, policy: FetchPolicy) -> tuple[Page | Failure, float, float]:
    """Return what a URL answered, in how many seconds, and by how many MB memory rose."""
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")  # the highest resident set begins anew
    before, started = _memory("VmRSS"), time.monotonic()
    (found,) = fetch_all([url], policy)
    return found, time.monotonic() - started, _memory("VmHWM") - before


def _memory(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024


def main() -> None:
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.faultrows import ROWS, outcome, policy, row_host, serving  # not in the process that is measured

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--deadline", type=float, default=1.0, help="seconds (default: %(default)s)")
    deadline = parser.parse_args().deadline
    spawning = multiprocessing.get_context("spawn")
    failed, slowest, largest = 0, 0.0, 0.0
    with serving() as server, ProcessPoolExecutor(1, spawning) as fetcher:
        limits = policy(server, deadline)
        fetcher.submit(measured, server.url("/ok", row_host("plain")), limits).result()  # what is made but once
        for row, (_, expected) in ROWS.items():
            url = server.url(f"/{row_host(row)}", row_host(row))
            found, seconds, megabytes = fetcher.submit(measured, url, limits).result()
            well = outcome(found) == expected and seconds <= deadline + GRACE and megabytes <= MEMORY
            failed += not well
            slowest, largest = max(slowest, seconds), max(largest, megabytes)
            print(f"{'' if well else '!!':3}{row:48}{outcome(found):22}{seconds:6.2f} s{megabytes:7.1f} MB")
    print(f"{len(ROWS) - failed} of {len(ROWS)} as named; at most {slowest:.2f} s and {largest:.1f} MB")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
