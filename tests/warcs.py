"""Records of web archives as other crawlers write them, byte by byte."""

import gzip
import zlib
from datetime import UTC, datetime
from hashlib import sha1

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SENTENCE = "Sentence {} of the story of the {}, which was long enough to be told in full on the page."


def html(name, *more):
    """Return the page of a story."""
    text = "".join(f"<p>{SENTENCE.format(number, name)}</p>" for number in range(6)) + "".join(
        f"<p>{line}</p>" for line in more
    )
    title = f"Story of the {name}"
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title></head>"
        f"<body><article><h1>{title}</h1>{text}</article></body></html>"
    ).encode()


def chunked(body, size=100):
    """Return a body in chunks."""
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def http(body, *headers, status="HTTP/1.1 200 OK", kind="text/html; charset=utf-8"):
    """Return an HTTP answer."""
    head = [status, *([f"Content-Type: {kind}"] if kind else []), *headers, "", ""]
    return "\r\n".join(head).encode() + body


def record(kind, target, block=b"", date="2026-03-01T12:00:00Z", length=None, **fields):
    """Return one record, not compressed; a field's `_` stands for `-`, and None leaves it out."""
    name = f"<urn:test:{sha1(repr((kind, target, date)).encode()).hexdigest()}>"
    told = {"WARC-Type": kind, "WARC-Record-ID": name, "WARC-Target-URI": target, "WARC-Date": date}
    told |= {f"WARC-{name.replace('_', '-')}": value for name, value in fields.items()}
    told["Content-Length"] = str(len(block) if length is None else length)
    head = "".join(f"{key}: {value}\r\n" for key, value in told.items() if value is not None)
    return f"WARC/1.0\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def response(name, body=None, date="2026-03-01T12:00:00Z", headers=(), **fields):
    """Return the record of a story's page on the Harbour Gazette."""
    body = html(name) if body is None else body
    return record("response", f"https://gazette.example/{name}", http(body, *headers), date, **fields)


def write(path, *records, packed=True):
    """Write an archive, each record a gzip member of its own, and return its path."""
    path.write_bytes(b"".join(gzip.compress(one, mtime=0) if packed else one for one in records))
    return path


def deflated(body):
    """Return a body in raw deflate, as some servers send it."""
    return zlib.compress(body)[2:-4]
