"""Two versions of an article -> the rows of their diff, for the run's page and for the terminal."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from writethru.elements import Article, Change, Op, Operation, Word
from writethru.text import fold
from writethru.worddiffs import word_diff

Sign = Literal[" ", "-", "+", "~"]
# Kept between two edits, these make a reader start anew for nothing: marks within a sentence; a word of up to three
# letters, capitals aside, as articles and prepositions of most languages are; one character of a script without spaces.
_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff"
SHORT_LINK = re.compile(rf"[^\w.!?。！？]{{0,3}}([^\W\d_{_UNSPACED}]{{1,3}}|[{_UNSPACED}])?[^\w.!?。！？]{{0,3}}")


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One paragraph of one version: as it is in both " ", gone "-", come "+", or only set elsewhere or otherwise "~".

    `words` join to the paragraph; in an edited one they tell what was deleted or inserted.
    """

    sign: Sign
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The paragraph as it stood or stands."""
        return "".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Row:
    """What stands side by side in a diff: the lines of one operation, or a kept paragraph.

    A move has two rows of one `number`: "move", where the paragraph came to stand, and "left", where it stood; `up` is
    which way it went. Other rows have no number. `note` says what no sign can.
    """

    kind: Op | Literal["kept", "left"]
    old: tuple[DiffLine, ...] = ()
    new: tuple[DiffLine, ...] = ()
    note: str = ""
    number: int | None = None
    up: bool = False

    @property
    def inline(self) -> tuple[DiffLine, ...]:
        """The lines as read one below the other: what is the same on both sides once."""
        return (*(line for line in self.old if line.sign == "-"), *self.new)

    @property
    def whole(self) -> bool:
        """Whether its paragraphs stand, came or went as they are: no word in them is marked."""
        return all(word.op == "equal" for line in (*self.old, *self.new) for word in line.words)


def rows(before: Article | None, after: Article | None, change: Change | None) -> tuple[Row, ...]:
    """Return every paragraph of both versions in reading order.

    Without a version before, all has come; without one after, all has gone; without a change, `after` stands as it is.
    A cosmetic edit is the kept paragraph that it is to a reader.
    """
    if after is None:
        return tuple(Row("delete", old=(_line("-", text),)) for text in _texts(before))
    if before is None:
        return tuple(Row("add", new=(_line("+", text),)) for text in _texts(after))
    if change is None:
        return tuple(_kept(text, text) for text in _texts(after))
    return tuple(_woven(_texts(before), _texts(after), change.operations))


def headline_words(before: str, after: str) -> tuple[Word, ...]:
    """Return a line's words with what changed marked to be read; a cosmetic difference is none."""
    return readable(word_diff(before, after)) if fold(before) != fold(after) else (Word("equal", after),)


def readable(words: Iterable[Word]) -> tuple[Word, ...]:
    """Return the runs of an edited text as they are read best: replacements that little parts are one.

    Where less than half is kept then, the whole is replaced. The runs join to the same texts.
    """
    runs: list[tuple[bool, str, str]] = []  # whether it is the same, what stood, what stands
    for same, group in groupby(words, key=lambda word: word.op == "equal"):
        found = list(group)
        stood, stands = ("".join(word.text for word in found if word.op != op) for op in ("insert", "delete"))
        replaces = len(runs) > 1 and any(edit[1] and edit[2] for edit in (runs[-2], (same, stood, stands)))
        if not same and replaces and _links(runs[-1][1]):
            link, edit = runs.pop()[1], runs.pop()
            stood, stands = edit[1] + link + stood, edit[2] + link + stands
        runs.append((same, stood, stands))
    old, new = "".join(stood for _, stood, _ in runs), "".join(stands for _, _, stands in runs)
    kept = sum(_visible(stood) for same, stood, _ in runs if same)
    if 2 * kept < min(_visible(old), _visible(new)):
        runs = [(False, old, new)]
    shown = []
    for same, stood, stands in runs:
        shown += [Word("equal", stood)] if same else [Word("delete", stood), Word("insert", stands)]
    return tuple(word for word in shown if word.text)


def _links(text: str) -> bool:
    match = SHORT_LINK.fullmatch(text)
    return match is not None and not (match[1] or "")[:1].isupper()


def _visible(text: str) -> int:
    """Return how many characters of a text are not white space."""
    return sum(map(len, text.split()))


def _texts(article: Article | None) -> tuple[str, ...]:
    return tuple(paragraph.text for paragraph in article.paragraphs) if article else ()


