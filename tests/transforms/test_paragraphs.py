"""Repeats go from the text into the removals, and nothing else moves."""

import apache_beam as beam
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from tests.unit.gazette import NOON, article, look
from transforms.articles import OBSERVATIONS
from transforms.paragraphs import DropRepeats, MarkRepeats
from writethru.elements import Observation

SAID = "The harbour master closed the north quay on Monday after a crane had slipped from its rails."
TEXT = (
    SAID,
    "Nobody was hurt, and the crane will be lifted back on Thursday, weather permitting, he told the paper.",
    SAID,
)


def test_a_paragraph_said_twice_is_kept_once_and_its_repeat_names_the_first():
    found = article("quay", *TEXT, removed=())
    failed = Observation(look("pier"), "error", NOON)
    with TestPipeline() as pipeline:
        dropped = pipeline | beam.Create([Observation(look(), "article", NOON, found), failed]) | DropRepeats()
        texts = dropped[OBSERVATIONS] | beam.Map(
            lambda one: one.article and (len(one.article.paragraphs), [(r.position, r.of) for r in one.article.removed])
        )
        assert_that(texts, equal_to([(2, [(2, (0,))]), None]))


def test_a_paragraph_said_twice_may_stay_and_be_marked():
    found = article("quay", *TEXT, removed=())
    with TestPipeline() as pipeline:
        marked = pipeline | beam.Create([Observation(look(), "article", NOON, found)]) | MarkRepeats()
        texts = marked[OBSERVATIONS] | beam.Map(
            lambda one: (len(one.article.paragraphs), [(r.position, r.of) for r in one.article.repetitions])
        )
        assert_that(texts, equal_to([(3, [(2, (0,))])]))
