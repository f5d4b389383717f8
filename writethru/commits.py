"""A run's beginning and its commit: the one transaction that gives sequence numbers and makes a run visible."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, func, literal, null, select, tuple_
from sqlalchemy.dialects.sqlite import insert

from writethru import tables
from writethru.catalog import Catalog
from writethru.recurrence import MOST
from writethru.stories import tell

STORY_WINDOW = timedelta(days=7)  # how long an article can be recognised elsewhere (docs/architecture.md)
LINES_WINDOW = timedelta(days=60)  # how long an article witnesses a line: a weekly column comes by eight times
LINES_OF_SITE = 1000  # those of some 600 articles, 0.15 MB; at 1.5 each (docs/benchmarks.md)
MOST_NAMES = 5  # of an article in one feed; one that makes up new ids at each poll would add a row an entry each time
CHANGED = ("updated", "moved", "restored")  # what announces an edit, of the text or of where it is
Counts = dict[str, Any]


def begin(catalog: Catalog, run: str, config: str, runner: str, now: datetime) -> None:
    """Enter a run, and clear away what runs before it left unfinished: the caller holds the lock, so they are dead."""
    with catalog.writing() as connection:
        for table in tables.STAGED.values():
            connection.execute(table.delete())
        dead = tables.runs.update().where(tables.runs.c.status == "running")
        connection.execute(dead.values(status="abandoned"))
        row = {"id": run, "config": config, "runner": runner, "status": "running", "started": now}
        connection.execute(tables.runs.insert().values(row))


def commit(catalog: Catalog, run: str, now: datetime) -> Counts:
    """Make a run visible and return its counts; one transaction, so that it happens whole or not at all."""
    with catalog.writing() as connection:
        _drop_undone(connection, run)
        counts = _counts(connection, run)
        _number_versions(connection, run)
        _record_polls(connection, run)
        for table in (tables.articles, tables.readings, tables.feeds):
            _move(connection, table, run)
        _commit_aliases(connection, run)
        _move(connection, tables.failures, run)
        _move(connection, tables.turns, run)
        _commit_stories(connection, run, now)
        _tell_stories(connection, run)
        _commit_lines(connection, run, now)
        row = {"status": "committed", "finished": now, "counts": counts, "outputs": []}
        connection.execute(tables.runs.update().where(tables.runs.c.id == run).values(row))
        for table in tables.STAGED.values():
            connection.execute(table.delete().where(table.c.run == run))
    return counts


def record_output(catalog: Catalog, run: str, name: str, cursor: str, seq: int) -> None:
    """Enter a finished output file in its run's row and move that output's cursor, together."""
    with catalog.writing() as connection:
        mine = tables.runs.c.id == run
        outputs = connection.scalar(select(tables.runs.c.outputs).where(mine)) or []
        if name not in outputs:
            connection.execute(tables.runs.update().where(mine).values(outputs=[*outputs, name]))
        moved = insert(tables.cursors).values(name=cursor, seq=seq)
        connection.execute(moved.on_conflict_do_update(index_elements=["name"], set_={"seq": seq}))


def _drop_undone(connection: Connection, run: str) -> None:
    """Drop versions, readings and turns whose article was decided otherwise afterwards: they go with its state."""
    versions, articles, readings = tables.staged_versions, tables.staged_articles, tables.staged_readings
    turns = tables.staged_turns
    for table, told, decided, with_it in (
        (versions, versions.c.version, articles.c.version, (versions, readings)),
        (turns, turns.c.status, articles.c.status, (turns,)),
    ):
        same = (articles.c.run == table.c.run) & (articles.c.uri == table.c.uri)
        undone = select(table.c.uri).join(articles, same).where(table.c.run == run, told != decided)
        uris = connection.scalars(undone).all()
        for each in with_it:
            connection.execute(each.delete().where(each.c.run == run, each.c.uri.in_(uris)))


def _number_versions(connection: Connection, run: str) -> None:
    """Give a run's versions the next sequence numbers, in the order of their articles' keys."""
    staged, stories = tables.staged_versions, tables.staged_stories
    last = connection.scalar(select(func.max(tables.versions.c.seq))) or 0
    numbered = (
        select(
            (literal(last) + func.row_number().over(order_by=staged.c.uri)).label("seq"),
            staged.c.uri,
            staged.c.version,
            staged.c.event,
            staged.c.run,
            staged.c.body,
            stories.c.cluster,
            stories.c.role,
            stories.c.score,
            null(),
        )
        .select_from(staged)
        .join(stories, (stories.c.uri == staged.c.uri) & (stories.c.run == staged.c.run), isouter=True)
        .where(staged.c.run == run)
    )
    connection.execute(tables.versions.insert().from_select([c.name for c in tables.versions.columns], numbered))


def _record_polls(connection: Connection, run: str) -> None:
    """Enter what each polled feed answered and how many of its articles were new or changed."""
    found: dict[str, Counter[str]] = {}
    articles = tables.staged_articles
    per_feed = select(articles.c.feed_url, articles.c.outcome, func.count()).where(articles.c.run == run)
    for feed_url, outcome, count in connection.execute(per_feed.group_by(articles.c.feed_url, articles.c.outcome)):
        found.setdefault(feed_url, Counter())[outcome] += count
    rows = [
        {
            "run": run,
            "feed_url": feed.url,
            "status": feed.status,
            "http_status": feed.http_status,
            "entries": feed.entries,
            "new": found.get(feed.url, Counter())["new"],
            "updated": sum(found.get(feed.url, Counter())[event] for event in CHANGED),
            "reason": feed.reason,
        }
        for feed in connection.execute(select(tables.staged_feeds).where(tables.staged_feeds.c.run == run))
    ]
    if rows:
        connection.execute(tables.polls.insert(), rows)


def _move(connection: Connection, table: Table, run: str, keep: bool = False) -> None:
    """Move a run's staged rows into their table; a row that is there is replaced, or kept when `keep`."""
    staged = tables.STAGED[table.name]
    names = [column.name for column in table.columns]
    statement = insert(table).from_select(names, select(*(staged.c[name] for name in names)).where(staged.c.run == run))
    keys = list(table.primary_key.columns)
    others = {name: statement.excluded[name] for name in names if not table.c[name].primary_key}
    if keep or not others:
        connection.execute(statement.on_conflict_do_nothing(index_elements=keys))
    else:
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=others))


