"""A run's page, filled from the catalog."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from writethru import tables
from writethru.catalog import Catalog
from writethru.changes import compare
from writethru.commits import CHANGED
from writethru.elements import Article, Change, FieldEdit, Status
from writethru.outcomes import in_words
from writethru.records import Record, article_of
from writethru.recurrence import cleaned_alike
from writethru.report import (
    MOST_CARDS,
    MOST_RUNS,
    MOST_TURNS,
    Card,
    FeedRow,
    RunBar,
    RunPage,
    Story,
    Telling,
    Turn,
    render,
)
from writethru.templates import percent

MOST_TELLINGS = 5  # of a story, named beside one of them; the record names more
# Why an article is withdrawn, by what its last look found.
WHY = {
    "gone": "gone for good",
    "not_found": "no longer found",
    "soft_404": "its page says it is not there",
    "redirected_home": "its address leads to the front page",
    "retracted": "retracted",
}
READS = {"article": "reads again", "moved": "reads again, elsewhere", "not_modified": "not modified since it was read"}
TURNS: tuple[Status, ...] = ("withdrawn", "paywalled", "blocked", "error", "ok", "waiting")
UNCHANGED = ("not_modified", "unchanged", "cosmetic")
Versions = tuple[Article | None, Article | None, Change | None]


def write_page(catalog: Catalog, path: Path) -> bool:
    """Write the last run's page and return True; False when there is no run yet."""
    page = run_page(catalog, path.parent)
    if page is None:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(render(page), encoding="utf8")
    partial.replace(path)
    return True


def run_page(catalog: Catalog, folder: Path) -> RunPage | None:
    """Return what the last run's page shows, None when there is no run; `folder` is where the page will lie."""
    runs = catalog.runs(MOST_RUNS)
    if not runs:
        return None
    run = runs[0]
    articles = run.counts["articles"]
    return RunPage(
        run_id=run.id,
        started=run.started,
        finished=run.finished,
        config=run.config,
        runner=run.runner,
        previous=runs[1].id if len(runs) > 1 else "",
        unchanged=sum(articles.get(name, 0) for name in UNCHANGED),
        not_modified=articles.get("not_modified", 0),
        removed=sum(run.counts["removed"].values()),
        runs=tuple(_bar(row) for row in reversed(runs)),
        feeds=tuple(_feed_rows(catalog, [row.id for row in reversed(runs)])),
        cards=tuple(_cards(catalog, run.id)),
        turns=tuple(_turns(catalog, run.id)),
        others=in_words(articles),
        failures=tuple(sorted(run.counts["failures"].items(), key=lambda item: (-item[1], item[0]))),
        outputs=tuple((name, f"records/{name}") for name in run.outputs or () if (folder / "records" / name).exists()),
    )


def event_change(catalog: Catalog, record: Record) -> Versions:
    """Return a version's article before and after, and what changed between them; None for what there is not.

    The paragraphs are compared anew, with the version before; the class of the edit and the fields are those announced,
    which the whole page told and no record holds.
    """
    article = article_of(record)
    if record["event"] == "withdrawn":
        return article, None, None
    previous = catalog.version(record["id"], record["version"] - 1)
    if previous is None:
        return None, article, None
    told, known = record["change"], record["answer"] is not None  # schema 1.3
    if known and told is None:  # restored as it was, which newer rules may read otherwise
        return article, article, Change("unchanged")
    before = cleaned_alike(article_of(previous), article)
    change = compare(before, article)
    if known and told:
        change = replace(
            change,
            edit_class=told["edit_class"],
            fields=tuple(told["fields"]),
            edits=tuple(FieldEdit(**edit) for edit in told["edits"]),
            touched=tuple(told["touched"]),
        )
    return before, article, change


def why(record: Record) -> str:
    """Return why an article was withdrawn; "" for other events."""
    if record["event"] != "withdrawn":
        return ""
    answer = record["answer"] or {"kind": "", "evidence": ""}  # none is known of records older than schema 1.3
    evidence = answer["evidence"] or f"answered {record['fetch']['status']}"
    return ": ".join(part for part in (WHY.get(answer["kind"], answer["kind"]), evidence) if part)


