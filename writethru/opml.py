"""OPML, the format that feed readers exchange their subscriptions in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from writethru.errors import UsageError
from writethru.text import collapse
from writethru.urls import absolute_url, canonical_url, host

MAX_BYTES = 10_000_000  # some 50,000 feeds


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed that somebody reads; `title` is "" where the list has none."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """What a list holds, in its order; `skipped` says in a line each what was left out, and why."""

    feeds: tuple[Subscription, ...]
    skipped: tuple[str, ...] = ()


def read_opml(body: bytes, known: Iterable[str] = ()) -> Subscriptions:
    """Return the feeds of a list, folders or none; what is no feed's address, or there already, is skipped.

    `known` are feeds that one has. Two addresses are one feed's when they are canonically equal. Raises UsageError for
    what is no OPML, or declares entities.
    """
    if len(body) > MAX_BYTES:
        raise UsageError(f"an OPML file of {len(body)} bytes; {MAX_BYTES} are allowed")
    if b"<!ENTITY" in body.replace(b"\0", b""):
        raise UsageError("an OPML file that declares entities, which it has no use for")
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UsageError(f"not an OPML file: {error}") from error
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise UsageError("not an OPML file: it has no <opml> element")
    seen = set(map(canonical_url, known))
    feeds: list[Subscription] = []
    skipped: list[str] = []
    for outline in root.iter("{*}outline"):
        said = {name.lower(): collapse(value) for name, value in outline.attrib.items()}
        title = said.get("title") or said.get("text", "")
        address = said.get("xmlurl", "")
        if not address:
            if not len(outline):
                skipped.append(f"{title[:80] or 'an outline'}: no feed's address")
            continue
        try:
            url = _web(address)
        except ValueError:
            skipped.append(f"{address[:200]}: not an http or https URL")
            continue
        if "@" in urlsplit(url).netloc:
            skipped.append(f"{host(url)}: its address holds a user or password; write it by hand, these under auth")
            continue
        if (key := canonical_url(url)) in seen:
            skipped.append(f"{url}: there already")
            continue
        seen.add(key)
        feeds.append(Subscription(url, title if title != address else ""))
    return Subscriptions(tuple(feeds), tuple(skipped))


def write_opml(feeds: Iterable[Subscription], title: str = "writethru") -> bytes:
    """Return an OPML 2.0 file of these feeds."""
    root: Any = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for feed in feeds:
        name = feed.title or feed.url
        etree.SubElement(body, "outline", type="rss", text=name, title=name, xmlUrl=feed.url)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))


def _web(address: str) -> str:
    """Return an address without the scheme that browsers once handed to feed readers: feed://host, feed:https://..."""
    scheme, _, rest = address.partition(":")
    if scheme.lower() == "feed":
        address = f"https:{rest}" if rest.startswith("//") else rest
    return absolute_url(address)
