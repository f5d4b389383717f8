"""Content encodings undone, with a limit and a check that the stream was complete.

HTTP clients pass a compressed body that was cut half way as a success; beside the last version it is a false edit.
"""

import importlib
import zlib
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Literal

import zstandard

# Not a dependency: servers that speak brotli speak gzip as well.
brotli = importlib.import_module("brotli") if find_spec("brotli") else None

Reason = Literal["bad_encoding", "decoded_too_large", "too_many_encodings", "truncated_body", "unknown_encoding"]

MAX_ENCODINGS = 2  # a server's own and a proxy's; more is an attack
GZIP_MAGIC = b"\x1f\x8b"
ZSTD_WINDOW = 8 << 20  # bytes; what RFC 9659 allows on the web
ZSTD_STEP = 512  # bytes of input at a time: zstandard has no limit on output, and 4 bytes can stand for 128 KB


class DecodingError(ValueError):
    """A body that its encodings do not explain; `reason` is from a closed vocabulary."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason: Reason = reason
        self.detail = detail


def decoded(body: bytes, encodings: Sequence[str], limit: int) -> bytes:
    """Return the body with its encodings undone, the last named first; at most `limit` bytes at every step.

    Junk after the end of a stream is dropped, as browsers do. Raises DecodingError.
    """
    named = [encoding for encoding in encodings if encoding != "identity"]
    if len(named) > MAX_ENCODINGS:
        raise DecodingError("too_many_encodings", str(len(named)))
    if not body:
        return body
    for encoding in reversed(named):
        if encoding not in DECODERS:
            raise DecodingError("unknown_encoding", encoding[:40])
        body = DECODERS[encoding](body, limit)
    return body


def _gunzip(body: bytes, limit: int) -> bytes:
    parts: list[bytes] = []
    while body.startswith(GZIP_MAGIC):  # a stream may be several members
        part, body = _inflate(body, limit - sum(map(len, parts)), 16 + zlib.MAX_WBITS)
        parts.append(part)
    if not parts:
        raise DecodingError("bad_encoding", "gzip: no header")
    return b"".join(parts)


def _deflate(body: bytes, limit: int) -> bytes:
    """Undo "deflate": zlib by the standard, raw from some servers; a zlib header ends in 8 and is a multiple of 31."""
    wrapped = body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    return _inflate(body, limit, zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)[0]


def _inflate(body: bytes, limit: int, window: int) -> tuple[bytes, bytes]:
    """Return what one zlib stream holds, and what follows it."""
    stream = zlib.decompressobj(window)
    try:
        plain = stream.decompress(body, limit + 1)
    except zlib.error as error:
        raise DecodingError("bad_encoding", str(error)) from error
    _check(len(plain), limit, stream.eof)
    return plain, stream.unused_data


def _unzstd(body: bytes, limit: int) -> bytes:
    stream = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()
    parts: list[bytes] = []
    size = 0
    try:
        for start in range(0, len(body), ZSTD_STEP):
            parts.append(stream.decompress(body[start : start + ZSTD_STEP]))
            size += len(parts[-1])
            if stream.eof or size > limit:
                break
    except zstandard.ZstdError as error:
        raise DecodingError("bad_encoding", str(error)) from error
    _check(size, limit, stream.eof)
    return b"".join(parts)


def _unbrotli(body: bytes, limit: int) -> bytes:
    assert brotli is not None
    stream = brotli.Decompressor()
    try:
        plain = bytes(stream.process(body, output_buffer_limit=limit + 1))
    except brotli.error as error:
        raise DecodingError("bad_encoding", str(error)) from error
    _check(len(plain), limit, stream.is_finished())
    return plain


def _check(size: int, limit: int, complete: bool) -> None:
    if size > limit:
        raise DecodingError("decoded_too_large", f"over {limit} bytes")
    if not complete:
        raise DecodingError("truncated_body", f"the compressed stream ends after {size} bytes")


DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _deflate,
    "zstd": _unzstd,
}
if hasattr(getattr(brotli, "Decompressor", None), "can_accept_more_data"):  # 1.2: the first with a limit on output
    DECODERS["br"] = _unbrotli
ACCEPT_ENCODING = ", ".join(name for name in DECODERS if name != "x-gzip")
