"""The text that a feed gives of an article, as a page to be read like others."""

from datetime import datetime
from html import escape

from writethru.elements import Page

HEADERS = (("content-type", "text/html; charset=utf-8"),)


def content_page(url: str, content: str, title: str, at: datetime) -> Page:
    """Return a page of an entry's content (HTML), as if it had been found at the article's URL."""
    heading = f"<h1>{escape(title)}</h1>" if title else ""
    html = f"<html><head><title>{escape(title)}</title></head><body><article>{heading}{content}</article></body></html>"
    return Page(url, url, 200, HEADERS, html.encode("utf-8", "replace"), at)
