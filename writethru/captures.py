"""Web archives read: where each answer lies and whose page it is (`scan`), and the page itself (`read_page`).

Made for archives of any origin. A damaged record costs itself: reading goes on at the next that is whole.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, get_args

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

from writethru import decoding
from writethru.archive import MARK, NOT_MODIFIED
from writethru.decoding import decoded
from writethru.elements import Archived, Failure, Page
from writethru.records import Record, entry_of
from writethru.urls import canonical_url, host, is_home_page
from writethru.warcrecords import MAX_BODY, MAX_HEAD, ArchiveError, Member, next_start, read_record

Reason = Literal[
    "bad_date",
    "bad_http",
    "body_too_large",
    "broken",  # damaged, or not WARC at all
    "home_page",
    "no_payload",  # a revisit of what none of the archives holds
    "not_a_response",  # conversions, resources and continuations
    "not_by_record",  # one gzip stream over many records
    "not_html",
    "not_http",
    "not_newer",  # than what the catalog knows of the article
    "redirect",
    "truncated",  # a record that the file ends in
    "unknown_article",  # an error in place of what was never read
]
REASONS: frozenset[str] = frozenset(get_args(Reason)) | frozenset(get_args(decoding.Reason))
STAGE = "archive"

CHUNK_HEAD = re.compile(rb"(?:\r?\n)?([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
HTML = ("text/html", "application/xhtml+xml", "")
PASSED_BY = frozenset({"warcinfo", "request", "metadata"})


@dataclass(frozen=True, slots=True)
class Capture:
    """One answer in an archive: a response, or a revisit that has none or another's payload.

    `about` says whose page it is in the archives of writethru, None in others. `refers_to` is the URL and the date of
    the payload that a revisit stands for, as far as it tells.
    """

    file: str
    offset: int
    date: datetime
    target: str
    status: int
    digest: str
    record_id: str
    revisit: bool = False
    refers_to: tuple[str, str] = ("", "")
    content_type: str = ""
    about: Record | None = None


def scan(path: Path, now: datetime) -> Iterator[Capture | Failure]:
    """Yield the pages of an archive in the order of the file, and, as of `now`, what can't be one."""
    pending: Capture | None = None
    ours = lost = False
    offset = 0

    def failure(error: ArchiveError, at: int) -> Failure:
        return Failure(STAGE, f"{path}:{at}", error.reason, error.detail, now)

    def settled(capture: Capture | None) -> Iterator[Capture | Failure]:
        if capture is None or (capture.about and "uri" not in capture.about):  # a feed
            return
        error = None
        if capture.about is None:
            error = ArchiveError("truncated", "nothing says whose page it is") if ours else _no_article(capture)
        yield failure(error, capture.offset) if error else capture

    with path.open("rb") as file:
        while True:
            found: Capture | ArchiveError | Record | None = None
            kind = ""
            try:
                member = Member(file, offset)
                record = read_record(member)
                if record is not None:
                    kind = record.rec_headers.get_header("WARC-Type", "")
                    found = _found(record, kind, str(path), member.start)
                end = member.passed(record)
            except EOFError:
                break
            except ArchiveError as error:
                if not lost:  # of many false starts on the way to the next record one is told
                    yield failure(error, offset)
                lost = True
                following = next_start(file, offset + 1)
                if following is None:
                    break
                offset = following
                continue
            if isinstance(found, Capture):
                yield from settled(pending)
                pending = found
            elif isinstance(found, ArchiveError):
                yield failure(found, offset)
            elif kind == "warcinfo":
                yield from settled(pending)
                pending, ours = None, bool(found and found.get(MARK))
            elif found and pending and found["concurrent"] == pending.record_id:
                yield from settled(replace(pending, about=found))
                pending = None
            offset, lost = end, False
    yield from settled(pending)


def parsed_date(text: str) -> datetime:
    """Return a WARC-Date's moment. Raises ArchiveError."""
    try:
        date = datetime.fromisoformat(text)
        return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise ArchiveError("bad_date", repr(text[:40])) from error


def read_page(capture: Capture, url: str, payload: Capture | None = None) -> Page:
    """Return a capture's page, asked for at `url`; a revisit's body is that of the `payload` it refers to.

    Raises ArchiveError, and DecodingError for a body that its headers do not explain.
    """
    headers, body = _answer(capture)
    if capture.status == 304:
        body = b""
    elif capture.revisit:
        if payload is None:
            raise ArchiveError("no_payload", f"{capture.digest} of {capture.target}")
        others, body = _answer(payload)
        headers = headers or others
    digest = capture.digest or f"sha256:{sha256(body).hexdigest()}"
    archived = Archived(digest, capture.record_id)
    return Page(url, capture.target, capture.status, headers, body, capture.date, archived=archived)


def _found(record: ArcWarcRecord, kind: str, file: str, offset: int) -> Capture | ArchiveError | Record | None:
    """Return what a record holds for us: an answer, why there is none, our word about one, or nothing."""
    if kind in ("response", "revisit"):
        try:
            return _capture(record, file, offset)
        except ArchiveError as error:
            return error
    if kind not in PASSED_BY:
        return ArchiveError(
            "not_a_response", f"{kind or 'no type'}: {record.rec_headers.get_header('WARC-Target-URI')}"
        )
    if kind == "warcinfo":
        return {MARK: f"software: {MARK}/".encode() in record.raw_stream.read(MAX_HEAD)}
    if kind == "metadata" and record.content_type == "application/json":
        try:
            about = json.loads(record.raw_stream.read(MAX_BODY))
        except (RecursionError, ValueError):
            return None
        if _sound(about):
            return {**about, "concurrent": record.rec_headers.get_header("WARC-Concurrent-To")}
    return None


