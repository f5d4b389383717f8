"""The record: the row users get for every announced version of an article. One definition, as Arrow and JSON Schema.

Timestamps are microseconds in UTC, lists are never null, and within 1.x fields are only added, nullable. A record's
body is everything but `seq` and `cluster`, which the catalog knows at commit; it is stored as JSON and read from there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from writethru.elements import Article, Change, Decision, Entry, Observation, Paragraph, Removal, Repetition

SCHEMA_VERSION = "1.2"
# Added since the first records were written, which do not have them.
LATER = (
    "removed.witnesses",
    "paragraphs.protected",
    "repeats",
    *(f"cluster.{name}" for name in ("of", "shared", "because", "size", "members")),
)
Record = dict[str, Any]

STRINGS = pa.list_(pa.field("item", pa.string(), nullable=False))
INTEGERS = pa.list_(pa.field("item", pa.int32(), nullable=False))
TIME = pa.timestamp("us", tz="UTC")


def _required(name: str, kind: pa.DataType) -> pa.Field:
    return pa.field(name, kind, nullable=False)


def _structs(*fields: pa.Field) -> pa.DataType:
    return pa.list_(pa.field("item", pa.struct(fields), nullable=False))


ADDED = ("section", "image", "dateline")  # fields of an article that came after version 1.0 of the schema
DESCRIPTIONS = {
    "id": "The article's key, made from its feed entry; the same in every version.",
    "version": "Counts an article's announced versions from 1.",
    "seq": "Place in the order of all versions; without gaps, given at commit.",
    "event": "new, updated, withdrawn or restored.",
    "run": "The run that found this version.",
    "url": "Where the page was asked for.",
    "text": "The clean text, one paragraph a line, captions left out.",
    "paragraphs": "The clean text in blocks, captions among them.",
    "removed": "What was taken out: position counts all blocks, kept and removed together, from 0.",
    "repeats": "Every paragraph that says again what others say, whether removed or left in the text, in order.",
    "paragraphs.protected": "True where a user's rule for the site keeps it.",
    "removed.witnesses": "How many other articles of the site, up to 25, show a line that recurs there.",
    "notices": "Corrections, updates and retractions found anywhere on the page.",
    "codes": "A desk's labels and their values, as printed.",
    "first_seen": "When this article was first looked at.",
    "date_published": "When the article came out, as its page tells its readers.",
    "date_modified": "The publisher's claim.",
    "change": "What is different from the reading before; null where nothing was edited.",
    "cluster": "The same story elsewhere, as known at the commit; null when there is none.",
    "repeats.paragraph": "Its place in paragraphs, from 0; null when it was removed.",
    "cluster.of": "The earlier telling that this one shares most of its text with; null for the original.",
    "cluster.shared": "The share of this telling's text, by runs of three words, that stands in the one `of`; in [0, 1].",
    "cluster.because": "What each variable added to the log-odds that this telling and the one `of` tell one story.",
    "cluster.size": "How many articles tell the story.",
    "cluster.members": "The first fifty tellings in order of publication, this one among them.",
    "extractor": "Version of the extraction rules that read the page, those for its site among them.",
    "language": "A BCP 47 tag: the page's claim, or the text's own language where that plainly is another.",
    "section": "Where the publisher ran it, in the publisher's words; empty when the page does not tell.",
    "image": "The absolute URL of the lead image; empty when the page names none.",
    "dateline": "The place, day and agency that open the text; empty when it opens otherwise.",
}

ARROW = pa.schema(
    [
        _required("id", pa.string()),
        _required("version", pa.int32()),
        _required("seq", pa.int64()),
        _required("event", pa.string()),
        _required("run", pa.string()),
        _required("url", pa.string()),
        _required("canonical_url", pa.string()),
        _required("headline", pa.string()),
        _required("headlines", pa.map_(pa.string(), pa.string())),
        _required("authors", STRINGS),
        pa.field("date_published", TIME),
        pa.field("date_modified", TIME),
        pa.field("language", pa.string()),
        _required("text", pa.string()),
        _required(
            "paragraphs",
            _structs(_required("text", pa.string()), _required("kind", pa.string()), pa.field("protected", pa.bool_())),
        ),
        _required(
            "removed",
            _structs(
                _required("text", pa.string()),
                _required("position", pa.int32()),
                _required("reason", pa.string()),
                _required("rule", pa.string()),
                _required("of", INTEGERS),
                _required("score", pa.float64()),
                _required("kind", pa.string()),
                pa.field("witnesses", pa.int32()),
            ),
        ),
        _required("notices", STRINGS),
        _required("codes", pa.map_(pa.string(), pa.string())),
        _required("first_seen", TIME),
        _required(
            "source",
            pa.struct(
                [
                    _required("feed_url", pa.string()),
                    pa.field("entry_id", pa.string()),
                    pa.field("title", pa.string()),
                    pa.field("published", TIME),
                    pa.field("published_raw", pa.string()),
                    pa.field("updated", TIME),
                    pa.field("updated_raw", pa.string()),
                    _required("categories", STRINGS),
                ]
            ),
        ),
        _required(
            "fetch",
            pa.struct(
                [
                    _required("retrieved", TIME),
                    pa.field("final_uri", pa.string()),
                    pa.field("status", pa.int32()),
                    pa.field("etag", pa.string()),
                    pa.field("last_modified", pa.string()),
                    pa.field("body_hash", pa.string()),
                ]
            ),
        ),
        pa.field(
            "change",
            pa.struct(
                [
                    _required("from_version", pa.int32()),
                    pa.field("edit_class", pa.string()),
                    _required("fields", STRINGS),
                    _required("counts", pa.map_(pa.string(), pa.int32())),
                    _required(
                        "ops",
                        _structs(
                            _required("op", pa.string()),
                            _required("before", INTEGERS),
                            _required("after", INTEGERS),
                            _required("old", STRINGS),
                            _required("new", STRINGS),
                        ),
                    ),
                ]
            ),
        ),
        pa.field(
            "cluster",
            pa.struct(
                [
                    _required("id", pa.string()),
                    _required("role", pa.string()),
                    _required("score", pa.float64()),
                    pa.field("of", pa.string()),
                    pa.field("shared", pa.float64()),
                    _required("because", pa.map_(pa.string(), pa.float64())),
                    pa.field("size", pa.int32()),
                    _required(
                        "members",
                        _structs(
                            _required("uri", pa.string()),
                            _required("url", pa.string()),
                            _required("headline", pa.string()),
                            _required("role", pa.string()),
                            pa.field("of", pa.string()),
                            pa.field("shared", pa.float64()),
                        ),
                    ),
                ]
            ),
        ),
        _required("extractor", pa.int32()),
        pa.field("section", pa.string()),
        pa.field("image", pa.string()),
        pa.field("dateline", pa.string()),
        _required(
            "repeats",
            _structs(
                _required("position", pa.int32()),
                pa.field("paragraph", pa.int32()),
                _required("of", INTEGERS),
                _required("rule", pa.string()),
                _required("score", pa.float64()),
            ),
        ),
    ],
    metadata={"writethru.record": SCHEMA_VERSION},
)


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
    }
    del body["uri"]
    return body


def published(body: Record, seq: int, cluster: Record | None) -> Record:
    """Return the record of a stored body, with what it lacks when it was stored by an earlier version."""
    later = {} if "repeats" in body else {"repeats": _repeats(article_of(body))}
    return {**body, **later, "seq": seq, "cluster": cluster}


def article_body(article: Article) -> Record:
    """Return an article as plain JSON values; `article_of` reads it back."""
    body = {**_plain(article), "text": article.text, "repeats": _repeats(article)}
    del body["repetitions"]
    body["paragraphs"] = [
        {name: value for name, value in block.items() if name != "protected" or value} for block in body["paragraphs"]
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


def json_schema() -> dict[str, Any]:
    """Return the record's JSON Schema (draft 2020-12), made from the Arrow schema."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:writethru:record:{SCHEMA_VERSION}",
        "title": "writethru record",
        **_json_object(list(ARROW)),
    }


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
    ops = [
        {key: value for key, value in _plain(operation).items() if key != "words"} for operation in change.operations
    ]
    return {
        "from_version": from_version,
        "edit_class": change.edit_class,
        "fields": list(change.fields),
        "counts": counts,
        "ops": ops,
    }


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


