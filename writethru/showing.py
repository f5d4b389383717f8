"""One version of an article on the terminal: what happened to it, and its diff."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from rich.console import Console
from rich.table import Table
from rich.text import Text

from writethru import terminal
from writethru.catalog import Catalog
from writethru.diffs import DiffLine, Row, rows
from writethru.elements import Word
from writethru.fieldlines import FieldLine, edit_label, field_lines
from writethru.pages import event_change, shared_story, why
from writethru.records import Record
from writethru.urls import canonical_url

CONTEXT = 60  # characters shown on either side of a change
NEAR = 1  # kept paragraphs shown on either side of a change
WIDE = 100  # columns; two of fewer than 48 characters are hard to read
SIGN_STYLES = {"+": "green", "-": "red", "~": "cyan", " ": "dim"}
WORD_STYLES = {"insert": "bold underline", "delete": "bold strike", "equal": ""}


@dataclass(frozen=True, slots=True)
class View:
    """How diffs are shown: in two columns as `sides`, `full` with every paragraph and word."""

    sides: bool = False
    full: bool = False


def show_version(catalog: Catalog, record: Record, view: View | None = None) -> None:
    """Print one version of an article: what happened to it, its diff or what was taken out of it."""
    view, console = view or View(), terminal.console()
    before, after, change = event_change(catalog, record)
    label = f"{edit_label(change)}  " if change else ""
    console.print(Text.assemble("\n", (f"{record['event']}  ", "bold"), (label, "dim"), (record["headline"], "bold")))
    console.print(Text(f"  {_address(record['url'])}", "dim"))
    if said := why(record):
        console.print(Text(f"  {said}", "yellow"))
    for field in field_lines(before, after, change):
        for text in field_diff(field):
            console.print(text)
    if change:
        _show_diff(console, rows(before, after, change), view)
    elif after:
        for text in terminal.first_reading(after):
            console.print(text)
    elif before:
        console.print(Text(f"  its last text is kept: {len(before.paragraphs)} paragraphs", "dim"))
    for text in terminal.same_story(shared_story(record["id"], record["cluster"])):
        console.print(text)


def _address(url: str) -> str:
    """Return where an article is asked for, without what tells its publisher how a reader came."""
    try:
        return canonical_url(url)
    except ValueError:
        return url


def show_later_tellings(catalog: Catalog, record: Record) -> None:
    """Print who tells the story of an article by now, where that is not what its last version knew."""
    now = catalog.telling(record["id"])
    if now != record["cluster"]:
        console = terminal.console()
        console.print(Text("\nwho tells this story by now", "bold"))
        for text in terminal.same_story(shared_story(record["id"], now)):
            console.print(text)


def field_diff(field: FieldLine) -> Iterator[Text]:
    """Yield the value that a field had and the one that it has, each under its name."""
    for sign, left_out in (("-", "insert"), ("+", "delete")):
        words = tuple(word for word in field.words if word.op != left_out)
        if words:
            label = (f"  {sign} {field.label}: ", SIGN_STYLES[sign])
            only = len(field.words) == 1  # what only came or went is told by its sign
            yield Text.assemble(label, (words[0].text, SIGN_STYLES[sign]) if only else _words(words, sign))


def inline_diff(found: Iterable[Row], full: bool = False) -> Iterator[Text]:
    """Yield a diff's lines one below the other; unless in full, what is far from any change is counted or cut."""
    for row, folded in _folded(found, full):
        if folded:
            yield Text(f"    {folded}", "dim")
        for line in row.inline if row else ():
            style = SIGN_STYLES[line.sign]
            note = (f"  ({row.note})", "dim") if row and row.note and line.sign != "-" else ""
            yield Text.assemble((f"  {line.sign} ", style), _paragraph(line, full), note)


def side_by_side(found: Iterable[Row], width: int, full: bool = False) -> Table:
    """Return a diff in two columns that fill a terminal of this width, the version before on the left."""
    column = (width - 8) // 2  # beside two signs and what parts the four
    table = Table.grid(padding=(0, 1))
    for size in (3, column, 2, column):
        table.add_column(width=size, overflow="fold")
    for row, folded in _folded(found, full):
        if folded:
            table.add_row("", Text(folded, "dim"))
        for pair in zip_longest(row.old, row.new) if row else ():
            cells: list[Text] = []
            for side, line in enumerate(pair):
                sign = line.sign if line else ""
                note = f"  ({row.note})" if row and row.note and line and (side or row.kind == "left") else ""
                cells.append(Text(sign.rjust(3 - side), SIGN_STYLES.get(sign, "")))
                cells.append(Text.assemble(_paragraph(line, full), (note, "dim")) if line else Text())
            table.add_row(*cells)
    return table


def _show_diff(console: Console, found: Iterable[Row], view: View) -> None:
    if view.sides:
        console.print(side_by_side(found, console.width, view.full), soft_wrap=False)
    else:
        for text in inline_diff((row for row in found if row.kind != "left"), view.full):
            console.print(text)


def _folded(found: Iterable[Row], full: bool) -> Iterator[tuple[Row | None, str]]:
    """Yield rows, each with what is said of those folded away before it; None at the end of all."""
    shown = list(found)
    changed = [place for place, row in enumerate(shown) if row.kind != "kept"]
    near = {place + step for place in changed for step in range(-NEAR, NEAR + 1)}
    folded = 0
    for place, row in enumerate(shown):
        if full or place in near:
            yield row, _counted(folded)
            folded = 0
        else:
            folded += 1
    yield None, _counted(folded)


def _counted(folded: int) -> str:
    return f"... {folded} unchanged paragraph{'s' if folded > 1 else ''}" if folded else ""


def _paragraph(line: DiffLine, full: bool) -> Text:
    if line.sign in " ~" and not full and all(word.op == "equal" for word in line.words):
        return Text(terminal.shortened(line.text), SIGN_STYLES[line.sign])  # where it stands is what matters of it
    return _words(line.words, line.sign, full)


def _words(words: tuple[Word, ...], sign: str, full: bool = True) -> Text:
    """Return words in their sign's colour, those that went or came marked; unless in full, what is between is cut."""
    last = len(words) - 1
    text = Text(style=SIGN_STYLES[sign])
    for place, word in enumerate(words):
        cut = word.op == "equal" and not full
        text.append(_context(word.text, place > 0, place < last) if cut else word.text, WORD_STYLES[word.op])
    return text


def _context(text: str, behind: bool, ahead: bool) -> str:
    """Return what of an unchanged run is near a change: its beginning `behind` one, its end `ahead` of the next."""
    if len(text) <= (behind + ahead) * CONTEXT or not (behind or ahead):
        return text
    start = text[:CONTEXT].rsplit(" ", 1)[0] + " " if behind else ""
    end = " " + text[-CONTEXT:].split(" ", 1)[-1] if ahead else ""
    return f"{start}...{end}"
