"""A web archive of every answer (WARC 1.1): the page as it was read, how it was asked for, and whose it is.

Bodies are kept decoded: the digest is then that of what was read, whatever a server's compressor did that day, and no
reader needs brotli. Headers that speak of the encoded body get a prefix, as in Common Crawl's archives.
"""

import json
import os
import re
import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from socket import gethostname
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from writethru import __version__
from writethru.elements import Archived, Feed, Look, Page
from writethru.records import Record, entry_body

SUFFIX = ".warc.gz"
OPEN = ".open"  # behind the suffix until a file is complete
FILE_BYTES = 1_000_000_000
LEVEL = 4  # of gzip; 6 takes two thirds more time for a twentieth less, 9, which is warcio's, two and a half times it
MARK = "writethru"  # the field by which our metadata records are told from others'
BUSY = 60  # s to wait for another worker's write

PROFILES = "http://netpreserve.org/warc/1.1/revisit/"
NOT_MODIFIED = PROFILES + "server-not-modified"
IDENTICAL = PROFILES + "identical-payload-digest"
# What a request may tell. A list of what may not would miss the next site's X-Api-Key.
TOLD = frozenset(
    {
        "accept", "accept-encoding", "accept-language", "cache-control", "connection", "host", "if-modified-since",
        "if-none-match", "pragma", "range", "user-agent",
    }
)  # fmt: skip
SECRET = frozenset({"authentication-info", "proxy-authentication-info", "set-cookie", "set-cookie2"})
ENCODED = frozenset({"content-encoding", "content-length", "transfer-encoding"})  # of the body as it came
PREFIX = "X-Crawl-"
ARCHIVE_NAME = re.compile(rf"\.warc(\.gz)?({re.escape(OPEN)})?$")
USERINFO = re.compile(r"(?<=//)[^/?#\s]*@")


class _Headers(StatusAndHeaders):  # type: ignore[misc]  # warcio is not typed
    """HTTP headers that keep their characters; warcio would escape what is not ASCII, and a validator be another."""

    def to_ascii_bytes(self, filter_func: Any = None) -> bytes:  # noqa: ANN401 (as its base says)
        return bytes(self.to_bytes(filter_func))


class Archive:
    """Writes the answers of one worker of a run into files of its own in a folder.

    Each answer's records go to the system in one piece, so that a process killed leaves whole ones; `sync` makes them
    last and lets later answers refer to them. No file is made before the first answer.
    """

    def __init__(self, folder: str | Path, run: str, file_bytes: int = FILE_BYTES) -> None:
        self._folder, self._run, self._file_bytes = Path(folder), run, file_bytes
        self._worker = f"{gethostname().partition('.')[0]}-{os.getpid()}"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._payloads = _Payloads(self._folder / "payloads.sqlite")
        self._open: Path | None = None
        self._file = -1
        self._serial = self._written = self._records = 0

    def add(self, page: Page, wanted: Look | Feed) -> Archived | None:
        """Write an answer and return where it lies; None for a 304, which has no payload of its own."""
        target, date = without_userinfo(page.final_uri), _date(page.retrieved)
        if self._open is None:
            self._begin(date)
        digest = f"sha256:{sha256(page.body).hexdigest()}"
        known = self._payloads.last(target) if page.status == 304 else self._payloads.find(target, digest)
        fields = {"WARC-Target-URI": target, "WARC-Date": date, "WARC-Record-ID": self._id()}
        record_id = fields["WARC-Record-ID"]
        if page.status == 304:
            fields["WARC-Profile"] = NOT_MODIFIED
        else:
            fields["WARC-Payload-Digest"] = digest
            if known:
                fields["WARC-Profile"] = IDENTICAL
        if known:
            fields |= {"WARC-Refers-To-Target-URI": target, "WARC-Refers-To-Date": known}
        revisit = "WARC-Profile" in fields
        response = _member("revisit" if revisit else "response", fields, b"" if revisit else page.body, _answer(page))
        joined = {"WARC-Target-URI": target, "WARC-Date": date, "WARC-Concurrent-To": record_id}
        request = _member("request", {**joined, "WARC-Record-ID": self._id()}, b"", _request(page))
        about = json.dumps(_about(wanted, self._run)).encode()
        fields = {**joined, "WARC-Record-ID": self._id(), "Content-Type": "application/json"}
        self._write(response + request + _member("metadata", fields, about))
        if page.status == 304:
            return None
        self._payloads.add(target, digest, date)
        if self._written >= self._file_bytes:
            self._complete()
        return Archived(digest, record_id)

    def sync(self) -> None:
        """Have what was written survive a power cut."""
        if self._open is not None:
            os.fsync(self._file)
        self._payloads.save()

    def close(self) -> None:
        """Complete the file in hand."""
        self._complete()
        self._payloads.close()

    def _begin(self, date: str) -> None:
        while True:
            name = f"{self._run}-{self._worker}-{self._serial:05d}{SUFFIX}"
            self._serial += 1
            path = self._folder / (name + OPEN)
            try:
                self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
            except FileExistsError:
                continue
            if (self._folder / name).exists():  # another of this process's workers completed it meanwhile
                os.close(self._file)
                path.unlink()
                continue
            break
        self._open, self._written, self._records = path, 0, 0
        info = {
            "software": f"writethru/{__version__} (https://writethru.invalid/)",
            "format": "WARC File Format 1.1",
            "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "description": f"run {self._run}; bodies are decoded, headers of the encoded ones begin with {PREFIX}",
        }
        fields = {"WARC-Date": date, "WARC-Record-ID": self._id(), "WARC-Filename": name}
        self._write(_member("warcinfo", fields, "".join(f"{key}: {value}\r\n" for key, value in info.items()).encode()))

    def _write(self, data: bytes) -> None:
        self._written += len(data)
        while data:  # a write to a file is cut only where the disk is full, which the next one says
            data = data[os.write(self._file, data) :]

    def _complete(self) -> None:
        if self._open is None:
            return
        self.sync()
        os.close(self._file)
        self._open.rename(self._open.with_suffix(""))
        self._open = None

    def _id(self) -> str:
        """Return a record id that the same file's same record always has."""
        self._records += 1
        return f"<urn:uuid:{uuid5(NAMESPACE_URL, f'{self._open}#{self._records}')}>"


