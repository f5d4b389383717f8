"""The captures of some archives in the order in which they are replayed, on disk.

A pipeline looks at each article once. So captures go in rounds: those of one run of ours, or of one day of a foreign
archive, are taken together, or of several that overlap in time, and of these the k-th look at every article is a round.
Replayed run by run, an archive of ours gives what its runs gave.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Self

from writethru.archive import without_userinfo
from writethru.captures import STAGE, Capture, parsed_date
from writethru.elements import Failure, Look
from writethru.records import entry_of
from writethru.urls import canonical_url, host
from writethru.warcrecords import ArchiveError

ROUND = 10_000  # looks in one round, so that a commit is never far
LOT = 1_000  # rows written in one call
FOREIGN = "archive:"  # with the host behind it, the feed of what no feed of ours named

COLUMNS = "file, offset, date, target, status, digest, record_id, revisit, refers_uri, refers_date"
TABLES = f"""
CREATE TABLE captures ({COLUMNS}, uri, url, feed_url, entry, batch);
CREATE TABLE failures (subject, reason, detail, at);
CREATE TABLE known (address PRIMARY KEY, uri, url) WITHOUT ROWID;
CREATE TABLE batches (batch PRIMARY KEY, number) WITHOUT ROWID;
"""
# Where two articles have been at one address, it is that of the one whose key it is, else of the first.
KNOWN = """
INSERT INTO known VALUES (?, ?, ?)
ON CONFLICT DO UPDATE SET uri = excluded.uri, url = excluded.url WHERE excluded.uri = excluded.address
"""
# In a batch an article's looks are counted by their dates, and long rounds are parted.
ROUNDS = """
CREATE TABLE rounds AS
WITH counted AS (
    SELECT captures.rowid AS capture, file, offset, date, number,
        row_number() OVER (PARTITION BY number, uri ORDER BY date, captures.rowid) AS look
    FROM captures JOIN batches USING (batch)
), parted AS (
    SELECT *, (row_number() OVER (PARTITION BY number, look ORDER BY date, capture) - 1) / ? AS part FROM counted
)
SELECT capture, file, offset, date, dense_rank() OVER (ORDER BY number, look, part) AS round FROM parted
"""
INDEXES = """
CREATE INDEX rounds_order ON rounds (round, file, offset);
CREATE INDEX captures_digest ON captures (digest);
CREATE INDEX captures_target ON captures (target, date);
"""


@dataclass(frozen=True, slots=True)
class Round:
    """Looks that one run takes; `started` and `ended` are the dates of the first and the last of them."""

    number: int
    started: datetime
    ended: datetime
    files: tuple[str, ...]


class CaptureIndex:
    """An index of captures in a file of its own; filled once, then read by every worker."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._database = sqlite3.connect(path, check_same_thread=False)  # a worker's threads take turns

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the index."""
        self._database.close()

    def fill(
        self,
        found: Iterable[Capture | Failure],
        known: Iterable[tuple[str, str, str | None]] = (),
        feeds: Iterable[str] = (),
        round_size: int = ROUND,
    ) -> None:
        """Enter what archives hold.

        `known` are a catalog's articles: key, where it is asked for, where it answers. `feeds` are the configuration's,
        which our own captures name without the password that one may have.
        """
        put = self._database
        put.execute("PRAGMA journal_mode=OFF")  # of what was killed half filled, nothing is wanted
        put.executescript(TABLES)
        put.executemany(KNOWN, _addresses(known))
        named = {without_userinfo(feed): feed for feed in feeds}
        for lot in _lots(found):
            failures = [_failure_row(each) for each in lot if isinstance(each, Failure)]
            captures = [self._row(each, named) for each in lot if isinstance(each, Capture)]
            put.executemany("INSERT INTO failures VALUES (?, ?, ?, ?)", failures)
            put.executemany(f"INSERT INTO captures VALUES ({', '.join('?' * 15)})", captures)
        put.executemany("INSERT INTO batches VALUES (?, ?)", _numbered(self._spans()))
        put.execute(ROUNDS, (round_size,))
        put.executescript(INDEXES)
        put.commit()

    def rounds(self) -> list[Round]:
        """Return the rounds in order."""
        rounds = []
        query = "SELECT round, min(date), max(date) FROM rounds GROUP BY round ORDER BY round"
        for number, first, last in self._database.execute(query).fetchall():
            files = self._database.execute("SELECT DISTINCT file FROM rounds WHERE round = ? ORDER BY file", (number,))
            names = tuple(name for (name,) in files)
            rounds.append(Round(number, datetime.fromisoformat(first), datetime.fromisoformat(last), names))
        return rounds

    def looks(self, number: int, file: str) -> Iterator[tuple[Look, Capture, Capture | None]]:
        """Yield a round's looks into one file, in its order: each with its capture, and a revisit with its payload."""
        query = f"""SELECT {", ".join(f"captures.{name}" for name in COLUMNS.split(", "))}, uri, url, feed_url, entry
            FROM rounds JOIN captures ON captures.rowid = capture
            WHERE round = ? AND rounds.file = ? ORDER BY rounds.offset"""
        for *values, uri, url, feed_url, entry in self._database.execute(query, (number, file)):
            capture = _capture(values)
            payload = self._payload(capture) if capture.revisit and capture.status != 304 else None
            yield Look(uri, url, feed_url, entry_of(json.loads(entry)) if entry else None), capture, payload

    def failures(self) -> Iterator[list[Failure]]:
        """Yield, in lots, what in the archives can't be a page."""
        rows = self._database.execute("SELECT * FROM failures")
        while lot := rows.fetchmany(LOT):
            yield [
                Failure(STAGE, subject, reason, detail, datetime.fromisoformat(at))
                for subject, reason, detail, at in lot
            ]

    def _payload(self, revisit: Capture) -> Capture | None:
        """Return the capture that holds what a revisit stands for: by its digest, else by the URL and date it names."""
        whole = f"SELECT {COLUMNS} FROM captures WHERE NOT revisit AND status != 304 AND"
        row = self._database.execute(f"{whole} digest = ? AND digest != '' LIMIT 1", (revisit.digest,)).fetchone()
        if row is None and all(revisit.refers_to):
            target, told = revisit.refers_to
            try:
                date = _date(parsed_date(told))
            except ArchiveError:
                return None
            row = self._database.execute(f"{whole} target = ? AND date = ? LIMIT 1", (target, date)).fetchone()
        return _capture(row) if row else None

    def _row(self, capture: Capture, named: Mapping[str, str]) -> tuple[object, ...]:
        about, date = capture.about, _date(capture.date)
        if about is not None:
            feed = named.get(about["feed_url"], about["feed_url"])
            entry = {**about["entry"], "feed_url": feed} if about["entry"] else None
            whose = (about["uri"], about["url"], feed, json.dumps(entry) if entry else None, f"run {about['run']}")
        else:
            key = canonical_url(capture.target)
            find = "SELECT uri, url FROM known WHERE address = ?"
            uri, url = self._database.execute(find, (key,)).fetchone() or (key, capture.target)
            whose = (uri, url, FOREIGN + host(capture.target), None, f"day {date[:10]}")
        found = (capture.file, capture.offset, date, capture.target, capture.status, capture.digest, capture.record_id)
        return (*found, capture.revisit, *capture.refers_to, *whose)

    def _spans(self) -> list[tuple[str, str, str]]:
        """Return the batches in the order of their first captures, each with the dates of the first and the last."""
        query = "SELECT batch, min(date), max(date) FROM captures GROUP BY batch ORDER BY min(date), batch"
        return self._database.execute(query).fetchall()


def _numbered(spans: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, int]]:
    """Yield each batch with a number; those that overlap in time share it."""
    number, until = 0, ""
    for batch, first, last in spans:
        number += first > until
        until = max(until, last)
        yield batch, number


def _addresses(known: Iterable[tuple[str, str, str | None]]) -> Iterator[tuple[str, str, str]]:
    """Yield under what canonical URLs each article of a catalog is found, with its key and where it is asked for."""
    for uri, url, final_uri in known:
        for address in (uri, url, final_uri):
            try:
                yield canonical_url(address or ""), uri, url
            except ValueError:  # the key of an entry without a link
                continue


def _capture(values: Sequence[Any]) -> Capture:
    file, offset, date, target, status, digest, record_id, revisit, *refers_to = values
    moment, (url, day) = datetime.fromisoformat(date), refers_to
    return Capture(file, offset, moment, target, status, digest, record_id, bool(revisit), (url, day))


def _date(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def _failure_row(failure: Failure) -> tuple[str, str, str, str]:
    return failure.subject, failure.reason, failure.detail, failure.at.isoformat()


def _lots(found: Iterable[Capture | Failure]) -> Iterator[list[Capture | Failure]]:
    rest = iter(found)
    while lot := list(islice(rest, LOT)):
        yield lot
