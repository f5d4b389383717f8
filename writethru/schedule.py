"""When to look again. Pure: the clock comes in as `now`.

One rule for articles and feeds: what has been quiet for a day is asked again after an eighth of a day, within bounds.
So looks thin out evenly, and an edit waits for an eighth at most of the time that there was none.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import pairwise

from writethru.elements import ArticleState, FeedState

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

# In a month a third fewer looks than by newsdiffs' ladder; the median edit is seen as soon, nine in ten within 2.6 h
# instead of 1.4 (docs/benchmarks.md).
PATIENCE = 8
QUICKEST = HOUR / 4
SLOWEST = 30 * DAY
MOST_QUIET = 30 * DAY  # that counts of an article when it is first seen: an archive's is looked at after four days
FEED_SLOWEST = 12 * HOUR
# Jitter only shortens, so that an hourly schedule finds everything due that is polled by the hour; a fiftieth at least,
# since a scheduled run starts some seconds earlier or later than the last one.
JITTER = 0.1
LEAST_JITTER = 0.02
STRIKE_LIMIT = 6  # doublings of the interval while a feed or an article fails


def article_interval(
    state: ArticleState, now: datetime, quickest: timedelta = QUICKEST, slowest: timedelta = SLOWEST
) -> timedelta:
    """Return how long an article is left alone after a look that went well.

    It has been quiet since its last announced change; one that never changed, since it was published, so that what a
    feed names of its archive is not watched like news.
    """
    since = _published(state) if state.version <= 1 else state.last_changed
    return jittered(_eighth(now - since, quickest, slowest), state.uri)


def feed_interval(state: FeedState, now: datetime) -> timedelta:
    """Return how long a feed is left alone: by its usual gap between entries, or by how long it has had no new one."""
    quiet = now - state.newest if state.newest else HOUR
    return jittered(_eighth(max(quiet, state.gap or quiet), QUICKEST, FEED_SLOWEST), state.url)


def usual_gap(dates: Iterable[datetime]) -> timedelta | None:
    """Return the median time between the entries of a feed, None for fewer than three that have a date."""
    ordered = sorted(dates)
    gaps = sorted(later - earlier for earlier, later in pairwise(ordered))
    return gaps[len(gaps) // 2] if len(gaps) > 1 else None


def backed_off(interval: timedelta, strikes: int, limit: timedelta) -> timedelta:
    """Return an interval doubled with every failure in a row, `strikes` from 1, up to a limit."""
    doublings: int = 2 ** min(strikes - 1, STRIKE_LIMIT)
    return min(interval * doublings, limit)


def counted_from(started: datetime, state: ArticleState, now: datetime, until: datetime | None = None) -> ArticleState:
    """Return what was decided at `now` with its interval counted from when its run began, but not before `until`."""
    due = state.next_due - (now - started)
    return replace(state, next_due=max(due, until) if until else due)


def in_full(last_full: datetime | None, now: datetime) -> bool:
    """Whether to ask without validators: once a day, since some servers say "not modified" of what was modified.

    A whole answer that lies a day ahead came under a clock that was wrong.
    """
    return last_full is None or abs(now - last_full) >= DAY


def jittered(interval: timedelta, key: str) -> timedelta:
    """Return the interval less a fiftieth to a tenth of it, always the same for one key."""
    share = int.from_bytes(blake2b(key.encode(), digest_size=2).digest(), "big") / 65535
    return interval * (1 - LEAST_JITTER - (JITTER - LEAST_JITTER) * share)


def _published(state: ArticleState) -> datetime:
    """Return when an article came out, as far as that is believed: when it was first seen or up to a month before.

    A date is believed to the day, since many have no time or no zone, and the younger of the page's and the feed's.
    """
    told = (state.article.date_published if state.article else None, state.entry.published if state.entry else None)
    published = max((date for date in told if date), default=state.first_seen)
    return min(max(published + DAY, state.first_seen - MOST_QUIET), state.first_seen)


def _eighth(quiet: timedelta, quickest: timedelta, slowest: timedelta) -> timedelta:
    return min(max(quiet / PATIENCE, quickest), slowest)