def shared_story(uri: str, cluster: Record | None) -> Story | None:
    """Return the story that an article shares, by its record's `cluster`; the telling that it is of comes first."""
    if cluster is None:
        return None
    others = [member for member in cluster["members"] if member["uri"] != uri]
    others.sort(key=lambda member: member["uri"] != cluster["of"])
    return Story(
        role=cluster["role"],
        size=cluster["size"] or 0,
        shared=cluster["shared"] if cluster["of"] else None,
        tellings=tuple(
            Telling(each["headline"], each["url"], each["role"], _shares(uri, cluster, each))
            for each in others[:MOST_TELLINGS]
        ),
        because=tuple(sorted(cluster["because"].items(), key=lambda item: (item[0] == "intercept", -abs(item[1])))),
    )


def _shares(uri: str, cluster: Record, other: Record) -> str:
    if other["uri"] == cluster["of"]:
        return f"{percent(cluster['shared'])} of this text stands there"
    if other["shared"] is None or other["of"] is None:
        return ""
    return f"{percent(other['shared'])} of its text stands {'here' if other['of'] == uri else 'in another'}"


def _bar(run: Row[Any]) -> RunBar:
    counts: Mapping[str, int] = run.counts["articles"]
    changed = sum(counts.get(event, 0) for event in CHANGED)
    return RunBar(run.started, counts.get("new", 0), changed, counts.get("withdrawn", 0))


def _feed_rows(catalog: Catalog, runs: list[str]) -> Iterator[FeedRow]:
    """Yield each feed's health over these runs, oldest first; feeds that were not due in the last run too."""
    polls: dict[str, list[Row[Any]]] = defaultdict(list)
    for run in runs:
        for poll in catalog.rows(tables.polls, run=run):
            polls[poll.feed_url].append(poll)
    for state in catalog.rows(tables.feeds):
        history = polls.get(state.url, [])
        now = history[-1] if history and history[-1].run == runs[-1] else None
        yield FeedRow(
            title=state.title or state.url,
            url=state.url,
            state=state.status,
            http_status=state.http_status,
            entries=state.entries,
            new=now.new if now else 0,
            changed=now.updated if now else 0,
            history=tuple(poll.status == "ok" for poll in history),
            note=_feed_note(state, now),
        )


def _feed_note(state: Row[Any], now: Row[Any] | None) -> str:
    if state.status == "held":
        return f"its host wants not to be asked before {_clock(state.next_due)}"
    if state.status in ("failing", "dormant"):
        return f"{state.reason}, {_times(state.strikes)}; next try {_clock(state.next_due)}"
    moved = f"moved for good, asked for at {state.address}" if state.address else ""
    return moved if now else "; ".join(filter(None, (moved, f"not due before {_clock(state.next_due)}")))


def _cards(catalog: Catalog, run: str) -> Iterator[Card]:
    """Yield a card for every version; new articles beyond what a page shows in full come without their text."""
    titles = {state.url: state.title or state.url for state in catalog.rows(tables.feeds)}
    new = 0
    for record in catalog.versions(run=run):
        before, after, change = event_change(catalog, record)
        new += record["event"] == "new"
        if record["event"] == "new" and new > MOST_CARDS and after:
            after = replace(after, paragraphs=(), removed=(), repetitions=())
        yield Card(
            event=record["event"],
            url=record["url"],
            feed_title=titles.get(record["source"]["feed_url"], record["source"]["feed_url"]),
            at=datetime.fromisoformat(record["fetch"]["retrieved"]),
            version=record["version"],
            before=before,
            after=after,
            change=change,
            first_seen=datetime.fromisoformat(record["first_seen"]),
            note=why(record),
            story=shared_story(record["id"], record["cluster"]),
        )


def _turns(catalog: Catalog, run: str) -> Iterator[Turn]:
    """Yield the articles that a run found in another status, those in trouble first; beyond what is shown, unread."""
    rows = sorted(catalog.rows(tables.turns, run=run), key=lambda row: (TURNS.index(row.status), row.uri))
    for place, row in enumerate(rows):
        state = catalog.article_state(row.uri) if place < MOST_TURNS else None
        headline = state.article.headline if state and state.article else ""
        reason = (WHY | READS).get(row.reason) or row.reason.replace("_", " ")
        yield Turn(row.status, headline, state.url if state else row.uri, reason, row.evidence)


def _times(strikes: int) -> str:
    return "once" if strikes == 1 else f"{strikes} times in a row"


def _clock(moment: datetime) -> str:
    return f"{moment + timedelta(seconds=30):%Y-%m-%d %H:%M} UTC"
