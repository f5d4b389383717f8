"""Articles go on to be read; every other answer is an observation of its own kind."""

from dataclasses import replace

import apache_beam as beam
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from tests.unit.gazette import NOON, decision, look, url
from transforms.responses import ANSWERED, ARTICLES, CRASHES, ClassifyAnswers, body_hash
from writethru.elements import Failure, Page, Visit

HTML = b"<html><title>Quay closed</title><body><p>" + b"The quay was closed on Monday. " * 50 + b"</p></body></html>"


def page(name, status=200, body=HTML):
    return Page(url(name), url(name), status, (("content-type", "text/html"),), body, NOON)


def test_each_answer_takes_its_way():
    seen = page("same")
    state = replace(decision("same").state, body_hash=body_hash(seen))
    visits = [
        Visit(look("quay"), page("quay")),
        Visit(look("same", state), seen),
        Visit(look("old"), page("old", 304, b"")),
        Visit(look("gone"), page("gone", 410)),
        Visit(look("busy"), page("busy", 503)),
        Visit(look("slow"), Failure("fetch", url("slow"), "deadline", "", NOON)),
        Visit(look("later"), Failure("fetch", url("later"), "postponed", "", NOON)),
    ]
    with TestPipeline() as pipeline:
        answers = pipeline | beam.Create(visits) | ClassifyAnswers()
        assert_that(answers[ARTICLES] | beam.Map(lambda visit: visit.look.uri), equal_to([url("quay")]), "articles")
        observed = answers[ANSWERED] | "Observed" >> beam.Map(
            lambda one: (one.look.uri.rpartition("/")[2], one.outcome, one.failure and one.failure.reason)
        )
        assert_that(
            observed,
            equal_to(
                [
                    ("same", "not_modified", None),
                    ("old", "not_modified", None),
                    ("gone", "gone", None),
                    ("busy", "error", "http_503"),
                    ("slow", "error", "deadline"),
                    ("later", "postponed", None),
                ]
            ),
            "answers",
        )
        assert_that(answers[CRASHES], equal_to([]), "crashes")
