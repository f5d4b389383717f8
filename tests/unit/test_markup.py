"""Bytes and markup that strangers send: decoded, tamed, and none of the text lost."""

import time

import pytest

from writethru.articles import extract
from writethru.markup import MAX_NESTING, markup

URL = "https://gazette.example/quay"
LINE = (
    "The harbour ferry will stop running on Friday, the port authority said, after its engine failed twice in a week."
)
BODY = f"<p>{LINE}</p>" * 3


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 60_000 + BODY + "</div>" * 60_000,
        "<span>" * 100_000 + BODY,
        "<blockquote>" * 60_000 + BODY,
        "<ul><li>" * 30_000 + BODY,
        "<table><tr><td>" * 30_000 + BODY,
        f"<article>{BODY}</article>" + "<section>" * 100_000,
        "<div " + " ".join(f"a{number}=1" for number in range(50_000)) + f">{BODY}",
        "<select>" + "<option>A town with a harbour" * 40_000 + f"</select>{BODY}",
        "\0".join(BODY),
        f"<?xml version='1.0'?><html><head><script src='x.js'/></head><body><div class='ad'/>{BODY}</body></html>",
        BODY.encode("utf-16-le"),
        b"\xff\xfe" + BODY.encode("utf-16-le"),
        ("<meta charset=utf-16>" + BODY).encode(),
        ("<meta charset=quay-8>" + BODY).encode(),
        BODY[: -len("/p>")],
        f"<p>{LINE}<p>{LINE}<p>{LINE}",
        f"\ud800{BODY}",
    ],
    ids=[
        *("divs", "spans", "quotes", "lists", "tables", "behind", "attributes", "options", "nulls", "xhtml"),
        *("utf-16 without a mark", "utf-16", "wrong charset", "unknown charset", "cut", "unclosed", "surrogate"),
    ],
)
def test_the_article_is_found_whatever_it_is_wrapped_in(page):
    started = time.process_time()
    assert LINE in extract(page, URL).text
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "page",
    [
        "<!--" + "x" * 20_000_000 + "-->",
        "<p title='" + "x " * 10_000_000 + "'>",
        "<p>" + LINE * 30_000,
        BODY * 10_000,
        "<br>" * 800_000,
        "&nbsp;" * 600_000,
        "<title>" + "Ferry stops " * 200_000 + "</title><h1>" + "Ferry stops " * 200_000 + "</h1>",
        "<p><a href=/>" + LINE + "</a></p>" * 40_000,
        b"\x1f\x8b\x08\x00" + bytes(range(256)) * 1_000,
    ],
    ids=["comment", "attribute", "one paragraph", "paragraphs", "breaks", "spaces", "title", "links", "binary"],
)
def test_size_costs_no_time(page):
    started = time.process_time()
    assert extract(page, URL).uri == URL
    assert time.process_time() - started < 2


def test_a_page_that_people_made_is_not_touched():
    page = f"<!DOCTYPE html><body><div class='a' id='b'>{BODY}<script>if (a < b && c > d) {{}}</script></div></body>"
    assert markup(page) == page.encode()


def test_only_what_nests_too_deep_is_unwrapped():
    page = "<div>" * 21_000 + "deep" + "</div>" * 21_000
    assert markup(page) == b"<div>" * MAX_NESTING + b"deep" + b"</div>" * MAX_NESTING
