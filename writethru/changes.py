"""Two versions of one article -> what changed: paragraphs aligned, fields named, the edit classed.

Everything is compared folded (writethru.text.fold), so that swapped quotes, dashes and spaces never raise an alarm, and
everything told is byte-exact: `apply(before, compare(...).operations)` is the new version's paragraphs.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from rapidfuzz.distance import OSA, Indel
from rapidfuzz.fuzz import ratio
from rapidfuzz.process import cdist

from writethru.elements import Article, Change, EditClass, Op, Operation, Word
from writethru.text import fold

SAME_PARAGRAPH = 50  # rapidfuzz ratio in 0..100 from which two leftover paragraphs are one, edited
# Leftover paragraphs are scored up to so many pairs, and pairs of their characters: one to two seconds. Beyond, the
# article was replaced and nobody reads its paragraphs as edits.
MOST_PAIRS = 250_000
MOST_CHARACTER_PAIRS = 40_000_000_000
MOST_PARTS = 20  # of one paragraph split, or merged; more is a list set anew, and costs
MOST_TOKEN_PAIRS = 400_000_000  # rapidfuzz keeps one bit for each: 50 MB
RANKS: tuple[EditClass, ...] = ("cosmetic", "minor", "substantive", "notice")
# Told beside a change, never a change by themselves: publishers and parsers move them under an unchanged text.
QUIET_FIELDS = ("date_published", "language", "codes", "section", "image")

# Scripts written without spaces (Thai, kana, Han) are taken a character at a time.
_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff"
# White space, a number with its sign and inner points ("-3.5m", "10-12"), an unspaced character, a word, any other.
TOKEN = re.compile(
    rf"\s+|(?:(?<![\w)])[-+])?\d\w*(?:[.,:/-]\d\w*)*|[{_UNSPACED}]|[^\W{_UNSPACED}]+(?:['’][^\W{_UNSPACED}]+)*|.",
    re.DOTALL,
)
DOUBLED_WORD = re.compile(r"\b([^\W\d_]+)(?: \1\b)+")
LOUD_MARKS = frozenset("%‰#&@§*/\\")  # punctuation by Unicode's classes, meaning by a reader's
ARTICLES = frozenset({"a", "an", "the"})
# One slip of a key away from another word and never a slip in a report: numbers and negations.
WEIGHTY_WORDS = frozenset(
    """no not nor none never neither nobody nothing nowhere cannot without
    zero one two three four five six seven eight nine ten eleven twelve dozen dozens half twice
    hundred thousand million billion trillion hundreds thousands millions billions trillions
    nicht nie kein keine keinen ne pas jamais ni sin nunca non mai senza não nem sem niet geen inte ikke не нет ни
    """.split()  # noqa: SIM905 - a long list of one-word strings reads worse
)
# Where a page's title and its card carry the site's name beside the headline, and what parts the two.
NAMING_SOURCES = frozenset({"title", "og:title"})
SEPARATOR = r"(?: [|\-:·•/»>]+ | ?\| ?)"
SEPARATED_BEFORE, SEPARATED_AFTER = re.compile(SEPARATOR + "$"), re.compile(SEPARATOR)


def compare(before: Article, after: Article) -> Change:
    """Return what changed between two readings of one article.

    A "cosmetic" difference is one that no reader would call an edit: folded texts equal, a paragraph that only changed
    sides between the text and its removals, a date, a language, a section or the lead image alone. Its status stays
    "unchanged", its operations are given all the same. What is missing on one side (a headline, authors) was not read
    rather than changed.
    """
    operations = _operations([p.text for p in before.paragraphs], [p.text for p in after.paragraphs])
    gone, come = _folded(r.text for r in after.removed), _folded(r.text for r in before.removed)
    classes = [_edit_class(operation, gone, come) for operation in operations]
    fields = []
    if _headline_changed(before, after):
        fields.append("headline")
        classes.append("substantive")
    if any(rank != "cosmetic" for rank in classes[: len(operations)]):
        fields.append("paragraphs")
    old_names, new_names = _names(before.authors), _names(after.authors)
    if old_names and new_names and old_names != new_names:
        fields.append("authors")
        classes.append("minor")
    # A notice that the earlier reading had on its page, not yet known for a notice, is no news.
    if _folded(after.notices) - _folded(before.notices) - _folded(p.text for p in before.paragraphs) - come:
        fields.append("notices")
        classes.append("notice")
    for name in QUIET_FIELDS:
        old, new = getattr(before, name), getattr(after, name)
        if old and new and old != new:
            fields.append(name)
            classes.append("cosmetic")
    edit_class = max(classes, key=RANKS.index, default=None)
    if edit_class in (None, "cosmetic"):
        return Change("unchanged", edit_class, tuple(fields), operations)
    return Change("updated", edit_class, tuple(fields), operations)


def apply(before: Sequence[str], operations: Iterable[Operation]) -> tuple[str, ...]:
    """Return the new version's paragraphs: what no operation touches keeps its order and fills the gaps between."""
    touched: set[int] = set()
    placed: dict[int, str] = {}
    for operation in operations:
        touched.update(operation.before)
        placed.update(zip(operation.after, operation.new, strict=True))
    kept = (text for index, text in enumerate(before) if index not in touched)
    total = len(before) - len(touched) + len(placed)
    return tuple(placed[index] if index in placed else next(kept) for index in range(total))


