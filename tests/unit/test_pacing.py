"""How a host may be asked: what it says holds, and over any history no request is early and no lane starves."""

from dataclasses import replace
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from writethru.hosts import Hosts
from writethru.pacing import BACKOFF, DAY, REFUSING, Host, answered, began, ended, moment, retry_after

NOW = 1_800_000_000.0
DATE = format_datetime(moment(NOW), usegmt=True)


def date(seconds):
    return format_datetime(moment(NOW + seconds), usegmt=True)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 120 ", 120),
        (date(120), 120),
        (date(90).replace("GMT", "-0000"), 90),
        (date(400 * DAY), DAY),
        ("Thu, 31 Dec 2099 23:59:59 GMT", DAY),
        ("Fri, 31 Dec 9999 23:59:59 GMT", DAY),
        ("999999999", DAY),
        ("9" * 5000, DAY),
        ("0", None),
        ("-5", None),
        ("٣", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        (date(-60), None),
        ("Mon, 99 Foo 0000 99:99:99 GMT", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date_within_a_day_and_nonsense_is_not(value, seconds):
    assert retry_after([value], [DATE], NOW) == seconds


def test_a_date_counts_from_the_clock_of_the_server_that_wrote_it():
    slow_clock = [date(-3600)]
    assert retry_after([date(-3480)], slow_clock, NOW) == 120
    assert retry_after([date(120)], [], NOW) == 120
    assert retry_after([date(120)], ["yesterday"], NOW) == 120
    assert retry_after([], [], NOW) is None


def test_a_refusal_holds_the_host_for_as_long_as_it_says():
    held = answered(Host(), 429, 120, NOW)
    assert (held.held, held.refusals, held.why) == (NOW + 120, 1, "answered 429, retry after 120 s")
    assert held.is_held(NOW + 119) and not held.is_held(NOW + 120)
    assert answered(Host(), 503, 120, NOW).held == NOW + 120


def test_a_refusal_that_does_not_say_for_how_long_is_backed_off_up_to_a_day():
    host, holds = Host(), []
    for _ in range(12):
        host = answered(host, 429, None, NOW)
        holds.append(host.held - NOW)
    assert holds[:3] == [BACKOFF, 2 * BACKOFF, 4 * BACKOFF]
    assert holds[-1] == DAY


def test_a_host_that_refuses_again_after_the_time_it_gave_is_backed_off_all_the_same():
    once = answered(Host(), 429, 1, NOW)
    assert answered(once, 429, 1, NOW + 2).held == NOW + 2 + 2 * BACKOFF


def test_one_busy_page_holds_nobody_and_two_in_a_row_do():
    once = answered(Host(), 503, None, NOW)
    assert not once.is_held(NOW)
    assert answered(once, 503, None, NOW).is_held(NOW)
    assert answered(answered(once, 200, None, NOW), 503, None, NOW).refusals == 1


def test_a_hold_is_never_shortened_and_other_answers_say_nothing_of_it():
    held = answered(Host(), 429, 3600, NOW)
    assert answered(replace(held, refusals=0), 429, 60, NOW).held == NOW + 3600
    assert answered(held, 404, None, NOW).held == NOW + 3600


def test_a_request_that_took_too_long_ends_nobody_elses():
    host = began(began(Host(), NOW, 20, holder=1), NOW + 21, 20, holder=2)
    late = ended(host, NOW + 19, holder=1)
    assert (late.started, late.is_busy(NOW + 22)) == (NOW + 21, True)
    assert not ended(late, NOW + 22, holder=2).is_busy(NOW + 22)


def test_a_clock_that_goes_back_a_little_makes_no_request_early_and_far_back_stops_none():
    assert Host(started=NOW + 0.5).wait(NOW, 5) == 5.5
    assert Host(started=NOW + 60).wait(NOW, 5) == 0.0


def test_a_clock_that_was_wrong_holds_nobody_for_years():
    ahead = Host(started=NOW + 400 * DAY, busy=NOW + 400 * DAY, held=NOW + 400 * DAY)
    assert (ahead.wait(NOW, 5), ahead.is_busy(NOW), ahead.is_held(NOW)) == (0.0, False, False)


@given(st.sampled_from([200, 304, 404, 429, 500, 503]), st.none() | st.floats(0, 10 * DAY), st.integers(0, 10**6))
def test_no_answer_holds_a_host_for_more_than_a_day(status, seconds, refusals):
    host = answered(Host(refusals=refusals), status, seconds, NOW)
    assert host.held <= NOW + DAY
    assert status in REFUSING or not host.is_held(NOW)


class Claims(RuleBasedStateMachine):
    """Several claimants at one host: each asks, waits as it was told, asks again; answers come late, or never."""

    def __init__(self):
        super().__init__()
        self.now = NOW
        self.hosts = Hosts(None, lambda: self.now)
        self.waiting = dict.fromkeys("abc", NOW)  # when each comes (again)
        self.under_way = None
        self.starts = []
        self.held = 0.0

    def teardown(self):
        self.hosts.close()

    @rule(who=st.sampled_from("abc"), delay=st.sampled_from([0.0, 1.0, 5.0, 60.0]))
    def asks(self, who, delay):
        if self.waiting[who] > self.now or self.under_way == who:
            return
        wait = self.hosts.claim("gazette.example", delay, 20.0)
        if wait == 0.0:
            assert self.now >= self.held
            assert self.under_way is None or self.now >= self.starts[-1] + 20.0
            assert not self.starts or self.now - self.starts[-1] >= delay
            self.starts.append(self.now)
            self.under_way = who
        elif wait < 0.0:
            assert self.now < self.held
        else:
            assert wait <= max(delay, 0.1)
            self.waiting[who] = self.now + wait

    @rule(status=st.sampled_from([200, 200, 200, None, 404, 429, 503]), after=st.sampled_from([None, 30.0, 1e9]))
    def answers(self, status, after):
        if self.under_way is not None:
            started = self.starts[-1]
            host = self.hosts.end("gazette.example", started, status, after)
            self.held = max(self.held, host.held)
            self.under_way = None

    @rule(seconds=st.sampled_from([0.05, 0.5, 1.0, 4.0, 20.0, 300.0, 90_000.0]))
    def time_passes(self, seconds):
        self.now += seconds

    @invariant()
    def whoever_waits_gets_a_turn(self):
        assert self.held <= self.now + DAY
        assert all(come <= self.now + 60.0 for come in self.waiting.values())


TestClaims = Claims.TestCase
TestClaims.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