def _sound(about: Any) -> bool:  # noqa: ANN401 (whatever JSON holds)
    """Whether it is what `Archive` writes of a page."""
    if not (isinstance(about, dict) and MARK in about and isinstance(about.get("feed_url"), str)):
        return False
    if "uri" not in about:
        return True
    try:
        json.dumps(about, ensure_ascii=False).encode()  # half a character can't be stored
        return all(isinstance(about[name], str) for name in ("uri", "url", "run")) and bool(
            about["entry"] is None or entry_of(about["entry"])
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def _capture(record: ArcWarcRecord, file: str, offset: int) -> Capture:
    headers: StatusAndHeaders = record.rec_headers

    def header(name: str) -> str:
        return str(headers.get_header(name, ""))

    target = header("WARC-Target-URI").strip("<>").replace(" ", "%20")
    revisit = header("WARC-Type") == "revisit"
    try:
        host(target), canonical_url(target)
    except ValueError as error:
        raise ArchiveError("not_http", target[:200]) from error
    if record.length > MAX_BODY + MAX_HEAD:
        raise ArchiveError("body_too_large", f"{record.length} bytes of {target}")
    if header("WARC-Truncated") or header("WARC-Segment-Number"):
        raise ArchiveError("truncated_body", f"{header('WARC-Truncated') or 'segment'} of {target}")
    date = parsed_date(header("WARC-Date"))
    status, content_type = 200, ""
    if record.length or not revisit:
        head = _http_head(record)
        status, content_type = _status(head), str(head.get_header("Content-Type", ""))
    if revisit and header("WARC-Profile").endswith(NOT_MODIFIED.rpartition("/")[2]):
        status = 304
    return Capture(
        file=file,
        offset=offset,
        date=date,
        target=target,
        status=status,
        digest=header("WARC-Payload-Digest"),
        record_id=header("WARC-Record-ID"),
        revisit=revisit,
        refers_to=(header("WARC-Refers-To-Target-URI"), header("WARC-Refers-To-Date")),
        content_type=content_type,
    )


def _no_article(capture: Capture) -> ArchiveError | None:
    """Return why a page that nobody says is an article's can't be one."""
    kind = capture.content_type.partition(";")[0].strip().lower()
    if 300 <= capture.status < 400 and capture.status != 304:
        return ArchiveError("redirect", capture.target)
    if capture.status == 200 and kind not in HTML:
        return ArchiveError("not_html", f"{kind[:40]}: {capture.target}")
    return ArchiveError("home_page", capture.target) if is_home_page(capture.target) else None


def _http_head(record: ArcWarcRecord) -> StatusAndHeaders:
    try:
        head = StatusAndHeadersParser([], verify=False).parse(record.raw_stream)
    except EOFError as error:
        raise ArchiveError("bad_http", "no HTTP message") from error
    if not head.protocol.upper().startswith("HTTP/"):
        raise ArchiveError("bad_http", f"begins with {head.protocol[:40]!r}")
    return head


def _status(head: StatusAndHeaders) -> int:
    code = head.get_statuscode()
    if not (code.isdecimal() and len(code) == 3):
        raise ArchiveError("bad_http", f"status {code[:40]!r}")
    return int(code)


def _answer(capture: Capture) -> tuple[tuple[tuple[str, str], ...], bytes]:
    """Return an answer's headers, by their lower-case names, and its body with all encodings undone."""
    with Path(capture.file).open("rb") as file:
        record = read_record(Member(file, capture.offset))
        if record is None:
            raise ArchiveError("broken", "the record is no longer there")
        if not record.length:
            return (), b""
        head = _http_head(record)
        raw = record.raw_stream.read(MAX_BODY + 1)
    if len(raw) > MAX_BODY:
        raise ArchiveError("body_too_large", f"over {MAX_BODY} bytes")
    headers = tuple((str(name).lower(), str(value)) for name, value in head.headers)
    named = {
        wanted: [part.strip().lower() for name, value in headers if name == wanted for part in value.split(",")]
        for wanted in ("transfer-encoding", "content-encoding")
    }
    if "chunked" in named["transfer-encoding"]:
        raw = _joined(raw)
    if MARKUP.match(raw):  # some crawlers keep the decoded body and the headers of the encoded one
        return headers, raw
    return headers, decoded(raw, [name for name in named["content-encoding"] if name], MAX_BODY)


def _joined(body: bytes) -> bytes:
    """Return a chunked body's chunks as one; a body without chunks as it stands, for it was joined before."""
    parts: list[bytes] = []
    at = 0
    while head := CHUNK_HEAD.match(body, at):
        size, start = int(head[1], 16), head.end()
        if size == 0:
            return b"".join(parts)
        at = start + size
        if at > len(body):
            break
        parts.append(body[start:at])
    if parts or at:
        raise ArchiveError("truncated_body", f"the chunks end after {len(body)} bytes")
    return body
