"""The rows that a run stages: decisions, polls, entries, sites' lines and shared stories as the catalog's columns."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime

from writethru.catalog import FEED_FIELDS, STATE_FIELDS
from writethru.elements import Decision, Entry, Failure, FeedPoll, FeedState
from writethru.records import Record, entry_body, reading_body, record_body
from writethru.recurrence import Edges
from writethru.syndication import Cluster, Signature
from writethru.tables import BY_KEY
from writethru.urls import article_uri

Rows = dict[str, list[Record]]


def decision_rows(run: str, decision: Decision) -> Rows:
    """Return the rows of one decided look, by table name."""
    state, observation = decision.state, decision.observation
    article = {name: getattr(state, name) for name in STATE_FIELDS}
    removed = Counter(removal.reason for removal in observation.article.removed) if observation.article else {}
    rows: Rows = {
        "articles": [
            {
                **article,
                "run": run,
                "entry": entry_body(state.entry) if state.entry else None,
                "outcome": decision.outcome,
                "removed": dict(removed),
            }
        ]
    }
    before = observation.look.state
    if state.article is not None and (before is None or before.article != state.article):
        rows["readings"] = [{"run": run, "uri": state.uri, "body": reading_body(state.article)}]
    if decision.event is not None:
        body = record_body(decision, run)
        version = {"uri": state.uri, "version": state.version, "event": decision.event, "body": body}
        rows["versions"] = [{"run": run, **version}]
    if observation.failure is not None:
        rows["failures"] = [failure_row(run, observation.failure)]
    if decision.turned is not None:
        reason = observation.failure.reason if observation.failure else observation.outcome
        turn = {"status": decision.turned, "reason": reason, "evidence": observation.evidence}
        rows["turns"] = [{"run": run, "uri": state.uri, **turn}]
    return rows


def poll_rows(run: str, state: FeedState, poll: FeedPoll) -> Rows:
    """Return the rows of one polled feed, by table name."""
    rows: Rows = {"feeds": [{"run": run, **{name: getattr(state, name) for name in FEED_FIELDS}}]}
    if poll.failure is not None and poll.failure.reason != "held":  # what was not asked has not failed
        rows["failures"] = [failure_row(run, poll.failure)]
    return rows


def alias_rows(run: str, entry: Entry, uri: str) -> Rows:
    """Return the rows that say which article a feed's entry id means, and a link that it moved to, by table name."""
    named = [(entry.feed_url, entry.id)] if entry.id else []
    if (key := article_uri(entry.feed_url, entry.id, entry.link)) != uri:
        named.append((BY_KEY, key))
    return {"aliases": [{"run": run, "feed_url": feed, "entry_id": name, "uri": uri} for feed, name in named]}


def line_rows(run: str, edges: Edges, seen: datetime) -> Rows:
    """Return the rows that say what an article showed of its site, by table name."""
    key = {"run": run, "site": edges.site, "article": edges.article, "story": edges.story, "seen": seen}
    return {"lines": [{**key, "line": line} for line in edges.lines]}


def signature_rows(run: str, signed: Signature, blocks: Iterable[str], seen: datetime) -> Rows:
    """Return the rows by which an article's story is found again, by table name."""
    key = {"run": run, "uri": signed.uri}
    return {
        "signatures": [{**key, "seen": seen, "signature": signed.to_json()}],
        "blocks": [{**key, "block": block} for block in blocks],
    }


def story_rows(run: str, stories: Sequence[Cluster], known: Mapping[str, Record]) -> list[Record]:
    """Return the rows that say who tells these stories; `known` are the committed rows of those who told one before.

    A story keeps its name when more of it is found. What is known of a telling stays when the one that it shares more
    of its text with is not among those compared now.
    """
    rows = []
    for story, name in zip(stories, _names(stories, known), strict=True):
        compared = {member.uri for member in story.members}
        because = {edge.one: dict(edge.contributions) for edge in story.edges}
        for member in story.members:
            row = {
                "role": member.role,
                "score": member.score,
                "of_uri": member.of,
                "shared": member.shared,
                "because": {variable: round(value, 3) for variable, value in because.get(member.uri, {}).items()},
            }
            before = known.get(member.uri)
            if before and before["of_uri"] and before["of_uri"] not in compared and before["shared"] >= member.shared:
                row = {key: before[key] for key in row}
            rows.append({"run": run, "uri": member.uri, "cluster": name, **row})
    return rows


def failure_row(run: str, failure: Failure) -> Record:
    """Return a failure as its row."""
    named = (field.name for field in fields(failure) if field.name != "until")  # which states keep, as `next_due`
    return {"run": run, **{name: getattr(failure, name) for name in named}}


def merged(many: Iterable[Rows]) -> dict[str, Sequence[Record]]:
    """Return rows of several elements as one lot a table."""
    lot: Rows = {}
    for rows in many:
        for name, values in rows.items():
            lot.setdefault(name, []).extend(values)
    return dict(lot)


def _names(stories: Iterable[Cluster], known: Mapping[str, Record]) -> list[str]:
    """Return each story's name; stories that turn out to be one take that of the earliest known telling."""
    renamed: dict[str, str] = {}

    def kept(name: str) -> str:
        while name in renamed:
            name = renamed[name]
        return name

    names = []
    for story in stories:
        first, *others = [known[each.uri]["cluster"] for each in story.members if each.uri in known] or [story.id]
        renamed.update({kept(other): kept(first) for other in others if kept(other) != kept(first)})
        names.append(first)
    return [kept(name) for name in names]
