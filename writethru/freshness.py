"""How long an answer of a feed holds: what its headers and its document say about being asked again.

Only lower bounds, within limits: no feed can ask to be polled more often than its own rhythm, or less than once a day.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from writethru.pacing import http_time
from writethru.schedule import DAY, HOUR

SLACK = timedelta(minutes=1)  # and a fiftieth at most: an hourly schedule's runs start some seconds early or late
MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?(\d{1,12})", re.IGNORECASE)
UNCACHED = re.compile(r"(?:^|,)\s*no-(?:cache|store)\b", re.IGNORECASE)
PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}  # hours (RSS 1.0 Syndication)
MOST_SKIPPED = 2_000  # characters of a list of hours or days
SKIP = re.compile(r"<(?:hour|day)\s*>\s*(\w{1,9})\s*</")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def header_freshness(headers: Sequence[tuple[str, str]], now: datetime) -> timedelta | None:
    """Return for how long an answer that came now holds, by Cache-Control and Expires (RFC 9111); None for no word.

    Header names are lower-case. Never more than a day, nor less than nothing.
    """
    values = dict(reversed(headers))  # the first of several
    control = ",".join(value for name, value in headers if name == "cache-control")
    if UNCACHED.search(control):
        return None
    if found := MAX_AGE.search(control):
        age = values.get("age", "").strip()
        seconds = float(found[1]) - (float(age[:12]) if age.isascii() and age.isdigit() else 0.0)
    else:
        expires = http_time(values.get("expires", ""))
        if expires is None:
            return None
        seconds = expires - (http_time(values.get("date", "")) or now.timestamp())
    return timedelta(seconds=seconds) if 0 < seconds < DAY.total_seconds() else DAY if seconds > 0 else None


def document_hint(channel: Mapping[str, Any]) -> timedelta | None:
    """Return how often a feed says it is made anew, by `ttl` (minutes) or sy:updatePeriod; None for no word.

    `channel` is named as feedparser names it. Never more than a day.
    """
    minutes = [_number(channel.get("ttl"))]
    period = PERIODS.get(str(channel.get("sy_updateperiod", "")).strip().lower())
    if period is not None:
        minutes.append(60 * period / (_number(channel.get("sy_updatefrequency")) or 1))
    longest = max(minutes)
    return min(timedelta(minutes=min(longest, 1e6)), DAY) if longest > 0 else None


def skipped(document: str) -> tuple[str, ...]:
    """Return the hours ("0" to "23", UTC) and weekdays at which an RSS document asks not to be polled."""
    lists = [
        document.partition(start)[2][:MOST_SKIPPED].partition("</skip")[0] for start in ("<skipHours", "<skipDays")
    ]
    words = (found[1] for part in lists for found in SKIP.finditer(part))
    named = (str(int(word) % 24) if word.isdigit() else word.capitalize() for word in words)
    known = (word for word in named if word.isdigit() or word in WEEKDAYS)
    return tuple(dict.fromkeys(known))


def not_before(at: datetime, hint: timedelta | None, fresh: timedelta | None, skip: Sequence[str] = ()) -> datetime:
    """Return when a feed that answered at a time may be asked again at the earliest; a day later at the latest."""
    wish = min(max((one for one in (hint, fresh) if one), default=timedelta(0)), DAY)
    due = at + wish - min(wish / 50, SLACK)
    while due < at + DAY and (str(due.hour) in skip or WEEKDAYS[due.weekday()] in skip):
        due = due.replace(minute=0, second=0, microsecond=0) + HOUR
    return min(due, at + DAY)


def _number(value: object) -> float:
    """Return a feed's whole number, 0.0 for anything else."""
    text = str(value or "").strip()
    return float(text[:9]) if text.isascii() and text.isdigit() else 0.0
