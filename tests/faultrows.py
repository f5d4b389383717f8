"""What servers do, and what comes of it: a reason from the fetch vocabulary, or the status of a page.

A page's body is PAGE where its outcome is a status alone. `serving` serves all rows, each at a loopback address of its
own, so that none waits for another.
"""

import gzip
import random
import zlib

import brotli
import zstandard

from tests.faults import (
    CHUNKED,
    OK,
    PAGE,
    Behaviour,
    FaultServer,
    answer,
    chunk,
    closing,
    dripping,
    encoded,
    gzipped,
    half_closing,
    pieces,
    redirect,
)
from writethru.elements import Failure, Page
from writethru.fetching import FetchPolicy

Rows = dict[str, tuple[Behaviour, str]]

ZIPPED = gzip.compress(PAGE * 50)
SQUEEZED = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}
NOISE = random.Random(1871).randbytes(40_000)
MUCH_ZIPPED = gzip.compress(NOISE * 190, 1)  # 7.6 MB: what it repeats is too far back for gzip
END = b"0\r\n\r\n"
CLOSED_PORT = 1
ENDED = chunk() + END

SLOW: Rows = {
    "no answer": (dripping(b""), "deadline"),
    "slow status line": (dripping(b"HTTP/1.1 200 ", b"O"), "deadline"),
    "slow header": (dripping(OK, b"X-Drop: 1\r\n"), "deadline"),
    "slow header value": (dripping(OK + b"X-Drop: ", b"1"), "deadline"),
    "slow body": (dripping(OK + b"\r\n", b"."), "deadline"),
    "slow chunks": (dripping(CHUNKED, chunk(b".")), "deadline"),
    "slow trailers": (dripping(CHUNKED + chunk() + b"0\r\n", b"X: 1\r\n"), "deadline"),
    "slow early hints": (dripping(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"), "deadline"),
    "stall after the headers": (dripping(answer(b"", length=500)), "deadline"),
    "stall in the body": (dripping(answer(length=500)), "deadline"),
    "stall before the last chunk": (dripping(CHUNKED + chunk()), "deadline"),
    "stall in a compressed body": (dripping(encoded("gzip", ZIPPED)[:-9]), "deadline"),
    "slow redirects": (pieces(b"", redirect("?"), pause=0.4), "deadline"),
    "slow and whole": (pieces(OK, b"Content-Length: %d\r\n\r\n" % len(PAGE), PAGE[:20], PAGE[20:]), "200"),
}
ENDLESS: Rows = {
    "endless body": (dripping(OK + b"\r\n", b"." * 65_536, 0), "body_too_large"),
    "endless chunks": (dripping(CHUNKED, chunk(b"." * 65_536), 0), "body_too_large"),
    "endless compressed body": (
        dripping(OK + b"Content-Encoding: gzip\r\n\r\n" + ZIPPED[:10], NOISE, 0),
        "body_too_large",
    ),
    "7.6 MB of noise, compressed and cut": (closing(encoded("gzip", MUCH_ZIPPED[:-99])), "truncated_body"),
    "announced too large": (answer(length=10**9), "body_too_large"),
    "announced beyond numbers": (answer(length=10**30), "bad_http"),
    "endless header": (dripping(OK + b"X: ", b"a" * 65_536, 0), "bad_http"),
    "endless headers": (dripping(OK, b"X: a\r\n" * 5_000, 0), "bad_http"),
    "endless reason phrase": (dripping(b"HTTP/1.1 200 ", b"O" * 65_536, 0), "bad_http"),
    "endless trailers": (dripping(CHUNKED + chunk() + b"0\r\n", b"X: a\r\n" * 5_000, 0), "bad_http"),
    "endless early hints": (dripping(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 1_000, 0.01), "deadline"),
    "endless empty lines": (dripping(b"", b"\r\n" * 5_000, 0.01), "deadline"),
    "endless chunk size": (dripping(CHUNKED, b"0" * 65_536, 0.01), "deadline"),
    "endless chunk extension": (dripping(CHUNKED + b"5;", b"a" * 65_536, 0.01), "deadline"),
    "10,000 headers": (answer(PAGE, "200 OK", *["X-Ferry: late"] * 10_000), "bad_http"),
    "a header of 1 MB": (answer(PAGE, "200 OK", "X: " + "a" * 1_000_000), "bad_http"),
    "30 MB of headers": (answer(PAGE, "200 OK", *["X: " + "a" * 60_000] * 500), "bad_http"),
}
BROKEN_OFF: Rows = {
    "closed before an answer": (closing(b""), "connect"),
    "reset before an answer": (closing(b"", reset=True), "connect"),
    "closed in the status line": (closing(b"HTTP/1.1 2"), "connect"),
    "closed in the headers": (closing(OK + b"X-A"), "connect"),
    "reset in the headers": (closing(OK + b"X-A", reset=True), "connect"),
    "closed after the headers": (closing(answer(b"", length=500)), "truncated_body"),
    "Content-Length too long": (closing(answer(length=10_000)), "truncated_body"),
    "Content-Length too long, half closed": (half_closing(answer(length=10_000)), "truncated_body"),
    "reset in the body": (closing(answer(length=10_000), reset=True), "truncated_body"),
    "reset in a body without a length": (closing(OK + b"\r\n" + PAGE, reset=True), "truncated_body"),
    "chunk cut": (closing(CHUNKED + b"40\r\nThe ferry"), "truncated_body"),
    "chunk cut by a reset": (closing(CHUNKED + b"40\r\nThe ferry", reset=True), "truncated_body"),
    "chunk that promises gigabytes": (closing(CHUNKED + b"7FFFFFFF\r\n" + PAGE), "truncated_body"),
    "no last chunk": (closing(CHUNKED + chunk()), "truncated_body"),
    "closed in the last chunk": (closing(CHUNKED + chunk() + b"0\r\n"), "truncated_body"),
    "half closed and whole": (half_closing(OK + b"\r\n" + PAGE), "200"),
    "until the connection closes": (closing(OK + b"\r\n" + PAGE), "200"),
}
MALFORMED: Rows = {
    "Content-Length too short": (answer(length=10), "bad_http"),
    "Content-Length too short, and closed": (
        closing(answer(PAGE, "200 OK", "Connection: close", length=9)),
        "bad_http",
    ),
    "Content-Length 0": (answer(length=0), "bad_http"),
    "two Content-Lengths": (answer(PAGE, "200 OK", "Content-Length: 3"), "bad_http"),
    "Content-Length as a list": (answer(length="52, 3"), "bad_http"),
    "negative Content-Length": (answer(length=-5), "bad_http"),
    "Content-Length with a sign": (answer(length="+52"), "bad_http"),
    "Content-Length in hexadecimal": (answer(length="0x34"), "bad_http"),
    "Content-Length in words": (answer(length="many"), "bad_http"),
    "empty Content-Length": (answer(length=""), "bad_http"),
    "Content-Length and chunks": (answer(ENDED, "200 OK", "Transfer-Encoding: chunked"), "bad_http"),
    "garbage chunk": (CHUNKED + b"zz\r\nThe ferry\r\n" + END, "bad_http"),
    "negative chunk": (CHUNKED + b"-5\r\n" + PAGE, "bad_http"),
    "chunk beyond numbers": (CHUNKED + b"F" * 17 + b"\r\n" + PAGE, "bad_http"),
    "chunk longer than its size": (CHUNKED + b"5\r\n" + PAGE + b"\r\n" + END, "bad_http"),
    "chunk without a line end": (CHUNKED + b"34\r\n" + PAGE + END, "bad_http"),
    "chunk without a size": (CHUNKED + b"\r\n" + PAGE, "bad_http"),
    "no chunk where one is promised": (closing(CHUNKED + PAGE), "bad_http"),
    "compressed transfer": (closing(OK + b"Transfer-Encoding: gzip\r\n\r\n" + ZIPPED), "unknown_encoding"),
    "compressed chunks": (OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + ENDED, "unknown_encoding"),
    "something after chunks": (closing(OK + b"Transfer-Encoding: chunked, identity\r\n\r\n" + ENDED), "bad_http"),
    "invented transfer": (closing(OK + b"Transfer-Encoding: xchunked\r\n\r\n" + ENDED), "unknown_encoding"),
    "HTTP/0.9": (closing(PAGE), "bad_http"),
    "HTTP/2": (closing(b"\0\0\x12\4\0\0\0\0\0\0\3\0\0\0\x80\0\4\0\1\0\0\0\5\0\xff\xff\xff"), "bad_http"),
    "HTTP/3.9": (answer().replace(b"1.1", b"3.9", 1), "bad_http"),
    "HTTP in small letters": (answer().replace(b"HTTP", b"http", 1), "bad_http"),
    "another protocol": (closing(b"SSH-2.0-harbour\r\n"), "bad_http"),
    "noise": (closing(NOISE), "bad_http"),
    "no status": (closing(b"HTTP/1.1\r\n\r\n"), "bad_http"),
    "status in letters": (answer(PAGE, "abc Whatever"), "bad_http"),
    "status of two digits": (answer(PAGE, "20 OK"), "bad_http"),
    "status of four digits": (answer(PAGE, "2000 OK"), "bad_http"),
    "negative status": (answer(PAGE, "-200 OK"), "bad_http"),
    "status 000": (answer(PAGE, "000 Nothing"), "bad_http"),
    "status 099": (answer(PAGE, "099 Nothing"), "bad_http"),
    "another protocol from here on": (answer(b"", "101 Switching Protocols", "Upgrade: h2c"), "bad_http"),
    "a socket from here on": (
        answer(b"x" * 999, "101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"),
        "bad_http",
    ),
    "header without colon": (answer(PAGE, "200 OK", "Ferry"), "bad_http"),
    "header without a name": (answer(PAGE, "200 OK", ": late"), "bad_http"),
    "header with a space in its name": (answer(PAGE, "200 OK", "X Ferry: late"), "bad_http"),
    "header with a space behind its name": (answer(PAGE, "200 OK", "X-Ferry : late"), "bad_http"),
    "NUL in a header": (answer(PAGE, "200 OK", "X: a\0b"), "bad_http"),
    "NUL in a header's name": (answer(PAGE, "200 OK", "X\0: a"), "bad_http"),
    "carriage return in a header": (answer(PAGE, "200 OK", "X: a\rb"), "bad_http"),
    "304 that was not asked for": (answer(b"", "304 Not Modified"), "bad_http"),
    "304 with a body": (closing(answer(PAGE, "304 Not Modified")), "bad_http"),
    "204 with a body": (closing(answer(PAGE, "204 No Content")), "bad_http"),
}
ODD: Rows = {
    "plain": (answer(), "200"),
    "HTTP/1.0": (closing(answer().replace(b"1.1", b"1.0", 1)), "200"),
    "chunked": (CHUNKED + ENDED, "200"),
    "chunks with extensions": (CHUNKED + b'34;name="value"\r\n' + PAGE + b"\r\n" + END, "200"),
    "chunks with trailers": (CHUNKED + chunk() + b"0\r\nX-T: 1\r\n\r\n", "200"),
    "chunk size with zeros": (CHUNKED + b"000000034\r\n" + PAGE + b"\r\n" + END, "200"),
    "Chunked in capitals": (CHUNKED.replace(b"chunked", b"Chunked") + ENDED, "200"),
    "identity transfer": (closing(OK + b"Transfer-Encoding: identity\r\n\r\n" + PAGE), "200"),
    "early hints": (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + answer(), "200"),
    "a hundred times 100": (b"HTTP/1.1 100 Continue\r\n\r\n" * 100 + answer(), "200"),
    "no reason phrase": (answer(PAGE, "200"), "200"),
    "long reason phrase": (answer(PAGE, "200 " + "O" * 9_000), "200"),
    "non-ASCII reason phrase": (answer(PAGE, "200 \xdcberall"), "200"),
    "non-ASCII header": (answer(PAGE, "200 OK", "X-Quay: \xe9"), "200"),
    "UTF-8 header": (answer(PAGE, "200 OK", "X-Quay: " + "é".encode().decode("latin-1")), "200"),
    "folded header": (answer(PAGE, "200 OK", "X-Quay: a\r\n\tb"), "200"),
    "empty header": (answer(PAGE, "200 OK", "X-Quay:"), "200"),
    "control character in a header": (answer(PAGE, "200 OK", "X: a\x1b[31mb"), "200"),
    "long header": (answer(PAGE, "200 OK", "Set-Cookie: " + "a" * 20_000), "200"),
    "many headers": (answer(PAGE, "200 OK", *["X: y"] * 300), "200"),
    "line feeds only": (answer(PAGE, "200 OK", "X: y").replace(b"\r\n", b"\n"), "200"),
    "empty lines first": (b"\r\n\r\n" + answer(), "200"),
    "upgrade offered": (answer(PAGE, "200 OK", "Upgrade: h2c", "Connection: Upgrade"), "200"),
    "a second answer at once": (answer() + answer(b"smuggled"), "200"),
    "empty": (answer(b""), "200 empty"),
    "204": (b"HTTP/1.1 204 No Content\r\n\r\n", "204 empty"),
    "205": (answer(b"", "205 Reset Content"), "205 empty"),
    "206": (answer(PAGE, "206 Partial Content", "Content-Range: bytes 0-51/900"), "bad_http"),
    "300": (answer(PAGE, "300 Multiple Choices", "Location: /ok"), "300"),
    "403": (answer(PAGE, "403 Forbidden"), "403"),
    "404": (answer(PAGE, "404 Not Found"), "404"),
    "410": (answer(PAGE, "410 Gone"), "410"),
    "500": (answer(PAGE, "500 Oh"), "500"),
    "999": (answer(PAGE, "999 Request Denied"), "999"),
}
ENCODED: Rows = {
    **{f"{name}": (encoded(name, squeeze(PAGE)), "200") for name, squeeze in SQUEEZED.items()},
    **{f"{name} cut": (encoded(name, squeeze(NOISE)[:9_000]), "truncated_body") for name, squeeze in SQUEEZED.items()},
    **{
        f"{name} short of its last byte": (encoded(name, squeeze(PAGE)[:-1]), "truncated_body")
        for name, squeeze in SQUEEZED.items()
    },
    **{
        f"{name} bomb": (encoded(name, squeeze(bytes(50_000_000))), "decoded_too_large")
        for name, squeeze in SQUEEZED.items()
    },
    **{f"{name} on a plain body": (encoded(name, PAGE), "bad_encoding") for name in SQUEEZED},
    **{f"{name} with nothing in it": (encoded(name, b""), "200 empty") for name in SQUEEZED},
    "gzip bomb in a gzip": (
        encoded("gzip, gzip", gzip.compress(gzip.compress(bytes(50_000_000)))),
        "decoded_too_large",
    ),
    "gzip bomb of many members": (encoded("gzip", gzip.compress(bytes(60_000)) * 500), "decoded_too_large"),
    "deflate bomb, raw": (encoded("deflate", zlib.compress(bytes(50_000_000))[2:-4]), "decoded_too_large"),
    "gzip twice": (encoded("gzip, gzip", gzip.compress(gzip.compress(PAGE))), "200"),
    "gzip in two headers": (
        answer(gzip.compress(gzip.compress(PAGE)), "200 OK", *["Content-Encoding: gzip"] * 2),
        "200",
    ),
    "br in gzip": (encoded("br, gzip", gzip.compress(brotli.compress(PAGE))), "200"),
    "gzip in several members": (encoded("gzip", gzip.compress(PAGE[:9]) + gzip.compress(PAGE[9:])), "200"),
    "junk after gzip": (encoded("gzip", gzip.compress(PAGE) + b"junk"), "200"),
    "junk after zstd": (encoded("zstd", SQUEEZED["zstd"](PAGE) + b"junk"), "200"),
    "raw deflate": (encoded("deflate", zlib.compress(PAGE)[2:-4]), "200"),
    "x-gzip": (encoded("x-gzip", gzip.compress(PAGE)), "200"),
    "GZIP": (encoded("GZIP", gzip.compress(PAGE)), "200"),
    "identity": (encoded("identity", PAGE), "200"),
    "an empty encoding": (encoded("", PAGE), "200"),
    "gzip in chunks": (
        OK + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk(gzip.compress(PAGE)) + END,
        "200",
    ),
    "gzip until the connection closes": (closing(OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(PAGE)), "200"),
    "gzip with a broken checksum": (encoded("gzip", gzip.compress(PAGE)[:-8] + b"\0" * 8), "bad_encoding"),
    "gzip with a broken middle": (encoded("gzip", ZIPPED[:40] + b"\xff" * 20 + ZIPPED[60:]), "bad_encoding"),
    "zstd with an enormous window": (
        encoded("zstd", b"\x28\xb5\x2f\xfd\x00\xf8\x01\x00\x00"),
        "bad_encoding",
    ),
    "unknown encoding": (encoded("sdch", PAGE), "unknown_encoding"),
    "unknown encoding below gzip": (encoded("sdch, gzip", gzip.compress(PAGE)), "unknown_encoding"),
    "100 encodings": (answer(PAGE, "200 OK", *["Content-Encoding: gzip"] * 100), "too_many_encodings"),
    "gzip below its limit in transfer": (gzipped(PAGE * 1_000), "200 other"),
}
REDIRECTED: Rows = {
    **{f"{status} to a page": (redirect("/ok", f"{status} Over"), "200") for status in (301, 302, 303, 307, 308)},
    "redirect with a body": (answer(b"moved", "302 Found", "Location: /ok"), "200"),
    "redirect to a relative path": (redirect("ok"), "200"),
    "redirect up too far": (redirect("../../../ok"), "200"),
    "redirect to a query": (redirect("/ok?a=1"), "200"),
    "redirect to a fragment": (redirect("/ok#top"), "200"),
    "redirect with spaces around": (redirect("  /ok  "), "200"),
    "redirect with spaces within": (redirect("/ok?the ferry"), "200"),
    "redirect in Unicode": (redirect("/ok?fähre"), "200"),
    "redirect in broken escapes": (redirect("/ok?%zz%"), "200"),
    "redirect in backslashes": (redirect("\\ok"), "200"),
    "redirect to itself": (redirect(""), "redirect_no_location"),
    "redirect loop": (redirect("?"), "too_many_redirects"),
    "redirect to nowhere": (answer(b"", "302 Found"), "redirect_no_location"),
    "redirect to spaces": (redirect("   "), "redirect_no_location"),
    "redirect to no URL": (redirect("http://["), "bad_url"),
    "redirect to no port": (redirect("http://gazette.example:99999/"), "bad_url"),
    "redirect to a closed port": (redirect(f"http://127.1.0.1:{CLOSED_PORT}/"), "connect"),
    "redirect to port 0": (redirect("http://10.0.0.1:0/"), "blocked_address"),
    "redirect to an address with a zone": (redirect("http://[fe80::1%25eth0]/"), "bad_url"),
    "redirect that ends in a cut page": (redirect("/cut"), "truncated_body"),
    "redirect that is cut": (closing(redirect("/ok").replace(b"Length: 0", b"Length: 9")), "200"),
    "redirect with a stalled body": (dripping(redirect("/ok").replace(b"Length: 0", b"Length: 9")), "200"),
    "redirect with an endless body": (
        dripping(redirect("/ok").replace(b"Content-Length: 0\r\n", b""), b"." * 65_536, 0),
        "200",
    ),
    "redirect with a body that is not compressed": (
        answer(b"moved", "302 Found", "Location: /ok", "Content-Encoding: gzip"),
        "200",
    ),
    "redirect to a host too long to be one": (redirect(f"http://{'a' * 300}.example/"), "bad_url"),
    "redirect to an address too long to be one": (redirect("/" + "a" * 9_000), "bad_url"),
    **{
        f"redirect to {location[:24]}": (redirect(location), "redirect_scheme")
        for location in (
            "file:///etc/passwd",
            "FILE:/etc/passwd",
            "ftp://gazette.example/",
            "javascript:alert(1)",
            "data:text/html,<p>The ferry",
            "mailto:desk@gazette.example",
            "about:blank",
            "gopher://127.0.0.1:70/x",
            "ws://gazette.example/",
            "view-source:http://127.0.0.1/",
        )
    },
}
PRIVATE = """
    127.0.0.1 127.1 127.255.255.254 0.0.0.0 0 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1
    192.0.0.1 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
    2130706433 017700000001 0177.0.0.1 0x7f.1 0x7f000001 0x7F.0.0.0x1 127.0.0.1. %31%32%37.0.0.1
    １２７.0.0.1 127。0。0。1 localhost LOCALHOST
    [::1] [::] [::127.0.0.1] [::ffff:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:ffff:a00:1] [::ffff:0:127.0.0.1]
    [fe80::1] [fec0::1] [fc00::1] [fd00::1] [ff02::1] [2002:7f00:1::] [2002:a00:1::1] [64:ff9b::7f00:1] [4000::1]
    [64:ff9b::10.0.0.1] [64:ff9b:1::1] [2001:db8::1] [2001::1] [2001:10::1] [2001:20::1] [3fff::1] [100::1] [5f00::1]
"""
BLOCKED: Rows = {
    f"redirect to {address}": (redirect(f"http://{address}/"), "blocked_address") for address in PRIVATE.split()
} | {
    "redirect without a scheme": (redirect("//10.0.0.1/"), "blocked_address"),
    "redirect with a user in front": (redirect("http://gazette.example@10.0.0.1/"), "blocked_address"),
    "redirect with a backslash in the host": (redirect("http:\\\\10.0.0.1\\@gazette.example/"), "blocked_address"),
}
ROWS: Rows = SLOW | ENDLESS | BROKEN_OFF | MALFORMED | ODD | ENCODED | REDIRECTED | BLOCKED


def row_host(row: str) -> str:
    """Return the loopback address at which a row is served."""
    place = list(ROWS).index(row)
    return f"127.1.{place // 200}.{place % 200 + 1}"


def serving() -> FaultServer:
    """Return the server of all rows."""
    routes = {f"/{row_host(row)}": behaviour for row, (behaviour, _) in ROWS.items()}
    pages = dict.fromkeys(("/ok", "/ok?a=1", "/ok?the%20ferry", "/ok?f%C3%A4hre", "/ok?%zz%"), answer())
    return FaultServer({**routes, **pages, "/cut": closing(answer(length=99))})


def policy(server: FaultServer, deadline: float) -> FetchPolicy:
    """Return a policy under which the rows' own addresses may be asked and no others."""
    hosts = tuple(f"{row_host(row)}:{port}" for row in ROWS for port in (server.port, CLOSED_PORT))
    return FetchPolicy(deadline=deadline, delay=0, allow_hosts=hosts, robots=False)


def outcome(found: Page | Failure) -> str:
    """Return what came of a row, as the table words it."""
    if isinstance(found, Failure):
        return found.reason
    return f"{found.status}{'' if found.body == PAGE else ' other' if found.body else ' empty'}"
