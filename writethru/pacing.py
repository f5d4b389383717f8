"""How a host may be asked: one request at a time, a delay between two starts, and not at all while it is held back.

Pure: what is remembered of a host goes in and comes out, and the clock comes in as `now`. All times are seconds since
the epoch, since they outlive the process; `writethru.hosts` keeps them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import inf

DAY = 86_400.0
LONGEST_HOLD = DAY  # whatever a host says: a date in 2099 is a mistake
BACKOFF = 300.0  # s; the first hold where a host says "too many requests" and not for how long
REFUSING = frozenset({429, 503})
LONGEST_EXCHANGE = 600.0  # s; a request that is said to last longer was entered under a clock that was wrong


@dataclass(frozen=True, slots=True)
class Host:
    """What is remembered of one host.

    `started` is when it saw its last request, as far as that is known: when it began to answer, since a name to be
    looked up, a connection and a busy machine lie between our start and its own. `busy` is until when a request that is
    under way may last (0.0: none is), made by the process `holder`. Until `held` it is not asked, because of `why`;
    `refusals` counts answers of 429 and 503 in a row.
    """

    started: float = 0.0
    busy: float = 0.0
    holder: int = 0
    held: float = 0.0
    why: str = ""
    refusals: int = 0

    def is_held(self, now: float) -> bool:
        """Whether it wants not to be asked now; a hold longer than any was entered under a clock that was wrong."""
        return now < self.held <= now + LONGEST_HOLD

    def is_busy(self, now: float) -> bool:
        """Whether a request of somebody's may be under way."""
        return now < self.busy <= now + LONGEST_EXCHANGE

    def wait(self, now: float, delay: float) -> float:
        """Return the seconds until the next request may start, 0.0 for at once, as after a clock that went far back."""
        wait = self.started + delay - now
        return wait if 0.0 < wait <= 2 * delay else 0.0


def began(host: Host, now: float, seconds: float, holder: int) -> Host:
    """Return the host with a request under way that ends within so many seconds."""
    return replace(host, started=now, busy=now + seconds, holder=holder)


def ended(host: Host, seen: float, holder: int) -> Host:
    """Return the host after a request that it has seen; one that took too long may find another's under way."""
    over = replace(host, busy=0.0, holder=0) if host.holder == holder else host
    return replace(over, started=max(host.started, seen))


def answered(host: Host, status: int, retry_after: float | None, now: float) -> Host:
    """Return the host after an answer; one that refuses holds it back for `retry_after` seconds.

    Where it does not say for how long, and where it refuses again after that time, it is held for five minutes, twice
    as long with each refusal in a row. A first 503 that says nothing holds nobody: it may be one broken page.
    """
    if status not in REFUSING:
        return replace(host, refusals=0) if host.refusals else host
    refusals = host.refusals + 1
    own = BACKOFF * 2.0 ** min(refusals - 1, 10)
    if retry_after is None and status == 503 and refusals == 1:
        return replace(host, refusals=refusals)
    seconds = own if retry_after is None else max(retry_after, own if refusals > 1 else 0.0)
    why = f"answered {status}" + ("" if retry_after is None else f", retry after {retry_after:.0f} s")
    return replace(host, refusals=refusals, held=max(host.held, now + min(seconds, LONGEST_HOLD)), why=why)


def retry_after(values: Sequence[str], date: Sequence[str], now: float) -> float | None:
    """Return the seconds that a Retry-After header asks for, None where it is missing, absurd or not ahead of now.

    A date in it counts from the answer's own Date header, where that can be read: many servers' clocks are wrong.
    """
    value = next(iter(values), "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:12]), LONGEST_HOLD) or None
    at = http_time(value)
    if at is None:
        return None
    seconds = at - (http_time(next(iter(date), "")) or now)
    return min(seconds, LONGEST_HOLD) if 0 < seconds < inf else None


def http_time(value: str) -> float | None:
    """Return an HTTP date in seconds since the epoch, None for what is none."""
    try:
        moment = parsedate_to_datetime(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def moment(seconds: float) -> datetime:
    """Return seconds since the epoch as a datetime."""
    return datetime.fromtimestamp(seconds, UTC)
