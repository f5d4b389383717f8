"""What changed of an article besides its paragraphs, in the words that the run's page and the terminal show."""

from collections.abc import Iterator
from dataclasses import dataclass

from writethru.diffs import headline_words
from writethru.elements import Article, Change, FieldEdit, Word
from writethru.records import parse_time
from writethru.text import fold

LABELS = {"authors": "byline", "date_published": "published", "beside": "beside the text", "url": "address"}
PROSE = ("headline", "notices", "beside")  # read word by word; of an address or a date the whole is another


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One changed field: how it is called, and its words, those that went before those that came in their place."""

    label: str
    words: tuple[Word, ...]


def edit_label(change: Change | None) -> str:
    """Return the class of an edit and what it touches: "substantive · numbers, negation"."""
    if change is None:
        return ""
    return " · ".join(part for part in (change.edit_class, ", ".join(change.touched)) if part)


def field_lines(before: Article | None, after: Article | None, change: Change | None) -> tuple[FieldLine, ...]:
    """Return a line for each changed value, headlines and notices first."""
    if before is None or after is None or change is None:
        return ()
    others = [edit for edit in change.edits if edit.field not in ("headline", "authors")]
    others.sort(key=lambda edit: edit.field != "notices")
    authors = [(edit.old, edit.new) for edit in change.edits if edit.field == "authors"]
    if authors:
        old, new = (", ".join(filter(None, names)) for names in zip(*authors, strict=True))
        others.append(FieldEdit("authors", old, new))
    return (*_headlines(before, after, change), *(FieldLine(_label(edit), _words(edit)) for edit in others))


def _headlines(before: Article, after: Article, change: Change) -> Iterator[FieldLine]:
    """Yield a line for each different edit of the headline, told of which sources it is when others stay as they were.

    A title that says the same with the site's name around it is the same edit.
    """
    edits = [edit for edit in change.edits if edit.field == "headline"]
    if "headline" in change.fields and fold(before.headline) != fold(after.headline):
        edits.append(FieldEdit("headline", before.headline, after.headline))
    told: dict[FieldEdit, set[str]] = {}
    for edit in sorted(edits, key=lambda edit: len(edit.old) + len(edit.new)):
        same = (one for one in told if one.old and one.new and one.old in edit.old and one.new in edit.new)
        told.setdefault(next(same, edit), set()).add(edit.source)
    both = before.headlines.keys() & after.headlines.keys()
    for edit, found in told.items():
        sources = [source for source in after.headlines if source in found] or sorted(found - {""})
        alone = sources and not both <= found
        yield FieldLine(f"headline, {' and '.join(sources)} only" if alone else "headline", _words(edit))


def _label(edit: FieldEdit) -> str:
    if edit.field == "notices":
        return "notice" if not edit.old else "notice reworded" if edit.new else "notice gone"
    return edit.source or LABELS.get(edit.field, edit.field)  # a code's source is its label on the page


def _words(edit: FieldEdit) -> tuple[Word, ...]:
    old, new = _shown(edit.field, edit.old), _shown(edit.field, edit.new)
    if old and new and edit.field in PROSE:
        return headline_words(old, new)
    words = Word("delete", old), Word("insert", new)
    return tuple(word for word in words if word.text)


def _shown(field: str, value: str) -> str:
    """Return a value as it is read: a moment to the minute."""
    try:
        moment = parse_time(value) if field.startswith("date_") else None
    except ValueError:
        return value
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else value