def _line(sign: Sign, text: str) -> DiffLine:
    return DiffLine(sign, (Word("equal", text),))


def _woven(before: tuple[str, ...], after: tuple[str, ...], operations: tuple[Operation, ...]) -> Iterator[Row]:
    """Yield the operations' rows between those of the paragraphs that no operation touches."""
    gone = {index for operation in operations for index in operation.before}
    come = {index for operation in operations for index in operation.after}
    kept_before = [index for index in range(len(before)) if index not in gone]
    kept_after = [index for index in range(len(after)) if index not in come]
    stay = list(zip(kept_before, kept_after, strict=True))
    placed: list[tuple[int | None, Row]] = []  # with the place in the version before of what kept its order
    told = 0  # of the kept paragraphs
    for number, operation in enumerate(operations):
        side, place = (1, operation.after[0]) if operation.after else (0, operation.before[0])
        while told < len(stay) and stay[told][side] < place:
            placed.append((stay[told][0], _kept(before[stay[told][0]], after[stay[told][1]])))
            told += 1
        ordered = operation.op not in ("add", "move")
        placed.append((operation.before[0] if ordered else None, _row(number, operation)))
    placed += [(old, _kept(before[old], after[new])) for old, new in stay[told:]]
    for number, operation in enumerate(operations):
        if operation.op == "move":
            _leave(placed, number, operation)
    return (row for _, row in placed)


def _leave(placed: list[tuple[int | None, Row]], number: int, operation: Operation) -> None:
    """Put a row where a moved paragraph stood, and say in both of its rows which way it went."""
    stood, stands = operation.before[0], operation.after[0]
    behind = (at for at in range(len(placed), 0, -1) if (place := placed[at - 1][0]) is not None and place < stood)
    at = next(behind, 0)
    arrival = next(at for at, (_, row) in enumerate(placed) if row.number == number and row.kind == "move")
    up = arrival < at
    way = "up" if up else "down"
    row = placed[arrival][1]
    placed[arrival] = (None, replace(row, note=f"moved {way} from paragraph {stood + 1} to {stands + 1}", up=up))
    note = f"moved {way} to paragraph {stands + 1}"
    placed.insert(at, (stood, Row("left", (_line("~", operation.old[0]),), (), note, number, up)))


def _kept(old: str, new: str) -> Row:
    return Row("kept", (_line(" ", old),), (_line(" ", new),))


def _row(number: int, operation: Operation) -> Row:
    op, old, new = operation.op, operation.old, operation.new
    one_each = op in ("edit", "move")
    if one_each and fold(old[0]) == fold(new[0]):
        return _kept(old[0], new[0]) if op == "edit" else Row(op, (), (_line("~", new[0]),), number=number)
    if op in ("split", "merge") and _squeezed(old) == _squeezed(new):
        gone, come = (tuple(_line("~", text) for text in texts) for texts in (old, new))
    else:
        words = operation.words or (word_diff(old[0], new[0]) if one_each else ())
        gone, come = _marked(readable(words), old, new)
    if op == "move":
        return Row(op, gone, tuple(replace(line, sign="~") for line in come), number=number)
    return Row(op, gone, come, {"split": f"split in {len(new)}", "merge": f"{len(old)} merged"}.get(op, ""))


def _marked(words: tuple[Word, ...], old: tuple[str, ...], new: tuple[str, ...]) -> tuple[tuple[DiffLine, ...], ...]:
    """Return the old and the new lines, words marked in them where any stayed; `words` join texts with a space."""
    if not any(word.op == "equal" for word in words):
        return tuple(_line("-", text) for text in old), tuple(_line("+", text) for text in new)
    stood = _dealt([word for word in words if word.op != "insert"], old)
    stands = _dealt([word for word in words if word.op != "delete"], new)
    return tuple(DiffLine("-", line) for line in stood), tuple(DiffLine("+", line) for line in stands)


def _dealt(words: Iterable[Word], texts: tuple[str, ...]) -> Iterator[tuple[Word, ...]]:
    """Yield the part of the words that makes up each of the texts that they join."""
    left = list(words)
    for text in texts:
        line, wanting = [], len(text)
        while wanting:
            word = left.pop(0)
            line.append(replace(word, text=word.text[:wanting]))
            rest, wanting = word.text[wanting:], wanting - len(line[-1].text)
            if rest:
                left.insert(0, replace(word, text=rest))
        yield tuple(line)
        if left:  # the space between
            left[0] = replace(left[0], text=left[0].text[1:])


def _squeezed(texts: Iterable[str]) -> str:
    return fold("".join(texts)).replace(" ", "")
