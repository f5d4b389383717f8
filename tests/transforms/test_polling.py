"""Looks are decided from the state that they carry."""

from dataclasses import replace
from datetime import timedelta

import apache_beam as beam
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from tests.unit.gazette import NOON, article, decision, later, look
from transforms.polling import DECISIONS, Decide
from transforms.responses import CRASHES
from writethru.articles import rules_version
from writethru.elements import Observation
from writethru.polling import PollPolicy


def test_an_interval_counts_from_when_the_run_began():
    one = Observation(look("quay"), "article", NOON, article("quay"), extractor=1)
    alone = decision("quay").state.next_due
    with TestPipeline() as pipeline:
        decided = pipeline | beam.Create([one]) | Decide(PollPolicy(), started=later(minutes=-4))
        due = decided[DECISIONS] | beam.Map(lambda one: one.state.next_due)
        assert_that(due, equal_to([alone - timedelta(minutes=4)]))


def test_each_look_is_decided_from_its_own_state():
    known = decision("pier").state
    looks = [
        Observation(look("quay"), "article", NOON, article("quay"), extractor=1),
        Observation(look("pier", known), "article", NOON, article("pier"), extractor=1),
        Observation(look("wall"), "postponed", NOON),
    ]
    with TestPipeline() as pipeline:
        decided = pipeline | beam.Create(looks) | Decide(PollPolicy())
        assert_that(decided[DECISIONS] | beam.Map(lambda one: one.outcome), equal_to(["new", "unchanged", "postponed"]))
        assert_that(decided[CRASHES], equal_to([]), "no crashes")


def test_a_page_not_modified_is_known_to_have_been_read_by_other_rules():
    known = decision("pier").state
    unchanged = Observation(look("pier", known), "not_modified", NOON, status=304)
    rules = rules_version(None)
    assert known.extractor != rules
    current = Observation(look("quay", replace(known, extractor=rules)), "not_modified", NOON, status=304)
    with TestPipeline() as pipeline:
        decided = pipeline | beam.Create([unchanged, current]) | Decide(PollPolicy(), {})
        assert_that(decided[DECISIONS] | beam.Map(lambda one: one.state.etag), equal_to([None, '"1"']))
