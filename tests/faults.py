"""A loopback server that answers with exact bytes, or misbehaves in any way a socket allows."""

import contextlib
import gzip
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

Behaviour = bytes | Callable[[socket.socket], None]

PAGE = b"<html><body><p>The ferry was late.</p></body></html>"


def answer(body: bytes = PAGE, status: str = "200 OK", *headers: str, length: int | None = None) -> bytes:
    """Return a whole HTTP answer; `length` is what Content-Length says when that is not the truth."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def gzipped(body: bytes, *headers: str) -> bytes:
    """Return a whole HTTP answer with its body compressed."""
    return answer(gzip.compress(body), "200 OK", "Content-Encoding: gzip", *headers)


def redirect(location: str) -> bytes:
    """Return a redirect to an address."""
    return answer(b"", "302 Found", f"Location: {location}")


def closing(head: bytes, reset: bool = False) -> Behaviour:
    """Send bytes and close, with a TCP reset if asked."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(head)
        if reset:
            time.sleep(0.05)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.close()

    return behave


def dripping(head: bytes, drop: bytes, pause: float) -> Behaviour:
    """Send the head, then a drop after every pause until the client leaves."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(drop)
            time.sleep(pause)

    return behave


class FaultServer:
    """Serves behaviours by path, `default` elsewhere; `requests` are those that came, each with when and its text."""

    def __init__(self, routes: dict[str, Behaviour], default: bytes | None = None) -> None:
        self.routes = routes
        self.default = default or answer(b"no such page", "404 Not Found")
        self.requests: list[tuple[float, str, str]] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{self._listener.getsockname()[1]}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

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
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            while True:
                text = b""
                while not text.endswith(b"\r\n\r\n"):
                    received = connection.recv(65_536)
                    if not received:
                        return
                    text += received
                path = text.split(b" ", 2)[1].decode()
                self.requests.append((time.monotonic(), path, text.decode("latin-1")))
                behaviour = self.routes.get(path, self.default)
                if not isinstance(behaviour, bytes):
                    behaviour(connection)
                    return
                connection.sendall(behaviour)
