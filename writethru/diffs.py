"""Two versions of an article -> the lines of their diff, for the run's page and for the terminal."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from writethru.elements import Article, Change, Operation, Word
from writethru.text import fold
from writethru.worddiffs import word_diff

Sign = Literal[" ", "-", "+", "~"]


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One paragraph of a diff: kept " ", gone "-", come "+" or, where it arrived after a move, "~".

    `words` join to the paragraph; in an edited one they tell what was deleted or inserted. Lines of one operation share
    its number in `operation`, counted from 0; a kept paragraph has None. `note` says what no sign can.
    """

    sign: Sign
    words: tuple[Word, ...]
    operation: int | None = None
    note: str = ""

    @property
    def text(self) -> str:
        """The paragraph as it stood or stands."""
        return "".join(word.text for word in self.words)


def lines(before: Article | None, after: Article | None, change: Change | None) -> tuple[DiffLine, ...]:
    """Return every paragraph of both versions in reading order, an operation's old lines before its new ones.

    Without a version before, all has come; without one after, all has gone; without a change, `after` stands as it is.
    A cosmetic edit is the kept paragraph that it is to a reader.
    """
    if after is None:
        return tuple(_line("-", text) for text in _texts(before))
    if before is None:
        return tuple(_line("+", text) for text in _texts(after))
    return tuple(_woven(_texts(before), _texts(after), change.operations if change else ()))


def headline_words(before: str, after: str) -> tuple[Word, ...]:
    """Return a headline with what changed in it marked; a cosmetic difference is none."""
    return word_diff(before, after) if fold(before) != fold(after) else (Word("equal", after),)


def _texts(article: Article | None) -> tuple[str, ...]:
    return tuple(paragraph.text for paragraph in article.paragraphs) if article else ()


def _line(sign: Sign, text: str, operation: int | None = None, note: str = "") -> DiffLine:
    return DiffLine(sign, (Word("equal", text),), operation, note)


def _woven(before: tuple[str, ...], after: tuple[str, ...], operations: tuple[Operation, ...]) -> Iterator[DiffLine]:
    """Yield the operations' lines between those of the paragraphs that no operation touches."""
    gone = {index for operation in operations for index in operation.before}
    come = {index for operation in operations for index in operation.after}
    kept_before = [index for index in range(len(before)) if index not in gone]
    kept_after = [index for index in range(len(after)) if index not in come]
    told = 0  # of the kept paragraphs
    for number, operation in enumerate(operations):
        kept, place = (kept_after, operation.after[0]) if operation.after else (kept_before, operation.before[0])
        while told < len(kept) and kept[told] < place:
            yield _line(" ", after[kept_after[told]])
            told += 1
        yield from _lines_of(number, operation)
    for index in kept_after[told:]:
        yield _line(" ", after[index])


def _lines_of(number: int, operation: Operation) -> Iterator[DiffLine]:
    old, new = operation.old, operation.new
    if operation.op == "edit" and fold(old[0]) == fold(new[0]):
        yield _line(" ", new[0])
    elif operation.op in ("edit", "move"):
        moved = operation.op == "move"
        note = f"moved from paragraph {operation.before[0] + 1} to {operation.after[0] + 1}" if moved else ""
        words = operation.words or (Word("equal", new[0]),)
        if operation.words:
            yield DiffLine("-", tuple(word for word in words if word.op != "insert"), number)
        yield DiffLine("~" if moved else "+", tuple(word for word in words if word.op != "delete"), number, note)
    else:
        notes = {"split": f"split in {len(new)}", "merge": f"{len(old)} merged"}
        note = notes.get(operation.op, "")
        yield from (_line("-", text, number, note) for text in old)
        yield from (_line("+", text, number, note) for text in new)
