"""One finished run -> one self-contained HTML page: counts, feeds, failures, and what changed in every article."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Literal

from writethru.diffs import Row, headline_words, rows
from writethru.elements import Article, Change, Event, Op, Status, Word
from writethru.fieldlines import FieldLine, field_lines
from writethru.templates import template

# A page stays under 3 MB however large the run: so many cards in full, of so many bytes together, so many titles
# after them; what is left is counted, and is in the records.
MOST_CARDS = 200
MOST_BYTES = 2_100_000
MARKUP = 200  # bytes around a paragraph, as measured
MOST_TITLES = 3_000
MOST_FEEDS = 40
MOST_RUNS = 14
MOST_TURNS = 200
# The order of the cards, weightiest first.
WEIGHTS = ("notice", "withdrawn", "substantive", "restored", "minor", "moved", "new")
FEED_STATES = ("failing", "held", "dormant", "ok")
OPERATIONS: dict[Op, str] = {
    "add": "added",
    "delete": "deleted",
    "edit": "rewritten",
    "move": "moved",
    "split": "split",
    "merge": "merged",
}


@dataclass(frozen=True, slots=True)
class RunBar:
    """One run in the chart of the last runs."""

    started: datetime
    new: int = 0
    updated: int = 0
    withdrawn: int = 0

    @property
    def total(self) -> int:
        """The height of the bar."""
        return self.new + self.updated + self.withdrawn


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One feed's health; `history` tells of its last polls, oldest first, whether each went well."""

    title: str
    url: str
    state: Literal["ok", "failing", "held", "dormant"]
    http_status: int | None = None
    entries: int = 0
    new: int = 0
    changed: int = 0
    history: tuple[bool, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """Another telling of a card's story; `note` says how much of which text stands in which."""

    headline: str
    url: str
    role: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """The story that a card shares with others, `size` tellings in all, some of them named; 0 when none is known.

    `shared` is the share of the card's own text that stands in the first telling named, None where it is the original;
    `because` are what each variable added to the log-odds that these two tell one story.
    """

    role: str
    size: int
    shared: float | None = None
    tellings: tuple[Telling, ...] = ()
    because: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """One article that the run announced.

    `before` is None for a new article, `after` for a withdrawn one. `note` is a sentence of the caller's ("HTTP 410 at
    two looks"), `story` is None when the article shares none.
    """

    event: Event
    url: str
    feed_title: str
    at: datetime
    version: int
    before: Article | None = None
    after: Article | None = None
    change: Change | None = None
    first_seen: datetime | None = None
    note: str = ""
    story: Story | None = None

    @property
    def headline(self) -> str:
        """The headline as it stands, or stood last."""
        article = self.after or self.before
        return (article.headline if article else "") or self.url

    @property
    def weight(self) -> int:
        """The card's place among the kinds of cards, 0 first."""
        kind = self.event if self.event != "updated" else (self.change and self.change.edit_class) or "minor"
        return WEIGHTS.index(kind) if kind in WEIGHTS else len(WEIGHTS)

    @property
    def size(self) -> int:
        """About how many bytes of the page it takes, for the page's limit."""
        articles = [article for article in (self.before, self.after) if article]
        texts = [paragraph.text for article in articles for paragraph in article.paragraphs]
        texts += [removal.text for article in articles for removal in article.removed]
        return sum(len(text.encode()) for text in texts) + MARKUP * len(texts)


@dataclass(frozen=True, slots=True)
class Turn:
    """One article whose status this run changed, and what it is told by."""

    status: Status
    headline: str
    url: str
    reason: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class RunPage:
    """All that the page of one run shows; sequences are in the order shown, `runs` oldest first, this run last.

    `unchanged` counts articles looked at and found the same, `not_modified` those of them answered by a 304.
    `outputs` are (name, relative address) of the files beside the page; `failures` are (reason, count). `others`
    are (words, count) of what looks found that was neither announced nor the same.
    """

    run_id: str
    started: datetime
    finished: datetime
    config: str
    runner: str
    previous: str = ""
    unchanged: int = 0
    not_modified: int = 0
    removed: int = 0
    runs: tuple[RunBar, ...] = ()
    feeds: tuple[FeedRow, ...] = ()
    cards: tuple[Card, ...] = ()
    turns: tuple[Turn, ...] = ()
    others: tuple[tuple[str, int], ...] = ()
    failures: tuple[tuple[str, int], ...] = ()
    outputs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Group:
    """Neighbouring rows of a diff, folded away until asked for or not."""

    rows: tuple[Row, ...]
    folded: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """One paragraph that a rule found, as shown: with the texts that it repeats or how many articles show it too."""

    text: str
    reason: str
    rule: str
    repeats: tuple[str, ...]
    witnesses: int = 0


def render(run: RunPage) -> str:
    """Return the run's page: HTML with its style, script and charts inside, that asks nothing of the network."""
    cards = sorted(run.cards, key=lambda card: card.weight)
    full, rest = _shared_out(cards)
    runs = run.runs[-MOST_RUNS:]
    feeds = sorted(run.feeds, key=lambda feed: (FEED_STATES.index(feed.state), -feed.new - feed.changed))
    shown = feeds[:MOST_FEEDS] if len(feeds) > MOST_FEEDS + 1 else feeds
    return _TEMPLATE.render(
        run=run,
        events=Counter(card.event for card in cards),
        headlines=sum("headline" in card.change.fields for card in cards if card.change and card.event == "updated"),
        full=full,
        titles=rest[:MOST_TITLES],
        turns=run.turns[:MOST_TURNS],
        untold=len(rest[MOST_TITLES:]),
        feeds=shown,
        other_feeds=feeds[len(shown) :],
        states=Counter(feed.state for feed in run.feeds),
        runs=runs,
        top=_axis_top(max((bar.total for bar in runs), default=0)),
    )


def _shared_out(cards: Sequence[Card]) -> tuple[list[Card], list[Card]]:
    """Return the cards to show in full, within the page's limits of number and length, and the others."""
    full: list[Card] = []
    rest: list[Card] = []
    left = MOST_BYTES
    for card in cards:
        if len(full) < MOST_CARDS and card.size <= left:
            full.append(card)
            left -= card.size
        else:
            rest.append(card)
    return full, rest


def _axis_top(highest: int) -> int:
    """Return the axis's end: a round number of whole quarters that holds the highest bar: 4, 8, 12, 20, 40 ..."""
    scale = 1
    while highest > 20 * scale:
        scale *= 10
    return next(top for step in (4, 6, 8, 12, 20) if (top := step * scale) >= highest and top % 4 == 0)


def _groups(card: Card) -> Iterator[_Group]:
    """Yield the rows of a card's diff by what is folded away together; what came or went as a whole is one group."""
    found = rows(card.before, card.after, card.change)
    if not card.before or not card.after:
        gone = tuple(line for row in found for line in row.old)
        come = tuple(line for row in found for line in row.new)
        yield _Group((Row("add" if come else "delete", gone, come),), folded=True)
        return
    for kept, group in groupby(found, key=lambda row: row.kind == "kept"):
        yield _Group(tuple(group), folded=kept)


def _removed(card: Card) -> tuple[_Found, ...]:
    """Return what the clean text leaves out of the version shown."""
    article = card.after or card.before
    if not article or not article.removed:
        return ()
    texts = [block.text for block in article.blocks()]
    return tuple(
        _Found(r.text, r.reason, r.rule, tuple(texts[place] for place in r.of if place < len(texts)), r.witnesses)
        for r in article.removed
    )


def _marked(card: Card) -> tuple[_Found, ...]:
    """Return what says again in the clean text what the version shown says elsewhere."""
    article = card.after or card.before
    if not article or not article.repetitions:
        return ()
    texts = [block.text for block in article.blocks()]
    return tuple(
        _Found(texts[r.position], "repeat", r.rule, tuple(texts[place] for place in r.of)) for r in article.repetitions
    )


def _fields(card: Card) -> tuple[FieldLine, ...]:
    """Return what changed besides the paragraphs; of the edit that the headline shows, only its sources."""
    shown = _headline(card)
    lines = field_lines(card.before, card.after, card.change)
    told = (replace(line, words=()) if line.words == shown else line for line in lines)
    return tuple(line for line in told if line.words or line.label != "headline")


def _headline(card: Card) -> tuple[Word, ...]:
    """Return the headline, with what changed in it marked."""
    if card.before and card.after and card.event == "updated":
        return headline_words(card.before.headline, card.after.headline)
    return (Word("equal", card.headline),)


def _summary(card: Card) -> str:
    """Return the card's line of facts, parted by middle dots."""
    parts = [card.feed_title]
    parts.append(f"version {card.version - 1} → {card.version}" if card.version > 1 else f"version {card.version}")
    if card.first_seen and card.at > card.first_seen:
        parts.append(f"{_span(card.at - card.first_seen)} after first seen")
    counts = Counter(operation.op for operation in card.change.operations) if card.change else Counter()
    told = [f"{counts[op]} {word}" for op, word in OPERATIONS.items() if counts[op]]
    if told:
        parts.append(", ".join(told) + " " + ("paragraph" if counts.total() == 1 else "paragraphs"))
    return " · ".join(part for part in (*parts, card.note) if part)


def _span(length: timedelta) -> str:
    """Return a length of time in its two largest units: "3 h 12 min"."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    units = [(days, "d"), (hours, "h"), (minutes, "min"), (seconds, "s")]
    first = next((place for place, (count, _) in enumerate(units) if count), len(units) - 1)
    return " ".join(f"{count} {unit}" for count, unit in units[first : first + 2] if count) or "0 s"


_TEMPLATE = template(
    "report.html", span=_span, groups=_groups, removed=_removed, marked=_marked, fields=_fields, headline=_headline,
    summary=_summary,
)  # fmt: skip
