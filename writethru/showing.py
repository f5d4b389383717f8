"""One version of an article on the terminal: what happened to it, and its diff."""

from collections.abc import Iterator

from rich.text import Text

from writethru import terminal
from writethru.catalog import Catalog
from writethru.diffs import lines
from writethru.elements import Article, Change
from writethru.pages import event_change, shared_story
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
    for text in terminal.same_story(shared_story(record["id"], record["cluster"])):
        console.print(text)


def show_later_tellings(catalog: Catalog, record: Record) -> None:
    """Print who tells the story of an article by now, where that is not what its last version knew."""
    now = catalog.telling(record["id"])
    if now != record["cluster"]:
        console = terminal.console()
        console.print(Text("\nwho tells this story by now", "bold"))
        for text in terminal.same_story(shared_story(record["id"], now)):
            console.print(text)


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
