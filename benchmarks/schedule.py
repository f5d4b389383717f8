"""When to look again: what a rule costs in looks, and how long an edit waits for one. Simulated, seeded.

    python benchmarks/schedule.py

Articles are invented with the times at which they are edited. Half are never edited; the others 1 + a geometric number
of times, 3.6 versions an article overall, as NewsEdits counts (4.61 M versions of 1.28 M articles). Of the edits 60 %
come within six hours, 25 % within two days, 10 % within a week, 5 % within 90 days, each spread evenly by the logarithm
of time. A look finds the last edit before it; what was overwritten since the look before was never seen.

Feeds are invented too, from a wire's 300 entries a day to one in two months: at random, by night and at weekends fewer;
a weekly issue is 15 entries at once. A feed shows its 20 newest; what has left it between two polls is lost.
"""

import argparse
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from math import exp, log
from random import Random
from statistics import median

from writethru.elements import Article, ArticleState, FeedState
from writethru.schedule import DAY, HOUR, article_interval, feed_interval, usual_gap

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
    """As it is meant: again when the time since the last look is a fifth of the article's age by then."""
    return max(age / 4, 5 * MINUTE)


def diffengine_as_it_is(age: timedelta, quiet: timedelta) -> timedelta:
    """Of both times whole days are left out, since it takes a timedelta's `seconds`."""
    wait = 5 * MINUTE  # its cron's
    while wait % DAY < (age + wait) % DAY / 5:
        wait += 5 * MINUTE
    return wait


def fixed(interval: timedelta) -> Rule:
    return lambda age, quiet: interval


FeedRule = Callable[[datetime, Sequence[datetime]], timedelta]  # now, the entries shown, oldest first


def our_feeds(gaps: bool) -> FeedRule:
    def rule(now: datetime, shown: Sequence[datetime]) -> timedelta:
        newest = shown[-1] if shown else None
        return feed_interval(FeedState("f", "ok", now, newest=newest, gap=usual_gap(shown) if gaps else None), now)

    return rule


def by_newest(now: datetime, shown: Sequence[datetime]) -> timedelta:
    age = now - shown[-1] if shown else YEAR
    return next((HOUR * hours for days, hours in ((1, 1), (7, 3), (28, 6)) if age < days * DAY), 12 * HOUR)


FEED_RULES: dict[str, FeedRule] = {
    "writethru": our_feeds(gaps=True),
    "without the usual gap": our_feeds(gaps=False),
    "1, 3, 6, 12 h by the newest entry": by_newest,
    "every hour": lambda now, shown: HOUR,
}
PER_DAY = {"wire": 300.0, "paper": 60.0, "local": 12.0, "magazine": 3.0, "blog": 2 / 7, "dormant": 1 / 60}
WINDOW = 20

RULES: dict[str, Rule] = {
    "writethru: an eighth of the quiet time": ours(),
    "a fourth": ours(4),
    "a sixteenth": ours(16),
    "newsdiffs' ladder": newsdiffs,
    "diffengine: a fifth of the age": diffengine,
    "the same, whole days left out": diffengine_as_it_is,
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


def entry_dates(kind: str, days: int, dice: Random) -> list[datetime]:
    """Return when a feed's entries are published, in order."""
    if kind == "weekly issue":
        return [START + week * 7 * DAY + 3 * DAY + 9 * HOUR for week in range(days // 7) for _ in range(15)]
    dates, at = [], START
    while (at := at + DAY / (2 * PER_DAY[kind]) * dice.expovariate(1)) < START + days * DAY:
        busy = (1.0 if 6 <= at.hour < 22 else 0.15) * (1.0 if at.weekday() < 5 else 0.5)
        if dice.random() < busy / 1.23:  # so that the mean over a week is the kind's own
            dates.append(at)
    return dates


def measure_feed(rule: FeedRule, dates: Sequence[datetime], days: int, every: timedelta) -> tuple[float, str, int]:
    """Return the polls a day, the delays of entries (median and 90 %) in minutes, and how many were never seen."""
    begin = now = START + days * DAY / 4
    known = bisect_right(dates, now)
    polls, lost, delays = 0, 0, []
    while now < START + days * DAY:
        there = bisect_right(dates, now)
        fresh = dates[known:there]
        lost += len(fresh[:-WINDOW])
        delays += [(now - date) / MINUTE for date in fresh[-WINDOW:]]
        known, polls = there, polls + 1
        now += every * max(1, -(-rule(now, dates[max(0, there - WINDOW) : there]) // every))
    delays.sort()
    late = f"{median(delays):.0f}, {delays[int(0.9 * len(delays))]:.0f}" if delays else "-"
    return polls / ((now - begin) / DAY), late, lost


def measure_feeds(rule: FeedRule, days: int, every: timedelta, seed: int) -> str:
    """Return one row: for each kind of feed its polls a day and delays; the slow ones are watched for longer."""
    told = []
    for kind in (*PER_DAY, "weekly issue"):
        span = days if PER_DAY.get(kind, 0) >= 1 else 20 * days
        polls, late, lost = measure_feed(rule, entry_dates(kind, span, Random(f"{seed} {kind}")), span, every)
        told.append(f"{polls:.0f} / {late}" + (f" ({lost} lost)" if lost else ""))
    return " | ".join(told)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1_000)
    parser.add_argument("--days", type=int, default=28, help="that feeds are watched for")
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
        print("\npolls a day / minutes that half and nine in ten entries wait at most\n")
        print(f"| | {' | '.join((*PER_DAY, 'weekly issue'))} |\n|---{'|---' * len(PER_DAY)}|---|")
        for name, poll in FEED_RULES.items():
            print(f"| {name} | {measure_feeds(poll, options.days, every, options.seed)} |", flush=True)


if __name__ == "__main__":
    main()
