"""What a feed's server is told beyond a plain request: headers, cookies, a password; and the proxy on the way to it.

Secrets stand as `${NAME}` until a fetcher starts, in the process that fetches. So no setting, element, pickled
transform or log ever holds one.
"""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from writethru.urls import absolute_url, host, site

VARIABLE = re.compile(r"\$\{([^}]*)\}")
HIDDEN = "***"


@dataclass(frozen=True, slots=True)
class Access:
    """One feed's access; every value may hold `${NAME}`, which stands for that environment variable's value.

    It is for the feed itself and its articles' pages: at the feed's own host, "www." and "m." aside, and at `hosts`
    ("www.gazette.example", "127.0.0.1:8080"), and nowhere else. `auth` is a user and a password.
    """

    feed: str
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    cookies: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    auth: tuple[str, str] | None = field(default=None, repr=False)
    proxy: str | None = field(default=None, repr=False)
    hosts: tuple[str, ...] = ()

    def covers(self, url: str) -> bool:
        """Whether it may be used for an absolute URL: never in the clear where the feed is asked over TLS."""
        feed = absolute_url(self.feed)
        if feed.startswith("https:") and not url.startswith("https:"):
            return False
        here = (site(url), urlsplit(url).port)
        return here == (site(feed), urlsplit(feed).port) or host(url) in self.hosts


@dataclass(frozen=True, slots=True)
class Grant:
    """What an access amounts to at one URL: the headers to send, and the proxy's URL."""

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    proxy: str | None = field(default=None, repr=False)


class Keyring:
    """All accesses with their secrets in place, for the process that fetches. Raises ValueError as `expanded`."""

    def __init__(self, accesses: Sequence[Access], environment: Mapping[str, str]) -> None:
        self._accesses = {access.feed: access for access in accesses}
        self._grants = {access.feed: _granted(access, environment) for access in accesses}
        told = {secret for access in accesses for secret in _secrets(access, environment) if secret}
        secrets = {form for secret in told for form in (secret, quote(secret, safe=""), repr(secret.encode())[2:-1])}
        self._secrets = sorted(secrets, key=lambda secret: (-len(secret), secret))  # none is a part of a later one

    def at(self, url: str, feed: str) -> Grant:
        """Return what a feed's access allows at an absolute URL."""
        access = self._accesses.get(feed)
        return self._grants[feed] if access is not None and access.covers(url) else Grant()

    def proxy_to(self, url: str) -> str | None:
        """Return the proxy of the first feed whose access covers a URL, for what belongs to no feed: its robots.txt."""
        return next((self._grants[feed].proxy for feed, one in self._accesses.items() if one.covers(url)), None)

    def redacted(self, text: str) -> str:
        """Return a text without the secrets: servers repeat in their answers what they were sent."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return text


def _granted(access: Access, environment: Mapping[str, str]) -> Grant:
    headers = {name: expanded(value, environment) for name, value in access.headers}
    if access.cookies:
        headers["Cookie"] = "; ".join(f"{name}={expanded(value, environment)}" for name, value in access.cookies)
    if access.auth:
        headers["Authorization"] = f"Basic {_basic(*(expanded(part, environment) for part in access.auth))}"
    return Grant(headers, expanded(access.proxy, environment) if access.proxy else None)


def _secrets(access: Access, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield what must never be told: variables' values, passwords and cookies, and passwords as they are sent."""
    values = [value for _, value in access.headers + access.cookies] + [*(access.auth or ()), access.proxy or ""]
    yield from (environment[name] for value in values for name in VARIABLE.findall(value))
    yield from (expanded(value, environment) for _, value in access.cookies)
    if access.auth:
        user, password = (expanded(part, environment) for part in access.auth)
        yield from (password, _basic(user, password))
    user, colon, password = (
        expanded(access.proxy or "", environment).partition("//")[2].rpartition("@")[0].partition(":")
    )
    if colon:
        yield from (password, unquote(password), _basic(unquote(user), unquote(password)))


def _basic(user: str, password: str) -> str:
    return b64encode(f"{user}:{password}".encode()).decode()


def expanded(value: str, environment: Mapping[str, str]) -> str:
    """Return a value with its variables filled in; ValueError, without the value, for one that is not set or unfit."""
    for name in VARIABLE.findall(value):
        if not environment.get(name):
            raise ValueError(f"the environment variable {name} is not set")
    filled = VARIABLE.sub(lambda match: environment[match[1]], value)
    if not filled.isprintable():
        raise ValueError("expected printable characters on one line")
    return filled
