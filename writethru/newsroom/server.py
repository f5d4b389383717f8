"""The newsroom's web server: one edition at a time, on loopback."""

import gzip
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket
from threading import Thread
from types import TracebackType
from typing import Self

from writethru.newsroom.pages import FEEDS, Resource, http_date, site

MISSING = Resource(404, "text/plain; charset=utf-8", b"Not found\n", datetime(2025, 1, 1, tzinfo=UTC))
REFUSES_GZIP = re.compile(r"gzip\s*;\s*q=0(\.0*)?\s*(,|$)")


class Newsroom:
    """Serves edition 1 from a thread, as a context manager, until another edition is published.

    The port (0 for any that is free) is taken when the newsroom is made, so `url` and `feeds` hold at once.
    """

    def __init__(self, port: int = 0) -> None:
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.feeds = tuple(self.url + path for path in FEEDS)
        self.publish(1)

    def publish(self, edition: int) -> None:
        """Put an edition, 1 or 2, in the place of the one that stands.

        Raises:
            ValueError: there is no such edition.
        """
        self._server.answers = site(edition, self.url)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    answers: Mapping[str, Resource]

    def handle_error(self, request: socket | tuple[bytes, socket], client_address: tuple[str, int]) -> None:
        """Print a traceback, but not for a reader that hung up."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "HarbourGazette"
    sys_version = ""
    timeout = 30  # s; an idle keep-alive connection holds a thread
    disable_nagle_algorithm = True  # head and body are two writes; Nagle would hold the second back for 40 ms
    server: _Server

    def do_GET(self) -> None:
        """Answer with the resource, or 304 when the reader holds it already."""
        resource = self.server.answers.get(self.path.partition("?")[0], MISSING)
        held = resource.status == 200 and self._holds(resource)
        body = b"" if held else resource.body
        accepted = self.headers.get("Accept-Encoding", "").lower()
        compressed = bool(body) and "gzip" in accepted and not REFUSES_GZIP.search(accepted)
        if compressed:
            body = gzip.compress(body, mtime=0)
        self.send_response(304 if held else resource.status)
        self.send_header("Vary", "Accept-Encoding")
        if resource.status == 200:
            self.send_header("ETag", resource.etag)
            self.send_header("Last-Modified", http_date(resource.modified))
            self.send_header("Cache-Control", "no-cache")
        if not held:
            self.send_header("Content-Type", resource.content_type)
            self.send_header("Content-Length", str(len(body)))
        if compressed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815

    def _holds(self, resource: Resource) -> bool:
        """Return whether the request's validators match; a date counts only without a tag (RFC 9110, 13.2.2)."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return tags.strip() == "*" or resource.etag in (tag.strip() for tag in tags.split(","))
        try:
            since = parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
        except ValueError:
            return False
        return since.tzinfo is not None and resource.modified <= since

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing: the terminal belongs to whoever polls."""
