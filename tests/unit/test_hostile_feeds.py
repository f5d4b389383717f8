"""What is made to stall or swell a parser costs two seconds of CPU and 150 MB at most, or is refused for a reason."""

import gc
import gzip
import resource
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from writethru import feeds
from writethru.budgets import Budget
from writethru.feeds import FeedError, parse

NOW = datetime(2026, 11, 22, tzinfo=UTC)
MOST_CPU = 3.0  # s; the parse's own limit is 1.4, starting its process takes 0.3, a busy machine some more
MOST_MEMORY = 150_000_000
ENTRY = "<item><title>T {0}</title><link>https://gazette.example/{0}</link><guid>{0}</guid>{1}</item>"
BOMB = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))


def rss(items, doctype=""):
    return f"<?xml version='1.0'?>{doctype}<rss version='2.0'><channel>{items}</channel></rss>".encode()


def entry(extra):
    return rss(ENTRY.format(1, extra))


HOSTILE = {
    "an author of 32 KB": lambda: entry("<author>" + "a@" * 16_000 + "</author>"),
    "50,000 attributes": lambda: entry("<x " + " ".join(f"a{n}='1'" for n in range(50_000)) + "/>"),
    "nested entities": lambda: rss(ENTRY.format(1, "&a9;"), f'<!DOCTYPE rss [<!ENTITY a0 "aaaaaaaaaa">{BOMB}]>'),
    "one entity often": lambda: rss(
        ENTRY.format(1, "<description>" + "&q;" * 20_000 + "</description>"),
        f'<!DOCTYPE rss [<!ENTITY q "{"q" * 50_000}">]>',
    ),
    "100,000 levels": lambda: entry("<a>" * 100_000 + "</a>" * 100_000),
    "100,000 levels, open": lambda: entry("<a>" * 100_000),
    "a GUID of 10 MB": lambda: rss("<item><guid>" + "g" * 10_000_000 + "</guid></item>" + ENTRY.format(2, "")),
    "a body of 50 MB": lambda: entry("<description>" + "x" * 50_000_000 + "</description>"),
    "a body of 19 MB": lambda: entry("<description>" + "x" * 19_000_000 + "</description>"),
    "100,000 entries": lambda: rss("".join(ENTRY.format(n, "") for n in range(100_000))),
    "40,000 open entries": lambda: b"<rss><channel>" + b"<item>" * 40_000,
    "doctypes": lambda: b"<!DOCTYPE a [" * 18_000 + entry(""),
    "comments": lambda: b"<rss>" + b"<!--" * 4_000_000,
    "raw signs": lambda: entry("<title>" + "<a " * 80_000),
    "a gzip bomb": lambda: gzip.compress(b"<rss>" + b"x" * 100_000_000),
    "JSON of many lists": lambda: b'{"items":[' + b"[]," * 5_000_000,
    "a deep page": lambda: b"<!doctype html><html>" + b"<div>" * 45_000,
}


def spent():
    """Return the CPU seconds of this process and of those that it has waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def most_resident(process):
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return 1024 * int(next(line for line in lines if line.startswith("VmHWM")).split()[1])


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_feed_costs_little_or_is_refused(name, monkeypatch):
    body = HOSTILE[name]()
    budget = Budget()
    monkeypatch.setattr(feeds, "_budget", budget)
    budget.call(abs, 1)  # it is there before
    gc.collect()
    before, memory = spent(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        assert len(parse(body, "https://gazette.example/rss", now=NOW).entries) <= 2_000
    except FeedError as error:
        assert error.reason in ("refused_input", "too_large", "too_slow", "not_a_feed")
    grown = 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory)
    if Path("/proc/self/status").exists():
        base = 40_000_000  # of an interpreter with the parsers
        grown = max(grown, *(most_resident(process) - base for process in budget._idle), 0)
    budget.close()
    assert spent() - before < MOST_CPU
    assert grown < MOST_MEMORY


def test_an_ordinary_feed_is_read_at_once(monkeypatch):
    monkeypatch.setattr(feeds, "_budget", None)
    assert (
        len(parse(rss("".join(ENTRY.format(n, "") for n in range(100))), "https://gazette.example/rss").entries) == 100
    )
