"""Whole histories of an article, thousands of them: no turn is told twice, none is lost, and no fault is an event."""

import random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from tests.unit.publisher import ADDRESSES, FAULTS, GONE, MISSING, TEXTS, Reader

HISTORIES = 2_000
LONGEST = 25  # steps of a history


def edits(reader, text):
    reader.publisher.text = text


def moves(reader, address):
    reader.publisher.address = address


def relinks(reader, address):
    reader.link = address


def is_absent(reader, outcome):
    reader.publisher.absent = outcome


def serves_validators(reader, does):
    reader.publisher.validates = does


def is_read_by_newer_rules(reader, _):
    reader.extractor += 1


def waits(reader, hours):
    reader.wait(hours)


def looks(reader, doubtful):
    reader.look(doubtful=doubtful)


def looks_when_due(reader, times):
    for _ in range(times):
        reader.wait()
        reader.look()


def moves_to_and_fro(reader, times):
    for number in range(times):
        moves(reader, ADDRESSES[number % 2])
        looks_when_due(reader, 2)


def shows_for_once(reader, text):
    reader.look(text=text)


def fails_for_once(reader, outcome):
    reader.look(outcome=outcome)


STEPS = {
    edits: "ABCS",
    moves: ADDRESSES,
    relinks: ADDRESSES,
    is_absent: (*GONE, *MISSING, None, None, None),
    serves_validators: (True, False),
    is_read_by_newer_rules: (None,),
    waits: (0.1, 1, 5, 13, 25, 1000),
    looks: (False, False, True),
    looks_when_due: (1, 2, 3, 9),
    moves_to_and_fro: (2, 9),
    shows_for_once: tuple(TEXTS),
    fails_for_once: (*FAULTS, *GONE, *MISSING, "not_modified", "postponed"),
}
OFTEN = (edits, moves, waits, looks, looks, looks, looks_when_due, shows_for_once, fails_for_once)


class Histories(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.reader = Reader()

    def teardown(self):
        self.reader.settle()


for step, choices in STEPS.items():

    def run(self, choice, step=step):
        step(self.reader, choice)

    run.__name__ = step.__name__
    setattr(Histories, step.__name__, rule(choice=st.sampled_from(choices))(run))

TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=30, stateful_step_count=LONGEST, deadline=None)


def test_thousands_of_histories_hold_what_the_publisher_did_against_what_was_told():
    chance = random.Random(7)
    for _ in range(HISTORIES):
        reader = Reader()
        for _ in range(chance.randint(1, LONGEST)):
            step = chance.choice((*OFTEN, *STEPS))
            step(reader, chance.choice(STEPS[step]))
        reader.settle()
