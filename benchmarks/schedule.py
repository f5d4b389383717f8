"""When to look again: what a rule costs in looks, and how long an edit waits for one. Simulated, seeded.

    python benchmarks/schedule.py

Articles are invented with the times at which they are edited. Half are never edited; the others 1 + a geometric number
of times, 3.6 versions an article overall, as NewsEdits counts (4.61 M versions of 1.28 M articles). Of the edits 60 %
come within six hours, 25 % within two days, 10 % within a week, 5 % within 90 days, each spread evenly by the logarithm
of time. A look finds the last edit before it; what was overwritten since the look before was never seen.
"""

import argparse
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from math import exp, log
from random import Random
from statistics import median

from writethru.elements import Article, ArticleState
from writethru.schedule import DAY, HOUR, article_interval

START = datetime(2026, 1, 1, tzinfo=UTC)
YEAR = 365 * DAY
MINUTE = timedelta(minutes=1)
SPREAD = ((0.60, 5 * MINUTE, 6 * HOUR), (0.25, 6 * HOUR, 2 * DAY), (0.10, 2 * DAY, 7 * DAY), (0.05, 7 * DAY, 90 * DAY))
NEWSDIFFS = ((3 * HOUR, HOUR / 4), (DAY, HOUR), (7 * DAY, 3 * HOUR), (30 * DAY, 3 * DAY))

Rule = Callable[[timedelta, timedelta], timedelta]  # age of the article and of its last change -> until the next look


def ours(patience: float | None = None) -> Rule:
    def rule(age: timedelta, quiet: timedelta) -> timedelta:
        if patience is not None:
            return min(max(quiet / patience, HOUR / 4), 30 * DAY)
        now = START + age
        article = Article("a", "a", date_published=START)
        changed = now - quiet
        state = ArticleState("a", "a", "f", "ok", 1 if quiet == age else 2, START, now, changed, now, article=article)
        return article_interval(state, now)

    return rule


def newsdiffs(age: timedelta, quiet: timedelta) -> timedelta:
    return next((interval for limit, interval in NEWSDIFFS if quiet < limit), 30 * DAY)


def diffengine(age: timedelta, quiet: timedelta) -> timedelta:
    """As it is meant: again when a fifth of the article's age has gone by, at least every five minutes by its cron."""
    return max(age / 5, 5 * MINUTE)


def fixed(interval: timedelta) -> Rule:
    return lambda age, quiet: interval


RULES: dict[str, Rule] = {
    "writethru: an eighth of the quiet time": ours(),
    "a fourth": ours(4),
    "a sixteenth": ours(16),
    "newsdiffs' ladder": newsdiffs,
    "diffengine: a fifth of the age": diffengine,
    "every 15 minutes": fixed(HOUR / 4),
    "every hour": fixed(HOUR),
    "every day": fixed(DAY),
}


def edit_times(dice: Random) -> list[timedelta]:
    """Return when an article is edited, from its publication on, in order."""
    if dice.random() < 0.5:
        return []
    count = 1
    while dice.random() < 1 - 1 / 5.2:  # so that the mean over all is 2.6 edits
        count += 1
    return sorted(_edit_time(dice) for _ in range(count))


def _edit_time(dice: Random) -> timedelta:
    ((_, least, most),) = dice.choices(SPREAD, [share for share, _, _ in SPREAD])
    return timedelta(seconds=exp(dice.uniform(log(least.total_seconds()), log(most.total_seconds()))))


def looks(
    rule: Rule, edits: Sequence[timedelta], every: timedelta, phase: timedelta
) -> Iterator[tuple[timedelta, int]]:
    """Yield the looks of a year, each with how many edits stand by then; a scheduler comes by `every` so often."""
    at = due = phase
    changed_at = timedelta(0)
    known = 0
    while at < YEAR:
        if at >= due:
            known_now = bisect_right(edits, at)
            if known_now != known:
                known, changed_at = known_now, at
            yield at, known
            due = at + rule(at, at - changed_at)
        at += every * max(1, -((at - due) // every))


def measure(rule: Rule, articles: Sequence[Sequence[timedelta]], every: timedelta, dice: Random) -> str:
    """Return one row: looks at an article in a day, a week, a month, a year; delays in minutes; edits never seen."""
    spans = (DAY, 7 * DAY, 30 * DAY, YEAR)
    counts = [0] * len(spans)
    delays: list[float] = []
    lost = total = 0
    for edits in articles:
        total += len(edits)
        last = 0
        for at, known in looks(rule, edits, every, every * dice.random()):
            for place, span in enumerate(spans):
                counts[place] += at < span
            if known > last:
                lost += known - last - 1
                delays.append((at - edits[known - 1]) / MINUTE)
                last = known
    delays.sort()
    told = " | ".join(f"{count / len(articles):.0f}" for count in counts)
    late = delays[int(0.9 * len(delays))]
    return f"{told} | {median(delays):.0f} min | {late / 60:.1f} h | {100 * lost / total:.0f} %"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1871)
    options = parser.parse_args()
    dice = Random(options.seed)
    articles = [edit_times(dice) for _ in range(options.articles)]
    print(f"{options.articles} articles, {sum(map(len, articles)) / len(articles):.2f} edits each")
    for every in (HOUR / 4, HOUR):
        print(f"\na run every {every // MINUTE} minutes\n")
        print("| | day | week | 30 days | year | delay, median | 90 % within | never seen |")
        print("|---|---|---|---|---|---|---|---|")
        for name, rule in RULES.items():
            print(f"| {name} | {measure(rule, articles, every, Random(options.seed))} |", flush=True)


if __name__ == "__main__":
    main()
