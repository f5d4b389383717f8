"""What a look at an article or a poll of a feed means. Pure: the clock comes in as `now`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from writethru.changes import compare
from writethru.elements import (
    Article,
    ArticleState,
    Change,
    Decision,
    Event,
    Failure,
    FeedPoll,
    FeedState,
    FieldEdit,
    Observation,
    Outcome,
    Status,
)
from writethru.freshness import not_before
from writethru.schedule import DAY, HOUR, QUICKEST, SLOWEST, article_interval, backed_off, feed_interval, jittered
from writethru.settling import address_print, fingerprint, remembered, replaces_everything, same_address

# What a look may tell of the place where an article stood; anything else is a fault of the way there.
READ = frozenset({"article", "moved"})
GONE = frozenset({"gone", "retracted"})  # its publisher says so
MISSING = frozenset({"not_found", "soft_404", "redirected_home"})  # it isn't there, which passes as often as not
SEEN = READ | GONE | MISSING | {"not_modified"}
MOVED_LOOKS = 3  # polls in a row that a permanent redirect must lead to one address: some are undone within the day
MOVED_STRIKES = 3  # failures in a row at a new address, after which the configured one is asked again
DORMANT_GONE = 2  # answers of 410, failures of other kinds between them or not
DORMANT_PACE = 30 * DAY
FAULTS: Mapping[Outcome, Status] = {"paywalled": "paywalled", "blocked": "blocked", "consent": "blocked"}


@dataclass(frozen=True, slots=True)
class PollPolicy:
    """How many looks confirm what may pass, and how quick and how slow looking gets.

    410, 451 and retractions say so themselves (`gone_looks`); a page that is merely not found must stay so for
    `missing_looks` looks over `missing_span`. `confirm_looks` must show a doubtful change, or the article at another
    address, before it is announced: 1 announces it at once.
    """

    gone_looks: int = 2
    missing_looks: int = 3
    missing_span: timedelta = DAY
    confirm_looks: int = 2
    quickest: timedelta = QUICKEST
    slowest: timedelta = SLOWEST


def decide(
    state: ArticleState | None, observation: Observation, now: datetime, policy: PollPolicy | None = None
) -> Decision:
    """Return what this look at an article means.

    A failed look never changes the last good reading; only a look that finds the page gone, often enough, withdraws it.
    An article read by other extraction rules than last time is taken as the new baseline without a word.
    """
    policy = policy or PollPolicy()
    known, look = state or _first_state(observation, now), observation.look
    if look.again:
        return _read_again(known, observation)
    if observation.outcome in SEEN:
        known = replace(known, last_seen=now)
    elif observation.outcome != "postponed":
        if known.last_fault is not None and now <= known.last_fault:  # an archive's, once more
            told = known.status in (FAULTS.get(observation.outcome, "error"), "withdrawn")
            if told or now < known.last_fault:
                return Decision(observation, known, observation.outcome)
        known = replace(known, last_fault=now)
    decision = _judged(known, observation, now, policy)
    entry = look.entry or known.entry
    feed_url = look.entry.feed_url if look.entry else known.feed_url
    after = replace(decision.state, url=look.url, feed_url=feed_url, entry=entry)
    turned = after.status != known.status and (known.status, after.status) != ("waiting", "ok")
    return replace(decision, state=after, turned=after.status if turned else None)


def _judged(known: ArticleState, observation: Observation, now: datetime, policy: PollPolicy) -> Decision:
    if observation.outcome in READ and observation.article is not None:
        return _read(known, observation, observation.article, now, policy)
    if observation.outcome == "not_modified":
        # Of what was never read, or has been withdrawn, it can only be a server's mistake.
        vouched = known.version > 0 and known.status != "withdrawn"
        known = replace(_present(known) if vouched else known, strikes=0)
        return _settled(known, observation, "not_modified", now, policy)
    if observation.outcome == "postponed":
        due = observation.until or min(known.next_due, now)
        strikes = known.strikes + (observation.failure is not None)  # it was asked for, and its host refused
        return Decision(observation, replace(known, next_due=due, strikes=strikes), "postponed")
    if observation.outcome in GONE | MISSING:
        return _not_there(known, observation, now, policy)
    if known.status != "withdrawn":  # a fault says nothing about whether it came back
        known = replace(known, status=FAULTS.get(observation.outcome, "error"))
    return _struck(known, observation, now, policy)


def decide_feed(state: FeedState | None, poll: FeedPoll, now: datetime, started: datetime | None = None) -> FeedState:
    """Return what a feed's state becomes; its validators move only with an answer that was read to the end.

    Intervals count from when the run began, `started`; what the feed itself asks for counts from its answer.
    """
    known, started = state or FeedState(poll.feed.url, "ok", now), started or now
    if poll.failure is not None:
        return _failed_feed(known, poll, poll.failure, now, started)
    unchanged = poll.status == 304
    hint, skip = (known.hint, known.skip) if unchanged else (poll.hint, poll.skip)
    address, moving, moving_looks = _feed_moves(known, poll)
    polled = FeedState(
        url=poll.feed.url,
        status="ok",
        next_due=now,
        title=poll.title or known.title,
        http_status=poll.status,
        etag=poll.etag or (known.etag if unchanged else None),
        last_modified=poll.last_modified or (known.last_modified if unchanged else None),
        body_hash=poll.body_hash or (known.body_hash if unchanged else None),
        last_ok=now,
        entries=known.entries if unchanged else poll.entries,
        newest=poll.newest or (known.newest if unchanged else None),
        gap=poll.gap or (known.gap if unchanged else None),
        hint=hint,
        skip=skip,
        address=address,
        moving=moving,
        moving_looks=moving_looks,
        last_full=now if poll.body_hash or not unchanged else known.last_full,
    )
    due = max(started + feed_interval(polled, now), not_before(now, hint, poll.fresh, skip))
    return replace(polled, next_due=due)


def _failed_feed(known: FeedState, poll: FeedPoll, failure: Failure, now: datetime, started: datetime) -> FeedState:
    """Return the state of a feed that was not read; one that was not even asked, since its host is held, has no strike.

    What was gone twice is dormant until it answers. Where its new address fails, or is gone, it is asked at the
    configured one, of which the validators say nothing.
    """
    earliest = failure.until or now
    if failure.reason == "held":
        status = known.status if known.status == "dormant" else "held"
        return replace(known, status=status, reason=failure.reason, next_due=earliest)
    strikes, gone = known.strikes + 1, known.gone + (poll.status == 410)
    if known.address and (strikes >= MOVED_STRIKES or gone >= DORMANT_GONE):
        known, gone = replace(known, address=None, etag=None, last_modified=None), 0
    dormant = gone >= DORMANT_GONE
    delay = DORMANT_PACE if dormant else backed_off(HOUR, strikes, DAY)
    return replace(
        known,
        status="dormant" if dormant else "failing",
        strikes=strikes,
        gone=gone,
        reason=failure.reason,
        http_status=poll.status,
        next_due=max(started + jittered(delay, poll.feed.url), earliest),
    )


def _feed_moves(known: FeedState, poll: FeedPoll) -> tuple[str | None, str | None, int]:
    """Return where a feed is asked from now on, where it seems to be moving, and how many polls in a row said so."""
    led = poll.moved
    if led is None or (known.url.startswith("https:") and not led.startswith("https:")):
        return known.address, None, 0
    looks = known.moving_looks + 1 if known.moving == led else 1
    if looks < MOVED_LOOKS:
        return known.address, led, looks
    return None if led == known.url else led, None, 0


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
    """A look that read an article: its text and its address are compared, and told once they have settled."""
    before, change, unmoved = known.article, Change("unchanged"), known
    event: Event | None = None
    outcome: str = "unchanged"
    known, edit = _followed(known, observation, policy)
    if before is None:
        event = "new"
        known = replace(known, recent=(fingerprint(article),))
    elif known.extractor != observation.extractor:
        outcome = "rebaselined"  # whether the page was edited as well, nobody can tell any more
        known = replace(known, pending=None, pending_looks=0, recent=())
    else:
        change = compare(before, article)
        stub = change.status == "updated" and replaces_everything(before, article, change)
        known = _weighed(known, before, article, change, stub, policy)
        if known.pending is not None:
            if stub:  # it may be a wall: that it reads says nothing yet, nor does its address
                held = _restless(replace(unmoved, pending=known.pending, pending_looks=known.pending_looks), unmoved)
                return _settled(held, observation, "held", now, policy)
            article, change, outcome = before, Change("unchanged"), "held"
        elif change.edit_class == "cosmetic":
            outcome = "cosmetic"
    if known.status == "withdrawn":
        event = "restored"
    elif change.status == "updated":
        event = "updated"
    elif edit is not None:
        event = "moved"
    elif known.moving is not None:
        outcome = "held"
    if known.moving is not None and before is not None:  # nor is what it calls itself there known before it has moved
        article = replace(article, canonical_url=before.canonical_url)
    if edit is not None:
        edit_class = change.edit_class if change.status == "updated" else "minor"
        fields, edits = (*change.fields, edit.field), (*change.edits, edit)
        change = replace(change, status="updated", edit_class=edit_class, fields=fields, edits=edits)
    state = replace(
        _present(_restless(known, unmoved)),
        article=article,
        extractor=observation.extractor,
        version=known.version + (event is not None),
        last_changed=now if event else known.last_changed,
    )
    told = change if change.status == "updated" else None
    return _settled(state, observation, event or outcome, now, policy, event, told)


def _read_again(known: ArticleState, observation: Observation) -> Decision:
    """The page that the reading is from, read by other rules: the new baseline, and no look."""
    if observation.outcome not in READ or observation.article is None:
        return Decision(observation, known, observation.outcome)
    state = replace(known, article=observation.article, extractor=observation.extractor, recent=())
    return Decision(observation, state, "rebaselined")


def _weighed(
    known: ArticleState, before: Article, article: Article, change: Change, stub: bool, policy: PollPolicy
) -> ArticleState:
    """Return the state with the reading pending, where more looks have to show it first, else with it remembered.

    Those are what may pass (`stub`, a doubtful change, what stands at an address that is not sure), and what was
    announced before: it must stay longer each time.
    """
    if change.status == "unchanged":
        return replace(known, pending=None, pending_looks=0)
    was, shown = fingerprint(before), fingerprint(article, [e.new for e in change.edits if e.field == "beside"])
    back = known.status == "withdrawn"
    unsure = known.moving is not None or (change.doubtful and not back)
    needed = policy.confirm_looks if stub or unsure else 1
    if shown != was and not back:
        needed = max(needed, 1 + known.recent.count(shown))
    looks = known.pending_looks + 1 if known.pending == shown else 1
    if looks < needed:
        return replace(known, pending=shown, pending_looks=looks)
    return replace(known, pending=None, pending_looks=0, recent=remembered(known.recent, was, shown))


def _restless(state: ArticleState, before: ArticleState) -> ArticleState:
    """Return the state with its strikes: looks in a row that each showed something else than the one before held."""
    held = ((before.pending, state.pending), (before.moving, state.moving))
    restless = any(was and now and was != now for was, now in held)
    return replace(state, strikes=before.strikes + 1 if restless else 0)


def _followed(
    known: ArticleState, observation: Observation, policy: PollPolicy
) -> tuple[ArticleState, FieldEdit | None]:
    """Return the state with the address that the article was found at, and the edit once it has settled there.

    It is elsewhere where the look says so, and where it is asked for at another address and answers there: a feed's new
    link, or a redirect taken back.
    """
    address, at = observation.final_uri or observation.look.url, known.final_uri
    if at is None:
        return replace(known, final_uri=address), None
    asked = address in (observation.look.url, known.url) and not same_address(address, at)
    if address == at or not (asked or observation.outcome == "moved"):
        return replace(known, moving=None, moving_looks=0), None
    mark = address_print(address)
    needed = 1 if known.status == "withdrawn" else max(policy.confirm_looks, 1 + known.recent.count(mark))
    looks = known.moving_looks + 1 if known.moving == address else 1
    if looks < needed:
        return replace(known, moving=address, moving_looks=looks), None
    recent = remembered(known.recent, address_print(at), mark)
    return replace(known, final_uri=address, moving=None, moving_looks=0, recent=recent), FieldEdit("url", at, address)


def _present(state: ArticleState) -> ArticleState:
    """Return the state of an article that stands where it should."""
    return replace(state, status="ok", missing=0, missing_since=None, gone=0)


def _settled(
    state: ArticleState,
    observation: Observation,
    outcome: str,
    now: datetime,
    policy: PollPolicy,
    event: Event | None = None,
    change: Change | None = None,
) -> Decision:
    """A look that worked: its validators are kept, and the ladder says when to look again.

    None are kept while anything waits for the next look, which must come with its body; nor from a "not modified" that
    nobody asked for, which need not mean the reading that is known, or that came from elsewhere, where the article has
    to be told from what stands in its place. Nor are those of other rules' reading: read anew while the page is still
    the same, it is no edit lost.
    """
    unchanged = observation.outcome == "not_modified"
    asked = state.etag or state.last_modified or state.body_hash
    at, answered = state.final_uri, observation.final_uri
    stayed = at is None or answered is None or same_address(at, answered)
    current = observation.extractor in (0, state.extractor)
    kept = state.pending is None and state.moving is None and (not unchanged or (asked and stayed and current))
    state = replace(
        state,
        etag=(observation.etag or (state.etag if unchanged else None)) if kept else None,
        last_modified=(observation.last_modified or (state.last_modified if unchanged else None)) if kept else None,
        body_hash=(observation.body_hash or (state.body_hash if unchanged else None)) if kept else None,
        next_due=now + _pace(state, now, policy),
        last_full=state.last_full if unchanged and observation.status != 200 else now,
    )
    return Decision(observation, state, outcome, event, change)


def _not_there(state: ArticleState, observation: Observation, now: datetime, policy: PollPolicy) -> Decision:
    """A look that did not find the article; each of the two rules counts the looks that it takes for its own."""
    since = state.missing_since or now
    missing = state.missing + 1
    gone = state.gone + 1 if observation.outcome in GONE else 0
    confirmed = gone >= policy.gone_looks or (missing >= policy.missing_looks and now - since >= policy.missing_span)
    slow = confirmed or state.status == "withdrawn"
    delay = policy.slowest if slow else min(backed_off(HOUR, missing, policy.missing_span), policy.slowest)
    # The page's validators are void: a later 200 must come with its body.
    void = replace(state, etag=None, last_modified=None, body_hash=None, pending=None, pending_looks=0)
    state = replace(
        void, missing=missing, missing_since=since, gone=gone, strikes=0, next_due=now + jittered(delay, state.uri)
    )
    if not confirmed or state.version == 0 or state.status == "withdrawn":
        return Decision(observation, state, observation.outcome)
    state = replace(state, status="withdrawn", version=state.version + 1, last_changed=now)
    return Decision(observation, state, "withdrawn", "withdrawn")


def _struck(state: ArticleState, observation: Observation, now: datetime, policy: PollPolicy) -> Decision:
    strikes = state.strikes + 1
    pace = _pace(replace(state, strikes=0), now, policy)
    delay = min(max(backed_off(HOUR / 4, strikes, DAY), pace), policy.slowest)
    due = max(now + delay, observation.until or now)
    return Decision(observation, replace(state, strikes=strikes, next_due=due), observation.outcome)


def _pace(state: ArticleState, now: datetime, policy: PollPolicy) -> timedelta:
    """Return how long to wait: an hour while the next look has something to confirm, more where each shows another."""
    interval = article_interval(state, now, policy.quickest, policy.slowest)
    waits = state.pending is not None or state.moving is not None or (state.missing and state.status != "withdrawn")
    return min(interval, jittered(backed_off(HOUR, state.strikes + 1, DAY), state.uri)) if waits else interval
