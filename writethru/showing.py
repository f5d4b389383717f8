"""One version of an article on the terminal: what happened to it, and its diff."""

from writethru import terminal
from writethru.catalog import Catalog
from writethru.diffs import lines
from writethru.pages import event_change
from writethru.records import Record


def show_version(catalog: Catalog, record: Record) -> None:
    """Print one version of an article: what happened to it, and its diff."""
    console = terminal.console()
    before, after, change = event_change(catalog, record)
    detail = f"  {change.edit_class}" if change and change.edit_class else ""
    console.print()
    console.print(f"[bold]{record['event']}[/bold]{detail}  ", end="")
    console.print(record["headline"], markup=False)
    console.print(f"  {record['id']}", style="dim", markup=False)
    if change and "headline" in change.fields and before:
        console.print(f"  - {before.headline}", style="red", markup=False)
        console.print(f"  + {record['headline']}", style="green", markup=False)
    for notice in set(after.notices if after else ()) - set(before.notices if before else ()):
        console.print(f"  ! {notice}", style="yellow", markup=False)
    if change:
        for line in terminal.diff(lines(before, after, change)):
            console.print(line)
    elif record["event"] == "withdrawn":
        console.print(f"  its last text is kept: {len(record['paragraphs'])} paragraphs", style="dim")
    if record["cluster"]:
        others = [row for row in catalog.cluster(record["cluster"]["id"]) if row.uri != record["id"]]
        for row in {row.uri: row for row in others}.values():
            console.print(f"  the same story: {row.body['headline']}", style="cyan", markup=False)
