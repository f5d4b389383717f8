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
from writethru.elements import Article, Observation
from writethru.recurrence import Edges, drop_recurring, read_edges
from writethru.staging import line_rows

_Read = tuple[Observation, Edges | None, tuple[int, ...]]  # None without an article; what to ask of the site's memory
_Recalled = tuple[Observation, dict[int, int]]


class DropRecurring(beam.PTransform):
    """Take out the lines that recur on a site's pages, as far as runs committed before this one know them.

    The reading that the look's state remembers is cleaned with the same memory: a line learnt or forgotten since then
    is no difference between the two. What the articles of this run show is staged.

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
    if observation.article is None:
        return observation, None, ()
    url = observation.final_uri or observation.look.url
    edges, before = read_edges(observation.article, url), _before(observation)
    return observation, edges, edges.lines + (read_edges(before, url).lines if before else ())


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
        observation, edges, lines = read
        if edges is None:
            yield observation, {}
            return
        self.add(line_rows(self.run, edges, self.now))
        yield observation, self.catalog.recurring_lines(edges, set(lines)) if edges.site in self.sites else {}


def _drop(recalled: _Recalled) -> Observation:
    observation, witnesses = recalled
    if observation.article is None:
        return observation
    article, look, before = drop_recurring(observation.article, witnesses), observation.look, _before(observation)
    beam.metrics.Metrics.counter("paragraphs", "recurring").inc(len(article.removed) - len(observation.article.removed))
    if look.state is not None and before is not None:
        look = replace(look, state=replace(look.state, article=drop_recurring(before, witnesses)))
    return replace(observation, article=article, look=look)


def _before(observation: Observation) -> Article | None:
    return observation.look.state.article if observation.look.state else None
