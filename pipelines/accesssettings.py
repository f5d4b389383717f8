"""What a feed's access may look like in a configuration. No fault that is found tells a value: it may be a secret."""

import os
import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from writethru.access import expanded
from writethru.urls import host

TOKEN = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)  # RFC 9110, 5.6.2
COOKIE_VALUE = re.compile(r"[!-+\x2d-:<-~]*")  # RFC 6265, 4.1.1; quotes and backslashes are sent by many
OUR_HEADERS = """
    accept-encoding connection content-length host if-modified-since if-none-match range te transfer-encoding upgrade
"""


def _secret(value: str) -> str:
    """Return the value as it stands, checked with its variables filled in, so that a run does not fail on them."""
    expanded(value, os.environ)
    return value


def _header_name(value: str) -> str:
    if not TOKEN.fullmatch(value) or value.lower() in OUR_HEADERS.split():
        raise ValueError("expected a header's name, and none that each request sets for itself")
    return value


def _cookie_name(value: str) -> str:
    if not TOKEN.fullmatch(value):
        raise ValueError("expected a cookie's name")
    return value


def _cookie_value(value: str) -> str:
    if not COOKIE_VALUE.fullmatch(expanded(value, os.environ)):
        raise ValueError("expected a cookie's value: ASCII without spaces, commas and semicolons")
    return value


def _proxy_url(value: str) -> str:
    filled = expanded(value, os.environ)
    try:
        host(filled)
    except ValueError:
        raise ValueError("expected an HTTP proxy, such as http://proxy.example:3128") from None
    return value


Secret = Annotated[str, AfterValidator(_secret)]
HeaderName = Annotated[str, AfterValidator(_header_name)]
CookieName = Annotated[str, AfterValidator(_cookie_name)]
CookieValue = Annotated[str, AfterValidator(_cookie_value)]
ProxyUrl = Annotated[str, AfterValidator(_proxy_url)]


class AuthSettings(BaseModel):
    """Who to be for a site that asks with HTTP's basic authentication."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    user: Secret = Field(repr=False, description="May hold ${NAME}, an environment variable.")
    password: Secret = Field(repr=False, description="May hold ${NAME}, an environment variable.")
