"""Versions with known operations: what is aligned right, what is told as nothing but itself, and how fast."""

import difflib
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from rewrites import Pool, figure, name, sentence_reworded, sentences, word

from writethru.changes import apply, compare
from writethru.elements import Article, Operation, Paragraph

Sources = tuple[int, ...]  # the old paragraphs that a new one came from, () for an added one
Line = tuple[str, Sources]
# What aligns: old and new paragraphs -> the sources of each new one, and the old ones told as moved.
Aligner = Callable[[Sequence[str], Sequence[str]], tuple[list[Sources], set[int]]]


@dataclass(frozen=True, slots=True)
class Version:
    """Two versions of an article's paragraphs, where each of the new came from, and which of the old moved."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    sources: tuple[Sources, ...]
    moved: frozenset[int]


def revised(lines: Sequence[str], dice: Random, pool: Pool) -> Version:
    """Return an article with two edits and an addition, a deletion, a move, a split and a merge, where it has room.

    No paragraph has two of them, and what moves goes past half of the others.
    """
    version: list[Line] = [(line, (index,)) for index, line in enumerate(lines)]
    free = dice.sample(range(len(lines)), len(lines))
    moved = set()

    def at(index: int) -> int:
        return next(place for place, (_, sources) in enumerate(version) if sources == (index,))

    for change in (sentence_reworded, figure, name):
        if free and (pair := change(lines[free[-1]], dice, pool)):
            index = free.pop()
            version[at(index)] = (pair[1], (index,))
    version.insert(dice.randrange(len(version) + 1), (" ".join(dice.sample(pool.sentences, 2)), ()))
    if free:
        del version[at(free.pop())]
    if splittable := [index for index in free if len(sentences(lines[index])[0]) < len(lines[index]) - 20]:
        free.remove(index := splittable[0])
        first, *rest = sentences(lines[index])
        version[at(index) : at(index) + 1] = [(first, (index,)), (" ".join(rest), (index,))]
    if mergeable := [index for index in free if index + 1 in free]:
        index = mergeable[0]
        free = [other for other in free if other not in (index, index + 1)]
        place = at(index)
        following = at(index + 1)
        if following == place + 1:
            version[place : place + 2] = [(f"{lines[index]} {lines[index + 1]}", (index, index + 1))]
    parts = Counter(sources for _, sources in version)
    whole = [sources[0] for _, sources in version if len(sources) == 1 == parts[sources]]
    if free and len(whole) > 8:
        index = free.pop()
        line = version.pop(at(index))
        whole.remove(index)
        goal = (sum(other < index for other in whole) + len(whole) // 2) % len(whole)
        version.insert(at(whole[goal]), line)
        moved.add(index)
    return Version(
        tuple(lines), tuple(text for text, _ in version), tuple(sources for _, sources in version), frozenset(moved)
    )


def ours(old: Sequence[str], new: Sequence[str]) -> tuple[list[Sources], set[int]]:
    operations = compare(article(old), article(new)).operations
    told = {place: operation.before for operation in operations for place in operation.after}
    gone = {index for operation in operations for index in operation.before}
    kept = iter(index for index in range(len(old)) if index not in gone)
    moves = {index for operation in operations if operation.op == "move" for index in operation.before}
    return [told[place] if place in told else (next(kept),) for place in range(len(new))], moves


def by_difflib(old: Sequence[str], new: Sequence[str]) -> tuple[list[Sources], set[int]]:
    """Align as difflib does on paragraphs, the first replaced one with the first in its place."""
    told: list[Sources] = []
    for op, start, end, first, last in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for place in range(last - first):
            told.append((start + place,) if op in ("equal", "replace") and start + place < end else ())
    return told, set()


def article(lines: Sequence[str]) -> Article:
    return Article("u", "u", paragraphs=tuple(Paragraph(line) for line in lines))


ALIGNERS: Mapping[str, Aligner] = {"writethru": ours, "difflib": by_difflib}


def right(version: Version, align: Aligner) -> tuple[int, int, int]:
    """Return how many new and deleted paragraphs were aligned right, of how many, and how many moves told as such."""
    told, moves = align(version.old, version.new)
    found = sum(map(tuple.__eq__, told, version.sources))
    gone = set(range(len(version.old))) - {index for sources in version.sources for index in sources}
    seen = {index for sources in told for index in sources}
    return found + len(gone - seen), len(version.new) + len(gone), len(moves & version.moved)


def restores(version: Version) -> bool:
    """Tell whether the operations, done on the old version, make the new one."""
    return apply(version.old, compare(article(version.old), article(version.new)).operations) == version.new


def minimal(lines: Sequence[str], dice: Random, pool: Pool) -> bool | None:
    """Tell whether one word's edit is told as one edit of these words; None where it could not be made."""
    at = dice.randrange(len(lines))
    pair = dice.choice((word, figure, name))(lines[at], dice, pool)
    if not pair:
        return None
    operations = compare(article(lines), article([*lines[:at], pair[1], *lines[at + 1 :]])).operations
    if len(operations) != 1 or operations[0].op != "edit" or operations[0].before != (at,):
        return False
    start = next(i for i, (a, b) in enumerate(zip(*pair, strict=False)) if a != b)
    return all(told_words(operations[0], op, text, start) for op, text in (("delete", pair[0]), ("insert", pair[1])))


