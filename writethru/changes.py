"""Two versions of one article -> what changed: paragraphs aligned, fields named, the edit classed.

Everything is compared folded (writethru.text.fold), so that swapped quotes, dashes and spaces never raise an alarm, and
everything told is byte-exact: `apply(before, compare(...).operations)` is the new version's paragraphs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from writethru.alignment import align
from writethru.elements import Article, Change, EditClass, FieldEdit, Operation
from writethru.fieldedits import author_edits, headline_edits, notice_edits, quiet_edits
from writethru.languages import read_language
from writethru.text import fold
from writethru.touches import TOUCHES, edit_class, named, touched
from writethru.vocabulary import Vocabulary, vocabulary
from writethru.worddiffs import word_diff

RANKS: tuple[EditClass, ...] = ("cosmetic", "minor", "substantive", "notice")


def compare(before: Article, after: Article) -> Change:
    """Return what changed between two readings of one article.

    A "cosmetic" difference is one that no reader would call an edit: folded texts equal, paragraphs cut or joined with
    every word kept, one that only changed sides between the text and its removals, a date, a language, a section, the
    lead image or a notice gone, alone. Its status stays "unchanged", its operations are given all the same. What is
    missing on one side (a headline, authors) was not read rather than changed.
    """
    known = _vocabulary(before, after)
    operations = _operations(before, after, known)
    classes = _classes(operations, before, after, known)
    headlines = headline_edits(before, after)
    told: list[tuple[EditClass, tuple[FieldEdit, ...]]] = [
        ("substantive", headlines),
        ("minor", author_edits(before, after)),
        *((("notice" if edit.new else "cosmetic"), (edit,)) for edit in notice_edits(before, after)),
        ("cosmetic", quiet_edits(before, after)),
    ]
    edits = tuple(edit for _, some in told for edit in some)
    fields = dict.fromkeys(edit.field for edit in edits)
    if any(rank != "cosmetic" for rank in classes):
        fields = {name: None for name in ("headline", "paragraphs", *fields) if name != "headline" or headlines}
    rank = max((*classes, *(rank for rank, some in told if some)), key=RANKS.index, default=None)
    kinds = {kind for operation in operations for kind in operation.touched}
    kinds.update(kind for edit in headlines for kind in touched(edit.old, edit.new, known))
    return Change(
        "unchanged" if rank in (None, "cosmetic") else "updated",
        rank,
        tuple(fields),
        operations,
        edits,
        tuple(kind for kind in TOUCHES if kind in kinds),
    )


def apply(before: Sequence[str], operations: Iterable[Operation]) -> tuple[str, ...]:
    """Return the new version's paragraphs: what no operation touches keeps its order and fills the gaps between."""
    gone: set[int] = set()
    placed: dict[int, str] = {}
    for operation in operations:
        gone.update(operation.before)
        placed.update(zip(operation.after, operation.new, strict=True))
    kept = (text for index, text in enumerate(before) if index not in gone)
    total = len(before) - len(gone) + len(placed)
    return tuple(placed[index] if index in placed else next(kept) for index in range(total))


def _vocabulary(before: Article, after: Article) -> Vocabulary:
    """Return the words of the article's language, which is read off its text where no page told it."""
    claims = (after.language, before.language)
    return vocabulary(next(filter(None, claims), None) or read_language((), after.text or before.text))


def _operations(before: Article, after: Article, known: Vocabulary) -> tuple[Operation, ...]:
    old, new = ([paragraph.text for paragraph in article.paragraphs] for article in (before, after))
    steps = align(old, new)
    names = named((*old, *new)) if steps else frozenset()
    return tuple(
        _told(Operation(*step, tuple(old[i] for i in step.before), tuple(new[j] for j in step.after)), known, names)
        for step in steps
    )


def _told(operation: Operation, known: Vocabulary, names: frozenset[str]) -> Operation:
    """Return an operation with its words, where one text became another, and with what it touches."""
    old, new = " ".join(operation.old), " ".join(operation.new)
    if fold(old) == fold(new):
        return replace(operation, words=word_diff(old, new)) if operation.op == "edit" else operation
    words = word_diff(old, new) if old and new else ()
    return replace(operation, words=words, touched=touched(old, new, known, names))


def _classes(
    operations: Sequence[Operation], before: Article, after: Article, known: Vocabulary
) -> tuple[EditClass, ...]:
    """Return how weighty each operation is; a paragraph that is still, or was already, on the page weighs nothing."""
    loose = {operation.op for operation in operations}
    gone = {fold(removal.text) for removal in after.removed} if "delete" in loose else set()
    come = {fold(removal.text) for removal in before.removed} if "add" in loose else set()

    def rank(operation: Operation) -> EditClass:
        old, new = fold(" ".join(operation.old)), fold(" ".join(operation.new))
        if (operation.op == "delete" and old in gone) or (operation.op == "add" and new in come):
            return "cosmetic"
        if operation.op in ("split", "merge"):
            old, new = old.replace(" ", ""), new.replace(" ", "")
        return "cosmetic" if old == new and operation.op != "move" else edit_class(old, new, known)

    return tuple(map(rank, operations))
