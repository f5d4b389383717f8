"""The commands that run no pipeline: changes, history, extract, check, report, schema."""

import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pipelines.settings import Settings, load
from writethru import cleaned, terminal
from writethru.articles import extract as extract_article
from writethru.catalog import Catalog
from writethru.checking import check_feeds, lines
from writethru.cli import FEEDS_FAILED, WELL
from writethru.elements import Failure, Page
from writethru.errors import UsageError
from writethru.fetching import FetchPolicy, fetch_all
from writethru.outputs import json_lines
from writethru.pages import write_page
from writethru.paragraphs import drop_repeats, mark_repeats
from writethru.records import Record, article_body
from writethru.recordschema import ARROW, json_schema
from writethru.showing import WIDE, View, show_later_tellings, show_version
from writethru.sites import site_rules, unmatched
from writethru.urls import host

NOWHERE = "https://page.invalid/"  # where a page comes from of which nobody said


def changes(options: Namespace) -> int:
    """Print the versions announced since a token that pass the filters, then the next token, behind all there are."""
    token, view = options.since, _view(options) if options.format == "text" else None
    with _catalog(load(Path(options.config))) as catalog:
        for record in catalog.versions(since=options.since):
            token = record["seq"]
            if not _wanted(record, options.classes, options.fields):
                continue
            if view:
                show_version(catalog, record, view)
            else:
                sys.stdout.writelines(json_lines((record,)))
    print(json.dumps({"next": str(token)}))
    return WELL


def history(options: Namespace) -> int:
    """Print the versions of one article, oldest first, with their diffs."""
    with _catalog(load(Path(options.config))) as catalog:
        records = catalog.history(options.url)
        if not records:
            raise UsageError(f"{options.url}: no version of it in {catalog.path}")
        view = _view(options)
        for record in records:
            show_version(catalog, record, view)
        show_later_tellings(catalog, records[-1])
    return WELL


def extract(options: Namespace) -> int:
    """Print one page cleaned, with what was removed and by which rule; or write it as JSON or as an HTML page."""
    if options.output and not (options.json or options.html):
        raise UsageError("--output: add --html or --json")
    settings = load(Path(options.config)) if options.config else None
    page = _page(options.page, options.url)
    if settings and page.final_uri == NOWHERE:
        raise UsageError("--config: say with --url which site the page comes from")
    site = site_rules(settings.site_rules(), page.final_uri) if settings else None
    if settings and not site:
        print(f"{options.config}: no rules for {host(page.final_uri)}", file=sys.stderr)
    for selector in unmatched(page.body, site) if site else ():
        print(f"{options.config}: {selector} matches nothing on this page", file=sys.stderr)
    article = extract_article(page.body, page.final_uri, content_type=page.header("content-type"), site=site)
    if settings is None or settings.repeats == "drop":
        article = drop_repeats(article)
    elif settings.repeats == "mark":
        article = mark_repeats(article)
    if options.json or options.html:
        body = json.dumps(article_body(article), ensure_ascii=False, indent=2) if options.json else ""
        _write(body or cleaned.render(article, options.url or options.page), options.output)
        return WELL
    console = terminal.console()
    for line in terminal.article_head(article):
        console.print(line)
    for text in terminal.cleaned(article):
        console.print(text)
    return WELL


def _write(text: str, output: str | None) -> None:
    """Write a text to a file, whose name is then printed, or to standard output."""
    if output is None:
        print(text)
        return
    try:
        Path(output).write_text(text + "\n", encoding="utf8")
    except OSError as error:
        raise UsageError(f"{output}: {error.strerror}") from error
    print(output)


def check(options: Namespace) -> int:
    """Print one line a feed: does it answer, with what."""
    settings = load(Path(options.config))
    console = terminal.console()
    console.print(f"{options.config}: sound, {terminal.some(len(settings.feeds), 'feed')}", markup=False)
    terminal.remind_of_contact(settings.fetch.contact)
    feeds, known = settings.feed_list(), {}
    if settings.catalog.exists():
        with Catalog(settings.catalog) as catalog:
            known = catalog.feed_states(feed.url for feed in feeds)
    asked = [replace(feed, address=known[feed.url].address or "") if feed.url in known else feed for feed in feeds]
    with console.status("asking, each host at its own pace"):
        checked = list(check_feeds(asked, settings.fetch_policy(), known, settings.fetch.hosts))
    for line in lines(checked):
        console.print(line, soft_wrap=True)
    return FEEDS_FAILED if any(feed.state == "failing" for feed in checked) else WELL


def report(options: Namespace) -> int:
    """Write the last run's page."""
    settings = load(Path(options.config))
    path = Path(options.output) if options.output else settings.report
    with _catalog(settings) as catalog:
        if not write_page(catalog, path):
            raise UsageError(f"{catalog.path}: no run to report yet; `writethru run {options.config}` makes one")
    print(path)
    return WELL


def schema(options: Namespace) -> int:
    """Print the record's schema."""
    print(
        json.dumps(json_schema(), indent=2) if options.format == "json" else ARROW.to_string(show_field_metadata=False)
    )
    return WELL


def _wanted(record: Record, classes: Sequence[str], fields: Sequence[str]) -> bool:
    """Tell whether a version's event is among these classes, or its edit is and touches one of the fields."""
    if record["event"] in classes:
        return True
    change = record["change"]
    if change is None:
        return not classes and not fields
    touched = {*change["fields"], *(edit["field"] for edit in change["edits"])}
    return (not classes or change["edit_class"] in classes) and (not fields or not touched.isdisjoint(fields))


def _view(options: Namespace) -> View:
    """Return how to show diffs; says so where the terminal is too narrow for two columns."""
    columns = terminal.console().width
    if options.side_by_side and columns < WIDE:
        print(f"{columns} columns are too few for side by side, which takes {WIDE}", file=sys.stderr)
    return View(options.side_by_side and columns >= WIDE, options.full)


def _catalog(settings: Settings) -> Catalog:
    if not settings.catalog.exists():
        raise UsageError(f"{settings.catalog}: no catalog yet; `writethru run` makes one")
    return Catalog(settings.catalog)


def _page(source: str, url: str) -> Page:
    """Return the page of a file, of standard input ("-") or of a URL. Raises UsageError when there is none."""
    if source.startswith(("http://", "https://")):
        try:
            # Typed by hand: its host is meant, and a person waits for the page behind the robots.txt.
            policy = replace(FetchPolicy(), allow_hosts=(host(source),), delay=0.0)
        except ValueError as error:
            raise UsageError(str(error)) from error
        answer = fetch_all([source], policy)[0]
        if isinstance(answer, Failure):
            raise UsageError(f"{source}: {answer.reason}: {answer.detail}")
        if answer.status != 200:
            raise UsageError(f"{source}: answered {answer.status}")
        return answer
    try:
        body = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        raise UsageError(f"{source}: {error.strerror}") from error
    address = url or NOWHERE
    try:
        host(address)
    except ValueError as error:
        raise UsageError(f"--url: {error}") from error
    return Page(address, address, 200, (), body, datetime.now(UTC))
