"""Two versions of one article -> what changed: paragraphs aligned, fields named, the edit classed.

Everything is compared folded (writethru.text.fold), so that swapped quotes, dashes and spaces never raise an alarm, and
everything told is byte-exact: `apply(before, compare(...).operations)` is the new version's paragraphs.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from rapidfuzz.fuzz import ratio

from writethru.alignment import align
from writethru.elements import Article, Change, EditClass, FieldEdit, Operation
from writethru.fieldedits import author_edits, beside_edits, headline_edits, notice_edits, quiet_edits
from writethru.languages import read_language
from writethru.passages import fingerprint
from writethru.text import fold
from writethru.touches import TOUCHES, edit_class, named, touched
from writethru.vocabulary import Vocabulary, vocabulary
from writethru.worddiffs import word_diff

# Characters of a paragraph; a shorter one, "12" say, may well stand elsewhere on the page and be edited here.
LEAST = 25
# rapidfuzz ratio in 0..100 from which a line in a box was edited, not another put in its place: with one word edited 99
# in 100 lines of 30 to 80 characters are as like, with two 84; of two lines that are others, none of 100,000.
SAME_LINE = 80
LABEL = 2  # words; within the text a number beside one word counts something ("204 shares"), "Death toll: 204" tells
COUNTED = 60  # characters; in a shorter line around the text a number counts something
PROSE = 80  # characters of a paragraph between the first and the last of which the text lies
DIGITS = re.compile(r"\d[\d.,: ]*")
RANKS: tuple[EditClass, ...] = ("cosmetic", "minor", "substantive", "notice")


def compare(before: Article, after: Article) -> Change:
    """Return what changed between two readings of one article.

    A "cosmetic" difference is one that no reader would call an edit: folded texts equal, or but for spaces that part
    neither figures nor words that carry a fact, paragraphs cut or joined with every word kept, one that only changed
    sides between the text and the rest of its page, a date, a language, a section, the lead image or a notice gone,
    alone. Its status stays "unchanged", its operations are given all the same. What is missing on one side (a headline,
    authors) was not read rather than changed.
    """
    known = _vocabulary(before, after)
    operations = _operations(before, after, known)
    pages = _Page(before), _Page(after)
    ranks = [_rank(operation, *pages, known) for operation in operations]
    alarming = [operation for operation, each in zip(operations, ranks, strict=True) if each != "cosmetic"]
    headlines = headline_edits(before, after)
    edits: list[tuple[EditClass, FieldEdit]] = [("substantive", edit) for edit in headlines]
    edits += [("minor", edit) for edit in author_edits(before, after)]
    edits += [(edit_class(fold(edit.old), fold(edit.new), known), edit) for edit in beside_edits(before, after)]
    edits += [(_notice_rank(edit, known), edit) for edit in notice_edits(before, after)]
    edits += [("cosmetic", edit) for edit in quiet_edits(before, after)]
    rank = max((*ranks, *(each for each, _ in edits)), key=RANKS.index, default=None)
    named_first = ("headline",) * bool(headlines) + ("paragraphs",) * bool(alarming)
    kinds = {kind for operation in alarming for kind in operation.touched}
    kinds.update(kind for edit in headlines for kind in touched(edit.old, edit.new, known))
    return Change(
        status="unchanged" if rank in (None, "cosmetic") else "updated",
        edit_class=rank,
        fields=tuple(dict.fromkeys((*named_first, *(edit.field for _, edit in edits)))),
        operations=operations,
        edits=tuple(edit for _, edit in edits),
        touched=tuple(kind for kind in TOUCHES if kind in kinds),
        doubtful=not any(each != "cosmetic" and edit.field != "beside" for each, edit in edits)
        and not any(pages[0].sees(operation.old) and pages[1].sees(operation.new) for operation in alarming)
        and rank not in (None, "cosmetic"),
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
    names = named({*old, *new}) if steps else frozenset()
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


class _Page:
    """What stands on an article's page: its text, what was removed from that, and all the rest."""

    def __init__(self, article: Article) -> None:
        self.article = article

    @cached_property
    def kept(self) -> frozenset[str]:
        """The text's paragraphs."""
        return frozenset(paragraph.text for paragraph in self.article.paragraphs)

    @cached_property
    def removed(self) -> frozenset[str]:
        """The removed lines, folded."""
        return frozenset(fold(removal.text) for removal in self.article.removed)

    @cached_property
    def passages(self) -> frozenset[int]:
        """The fingerprints of everything, none when they are not known."""
        return frozenset(self.article.passages)

    def shows(self, texts: Iterable[str], least: int = 0) -> bool:
        """Tell whether all these texts stand on the page, those shorter than `least` among the removed lines."""
        return all(
            fold(text) in self.removed or (len(text) >= least and fingerprint(text) in self.passages) for text in texts
        )

    def sees(self, texts: Iterable[str]) -> bool:
        """Tell whether the second reading has all these texts, rows by their cells; when there is none, it has."""
        parts = (part for text in texts for part in text.split(" | "))
        return not self.passages or all(fingerprint(part) in self.passages for part in parts)


def _rank(operation: Operation, before: _Page, after: _Page, known: Vocabulary) -> EditClass:
    """Return how weighty an operation is; what stands on both pages, or is the site's box, is no edit."""
    old, new = fold(" ".join(operation.old)), fold(" ".join(operation.new))
    if operation.op in ("split", "merge"):
        same = old.replace(" ", "") == new.replace(" ", "")
    elif operation.op == "edit" and old.replace(" ", "") == new.replace(" ", ""):
        same = old == new or edit_class(old, new, known) == "minor"  # "now here" is not "nowhere"
    elif operation.op == "edit":
        same = _changes_sides(operation, before, after)
    else:
        same = operation.op != "move" and after.shows(operation.old) and before.shows(operation.new)
    if same or (_is_boxed(operation, before.article, after.article) and not _mends_box(operation, old, new, before)):
        return "cosmetic"
    return edit_class(old, new, known)


def _changes_sides(operation: Operation, before: _Page, after: _Page) -> bool:
    """Tell whether each of two paragraphs stands outside the text on the page of the other."""
    (old,), (new,) = operation.old, operation.new
    if old in after.kept or new in before.kept:
        return False
    return after.shows((old,), LEAST) and before.shows((new,), LEAST)


def _notice_rank(edit: FieldEdit, known: Vocabulary) -> EditClass:
    if not edit.new:
        return "cosmetic"
    return "minor" if edit.old and edit_class(fold(edit.old), fold(edit.new), known) == "minor" else "notice"


def _is_boxed(operation: Operation, before: Article, after: Article) -> bool:
    return all(before.paragraphs[i].boxed for i in operation.before) and all(
        after.paragraphs[j].boxed for j in operation.after
    )


def _mends_box(operation: Operation, old: str, new: str, before: _Page) -> bool:
    """Tell whether a box's line was edited: neither put in another's place nor counted on.

    Above and below the text whole lines count ("Updated 5 minutes ago, 311 views"), within it labels ("204 shares").
    """
    prose = enumerate(before.article.paragraphs)
    text = [index for index, paragraph in prose if not paragraph.boxed and len(paragraph.text) >= PROSE]
    within = bool(text) and all(text[0] < index < text[-1] for index in operation.before)
    label = len(old.split()) <= LABEL if within else len(old) <= COUNTED
    counted = label and DIGITS.sub("", old) == DIGITS.sub("", new)
    return old != new and ratio(old, new) >= SAME_LINE and not counted