def _json_object(fields: list[pa.Field], inside: str = "") -> dict[str, Any]:
    """Return the schema of an object; `inside` is the path to it, with the point behind."""
    properties = {}
    for field in fields:
        path = inside + field.name
        kind = _json_type(field.type, f"{path}.")
        if field.nullable:
            kind = {"anyOf": [kind, {"type": "null"}]}
        if path in DESCRIPTIONS:
            kind = {"description": DESCRIPTIONS[path], **kind}
        properties[field.name] = kind
    required = [field.name for field in fields if inside + field.name not in LATER]
    return {"type": "object", "properties": properties, "required": required}


def _json_type(kind: pa.DataType, path: str) -> dict[str, Any]:
    if pa.types.is_timestamp(kind):
        return {"type": "string", "format": "date-time"}
    if pa.types.is_map(kind):
        return {"type": "object", "additionalProperties": _json_type(kind.item_type, path)}
    if pa.types.is_struct(kind):
        return _json_object(list(kind), path)
    if pa.types.is_list(kind):
        return {"type": "array", "items": _json_type(kind.value_type, path)}
    if pa.types.is_boolean(kind):
        return {"type": "boolean"}
    if pa.types.is_integer(kind):
        return {"type": "integer"}
    return {"type": "number"} if pa.types.is_floating(kind) else {"type": "string"}
