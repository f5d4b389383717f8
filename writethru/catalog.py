"""States, versions and runs in one database: who is due, what was last read, and everything announced since the start.

A run stages its work under its own id and one transaction, `commit`, makes it visible. A run that never commits leaves
nothing; the next one clears its staging away. SQLite in WAL mode.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Self

from filelock import FileLock
from sqlalchemy import Connection, Engine, Row, Select, Table, create_engine, event, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError

from writethru import tables
from writethru.elements import ArticleState, Entry, Feed, FeedState, Look
from writethru.records import Record, article_of, entry_of, parse_time, published
from writethru.recurrence import Edges, recurring
from writethru.schedule import DAY, QUICKEST, SLOWEST, in_full
from writethru.stories import UNTOLD, tell
from writethru.tables import BY_KEY, CatalogError, is_current, migrate
from writethru.text import fold
from writethru.urls import article_uri, is_plain, older_key, rekeyed, unwrapped

BUSY = 60  # s to wait for another process's write
ROWS = 1_000  # read at a time where there may be many
MOST_PARAMETERS = 500  # of one statement; SQLite's own limit was 999 for long
STATE_FIELDS = tuple(f.name for f in dataclass_fields(ArticleState) if f.name not in ("entry", "article"))
FEED_FIELDS = tuple(f.name for f in dataclass_fields(FeedState))


class Catalog:
    """One catalog database, opened and brought up to date; use as a context manager.

    Raises CatalogError when it can't be opened or a later release wrote it.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.engine = _engine(self.path)
        try:
            with self.engine.connect() as connection:
                current = is_current(connection)
            if not current:
                with self.writing() as connection:
                    migrate(connection, str(self.path))
        except DatabaseError as error:
            self.close()
            raise CatalogError(f"{self.path}: can't be used as a catalog: {error.orig}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def lock(self) -> FileLock:
        """Return the lock that one run at a time holds; the system frees it when its process dies."""
        return FileLock(f"{self.path}.lock", blocking=False)

    def writing(self) -> Any:  # noqa: ANN401 (a context manager of Connection)
        """Return a transaction that holds the write lock from its first statement."""
        return self.engine.execution_options(writes=True).begin()

    # Who is due, and what is known of them

    def due_feeds(self, feeds: Iterable[Feed], now: datetime, everything: bool = False) -> Iterator[Feed]:
        """Yield the feeds to poll now, with the validators of their last good answer.

        One that would be due later than any feed is was put off under a clock that was wrong.
        """
        wanted = tuple(feeds)
        states = self.feed_states(feed.url for feed in wanted)
        for feed in wanted:
            state = states.get(feed.url)
            if state is None:
                yield feed
            elif everything or not now < state.next_due <= now + SLOWEST:
                etag, last_modified = _validators(state, now)
                known = replace(feed, etag=etag, last_modified=last_modified, body_hash=state.body_hash)
                yield replace(known, address=state.address or "")

    def due_articles(self, feeds: Collection[str], now: datetime, everything: bool = False) -> Iterator[Look]:
        """Yield a look for every article of these feeds that is due, whether or not its feed still names it."""
        query = select(tables.articles).order_by(tables.articles.c.next_due)
        if not everything:
            query = query.where(tables.articles.c.next_due <= now)
        with self.engine.connect() as connection:
            for row in connection.execution_options(yield_per=500).execute(query):
                if row.feed_url in feeds:
                    yield Look(row.uri, row.url, row.feed_url, None, *_validators(row, now), _overdue(row, now))

    def resolve(self, uri: str, entry: Entry, now: datetime, everything: bool = False) -> tuple[str, Look | None]:
        """Return the key of an entry's article, and a look at it, or None when it is not due.

        `uri` is the key that the entry's link gives. A known link is its article's whatever the id says. An unknown one
        under an entry id that this feed has used before is that article, moved, when the title is the same or the id is
        its address: some feeds number their entries from the top each time, others make up new ids at each poll. An
        article keeps the key that it had first, or from an older release. A link that moved, or a date of
        change later than the last look, makes an article due at once, and once: a look that fails is repeated in its
        own time.
        """
        link = unwrapped(entry.link or entry.id)
        with self.engine.connect() as connection:
            found = _article_row(connection, uri) or _article_row(connection, older_key(uri, link))
            found = found or _keyed_row(connection, uri)
            row = found or _moved_article_row(connection, uri, entry)
        if row is None:
            return uri, Look(uri, link, entry.feed_url, entry)
        linked = found is None and row.url != link and rekeyed(row.url) != uri
        known = parse_time(row.entry["updated"]) if row.entry else None
        touched = entry.updated is not None and entry.updated != known and entry.updated > row.last_seen
        if not (everything or linked or touched or row.next_due <= now):
            return row.uri, None
        if not linked and is_plain(row.url) and not is_plain(link):
            link = row.url  # AMP's page by turns with the article's own would be an edit each time
        overdue = None if touched else _overdue(row, now)
        return row.uri, Look(row.uri, link, row.feed_url, entry, *_validators(row, now), overdue)

    def article_state(self, uri: str, reading: bool = True) -> ArticleState | None:
        """Return what is remembered of an article; without `reading` its `article` stays None and is not parsed."""
        with self.engine.connect() as connection:
            row = _article_row(connection, uri)
            if row is None:
                return None
            body = None
            if reading:
                body = connection.scalar(select(tables.readings.c.body).where(tables.readings.c.uri == uri))
        return ArticleState(
            **{name: getattr(row, name) for name in STATE_FIELDS},
            entry=entry_of(row.entry) if row.entry else None,
            article=article_of(body) if body else None,
        )

    def addresses(self) -> Iterator[tuple[str, str, str | None]]:
        """Yield every article's key, where it is asked for, and where it is known to answer."""
        columns = tables.articles.c
        query = select(columns.uri, columns.url, columns.final_uri)
        with self.engine.connect() as connection:
            yield from map(tuple, connection.execution_options(yield_per=ROWS).execute(query))

    def feed_state(self, url: str) -> FeedState | None:
        """Return what is remembered of a feed."""
        return self.feed_states((url,)).get(url)

    def feed_states(self, urls: Iterable[str]) -> dict[str, FeedState]:
        """Return what is remembered of these feeds, by URL, those never polled left out."""
        table = tables.feeds
        with self.engine.connect() as connection:
            return {
                row.url: FeedState(**{name: getattr(row, name) for name in FEED_FIELDS})
                for lot in _lots(urls)
                for row in connection.execute(select(table).where(table.c.url.in_(lot)))
            }

    def next_due(self, feeds: Iterable[Feed]) -> datetime | None:
        """Return when the next of these feeds, or of their articles, falls due; None when one was never polled."""
        contents = {feed.url: feed.content for feed in feeds}
        wanted = contents.keys()
        with self.engine.connect() as connection:
            states = connection.execute(select(tables.feeds.c.url, tables.feeds.c.next_due))
            moments: list[datetime] = [due for url, due in states if url in wanted]
            first = func.min(tables.articles.c.next_due)
            articles = connection.execute(
                select(tables.articles.c.feed_url, first).group_by(tables.articles.c.feed_url)
            )
            if len(moments) == len(wanted):
                moments += (due for url, due in articles if contents.get(url) == "page")
                return min(moments)
        return None

    # Staging

    def stage(self, rows: Mapping[str, Sequence[Record]]) -> None:
        """Stage rows by table name; a row staged again replaces itself, so a repeated bundle doubles nothing."""
        with self.writing() as connection:
            for name, values in rows.items():
                if values:
                    _upsert(connection, tables.STAGED[name], values)

    def staged_counts(self, run: str) -> dict[str, int]:
        """Return how many rows a run has staged so far, by table name."""
        with self.engine.connect() as connection:
            return {
                name: connection.scalar(select(func.count()).select_from(table).where(table.c.run == run)) or 0
                for name, table in tables.STAGED.items()
            }

    # What is known of the same story

    def blocked(self, run: str) -> Iterator[list[str]]:
        """Yield, in order, the articles of each block into which a run put several, in order."""
        staged = tables.staged_blocks
        ours = select(staged.c.block).where(staged.c.run == run)
        shared = ours.group_by(staged.c.block).having(func.count() > 1)
        query = select(staged.c.block, staged.c.uri).where(staged.c.run == run, staged.c.block.in_(shared))
        with self.engine.connect() as connection:
            rows = connection.execution_options(yield_per=ROWS).execute(query.order_by(staged.c.block, staged.c.uri))
            for _, members in groupby(rows, key=itemgetter(0)):
                yield [uri for _, uri in members]

    def known_in_blocks(self, run: str, since: datetime, limit: int) -> Iterator[tuple[str, str]]:
        """Yield, in order, each article of a run beside those committed, seen since, that share most of its blocks.

        At most `limit` of them for each.
        """
        staged, known, signatures = tables.staged_blocks, tables.blocks, tables.signatures
        place = func.row_number().over(partition_by=staged.c.uri, order_by=(func.count().desc(), known.c.uri))
        shared = (
            select(staged.c.uri.label("fresh"), known.c.uri.label("known"), place.label("place"))
            .join(known, (known.c.block == staged.c.block) & (known.c.uri != staged.c.uri))
            .join(signatures, signatures.c.uri == known.c.uri)
            .where(staged.c.run == run, signatures.c.seen >= since)
            .group_by(staged.c.uri, known.c.uri)
            .subquery()
        )
        query = select(shared.c.fresh, shared.c.known).where(shared.c.place <= limit)
        with self.engine.connect() as connection:
            yield from map(tuple, connection.execute(query.order_by(shared.c.fresh, shared.c.known)))

    def signatures(self, run: str, uris: Collection[str]) -> dict[str, Record]:
        """Return the signature of each article as a run staged it, else as committed."""
        committed, staged = tables.signatures, tables.staged_signatures
        found: dict[str, Record] = {}
        with self.engine.connect() as connection:
            for lot in _lots(uris):
                for table in (committed, staged):
                    query = select(table.c.uri, table.c.signature).where(table.c.uri.in_(lot))
                    query = query if table is committed else query.where(staged.c.run == run)
                    found.update((uri, signature) for uri, signature in connection.execute(query))
        return found

    def stories(self, run: str, uris: Collection[str]) -> dict[str, Record]:
        """Return the committed rows of those of the articles that tell a story told elsewhere too.

        Not of what the run has read anew: what that told before may be another story.
        """
        stories, staged = tables.stories, tables.staged_signatures
        anew = select(staged.c.uri).where(staged.c.run == run)
        with self.engine.connect() as connection:
            return {
                row.uri: dict(row._mapping)
                for lot in _lots(uris)
                for row in connection.execute(select(stories).where(stories.c.uri.in_(lot), stories.c.uri.not_in(anew)))
            }

    # What is known of a site

    def remembered_sites(self) -> frozenset[str]:
        """Return the sites of whose pages any line is remembered."""
        with self.engine.connect() as connection:
            return frozenset(connection.scalars(select(tables.lines.c.site).distinct()))

    def recurring_lines(self, edges: Edges, lines: Collection[int]) -> dict[int, int]:
        """Return which of these lines recur on an article's site, each with how many other stories show it."""
        witnesses = self.witnesses(edges, lines)
        if not recurring(witnesses, 0):
            return {}
        table = tables.lines
        with self.engine.connect() as connection:
            counted = select(func.count(table.c.article.distinct())).where(table.c.site == edges.site)
            return recurring(witnesses, connection.scalar(counted) or 0)

    def witnesses(self, edges: Edges, lines: Collection[int]) -> dict[int, int]:
        """Return how many other stories of an article's site show each of these lines, without those that none shows.

        The same article, and the same story under another address, witness nothing.
        """
        table = tables.lines
        others = (table.c.site == edges.site) & (table.c.article != edges.article) & (table.c.story != edges.story)
        counted = select(table.c.line, func.count(table.c.story.distinct())).where(others, table.c.line.in_(lines))
        with self.engine.connect() as connection:
            rows = connection.execute(counted.group_by(table.c.line))
            return {line: count for line, count in rows}  # noqa: C416 (rows, not pairs)

    # Versions, runs, cursors

    def versions(self, since: int = 0, run: str | None = None) -> Iterator[Record]:
        """Yield the records announced after sequence number `since`, in order; of one run only when it is given."""
        query = select(tables.versions).where(tables.versions.c.seq > since).order_by(tables.versions.c.seq)
        if run is not None:
            query = query.where(tables.versions.c.run == run)
        yield from self._records(query)

    def history(self, uri: str) -> list[Record]:
        """Return the records of one article, oldest first; `uri` may also be a URL it is asked for, or answers, at."""
        articles, key = tables.articles.c, article_uri("", "", uri)
        with self.engine.connect() as connection:
            found = select(articles.uri).where((articles.url == uri) | (articles.final_uri == uri))
            known = connection.scalar(found.order_by(articles.url != uri, articles.uri))
            older = connection.scalar(_alias(BY_KEY, key))
        named = {uri, known or uri, key, older or uri}
        query = select(tables.versions).where(tables.versions.c.uri.in_(named))
        return list(self._records(query.order_by(tables.versions.c.version)))

    def version(self, uri: str, version: int) -> Record | None:
        """Return one version of one article."""
        query = select(tables.versions).where(tables.versions.c.uri == uri, tables.versions.c.version == version)
        return next(self._records(query), None)

    def telling(self, uri: str) -> Record | None:
        """Return who tells the story of an article by now, as a record's `cluster`; None when nobody else does."""
        with self.engine.connect() as connection:
            name = connection.scalar(select(tables.stories.c.cluster).where(tables.stories.c.uri == uri))
            return tell(connection, name).get(uri) if name else None

    def runs(self, limit: int = 14) -> list[Row[Any]]:
        """Return the last committed runs, newest first."""
        query = select(tables.runs).where(tables.runs.c.status == "committed")
        with self.engine.connect() as connection:
            return list(connection.execute(query.order_by(tables.runs.c.started.desc()).limit(limit)))

    def announcing_runs(self, since: int) -> list[tuple[str, int]]:
        """Return the runs that announced something after `since`, in order, each with its last sequence number."""
        last = func.max(tables.versions.c.seq)
        query = select(tables.versions.c.run, last).where(tables.versions.c.seq > since)
        with self.engine.connect() as connection:
            rows = connection.execute(query.group_by(tables.versions.c.run).order_by(last))
            return [(run, seq) for run, seq in rows]

    def rows(self, table: Table, **where: str) -> list[Row[Any]]:
        """Return the rows of a table with these values."""
        with self.engine.connect() as connection:
            return list(connection.execute(select(table).filter_by(**where)))

    def cursor(self, name: str) -> int:
        """Return the sequence number up to which a reader has read, 0 at first."""
        with self.engine.connect() as connection:
            return connection.scalar(select(tables.cursors.c.seq).where(tables.cursors.c.name == name)) or 0

    def _records(self, query: Select[Any]) -> Iterator[Record]:
        with self.engine.connect() as connection:
            for row in connection.execution_options(yield_per=200).execute(query):
                cluster = None
                if row.cluster:
                    named = {"id": row.cluster, "role": row.cluster_role, "score": row.cluster_score}
                    cluster = row.cluster_told or {**named, **UNTOLD}
                yield published(row.body, row.seq, cluster)


def _engine(path: Path) -> Engine:
    engine = create_engine(
        make_url("sqlite://").set(database=str(path)),
        connect_args={"timeout": BUSY},
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")),
    )

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:  # noqa: ANN401 (the driver's own connection)
        connection.isolation_level = None  # transactions are begun below, not by the driver
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _lots(uris: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted(uris)
    for start in range(0, len(ordered), MOST_PARAMETERS):
        yield ordered[start : start + MOST_PARAMETERS]


def _upsert(connection: Connection, table: Table, rows: Sequence[Record]) -> None:
    statement = insert(table)
    others = {column.name: statement.excluded[column.name] for column in table.columns if not column.primary_key}
    keys = list(table.primary_key.columns)
    if others:
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=others), list(rows))
    else:
        connection.execute(statement.on_conflict_do_nothing(index_elements=keys), list(rows))