def _commit_stories(connection: Connection, run: str, now: datetime) -> None:
    """Keep what recognises this run's articles elsewhere, and who tells which story; forget signatures too old."""
    signatures, blocks, stories = tables.signatures, tables.blocks, tables.stories
    renewed = _renewed(run)
    old = select(signatures.c.uri).where(signatures.c.seen < now - STORY_WINDOW)
    connection.execute(blocks.delete().where(blocks.c.uri.in_(renewed) | blocks.c.uri.in_(old)))
    left = _leave_stories(connection, run, now)
    _join_stories(connection, run)
    for table in (signatures, blocks, stories):
        _move(connection, table, run)
    told = select(stories.c.cluster).where(stories.c.cluster.in_(left)).group_by(stories.c.cluster)
    connection.execute(stories.delete().where(stories.c.cluster.in_(told.having(func.count() == 1))))
    connection.execute(signatures.delete().where(signatures.c.seen < now - STORY_WINDOW))


def _renewed(run: str) -> Select[tuple[str]]:
    """Return the query for the articles that a run has read anew."""
    return select(tables.staged_signatures.c.uri).where(tables.staged_signatures.c.run == run)


def _leave_stories(connection: Connection, run: str, now: datetime) -> list[str]:
    """Forget which story articles told that were read anew, where they tell another now or could be compared.

    Whoever tells it still is entered again with what the run staged. Returns the stories left.
    """
    stories, told, others = tables.stories, tables.stories.alias(), tables.stories.alias()
    signatures, staged = tables.signatures, tables.staged_stories
    known = select(signatures.c.uri).where(signatures.c.seen >= now - STORY_WINDOW)
    there = select(others.c.uri).where(
        others.c.cluster == told.c.cluster, others.c.uri != told.c.uri, others.c.uri.in_(known)
    )
    moved = select(staged.c.uri).where(
        staged.c.run == run, staged.c.uri == told.c.uri, staged.c.cluster != told.c.cluster
    )
    gone = told.c.uri.in_(_renewed(run)) & (there.exists() | moved.exists())
    left = list(connection.scalars(select(told.c.cluster).where(gone).distinct()))
    connection.execute(stories.delete().where(stories.c.uri.in_(select(told.c.uri).where(gone))))
    return left


