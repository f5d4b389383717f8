"""One HTTP exchange: a GET and its whole answer, or a FetchError that says why there is none."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar, Literal, Self, get_args
from weakref import WeakSet

import aiohttp
from aiohttp.client_proto import ResponseHandler
from yarl import URL

from writethru.addresses import REFUSED, public_socket
from writethru.decoding import ACCEPT_ENCODING, DecodingError, decoded

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
    "held",
    "proxy",
    "rate_limited",
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
# aiohttp's own limits, 8 KB a header and 128 headers, refuse pages with long cookies and security policies. Headers are
# in memory three times: these make 19 MB at most, where 64 KB and 512 made 90.
MAX_HEADER_BYTES = 20_480
MAX_HEADERS = 320
REDIRECTS = frozenset({301, 302, 303, 307, 308})
CAUSE = re.compile(r"^Cannot connect to host .*\[(.+)\]$", re.DOTALL)
TRANSFER_CODINGS = frozenset({"chunked", "identity"})  # "identity" is of RFC 2616; some servers still say it


class FetchError(Exception):
    """Why a URL gave no answer; `reason` is from the closed vocabulary REASONS, `detail` one printable line.

    `until` is when to ask again at the earliest, None where nobody says.
    """

    def __init__(self, reason: Reason, detail: str = "", until: datetime | None = None) -> None:
        # It may hold what a server sent, which must not reach a terminal's controls.
        self.detail = "".join(letter if letter.isprintable() else " " for letter in detail)
        super().__init__(f"{reason}: {self.detail}")
        self.reason: Reason = reason
        self.until = until


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
        # The system's own resolver, whether or not another one is installed.
        resolver = aiohttp.ThreadedResolver()
        public = aiohttp.TCPConnector(limit=0, resolver=resolver, socket_factory=public_socket)
        self._public = _session(public, headers)
        self._trusted = _session(aiohttp.TCPConnector(limit=0, resolver=resolver), headers)

    async def close(self) -> None:
        """Close all connections."""
        await self._public.close()
        await self._trusted.close()

    async def get(
        self, url: str, headers: Mapping[str, str], proxy: str | None, arrived: Callable[[Exchange], None]
    ) -> Exchange:
        """Return the answer to a GET, without following redirects. It has no deadline of its own.

        `url` is absolute, as urls.absolute_url writes it; a user and a password in it are not sent. Where a proxy is
        asked, the address that the host's name stands for is the proxy's business. `arrived` is called with the
        answer's head as soon as that is there. What a redirect says besides where to is not read.
        """
        try:
            address = URL(url, encoded=True).with_user(None)
        except ValueError as error:
            raise FetchError("bad_url", str(error)) from error
        session = self._trusted if proxy or self._is_trusted(address) else self._public
        try:
            async with session.get(address, headers=headers, allow_redirects=False, proxy=proxy) as response:
                assert isinstance(response, _Response)
                answer = tuple((_text(name).lower(), _text(value)) for name, value in response.raw_headers)
                head = Exchange(response.status, answer, b"", tuple(response.request_info.headers.items()))
                arrived(head)
                if response.status < 200:  # aiohttp passes over what comes before an answer, so this is none
                    raise FetchError("bad_http", f"answers {response.status} and nothing else")
                if response.status == 206:
                    raise FetchError("bad_http", "206 to a request for the whole")
                if response.status in REDIRECTS:
                    return head
                wire = await self._read(response)
                return replace(head, body=decoded(wire, response.listed("Content-Encoding"), self._max_body_bytes))
        except DecodingError as error:
            raise FetchError(error.reason, error.detail) from error
        except (aiohttp.ClientError, UnicodeError) as error:
            raise FetchError(_reason(error), _told(error)) from error

    def _is_trusted(self, address: URL) -> bool:
        name = address.host_subcomponent
        return not self._allowed.isdisjoint((name, f"{name}:{address.port}"))

    async def _read(self, response: "_Response") -> bytearray:
        """Return the body as it came over the wire."""
        if (response.content_length or 0) > self._max_wire_bytes:
            raise FetchError("body_too_large", f"announces {response.content_length} bytes")
        codings = response.listed("Transfer-Encoding")
        for coding in codings:
            if coding not in TRANSFER_CODINGS:
                raise FetchError("unknown_encoding", f"Transfer-Encoding: {coding}")
        if "chunked" in codings[:-1]:
            raise FetchError("bad_http", "Transfer-Encoding: something follows chunked")
        body = bytearray()  # grows in place: parts to be joined are in memory twice
        try:
            async for part in response.content.iter_any():
                body += part
                if len(body) > self._max_wire_bytes:
                    raise FetchError("body_too_large", f"over {self._max_wire_bytes} bytes")
        except aiohttp.ClientPayloadError as error:
            cut = "Not enough data" in str(error)
            raise FetchError("truncated_body" if cut else "bad_http", str(error)) from error
        except aiohttp.ClientConnectionError as error:
            raise FetchError("truncated_body", f"lost after {len(body)} bytes: {error}") from error
        if response.was_cut:
            raise FetchError("truncated_body", f"lost after {len(body)} bytes")
        return body


class _Response(aiohttp.ClientResponse):
    """An answer that knows its connection."""

    _used: ClassVar["WeakSet[ResponseHandler]"] = WeakSet()
    _asked: ResponseHandler | None = None

    async def start(self, connection: aiohttp.connector.Connection) -> Self:
        """Read the status and headers, but not those of an answer that was there before it was asked for."""
        self._asked = asked = connection.protocol
        if asked is not None:
            if asked in self._used and asked.should_close:
                raise aiohttp.ServerDisconnectedError("an answer that nobody asked for")  # aiohttp connects anew
            self._used.add(asked)
        await super().start(connection)
        return self

    @property
    def was_cut(self) -> bool:
        """Whether a body that ends with its connection ended because the connection was lost."""
        whole = self.content_length is not None or self.listed("Transfer-Encoding") == ["chunked"]
        return not whole and self._asked is not None and isinstance(self._asked.exception(), aiohttp.ClientOSError)

    def listed(self, name: str) -> list[str]:
        """Return the lower-case items of a header that is a list, of all its lines."""
        items = ",".join(self.headers.getall(name, ())).lower().split(",")
        return [stripped for item in items if (stripped := item.strip())]


def _session(connector: aiohttp.TCPConnector, headers: dict[str, str]) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=connector,
        response_class=_Response,
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
    if isinstance(error, aiohttp.ClientProxyConnectionError | aiohttp.ClientHttpProxyError):
        return "proxy"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "dns"
    if isinstance(error, aiohttp.ClientSSLError):
        return "tls"
    if isinstance(error, aiohttp.ClientConnectorError) and REFUSED in str(error.os_error):
        return "blocked_address"  # of several addresses too, whatever became of the others
    if isinstance(error, aiohttp.ClientConnectionError):
        return "connect"
    return "bad_http"


def _told(error: aiohttp.ClientError | UnicodeError) -> str:
    if isinstance(error, aiohttp.ServerDisconnectedError):  # its own words are a whole unfinished answer
        return "the connection was closed before an answer was there"
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return f"the proxy answers {error.status} {error.message}"
    if isinstance(error, aiohttp.ClientResponseError):
        return " ".join(error.message.split())
    cause = CAUSE.search(str(error))  # the rest of what aiohttp says is the host again, and its own settings
    return cause[1] if cause else str(error)


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
