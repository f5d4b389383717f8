"""What a look at an article or a poll of a feed means, and when to look again. Pure: the clock comes in as `now`."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b

from writethru.changes import compare
from writethru.elements import Article, ArticleState, Change, Decision, Event, FeedPoll, FeedState, Observation, Status

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

# An article is looked at again by the time since it last changed: the ladder that newsdiffs has used since 2012.
LADDER = (
    (3 * HOUR, HOUR / 4),
    (1 * DAY, HOUR),
    (7 * DAY, 3 * HOUR),
    (30 * DAY, 3 * DAY),
)
SLOWEST = 30 * DAY
# A feed is polled by the age of its youngest entry.
FEED_LADDER = ((1 * DAY, HOUR), (7 * DAY, 3 * HOUR), (28 * DAY, 6 * HOUR))
FEED_SLOWEST = 12 * HOUR
# Jitter only shortens, so that an hourly schedule finds everything due that is polled by the hour.
JITTER = 0.1
SEEN = ("article", "not_modified", "gone", "not_found")  # looks that told what stands there
STRIKE_LIMIT = 6  # doublings of the interval while a feed or an article fails


@dataclass(frozen=True, slots=True)
class PollPolicy:
    """How many looks confirm a withdrawal, and how slow looking gets.

    410 and 451 say so themselves (`gone_looks`); a page that is merely not found must stay so for `missing_looks` looks
    over `missing_span`.
    """

    gone_looks: int = 2
    missing_looks: int = 3
    missing_span: timedelta = DAY
    slowest: timedelta = SLOWEST


def decide(
    state: ArticleState | None, observation: Observation, now: datetime, policy: PollPolicy | None = None
) -> Decision:
    """Return what this look at an article means.

    A failed look never changes the last good reading; only a look that finds the page gone, often enough, withdraws it.
    An article read by other extraction rules than last time is taken as the new baseline without a word.
    """
    policy = policy or PollPolicy()
    known = state or _first_state(observation, now)
    known = replace(known, url=observation.look.url, entry=observation.look.entry or known.entry)
    if observation.outcome in SEEN:
        known = replace(known, last_seen=now)
    if observation.outcome == "article" and observation.article is not None:
        return _read(known, observation, observation.article, now, policy)
    if observation.outcome == "not_modified":
        return _settled(replace(known, status="ok"), observation, "not_modified", now, policy)
    if observation.outcome == "postponed":
        return Decision(observation, replace(known, next_due=now), "postponed")
    if observation.outcome in ("gone", "not_found"):
        return _not_there(known, observation, now, policy)
    status: Status = observation.outcome if observation.outcome in ("paywalled", "blocked") else "error"
    if known.status == "withdrawn":
        status = "withdrawn"  # a fault says nothing about whether it came back
    return _struck(replace(known, status=status), observation, now, policy)


def decide_feed(state: FeedState | None, poll: FeedPoll, now: datetime) -> FeedState:
    """Return what a feed's state becomes; its validators move only with an answer that was read to the end."""
    known = state or FeedState(poll.feed.url, "ok", now)
    if poll.failure is not None:
        strikes = known.strikes + 1
        delay = _backed_off(HOUR, strikes, DAY)
        return replace(
            known,
            status="failing",
            strikes=strikes,
            reason=poll.failure.reason,
            http_status=poll.status,
            next_due=now + jittered(delay, poll.feed.url),
        )
    unchanged = poll.status == 304
    newest = poll.newest or (known.newest if unchanged else None)
    return FeedState(
        url=poll.feed.url,
        status="ok",
        next_due=now + jittered(_rung(FEED_LADDER, FEED_SLOWEST, now - (newest or now)), poll.feed.url),
        title=poll.title or known.title,
        http_status=poll.status,
        etag=poll.etag or (known.etag if unchanged else None),
        last_modified=poll.last_modified or (known.last_modified if unchanged else None),
        body_hash=poll.body_hash or (known.body_hash if unchanged else None),
        last_ok=now,
        entries=known.entries if unchanged else poll.entries,
        newest=newest,
    )


