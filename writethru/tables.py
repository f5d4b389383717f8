"""The catalog's tables and their migrations (SQLAlchemy Core).

Every committed table that a run writes has a staged twin with the run in its key: a run's work lies there, unseen,
until its commit moves it over in one transaction.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Connection,
    Dialect,
    Float,
    Index,
    Integer,
    Interval,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    inspect,
    select,
)
from sqlalchemy.types import TypeDecorator

from writethru.errors import UsageError
from writethru.urls import rekeyed

metadata = MetaData()


class CatalogError(UsageError):
    """The catalog can't be used; the message names it and says why."""


class Moment(TypeDecorator[datetime]):
    """An aware datetime in UTC as sortable ISO 8601 text with microseconds: the same in every database."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Return the text that is stored."""
        if value is None:
            return None
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Return the datetime that was stored."""
        return datetime.fromisoformat(value) if value else None


class Strings(TypeDecorator[tuple[str, ...]]):
    """A tuple of strings, never null, as a JSON list."""

    impl = JSON
    cache_ok = True

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> tuple[str, ...]:
        """Return the tuple that was stored."""
        return tuple(value or ())


def _table(name: str, *columns: Column[Any] | UniqueConstraint | Index) -> Table:
    return Table(name, metadata, *columns)


def _staged(table: Table, *extra: Column[Any]) -> Table:
    """The staged twin of a table: the same columns, the run added to the key, and what only the commit needs."""
    run = Column("run", String, primary_key=True)
    others = [c for c in table.columns if c.name != run.name]
    copies = [Column(c.name, c.type, primary_key=c.primary_key, nullable=c.nullable) for c in others]
    return Table(f"staged_{table.name}", metadata, run, *copies, *extra)


catalog_version = _table("catalog_version", Column("version", Integer, primary_key=True))

feeds = _table(
    "feeds",
    Column("url", String, primary_key=True),
    Column("status", String, nullable=False),
    Column("next_due", Moment, nullable=False),
    Column("title", String, nullable=False),
    Column("http_status", Integer),
    Column("etag", String),
    Column("last_modified", String),
    Column("body_hash", String),
    Column("strikes", Integer, nullable=False),
    Column("reason", String, nullable=False),
    Column("last_ok", Moment),
    Column("entries", Integer, nullable=False),
    Column("newest", Moment),
    Column("gap", Interval),
    Column("hint", Interval),
    Column("skip", Strings, nullable=False),
    Column("gone", Integer, nullable=False),
    Column("address", String),
    Column("moving", String),
    Column("moving_looks", Integer, nullable=False),
    Column("last_full", Moment),
)

articles = _table(
    "articles",
    Column("uri", String, primary_key=True),
    Column("url", String, nullable=False),
    Column("feed_url", String, nullable=False),
    Column("status", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
    Column("last_changed", Moment, nullable=False),
    Column("next_due", Moment, nullable=False),
    Column("entry", JSON(none_as_null=True)),
    Column("extractor", Integer, nullable=False),
    Column("etag", String),
    Column("last_modified", String),
    Column("body_hash", String),
    Column("strikes", Integer, nullable=False),
    Column("missing", Integer, nullable=False),
    Column("missing_since", Moment),
    Column("gone", Integer, nullable=False),
    Column("final_uri", String),
    Column("moving", String),
    Column("moving_looks", Integer, nullable=False),
    Column("recent", Strings, nullable=False),
    Column("pending", String),
    Column("pending_looks", Integer, nullable=False),
    Column("last_full", Moment),
    Column("last_fault", Moment),
    Index("articles_due", "next_due"),
)

# The last good reading of each article: what the next look is compared with.
readings = _table("readings", Column("uri", String, primary_key=True), Column("body", JSON, nullable=False))

# Which article a feed's entry id meant when it was first seen: it finds the article again when its link moves. Under no
# feed (`BY_KEY`), which article has another key than its own today, or stands at a link that has: it finds the article
# again when its id changes.
BY_KEY = ""
aliases = _table(
    "aliases",
    Column("feed_url", String, primary_key=True),
    Column("entry_id", String, primary_key=True),
    Column("uri", String, nullable=False),
    Index("aliases_article", "uri", "feed_url"),
)

versions = _table(
    "versions",
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("uri", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("event", String, nullable=False),
    Column("run", String, nullable=False),
    Column("body", JSON, nullable=False),
    Column("cluster", String),
    Column("cluster_role", String),
    Column("cluster_score", Float),
    Column("cluster_told", JSON(none_as_null=True)),  # who else tells the story, as known at the commit (stories.py)
    UniqueConstraint("uri", "version"),
    Index("versions_run", "run"),
)

runs = _table(
    "runs",
    Column("id", String, primary_key=True),
    Column("config", String, nullable=False),
    Column("runner", String, nullable=False),
    Column("status", String, nullable=False),  # running, committed, abandoned
    Column("started", Moment, nullable=False),
    Column("finished", Moment),
    Column("counts", JSON(none_as_null=True)),
    Column("outputs", JSON(none_as_null=True)),
    Index("runs_started", "started"),
)

polls = _table(
    "polls",
    Column("run", String, primary_key=True),
    Column("feed_url", String, primary_key=True),
    Column("status", String, nullable=False),
    Column("http_status", Integer),
    Column("entries", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("updated", Integer, nullable=False),
    Column("reason", String, nullable=False),
)

failures = _table(
    "failures",
    Column("run", String, primary_key=True),
    Column("stage", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("reason", String, nullable=False),
    Column("detail", String, nullable=False),
    Column("at", Moment, nullable=False),
)

# Which articles a run found in another status than they were in before, and why.
turns = _table(
    "turns",
    Column("run", String, primary_key=True),
    Column("uri", String, primary_key=True),
    Column("status", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("evidence", String, nullable=False),
)

cursors = _table("cursors", Column("name", String, primary_key=True), Column("seq", Integer, nullable=False))

signatures = _table(
    "signatures",
    Column("uri", String, primary_key=True),
    Column("seen", Moment, nullable=False),
    Column("signature", JSON, nullable=False),
    Index("signatures_seen", "seen"),
)

blocks = _table(
    "blocks",
    Column("block", String, primary_key=True),
    Column("uri", String, primary_key=True),
    Index("blocks_uri", "uri"),
)

# Which story an article tells that is told elsewhere too, its part in it, the telling that it shares most text with,
# how much, and what each variable added to the log-odds that the two tell one story.
stories = _table(
    "stories",
    Column("uri", String, primary_key=True),
    Column("cluster", String, nullable=False),
    Column("role", String, nullable=False),
    Column("score", Float, nullable=False),
    Column("of_uri", String),
    Column("shared", Float),
    Column("because", JSON(none_as_null=True)),
    Index("stories_cluster", "cluster"),
)

# Which articles showed a line at the edge of their text: what recurs on a site is the site's. All but the site is a
# fingerprint (writethru.recurrence).
lines = Table(
    "lines",
    metadata,
    Column("site", String, primary_key=True),
    Column("line", BigInteger, primary_key=True),
    Column("article", BigInteger, primary_key=True),
    Column("story", BigInteger, nullable=False),
    Column("seen", Moment, nullable=False),
    sqlite_with_rowid=False,  # nearly all of a row is its key, which would be stored twice
)

staged_feeds = _staged(feeds)
staged_articles = _staged(articles, Column("outcome", String, nullable=False), Column("removed", JSON, nullable=False))
staged_readings = _staged(readings)
staged_aliases = _staged(aliases)
staged_versions = Table(
    "staged_versions",
    metadata,
    Column("run", String, primary_key=True),
    Column("uri", String, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("event", String, nullable=False),
    Column("body", JSON, nullable=False),
)
staged_failures = _staged(failures)
staged_turns = _staged(turns)
staged_signatures = _staged(signatures)
staged_blocks = _staged(blocks)
staged_stories = _staged(stories)
staged_lines = _staged(lines)

STAGED: Mapping[str, Table] = {
    name.removeprefix("staged_"): table for name, table in metadata.tables.items() if name.startswith("staged_")
}


COUNT, TEXT, LIST = "INTEGER NOT NULL DEFAULT 0", "VARCHAR", "JSON NOT NULL DEFAULT '[]'"


def _add_lines(connection: Connection) -> None:
    metadata.create_all(connection, (lines, staged_lines))  # a new catalog has them already


def _add_tellings(connection: Connection) -> None:
    for table, *names in (
        (versions, "cluster_told"),
        (stories, "of_uri", "shared", "because"),
        (staged_stories, "of_uri", "shared", "because"),
    ):
        _add_columns(connection, table, {name: table.c[name].type.compile(connection.dialect) for name in names})
    for table in (signatures, blocks, staged_signatures, staged_blocks):
        connection.execute(table.delete())  # of another kind: an old signature and a new one share nothing


def _add_turns(connection: Connection) -> None:
    metadata.create_all(connection, (turns, staged_turns))
    added = {"gone": COUNT, "final_uri": TEXT, "moving": TEXT, "moving_looks": COUNT, "pending": TEXT}
    added |= {"recent": LIST, "pending_looks": COUNT}
    gap = {"gap": feeds.c.gap.type.compile(connection.dialect)}
    for table, columns in ((articles, added), (staged_articles, added), (feeds, gap), (staged_feeds, gap)):
        _add_columns(connection, table, columns)


def _add_manners(connection: Connection) -> None:
    moment = {"last_full": feeds.c.last_full.type.compile(connection.dialect)}
    added = {"hint": feeds.c.hint.type.compile(connection.dialect), "skip": LIST, "gone": COUNT, "address": TEXT}
    added |= {"moving": TEXT, "moving_looks": COUNT, **moment}
    for table, columns in ((articles, moment), (staged_articles, moment), (feeds, added), (staged_feeds, added)):
        _add_columns(connection, table, columns)


def _add_faults(connection: Connection) -> None:
    moment = {"last_fault": articles.c.last_fault.type.compile(connection.dialect)}
    for table in (articles, staged_articles):
        _add_columns(connection, table, moment)


def _index_aliases(connection: Connection) -> None:
    for index in aliases.indexes:
        index.create(connection, checkfirst=True)


def _add_columns(connection: Connection, table: Table, columns: Mapping[str, str]) -> None:
    """Add columns, by name and type, to a table that was made before there were any."""
    there = {column["name"] for column in inspect(connection).get_columns(table.name)}
    for name, kind in columns.items():
        if name not in there:  # a new catalog has them already
            connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {name} {kind}")


def _keep_keys(connection: Connection) -> None:
    """Note today's key of every article that an older release gave another; repeated whenever keys are made otherwise.

    Of articles that have one key by now it finds the one that was seen last.
    """
    query = select(articles.c.uri).order_by(articles.c.last_seen, articles.c.uri)
    for lot in connection.execute(query).partitions(1_000):
        named = [(rekeyed(uri), uri) for (uri,) in lot]
        rows = [{"feed_url": BY_KEY, "entry_id": key, "uri": uri} for key, uri in named if key != uri]
        if rows:
            connection.execute(aliases.insert().prefix_with("OR REPLACE"), rows)


# One step a version; a step is never edited once released, the next one is added behind it.
MIGRATIONS: tuple[Callable[[Connection], None], ...] = (
    metadata.create_all, _add_lines, _add_tellings, _add_turns, _add_manners, _keep_keys, _add_faults, _index_aliases,
)  # fmt: skip


def is_current(connection: Connection) -> bool:
    """Whether the database has this release's tables."""
    if not inspect(connection).has_table(catalog_version.name):
        return False
    return connection.scalar(select(catalog_version.c.version)) == len(MIGRATIONS)


def migrate(connection: Connection, name: str) -> None:
    """Bring the database to this release's tables, one version at a time.

    Raises CatalogError when a later release wrote it.
    """
    catalog_version.create(connection, checkfirst=True)
    at = connection.execute(select(catalog_version.c.version)).scalar() or 0
    if at > len(MIGRATIONS):
        known = len(MIGRATIONS)
        raise CatalogError(f"{name}: written by a later writethru (catalog version {at}, this one knows {known})")
    for step in MIGRATIONS[at:]:
        step(connection)
    if at < len(MIGRATIONS):
        connection.execute(catalog_version.delete())
        connection.execute(catalog_version.insert().values(version=len(MIGRATIONS)))
