"""Paragraphs that repeat what their article already says go from its text into its removals, or are marked in it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import apache_beam as beam

from transforms.articles import OBSERVATIONS
from transforms.failures import guarded
from transforms.responses import CRASHES
from writethru.elements import Article, Observation
from writethru.paragraphs import drop_repeats, mark_repeats


class DropRepeats(beam.PTransform):
    """Say each thing once.

    Input: Observation. Output: a dict of PCollections: OBSERVATIONS of Observation, its article's repeats among what
    was removed, with what they repeat; CRASHES of Observation.
    """

    def expand(self, observations: beam.PCollection[Observation]) -> Any:  # noqa: ANN401 (as in ExtractArticles)
        """Drop repeats from every article."""
        return _applied(observations, "Drop", drop_repeats)


class MarkRepeats(beam.PTransform):
    """Say what is said again, and leave it in the text.

    Input: Observation. Output: a dict of PCollections: OBSERVATIONS of Observation, its article's repeats among its
    repetitions; CRASHES of Observation.
    """

    def expand(self, observations: beam.PCollection[Observation]) -> Any:  # noqa: ANN401 (as in ExtractArticles)
        """Mark the repeats of every article."""
        return _applied(observations, "Mark", mark_repeats)


def _applied(
    observations: beam.PCollection[Observation], label: str, treat: Callable[[Article], Article]
) -> dict[str, beam.PCollection[Observation]]:
    def said_once(observation: Observation) -> Observation:
        if observation.article is None:
            return observation
        article = treat(observation.article)
        found = len(article.removed) - len(observation.article.removed) + len(article.repetitions)
        beam.metrics.Metrics.counter("paragraphs", "repeats").inc(found)
        return replace(observation, article=article)

    treated, crashes = guarded(observations, label, said_once, Observation)
    return {OBSERVATIONS: treated, CRASHES: crashes}
