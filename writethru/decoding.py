"""Content encodings undone, with a limit and a check that the stream was complete.

HTTP clients pass a compressed body that was cut half way as a success; beside the last version it is a false edit.
"""

import re
import zlib
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Literal

import brotli
import zstandard

Reason = Literal["bad_encoding", "decoded_too_large", "too_many_encodings", "truncated_body", "unknown_encoding"]

Bytes = bytes | bytearray
Decoder = Callable[[Bytes], Iterator[bytes]]

MAX_ENCODINGS = 2  # a server's own and a proxy's; more is an attack
GZIP_MAGIC = b"\x1f\x8b"
ZSTD_FRAME = re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18")  # RFC 8878, 3.1; the latter are passed over
ZSTD_WINDOW = 8 << 20  # bytes; what RFC 9659 allows on the web
MAX_STREAMS = 10_000  # in one body: 8 MB of empty ones block all other fetches for 2 s, servers flush some hundreds
HELD = 1 << 20  # bytes; what grows beyond is measured to its end before it is kept, so that a bomb costs no memory
PIECE = 1 << 16  # bytes of output at a time
STEP = 1 << 14  # bytes of input at a time; zlib copies what it has not taken up yet
ZSTD_STEP = 64  # zstandard has no limit on output, and 4 bytes can stand for 128 KB


class DecodingError(ValueError):
    """A body that its encodings do not explain; `reason` is from a closed vocabulary."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason: Reason = reason
        self.detail = detail


def decoded(body: Bytes, encodings: Sequence[str], limit: int) -> bytes:
    """Return the body with its encodings undone, the last named first; at most `limit` bytes at every step.

    Junk after the end of a stream is dropped, as browsers do. Raises DecodingError.
    """
    named = [encoding for encoding in encodings if encoding != "identity"]
    if len(named) > MAX_ENCODINGS:
        raise DecodingError("too_many_encodings", str(len(named)))
    for encoding in reversed(named if body else ()):
        if encoding not in DECODERS:
            raise DecodingError("unknown_encoding", encoding[:40])
        body = _undone(DECODERS[encoding], body, limit) if body else body
    if len(body) > limit:
        raise DecodingError("decoded_too_large", f"over {limit} bytes")
    return bytes(body)


def _undone(pieces: Decoder, body: Bytes, limit: int) -> bytes:
    held: list[bytes] = []
    size = 0
    try:
        for piece in pieces(body):
            size += len(piece)
            if size > limit:
                raise DecodingError("decoded_too_large", f"over {limit} bytes")
            if size <= HELD:
                held.append(piece)
            else:
                held.clear()
    except EOFError as error:
        raise DecodingError("truncated_body", f"the compressed stream ends after {size} bytes") from error
    except (zlib.error, zstandard.ZstdError, brotli.error) as error:
        raise DecodingError("bad_encoding", str(error)) from error
    return b"".join(held if size <= HELD else pieces(body))


def _gunzip(body: Bytes) -> Iterator[bytes]:
    if not body.startswith(GZIP_MAGIC):
        raise DecodingError("bad_encoding", "gzip: no header")
    at = members = 0
    while body.startswith(GZIP_MAGIC, at):  # a stream may be several members
        members = _counted(members)
        at = yield from _inflate(body, 16 + zlib.MAX_WBITS, at)


def _counted(streams: int) -> int:
    if streams == MAX_STREAMS:
        raise DecodingError("bad_encoding", f"over {MAX_STREAMS} streams in one")
    return streams + 1


def _deflate(body: Bytes) -> Iterator[bytes]:
    """Undo "deflate": zlib by the standard, raw from some servers; a zlib header ends in 8 and is a multiple of 31."""
    wrapped = body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    yield from _inflate(body, zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)


def _inflate(body: Bytes, window: int, begin: int = 0) -> Generator[bytes, None, int]:
    """Yield what one zlib stream holds and return where it ends; raise EOFError where it is cut, as all below."""
    stream = zlib.decompressobj(window)
    for start in range(begin, len(body), STEP):
        piece, left = b"", body[start : start + STEP]
        while not stream.eof and (left or len(piece) == PIECE):  # a full piece may have more behind it
            piece = stream.decompress(left, PIECE)
            left = stream.unconsumed_tail
            yield piece
        if stream.eof:
            return min(start + STEP, len(body)) - len(stream.unused_data)
    raise EOFError


def _unzstd(body: Bytes) -> Iterator[bytes]:
    frames, at, count = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW), 0, 0
    while at == 0 or ZSTD_FRAME.match(body, at):  # a stream may be several frames
        count = _counted(count)
        stream = frames.decompressobj()
        while not stream.eof:
            if at >= len(body):
                raise EOFError
            yield stream.decompress(body[at : at + ZSTD_STEP])
            at += ZSTD_STEP
        at = min(at, len(body)) - len(stream.unused_data)


def _unbrotli(body: Bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    for start in range(0, len(body), STEP):
        piece = stream.process(body[start : start + STEP], output_buffer_limit=PIECE)
        while piece:  # more may be behind it, whether or not all input is taken up
            yield piece
            piece = b"" if stream.is_finished() else stream.process(b"", output_buffer_limit=PIECE)
        if stream.is_finished():
            return
    raise EOFError


DECODERS: dict[str, Decoder] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _deflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
ACCEPT_ENCODING = ", ".join(name for name in DECODERS if name != "x-gzip")