def word_diff(old: str, new: str) -> tuple[Word, ...]:
    """Return the runs of words that turn one paragraph into the other, a deletion before the insertion in its place.

    Edits parted only by white space are one; when most words of the shorter text went, the whole is replaced.
    """
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    runs: list[tuple[bool, str, str]] = []  # whether it is the same, what stood, what stands
    for same, stood, stands in _stretches(before, after):
        run = (same, "".join(before[stood.start : stood.stop]), "".join(after[stands.start : stands.stop]))
        if not same and len(runs) > 1 and runs[-1][1].isspace():
            space, edit = runs.pop()[1], runs.pop()
            run = (False, edit[1] + space + run[1], edit[2] + space + run[2])
        runs.append(run)
    kept = sum(_visible(text) for same, text, _ in runs if same)
    if 2 * kept < min(_visible(old), _visible(new)):
        runs = [(False, old, new)]
    words = []
    for same, deleted, inserted in runs:
        if same:
            words.append(Word("equal", deleted))
        else:
            words += [Word("delete", deleted), Word("insert", inserted)]
    return tuple(word for word in words if word.text)


def _visible(text: str) -> int:
    """Return how many characters of a text are not white space."""
    return sum(map(len, text.split()))


def _stretches(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[bool, range, range]]:
    """Yield a longest common subsequence as stretches of indices, by turns the same and not the same.

    Two lists too long for that are the same at their ends only.
    """
    if len(before) * len(after) > MOST_TOKEN_PAIRS:
        start, end = _common_ends(before, after)
        yield True, range(start), range(start)
        yield False, range(start, len(before) - end), range(start, len(after) - end)
        yield True, range(len(before) - end, len(before)), range(len(after) - end, len(after))
        return
    numbers: dict[str, int] = {}  # rapidfuzz hashes strings, and Python's string hash differs from run to run
    old = [numbers.setdefault(item, len(numbers)) for item in before]
    new = [numbers.setdefault(item, len(numbers)) for item in after]
    for same, codes in groupby(Indel.opcodes(old, new), key=lambda code: code.tag == "equal"):
        first, *rest = codes
        last = rest[-1] if rest else first
        yield same, range(first.src_start, last.src_end), range(first.dest_start, last.dest_end)


def _operations(old: Sequence[str], new: Sequence[str]) -> tuple[Operation, ...]:
    """Return the paragraph operations in the new version's order, a deletion after the neighbour that it followed."""
    start, end = _common_ends(old, new)
    folds = {text: fold(text) for text in {*old[start : len(old) - end], *new[start : len(new) - end]}}
    alignment = _Alignment(
        {i: folds[old[i]] for i in range(start, len(old) - end)},
        {j: folds[new[j]] for j in range(start, len(new) - end)},
    )
    stays = _longest_increasing(alignment.pairs)
    found: list[tuple[Op, tuple[int, ...], tuple[int, ...]]] = []
    for i, j in alignment.pairs.items():
        if stays.get(i) != j:
            found.append(("move", (i,), (j,)))
        elif old[i] != new[j]:
            found.append(("edit", (i,), (j,)))
    found += [("split", (i,), parts) for i, parts in alignment.splits.items()]
    found += [("merge", parts, (j,)) for j, parts in alignment.merges.items()]
    found += [("delete", (i,), ()) for i in alignment.old]
    found += [("add", (), (j,)) for j in alignment.new]
    anchors = sorted(stays)

    def place(item: tuple[Op, tuple[int, ...], tuple[int, ...]]) -> tuple[float, int]:
        _, before, after = item
        if after:
            return after[0], 0
        neighbour = bisect_left(anchors, before[0]) - 1
        return (stays[anchors[neighbour]] if neighbour >= 0 else start - 1) + 0.5, before[0]

    operations = []
    for op, before, after in sorted(found, key=place):
        texts = tuple(old[i] for i in before), tuple(new[j] for j in after)
        words = word_diff(texts[0][0], texts[1][0]) if op in ("edit", "move") and texts[0] != texts[1] else ()
        operations.append(Operation(op, before, after, *texts, words))
    return tuple(operations)


