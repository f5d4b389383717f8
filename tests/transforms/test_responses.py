"""Articles go on to be read; every other answer is an observation of its own kind."""

from dataclasses import replace

import apache_beam as beam
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from tests.unit.gazette import NOON, decision, later, look, url
from transforms.articles import OBSERVATIONS, ExtractArticles
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
        Visit(
            look("wall"),
            page("wall", body=b"<html><title>Access denied</title><body>Access denied. Captcha</body></html>"),
        ),
        Visit(look("later"), Failure("fetch", url("later"), "postponed", "", NOON)),
        Visit(look("held"), Failure("fetch", url("held"), "held", "", NOON, later(hours=1))),
        Visit(look("many"), Failure("fetch", url("many"), "rate_limited", "", NOON, later(hours=1))),
        Visit(look("denied"), Failure("fetch", url("denied"), "robots_denied", "", NOON, later(days=1))),
    ]
    with TestPipeline() as pipeline:
        answers = pipeline | beam.Create(visits) | ClassifyAnswers()
        assert_that(answers[ARTICLES] | beam.Map(lambda visit: visit.look.uri), equal_to([url("quay")]), "articles")
        observed = answers[ANSWERED] | "Observed" >> beam.Map(
            lambda one: (one.look.uri.rpartition("/")[2], one.outcome, one.failure and one.failure.reason, one.until)
        )
        assert_that(
            observed,
            equal_to(
                [
                    ("same", "not_modified", None, None),
                    ("old", "not_modified", None, None),
                    ("gone", "gone", None, None),
                    ("busy", "error", "http_503", None),
                    ("slow", "error", "deadline", None),
                    ("wall", "blocked", "challenge", None),
                    ("later", "postponed", None, None),
                    ("held", "postponed", None, later(hours=1)),
                    ("many", "postponed", "rate_limited", later(hours=1)),
                    ("denied", "error", "robots_denied", later(days=1)),
                ]
            ),
            "answers",
        )
        assert_that(answers[CRASHES], equal_to([]), "crashes")


def test_an_article_that_answered_elsewhere_goes_on_as_moved_and_is_observed_so():
    text = (
        "The quay was closed on Monday after a storm. " * 3,
        "It opens again on Friday, the harbour master said. " * 3,
    )
    state = decision("quay", *text).state
    body = f"<html><title>Quay closed</title><body><h1>Quay closed</h1><p>{text[0]}</p><p>{text[1]}</p></body></html>"
    moved = replace(page("quay", body=body.encode()), final_uri=url("harbour/quay"))
    with TestPipeline() as pipeline:
        answers = pipeline | beam.Create([Visit(look("quay", state), moved)]) | ClassifyAnswers()
        read = answers[ARTICLES] | ExtractArticles()
        outcomes = read[OBSERVATIONS] | beam.Map(lambda one: (one.outcome, one.final_uri, one.article is not None))
        assert_that(outcomes, equal_to([("moved", url("harbour/quay"), True)]))


def test_the_observation_of_a_retraction_carries_its_notice():
    notice = b"The Gazette has withdrawn this article since it could not be verified."
    body = b"<html><title>Quay</title><body><p>" + notice + b"</p></body></html>"
    with TestPipeline() as pipeline:
        answers = pipeline | beam.Create([Visit(look("quay"), page("quay", body=body))]) | ClassifyAnswers()
        observed = answers[ANSWERED] | beam.Map(lambda one: (one.outcome, one.evidence, one.failure))
        assert_that(observed, equal_to([("retracted", notice.decode(), None)]))
