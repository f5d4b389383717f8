import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from writethru.feeddates import day_order, read_date

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TABLE = tomllib.loads((Path(__file__).parent / "feeddates.toml").read_text(encoding="utf8"))


@pytest.mark.parametrize(("raw", "expected"), TABLE["read"].items())
def test_dates_are_read_in_the_forms_that_feeds_write(raw, expected):
    date, doubt = read_date(raw, NOW)
    assert date is not None
    assert not doubt
    assert date.replace(microsecond=0) == expected


@pytest.mark.parametrize(("raw", "doubt"), TABLE["doubtful"].items())
def test_doubtful_and_absurd_dates_are_not_guessed(raw, doubt):
    assert read_date(raw, NOW)[1] == doubt


@pytest.mark.parametrize(
    ("others", "language", "expected"),
    [
        (["29/06/2016"], "", "2016-04-03"),
        (["06/29/2016"], "", "2016-03-04"),
        ([], "de", "2016-04-03"),
        ([], "en-us", "2016-03-04"),
        (["29/06/2016", "06/29/2016"], "de", None),
        ([], "en", None),
    ],
)
def test_the_other_dates_of_a_feed_or_its_language_tell_which_number_is_the_day(others, language, expected):
    date = read_date("03/04/2016", NOW, day_order(others, language))[0]
    assert (date and date.date().isoformat()) == expected


@given(st.text(max_size=40))
def test_any_text_is_a_date_in_utc_or_none(raw):
    date = read_date(raw, NOW)[0]
    assert date is None or date.tzinfo is UTC


@given(st.text("0123456789 :/-.,TZ+JunWed", max_size=30))
def test_whatever_looks_like_a_date_raises_nothing(raw):
    assert read_date(raw, NOW)[1] is not None