def _join_stories(connection: Connection, run: str) -> None:
    """Give all who told one of two stories that turned out to be one the name that it keeps.

    An article that was read anew and tells another now joins none: it has left its story already.
    """
    known, staged = tables.stories, tables.staged_stories
    same = (staged.c.uri == known.c.uri) & (staged.c.cluster != known.c.cluster)
    both = known.join(staged, same)
    joined = select(known.c.cluster, staged.c.cluster).select_from(both).where(staged.c.run == run).distinct()
    for old, new in connection.execute(joined).all():
        connection.execute(known.update().where(known.c.cluster == old).values(cluster=new))


def _tell_stories(connection: Connection, run: str) -> None:
    """Enter in this run's versions who else tells their story, as far as is known now."""
    versions = tables.versions
    ours = select(versions.c.seq, versions.c.uri, versions.c.cluster)
    ours = ours.where(versions.c.run == run, versions.c.cluster.is_not(None)).order_by(versions.c.cluster)
    for name, rows in groupby(connection.execute(ours).all(), key=attrgetter("cluster")):
        told = tell(connection, name)
        for row in rows:
            connection.execute(versions.update().where(versions.c.seq == row.seq).values(cluster_told=told[row.uri]))


def _commit_aliases(connection: Connection, run: str) -> None:
    """Keep which articles this run's entry ids mean, what each meant first; of an article only a few in one feed."""
    aliases, staged = tables.aliases, tables.staged_aliases
    known = select(func.count()).where(aliases.c.uri == staged.c.uri, aliases.c.feed_url == staged.c.feed_url)
    connection.execute(staged.delete().where(staged.c.run == run, known.scalar_subquery() >= MOST_NAMES))
    _move(connection, aliases, run, keep=True)


def _commit_lines(connection: Connection, run: str, now: datetime) -> None:
    """Keep what this run's articles show of their sites: the newest of a line and of a site, and nothing too old."""
    lines, staged = tables.lines, tables.staged_lines
    _move(connection, lines, run)
    connection.execute(lines.delete().where(lines.c.seen < now - LINES_WINDOW))
    keys = list(lines.primary_key.columns)
    limits: tuple[tuple[list[Column[Any]], int, int], ...] = (
        (keys[:2], MOST + 1, MOST + 1),  # of a line: one of them may be the article that asks
        (keys[:1], LINES_OF_SITE, LINES_OF_SITE * 9 // 10),  # room, so that not every run has to sort a full site
    )
    for group, most, left in limits:
        touched = select(*(staged.c[key.name] for key in group)).where(staged.c.run == run)
        full = select(*group).where(tuple_(*group).in_(touched)).group_by(*group).having(func.count() > most)
        place = func.row_number().over(partition_by=group, order_by=(lines.c.seen.desc(), *keys)).label("place")
        ranked = select(*keys, place).where(tuple_(*group).in_(full)).subquery()
        surplus = select(*(ranked.c[key.name] for key in keys)).where(ranked.c.place > left)
        connection.execute(lines.delete().where(tuple_(*keys).in_(surplus)))


def _counts(connection: Connection, run: str) -> Counts:
    """Return the run's figures: feeds by status, articles by outcome, removals and failures by reason."""
    feeds, articles, failures = tables.staged_feeds, tables.staged_articles, tables.staged_failures
    removed: Counter[str] = Counter()
    cleaned = 0
    for tally in connection.scalars(select(articles.c.removed).where(articles.c.run == run)):
        removed.update(tally)
        cleaned += bool(tally)
    return {
        "feeds": _tally(
            connection, select(feeds.c.status, func.count()).where(feeds.c.run == run).group_by(feeds.c.status)
        ),
        "articles": _tally(
            connection,
            select(articles.c.outcome, func.count()).where(articles.c.run == run).group_by(articles.c.outcome),
        ),
        "removed": dict(sorted(removed.items())),
        "cleaned": cleaned,
        "failures": _tally(
            connection,
            select(failures.c.stage + ": " + failures.c.reason, func.count())
            .where(failures.c.run == run)
            .group_by(failures.c.stage, failures.c.reason),
        ),
    }


def _tally(connection: Connection, query: Any) -> dict[str, int]:  # noqa: ANN401 (a Select of name and count)
    return {name: count for name, count in connection.execute(query)}  # noqa: C416 (rows are not pairs to mypy)
