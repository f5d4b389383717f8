"""When to look again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from writethru.elements import Article, ArticleState, Entry, FeedState
from writethru.schedule import (
    DAY,
    FEED_SLOWEST,
    HOUR,
    JITTER,
    MOST_QUIET,
    QUICKEST,
    SLOWEST,
    article_interval,
    backed_off,
    feed_interval,
    jittered,
    usual_gap,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://gazette.example/quay"


def state(quiet, version=1, published=None):
    article = Article(URL, URL, date_published=published)
    moments = (NOON - quiet, NOON, NOON - quiet, NOON)
    return ArticleState(URL, URL, "https://gazette.example/rss", "ok", version, *moments, article=article)


def about(interval):
    return pytest.approx(interval.total_seconds() * (1 - JITTER / 2), rel=JITTER / 2 + 1e-6)


@pytest.mark.parametrize(
    ("quiet", "interval"),
    [
        (timedelta(0), QUICKEST),
        (2 * HOUR, QUICKEST),
        (8 * HOUR, HOUR),
        (8 * DAY, DAY),
        (400 * DAY, SLOWEST),
    ],
)
def test_an_article_is_left_alone_for_an_eighth_of_the_time_it_was_quiet(quiet, interval):
    assert article_interval(state(quiet), NOON).total_seconds() == about(interval)


def test_the_archive_is_not_watched_like_news_but_an_edit_of_it_is():
    old = NOON - 2_000 * DAY
    assert article_interval(state(timedelta(0), published=old), NOON).total_seconds() == about(MOST_QUIET / 8)
    assert article_interval(state(timedelta(0), version=2, published=old), NOON).total_seconds() == about(QUICKEST)


@pytest.mark.parametrize("hours", [1, 12, 23])
def test_a_date_is_believed_to_the_day_so_that_news_without_a_time_or_zone_stays_news(hours):
    fresh = state(timedelta(0), published=NOON - hours * HOUR)
    assert article_interval(fresh, NOON).total_seconds() == about(QUICKEST)


def test_an_article_is_as_old_as_the_page_and_its_feed_agree():
    old, young = NOON - 25 * DAY, NOON - 3 * DAY
    for page, feed in ((old, young), (young, old), (None, young)):
        entry = Entry("https://gazette.example/rss", "1", URL, published=feed)
        known = replace(state(timedelta(0), published=page), entry=entry)
        assert article_interval(known, NOON).total_seconds() == about(2 * DAY / 8)


def test_a_date_to_come_makes_nobody_look_earlier_or_later():
    assert article_interval(state(8 * DAY, published=NOON + DAY), NOON).total_seconds() == about(DAY)


@given(st.timedeltas(timedelta(0), 4_000 * DAY), st.timedeltas(timedelta(0), 4_000 * DAY))
def test_the_quieter_the_later_and_always_within_the_bounds(one, other):
    shorter, longer = (article_interval(state(quiet), NOON) for quiet in sorted((one, other)))
    assert QUICKEST * (1 - JITTER) <= shorter <= longer <= SLOWEST


def test_a_feed_is_polled_by_its_own_rhythm():
    feed = FeedState("https://gazette.example/rss", "ok", NOON, newest=NOON)
    assert feed_interval(feed, NOON).total_seconds() == about(QUICKEST)
    assert feed_interval(replace(feed, gap=16 * HOUR), NOON).total_seconds() == about(2 * HOUR)
    assert feed_interval(replace(feed, gap=HOUR, newest=NOON - DAY), NOON).total_seconds() == about(3 * HOUR)
    assert feed_interval(replace(feed, gap=60 * DAY), NOON).total_seconds() == about(FEED_SLOWEST)
    assert feed_interval(replace(feed, newest=None), NOON).total_seconds() == about(QUICKEST)


def test_the_usual_gap_of_a_feed_is_the_median_and_needs_three_dates():
    dates = [NOON - hours * HOUR for hours in (30, 0, 2, 1)]
    assert usual_gap(dates) == HOUR
    assert usual_gap(dates[:2]) is None


def test_failures_double_the_interval_up_to_a_limit():
    assert [backed_off(HOUR, strikes, DAY) for strikes in (1, 2, 3, 9)] == [HOUR, 2 * HOUR, 4 * HOUR, DAY]


@given(st.text(min_size=1), st.integers(1, 10**6))
def test_jitter_only_shortens_by_a_tenth_at_most_and_is_the_same_every_time(key, seconds):
    interval = timedelta(seconds=seconds)
    assert interval * (1 - JITTER) <= jittered(interval, key) <= interval
    assert jittered(interval, key) == jittered(interval, key)
