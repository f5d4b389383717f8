"""The dates of feeds, read by us from what stands there: feedparser misreads some and drops those without a zone."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

from dateutil import parser as dateutil_parser

from writethru.datewords import ZONES, month
from writethru.text import collapse

Doubt = Literal["", "unreadable", "incomplete", "ambiguous", "too early", "ahead"]

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # before the web: a clock that was never set, or a misread field
MAX_AHEAD = timedelta(days=2)  # embargoed items and wrong zones stay below it
LONGEST = 100  # characters; dates with weekday, zone and its name in words have 60
EPOCH_UNITS = {10: 1, 13: 1_000, 16: 1_000_000}  # by the digits of a time since 1970: s, ms, us
EPOCH = re.compile(r"(\d{10}|\d{13}|\d{16})(?:\.\d+)?")
COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:[T ]?(\d\d)(\d\d)(\d\d)?)?(?=[Z+\- ]|$)")
ISO = re.compile(r"\d{4}-?W\d\d-?\d|\d{4}-\d{3}(?!\d)")
TIME = re.compile(
    r"(?<![\d:+-])(\d{1,2})(?:[:hH٫](\d\d)|[時时시] ?(\d{1,2})[分분])(?:[:٫.](\d\d)(?:[.,]\d+)?|[秒초])?(?!\d)"
    r"(?:\s*([ap])\.? ?m\b\.?)?",
    re.IGNORECASE,
)
DOTTED_TIME = re.compile(r"(?<=\d\d\d\d)[,T ]\s*(?:\w+ )?(\d{1,2})\.(\d\d)(?:\.(\d\d))?(?!\d)")
BARE_HOUR = re.compile(r"(?<![\d:])(\d{1,2})()()()\s*([ap])\.?m\b\.?", re.IGNORECASE)
AFTERNOON = re.compile(r"下午|晚上|午後|오후")
_NAME = r"([^\s\d.,;:/()\[\]_-]{2,20})"  # letters, and the signs that some scripts write vowels with
OFFSET = re.compile(
    r"(?:GMT|UTC|UT|Z)?\s*(?<![\d.])([+−-])\s?(\d{1,2})(?::?(\d\d))?(?::\d\d)?(?:\s*[(\[].*|\s+\d{4})?$", re.IGNORECASE
)
ZONE_NAME = re.compile(r"(?<![A-Za-z])[(\[]?([A-Z]{2,5})[)\]]?\s*(?:\d{4})?$")
YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?([-/.年년])\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)")
YEAR_NAMED = re.compile(rf"(?<!\d)(\d{{4}})[-/. ]{_NAME}\.?[-/. ](\d{{1,2}})(?!\d)")
NUMERIC = re.compile(r"(?<![\d:])(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d\d)(?![\d:])")
DAY_NAMED = re.compile(
    rf"(?<![\d:])(\d{{1,2}})(?:\.|º|er|st|nd|rd|th)?(?: del?| of)?[ ,/.-]*{_NAME}\.?,?(?: del?)?"
    r"[ ,/.'-]*(\d{4}|\d\d)(?![\d:])"
)
NAME_FIRST = re.compile(
    rf"(?<!\w){_NAME}\.? ?(\d{{1,2}})(?:st|nd|rd|th)?,?(?: \d\d?:\d\d(?::\d\d)?(?: [A-Z]{{3,4}})?)? (\d{{4}})(?!\d)"
)
INCOMPLETE = re.compile(r"\d{4}(?:[-/]\d{1,2})?|[^\W\d_]{3,20}\.? \d{4}")
PIVOT = 50  # two-digit years from here on are of the last century (RFC 5322, 4.3: 49 is 2049)


def read_date(raw: str, now: datetime, day_first: bool | None = None) -> tuple[datetime | None, Doubt]:
    """Return a date in UTC, or None, and the doubt about it; a date that is too early or ahead is returned with it.

    `day_first` tells how to read "03/04/2016", None where nothing does. No zone means UTC.
    """
    text = collapse(_digits(raw))[:LONGEST]
    try:
        date = _read(text, day_first)
        date = date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except _DoubtfulError as doubt:
        return None, doubt.doubt
    except (ValueError, ArithmeticError):  # dateutil lets those of decimal through
        return None, "unreadable"
    if date < EARLIEST:
        return date, "too early"
    return date, "ahead" if date > now + MAX_AHEAD else ""


def day_order(raws: Iterable[str], language: str = "") -> bool | None:
    """Return whether the day stands first in the dates of one document; None where nothing says."""
    orders = set()
    for raw in raws:
        if (found := NUMERIC.search(_digits(raw))) is not None and found[2] != ".":
            first, second = int(found[1]), int(found[3])
            if max(first, second) > 12:
                orders.add(first > 12)
    if len(orders) == 1:
        return orders.pop()
    language = language.lower()
    if orders or not language or language == "en":
        return None
    return not language.startswith(("en-us", "en_us"))


class _DoubtfulError(ValueError):
    def __init__(self, doubt: Doubt) -> None:
        super().__init__(doubt)
        self.doubt: Doubt = doubt


def _digits(raw: str) -> str:
    """Return a text with every digit as ASCII, whatever script it is of."""
    return raw if raw.isascii() else "".join(str(unicodedata.decimal(each, each)) for each in raw)


def _read(text: str, day_first: bool | None) -> datetime:
    if (epoch := EPOCH.fullmatch(text)) is not None:
        return datetime.fromtimestamp(int(epoch[1]) / EPOCH_UNITS[len(epoch[1])], UTC)
    if INCOMPLETE.fullmatch(text):
        raise _DoubtfulError("incomplete")
    if ISO.match(text):
        return dateutil_parser.isoparse(text)
    if (compact := COMPACT.match(text)) is not None:
        year, number, date, *clock = (int(group or 0) for group in compact.groups())
        return _moment(year, number, date, clock, text[compact.end() :])
    if (day := _day(text, day_first)) is None:
        if not re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", text):
            raise _DoubtfulError("unreadable")
        return dateutil_parser.parse(text, tzinfos=_zone)
    (year, number, date), start, end = day
    rest = f"{text[:start]} {text[end:]}"
    hours, after = _clock(text, start, rest)
    return _moment(year, number, date, hours, after)


def _clock(text: str, day: int, rest: str) -> tuple[Iterable[int], str]:
    """Return hours, minutes and seconds, and what stands behind them; `rest` is the text without its day, at `day`."""
    if (found := TIME.search(text)) is None:
        if (found := DOTTED_TIME.search(text)) is not None:
            return [int(group or 0) for group in found.groups()], text[found.end() :]
        if (found := BARE_HOUR.search(rest)) is None:
            return (), rest
    hour = int(found[1])
    half = (found[5] or "").lower() or ("p" if AFTERNOON.search(text) else "")
    if half and hour <= 12:
        hour = hour % 12 + 12 * (half == "p")
    after = text[found.end() :] if found.string is text and found.end() > day else rest
    return (hour, int(found[2] or found[3] or 0), int(found[4] or 0)), after


def _day(text: str, day_first: bool | None) -> tuple[tuple[int, int, int], int, int] | None:
    """Return year, month and day, and where they stand."""
    if (found := YEAR_FIRST.search(text)) is not None:
        return (int(found[1]), int(found[3]), int(found[4])), found.start(), found.end()
    if (found := YEAR_NAMED.search(text)) is not None and (number := month(found[2])):
        return (int(found[1]), number, int(found[3])), found.start(), found.end()
    for found in DAY_NAMED.finditer(text):
        if number := month(found[2]):
            return (_year(found[3]), number, int(found[1])), found.start(), found.end()
    for found in NAME_FIRST.finditer(text):
        if number := month(found[1]):
            return (int(found[3]), number, int(found[2])), found.start(), found.start(3)
    if (found := NUMERIC.search(text)) is None:
        return None
    first, second = int(found[1]), int(found[3])
    if found[2] == ".":
        day_first = True
    elif max(first, second) > 12:
        day_first = first > 12
    elif first == second:
        day_first = True
    if day_first is None or (len(found[4]) == 2 and found[2] == "-" and first > 12 and int(found[4]) <= 31):
        raise _DoubtfulError("ambiguous")
    number, date = (second, first) if day_first else (first, second)
    return (_year(found[4]), number, date), found.start(), found.end()


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < PIVOT else 1900)


def _moment(year: int, number: int, day: int, clock: Iterable[int], after: str) -> datetime:
    """Return a moment; 24:00 is the next day's beginning, and a leap second the second before it."""
    hour, minute, second = (*clock, 0, 0, 0)[:3]
    late = timedelta(days=1) if (hour, minute, second) == (24, 0, 0) else timedelta()
    moment = datetime(year, number, day, 0 if late else hour, minute, 59 if second == 60 else second)
    return (moment + late).replace(tzinfo=_offset(after))


def _offset(after: str) -> timezone:
    """Return the zone that stands at the end of a date; UTC where none does."""
    if (found := OFFSET.search(after)) is not None:
        seconds = int(found[2]) * 3600 + int(found[3] or 0) * 60
        if seconds <= 15 * 3600:
            return timezone(timedelta(seconds=-seconds if found[1] in "-−" else seconds))
    named = ZONE_NAME.search(after)
    return timezone(timedelta(seconds=ZONES.get(named[1], 0))) if named else UTC


def _zone(name: str | None, offset: int | None) -> timezone | None:
    seconds = ZONES.get(name or "", offset)
    return None if seconds is None else timezone(timedelta(seconds=seconds))
