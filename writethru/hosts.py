"""What hosts have been asked and what they said, in one small database for all fetchers and runs of a machine.

A courtesy, not a record: it may be deleted at any time, and then hosts are known as little as at first. So it is not
synced at every commit, and lives apart from the catalog, whose writers would wait for it.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from writethru.errors import UsageError
from writethru.pacing import DAY, Host, answered, began, ended

BUSY = 30.0  # s to wait for another process's write, each of which takes 0.1 ms
LOOK_AGAIN = 0.1  # s between two looks at a host that another process is just asking
FORGOTTEN = 30 * DAY  # s after which nothing is known of a host or of its robots.txt
SCHEMA = """
CREATE TABLE IF NOT EXISTS hosts (
    host TEXT PRIMARY KEY, started REAL NOT NULL, busy REAL NOT NULL, holder INTEGER NOT NULL,
    held REAL NOT NULL, why TEXT NOT NULL, refusals INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS robots (url TEXT PRIMARY KEY, rules TEXT NOT NULL, fetched REAL NOT NULL) WITHOUT ROWID;
"""


class Hosts:
    """The database; without a path it is this object's own, in memory. Of one thread at a time.

    `clock` counts seconds since the epoch; it is read within a transaction, since another process's may come between.
    A file that is damaged is made anew; raises UsageError when there can be none.
    """

    def __init__(self, path: str | None, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._pid = os.getpid()
        try:
            if path is not None:
                Path(path).parent.mkdir(parents=True, exist_ok=True)
            try:
                self._database = _opened(path, clock())
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                for suffix in ("", "-wal", "-shm"):
                    Path(f"{path}{suffix}").unlink(missing_ok=True)
                self._database = _opened(path, clock())
        except (OSError, sqlite3.Error) as error:
            raise UsageError(f"{path}: can't be used to remember hosts: {error}") from error

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def get(self, name: str) -> Host:
        """Return what is known of a host."""
        query = "SELECT started, busy, holder, held, why, refusals FROM hosts WHERE host = ?"
        row = self._database.execute(query, (name,)).fetchone()
        return Host(*row) if row else Host()

    def claim(self, name: str, delay: float, seconds: float) -> float:
        """Enter a request that begins now, and return 0.0; or return how many seconds later to come again.

        The request takes at most so many seconds, `end` ends it. Asked of a held host it returns -1.0.
        """
        with self._writing():
            host, now = self.get(name), self._clock()
            if host.is_held(now):
                return -1.0
            if host.is_busy(now) and _is_alive(host.holder):
                return min(LOOK_AGAIN, host.busy - now)
            wait = host.wait(now, delay)
            if wait == 0.0:
                self._put(name, began(host, now, seconds, self._pid))
            return wait

    def end(self, name: str, seen: float | None, status: int | None, retry_after: float | None) -> Host:
        """Enter how a claimed request ended, None for no answer, and return what is known of the host then.

        `seen` is by when the host had the request, None for by now.
        """
        with self._writing():
            now = self._clock()
            host = ended(self.get(name), now if seen is None else seen, self._pid)
            host = answered(host, status, retry_after, now) if status is not None else host
            self._put(name, host)
            return host

    def robots(self, url: str) -> tuple[str, float] | None:
        """Return the rules that stood at the URL of a robots.txt, and when it was asked for; None when unknown."""
        row = self._database.execute("SELECT rules, fetched FROM robots WHERE url = ?", (url,)).fetchone()
        return (row[0], row[1]) if row else None

    def keep_robots(self, url: str, rules: str, fetched: float) -> None:
        """Remember a robots.txt."""
        self._database.execute("INSERT OR REPLACE INTO robots VALUES (?, ?, ?)", (url, rules, fetched))

    def _put(self, name: str, host: Host) -> None:
        row = (host.started, host.busy, host.holder, host.held, host.why, host.refusals)
        self._database.execute("INSERT OR REPLACE INTO hosts VALUES (?, ?, ?, ?, ?, ?, ?)", (name, *row))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")


def _opened(path: str | None, now: float) -> sqlite3.Connection:
    """Return the database with its tables, and without what is too old to count."""
    database = sqlite3.connect(path or ":memory:", BUSY, isolation_level=None, check_same_thread=False)
    try:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=NORMAL")
        database.executescript(SCHEMA)
        database.execute("DELETE FROM hosts WHERE max(started, held) < ?", (now - FORGOTTEN,))
        database.execute("DELETE FROM robots WHERE fetched < ?", (now - FORGOTTEN,))
    except sqlite3.Error:
        database.close()
        raise
    return database


def _is_alive(process: int) -> bool:
    """Whether a process of this machine runs: what was killed in the middle of a request ends none."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
