"""What a record is made of: its one definition as an Arrow schema, and the JSON Schema made from it.

Timestamps are microseconds in UTC, lists are never null, and within 1.x fields are only added, nullable.
"""

from typing import Any

import pyarrow as pa

SCHEMA_VERSION = "1.4"
# Added since the first records were written, which do not have them.
LATER = (
    "removed.witnesses",
    "paragraphs.protected",
    "paragraphs.boxed",
    "repeats",
    "beside",
    "answer",
    "archive",
    *(f"change.{name}" for name in ("touched", "edits", "ops.words", "ops.touched")),
    *(f"cluster.{name}" for name in ("of", "shared", "because", "size", "members")),
)

STRINGS = pa.list_(pa.field("item", pa.string(), nullable=False))
INTEGERS = pa.list_(pa.field("item", pa.int32(), nullable=False))
TIME = pa.timestamp("us", tz="UTC")


def _required(name: str, kind: pa.DataType) -> pa.Field:
    return pa.field(name, kind, nullable=False)


def _structs(*fields: pa.Field) -> pa.DataType:
    return pa.list_(pa.field("item", pa.struct(fields), nullable=False))


DESCRIPTIONS = {
    "id": "The article's key, made from its feed entry; the same in every version.",
    "version": "Counts an article's announced versions from 1.",
    "seq": "Place in the order of all versions; without gaps, given at commit.",
    "event": "new, updated, moved (to another address), withdrawn or restored.",
    "run": "The run that found this version.",
    "url": "Where the page was asked for.",
    "text": "The clean text, one paragraph a line, captions left out.",
    "paragraphs": "The clean text in blocks, captions among them.",
    "removed": "What was taken out: position counts all blocks, kept and removed together, from 0.",
    "repeats": "Every paragraph that says again what others say, whether removed or left in the text, in order.",
    "paragraphs.protected": "True where a user's rule for the site keeps it.",
    "paragraphs.boxed": "True where it stands in a box of its own within the text, and is probably the site's.",
    "removed.witnesses": "How many other articles of the site, up to 25, show a line that recurs there.",
    "notices": "Corrections, updates and retractions found anywhere on the page.",
    "beside": "Sentences that stand on the page outside its text: a summary, a box, a caption.",
    "codes": "A desk's labels and their values, as printed.",
    "first_seen": "When this article was first looked at.",
    "date_published": "When the article came out, as its page tells its readers.",
    "date_modified": "The publisher's claim.",
    "change": "What is different from the reading before; null where nothing was edited.",
    "change.edit_class": "minor, substantive or notice.",
    "change.fields": "What changed: headline, paragraphs, notices, authors ...",
    "change.touched": "Kinds of facts that the edits touch: numbers, names, dates, quotes, negation ...",
    "change.edits": "The values of the changed fields other than paragraphs; a list's items one by one.",
    "change.edits.source": "Which of the headlines it is (h1, title ...), or a code's label; empty for other fields.",
    "change.edits.old": "Empty where it was not there.",
    "change.edits.new": "Empty where it is no more.",
    "change.ops.before": "Places in the paragraphs of the reading before, from 0.",
    "change.ops.after": "Places in the paragraphs of this version, from 0.",
    "change.ops.words": "Runs that are equal, delete or insert; empty where a text stands, comes or goes whole.",
    "change.ops.touched": "Kinds of facts that the changed words hold.",
    "answer": "What this look found; for a withdrawn article, why it is. Null in records older than schema 1.3.",
    "answer.kind": "article, moved, gone, not_found, soft_404, redirected_home, retracted ...",
    "answer.evidence": "What tells so, such as the words of the page; may be empty.",
    "archive": "Where the page lies in the web archive; null where none is kept, and in records older than schema 1.4.",
    "archive.digest": "WARC-Payload-Digest: of the page as it was read, its encodings undone.",
    "archive.record_id": "WARC-Record-ID of the response, or of the revisit that says it was the same again.",
    "cluster": "The same story elsewhere, as known at the commit; null when there is none.",
    "repeats.paragraph": "Its place in paragraphs, from 0; null when it was removed.",
    "cluster.of": "The earlier telling that this one shares most of its text with; null for the original.",
    "cluster.shared": "The share of this telling's text, by runs of three words, that stands in the one `of`.",
    "cluster.because": "What each variable added to the log-odds that this telling and the one `of` tell one story.",
    "cluster.size": "How many articles tell the story, this one among them.",
    "cluster.members": "The first fifty tellings, in order of publication.",
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
            _structs(
                _required("text", pa.string()),
                _required("kind", pa.string()),
                pa.field("protected", pa.bool_()),
                pa.field("boxed", pa.bool_()),
            ),
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
                            _required("words", _structs(_required("op", pa.string()), _required("text", pa.string()))),
                            _required("touched", STRINGS),
                        ),
                    ),
                    _required("touched", STRINGS),
                    _required(
                        "edits",
                        _structs(
                            _required("field", pa.string()),
                            _required("old", pa.string()),
                            _required("new", pa.string()),
                            _required("source", pa.string()),
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
        _required("beside", STRINGS),
        pa.field("answer", pa.struct([_required("kind", pa.string()), _required("evidence", pa.string())])),
        pa.field("archive", pa.struct([_required("digest", pa.string()), _required("record_id", pa.string())])),
    ],
    metadata={"writethru.record": SCHEMA_VERSION},
)


def json_schema() -> dict[str, Any]:
    """Return the record's JSON Schema (draft 2020-12), made from the Arrow schema."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:writethru:record:{SCHEMA_VERSION}",
        "title": "writethru record",
        **_json_object(list(ARROW)),
    }


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
