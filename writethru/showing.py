"""One version of an article on the terminal: what happened to it, and its diff."""

from collections.abc import Iterator

from rich.text import Text

from writethru import terminal
from writethru.catalog import Catalog
from writethru.diffs import lines
from writethru.elements import Article, Change
from writethru.pages import elsewhere, event_change
from writethru.records import Record


def show_version(catalog: Catalog, record: Record) -> None:
    """Print one version of an article: what happened to it, its diff or what was taken out of it."""
    console = terminal.console()
    before, after, change = event_change(catalog, record)
    edit_class = f"{change.edit_class}  " if change and change.edit_class else ""
    console.print(
        Text.assemble("\n", (f"{record['event']}  ", "bold"), (edit_class, "dim"), (record["headline"], "bold"))
    )
    console.print(Text(f"  {record['id']}", "dim"))
    for text in _told(record, before, after, change):
        console.print(text)
    for headline in elsewhere(catalog, record):
        console.print(Text(f"  = the same story: {headline}", "cyan"))


def _told(record: Record, before: Article | None, after: Article | None, change: Change | None) -> Iterator[Text]:
    if before and "headline" in (change.fields if change else ()):
        yield Text(f"  - {before.headline}", "red")
        yield Text(f"  + {record['headline']}", "green")
    for notice in after.notices if after else ():
        if before and notice not in before.notices:
            yield Text(f"  ! {notice}", "yellow")
    if change:
        yield from terminal.diff(lines(before, after, change))
    elif after:
        yield from terminal.first_reading(after)
    elif before:
        yield Text(f"  its last text is kept: {len(before.paragraphs)} paragraphs", "dim")