def _validators(known: FeedState | Row[Any], now: datetime) -> tuple[str | None, str | None]:
    """Return the ETag and the date to ask with, neither where the whole answer is wanted."""
    return (None, None) if in_full(known.last_full, now) else (known.etag, known.last_modified)


def _overdue(row: Row[Any], now: datetime) -> float | None:
    """Return a look's `overdue`; what was put off before it was ever read stops going first after a day.

    By then it is the most overdue of all, while those that go first might never leave it a turn. Strikes put it behind
    others: a page that makes its host refuse, asked for first each time, would be the last of every run.
    """
    waited: timedelta = now - row.next_due
    if row.status == "waiting" and not row.strikes and waited < DAY:
        return None
    interval: timedelta = max(row.next_due - row.last_seen, QUICKEST)
    return waited / interval - (2 if row.strikes else 0)  # what is not even due yet has waited for -1 at least


def _article_row(connection: Connection, uri: str) -> Row[Any] | None:
    return connection.execute(select(tables.articles).where(tables.articles.c.uri == uri)).one_or_none()


def _alias(feed_url: str, entry_id: str) -> Select[tuple[str]]:
    alias = tables.aliases.c
    return select(alias.uri).where(alias.feed_url == feed_url, alias.entry_id == entry_id)


def _aliased_row(connection: Connection, feed_url: str, entry_id: str) -> Row[Any] | None:
    return _article_row(connection, connection.scalar(_alias(feed_url, entry_id)) or "")


def _keyed_row(connection: Connection, key: str) -> Row[Any] | None:
    """Return the article that has this key today, or stands at an address that has, though it was given another."""
    row = _aliased_row(connection, BY_KEY, key)
    return row if row is not None and key in (rekeyed(row.uri), rekeyed(row.url)) else None


def _moved_article_row(connection: Connection, uri: str, entry: Entry) -> Row[Any] | None:
    row = _aliased_row(connection, entry.feed_url, entry.id)
    if row is None or rekeyed(row.uri) in (uri, article_uri(entry.feed_url, entry.id, "")):
        return row
    return row if row.entry and fold(row.entry["title"]) == fold(entry.title) else None
