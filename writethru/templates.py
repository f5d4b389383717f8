"""The templates of our HTML pages: self-contained, all text escaped, nothing asked of the network."""

import base64
import hashlib
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, Template


def template(name: str, **filters: Callable[..., Any]) -> Template:
    """Return one of the templates beside this module, with filters of its own."""
    environment = Environment(
        loader=PackageLoader("writethru", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(digest=_digest, **filters)
    environment.globals.update(plural=_plural, percent=percent)
    environment.tests.update(web_address=_is_web_address)
    return environment.get_template(name)


def _plural(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun: "1 paragraph", "1,204 paragraphs"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def percent(share: float) -> str:
    """Return a share in [0, 1] as it is read: "84 %"."""
    return f"{100 * share:.0f} %"


def _is_web_address(url: str) -> bool:
    """Tell whether a URL may become a link; one from a feed may be a javascript: or data: one."""
    try:
        return urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False


def _digest(script: str) -> str:
    """Return the source expression that lets a content security policy run this script and no other."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"
