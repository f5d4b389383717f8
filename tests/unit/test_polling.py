"""What looks and polls mean, over histories of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from writethru import polling
from writethru.changes import compare
from writethru.elements import (
    Article,
    ArticleState,
    Entry,
    Failure,
    Feed,
    FeedPoll,
    FieldEdit,
    Look,
    Observation,
    Page,
    Paragraph,
)
from writethru.freshness import SLACK
from writethru.polling import PollPolicy, decide, decide_feed
from writethru.responses import classify
from writethru.schedule import HOUR, JITTER, counted_from, in_full

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
URL = "https://gazette.example/quay"
NEW = "https://gazette.example/harbour/quay"
LOOK = Look(URL, URL, "https://gazette.example/rss")
TEXT = ("The quay was closed on Monday.", "It opens again on Friday, the harbour master said.")


def article(*paragraphs, **fields):
    return Article(URL, URL, "Quay closed", paragraphs=tuple(map(Paragraph, paragraphs or TEXT)), **fields)


def seen(found=None, **fields):
    return Observation(LOOK, "article", NOON, found or article(), extractor=1, etag='"1"', body_hash="a", **fields)


EDITED = article(TEXT[0], "It opens again on Saturday, the harbour master said.")


def moved(address, found=None):
    return replace(seen(found, final_uri=address), outcome="moved")


def failed(outcome, status=503):
    failure = Failure("answer", URL, f"http_{status}", "", NOON)
    return Observation(LOOK, outcome, NOON, failure=failure, status=status)


def history(*observations, policy=None, step=timedelta(hours=1), start=None):
    state, decisions = start, []
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


def test_faults_that_an_archive_shows_again_change_nothing_and_are_not_told_again():
    *_, last = history(seen(), failed("paywalled"), failed("blocked"))
    for hours, outcome in ((1, "paywalled"), (2, "blocked")):
        replayed = decide(last.state, failed(outcome), NOON + timedelta(hours=hours))
        assert (replayed.state, replayed.outcome, replayed.turned) == (last.state, outcome, None)


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


def test_a_postponed_article_keeps_its_place_in_the_queue():
    first, later = history(seen(), Observation(LOOK, "postponed", NOON))
    assert later.state.next_due == first.state.next_due < NOON + timedelta(hours=1)


def test_a_postponed_article_is_known_and_due_at_once():
    (postponed,) = history(Observation(LOOK, "postponed", NOON))
    assert (postponed.event, postponed.state.status, postponed.state.next_due) == (None, "waiting", NOON)


def test_what_a_feed_said_of_an_article_is_kept_when_no_feed_names_it_any_more():
    named = replace(LOOK, entry=Entry(LOOK.feed_url, "1", URL, "Quay closed"))
    first = decide(None, replace(seen(), look=named), NOON)
    assert decide(first.state, seen(), NOON).state.entry.title == "Quay closed"


def test_an_article_belongs_to_the_feed_that_named_it_last_so_that_it_outlives_the_first():
    wire = Entry("https://wire.example/rss", "id-7", URL)
    named = replace(seen(), look=replace(LOOK, entry=wire))
    first, second, third = history(seen(), named, seen())
    assert [each.state.feed_url for each in (first, second, third)] == [LOOK.feed_url, *[wire.feed_url] * 2]


def test_looking_slows_down_as_an_article_rests_and_never_below_the_policy():
    state, waits, now = None, [], NOON
    for _ in range(300):
        state = decide(state, seen(), now, PollPolicy(slowest=timedelta(days=2))).state
        waits.append(state.next_due - now)
        now = state.next_due
    assert waits[0] <= timedelta(minutes=15)
    assert waits[-1] >= timedelta(days=2) * (1 - JITTER)
    assert waits == sorted(waits)


def test_two_looks_that_find_different_kinds_of_not_there_count_by_the_weaker_rule():
    mixed = history(seen(), failed("gone", 410), failed("not_found", 404), failed("gone", 410), failed("soft_404", 200))
    assert [decision.event for decision in mixed[1:]] == [None] * 4
    slow = history(seen(), failed("gone", 410), failed("redirected_home", 200), failed("soft_404", 200), step=DAY)
    assert [decision.event for decision in slow[1:]] == [None, None, "withdrawn"]
    surer = history(seen(), failed("not_found", 404), failed("gone", 410), failed("retracted", 200))
    assert [decision.event for decision in surer[1:]] == [None, None, "withdrawn"]


def test_a_fault_between_two_answers_of_gone_neither_confirms_nor_resets():
    decisions = history(seen(), failed("gone", 410), failed("blocked", 403), failed("error"), failed("gone", 410))
    assert [decision.event for decision in decisions[1:]] == [None, None, None, "withdrawn"]


def test_while_anything_waits_for_confirmation_the_next_look_comes_within_the_hour():
    flap = history(seen(), seen(EDITED), seen(), step=timedelta(days=40))[-1]
    missing = history(seen(), failed("gone", 410), failed("error"), step=timedelta(days=40))
    for decision in (flap, *missing[1:]):
        assert decision.state.next_due - decision.observation.at > timedelta(0)
    assert flap.state.next_due <= NOON + 2 * timedelta(days=40) + timedelta(hours=1)
    assert missing[-1].state.next_due <= NOON + 2 * timedelta(days=40) + timedelta(hours=1)


@pytest.mark.parametrize("outcome", ["blocked", "consent", "error", "shell", "paywalled"])
def test_a_fault_and_its_end_are_each_told_once(outcome):
    decisions = history(seen(), failed(outcome), failed(outcome), seen(), seen())
    told = {"consent": "blocked", "shell": "error"}.get(outcome, outcome)
    assert [decision.turned for decision in decisions] == [None, told, None, "ok", None]


def test_a_withdrawal_and_a_restoration_turn_the_status_and_a_fault_between_them_does_not():
    decisions = history(seen(), failed("gone"), failed("gone"), failed("error"), failed("gone"), seen())
    assert [decision.turned for decision in decisions] == [None, None, "withdrawn", None, None, "ok"]


def test_what_shows_something_else_at_every_look_is_looked_at_later_and_later():
    def waits(*found):
        start = history(seen())[0].state
        held = history(*found, start=replace(start, first_seen=NOON - 90 * DAY, last_changed=NOON - 90 * DAY))
        assert {each.outcome for each in held} == {"held"}
        return [each.state.next_due - each.state.last_seen for each in held]

    stubs = [seen(article(f"Access is denied, request {number}.")) for number in range(6)]
    for each in (waits(*stubs), waits(*(moved(f"{NEW}/{number}") for number in range(6)))):
        assert each == sorted(set(each)) and each[0] <= timedelta(hours=1)
        assert timedelta(hours=20) < each[-1] <= DAY


def test_what_was_announced_before_must_stay_longer_each_time_it_comes_back():
    a, b = seen(), seen(EDITED)
    assert [d.event for d in history(a, b, a, b, a, b, a, b)] == ["new", "updated", *[None] * 6]
    events = [d.event for d in history(a, b, a, a, b, b, a, a, a)]
    assert events == ["new", "updated", None, "updated", None, "updated", None, None, "updated"]
    held = history(a, b, a)[-1]
    assert (held.outcome, held.state.article, held.state.version, held.state.etag) == ("held", EDITED, 2, None)


def test_what_was_announced_long_ago_is_news_again():
    others = [seen(article(TEXT[0], f"It opens again on Friday at {hour}, the office said.")) for hour in range(1, 9)]
    assert history(seen(), *others[:7], seen())[-1].event is None
    assert history(seen(), *others, seen())[-1].event == "updated"


def test_a_look_that_finds_nothing_ends_the_row_of_those_that_showed_a_held_reading():
    decisions = history(seen(), seen(EDITED), seen(), failed("gone"), seen(), seen())
    assert [d.event for d in decisions] == ["new", "updated", None, None, None, "updated"]


def test_an_edit_that_was_never_announced_is_told_at_once_while_another_is_held():
    other = seen(article(TEXT[0], "It will not open again before June, the harbour master said."))
    assert [d.event for d in history(seen(), seen(EDITED), seen(), other)] == ["new", "updated", None, "updated"]


def test_a_byline_that_comes_and_goes_by_turns_is_soon_quiet():
    one, other = seen(article(authors=("Ada Quill",))), seen(article(authors=("Ben Moor",)))
    assert [d.event for d in history(one, other, one, other, one)] == ["new", "updated", None, None, None]


def test_a_doubtful_change_is_told_when_the_next_look_shows_it_again(monkeypatch):
    monkeypatch.setattr(polling, "compare", lambda *both: replace(compare(*both), doubtful=True))
    edited, other = seen(EDITED), seen(article(TEXT[0], "It opens on Sunday, the harbour master said."))
    assert [d.event for d in history(seen(), edited, seen(), edited, other)] == ["new", None, None, None, None]
    assert [d.event for d in history(seen(), edited, failed("error"), edited)] == ["new", None, None, "updated"]
    assert [d.event for d in history(seen(), edited, policy=PollPolicy(confirm_looks=1))] == ["new", "updated"]


def test_a_text_wholly_replaced_by_a_much_shorter_one_is_told_when_it_stays():
    stub = seen(article("Just a moment."))
    assert [d.event for d in history(seen(), stub, seen())] == ["new", None, None]
    held, told = history(seen(), failed("blocked"), stub, stub)[2:]
    assert (held.event, held.turned, held.state.status) == (None, None, "blocked")
    assert (told.event, told.turned) == ("updated", "ok")


def test_a_stub_between_two_answers_of_gone_does_not_say_that_the_article_is_there():
    stub = seen(article("Just a moment."))
    assert [d.event for d in history(seen(), failed("gone"), stub, failed("gone"))] == ["new", None, None, "withdrawn"]
    restored = history(seen(), failed("gone"), failed("gone"), stub, stub)
    assert [d.event for d in restored] == ["new", None, "withdrawn", None, "restored"]


def test_an_article_restored_with_another_text_says_what_changed():
    restored = history(seen(), failed("gone"), failed("gone"), seen(EDITED))[-1]
    assert (restored.event, restored.change.fields, restored.state.version) == ("restored", ("paragraphs",), 3)
    assert history(seen(), failed("gone"), failed("gone"), seen())[-1].change is None


def test_another_address_is_told_when_the_next_good_look_is_led_there_again():
    first, there = seen(final_uri=URL), moved(NEW)
    new, held, _, told, again = history(first, there, failed("error"), there, seen(final_uri=NEW))
    assert (new.state.final_uri, held.outcome, held.state.moving, held.state.etag) == (URL, "held", NEW, None)
    assert (told.event, told.change.fields, told.change.edits) == ("moved", ("url",), (FieldEdit("url", URL, NEW),))
    assert (told.state.final_uri, told.state.version, told.state.moving, again.event) == (NEW, 2, None, None)


def test_a_page_that_calls_its_new_address_its_own_has_still_moved():
    def found(state):  # as transforms.responses and transforms.articles put it
        page = Page(URL, NEW, 200, (), "".join(f"<p>{text}</p>" for text in TEXT).encode(), NOON)
        there = replace(moved(NEW, replace(article(), canonical_url=NEW)), outcome=classify(page, state).kind)
        return decide(state, there, NOON)

    held = found(history(seen(final_uri=URL))[0].state)
    told = found(held.state)
    assert (held.outcome, held.state.article.canonical_url) == ("held", URL)
    assert (told.event, told.state.article.canonical_url) == ("moved", NEW)
    assert found(told.state).outcome == "unchanged"


def test_a_redirect_that_comes_and_goes_is_never_told():
    first, there, elsewhere = seen(final_uri=URL), moved(NEW), moved(NEW + "-2")
    assert [d.event for d in history(first, *[there, first] * 5, there, elsewhere)] == ["new", *[None] * 12]


def test_an_article_that_moves_to_and_fro_is_soon_quiet():
    here, there = seen(final_uri=URL), moved(NEW)
    looks = [here, *[there, there, here, here] * 4]
    assert [d.event for d in history(*looks)].count("moved") == 3
    assert history(*looks, here)[-1].event == "moved"


def test_an_edit_at_an_address_that_comes_and_goes_is_not_told_before_the_address_is():
    first, there = seen(final_uri=URL), moved(NEW, EDITED)
    assert [d.event for d in history(first, there, first, there, first)] == ["new", *[None] * 4]
    told = history(first, there, there)[-1]
    assert (told.event, told.change.fields, told.state.version) == ("updated", ("paragraphs", "url"), 2)


def test_an_edit_at_the_look_that_confirms_a_move_is_told_with_it():
    told = history(seen(final_uri=URL), moved(NEW), moved(NEW, EDITED))[-1]
    assert (told.event, told.change.fields, told.change.edits[-1].new) == ("updated", ("paragraphs", "url"), NEW)


def test_a_new_link_of_the_feeds_and_a_redirect_taken_back_are_moves_too():
    linked = replace(seen(final_uri=NEW), look=replace(LOOK, url=NEW))
    assert [d.event for d in history(seen(final_uri=URL), linked, linked, linked)] == ["new", None, "moved", None]
    back = seen(final_uri=URL)
    assert [d.event for d in history(back, moved(NEW), moved(NEW), back, back)][2:] == ["moved", None, "moved"]


def test_the_same_address_written_otherwise_is_no_move():
    variants = ("http://www.gazette.example/quay/?utm_source=feed", URL + "/", URL + "?edition=uk")
    looks = [replace(seen(final_uri=url), look=replace(LOOK, url=url)) for url in variants for _ in range(2)]
    assert [d.event for d in history(seen(final_uri=URL), *looks)] == ["new", *[None] * 6]


def test_a_catalog_that_knows_no_address_yet_learns_it_without_a_word():
    old = replace(history(seen())[0].state, final_uri=None, recent=())
    first = decide(old, moved(NEW), NOON)
    assert (first.event, first.state.final_uri) == (None, NEW)
    flap = (seen(EDITED, final_uri=NEW), seen(final_uri=NEW))
    assert [d.event for d in history(*flap, start=first.state)] == ["updated", None]


def test_newer_extraction_rules_forget_what_was_held_and_still_tell_a_move():
    newer = replace(moved(NEW, EDITED), extractor=2)
    held = history(seen(final_uri=URL), moved(NEW, article("Just a moment.")), moved(NEW))[-1]
    assert held.state.moving == NEW
    told = decide(held.state, newer, NOON)
    assert (told.event, told.change.fields, told.state.recent[:0], told.state.article) == (
        "moved",
        ("url",),
        (),
        EDITED,
    )
    flap = history(seen(), seen(EDITED), seen(), replace(seen(), extractor=2))[-1]
    assert (flap.outcome, flap.state.pending, flap.state.recent) == ("rebaselined", None, ())


def test_not_modified_says_nothing_of_what_was_withdrawn_or_never_read():
    odd = Observation(LOOK, "not_modified", NOON, status=304, etag='"9"')
    *_, withdrawn = history(seen(), failed("gone"), failed("gone"), odd)
    assert (withdrawn.event, withdrawn.state.status, withdrawn.state.etag) == (None, "withdrawn", None)
    unread = decide(None, odd, NOON).state
    assert (unread.status, unread.version, unread.etag) == ("waiting", 0, None)


def test_not_modified_ends_a_count_of_missing_looks_and_a_fault():
    odd = Observation(LOOK, "not_modified", NOON, status=304, etag='"9"')
    *_, known, last = history(seen(), failed("gone"), odd, failed("gone"))
    assert (known.state.missing, known.state.etag, last.event) == (0, None, None)
    assert history(seen(), failed("error"), odd)[-1].turned == "ok"


def test_not_modified_neither_confirms_nor_ends_what_is_held():
    odd = Observation(LOOK, "not_modified", NOON, status=304, etag='"9"')
    *_, waiting, told = history(seen(), seen(EDITED), seen(), odd, seen())
    assert (waiting.state.pending_looks, waiting.state.etag, told.event) == (1, None, "updated")


def test_a_page_not_modified_since_other_rules_read_it_is_asked_for_anew_before_it_is_edited():
    same = Observation(LOOK, "not_modified", NOON, extractor=2, status=304)
    edited = replace(seen(EDITED), extractor=2)
    looks = history(seen(), same, replace(seen(), extractor=2), same, edited)
    assert [d.outcome for d in looks] == ["new", "not_modified", "rebaselined", "not_modified", "updated"]
    assert [bool(d.state.etag) for d in looks] == [True, False, True, True, True]


def test_the_same_bytes_at_another_address_are_asked_for_again_to_tell_a_move():
    same = Observation(LOOK, "not_modified", NOON, status=200, final_uri=NEW, etag='"1"')
    assert history(seen(final_uri=URL), same)[-1].state.body_hash is None
    assert history(seen(final_uri=URL), replace(same, final_uri=URL + "/"))[-1].state.body_hash == "a"


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


FEED_FAILS = Failure("fetch", "https://gazette.example/rss", "deadline", "", NOON)


def polls(*said, start=None):
    """Return the states of a feed, polled whenever it is due."""
    states, now = [], NOON
    for one in said:
        start = decide_feed(start, one, now)
        states.append(start)
        now = start.next_due
    return states


def test_a_feed_is_asked_no_earlier_than_it_says_whenever_its_run_began():
    fresh = decide_feed(None, poll(status=200, newest=NOON, fresh=3 * HOUR), NOON, NOON - HOUR)
    assert 3 * HOUR - SLACK <= fresh.next_due - NOON <= 3 * HOUR
    hinted = decide_feed(None, poll(status=200, newest=NOON, hint=2 * HOUR, skip=("14",), body_hash="h"), NOON)
    assert hinted.next_due == NOON + 2 * HOUR - SLACK
    again = decide_feed(hinted, poll(status=304), NOON + HOUR)
    assert again.next_due == NOON + 3 * HOUR  # it skips the hour from two to three
    lifted = decide_feed(again, poll(status=200, newest=NOON, body_hash="i"), NOON)
    assert lifted.next_due - NOON <= HOUR / 4


def test_a_feed_that_is_gone_twice_is_dormant_and_asked_once_a_month_until_it_answers():
    gone = poll(status=410, failure=replace(FEED_FAILS, reason="http_410"))
    once, failed_between, twice, later = polls(gone, poll(failure=FEED_FAILS), gone, poll(failure=FEED_FAILS))
    assert [state.status for state in (once, failed_between, twice, later)] == ["failing", "failing", *["dormant"] * 2]
    assert 26 * DAY < later.next_due - twice.next_due <= 30 * DAY
    assert polls(poll(status=200, newest=NOON), start=later)[0].status == "ok"
    assert polls(gone, poll(status=304), gone)[-1].status == "failing"


ELSEWHERE = "https://gazette.example/feed.xml"


def test_a_permanent_move_is_stored_at_the_third_poll_in_a_row_and_the_feed_keeps_its_key():
    led = poll(status=200, moved=ELSEWHERE)
    states = polls(led, led, led)
    assert [(state.address, state.moving_looks) for state in states] == [(None, 1), (None, 2), (ELSEWHERE, 0)]
    assert states[-1].url == "https://gazette.example/rss"
    assert polls(poll(status=304), start=states[-1])[0].address == ELSEWHERE


@pytest.mark.parametrize("between", [{}, {"moved": "https://other.example/rss"}])
def test_a_move_that_another_answer_interrupts_is_counted_anew(between):
    led = poll(status=200, moved=ELSEWHERE)
    assert polls(led, led, poll(status=200, **between), led, led)[-1].address is None


def test_a_fault_between_says_nothing_about_a_move():
    led = poll(status=200, moved=ELSEWHERE)
    assert polls(led, led, poll(failure=FEED_FAILS), led)[-1].address == ELSEWHERE


def test_no_move_leads_from_https_to_http():
    led = poll(status=200, moved="http://gazette.example/feed.xml")
    assert polls(led, led, led, led)[-1].address is None


def test_where_the_new_address_fails_the_configured_one_is_asked_again_and_a_way_back_is_a_move_too():
    led, failed = poll(status=200, moved=ELSEWHERE), poll(failure=FEED_FAILS)
    states = polls(led, led, led, failed, failed, failed)
    assert [state.address for state in states[2:]] == [ELSEWHERE] * 3 + [None]
    back = poll(status=200, moved="https://gazette.example/rss")
    assert polls(led, led, led, back, back, back)[-1].address is None


def test_a_feed_that_is_gone_from_its_new_address_is_asked_at_the_configured_one_before_it_is_dormant():
    led, gone = poll(status=200, moved=ELSEWHERE, etag='"x"'), poll(status=410, failure=FEED_FAILS)
    *_, once, twice, thrice, dormant = polls(led, led, led, gone, gone, gone, gone)
    assert [(state.address, state.etag) for state in (once, twice)] == [(ELSEWHERE, '"x"'), (None, None)]
    assert [state.status for state in (once, twice, thrice, dormant)] == [*["failing"] * 3, "dormant"]


def test_a_feed_whose_host_is_held_is_not_asked_before_and_has_no_strike():
    until = NOON + 5 * HOUR
    good = decide_feed(None, poll(status=200, newest=NOON, etag='"x"'), NOON)
    held = decide_feed(good, poll(failure=replace(FEED_FAILS, reason="held", until=until)), NOON)
    assert (held.status, held.strikes, held.next_due, held.etag) == ("held", 0, until, '"x"')
    refused = decide_feed(good, poll(failure=replace(FEED_FAILS, reason="rate_limited", until=until)), NOON)
    assert (refused.status, refused.strikes, refused.next_due) == ("failing", 1, until)


def test_a_feed_is_asked_in_full_once_a_day():
    full = decide_feed(None, poll(status=200, etag='"x"', body_hash="h"), NOON)
    not_modified = decide_feed(full, poll(status=304), NOON + HOUR)
    same_bytes = decide_feed(full, poll(status=304, etag='"y"', body_hash="h"), NOON + HOUR)
    assert (not_modified.last_full, same_bytes.last_full) == (NOON, NOON + HOUR)
    assert (not_modified.etag, same_bytes.etag) == ('"x"', '"y"')
    assert not in_full(NOON, NOON + DAY - HOUR) and in_full(NOON, NOON + DAY) and in_full(None, NOON)
    assert in_full(NOON + 99 * DAY, NOON)  # the clock was wrong then


def test_an_article_remembers_when_it_last_came_whole():
    whole = decide(None, seen(), NOON).state
    later = decide(whole, Observation(LOOK, "not_modified", NOON, extractor=1, status=304), NOON + HOUR).state
    same = decide(whole, Observation(LOOK, "not_modified", NOON, extractor=1, status=200), NOON + HOUR).state
    assert [state.last_full for state in (whole, later, same)] == [NOON, NOON, NOON + HOUR]


def test_an_article_is_not_asked_for_before_its_host_or_its_robots_txt_allows():
    until = NOON + DAY
    known = decide(None, seen(), NOON).state
    held = decide(known, Observation(LOOK, "postponed", NOON, until=until), NOON).state
    assert held == replace(known, next_due=until)
    denied = Failure("fetch", URL, "robots_denied", "", NOON, until)
    state = decide(None, Observation(LOOK, "error", NOON, failure=denied, until=until), NOON).state
    assert state.next_due == until
    assert counted_from(NOON - HOUR, state, NOON, until).next_due == until
    assert counted_from(NOON - HOUR, state, NOON).next_due == until - HOUR


def test_states_start_without_a_reading():
    state = decide(None, failed("error"), NOON).state
    assert isinstance(state, ArticleState)
    assert (state.article, state.version, state.status) == (None, 0, "error")
