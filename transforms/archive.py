"""Web archives in a pipeline: every answer written into one, and answers read from some instead of the network."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import TaggedOutput

from transforms.catalog import StageRows
from transforms.responses import body_hash
from writethru.archive import Archive
from writethru.articles import rules_version
from writethru.captureindex import FOREIGN, CaptureIndex, Round
from writethru.captures import STAGE, read_page
from writethru.decoding import DecodingError
from writethru.elements import Failure, FeedVisit, Page, Visit
from writethru.sites import SiteRules, site_rules
from writethru.staging import alias_rows, failure_row
from writethru.warcrecords import ArchiveError

VISITS = "visits"
FAILURES = "failures"


class ArchivePages(beam.PTransform):
    """Write each answer into the web archive of the worker that fetched it.

    Input: `kind`, Visit or FeedVisit. Output: the same, the page's `archived` set; what failed passes by. A bundle's
    answers are safe on the disk when it ends.
    """

    def __init__(self, folder: str, run: str, kind: type[Visit] | type[FeedVisit] = Visit) -> None:
        super().__init__()
        self.folder, self.run, self.kind = folder, run, kind
        self.with_input_types(kind).with_output_types(kind)

    def expand(self, visits: beam.PCollection[Any]) -> beam.PCollection[Any]:
        """Write one answer after the other."""
        return visits | "Write" >> beam.ParDo(_ArchivePage(self.folder, self.run)).with_output_types(self.kind)


class _ArchivePage(beam.DoFn):
    def __init__(self, folder: str, run: str) -> None:
        self.folder, self.run = folder, run

    def setup(self) -> None:
        self.archive = Archive(self.folder, self.run)

    def process(self, visit: Visit | FeedVisit) -> Iterator[Visit | FeedVisit]:
        page = visit.answer
        if isinstance(page, Page):
            wanted = visit.look if isinstance(visit, Visit) else visit.feed
            page = replace(page, archived=self.archive.add(page, wanted))
            visit = replace(visit, answer=page)
        yield visit

    def finish_bundle(self) -> None:
        self.archive.sync()

    def teardown(self) -> None:
        self.archive.close()


class ReadArchived(beam.PTransform):
    """Start of a replayed run: one round of the looks that archives hold.

    Input: the pipeline. Output: a dict of PCollections: VISITS of Visit, each article once; FAILURES of
    Failure for what can't be read.
    """

    def __init__(self, index: str, chosen: Round) -> None:
        super().__init__()
        self.index, self.round = index, chosen

    def expand(self, root: beam.pvalue.PBegin) -> Any:  # noqa: ANN401 (Beam takes hints of single outputs only)
        """Read each file's pages in its order."""
        read = beam.ParDo(_ReadFile(self.index, self.round.number)).with_outputs(FAILURES, main=VISITS)
        found = root | "Files" >> beam.Create(self.round.files) | "Spread" >> beam.Reshuffle() | "Read" >> read
        return {
            VISITS: found[VISITS] | "Visits" >> beam.Map(_same).with_output_types(Visit),
            FAILURES: found[FAILURES] | "Failures" >> beam.Map(_same).with_output_types(Failure),
        }


class _ReadFile(beam.DoFn):
    def __init__(self, index: str, number: int) -> None:
        self.path, self.number = index, number

    def setup(self) -> None:
        self.index = CaptureIndex(self.path)

    def process(self, file: str) -> Iterator[Any]:
        for look, capture, payload in self.index.looks(self.number, file):
            try:
                yield Visit(look, read_page(capture, look.url, payload))
            except (ArchiveError, DecodingError) as error:
                subject = f"{capture.file}:{capture.offset}"
                yield TaggedOutput(FAILURES, Failure(STAGE, subject, error.reason, error.detail, capture.date))

    def teardown(self) -> None:
        self.index.close()


class TakeInOrder(beam.PTransform):
    """Keep the looks that lie after all that is known of their articles, and what other rules read of them.

    An older look is none any more: the catalog knows what came of it, or of a later one. Only the page that the last
    good reading was made from is read again where its rules are no longer these. Of the entries that the kept looks
    were named by, it is staged which articles they mean.

    Input: Visit, its look's `state` filled in, its page from an archive. Output: a dict as of ReadArchived.
    """

    def __init__(self, catalog: str, run: str, sites: Mapping[str, SiteRules]) -> None:
        super().__init__()
        self.catalog, self.run, self.sites = catalog, run, sites

    def expand(self, visits: beam.PCollection[Visit]) -> Any:  # noqa: ANN401 (as in ReadArchived)
        """Hold each look against its article's state."""
        take = beam.ParDo(_TakeInOrder(self.catalog, self.run, self.sites)).with_outputs(FAILURES, main=VISITS)
        taken = visits | "Take" >> take
        return {
            VISITS: taken[VISITS] | "Visits" >> beam.Map(_same).with_output_types(Visit),
            FAILURES: taken[FAILURES] | "Failures" >> beam.Map(_same).with_output_types(Failure),
        }


class _TakeInOrder(StageRows):
    def __init__(self, catalog: str, run: str, sites: Mapping[str, SiteRules]) -> None:
        super().__init__(catalog, run)
        self.sites = sites

    def process(self, visit: Visit) -> Iterator[Any]:
        look, page, state = visit.look, visit.answer, visit.look.state
        if isinstance(page, Failure):
            raise ValueError(f"no page to take: {look.url}")
        reason, detail = "", ""
        if state is None:
            if page.status != 200 and look.feed_url.startswith(FOREIGN):
                reason, detail = "unknown_article", f"answered {page.status}"
        elif page.retrieved <= state.last_seen:
            rules = rules_version(site_rules(self.sites, page.final_uri) if self.sites else None)
            look = replace(look, again=True)
            if state.extractor == rules or page.status != 200 or state.body_hash != body_hash(page):
                reason, detail = "not_newer", f"of {page.retrieved}, last look {state.last_seen}"
        if reason:
            yield TaggedOutput(FAILURES, Failure(STAGE, look.url, reason, detail, page.retrieved))
            return
        if look.entry is not None:
            self.add(alias_rows(self.run, look.entry, look.uri))
        yield replace(visit, look=look)


class StageFailures(beam.PTransform):
    """Stage failures that belong to no look.

    Input: Failure. Output: none.
    """

    def __init__(self, catalog: str, run: str) -> None:
        super().__init__()
        self.catalog, self.run = catalog, run

    def expand(self, failures: beam.PCollection[Failure]) -> None:
        """Stage in lots."""
        failures | "Stage" >> beam.ParDo(_StageFailures(self.catalog, self.run))


class _StageFailures(StageRows):
    def process(self, failure: Failure) -> None:
        beam.metrics.Metrics.counter(failure.stage, failure.reason).inc()
        self.add({"failures": [failure_row(self.run, failure)]})


def _same(element: Any) -> Any:  # noqa: ANN401 (gives a tagged output its type)
    return element
