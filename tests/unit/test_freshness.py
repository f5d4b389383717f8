"""What a feed says about being asked again, within limits."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from writethru.feeds import parse
from writethru.freshness import DAY, HOUR, SLACK, document_hint, header_freshness, not_before, skipped

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)  # a Sunday


def date(delta):
    return format_datetime(NOON + delta, usegmt=True)


@pytest.mark.parametrize(
    ("headers", "hours"),
    [
        ([("cache-control", "max-age=3600")], 1),
        ([("cache-control", 'public, Max-Age="7200", must-revalidate')], 2),
        ([("cache-control", "public"), ("cache-control", "max-age=3600")], 1),
        ([("cache-control", "max-age=7200"), ("age", "3600")], 1),
        ([("cache-control", "max-age=3600"), ("age", "7200")], None),
        ([("cache-control", "max-age=31536000")], 24),
        ([("cache-control", "max-age=0")], None),
        ([("cache-control", "s-maxage=3600")], None),
        ([("cache-control", "no-cache, max-age=3600")], None),
        ([("cache-control", "max-age=-1")], None),
        ([("cache-control", "max-age=3600"), ("expires", date(-DAY))], 1),
        ([("expires", date(3 * HOUR))], 3),
        ([("expires", date(3 * HOUR)), ("date", date(HOUR))], 2),
        ([("expires", date(400 * DAY))], 24),
        ([("expires", date(-HOUR))], None),
        ([("expires", "0")], None),
        ([("expires", "-1")], None),
        ([], None),
    ],
)
def test_headers_say_for_how_long_an_answer_holds_a_day_at_most(headers, hours):
    assert header_freshness(headers, NOON) == (hours and hours * HOUR)


@pytest.mark.parametrize(
    ("channel", "hours"),
    [
        ({"ttl": "120"}, 2),
        ({"ttl": " 60 "}, 1),
        ({"ttl": "0"}, None),
        ({"ttl": "-60"}, None),
        ({"ttl": "an hour"}, None),
        ({"ttl": "99999999999999"}, 24),
        ({"sy_updateperiod": "hourly"}, 1),
        ({"sy_updateperiod": "Hourly", "sy_updatefrequency": "2"}, 0.5),
        ({"sy_updateperiod": "daily", "sy_updatefrequency": "4"}, 6),
        ({"sy_updateperiod": "hourly", "sy_updatefrequency": "0"}, 1),
        ({"sy_updateperiod": "yearly"}, 24),
        ({"sy_updateperiod": "now and then", "sy_updatefrequency": "2"}, None),
        ({"ttl": "30", "sy_updateperiod": "hourly"}, 1),
        ({}, None),
    ],
)
def test_a_document_says_how_often_it_is_made_anew(channel, hours):
    assert document_hint(channel) == (hours and hours * HOUR)


SKIPS = (
    "<skipHours><hour>0</hour><hour> 1 </hour><hour>24</hour></skipHours>"
    "<skipDays><day>sunday</day><day>Someday</day></skipDays>"
)


def test_hours_and_days_to_skip_are_read_as_far_as_there_are_such():
    assert skipped(SKIPS) == ("0", "1", "Sunday")
    assert skipped("<skipHours>" * 50_000) == ()


def test_a_feed_is_read_with_what_it_says_of_its_rhythm():
    item = "<item><title>Quay closed</title><link>https://gazette.example/quay</link></item>"
    rss = f"<rss version='2.0'><channel><title>Gazette</title><ttl>90</ttl>{SKIPS}{item}</channel></rss>"
    parsed = parse(rss.encode(), "https://gazette.example/rss")
    assert (parsed.hint, parsed.skip) == (1.5 * HOUR, ("0", "1", "Sunday"))


def test_the_longest_wish_counts_less_a_minute_for_a_schedule_that_starts_early():
    assert not_before(NOON, None, None) == NOON
    assert not_before(NOON, 2 * HOUR, HOUR) == NOON + 2 * HOUR - SLACK
    assert not_before(NOON, None, HOUR / 4) == NOON + HOUR / 4 - HOUR / 200
    assert not_before(NOON, 90 * DAY, None) == NOON + DAY - SLACK


def test_an_hour_to_skip_is_waited_out_and_no_feed_can_skip_more_than_a_day():
    assert not_before(NOON, None, None, ("12", "13")) == NOON + 2 * HOUR
    assert not_before(NOON, HOUR, None, ("Sunday",)) == NOON + 12 * HOUR
    assert not_before(NOON, None, None, tuple(map(str, range(24)))) == NOON + DAY


@given(
    st.none() | st.timedeltas(timedelta(0), 4000 * DAY),
    st.none() | st.timedeltas(timedelta(0), 4000 * DAY),
    st.lists(st.sampled_from([*map(str, range(24)), "Monday", "Sunday"])),
)
def test_whatever_a_feed_says_it_is_asked_within_a_day(hint, fresh, skip):
    assert NOON <= not_before(NOON, hint, fresh, tuple(skip)) <= NOON + DAY


@given(st.text(max_size=200), st.text(max_size=40), st.text(max_size=40))
def test_nothing_that_a_feed_says_breaks_anything(body, control, expires):
    skipped(body)
    header_freshness([("cache-control", control), ("expires", expires), ("age", expires), ("date", control)], NOON)
    document_hint({"ttl": control, "sy_updateperiod": expires, "sy_updatefrequency": control})
