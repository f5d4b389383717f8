"""What each look means: the library's pure decider, applied."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import apache_beam as beam

from transforms.failures import guarded
from transforms.responses import CRASHES
from writethru.articles import rules_version
from writethru.elements import Decision, Observation
from writethru.polling import PollPolicy, decide
from writethru.schedule import counted_from
from writethru.sites import SiteRules, site_rules

DECISIONS = "decisions"


class Decide(beam.PTransform):
    """Decide what each look at an article means, from what is remembered of it.

    Input: Observation, its look's `state` filled in. Output: a dict of PCollections: DECISIONS of Decision; CRASHES of
    Observation, without its article, so that it can be decided again. `sites` are the rules by which pages are read:
    with them a page that has not been modified since other rules read it is asked for anew.

    Intervals count from when the run began, `started`, where that is given: the last page of a run comes minutes after
    the first, and would else fall due just after the next run that a schedule starts.
    """

    def __init__(
        self, policy: PollPolicy, sites: Mapping[str, SiteRules] | None = None, started: datetime | None = None
    ) -> None:
        super().__init__()
        self.policy, self.sites, self.started = policy, sites, started

    def expand(self, observations: beam.PCollection[Observation]) -> Any:  # noqa: ANN401 (as in ExtractArticles)
        """Decide each look at the time it was taken."""
        decide_one = partial(_decide, policy=self.policy, sites=self.sites, started=self.started)
        decisions, crashes = guarded(observations, "Decide", decide_one, Decision)
        return {DECISIONS: decisions, CRASHES: crashes}


def _decide(
    observation: Observation, policy: PollPolicy, sites: Mapping[str, SiteRules] | None, started: datetime | None
) -> Decision:
    if sites is not None and observation.outcome == "not_modified":
        rules = site_rules(sites, observation.final_uri or observation.look.url)
        observation = replace(observation, extractor=rules_version(rules))
    decision = decide(observation.look.state, observation, observation.at, policy)
    beam.metrics.Metrics.counter("articles", decision.outcome).inc()
    return replace(
        decision, state=counted_from(started or observation.at, decision.state, observation.at, observation.until)
    )
