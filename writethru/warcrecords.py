"""Records of a web archive, from any place in its file; one of any size is passed by in little memory."""

import re
import zlib
from typing import BinaryIO

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader

from writethru.decoding import GZIP_MAGIC

MAX_BODY = 20_000_000  # bytes, as in fetching
MAX_HEAD = 1_000_000  # bytes of a record's and its message's headers
CHUNK = 65_536
FIRST = 1_024  # bytes of a gzip member that certainly give its first line; its codes alone may take 300
FIRST_LINE = b"WARC/"
START = re.compile(rb"\x1f\x8b\x08|(?<![^\n])WARC/\d\.\d+\r?\n")


class ArchiveError(ValueError):
    """A record that can't be used; `reason` is from the closed vocabulary REASONS."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail


class Member:
    """The bytes of one record, from a gzip member of its own or as they stand; what warcio reads a record from."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self._file = file
        file.seek(offset)
        raw = file.read(CHUNK)
        if not raw:
            raise EOFError
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS) if raw.startswith(GZIP_MAGIC) else None
        self._buffer, self._at, self._read = b"", 0, 0
        self.start = offset
        self.cut = False  # the file ends in it
        self._head_left = MAX_HEAD
        if self._inflate is None:
            blank = len(raw) - len(raw.lstrip(b"\r\n"))  # what the record before ends with
            self.start += blank
            self._buffer = raw[blank:]
            if blank == len(raw):
                raise EOFError
        else:
            self._buffer = self._inflated(raw)

    def read(self, size: int | None = None) -> bytes:
        """Return that many bytes, fewer only at the end."""
        parts: list[bytes] = []
        left = MAX_BODY if size is None else size
        while left > 0 and self._filled():
            part = self._buffer[self._at : self._at + left]
            self._at += len(part)
            left -= len(part)
            parts.append(part)
        data = b"".join(parts)
        self._read += len(data)
        return data

    def readline(self, size: int | None = None) -> bytes:
        """Return a line; heads longer than MAX_HEAD are refused."""
        line = b""
        limit = MAX_HEAD if size is None else size
        while len(line) < limit and not line.endswith(b"\n") and self._filled():
            end = self._buffer.find(b"\n", self._at) + 1 or len(self._buffer)
            part = self._buffer[self._at : min(end, self._at + limit - len(line))]
            self._at += len(part)
            line += part
        if self._read and line.startswith(FIRST_LINE):
            raise ArchiveError("broken", "a record begins within another's headers")
        self._read += len(line)
        self._head_left -= len(line)
        if self._head_left <= 0:
            raise ArchiveError("broken", f"headers of more than {MAX_HEAD} bytes")
        return line

    def tell(self) -> int:
        """Return how many bytes have been read."""
        return self._read

    def passed(self, record: ArcWarcRecord | None) -> int:
        """Read to the record's end and return where the next begins in the file."""
        while record is not None and record.raw_stream.read(CHUNK):
            pass
        if record is not None and record.raw_stream.limit > 0:
            raise ArchiveError("truncated", f"{record.raw_stream.limit} bytes are missing")
        if self._inflate is None:
            return self.start + self._read
        if self.read(len(b"\r\n\r\n")).strip() or self.read(1):
            raise ArchiveError("not_by_record", "a gzip member must hold one record")
        if not self._inflate.eof:
            raise ArchiveError("truncated", "the gzip member is cut")
        return self._file.tell() - len(self._inflate.unused_data)

    def _filled(self) -> bool:
        """Whether there is a byte to read."""
        while self._at == len(self._buffer):
            if self._inflate is not None and self._inflate.eof:
                return False
            tail = self._inflate.unconsumed_tail if self._inflate else b""
            raw = tail or self._file.read(CHUNK)
            if not raw:
                self.cut = True
                return False
            self._buffer, self._at = self._inflated(raw) if self._inflate else raw, 0
        return True

    def _inflated(self, raw: bytes) -> bytes:
        assert self._inflate is not None
        try:
            return self._inflate.decompress(raw, CHUNK)
        except zlib.error as error:
            raise ArchiveError("broken", str(error)) from error


def read_record(member: Member) -> ArcWarcRecord | None:
    """Return the record of a member, None when it is empty."""
    try:
        record = ArcWarcRecordLoader(arc2warc=False).parse_record_stream(
            member, known_format="warc", no_record_parse=True
        )
    except EOFError:
        return None
    except ArchiveLoadFailed as error:
        raise ArchiveError("broken", str(error)[:300]) from error
    length = record.rec_headers.get_header("Content-Length", "")
    if not length.isdecimal() or not record.rec_headers.protocol:
        raise ArchiveError("truncated" if member.cut else "broken", f"no WARC record of {length or 'any'} length")
    return record


def next_start(file: BinaryIO, offset: int) -> int | None:
    """Return where a record seems to begin, from an offset on."""
    while True:
        file.seek(offset)
        data = file.read(CHUNK + FIRST)
        if not data:
            return None
        for found in START.finditer(data):
            if found.start() >= CHUNK:
                break
            if _begins(data[found.start() : found.start() + FIRST]):
                return offset + found.start()
        offset += CHUNK


def _begins(data: bytes) -> bool:
    """Whether these are a record's first bytes; a member is looked into, as what is false costs most if it is read."""
    if data.startswith(GZIP_MAGIC):
        try:
            data = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(data, len(FIRST_LINE))
        except zlib.error:
            return False
    return data.startswith(FIRST_LINE)