def told_words(operation: Operation, op: str, text: str, start: int) -> bool:
    """Tell whether the words told of one side are exactly the token that the change begins in."""
    told = "".join(word.text for word in operation.words if word.op == op)
    tokens = re.finditer(r"\d[\d.,]*\d|\w+(?:['’]\w+)*", text)
    return told == next((token[0] for token in tokens if token.start() <= start < token.end()), "")


def differs() -> dict[str, Callable[[Version], object]]:
    """Return what tells the words that changed between two versions: ours, and HTML differs that are there."""
    found: dict[str, Callable[[Version], object]] = {
        "writethru": lambda version: compare(article(version.old), article(version.new)),
        "difflib.ndiff": lambda version: list(difflib.ndiff(version.old, version.new)),
    }
    try:
        from htmldiff2 import render_html_diff
    except ImportError as error:
        print(f"htmldiff2 left out: {error}")
    else:
        found["htmldiff2"] = lambda version: render_html_diff(markup(version.old), markup(version.new))
    return found


def markup(lines: Sequence[str]) -> str:
    return "".join(f"<p>{line.replace('&', '&amp;').replace('<', '&lt;')}</p>" for line in lines)


def speed(versions: Sequence[Version], differ: Callable[[Version], object]) -> float:
    """Return how many articles are compared in a second of CPU time."""
    started = time.process_time()
    for version in versions:
        differ(version)
    return len(versions) / max(time.process_time() - started, 1e-9)


def measure(texts: Sequence[str], pool: Pool, seed: int) -> None:
    """Print the tables: alignment, whole and minimal, speed."""
    # A line that stands twice can have come from either.
    articles = [
        list(dict.fromkeys(" ".join(line.split()) for line in text.split("\n") if line.strip())) for text in texts
    ]
    dice = Random(f"{seed} alignment")
    versions = [revised(lines, dice, pool) for lines in articles]
    moves = sum(len(version.moved) for version in versions)
    print(f"\n## Alignment: {len(versions)} articles with known operations, {moves} moves\n")
    print("| | paragraphs right % | moves told % |\n|---|---|---|")
    for system, align in ALIGNERS.items():
        scores = [right(version, align) for version in versions]
        good, of, told = (sum(column) for column in zip(*scores, strict=True))
        print(f"| {system} | {100 * good / of:.2f} | {100 * told / max(moves, 1):.1f} |")
    restored = sum(map(restores, versions))
    told = [found for lines in articles if (found := minimal(lines, dice, pool)) is not None]
    print(f"\nafter == apply(before, operations): {restored} of {len(versions)}")
    print(f"one word's edit told as one edit of that word: {sum(told)} of {len(told)}")
    rates = {system: speed(versions[:100], differ) for system, differ in differs().items()}
    print("\n| compared with word operations | articles a CPU second | times as fast as ours |\n|---|---|---|")
    for system, rate in rates.items():
        print(f"| {system} | {rate:.1f} | {rate / rates['writethru']:.3f} |")
