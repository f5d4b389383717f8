"""One HTTP exchange: a GET and its whole answer, or a FetchError that says why there is none."""

from dataclasses import dataclass, field
from typing import Literal, get_args

import aiohttp
from yarl import URL

from writethru.addresses import BlockedAddressError, public_socket
from writethru.decoding import ACCEPT_ENCODING, DecodingError, decoded
from writethru.urls import host

Reason = Literal[
    "bad_encoding",
    "bad_http",
    "bad_url",
    "blocked_address",
    "body_too_large",
    "connect",
    "deadline",
    "decoded_too_large",
    "dns",
    "redirect_no_location",
    "redirect_scheme",
    "robots_denied",
    "tls",
    "too_many_encodings",
    "too_many_redirects",
    "truncated_body",
    "unknown_encoding",
]
REASONS: frozenset[str] = frozenset(get_args(Reason))

ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,*/*;q=0.8"
# aiohttp's own limits, 8 KB a header and 128 headers, refuse pages with long cookies and security policies.
MAX_HEADER_BYTES = 65_536
MAX_HEADERS = 512


class FetchError(Exception):
    """Why a URL gave no answer; `reason` is from the closed vocabulary REASONS."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason: Reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Exchange:
    """One answer as it came, redirects included; header names are lower-case, the body is decoded.

    `sent` are the headers of the request.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    sent: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def values(self, name: str) -> list[str]:
        """Return the values of a header, by its lower-case name."""
        return [value for key, value in self.headers if key == name]


class Exchanger:
    """Connections, kept alive and shared by exchanges; made and used inside one running event loop.

    Hosts in `allow_hosts` ("localhost", "127.0.0.1:8080") may lie on private networks, others not. They have
    connections of their own, so that no other host's request can ever be sent through one of them.
    """

    def __init__(self, user_agent: str, allow_hosts: tuple[str, ...], max_wire_bytes: int, max_body_bytes: int) -> None:
        self._allowed = frozenset(allow_hosts)
        self._max_wire_bytes = max_wire_bytes
        self._max_body_bytes = max_body_bytes
        headers = {"User-Agent": user_agent, "Accept": ACCEPT, "Accept-Encoding": ACCEPT_ENCODING}
        self._public = _session(aiohttp.TCPConnector(limit=0, socket_factory=public_socket), headers)
        self._trusted = _session(aiohttp.TCPConnector(limit=0), headers)

    async def close(self) -> None:
        """Close all connections."""
        await self._public.close()
        await self._trusted.close()

    async def get(self, url: str, headers: dict[str, str]) -> Exchange:
        """Return the answer to a GET, without following redirects. It has no deadline of its own.

        `url` is absolute, as urls.absolute_url writes it.
        """
        try:
            async with self._session_for(url).get(
                URL(url, encoded=True), headers=headers, allow_redirects=False
            ) as response:
                wire = await self._read(response)
                answer = tuple((_text(name).lower(), _text(value)) for name, value in response.raw_headers)
                encodings = ",".join(response.headers.getall("Content-Encoding", ())).lower().split(",")
                named = [encoding.strip() for encoding in encodings if encoding.strip()]
                body = decoded(wire, named, self._max_body_bytes)
                sent = tuple(response.request_info.headers.items())
                return Exchange(response.status, answer, body, sent)
        except DecodingError as error:
            raise FetchError(error.reason, error.detail) from error
        except (aiohttp.ClientError, UnicodeError) as error:
            raise FetchError(_reason(error), str(error)[:300]) from error

    def _session_for(self, url: str) -> aiohttp.ClientSession:
        place = host(url)
        trusted = place in self._allowed or place.rpartition(":")[0] in self._allowed
        return self._trusted if trusted else self._public

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        """Return the body as it came over the wire."""
        if (response.content_length or 0) > self._max_wire_bytes:
            raise FetchError("body_too_large", f"announces {response.content_length} bytes")
        parts: list[bytes] = []
        size = 0
        try:
            async for part in response.content.iter_any():
                size += len(part)
                if size > self._max_wire_bytes:
                    raise FetchError("body_too_large", f"over {self._max_wire_bytes} bytes")
                parts.append(part)
        except aiohttp.ClientPayloadError as error:
            cut = "Not enough data" in str(error)
            raise FetchError("truncated_body" if cut else "bad_http", str(error)[:300]) from error
        except aiohttp.ClientConnectionError as error:
            raise FetchError("truncated_body", f"lost after {size} bytes: {error}"[:300]) from error
        return b"".join(parts)


def _session(connector: aiohttp.TCPConnector, headers: dict[str, str]) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=connector,
        headers=headers,
        cookie_jar=aiohttp.DummyCookieJar(),  # every look is a first visit
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),  # the caller's deadline is the only one
        auto_decompress=False,  # it takes a compressed body that was cut for a whole one
        max_line_size=MAX_HEADER_BYTES,
        max_field_size=MAX_HEADER_BYTES,
        max_headers=MAX_HEADERS,
    )


def _reason(error: aiohttp.ClientError | UnicodeError) -> Reason:
    """Return why no answer began. The order matters: aiohttp's connection errors are each other's subclasses."""
    if isinstance(error, aiohttp.InvalidURL | UnicodeError):
        return "bad_url"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "dns"
    if isinstance(error, aiohttp.ClientSSLError):
        return "tls"
    if isinstance(error, aiohttp.ClientConnectorError) and isinstance(error.os_error, BlockedAddressError):
        return "blocked_address"
    if isinstance(error, aiohttp.ClientConnectionError):
        return "connect"
    return "bad_http"


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
