"""When an article was published and modified: what its page claims, held against what the page shows its readers."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from dateutil import parser as dateutil_parser

from writethru.datewords import ZONES
from writethru.openings import YEAR, Line, around

REPUBLISHED = timedelta(days=28)  # updates of news follow within days; a page shown under a later date came out anew
NEXT_DAY = timedelta(hours=36)  # one moment is two days in two zones
BESIDE, BEFORE = 80, 40  # characters beside a date, and before it; with more it is in a sentence
LONGEST_LABEL = 25  # characters of a line that says what the date after it is: "Last updated on"
ABOVE = 6  # runs over the headline; further up stands today's date
# Month names by their beginnings, in the languages that feeds come in most. Longer beginnings are tried first.
_MONTHS = """
    jan ene gen ocak янв يناير كانون\xa0الثاني
    feb fev fév şub фев فبراير شباط
    mar mär мар مارس آذار
    apr avr abr nis апр أبريل ابريل إبريل نيسان
    mai may mag май мая مايو أيار
    jun juin giu haz июн يونيو حزيران
    jul juil lug tem июл يوليو تموز
    aug aou aoû ago ağu авг أغسطس اغسطس آب
    sep set eyl сен سبتمبر أيلول
    oct okt out ott eki окт أكتوبر اكتوبر تشرين\xa0الأول
    nov kas ноя نوفمبر تشرين\xa0الثاني
    dec dez déc dic ara дек ديسمبر كانون\xa0الأول
