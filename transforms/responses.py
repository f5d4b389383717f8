"""What kind of answer is each page: articles go on to be read, everything else is an observation already."""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any

import apache_beam as beam

from transforms.failures import guarded
from writethru.deliveries import Answer
from writethru.elements import Failure, Observation, Outcome, Page, Visit
from writethru.responses import classify

ARTICLES = "articles"
ANSWERED = "answered"
CRASHES = "crashes"
READ = ("article", "moved")
UNASKED = ("postponed", "held")
FAULTS = ("paywalled", "blocked", "consent", "shell", "error")  # "not modified", "gone" and the like are answers


class ClassifyAnswers(beam.PTransform):
    """Tell articles from everything else that a server may answer.

    Input: Visit. Output: a dict of PCollections: ARTICLES of Visit, with "moved" for those that answered elsewhere;
    ANSWERED of Observation (not modified, gone, blocked ... and every failed fetch); CRASHES of Observation.
    """

    def expand(self, visits: beam.PCollection[Visit]) -> Any:  # noqa: ANN401 (Beam takes hints of single outputs only)
        """Classify, articles and the rest apart."""
        answers, crashes = guarded(visits, "Classify", _classified, tuple[Visit, Observation | None])
        return {
            ARTICLES: answers | "Articles" >> beam.FlatMapTuple(_article).with_output_types(Visit),
            ANSWERED: answers | "Answered" >> beam.FlatMapTuple(_answered).with_output_types(Observation),
            CRASHES: crashes,
        }


def body_hash(page: Page) -> str:
    """Return the hash by which a page's body is known again."""
    return sha256(page.body).hexdigest()


def _classified(visit: Visit) -> tuple[Visit, Observation | None]:
    """Return the visit with what it means, None when that has to be read from the page."""
    page, state = visit.answer, visit.look.state
    if isinstance(page, Failure):
        return visit, _failed(visit, page)
    if page.status == 200 and state is not None and state.body_hash == body_hash(page) and not visit.look.again:
        return visit, _observed(visit, page, Answer("not_modified", "same_bytes", "the same bytes as last time"))
    if visit.look.content:
        return replace(visit, evidence="the text that its feed gives"), None
    answer = classify(page, state)
    if answer.kind in READ:
        return replace(visit, outcome=answer.kind, evidence=answer.evidence), None
    return visit, _observed(visit, page, answer)


def _article(visit: Visit, observation: Observation | None) -> Iterator[Visit]:
    if observation is None:
        yield visit


def _answered(_visit: Visit, observation: Observation | None) -> Iterator[Observation]:
    if observation is not None:
        beam.metrics.Metrics.counter("answers", observation.outcome).inc()
        yield observation


def _failed(visit: Visit, failure: Failure) -> Observation:
    if failure.reason in UNASKED:
        return Observation(visit.look, "postponed", failure.at, until=failure.until)
    outcome: Outcome = "postponed" if failure.reason == "rate_limited" else "error"  # the host's word, not the page's
    return Observation(visit.look, outcome, failure.at, evidence=failure.detail, failure=failure, until=failure.until)


def _observed(visit: Visit, page: Page, answer: Answer) -> Observation:
    observation = Observation(
        look=visit.look,
        outcome=answer.kind,
        at=page.retrieved,
        evidence=answer.evidence,
        status=page.status,
        final_uri=page.final_uri,
        etag=page.header("etag"),
        last_modified=page.header("last-modified"),
        archived=page.archived,
    )
    if answer.kind not in FAULTS:
        return observation
    failure = Failure("answer", visit.look.url, answer.reason, answer.evidence, page.retrieved)
    return replace(observation, failure=failure)
