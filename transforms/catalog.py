"""The catalog in a pipeline: who is due, what is remembered, and the staging of everything that was found."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import apache_beam as beam

from writethru.catalog import Catalog
from writethru.elements import Decision, Entry, Feed, FeedPoll, Look, Page, Visit
from writethru.polling import decide_feed
from writethru.staging import Rows, alias_rows, decision_rows, merged, poll_rows
from writethru.urls import article_uri

LOT = 100  # elements staged in one transaction: each costs a sync to disk


class WithCatalog(beam.DoFn):
    """Opens the catalog once a worker."""

    def __init__(self, catalog: str) -> None:
        self.path = catalog

    def setup(self) -> None:
        """Open the catalog."""
        self.catalog = Catalog(self.path)

    def teardown(self) -> None:
        """Close the catalog."""
        self.catalog.close()


class ReadDueFeeds(beam.PTransform):
    """Start of a run: the feeds that are due.

    Input: the pipeline. Output: Feed, with its validators.
    """

    def __init__(self, catalog: str, feeds: Sequence[Feed], now: datetime, everything: bool = False) -> None:
        super().__init__()
        self.catalog, self.feeds, self.now, self.everything = catalog, tuple(feeds), now, everything

    def expand(self, root: beam.pvalue.PBegin) -> beam.PCollection[Feed]:
        """Read the feeds' states and keep what is due."""
        read = _ReadDueFeeds(self.catalog, self.now, self.everything)
        return root | "Feeds" >> beam.Create([self.feeds]) | "Due" >> beam.ParDo(read).with_output_types(Feed)


class _ReadDueFeeds(WithCatalog):
    def __init__(self, catalog: str, now: datetime, everything: bool) -> None:
        super().__init__(catalog)
        self.now, self.everything = now, everything

    def process(self, feeds: tuple[Feed, ...]) -> Iterator[Feed]:
        yield from self.catalog.due_feeds(feeds, self.now, self.everything)


class ReadDueArticles(beam.PTransform):
    """The articles of these feeds that are due for another look, whether or not one still names them.

    Those of a feed that gives their text itself are looked at when it does.

    Input: the pipeline. Output: Look.
    """

    def __init__(self, catalog: str, feeds: Sequence[Feed], now: datetime, everything: bool = False) -> None:
        super().__init__()
        self.catalog, self.now, self.everything = catalog, now, everything
        self.feeds = frozenset(feed.url for feed in feeds if feed.content == "page")

    def expand(self, root: beam.pvalue.PBegin) -> beam.PCollection[Look]:
        """Read the due articles' validators."""
        read = _ReadDueArticles(self.catalog, self.feeds)
        ask = root | "Ask" >> beam.Create([(self.now, self.everything)])
        return ask | "Due" >> beam.ParDo(read).with_output_types(Look)


class _ReadDueArticles(WithCatalog):
    def __init__(self, catalog: str, feeds: frozenset[str]) -> None:
        super().__init__(catalog)
        self.feeds = feeds

    def process(self, ask: tuple[datetime, bool]) -> Iterator[Look]:
        yield from self.catalog.due_articles(self.feeds, *ask)


class ResolveEntries(beam.PTransform):
    """Entries -> the articles they mean, where those are new or due; which entry means which is staged.

    Input: Entry, its `content` set only where that is read in place of the page. Output: Look.
    """

    def __init__(self, catalog: str, run: str, now: datetime, everything: bool = False) -> None:
        super().__init__()
        self.catalog, self.run, self.now, self.everything = catalog, run, now, everything

    def expand(self, entries: beam.PCollection[Entry]) -> beam.PCollection[Look]:
        """Look every entry up in the catalog."""
        resolve = _ResolveEntry(self.catalog, self.run, self.now, self.everything)
        return entries | "Resolve" >> beam.ParDo(resolve).with_output_types(Look)


