"""Feeds and pages over the network: one lane a host, many lanes at once, answers handed on as they come."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from math import inf
from operator import itemgetter
from typing import Any

import apache_beam as beam
from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.windowed_value import WindowedValue

from writethru.elements import Failure, Feed, FeedVisit, Look, Page, Visit
from writethru.feedcontent import content_page
from writethru.fetching import Fetcher, FetchPolicy, Request
from writethru.urls import host, is_plain

Wanted = Feed | Look

EVERY = 5  # turns of a host, one is for an article known before
HOSTS = 64  # lanes open at once; a page waits in memory only until the next stage takes it


class FetchFeeds(beam.PTransform):
    """Ask for feeds, conditionally where their validators are known.

    Input: Feed. Output: FeedVisit, each feed once.
    """

    def __init__(self, policy: FetchPolicy, hosts: int = HOSTS) -> None:
        super().__init__()
        self.policy, self.hosts = policy, hosts

    def expand(self, feeds: beam.PCollection[Feed]) -> beam.PCollection[FeedVisit]:
        """Group the feeds by host and fetch."""
        request = partial(_feed_request, robots=self.policy.feed_robots)
        return (
            feeds
            | "KeyByHost" >> beam.Map(_feed_host).with_output_types(tuple[str, Feed])
            | "GroupByHost" >> beam.GroupByKey()
            | "Fetch" >> beam.ParDo(_FetchLanes(self.policy, self.hosts, request, FeedVisit))
            .with_output_types(FeedVisit)
        )  # fmt: skip


class FetchPages(beam.PTransform):
    """Ask for articles' pages, at most `pages_per_host` of one host; looks beyond that come back as postponed.

    Input: Look. Output: Visit, one for each article, though several looks may ask for it.
    """

    def __init__(self, policy: FetchPolicy, hosts: int = HOSTS, pages_per_host: int | None = None) -> None:
        super().__init__()
        self.policy, self.hosts, self.pages_per_host = policy, hosts, pages_per_host

    def expand(self, looks: beam.PCollection[Look]) -> beam.PCollection[Visit]:
        """Choose one look an article, group the looks by host, and fetch."""
        lanes = _FetchLanes(self.policy, self.hosts, _page_request, Visit, self.pages_per_host)
        return (
            looks
            | "KeyByArticle" >> beam.Map(_article).with_output_types(tuple[str, Look])
            | "GroupByArticle" >> beam.GroupByKey()
            | "OncePerArticle" >> beam.MapTuple(_one_look).with_output_types(tuple[str, Look])
            | "GroupByHost" >> beam.GroupByKey()
            | "InTurn" >> beam.MapTuple(_in_turn).with_output_types(tuple[str, list[Look]])
            | "Fetch" >> beam.ParDo(lanes).with_output_types(Visit)
        )


class _FetchLanes(beam.DoFn):
    """Opens a lane for each host and hands on whatever has answered, from whichever lane.

    Equal requests are made once. What is still open at the end of a bundle is waited for there.
    """

    def __init__(
        self,
        policy: FetchPolicy,
        hosts: int,
        request: Callable[[Any], Request],
        visit: Callable[[Any, Page | Failure], FeedVisit | Visit],
        limit: int | None = None,
    ) -> None:
        self.policy, self.hosts, self.request, self.visit, self.limit = policy, hosts, request, visit, limit

    def setup(self) -> None:
        self.fetcher = Fetcher(self.policy)

    def start_bundle(self) -> None:
        self.waiting: dict[Request, list[Wanted]] = {}

    def process(self, lane: tuple[str, Iterable[Wanted]]) -> Iterator[FeedVisit | Visit]:
        wanted: dict[Request, list[Wanted]] = {}
        for item in lane[1]:
            if isinstance(item, Look) and item.content:
                yield Visit(item, content_page(item.url, item.content, item.entry.title if item.entry else "", _now()))
                continue
            wanted.setdefault(self.request(item), []).append(item)
        requests = list(wanted)
        for request in requests[self.limit :] if self.limit is not None else ():
            answer = Failure("fetch", request.url, "postponed", "the host's share of this run is used up", _now())
            yield from (self.visit(item, answer) for item in wanted.pop(request))
        self.waiting.update(wanted)
        self.fetcher.open(list(wanted))
        yield from self._answers(self.hosts)

    def finish_bundle(self) -> Iterator[WindowedValue]:
        window = GlobalWindow()
        for visit in self._answers(1):
            yield WindowedValue(visit, window.max_timestamp(), [window])

    def teardown(self) -> None:
        self.fetcher.close()

    def _answers(self, below: int) -> Iterator[FeedVisit | Visit]:
        for request, answer in self.fetcher.drain(below):
            yield from (self.visit(item, answer) for item in self.waiting.pop(request))


def _feed_host(feed: Feed) -> tuple[str, Feed]:
    return _lane(feed.address or feed.url), feed


def _article(look: Look) -> tuple[str, Look]:
    return look.uri, look


def _one_look(_uri: str, looks: Iterable[Look]) -> tuple[str, Look]:
    """Return an article's one look, under its host: a feed's entry's where there is one, best to its own page.

    Two looks at one article in one run would be decided apart, and one decision would undo the other.
    """
    look = min(looks, key=lambda look: (look.entry is None, not is_plain(look.url), look.feed_url, look.url))
    return _lane(look.url), look


def _in_turn(name: str, looks: Iterable[Look]) -> tuple[str, list[Look]]:
    """Put a host's looks in the order of their turns.

    What is new goes first, the youngest before all; then the longest overdue by its own interval, so that the young
    come before the old and everybody in the end. Every fifth turn is theirs, however much is new.
    """
    looks = sorted(looks, key=lambda look: look.uri)
    new = sorted((look for look in looks if look.overdue is None), key=_age)
    known = sorted((look for look in looks if look.overdue is not None), key=lambda look: -(look.overdue or 0))
    turns = [(place + place // (EVERY - 1), look) for place, look in enumerate(new)]
    turns += [(place * EVERY + EVERY - 1, look) for place, look in enumerate(known)]
    return name, [look for _, look in sorted(turns, key=itemgetter(0))]


def _age(look: Look) -> float:
    """Return what orders articles from the youngest on; what has no date counts as of now."""
    dated = look.entry and (look.entry.updated or look.entry.published)
    return -dated.timestamp() if dated else -inf


def _lane(url: str) -> str:
    """Return the lane of a URL: its host; what is no web URL fails in a lane of its own kind."""
    try:
        return host(url)
    except ValueError:
        return ""


def _feed_request(feed: Feed, robots: bool) -> Request:
    return Request(feed.address or feed.url, feed.etag, feed.last_modified, robots=robots, feed=feed.url)


def _page_request(look: Look) -> Request:
    return Request(look.url, look.etag, look.last_modified, feed=look.feed_url)


def _now() -> datetime:
    return datetime.now(UTC)
