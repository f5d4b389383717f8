"""The dates of feeds, read by us from what stands there: feedparser misreads some and drops those without a zone."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from dateutil import parser as dateutil_parser

from writethru.text import collapse

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # before the web: a clock that was never set, or a misread field
MAX_AHEAD = timedelta(days=2)  # embargoed items and wrong zones stay below it
RFC_DATE = re.compile(r"(?:[a-z]{2,9}\.?,? )?\d{1,2}[ -][a-z]{3,9}[ -]\d{2,4}(?:\D|$)(?!.*\d ?[ap]m\b)", re.IGNORECASE)
DOTTED_DATE = re.compile(r"\d{1,2}\.")
AMBIGUOUS_DATE = re.compile(r"\s*(?:0?[1-9]|1[0-2])[/-](?:0?[1-9]|1[0-2])[/-]\d{2,4}")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# Seconds from UTC of the zones that feeds name in letters; others count as UTC.
ZONES = {"EST": -18000, "EDT": -14400, "CST": -21600, "CDT": -18000, "MST": -25200, "MDT": -21600, "PST": -28800}
ZONES |= {"PDT": -25200, "BST": 3600, "WEST": 3600, "CET": 3600, "CEST": 7200, "EET": 7200, "EEST": 10800}
ZONES |= {"MSK": 10800, "JST": 32400, "KST": 32400, "AEST": 36000, "AEDT": 39600, "NZST": 43200, "NZDT": 46800}


def parse_date(raw: str, now: datetime) -> datetime | None:
    """Return a feed's date in UTC; None when it cannot be read in one way only, or is absurd. No zone means UTC."""
    raw = collapse(raw)
    try:
        date = _read_date(raw)
        date = date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, ArithmeticError):  # dateutil lets those of decimal through
        return None
    return date if EARLIEST <= date <= now + MAX_AHEAD else None


def _read_date(raw: str) -> datetime:
    if raw.isdecimal() and len(raw) in (10, 13):
        return datetime.fromtimestamp(int(raw[:10]), UTC)
    if RFC_DATE.match(raw):
        with suppress(ValueError):  # it takes two-digit years, which would be ambiguous further down
            date = parsedate_to_datetime(raw)
            if date.tzinfo is not None or not raw.endswith(tuple(ZONES)):
                return date
    elif AMBIGUOUS_DATE.match(raw) or not YEAR.search(raw):
        raise ValueError(f"not a date: {raw!r}")
    return dateutil_parser.parse(raw, dayfirst=DOTTED_DATE.match(raw) is not None, tzinfos=_zone)


def _zone(name: str | None, offset: int | None) -> timezone | None:
    seconds = ZONES.get(name or "", offset)
    return None if seconds is None else timezone(timedelta(seconds=seconds))
