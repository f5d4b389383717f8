"""Feed documents become entries; every visit becomes a poll."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import apache_beam as beam
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from tests.unit.gazette import FEED, NOON, url
from transforms import feeds
from transforms.feeds import ENTRIES, POLLS, ParseFeeds
from writethru.elements import Failure, Feed, FeedVisit, Page
from writethru.feeds import parse

RSS = (
    b"<rss version='2.0'><channel><title>Harbour Gazette</title>"
    b"<item><title>Quay closed</title><link>https://gazette.example/quay</link><guid>1</guid></item></channel></rss>"
)


def answer(status=200, body=RSS):
    return Page(FEED, FEED, status, (("etag", '"1"'),), body, NOON)


def outcomes(*visits):
    with TestPipeline() as pipeline:
        parsed = pipeline | beam.Create(visits) | ParseFeeds()
        entries = parsed[ENTRIES] | "Link" >> beam.Map(lambda entry: entry.link)
        polls = parsed[POLLS] | "Poll" >> beam.Map(
            lambda poll: (poll.status, poll.entries, poll.failure and poll.failure.reason)
        )
        yield entries, polls


def test_entries_and_polls_come_apart():
    visits = (
        FeedVisit(Feed(FEED), answer()),
        FeedVisit(Feed(FEED), answer(304, b"")),
        FeedVisit(Feed(FEED), answer(503)),
        FeedVisit(Feed(FEED), answer(body=b"<html><body>Not a feed</body></html>")),
        FeedVisit(Feed(FEED), Failure("fetch", FEED, "dns", "", NOON)),
    )
    for entries, polls in outcomes(*visits):
        assert_that(entries, equal_to([url("quay")]), "entries")
        expected = [(200, 1, None), (304, 0, None), (503, 0, "http_503"), (200, 0, "not_a_feed"), (None, 0, "dns")]
        assert_that(polls, equal_to(expected), "polls")


def test_a_document_that_breaks_the_parser_is_a_failed_poll_and_the_others_go_on(monkeypatch):
    def brittle(body, *_):
        if b"odd" in body:
            raise KeyError("links")
        return parse(body, FEED)

    monkeypatch.setattr(feeds, "parse", brittle)
    odd = answer(body=b"<rss>odd</rss>")
    for entries, polls in outcomes(FeedVisit(Feed(FEED), answer()), FeedVisit(Feed(FEED), odd)):
        assert_that(entries, equal_to([url("quay")]), "entries")
        assert_that(polls, equal_to([(200, 1, None), (None, 0, "crashed")]), "polls")


def test_a_document_that_is_the_last_one_again_gives_no_entries():
    known = Feed(FEED, body_hash=sha256(RSS).hexdigest())
    for entries, polls in outcomes(FeedVisit(known, answer())):
        assert_that(entries, equal_to([]), "entries")
        assert_that(polls, equal_to([(304, 0, None)]), "polls")


def test_of_a_document_that_was_cut_no_validators_are_kept():
    visits = (FeedVisit(Feed(FEED), answer()), FeedVisit(Feed(FEED), answer(body=RSS[:-20])))
    with TestPipeline() as pipeline:
        polls = (pipeline | beam.Create(visits) | ParseFeeds())[POLLS]
        told = polls | "Told" >> beam.Map(lambda poll: (poll.entries, poll.etag, bool(poll.body_hash)))
        assert_that(told, equal_to([(1, '"1"', True), (1, None, True)]))


def test_a_poll_tells_how_long_its_answer_holds_where_it_moved_and_the_validators_of_the_same_bytes_again():
    known = Feed(FEED, body_hash=sha256(RSS).hexdigest())
    headers = (("etag", '"2"'), ("cache-control", "max-age=3600"))
    page = Page(FEED, url("feed"), 200, headers, RSS, NOON, moved=url("feed"))
    hinted = replace(page, body=RSS.replace(b"<item>", b"<ttl>120</ttl><item>"))
    with TestPipeline() as pipeline:
        visits = (
            FeedVisit(known, page),
            FeedVisit(known, replace(page, status=304, body=b"")),
            FeedVisit(known, hinted),
        )
        polls = (pipeline | beam.Create(visits) | ParseFeeds())[POLLS]
        told = polls | beam.Map(lambda poll: (poll.status, poll.etag, poll.fresh, poll.hint, poll.moved))
        hour, there = timedelta(hours=1), url("feed")
        expected = [
            (304, '"2"', hour, None, there), (304, None, hour, None, there), (200, '"2"', hour, 2 * hour, there),
        ]  # fmt: skip
        assert_that(told, equal_to(expected))
