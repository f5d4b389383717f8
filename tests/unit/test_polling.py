"""What looks and polls mean, over histories of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from writethru.elements import Article, ArticleState, Entry, Failure, Feed, FeedPoll, Look, Observation, Paragraph
from writethru.polling import JITTER, PollPolicy, decide, decide_feed, jittered

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://gazette.example/quay"
LOOK = Look(URL, URL, "https://gazette.example/rss")
TEXT = ("The quay was closed on Monday.", "It opens again on Friday, the harbour master said.")


def article(*paragraphs, **fields):
    return Article(URL, URL, "Quay closed", paragraphs=tuple(map(Paragraph, paragraphs or TEXT)), **fields)


def seen(found=None, **fields):
    return Observation(LOOK, "article", NOON, found or article(), extractor=1, etag='"1"', body_hash="a", **fields)


def failed(outcome, status=503):
    failure = Failure("answer", URL, f"http_{status}", "", NOON)
    return Observation(LOOK, outcome, NOON, failure=failure, status=status)


def history(*observations, policy=None, step=timedelta(hours=1)):
    state, decisions = None, []
    for number, observation in enumerate(observations):
        decisions.append(decide(state, observation, NOON + number * step, policy))
        state = decisions[-1].state
    return decisions


def test_the_first_good_look_is_new_and_the_next_one_is_unchanged():
    first, second = history(seen(), seen())
    assert (first.event, first.state.version, first.state.etag) == ("new", 1, '"1"')
    assert (second.event, second.outcome, second.state.version) == (None, "unchanged", 1)


def test_an_edit_is_announced_once_with_its_change():
    edited = seen(article(TEXT[0], "It opens again on Saturday, the harbour master said."))
    _, changed, again = history(seen(), edited, edited)
    assert (changed.event, changed.state.version, changed.change.status) == ("updated", 2, "updated")
    assert changed.state.last_changed > changed.state.first_seen
    assert again.event is None


def test_swapped_quotes_announce_nothing():
    before = seen(article('He said: "It\'s late." Nobody objected to that.'))
    after = seen(article("He said: “It’s late.” Nobody objected to that."))
    assert history(before, after)[1].outcome == "cosmetic"


@pytest.mark.parametrize("outcome", ["error", "blocked", "paywalled"])
def test_a_failed_look_keeps_the_last_good_reading_and_looks_again_later_and_later(outcome):
    good, *bad = history(seen(), *[failed(outcome)] * 5)
    assert all(decision.event is None for decision in bad)
    assert bad[-1].state.article == good.state.article
    assert [decision.state.strikes for decision in bad] == [1, 2, 3, 4, 5]
    assert bad[-1].state.status == outcome
    waits = [decision.state.next_due - decision.state.last_seen for decision in bad]
    assert waits == sorted(waits)


def test_gone_is_withdrawn_at_the_second_look_and_announced_once():
    _, first, second, third = history(seen(), *[failed("gone", 410)] * 3)
    assert (first.event, first.outcome) == (None, "gone")
    assert (second.event, second.state.status, second.state.version) == ("withdrawn", "withdrawn", 2)
    assert second.state.article is not None
    assert third.event is None


def test_not_found_is_withdrawn_only_after_three_looks_over_a_day():
    soon = history(seen(), *[failed("not_found", 404)] * 6, step=timedelta(hours=2))
    assert all(decision.event is None for decision in soon[1:])
    slow = history(seen(), *[failed("not_found", 404)] * 3, step=timedelta(hours=13))
    assert [decision.event for decision in slow[1:]] == [None, None, "withdrawn"]


def test_a_page_between_two_answers_of_gone_starts_the_count_again():
    assert [d.event for d in history(seen(), failed("gone"), seen(), failed("gone"))] == ["new", None, None, None]


def test_a_withdrawn_article_that_comes_back_is_restored_and_a_fault_does_not_say_it_did():
    decisions = history(seen(), failed("gone"), failed("gone"), failed("error"), seen())
    assert [d.event for d in decisions] == ["new", None, "withdrawn", None, "restored"]
    assert decisions[3].state.status == "withdrawn"
    assert decisions[4].state.version == 3


def test_an_article_never_read_is_never_withdrawn():
    assert [d.event for d in history(*[failed("gone", 410)] * 3)] == [None] * 3


def test_other_extraction_rules_make_a_new_baseline_without_a_word():
    other = replace(seen(article("Read quite differently by the newer rules of extraction.")), extractor=2)
    _, rebased, again = history(seen(), other, other)
    assert (rebased.event, rebased.outcome, rebased.state.extractor) == (None, "rebaselined", 2)
    assert again.outcome == "unchanged"


def test_not_modified_keeps_the_validators_and_clears_strikes():
    not_modified = Observation(LOOK, "not_modified", NOON, status=304)
    *_, last = history(seen(), failed("error"), not_modified)
    assert (last.outcome, last.state.etag, last.state.body_hash, last.state.strikes) == ("not_modified", '"1"', "a", 0)


def test_a_missing_page_voids_the_validators():
    assert history(seen(), failed("not_found", 404))[1].state.etag is None


def test_a_postponed_article_is_known_and_due_at_once():
    (postponed,) = history(Observation(LOOK, "postponed", NOON))
    assert (postponed.event, postponed.state.status, postponed.state.next_due) == (None, "waiting", NOON)


def test_what_a_feed_said_of_an_article_is_kept_when_no_feed_names_it_any_more():
    named = replace(LOOK, entry=Entry(LOOK.feed_url, "1", URL, "Quay closed"))
    first = decide(None, replace(seen(), look=named), NOON)
    assert decide(first.state, seen(), NOON).state.entry.title == "Quay closed"


def test_looking_slows_down_as_an_article_rests_and_never_below_the_policy():
    state, waits, now = None, [], NOON
    for _ in range(300):
        state = decide(state, seen(), now, PollPolicy(slowest=timedelta(days=2))).state
        waits.append(state.next_due - now)
        now = state.next_due
    assert waits[0] <= timedelta(minutes=15)
    assert waits[-1] >= timedelta(days=2) * (1 - JITTER)
    assert waits == sorted(waits)


@given(st.text(min_size=1), st.integers(1, 10**6))
def test_jitter_only_shortens_by_a_tenth_at_most_and_is_the_same_every_time(key, seconds):
    interval = timedelta(seconds=seconds)
    assert interval * (1 - JITTER) <= jittered(interval, key) <= interval
    assert jittered(interval, key) == jittered(interval, key)


looks = st.sampled_from(
    [seen(), seen(article("Rewritten from top to bottom.")), failed("gone"), failed("not_found"), failed("error"),
     failed("blocked"), Observation(LOOK, "not_modified", NOON, status=304), Observation(LOOK, "postponed", NOON)]
)  # fmt: skip


@given(st.lists(looks, max_size=30), st.integers(1, 60))
def test_in_any_history_versions_count_the_events_and_a_fault_withdraws_nothing(observations, hours):
    version, before = 0, None
    for decision in history(*observations, step=timedelta(hours=hours)):
        version += decision.event is not None
        assert decision.state.version == version
        if decision.event == "withdrawn":
            assert decision.observation.outcome in ("gone", "not_found")
            assert before.status != "withdrawn"
        if decision.event in ("new", "updated", "restored"):
            assert decision.observation.outcome == "article"
        assert decision.state.next_due >= decision.state.last_seen
        before = decision.state


def poll(**fields):
    return FeedPoll(Feed("https://gazette.example/rss"), NOON, **fields)


def test_a_feed_is_polled_by_the_age_of_its_newest_entry():
    fresh = decide_feed(None, poll(status=200, newest=NOON, entries=3), NOON)
    stale = decide_feed(None, poll(status=200, newest=NOON - timedelta(days=100), entries=3), NOON)
    assert fresh.next_due - NOON <= timedelta(hours=1)
    assert timedelta(hours=10) < stale.next_due - NOON <= timedelta(hours=12)


def test_a_failing_feed_keeps_its_validators_and_is_ok_again_at_the_first_good_answer():
    good = decide_feed(None, poll(status=200, etag='"x"', body_hash="h", entries=3, title="Gazette"), NOON)
    failure = Failure("fetch", good.url, "deadline", "", NOON)
    bad = decide_feed(decide_feed(good, poll(failure=failure), NOON), poll(failure=failure), NOON)
    assert (bad.status, bad.strikes, bad.reason, bad.etag, bad.entries) == ("failing", 2, "deadline", '"x"', 3)
    again = decide_feed(bad, poll(status=304), NOON)
    assert (again.status, again.strikes, again.reason, again.etag, again.title) == ("ok", 0, "", '"x"', "Gazette")


def test_states_start_without_a_reading():
    state = decide(None, failed("error"), NOON).state
    assert isinstance(state, ArticleState)
    assert (state.article, state.version, state.status) == (None, 0, "error")
