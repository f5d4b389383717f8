"""The record: the row users get for every announced version of an article, made and read back.

A record's body is everything but `seq` and `cluster`, which the catalog knows at commit; it is stored as JSON and read
from there. What a record is made of: writethru.recordschema.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from writethru.elements import Article, Change, Decision, Entry, Observation, Operation, Paragraph, Removal, Repetition
from writethru.recordschema import ARROW

Record = dict[str, Any]
ADDED = ("section", "image", "dateline")  # fields of an article that came after version 1.0 of the schema


def record_body(decision: Decision, run: str) -> Record:
    """Return the record of an announced version, without `seq` and `cluster`, in plain JSON values.

    A withdrawn article's record carries its last good text. Raises ValueError when nothing is announced.
    """
    state, observation = decision.state, decision.observation
    if decision.event is None or state.article is None:
        raise ValueError(f"nothing to announce: {state.uri}")
    body = {
        "id": state.uri,
        "version": state.version,
        "event": decision.event,
        "run": run,
        "url": state.url,
        **article_body(state.article),
        "first_seen": _time(state.first_seen),
        "source": _source(state.feed_url, state.entry),
        "fetch": _fetch(observation),
        "change": _change(decision.change, state.version - 1),
        "extractor": state.extractor,
        "answer": {"kind": observation.outcome, "evidence": observation.evidence},
        "archive": _plain(observation.archived),
    }
    del body["uri"]
    return body


def published(body: Record, seq: int, cluster: Record | None) -> Record:
    """Return the record of a stored body, with what it lacks when it was stored by an earlier version."""
    later: Record = {} if "repeats" in body else {"repeats": _repeats(article_of(body))}
    if "answer" not in body:  # stored before schema 1.3
        later["answer"] = None
        if change := body["change"]:
            ops = [{**op, "words": [], "touched": []} for op in change["ops"]]
            later["change"] = {**change, "ops": ops, "touched": [], "edits": []}
    return {"beside": [], "archive": None, **body, **later, "seq": seq, "cluster": cluster}


def reading_body(article: Article) -> Record:
    """Return all that the next reading is compared with as plain JSON values; `article_of` reads it back."""
    return {**article_body(article), "passages": list(article.passages)}


def article_body(article: Article) -> Record:
    """Return an article as plain JSON values; `article_of` reads it back."""
    body = {**_plain(article), "text": article.text, "repeats": _repeats(article)}
    del body["repetitions"], body["passages"]
    body["paragraphs"] = [
        {name: value for name, value in block.items() if name not in ("protected", "boxed") or value}
        for block in body["paragraphs"]
    ]
    return body


def article_of(body: Mapping[str, Any]) -> Article:
    """Return the article that a record or an `article_body` holds."""
    return Article(
        uri=body.get("uri", body.get("id", "")),
        canonical_url=body["canonical_url"],
        headline=body["headline"],
        headlines=dict(body["headlines"]),
        authors=tuple(body["authors"]),
        date_published=parse_time(body["date_published"]),
        date_modified=parse_time(body["date_modified"]),
        language=body["language"],
        paragraphs=tuple(Paragraph(**block) for block in body["paragraphs"]),
        removed=tuple(Removal(**{**block, "of": tuple(block["of"])}) for block in body["removed"]),
        notices=tuple(body["notices"]),
        codes=dict(body["codes"]),
        **{name: body.get(name) or "" for name in ADDED},  # bodies stored before these fields came lack them
        repetitions=tuple(
            Repetition(repeat["position"], tuple(repeat["of"]), repeat["rule"], repeat["score"])
            for repeat in body.get("repeats", ())
            if repeat["paragraph"] is not None
        ),
        beside=tuple(body.get("beside", ())),
        passages=tuple(body.get("passages", ())),
    )


def entry_body(entry: Entry) -> Record:
    """Return an entry as plain JSON values, without its text; `entry_of` reads it back."""
    # The page is what is read; a feed's copy of it would double the catalog.
    return {**_plain(entry), "summary": "", "content": ""}


def entry_of(body: Mapping[str, Any]) -> Entry:
    """Return the entry that an `entry_body` holds."""
    return Entry(
        **{
            **body,
            "published": parse_time(body["published"]),
            "updated": parse_time(body["updated"]),
            "authors": tuple(body["authors"]),
            "categories": tuple(body["categories"]),
        }
    )


def parse_time(text: str | None) -> datetime | None:
    """Return the aware datetime of a record's timestamp."""
    return datetime.fromisoformat(text) if text else None


def arrow_table(records: Iterable[Record]) -> pa.Table:
    """Return records as an Arrow table of the published schema."""
    return pa.Table.from_pylist(
        [{f.name: _arrow(record.get(f.name), f.type) for f in ARROW} for record in records], ARROW
    )


def _repeats(article: Article) -> list[Record]:
    """Return an article's repeats, the removed ones and those in its text, as plain JSON values."""
    found: list[Removal | Repetition] = [removal for removal in article.removed if removal.reason == "repeat"]
    found += article.repetitions
    kept = {position: place for place, position in enumerate(article.positions())}
    return [
        {
            "position": repeat.position,
            "paragraph": kept.get(repeat.position),
            "of": list(repeat.of),
            "rule": repeat.rule,
            "score": repeat.score,
        }
        for repeat in sorted(found, key=lambda repeat: repeat.position)
    ]


def _source(feed_url: str, entry: Entry | None) -> Record:
    return {
        "feed_url": feed_url,
        "entry_id": entry.id if entry else None,
        "title": entry.title if entry else None,
        "published": _time(entry.published) if entry else None,
        "published_raw": entry.published_raw if entry else None,
        "updated": _time(entry.updated) if entry else None,
        "updated_raw": entry.updated_raw if entry else None,
        "categories": list(entry.categories) if entry else [],
    }


def _fetch(observation: Observation) -> Record:
    return {
        "retrieved": _time(observation.at),
        "final_uri": observation.final_uri,
        "status": observation.status,
        "etag": observation.etag,
        "last_modified": observation.last_modified,
        "body_hash": observation.body_hash,
    }


def _change(change: Change | None, from_version: int) -> Record | None:
    if change is None:
        return None
    counts: dict[str, int] = {}
    for operation in change.operations:
        counts[operation.op] = counts.get(operation.op, 0) + 1
    return {
        "from_version": from_version,
        "edit_class": change.edit_class,
        "fields": list(change.fields),
        "counts": counts,
        "ops": [_operation(operation) for operation in change.operations],
        "touched": list(change.touched),
        "edits": _plain(change.edits),
    }


def _operation(operation: Operation) -> Record:
    """Return an operation as plain JSON values, without words where they would say "all of it" once more."""
    kept = any(word.op == "equal" for word in operation.words)
    body: Record = _plain(operation)
    return body if kept else {**body, "words": []}


def _plain(value: Any) -> Any:  # noqa: ANN401 (an element or any part of one)
    """Return an element as plain JSON values."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, datetime):
        return _time(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return {key: _plain(item) for key, item in value.items()}


def _time(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z") if moment else None


def _arrow(value: Any, kind: pa.DataType) -> Any:  # noqa: ANN401 (any JSON value)
    """Return a JSON value as what Arrow takes for one of the schema's types."""
    if value is None:
        return None
    if pa.types.is_timestamp(kind):
        return parse_time(value)
    if pa.types.is_map(kind):
        return list(value.items())
    if pa.types.is_struct(kind):
        return {field.name: _arrow(value.get(field.name), field.type) for field in kind}
    if pa.types.is_list(kind):
        return [_arrow(item, kind.value_type) for item in value]
    return value
