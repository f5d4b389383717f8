"""Paragraphs that repeat what their article already says go from its text into its removals."""

from dataclasses import replace
from typing import Any

import apache_beam as beam

from transforms.articles import OBSERVATIONS
from transforms.failures import guarded
from transforms.responses import CRASHES
from writethru.elements import Observation
from writethru.paragraphs import drop_repeats


class DropRepeats(beam.PTransform):
    """Say each thing once.

    Input: Observation. Output: a dict of PCollections: OBSERVATIONS of Observation, its article's repeats among what
    was removed, with what they repeat; CRASHES of Observation.
    """

    def expand(self, observations: beam.PCollection[Observation]) -> Any:  # noqa: ANN401 (as in ExtractArticles)
        """Drop repeats from every article."""
        dropped, crashes = guarded(observations, "Drop", _drop, Observation)
        return {OBSERVATIONS: dropped, CRASHES: crashes}


def _drop(observation: Observation) -> Observation:
    if observation.article is None:
        return observation
    article = drop_repeats(observation.article)
    beam.metrics.Metrics.counter("paragraphs", "repeats").inc(len(article.removed) - len(observation.article.removed))
    return replace(observation, article=article)