"""
MONTHS = {
    word.replace("\xa0", " "): number
    for number, line in enumerate(_MONTHS.strip().splitlines(), 1)
    for word in line.strip().split(" ")
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY, _YEAR = r"(?P<day>\d{1,2})", r"(?P<year>(?:19|20)\d\d|[١٢]\d{3})"
_NAME = rf"(?P<month>{_MONTH})\w*\.?"
SHAPES = tuple(
    re.compile(shape, re.I)
    for shape in (
        rf"(?<!\d){_YEAR}(?P<mark>[-./])(?P<month>\d\d?)(?P=mark){_DAY}(?!\d)",
        rf"(?<!\d){_YEAR}\s?[年년]\s?(?P<month>\d\d?)\s?[月월]\s?{_DAY}\s?[日일]",
        rf"\b{_NAME},? {_DAY}(?:st|nd|rd|th)?(?:,| de| \|)? ?{_YEAR}\b",
        rf"(?<!\d){_DAY}(?:\.|º|er|st|nd|rd|th)?(?: de| of)?[ -]{_NAME},?(?: de[l]?)?[ -]{_YEAR}(?!\d)",
        rf"(?<!\d){_DAY}\.(?P<month>\d\d?)\.{_YEAR}(?!\d)",
    )
)
NUMERIC = re.compile(rf"(?<!\d)(?P<first>\d\d?)(?P<mark>[/-])(?P<second>\d\d?)(?P=mark){_YEAR}(?!\d)")
UPDATED = re.compile(
    r"\b(updat|modifi|revis|amend|edited|aktualisiert|geändert|mis à jour|màj|actualiz|atualiz|modificad|aggiornat|"
    r"güncel|обновлен|изменен)|تحديث|تعديل|更新|修改|改訂",
    re.I,
)
PUBLISHED = re.compile(
    r"\b(publi|post(ed|ado)|created|written|erstellt|veröffentlicht|yayın|опубликован|first)|نشر|发布|發布|公開|掲載",
    re.I,
)
LABEL = re.compile(f"{UPDATED.pattern}|{PUBLISHED.pattern}", re.I)
OTHER = re.compile(
    r"\b(review|checked|verified|accessed|retrieved|copyright|expires?|today|current|deadline|geprüft)|©",
    re.I,
)
ANY_YEAR = re.compile(_YEAR)
URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/_-]|$)")


@dataclass(frozen=True, slots=True)
class Shown:
    """A date that readers see near the headline, and what is said of it: in its line, the line before, its elements."""

    moment: datetime
    said: tuple[str, str, str]

    @property
    def label(self) -> str:
        """What the date is called: "published", "updated", "other", or "" where nothing is said."""
        for text in self.said:
            if LABEL.search(text):
                return "updated" if UPDATED.search(text) else "published"
            if OTHER.search(text):
                return "other"
        return ""


def publication(claimed: datetime | None, shown: Sequence[Shown], url: str) -> datetime | None:
    """Return when the article came out, as its readers are told; None when nothing tells.

    What the page claims in JSON-LD or meta stands, unless the headline bears a date that is weeks away from
    it: pages that are kept up for years are shown under the date they came out anew. A date of the last update is taken
    only where there is no other.
    """
    if claimed is not None and all(abs(date.moment - claimed) <= REPUBLISHED for date in shown):
        return claimed
    told = first_shown(shown, "published") or first_shown(shown, "")
    if claimed is None:
        return told or _url_day(url) or first_shown(shown, "updated")
    if told is None or abs(told - claimed) <= REPUBLISHED or (told.day, told.month) == (claimed.month, claimed.day):
        return claimed  # the last: one day, its numbers read in the other order
    return told


def first_shown(shown: Iterable[Shown], label: str) -> datetime | None:
    """Return the first shown date with a label."""
    return next((date.moment for date in shown if date.label == label), None)


def first_date(values: Iterable[str], zone: tzinfo = UTC) -> datetime | None:
    """Return the first value that is a full date."""
    return next((date for value in values if (date := read_date(value, zone)) is not None), None)


def offset(values: Iterable[str]) -> tzinfo:
    """Return the offset from UTC of the first value that has one, UTC when none has."""
    for value in values:
        if (date := _iso_date(value)) is not None and date.tzinfo is not None:
            return date.tzinfo
    return UTC


def read_date(text: str, zone: tzinfo = UTC) -> datetime | None:
    """Return a full date in UTC, None when the text names no year and day.

    A time without a zone is taken in `zone`; a day without a time is midnight UTC, so that it stays that day.
    """
    if not 8 <= len(text) <= 60 or not YEAR.search(text):
        return None
    try:
        date = _iso_date(text) or _plain_day(text) or _spelt_date(text)
        if date is None:
            return None
        if date.tzinfo is None:
            date = date.replace(tzinfo=zone if date.hour or date.minute or date.second else UTC)
        return date.astimezone(UTC)
    except (ValueError, OverflowError):  # not a date to anybody
        return None


def shown_dates(lines: Iterable[Line], language: str, zone: tzinfo) -> tuple[Shown, ...]:
    """Return the dates in the lines, in order, less those of lists: three or more in elements of the same names."""
    found: list[tuple[tuple[str, ...], Shown]] = []
    before = ""
    for line in lines:
        label, before = before, line.text if len(line.text) <= LONGEST_LABEL else ""
        if line.place < -ABOVE or (dated := _date_in(line.text, language)) is None or (near := around(line)) is None:
            continue
        day, match = dated
        before = ""
        if len(line.text) - len(match[0]) <= BESIDE and match.start() <= BEFORE:
            moment = read_date(near.moment, zone) if near.moment else None
            if moment is None or abs(moment - day) > NEXT_DAY:
                moment = day
            found.append((near.words, Shown(moment, (line.text[: match.start()], label, " ".join(near.words[:2])))))
    days: defaultdict[tuple[str, ...], set[date]] = defaultdict(set)
    for words, shown in found:
        days[words].add(shown.moment.date())
    return tuple(shown for words, shown in found if len(days[words]) <= 2)


def _date_in(text: str, language: str) -> tuple[datetime, re.Match[str]] | None:
    """Return the first full date that a line shows, at midnight UTC, and where; None when there is none."""
    if text.isascii() and "20" not in text and "19" not in text:
        return None
    if not ANY_YEAR.search(text):
        return None
    for shape in SHAPES:
        if match := shape.search(text):
            month = match["month"]
            number = int(month) if month.isdigit() else MONTHS.get(month.lower(), 0)
            try:
                return datetime(int(match["year"]), number, int(match["day"]), tzinfo=UTC), match
            except ValueError:
                continue
    if match := NUMERIC.search(text):
        first, second = int(match["first"]), int(match["second"])
        # A slash in English means the American order unless it cannot, or is British; with a dash nobody knows.
        english = language in ("", "en", "en-US")
        american = english and match["mark"] == "/"
        if first > 12 or second > 12 or first == second or american or not english:
            month, day = (first, second) if (american and first <= 12) or second > 12 else (second, first)
            try:
                return datetime(int(match["year"]), month, day, tzinfo=UTC), match
            except ValueError:
                return None
    return None


def _url_day(url: str) -> datetime | None:
    match = URL_DAY.search(url)
    return read_date("-".join(part.zfill(2) for part in match.groups())) if match else None


def _iso_date(text: str) -> datetime | None:
    """Return a date in ISO 8601, None when it is spelt otherwise; seven dates of eight are spared the slow parser."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _plain_day(text: str) -> datetime | None:
    """Return the date of a text that is nothing else; it costs a hundredth of the slow parser."""
    found = _date_in(text, "en-GB")
    return found[0] if found and found[1][0] == text and not NUMERIC.fullmatch(text) else None


def _spelt_date(text: str) -> datetime | None:
    """Return a date in words, None when it names no day: two defaults that differ show what is missing."""
    first, second = (
        dateutil_parser.parse(text, default=datetime(2000, month, day), tzinfos=_seconds)
        for month, day in ((1, 1), (2, 2))
    )
    return first if first.date() == second.date() else None


def _seconds(zone: str | None, offset: int | None) -> int | None:
    return ZONES.get(zone or "", offset)