def _common_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """Return how many items the two lists share at their starts and, of the rest, at their ends."""
    shorter = min(len(old), len(new))
    start = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    end = next((i for i in range(shorter - start) if old[-1 - i] != new[-1 - i]), shorter - start)
    return start, end


class _Alignment:
    """Which folded paragraph became which; `old` and `new` hold what is left over, in order, after each step.

    `pairs` maps an old index to a new one, `splits` an old one to many, `merges` a new one to many.
    """

    def __init__(self, old: dict[int, str], new: dict[int, str]) -> None:
        self.old, self.new = old, new
        self.pairs: dict[int, int] = {}
        self._pair_in_order()
        self._pair_anywhere()
        self.splits = dict(_joined(self.old, self.new))
        self.merges = dict(_joined(self.new, self.old))
        self._pair_alike()

    def _pair(self, i: int, j: int) -> None:
        self.pairs[i] = j
        del self.old[i], self.new[j]

    def _pair_in_order(self) -> None:
        rows, columns = list(self.old), list(self.new)
        for same, old, new in _stretches(list(self.old.values()), list(self.new.values())):
            if same:
                for i, j in zip(old, new, strict=True):
                    self._pair(rows[i], columns[j])

    def _pair_anywhere(self) -> None:
        places: defaultdict[str, list[int]] = defaultdict(list)
        for j, text in reversed(self.new.items()):
            places[text].append(j)
        for i, text in list(self.old.items()):
            if places[text]:
                self._pair(i, places[text].pop())

    def _pair_alike(self) -> None:
        """Pair what is left by likeness, the likest first, the nearer first among equals."""
        rows, columns = list(self.old), list(self.new)
        old, new = list(self.old.values()), list(self.new.values())
        characters = sum(map(len, old)) * sum(map(len, new))
        if not characters or len(old) * len(new) > MOST_PAIRS or characters > MOST_CHARACTER_PAIRS:
            return
        scores = cdist(old, new, scorer=ratio, score_cutoff=SAME_PARAGRAPH)
        ranked = sorted(
            (-float(scores[x, y]), abs(rows[x] - columns[y]), rows[x], columns[y])
            for x, y in zip(*scores.nonzero(), strict=True)
        )
        for _, _, i, j in ranked:
            if i in self.old and j in self.new:
                self._pair(i, j)


