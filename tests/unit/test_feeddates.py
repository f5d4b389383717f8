from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from writethru.feeddates import parse_date

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Wed, 29 Jun 2016 15:07:41 GMT", "2016-06-29T15:07:41+00:00"),
        ("Wed, 29 Jun 16 15:07:41 EST", "2016-06-29T20:07:41+00:00"),
        ("Wed, 29 Jun 2016 15:07:41 CEST", "2016-06-29T13:07:41+00:00"),
        ("Wed, 29 Jun 2016 15:07:41", "2016-06-29T15:07:41+00:00"),
        ("2016-06-29T15:07:41+02:00", "2016-06-29T13:07:41+00:00"),
        ("2016-06-29", "2016-06-29T00:00:00+00:00"),
        ("2016/6/29 15:07:41", "2016-06-29T15:07:41+00:00"),
        ("1467212861", "2016-06-29T15:07:41+00:00"),
        ("June 29, 2016 3:07 PM", "2016-06-29T15:07:00+00:00"),
        ("29 June 2016 3:07 pm", "2016-06-29T15:07:00+00:00"),
        ("29.06.2016 10:00", "2016-06-29T10:00:00+00:00"),
        ("03.04.2016", "2016-04-03T00:00:00+00:00"),
    ],
)
def test_dates_are_read_in_the_forms_that_feeds_write(raw, expected):
    date = parse_date(raw, NOW)
    assert date is not None
    assert date.isoformat() == expected


@pytest.mark.parametrize(
    "raw", ["03/04/2016", "Monday", "0000-00-00", "1970-01-01T00:00:00Z", "2026-11-25", "soon", ""]
)
def test_doubtful_and_absurd_dates_are_not_guessed(raw):
    assert parse_date(raw, NOW) is None


@given(st.text(max_size=40))
def test_any_text_is_a_date_in_utc_or_none(raw):
    date = parse_date(raw, NOW)
    assert date is None or date.tzinfo is UTC
