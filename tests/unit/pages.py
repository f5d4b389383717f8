"""Pages of an invented newspaper, taken apart for tests of what is read from them."""

from selectolax.lexbor import LexborHTMLParser

from writethru.metadata import read_metadata
from writethru.openings import opening
from writethru.outline import outline

URL = "https://gazette.example/harbour/ferry"


def read(head="", body="", url=URL, lang="en_GB"):
    page = LexborHTMLParser(f"<html lang='{lang}'><head>{head}</head><body>{body}</body></html>")
    return read_metadata(page, url, outline(page).runs)


def linked(text):
    return f"<script type='application/ld+json'>{text}</script>"


def lines(body):
    page = LexborHTMLParser(f"<body>{body}</body>")
    return opening(outline(page).runs, page.css_first("h1"), "")