def _joined(wholes: dict[int, str], parts: dict[int, str]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Take out, and yield by index, each whole that a few neighbouring parts make up, white space aside."""
    if len(wholes) * len(parts) > MOST_PAIRS:
        return
    squeezed = {index: text.replace(" ", "") for index, text in parts.items()}
    for whole, text in list(wholes.items()):
        letters = text.replace(" ", "")
        for first in list(parts):
            told, last = 0, first
            while last in parts and last - first < MOST_PARTS and letters.startswith(squeezed[last], told):
                told, last = told + len(squeezed[last]), last + 1
            if told == len(letters) and last - first > 1:
                del wholes[whole]
                for index in range(first, last):
                    del parts[index]
                yield whole, tuple(range(first, last))
                break


def _longest_increasing(pairs: Mapping[int, int]) -> dict[int, int]:
    """Return the longest run of pairs that rise on both sides: the paragraphs that stayed in order."""
    ends: list[int] = []  # the smallest new index that ends a run of each length
    tails: list[int] = []  # and its old index
    previous: dict[int, int | None] = {}
    for i in sorted(pairs):
        length = bisect_left(ends, pairs[i])
        previous[i] = tails[length - 1] if length else None
        ends[length : length + 1], tails[length : length + 1] = [pairs[i]], [i]
    run = {}
    last = tails[-1] if tails else None
    while last is not None:
        run[last] = pairs[last]
        last = previous[last]
    return run


def _edit_class(operation: Operation, gone: frozenset[str], come: frozenset[str]) -> EditClass:
    """Return how weighty one operation is; `gone` and `come` are folded texts still on, or already on, the page."""
    old, new = fold(" ".join(operation.old)), fold(" ".join(operation.new))
    same = operation.op == "edit" and old == new
    if same or (operation.op == "delete" and old in gone) or (operation.op == "add" and new in come):
        return "cosmetic"
    return "minor" if _mends_typing(old, new) else "substantive"


def _mends_typing(old: str, new: str) -> bool:
    """Tell whether a folded text differs in punctuation, case, spacing or misspellings only.

    Not so when a digit, a name, a negation or a number word is touched, or one word is put for another.
    """
    before, after = (
        [token for token in TOKEN.findall(DOUBLED_WORD.sub(r"\1", text)) if not token.isspace()] for text in (old, new)
    )
    return all(
        same or _same_but_typing(before[stood.start : stood.stop], after[stands.start : stands.stop])
        for same, stood, stands in _stretches(before, after)
    )


def _same_but_typing(deleted: list[str], inserted: list[str]) -> bool:
    """Tell whether one stretch of tokens stands for the other with its typing mended."""
    tokens = deleted + inserted
    marks = [token for token in tokens if not any(map(str.isalnum, token))]
    if any(mark in LOUD_MARKS or unicodedata.category(mark)[0] != "P" for mark in "".join(marks)):
        return False
    if any(char.isdigit() for token in tokens for char in token):
        return False
    old, new = ([token for token in side if token not in marks] for side in (deleted, inserted))
    if "".join(old).replace("'", "").lower() == "".join(new).replace("'", "").lower():
        return True
    # A capital may be a name; a script without capitals hides its names.
    if any(not word.islower() or word in WEIGHTY_WORDS or word.endswith("n't") for word in old + new):
        return False
    old, new = ([word for word in side if word not in ARTICLES] for side in (old, new))
    return len(old) == len(new) and all(map(_misspelt, old, new))


def _misspelt(old: str, new: str) -> bool:
    """Tell whether two words differ by one slip inside, as "recieve" and "goverment" do; "legal" is not "illegal"."""
    if old[0] != new[0] or OSA.distance(old, new) > 1:
        return False
    return sorted(old) == sorted(new) or (old[-1] == new[-1] and min(len(old), len(new)) > 3)


def _headline_changed(before: Article, after: Article) -> bool:
    """Tell whether any source of headlines that both readings have says something else, a site's name aside."""
    old, new = _candidates(before), _candidates(after)
    for source in old.keys() & new.keys():
        if old[source] != new[source] and not (source in NAMING_SOURCES and _same_headline(old[source], new[source])):
            return True
    # Sources come and go; the chosen headline is a new one only when no source of the other reading had it.
    chosen_old, chosen_new = fold(before.headline), fold(after.headline)
    if not chosen_old or not chosen_new or _same_headline(chosen_old, chosen_new):
        return False
    return chosen_new not in old.values() and chosen_old not in new.values()


def _candidates(article: Article) -> dict[str, str]:
    """Return the folded headline by source; a title that adds only a site's name to another candidate is that one."""
    texts = {source: folded for source, text in article.headlines.items() if (folded := fold(text))}
    shortest_first = sorted({fold(article.headline), *texts.values()} - {""}, key=lambda text: (len(text), text))
    for source in NAMING_SOURCES & texts.keys():
        texts[source] = next(text for text in shortest_first if _same_headline(text, texts[source]))
    return texts


def _same_headline(one: str, other: str) -> bool:
    """Tell whether the longer of two headlines is the shorter with a separator and a site's name before or after it."""
    headline, text = sorted((one, other), key=len)
    before, found, after = text.partition(headline)
    return bool(
        found and (not before or SEPARATED_BEFORE.search(before)) and (not after or SEPARATED_AFTER.match(after))
    )


def _folded(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(text) for text in texts)


def _names(authors: Iterable[str]) -> frozenset[str]:
    """Return the authors' folded names; with a digit it is no name but an age or a date read with the byline."""
    return frozenset(fold(author).casefold() for author in authors if not any(map(str.isdigit, author)))
