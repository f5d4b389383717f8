"""One bounded run: feeds and articles that are due -> what changed, staged under the run's id, committed as one."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions
from filelock import Timeout

from pipelines.settings import Settings
from transforms.archive import ArchivePages
from transforms.articles import OBSERVATIONS, ExtractArticles
from transforms.catalog import (
    ReadDueArticles,
    ReadDueFeeds,
    RecallStates,
    ResolveEntries,
    StageDecisions,
    StagePolls,
)
from transforms.feeds import ENTRIES, POLLS, ParseFeeds
from transforms.fetching import FetchFeeds, FetchPages
from transforms.paragraphs import DropRepeats, MarkRepeats
from transforms.polling import DECISIONS, Decide
from transforms.recurrence import DropRecurring
from transforms.responses import ANSWERED, ARTICLES, CRASHES, ClassifyAnswers
from transforms.syndication import FindSameStories
from writethru.catalog import Catalog
from writethru.commits import Counts, begin, commit
from writethru.elements import FeedVisit, Observation, Visit
from writethru.errors import UsageError
from writethru.outputs import write_outputs


@dataclass(frozen=True, slots=True)
class Run:
    """A committed run: its id, its counts (see commits.commit) and the output files that it completed."""

    id: str
    counts: Counts
    outputs: tuple[Path, ...]


class CatalogBusyError(UsageError):
    """Another run holds the catalog; the message names it."""


Progress = Callable[[Catalog, str], AbstractContextManager[None]]


def poll(
    settings: Settings,
    *,
    config: str = "",
    now: datetime | None = None,
    everything: bool = False,
    beam_args: Sequence[str] = (),
    progress: Progress | None = None,
) -> Run | None:
    """Run once and return what was committed; None when nothing is due.

    `everything` looks at every feed and article, due or not. One run at a time has a catalog: raises CatalogBusyError
    at once while another does. `progress` is entered around the work, with the catalog and the run's id.
    """
    started = now or datetime.now(UTC)
    options = beam_options(beam_args)
    with Catalog(settings.catalog) as catalog, held(catalog):
        if not _anything_due(catalog, settings, started, everything):
            write_outputs(catalog, settings.records, settings.outputs)
            return None
        run = f"{started:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
        begin(catalog, run, config, options.view_as(StandardOptions).runner or "DirectRunner", started)
        shown = progress(catalog, run) if progress else nullcontext()
        with shown, beam.Pipeline(options=options) as pipeline:
            build(pipeline, settings, run, started, everything)
        counts = commit(catalog, run, datetime.now(UTC))
        outputs = write_outputs(catalog, settings.records, settings.outputs)
    return Run(run, counts, tuple(outputs))


@contextmanager
def held(catalog: Catalog) -> Iterator[None]:
    """Have the catalog for one's own. Raises CatalogBusyError at once while another run has it."""
    try:
        lock = catalog.lock().acquire()
    except Timeout as error:
        raise CatalogBusyError(f"{catalog.path}: another run is at work on this catalog") from error
    with lock:
        yield


def build(pipeline: beam.Pipeline, settings: Settings, run: str, now: datetime, everything: bool = False) -> None:
    """Put the whole run's graph on a pipeline.

    Page bodies never cross a GroupByKey: from the fetch to the staging everything is one fused step. A look whose
    failure can't be decided either raises: that is a fault of ours, not of a page.
    """
    catalog, fetch = str(settings.catalog), settings.fetch_policy()
    documents = (
        pipeline
        | "DueFeeds" >> ReadDueFeeds(catalog, settings.feed_list(), now, everything)
        | "FetchFeeds" >> FetchFeeds(fetch, settings.fetch.hosts)
    )
    if settings.archive:
        documents = documents | "ArchiveFeeds" >> ArchivePages(str(settings.archive), run, FeedVisit)
    feeds = documents | "ParseFeeds" >> ParseFeeds()
    feeds[POLLS] | "StagePolls" >> StagePolls(catalog, run, now)
    named = feeds[ENTRIES] | "ResolveEntries" >> ResolveEntries(catalog, run, now, everything)
    due = pipeline | "DueArticles" >> ReadDueArticles(catalog, settings.feed_list(), now, everything)
    visits = (
        (named, due)
        | "Looks" >> beam.Flatten()
        | "FetchPages" >> FetchPages(fetch, settings.fetch.hosts, settings.fetch.pages_per_host)
    )
    if settings.archive:
        visits = visits | "ArchivePages" >> ArchivePages(str(settings.archive), run)
    take_up(visits | "RecallStates" >> RecallStates(catalog), settings, run, now, started=now)


def take_up(
    visits: beam.PCollection[Visit], settings: Settings, run: str, now: datetime, started: datetime | None = None
) -> None:
    """Put what becomes of visits, their states filled in, on their pipeline, from telling answers apart to the stories.

    `started` is as in Decide.
    """
    catalog, policy = str(settings.catalog), settings.poll_policy()
    answers = visits | "ClassifyAnswers" >> ClassifyAnswers()
    read = answers[ARTICLES] | "ExtractArticles" >> ExtractArticles(settings.site_rules())
    crashes = [answers[CRASHES], read[CRASHES]]
    if settings.recurring == "drop":
        read = read[OBSERVATIONS] | "DropRecurring" >> DropRecurring(catalog, run, now)
        crashes.append(read[CRASHES])
    if settings.repeats != "off":
        said_once = DropRepeats() if settings.repeats == "drop" else MarkRepeats()
        read = read[OBSERVATIONS] | said_once
        crashes.append(read[CRASHES])
    decided = read[OBSERVATIONS] | "DecideArticles" >> Decide(policy, started=started)
    decided[DECISIONS] | "StageArticles" >> StageDecisions(catalog, run)
    decided[DECISIONS] | "FindSameStories" >> FindSameStories(catalog, run, now)
    # Answers have a path of their own: flattened with articles, all bodies would be held in memory at once.
    others = answers[ANSWERED] | "DecideAnswers" >> Decide(policy, settings.site_rules(), started)
    others[DECISIONS] | "StageAnswers" >> StageDecisions(catalog, run)
    crashed = (*crashes, decided[CRASHES], others[CRASHES]) | "Crashes" >> beam.Flatten()
    failed = crashed | "DecideCrashes" >> Decide(policy, started=started)
    failed[DECISIONS] | "StageCrashes" >> StageDecisions(catalog, run)
    failed[CRASHES] | "Undecidable" >> beam.Map(_refuse)


def _refuse(observation: Observation) -> None:
    raise RuntimeError(f"undecidable: {observation.failure}")


def beam_options(beam_args: Sequence[str]) -> PipelineOptions:
    """Return Beam's options. Raises UsageError for a flag that Beam does not know, which it would only warn of."""
    options = PipelineOptions(list(beam_args))
    unknown = set(options.get_all_options(retain_unknown_options=True)) - set(options.get_all_options())
    if unknown:
        raise UsageError(f"--{min(unknown)}: neither writethru nor Beam knows this flag")
    return options


def _anything_due(catalog: Catalog, settings: Settings, now: datetime, everything: bool) -> bool:
    if next(catalog.due_feeds(settings.feed_list(), now, everything), None):
        return True
    paged = {feed.url for feed in settings.feeds if feed.content == "page"}
    return next(catalog.due_articles(paged, now, everything), None) is not None