class RecallStates(beam.PTransform):
    """Fill in what is remembered of each article, after its page has come.

    Input: Visit. Output: Visit, its look's `state` set, None for an article never seen.
    """

    def __init__(self, catalog: str) -> None:
        super().__init__()
        self.catalog = catalog

    def expand(self, visits: beam.PCollection[Visit]) -> beam.PCollection[Visit]:
        """Read one state a visit."""
        return visits | "Recall" >> beam.ParDo(_RecallState(self.catalog)).with_output_types(Visit)


class _RecallState(WithCatalog):
    def process(self, visit: Visit) -> Iterator[Visit]:
        unchanged = isinstance(visit.answer, Page) and visit.answer.status == 304
        state = self.catalog.article_state(visit.look.uri, reading=not unchanged)
        yield replace(visit, look=replace(visit.look, state=state))


class StageDecisions(beam.PTransform):
    """Stage what was decided under a run's id; nothing is visible before that run's commit.

    Input: Decision. Output: none.
    """

    def __init__(self, catalog: str, run: str) -> None:
        super().__init__()
        self.catalog, self.run = catalog, run

    def expand(self, decisions: beam.PCollection[Decision]) -> None:
        """Stage in lots."""
        decisions | "Stage" >> beam.ParDo(_StageDecisions(self.catalog, self.run))


class StagePolls(beam.PTransform):
    """Decide what each poll means for its feed and stage that.

    Input: FeedPoll. Output: none. Intervals count from `started` (see Decide).
    """

    def __init__(self, catalog: str, run: str, started: datetime | None = None) -> None:
        super().__init__()
        self.catalog, self.run, self.started = catalog, run, started

    def expand(self, polls: beam.PCollection[FeedPoll]) -> None:
        """Stage in lots."""
        polls | "Stage" >> beam.ParDo(_StagePolls(self.catalog, self.run, self.started))


class StageRows(WithCatalog):
    """Collects rows and stages them in lots; base of every staging step."""

    def __init__(self, catalog: str, run: str) -> None:
        super().__init__(catalog)
        self.run = run

    def start_bundle(self) -> None:
        """Begin an empty lot."""
        self.lot: list[Rows] = []

    def add(self, rows: Rows) -> None:
        """Collect one element's rows."""
        self.lot.append(rows)
        if len(self.lot) >= LOT:
            self._flush()

    def finish_bundle(self) -> None:
        """Stage what is left."""
        self._flush()

    def _flush(self) -> None:
        self.catalog.stage(merged(self.lot))
        self.lot = []


class _StageDecisions(StageRows):
    def process(self, decision: Decision) -> None:
        self.add(decision_rows(self.run, decision))


class _StagePolls(StageRows):
    def __init__(self, catalog: str, run: str, started: datetime | None) -> None:
        super().__init__(catalog, run)
        self.started = started

    def start_bundle(self) -> None:
        super().start_bundle()
        self.polls: list[FeedPoll] = []

    def process(self, poll: FeedPoll) -> None:
        self.polls.append(poll)
        if len(self.polls) >= LOT:
            self._flush()

    def _flush(self) -> None:
        """Decide a lot at once: to ask for its states one by one costs more than all else that an idle feed does."""
        states = self.catalog.feed_states(poll.feed.url for poll in self.polls)
        for poll in self.polls:
            state = decide_feed(states.get(poll.feed.url), poll, poll.at, self.started)
            self.lot.append(poll_rows(self.run, state, poll))
        self.polls = []
        super()._flush()


class _ResolveEntry(StageRows):
    def __init__(self, catalog: str, run: str, now: datetime, everything: bool) -> None:
        super().__init__(catalog, run)
        self.now, self.everything = now, everything

    def process(self, entry: Entry) -> Iterator[Look]:
        uri = article_uri(entry.feed_url, entry.id, entry.link)
        always = self.everything or bool(entry.content)  # to look at a text that is here costs nothing
        uri, look = self.catalog.resolve(uri, replace(entry, summary="", content=""), self.now, always)
        self.add(alias_rows(self.run, entry, uri))
        if look is not None:
            yield replace(look, content=entry.content)
