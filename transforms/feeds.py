"""Feed documents -> entries, and what each poll said."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

import apache_beam as beam
from apache_beam.pvalue import TaggedOutput

from writethru.elements import Entry, Failure, FeedPoll, FeedVisit, Page
from writethru.feeds import FeedError, ParsedFeed, parse

POLLS = "polls"
ENTRIES = "entries"


class ParseFeeds(beam.PTransform):
    """Read feed documents.

    Input: FeedVisit. Output: a dict of PCollections: ENTRIES of Entry, POLLS of FeedPoll (one a visit). A document that
    is byte for byte the last one read gives no entries: they are known.
    """

    def expand(self, visits: beam.PCollection[FeedVisit]) -> Any:  # noqa: ANN401 (Beam takes hints of single outputs only)
        """Parse, polls and entries apart."""
        return visits | "Parse" >> beam.ParDo(_ParseFeed()).with_outputs(POLLS, main=ENTRIES)


class _ParseFeed(beam.DoFn):
    def process(self, visit: FeedVisit) -> Iterator[Entry | TaggedOutput[Literal["polls"], FeedPoll]]:
        parsed: ParsedFeed | None = None
        if isinstance(visit.answer, Failure):
            poll = FeedPoll(visit.feed, visit.answer.at, failure=visit.answer)
        else:
            poll, parsed = _read(visit, visit.answer)
        beam.metrics.Metrics.counter("feeds", poll.failure.reason if poll.failure else "ok").inc()
        yield TaggedOutput(POLLS, poll)
        if parsed is not None:  # the feed is known by the URL it was asked for at, wherever that led
            yield from (replace(entry, feed_url=visit.feed.url) for entry in parsed.entries)


def _read(visit: FeedVisit, page: Page) -> tuple[FeedPoll, ParsedFeed | None]:
    feed = visit.feed
    if page.status == 304:
        return FeedPoll(feed, page.retrieved, 304), None
    if page.status != 200:
        return _failed(visit, page, f"http_{page.status}", f"answered {page.status}"), None
    digest = sha256(page.body).hexdigest()
    if digest == feed.body_hash:
        return FeedPoll(feed, page.retrieved, 304, body_hash=digest), None
    try:
        parsed = parse(page.body, page.final_uri, page.header("content-type"))
    except FeedError as error:
        return _failed(visit, page, error.reason, str(error)), None
    poll = FeedPoll(
        feed=feed,
        at=page.retrieved,
        status=page.status,
        title=feed.title or parsed.title,
        entries=len(parsed.entries),
        newest=max(filter(None, map(_dated, parsed.entries)), default=None),
        etag=page.header("etag"),
        last_modified=page.header("last-modified"),
        body_hash=digest,
        problems=parsed.problems,
    )
    return poll, parsed


def _failed(visit: FeedVisit, page: Page, reason: str, detail: str) -> FeedPoll:
    failure = Failure("feed", visit.feed.url, reason, detail, page.retrieved)
    return FeedPoll(visit.feed, page.retrieved, page.status, failure=failure)


def _dated(entry: Entry) -> datetime | None:
    return entry.updated or entry.published
