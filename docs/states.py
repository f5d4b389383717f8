"""Prints docs/states.md: what every look means, found by asking `decide` about all of them.

python docs/states.py > docs/states.md
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import get_args
from unittest.mock import patch

from writethru import polling
from writethru.changes import compare
from writethru.elements import Article, ArticleState, Change, Decision, Look, Observation, Outcome, Paragraph, Status
from writethru.polling import DAY, HOUR, decide, jittered

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
APART = 13 * HOUR  # between the looks of the first table: three of them are over a day
LOOKS = 4  # of one kind in a row, as the first table shows them
FEED = "https://gazette.example/rss"
# An address whose looks come nearly as late as they may, so that round figures are printed.
HOME = max((f"https://gazette.example/{number}" for number in range(1_000)), key=lambda url: jittered(DAY, url))
TEXTS = (
    "The quay was closed on Monday after a crane had damaged its wall.",
    "It opens again on Friday, the office said.",
)
DOUBT = "https://gazette.example/doubt.jpg"  # marks a reading that another one of the same page contradicts

INTRODUCTION = """# What each look means

Made from the code by `make docs`, which asks `decide` about every status and every outcome; a test fails when it is
stale. The ideas are in [architecture.md](architecture.md#what-a-look-means).

- `waiting` was never read; `ok` reads; `paywalled`, `blocked` and `error` say why it does not; `withdrawn` was taken
  back by its publisher.
- An **event** is announced as a new version of the article, once. A status that an article newly has is listed once in
  the catalog's table `turns`, with the reason: a fault is told when it begins and when it ends.
- A fault never changes the last good text, never withdraws, and neither confirms nor interrupts what waits.
- What differs from the last good version by typography alone is as known.
"""


@dataclass(frozen=True)
class Find:
    """One thing that a look may find: an outcome, and for an article what it reads like."""

    label: str
    outcome: Outcome
    texts: tuple[str, ...] = TEXTS
    address: str = HOME
    extractor: int = 1
    image: str = ""

    def observed(self, state: ArticleState | None, at: datetime) -> Observation:
        """Return the look that finds it."""
        article = Article(HOME, HOME, "Quay closed", paragraphs=tuple(map(Paragraph, self.texts)), image=self.image)
        read = self.outcome in polling.READ
        here = self.outcome if state is None or state.final_uri != self.address else "article"
        return Observation(
            look=Look(HOME, HOME, FEED, state=state),
            outcome=here if read else self.outcome,
            at=at,
            article=article if read else None,
            extractor=self.extractor if read else 0,
            final_uri=self.address,
            etag='"1"' if read else None,
        )


KNOWN = Find("`article`, as known", "article")
EDITED = Find("`article`, edited", "article", (TEXTS[0], "It opens again on Saturday, the office said."))
DOUBTFUL = replace(EDITED, label="`article`, a doubtful change", image=DOUBT)
STUB = Find("`article`, nothing of the text left and less than half as long", "article", ("Just a moment.",))
MOVED = Find("`moved`", "moved", address=f"{HOME}/moved")
READINGS = (
    KNOWN,
    EDITED,
    DOUBTFUL,
    STUB,
    replace(EDITED, label="`article`, read by newer rules", extractor=2),
    MOVED,
    replace(EDITED, label="`moved`, edited", outcome="moved", address=MOVED.address),
)
OTHERS = tuple(Find(f"`{name}`", name) for name in get_args(Outcome) if name not in polling.READ)
FINDS = READINGS + OTHERS
WITHDRAWING = tuple(find for find in OTHERS if find.outcome in polling.GONE | polling.MISSING)
BEGINNINGS: dict[Status, tuple[str, ...]] = {
    "waiting": ("postponed",),
    "ok": ("article",),
    "paywalled": ("article", "paywalled"),
    "blocked": ("article", "blocked"),
    "error": ("article", "error"),
    "withdrawn": ("article", "gone", "gone"),
}


def doubting(before: Article, after: Article) -> Change:
    """Return the change, a doubtful one when the newer reading is marked so."""
    return replace(compare(before, after), doubtful=after.image == DOUBT)


def history(finds: Sequence[Find], state: ArticleState | None = None, start: datetime = NOON) -> list[Decision]:
    """Return what looks at these mean, one after the other."""
    decisions = []
    for number, find in enumerate(finds):
        at = start + number * APART
        with patch.object(polling, "compare", doubting):
            decisions.append(decide(state, find.observed(state, at), at))
        state = decisions[-1].state
    return decisions


def beginning(status: Status) -> ArticleState:
    """Return the state of an article that came to a status and rested there for ten days."""
    finds = [next(find for find in FINDS if find.outcome == outcome) for outcome in BEGINNINGS[status]]
    state = history(finds, start=NOON - 10 * DAY)[-1].state
    if state.status != status:
        raise ValueError(f"no way to {status}: {state.status}")
    return state


def meaning(status: Status, find: Find) -> str:
    """Return what looks that find the same come to: the statuses and events, with the number of the look."""
    told, before = [], status
    for number, decision in enumerate(history([find] * LOOKS, beginning(status)), 1):
        words = [f"`{decision.state.status}`"] if decision.state.status != before else []
        words += [f"**{decision.event}**"] if decision.event else []
        if words:
            told.append((f"look {number}: " if number > 1 else "") + ", ".join(words))
        before = decision.state.status
    return "; ".join(told) or "–"


def kept(find: Find) -> tuple[str, ...]:
    """Return what the first look that finds this leaves of an article that was well."""
    before = beginning("ok")
    (decision,) = history([find], before)
    after = decision.state
    text = "the known one" if after.article == before.article else "this one"
    validators = "kept" if after.etag else "dropped"
    return f"`{decision.outcome}`", text, validators, duration(after.next_due - NOON)


def until_told(state: ArticleState, find: Find, start: datetime) -> tuple[ArticleState, int, timedelta]:
    """Return the state when looks at the same, each when it is due, announce it; and how many, over what time."""
    at = start
    for number in count(1):
        (decision,) = history([find], state, at)
        if decision.event:
            return decision.state, number, at - start
        state, at = decision.state, decision.state.next_due
    raise AssertionError


def confirmations() -> Iterator[tuple[str, ...]]:
    """Yield what has to be found again before it is announced: how often, and over what time."""
    for find in (DOUBTFUL, STUB, MOVED, *WITHDRAWING):
        _, looks, over = until_told(beginning("ok"), find, NOON)
        yield find.label, str(looks), duration(over)
    state, at, shown = beginning("ok"), NOON, [EDITED, KNOWN]
    for number in range(7):
        state, looks, over = until_told(state, shown[number % 2], at)
        at += 40 * DAY
        if number % 2:
            yield f"`article`, as announced before and replaced, time {number // 2 + 1}", str(looks), duration(over)


def duration(span: timedelta) -> str:
    """Return a time to two figures, in its largest unit."""
    for unit, name in ((DAY, "d"), (HOUR, "h"), (HOUR / 60, "min")):
        if span >= 0.99 * unit:
            return f"{round(span / unit, 1):g} {name}"
    return "at once"


def table(head: Sequence[str], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def document() -> str:
    """Return the whole page."""
    statuses: tuple[Status, ...] = get_args(Status)
    return "\n".join(
        (
            INTRODUCTION,
            "## Status and outcome",
            "",
            f"What follows when looks find the same again and again, {duration(APART)} apart; – is nothing.",
            "",
            table(
                ("found", *(f"`{status}`" for status in statuses)),
                ((find.label, *(meaning(status, find) for status in statuses)) for find in FINDS),
            ),
            "",
            "## What is kept",
            "",
            "Of an article that was `ok` and last changed ten days ago, after one such look.",
            "",
            table(
                ("found", "counted as", "last good text", "validators", "next look within"),
                ((find.label, *kept(find)) for find in FINDS),
            ),
            "",
            "## How often it has to be found",
            "",
            "In a row, faults aside, each look when it is due. `polling:` in the configuration sets the first ones.",
            "",
            table(("found", "looks", "over"), confirmations()),
        )
    )


if __name__ == "__main__":
    print(document())