class _Payloads:
    """Remembers which payloads the folder's files hold, for all workers and runs; without it all are written anew."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(
            path, timeout=BUSY, check_same_thread=False
        )  # as its caller's threads take turns
        self._database.execute("PRAGMA journal_mode=WAL")
        columns = "url TEXT, digest TEXT, date TEXT NOT NULL, seen TEXT NOT NULL, PRIMARY KEY (url, digest)"
        self._database.execute(f"CREATE TABLE IF NOT EXISTS payloads ({columns}) WITHOUT ROWID")
        self._new: list[tuple[str, str, str, str]] = []

    def find(self, url: str, digest: str) -> str | None:
        """Return the date of the record that holds a URL's payload."""
        return self._one("SELECT date FROM payloads WHERE url = ? AND digest = ?", url, digest)

    def last(self, url: str) -> str | None:
        """Return the date of the record that holds what a URL answered last."""
        return self._one("SELECT date FROM payloads WHERE url = ? ORDER BY seen DESC LIMIT 1", url)

    def add(self, url: str, digest: str, date: str) -> None:
        """Remember a payload, or that it was seen again, from the next `save` on."""
        self._new.append((url, digest, date, date))

    def save(self) -> None:
        """Remember what was added."""
        with self._database:
            upsert = "ON CONFLICT (url, digest) DO UPDATE SET seen = excluded.seen"
            self._database.executemany(f"INSERT INTO payloads VALUES (?, ?, ?, ?) {upsert}", self._new)
        self._new.clear()

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def _one(self, query: str, *values: str) -> str | None:
        row = self._database.execute(query, values).fetchone()
        return row[0] if row else None


def without_userinfo(url: str) -> str:
    """Return a URL without the name and password that it may hold."""
    return USERINFO.sub("", url) if "@" in url else url


def _member(kind: str, fields: Mapping[str, str], block: bytes, http: StatusAndHeaders | None = None) -> bytes:
    """Return one record as a gzip member of its own; of HTTP messages `block` is the payload."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    headers = StatusAndHeaders("", [("WARC-Type", kind), *fields.items()], protocol="WARC/1.1")
    record = writer.create_warc_record(
        fields.get("WARC-Target-URI", ""), kind, BytesIO(block), len(block), warc_headers=headers, http_headers=http
    )
    writer.write_record(record)
    return zlib.compress(out.getvalue(), LEVEL, 16 + zlib.MAX_WBITS)


def _answer(page: Page) -> StatusAndHeaders:
    """Return the answer's head, true of the decoded body; a server's secrets for us alone are left out."""
    headers = [
        (PREFIX + name.title() if name in ENCODED else name.title(), value)
        for name, value in page.headers
        if name not in SECRET
    ]
    if page.status != 304:
        headers.append(("Content-Length", str(len(page.body))))
    return _Headers(f"{page.status} {_phrase(page.status)}", headers, "HTTP/1.1")


def _request(page: Page) -> StatusAndHeaders:
    parts = urlsplit(without_userinfo(page.final_uri))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    told = [(name, value) for name, value in page.sent if name.lower() in TOLD]
    if not any(name.lower() == "host" for name, _ in told):
        told.insert(0, ("Host", parts.netloc))
    return _Headers(f"{path} HTTP/1.1", told, "GET")


def _about(wanted: Look | Feed, run: str) -> Record:
    """Return whose page it is: an article's, with what its feed said of it in that look, or a feed's."""
    about: Record = {MARK: 1, "run": run}
    if isinstance(wanted, Feed):
        return {**about, "feed_url": without_userinfo(wanted.url)}
    entry = _open_values(entry_body(wanted.entry)) if wanted.entry else None
    look = {"uri": wanted.uri, "url": wanted.url, "feed_url": wanted.feed_url}
    return {**about, **_open_values(look), "entry": entry}


def _open_values(values: Record) -> Record:
    return {name: without_userinfo(value) if isinstance(value, str) else value for name, value in values.items()}


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _date(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def files(paths: Iterable[Path]) -> list[Path]:
    """Return these files, and those of an archive that lie in these folders, completed or not."""
    found: list[Path] = []
    for path in paths:
        inside = (file for file in path.rglob("*") if ARCHIVE_NAME.search(file.name) and file.is_file())
        found += sorted(inside) if path.is_dir() else [path]
    return found
