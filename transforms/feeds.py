"""Feed documents -> entries, and what each poll said."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

import apache_beam as beam

from writethru.elements import Entry, Failure, FeedPoll, FeedVisit, Page
from writethru.feeds import FeedError, parse
from writethru.freshness import header_freshness
from writethru.schedule import usual_gap

POLLS = "polls"
ENTRIES = "entries"


class ParseFeeds(beam.PTransform):
    """Read feed documents.

    Input: FeedVisit. Output: a dict of PCollections: ENTRIES of Entry, POLLS of FeedPoll (one a visit). A document that
    is byte for byte the last one read gives no entries: they are known. An entry without a link to an article is told
    in its poll's problems only.
    """

    def expand(self, visits: beam.PCollection[FeedVisit]) -> Any:  # noqa: ANN401 (Beam takes hints of single outputs only)
        """Parse, polls and entries apart; a document that breaks the parser is a failed poll."""
        read, dead = (
            visits
            | "Parse" >> beam.Map(_read).with_output_types(tuple[FeedPoll, tuple[Entry, ...]]).with_exception_handling()
        )  # fmt: skip
        polls = read | "Polls" >> beam.MapTuple(_poll).with_output_types(FeedPoll)
        crashes = dead | "Crashes" >> beam.MapTuple(_crash).with_output_types(FeedPoll)
        return {
            ENTRIES: read | "Entries" >> beam.FlatMapTuple(_entries).with_output_types(Entry),
            POLLS: (polls, crashes) | beam.Flatten(),
        }


def _poll(poll: FeedPoll, _entries: tuple[Entry, ...]) -> FeedPoll:
    beam.metrics.Metrics.counter("feeds", poll.failure.reason if poll.failure else "ok").inc()
    return poll


def _entries(poll: FeedPoll, entries: tuple[Entry, ...]) -> Iterator[Entry]:
    """Yield a feed's entries that lead to an article; it is known by the URL it was asked for at, wherever that led.

    Their content goes on only where the feed is read for it; one that has none there is asked for as a page.
    """
    for entry in entries:
        if entry.link or entry.id.startswith(("http://", "https://")):
            content = (entry.content or entry.summary) if poll.feed.content == "feed" else ""
            yield replace(entry, feed_url=poll.feed.url, content=content)


def _crash(visit: FeedVisit, error: tuple[type, str, list[str]]) -> FeedPoll:
    at = visit.answer.at if isinstance(visit.answer, Failure) else visit.answer.retrieved
    return FeedPoll(visit.feed, at, failure=Failure("feed", visit.feed.url, "crashed", error[1], at))


def _read(visit: FeedVisit) -> tuple[FeedPoll, tuple[Entry, ...]]:
    feed, page = visit.feed, visit.answer
    if isinstance(page, Failure):
        return FeedPoll(feed, page.at, failure=page), ()
    fresh = header_freshness(page.headers, page.retrieved)
    if page.status == 304:
        return FeedPoll(feed, page.retrieved, 304, fresh=fresh, moved=page.moved), ()
    if page.status != 200:
        return _failed(visit, page, f"http_{page.status}", f"answered {page.status}"), ()
    answer = FeedPoll(
        feed=feed,
        at=page.retrieved,
        status=page.status,
        etag=page.header("etag"),
        last_modified=page.header("last-modified"),
        body_hash=sha256(page.body).hexdigest(),
        fresh=fresh,
        moved=page.moved,
    )
    if answer.body_hash == feed.body_hash:
        return replace(answer, status=304), ()
    try:
        parsed = parse(page.body, page.final_uri, page.header("content-type"))
    except FeedError as error:
        return _failed(visit, page, error.reason, error.told), ()
    if any(problem.startswith("truncated") for problem in parsed.problems):  # the rest must not be "not modified"
        answer = replace(answer, etag=None, last_modified=None)
    dates = [date for entry in parsed.entries if (date := _dated(entry))]
    poll = replace(
        answer,
        title=feed.title or parsed.title,
        entries=len(parsed.entries),
        newest=max(dates, default=None),
        gap=usual_gap(dates),
        problems=parsed.problems,
        hint=parsed.hint,
        skip=parsed.skip,
    )
    return poll, parsed.entries


def _failed(visit: FeedVisit, page: Page, reason: str, detail: str) -> FeedPoll:
    failure = Failure("feed", visit.feed.url, reason, detail, page.retrieved)
    return FeedPoll(visit.feed, page.retrieved, page.status, failure=failure)


def _dated(entry: Entry) -> datetime | None:
    return entry.updated or entry.published
