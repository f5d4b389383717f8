"""Lines that recur on a site's pages go from the text into the removals; what each article shows is remembered."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import apache_beam as beam

from transforms.articles import OBSERVATIONS
from transforms.catalog import StageRows
from transforms.failures import guarded
from transforms.responses import CRASHES
from writethru.elements import Article, Failure, Observation
from writethru.recurrence import Edges, drop_recurring, read_edges
from writethru.staging import line_rows
from writethru.stubs import is_stub, read_stub

QUOTED = 100  # characters of a text in the failure that names it

# What an article shows and its whole text, if it is short; None without an article. What to ask of the site's memory.
_Read = tuple[Observation, Edges | None, Edges | None, tuple[int, ...]]
_Recalled = tuple[Observation, dict[int, int], int]  # the lines' witnesses, and the whole text's


class DropRecurring(beam.PTransform):
    """Take out the lines that recur on a site's pages, as far as runs committed before this one know them.

    The reading that the look's state remembers is cleaned with the same memory: a line learnt or forgotten since then
    is no difference between the two. What the articles of this run show is staged. A text that stands at other articles
    as well, in place of this one's, is a failed look.

    Input: Observation. Output: a dict of PCollections: OBSERVATIONS of Observation; CRASHES of Observation.
    """

    def __init__(self, catalog: str, run: str, now: datetime) -> None:
        super().__init__()
        self.catalog, self.run, self.now = catalog, run, now

    def expand(self, observations: beam.PCollection[Observation]) -> Any:  # noqa: ANN401 (as in ExtractArticles)
        """Read the edges of every article, ask the memory, drop."""
        read, unread = guarded(observations, "ReadEdges", _read, _Read)
        recall = _Recall(self.catalog, self.run, self.now)
        recalled = read | "Recall" >> beam.ParDo(recall).with_output_types(_Recalled)
        dropped, crashes = guarded(recalled, "DropLines", _drop, Observation)
        return {OBSERVATIONS: dropped, CRASHES: (unread, crashes) | "AllCrashes" >> beam.Flatten()}


def _read(observation: Observation) -> _Read:
    article, look = observation.article, observation.look
    if article is None:
        return observation, None, None, ()
    url = observation.final_uri or look.url
    edges, before = read_edges(article, url), _before(observation)
    stub = read_stub(article, look.entry or (look.state.entry if look.state else None), url)
    return observation, edges, stub, edges.lines + (read_edges(before, url).lines if before else ())


class _Recall(StageRows):
    """Yields what is known of the lines that an article shows, or showed, and stages what it shows."""

    def __init__(self, catalog: str, run: str, now: datetime) -> None:
        super().__init__(catalog, run)
        self.now = now

    def setup(self) -> None:
        """Open the catalog, and see which sites there is anything to ask about."""
        super().setup()
        self.sites = self.catalog.remembered_sites()

    def process(self, read: _Read) -> Iterator[_Recalled]:
        observation, edges, stub, lines = read
        witnesses, twins = {}, 0
        for shown in filter(None, (edges, stub)):
            self.add(line_rows(self.run, shown, self.now))
        if edges and edges.site in self.sites:
            witnesses = self.catalog.recurring_lines(edges, set(lines))
            twins = sum(self.catalog.witnesses(stub, stub.lines).values()) if stub else 0
        yield observation, witnesses, twins


def _drop(recalled: _Recalled) -> Observation:
    observation, witnesses, twins = recalled
    if observation.article is None:
        return observation
    if is_stub(observation.article, observation.look.state, twins):
        return _failed(observation, f"the same text at {twins} other articles: {observation.article.text[:QUOTED]}")
    article, look, before = drop_recurring(observation.article, witnesses), observation.look, _before(observation)
    beam.metrics.Metrics.counter("paragraphs", "recurring").inc(len(article.removed) - len(observation.article.removed))
    if look.state is not None and before is not None:
        look = replace(look, state=replace(look.state, article=drop_recurring(before, witnesses)))
    return replace(observation, article=article, look=look)


def _failed(observation: Observation, evidence: str) -> Observation:
    beam.metrics.Metrics.counter("answers", "same_stub").inc()
    failure = Failure("answer", observation.look.url, "same_stub", evidence, observation.at)
    return replace(observation, outcome="error", article=None, evidence=evidence, failure=failure)


def _before(observation: Observation) -> Article | None:
    return observation.look.state.article if observation.look.state else None
