"""What each look means: the library's pure decider, applied."""

from functools import partial
from typing import Any

import apache_beam as beam

from transforms.failures import guarded
from transforms.responses import CRASHES
from writethru.elements import Decision, Observation
from writethru.polling import PollPolicy, decide

DECISIONS = "decisions"


class Decide(beam.PTransform):
    """Decide what each look at an article means, from what is remembered of it.

    Input: Observation, its look's `state` filled in. Output: a dict of PCollections: DECISIONS of Decision; CRASHES of
    Observation, without its article, so that it can be decided again.
    """

    def __init__(self, policy: PollPolicy) -> None:
        super().__init__()
        self.policy = policy

    def expand(self, observations: beam.PCollection[Observation]) -> Any:  # noqa: ANN401 (as in ExtractArticles)
        """Decide each look at the time it was taken."""
        decisions, crashes = guarded(observations, "Decide", partial(_decide, policy=self.policy), Decision)
        return {DECISIONS: decisions, CRASHES: crashes}


def _decide(observation: Observation, policy: PollPolicy) -> Decision:
    decision = decide(observation.look.state, observation, observation.at, policy)
    beam.metrics.Metrics.counter("articles", decision.outcome).inc()
    return decision