def jittered(interval: timedelta, key: str) -> timedelta:
    """Return the interval less up to a tenth of it, always the same for one key."""
    share = int.from_bytes(blake2b(key.encode(), digest_size=2).digest(), "big") / 65535
    return interval * (1 - JITTER * share)


def _first_state(observation: Observation, now: datetime) -> ArticleState:
    look = observation.look
    return ArticleState(
        uri=look.uri,
        url=look.url,
        feed_url=look.feed_url,
        status="waiting",
        version=0,
        first_seen=now,
        last_seen=now,
        last_changed=now,
        next_due=now,
    )


def _read(
    known: ArticleState, observation: Observation, article: Article, now: datetime, policy: PollPolicy
) -> Decision:
    event: Event | None = None
    change: Change | None = None
    outcome: str = "unchanged"
    if known.article is None:
        event = "new"
    elif known.extractor != observation.extractor:
        outcome = "rebaselined"
    else:
        compared = compare(known.article, article)
        if compared.status == "updated":
            event, change = "updated", compared
        elif compared.edit_class == "cosmetic":
            outcome = "cosmetic"
    if known.status == "withdrawn":
        event = "restored"
    settled = replace(
        known,
        status="ok",
        article=article,
        extractor=observation.extractor,
        version=known.version + (event is not None),
        last_changed=now if event else known.last_changed,
    )
    return _settled(settled, observation, event or outcome, now, policy, event, change)


def _settled(
    state: ArticleState,
    observation: Observation,
    outcome: str,
    now: datetime,
    policy: PollPolicy,
    event: Event | None = None,
    change: Change | None = None,
) -> Decision:
    """A look that worked: its validators are kept, and the ladder says when to look again."""
    unchanged = observation.outcome == "not_modified"
    state = replace(
        state,
        etag=observation.etag or (state.etag if unchanged else None),
        last_modified=observation.last_modified or (state.last_modified if unchanged else None),
        body_hash=observation.body_hash or (state.body_hash if unchanged else None),
        strikes=0,
        missing=0,
        missing_since=None,
        next_due=now + _interval(state, now, policy),
    )
    return Decision(observation, state, outcome, event, change)


def _not_there(state: ArticleState, observation: Observation, now: datetime, policy: PollPolicy) -> Decision:
    since = state.missing_since or now
    missing = state.missing + 1
    confirmed = (observation.outcome == "gone" and missing >= policy.gone_looks) or (
        missing >= policy.missing_looks and now - since >= policy.missing_span
    )
    # The page's validators are void: a later 200 must come with its body.
    state = replace(state, missing=missing, missing_since=since, etag=None, last_modified=None, body_hash=None)
    if not confirmed or state.version == 0 or state.status == "withdrawn":
        slow = policy.slowest if state.status == "withdrawn" else _backed_off(HOUR, missing, policy.missing_span)
        state = replace(state, next_due=now + jittered(slow, state.uri))
        return Decision(observation, state, observation.outcome)
    state = replace(
        state,
        status="withdrawn",
        version=state.version + 1,
        last_changed=now,
        next_due=now + jittered(policy.slowest, state.uri),
    )
    return Decision(observation, state, "withdrawn", "withdrawn")


def _struck(state: ArticleState, observation: Observation, now: datetime, policy: PollPolicy) -> Decision:
    strikes = state.strikes + 1
    delay = max(_backed_off(HOUR / 4, strikes, DAY), _interval(state, now, policy))
    return Decision(observation, replace(state, strikes=strikes, next_due=now + delay), observation.outcome)


def _interval(state: ArticleState, now: datetime, policy: PollPolicy) -> timedelta:
    return jittered(min(_rung(LADDER, SLOWEST, now - state.last_changed), policy.slowest), state.uri)


def _rung(ladder: tuple[tuple[timedelta, timedelta], ...], slowest: timedelta, age: timedelta) -> timedelta:
    return next((interval for limit, interval in ladder if age < limit), slowest)


def _backed_off(interval: timedelta, strikes: int, limit: timedelta) -> timedelta:
    doublings: int = 2 ** min(strikes - 1, STRIKE_LIMIT)
    return min(interval * doublings, limit)
