"""A loopback server that answers with exact bytes, or misbehaves in any way a socket allows."""

import contextlib
import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

Behaviour = bytes | Callable[[socket.socket], None]

PAGE = b"<html><body><p>The ferry was late.</p></body></html>"
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def answer(body: bytes = PAGE, status: str = "200 OK", *headers: str, length: int | str | None = None) -> bytes:
    """Return a whole HTTP answer; `length` is what Content-Length says when that is not the truth."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def encoded(encoding: str, body: bytes) -> bytes:
    """Return a whole HTTP answer that names its body's encodings."""
    return answer(body, "200 OK", f"Content-Encoding: {encoding}")


def gzipped(body: bytes) -> bytes:
    """Return a whole HTTP answer with its body compressed."""
    return encoded("gzip", gzip.compress(body))


def chunk(body: bytes = PAGE) -> bytes:
    """Return one chunk of a chunked body."""
    return b"%x\r\n%b\r\n" % (len(body), body)


def redirect(location: str, status: str = "302 Found") -> bytes:
    """Return a redirect to an address."""
    return b"HTTP/1.1 %b\r\nLocation: %b\r\nContent-Length: 0\r\n\r\n" % (status.encode(), location.encode())


def closing(head: bytes, reset: bool = False) -> Behaviour:
    """Send bytes and close, with a TCP reset if asked."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(head)
        if reset:
            time.sleep(0.05)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.close()

    return behave


def dripping(head: bytes, drop: bytes = b"", pause: float = 0.05) -> Behaviour:
    """Send the head, then a drop after every pause until the client leaves; without a drop nothing more."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(head)
        while drop:
            connection.sendall(drop)
            time.sleep(pause)
        _wait(connection)

    return behave


def pieces(*parts: bytes, pause: float = 0.02) -> Behaviour:
    """Send parts with pauses between them, then wait until the client leaves."""

    def behave(connection: socket.socket) -> None:
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)
        _wait(connection)

    return behave


def half_closing(head: bytes) -> Behaviour:
    """Send bytes and say that no more will come, but leave the connection open."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(head)
        connection.shutdown(socket.SHUT_WR)
        _wait(connection)

    return behave


def _wait(connection: socket.socket) -> None:
    while connection.recv(65_536):
        pass


class FaultServer:
    """Serves behaviours by path, `default` elsewhere; `requests` are those that came, each with when and its text.

    It answers at every loopback address, 127.0.0.1 as `host`; under TLS with `tls`, and with `greeting` to whoever
    connects, before a handshake or a request.
    """

    def __init__(
        self,
        routes: Mapping[str, Behaviour],
        default: Behaviour | None = None,
        tls: ssl.SSLContext | None = None,
        greeting: Behaviour | None = None,
    ) -> None:
        self.routes = routes
        self.default = default or answer(b"no such page", "404 Not Found")
        self.tls = tls
        self.greeting = greeting
        self.requests: list[tuple[float, str, str]] = []
        self.connections = 0
        self._listener = socket.create_server(("0.0.0.0", 0), backlog=500)
        self.port = self._listener.getsockname()[1]
        self.host = f"127.0.0.1:{self.port}"

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http{'s' if self.tls else ''}://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [path for _, path, _ in self.requests]

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with contextlib.suppress(OSError):  # not every system lets a listener be shut down
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the accepting thread: its descriptor is soon another's
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            if self.greeting is not None:
                _behave(self.greeting, connection)
                return
            with self.tls.wrap_socket(connection, server_side=True) if self.tls else connection as stream:
                while (text := _request(stream)) is not None:
                    path = text.split(b" ", 2)[1].decode()
                    self.requests.append((time.monotonic(), path, text.decode("latin-1")))
                    if not _behave(self.routes.get(path, self.default), stream):
                        return


def _request(stream: socket.socket) -> bytes | None:
    """Return a request, None when the client has left."""
    text = b""
    while not text.endswith(b"\r\n\r\n"):
        received = stream.recv(65_536)
        if not received:
            return None
        text += received
    return text


def _behave(behaviour: Behaviour, stream: socket.socket) -> bool:
    """Behave, and say whether the connection is still good for more."""
    if isinstance(behaviour, bytes):
        stream.sendall(behaviour)
        return True
    behaviour(stream)
    return False
