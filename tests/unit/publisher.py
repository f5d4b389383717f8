"""An invented publisher that edits, moves, hides and loses one article, and a reader that holds `decide` to the truth.

The reader keeps the history in plain lists, by names of texts and addresses, and says from it what each look must mean.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from unittest.mock import patch

from writethru import polling
from writethru.changes import apply, compare
from writethru.elements import Article, Look, Observation, Paragraph
from writethru.polling import PollPolicy, decide
from writethru.records import record_body

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SLOWEST = 30 * DAY
FEED = "https://gazette.example/rss"
ADDRESSES = tuple(f"https://gazette.example/{name}" for name in ("quay", "harbour/quay", "2026/quay"))
OPENING = "The quay was closed on Monday after a crane had damaged its wall, the harbour office said."
TEXTS = {
    "A": (OPENING, "It opens again on Friday.", "Ferries leave from the pier until then, at their usual times."),
    "B": (OPENING, "It opens again on Saturday.", "Ferries leave from the pier until then, at their usual times."),
    "C": (OPENING, "It stays closed, since divers found two more cracks.", "No ferry leaves before June."),
    "S": ("Just a moment while we look at your browser.",),  # what stands there while nobody knows the wall for one
}
FAULTS = {"error": "error", "shell": "error", "blocked": "blocked", "consent": "blocked", "paywalled": "paywalled"}
GONE, MISSING = ("gone", "retracted"), ("not_found", "soft_404", "redirected_home")
DOUBT = "https://gazette.example/doubt.jpg"  # an image that makes the change a doubtful one


def doubting(before, after):
    """Return the change, doubtful when the newer reading is marked so."""
    return replace(_compared(_texts(before), _texts(after)), doubtful=after.image == DOUBT)


@cache
def _compared(before, after):
    return compare(_article(before), _article(after))


def _article(texts, image=""):
    return Article(FEED, ADDRESSES[0], "Quay closed", paragraphs=tuple(map(Paragraph, texts)), image=image)


class Publisher:
    """The truth: which text stands where, or why not; and what a request is answered with."""

    def __init__(self):
        self.text, self.address, self.absent, self.validates = "A", ADDRESSES[0], None, False

    def etag(self, text=None):
        """Return what tells this text, or the true one, from any other."""
        return f"{text or self.text} at {self.address}"

    def answer(self, look, extractor, at, text=None, doubtful=False):
        """Return what a look finds; `text` is shown for once in place of the true one."""
        if self.absent:
            return Observation(look, self.absent, at)
        text, state = text or self.text, look.state
        etag = self.etag(text) if self.validates else None
        if etag and state and state.etag == etag:
            return Observation(look, "not_modified", at, extractor=extractor, final_uri=self.address, etag=etag)
        known = state is None or state.article is None or self.address in (look.url, state.url, state.final_uri)
        article = _article(TEXTS[text], DOUBT if doubtful else "")
        outcome = "article" if known else "moved"
        return Observation(look, outcome, at, article, extractor, final_uri=self.address, etag=etag)


class Reader:
    """Looks at the article and asserts of each decision what the history demands."""

    def __init__(self):
        self.publisher, self.state, self.now, self.link, self.extractor = Publisher(), None, NOON, ADDRESSES[0], 1
        self.good = self.home = None  # the last good text, and the address where it is known to answer
        self.told = []  # texts and addresses announced, with what they replaced: the last eight
        self.streak = (None, 0)  # a text, and how many good looks in a row showed it
        self.trail = (None, 0)  # an address other than its home, and how many good looks in a row led there
        self.absences = []  # (outcome, time) of looks that found nothing, since the last good one
        self.policy = PollPolicy(slowest=SLOWEST)

    def look(self, text=None, doubtful=False, outcome=None):
        """Look once: at the truth, at `text` shown for once, or with another `outcome` for once."""
        before = self.state
        look = Look(FEED, self.link, FEED, state=before)
        found = self.publisher.answer(look, self.extractor, self.now, text, doubtful)
        if outcome:
            unasked = outcome == "not_modified" and not (before and before.etag)
            found = Observation(look, outcome, self.now, etag=self.publisher.etag() if unasked else None)
        with patch.object(polling, "compare", doubting):
            decision = decide(before, found, self.now, self.policy)
        self.state = decision.state
        status = before.status if before else "waiting"
        expected = self._expected(found, before, status)
        got = (decision.event, decision.state.status, self._edits(decision))
        assert got == expected, (found.outcome, got, expected)
        self._check(decision, before, status)
        return decision

    def wait(self, hours=None):
        """Let hours pass; without a number, until the next look is due."""
        self.now = max(self.state.next_due, self.now + HOUR / 60) if hours is None and self.state else self.now
        self.now += HOUR * (hours or 0)

    def settle(self):
        """Look as often as it takes when nothing changes any more, and see that all has been told."""
        for _ in range(14):
            self.look()
            self.wait()
        state, publisher = self.state, self.publisher
        if publisher.absent:
            assert state.status == ("withdrawn" if state.version else state.status)
        else:
            assert (state.status, _texts(state.article), state.final_uri) == (
                "ok",
                TEXTS[publisher.text],
                publisher.address,
            )
            assert (state.pending, state.moving, state.missing, state.extractor) == (None, None, 0, self.extractor)

    def _expected(self, found, before, status):
        """Return the event, the status, and the edits as (has the text changed, from which address, to which)."""
        kind, version = found.outcome, before.version if before else 0
        if kind in FAULTS:
            return None, status if status == "withdrawn" else FAULTS[kind], None
        if kind == "postponed":
            return None, status, None
        if kind == "not_modified":
            if status == "withdrawn" or not version:
                return None, status, None
            self.absences = []
            return None, "ok", None
        if kind in GONE + MISSING:
            return self._absent(kind, status, version)
        return self._present(found, before, status)

    def _absent(self, kind, status, version):
        self.absences.append((kind, self.now))
        self.streak = (None, 0)
        last = [each in GONE for each, _ in self.absences[-self.policy.gone_looks :]]
        over = self.now - self.absences[0][1]
        sure = (len(last) == self.policy.gone_looks and all(last)) or (len(self.absences) >= 3 and over >= DAY)
        if sure and version and status != "withdrawn":
            return "withdrawn", "withdrawn", None
        return None, status, None

    def _present(self, found, before, status):
        text = next(name for name, texts in TEXTS.items() if texts == _texts(found.article))
        address, back = found.final_uri, status == "withdrawn"
        if self.good is None:
            self.good, self.home, self.told, self.absences = text, address, [text], []
            return "new", "ok", None
        moved = address != self.home
        led = self.trail[1] + 1 if self.trail[0] == address else 1
        sure = not moved or back or led >= max(2, 1 + self.told.count(address))
        told = _told(self.told, self.home, address) if moved and sure else self.told
        changed = False
        if before.extractor != found.extractor:
            self.good, told, self.streak = text, [], (None, 0)
        else:
            self.streak = (text, self.streak[1] + 1 if self.streak[0] == text else 1)
            if text != self.good:
                needed = 2 if text == "S" or not sure or (found.article.image == DOUBT and not back) else 1
                changed = self.streak[1] >= (needed if back else max(needed, 1 + told.count(text)))
                if text == "S" and not changed:
                    return None, status, None
                if changed:
                    told, self.good = _told(told, self.good, text), text
        self.told, self.absences = told, []
        self.trail = (address, led) if moved and not sure else (None, 0)
        edit = (self.home, address) if moved and sure else (None, None)
        self.home = address if sure else self.home
        event = "restored" if back else "updated" if changed else "moved" if moved and sure else None
        return event, "ok", (changed, *edit) if changed or any(edit) else None

    @staticmethod
    def _edits(decision):
        change = decision.change
        if change is None:
            return None
        edit = next((edit for edit in change.edits if edit.field == "url"), None)
        assert change.status == "updated"
        assert (edit is not None) == ("url" in change.fields)
        return "paragraphs" in change.fields, edit and edit.old, edit and edit.new

    def _check(self, decision, before, status):
        """Assert what holds in any history."""
        state, event = decision.state, decision.event
        assert state.version == (before.version if before else 0) + (event is not None)
        turned = state.status if state.status != status and (status, state.status) != ("waiting", "ok") else None
        assert decision.turned == turned
        if before:
            assert (state.last_changed > before.last_changed) == (event is not None and self.now > before.last_changed)
        if event:
            assert record_body(decision, "r")["version"] == state.version
            assert decision.outcome == event
        texts = state.article and _texts(state.article)
        assert texts == (self.good and TEXTS[self.good])
        if decision.change and "paragraphs" in decision.change.fields:
            assert apply(_texts(before.article), decision.change.operations) == texts
        if decision.outcome == "postponed":
            assert state.next_due == min(self.now, before.next_due if before else self.now)  # it keeps its place
            return
        assert self.now < state.next_due <= self.now + SLOWEST
        waits = state.pending or state.moving
        if waits:
            assert (state.etag, state.last_modified, state.body_hash) == (None, None, None)
        if waits and decision.outcome == "held" and not state.strikes:
            assert state.next_due <= self.now + HOUR


def _told(names, old, new):
    """Return the last eight names with what was replaced, where it isn't among them, and what replaces it."""
    return [*names, *([] if old in names else [old]), new][-8:]


def _texts(article):
    return tuple(paragraph.text for paragraph in article.paragraphs)
