"""What an edit touches, and how weighty it is: figures, names, dates, quotations, denials, certainty, who says so.

Small is never boring: an edit is minor only when nothing but typing was mended, and a digit, a name, a denial, a number
word or another word in a word's place is never typing. There is no list of all words here: what may be another word is.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, pairwise, repeat, zip_longest
from typing import Literal, get_args

from rapidfuzz.distance import OSA

from writethru.elements import EditClass, Touch
from writethru.text import fold
from writethru.vocabulary import LETTER, Vocabulary
from writethru.worddiffs import SIGN, TOKEN, common_ends, stretches
from writethru.wording import QUOTATION, SENTENCE, Block, Word

TOUCHES: tuple[Touch, ...] = get_args(Touch)
# Qualifiers (writethru.vocabulary) that say how sure, how much at least or under which condition something is.
MODAL = frozenset(("doubt", "lower", "upper", "approximate", "condition", "possible", "necessary", "future"))
# Letters from which a word with two of its letters swapped or one doubled is hardly ever another one, as "trial" and
# "trail", "filed" and "filled" are; and those where one of the two is known as a word that carries a fact.
LONG = 7
LONG_FACT = 5
DOUBLED_LETTER = re.compile(r"(.)\1")
DOUBLED_WORD = re.compile(r"\b([^\W\d_]+)(?: \1\b)+")
LOUD_MARKS = frozenset("%‰#&@§*/\\")  # punctuation by Unicode's classes, meaning by a reader's
DATED = re.compile(r"\b(?:19|20)\d\d\b|\d+ ?(?=[年月日년월일])")
MARKS = ".,;:!?\"'“”‘’«»()"
# What stands beside figures and counts: a minus is no hyphen.
UNITS = re.compile(rf"[$€£¥₽₹%‰°^]|{SIGN}(?=[$€£¥₽₹]?\d)")
SPELLING = re.compile(rf"{LETTER}+(?:'{LETTER}+)*")
ARTICLES = frozenset({"a", "an", "the"})


def named(texts: Iterable[str]) -> frozenset[str]:
    """Return, in lower case, what has a capital inside a sentence: where it opens one it is a name as well."""
    pairs = chain.from_iterable(pairwise(text.split()) for text in texts)
    return frozenset(word.strip(MARKS).lower() for before, word in pairs if word[0].isupper() and before[-1].isalnum())


def touched(old: str, new: str, known: Vocabulary, names: frozenset[str] = frozenset()) -> tuple[Touch, ...]:
    """Return the kinds of facts that two versions of a text tell differently, in the order of Touch; "" has none.

    What only mends the typing of a fact does not touch it. Facts are told in order: who met whom is another fact than
    the reverse. `names` are what is known for one.
    """
    before, after = (_facts(text, known, names) for text in _differing(old, new))
    touches = {kind for kind in TOUCHES if before.get(kind) != after.get(kind)}
    if _quotations(old) != _quotations(new):
        touches.add("quotes")
    if touches and edit_class(fold(old), fold(new), known) == "minor":
        return ()
    return tuple(kind for kind in TOUCHES if kind in touches)


@lru_cache(maxsize=256)  # asked of each edit for what it touches and for its rank
def edit_class(old: str, new: str, known: Vocabulary) -> EditClass:
    """Return "minor" where two folded texts differ in punctuation, case, spacing or misspellings only."""
    if not (old and new) and any(map(str.isalnum, old + new)):
        return "substantive"
    return "minor" if _mends_typing(old, new, known) else "substantive"


def _quotations(text: str) -> list[str]:
    return ["".join(said).strip() for said in QUOTATION.findall(fold(text))]  # French has spaces within the marks


def _differing(old: str, new: str) -> tuple[str, str]:
    """Return two texts without the sentences that they begin and end with alike."""
    before, after = SENTENCE.split(old), SENTENCE.split(new)
    start, end = common_ends(before, after)
    return " ".join(before[start : len(before) - end]), " ".join(after[start : len(after) - end])


def _facts(text: str, known: Vocabulary, names: frozenset[str]) -> dict[Touch, tuple[str, ...]]:
    """Return what a text tells of each kind but quotations; what it has nothing of is left out."""
    if not text:
        return {}
    block = Block(text, known)
    words = tuple(_spellings(block.text.lower()))
    little = (known.function, known.offices, known.speaking, known.dates)
    said: dict[Touch, tuple[str, ...]] = {
        "numbers": (*_numbers(block), *UNITS.findall(block.text)),
        "names": tuple(
            word
            for word, inside in _capitals(block.text)
            if (inside or word in names) and not any(word in entries for entries in little)
        ),
        "dates": (*_found("dates", known.dates, words, block), *_days(words, known), *DATED.findall(block.text)),
        "negation": _found("negations", known.negations, words, block),
        "modality": tuple(sorted(block.qualifiers & MODAL)),
        "attribution": tuple(word for word in words if word in known.speaking),
    }
    return {kind: facts for kind, facts in said.items() if facts}


def _found(
    kind: Literal["dates", "negations"], entries: frozenset[str], words: Iterable[str], block: Block
) -> tuple[str, ...]:
    """Return the entries of a vocabulary that a text has, in order where its words are parted."""
    if block.known.parted:
        return tuple(word for word in words if word in entries)
    return tuple(sorted(block.known.found(kind, block.text.lower())))


def _numbers(block: Block) -> Iterator[str]:
    """Yield the numbers of a text in order, each with the word behind it, which mostly is what it counts."""
    if not block.known.parted:
        yield from sorted(block.numbers)
        return
    for word, behind in zip_longest(block.words, block.words[1:]):
        if word.sort == "number":
            yield word.spelling if word.spelling[0].isdigit() else word.stem
            if behind and (behind.sort == "other" or _is_unit(behind, block.known)):
                yield behind.stem


def _is_unit(word: Word, known: Vocabulary) -> bool:
    """Tell whether a word, behind a number, may be a short unit, "km" or "pm", and no word of grammar."""
    return word.sort == "little" and not any(
        word.spelling in entries for entries in (known.function, known.offices, known.speaking)
    )


def _days(words: Iterable[str], known: Vocabulary) -> Iterator[str]:
    """Yield the numbers that stand beside a day or a month, words of grammar left out ("6 de marzo")."""
    for one, other in pairwise(word for word in words if word not in known.function):
        if other in known.dates and _is_number(one, known):
            yield one
        elif one in known.dates and _is_number(other, known):
            yield other


def _is_number(word: str, known: Vocabulary) -> bool:
    return word[0].isdigit() or word in known.numbers or word in known.ordinals


def _spellings(text: str) -> Iterator[str]:
    """Yield the words of a text as they are spelt, with an apostrophe ("don't") and parted by it ("n'est")."""
    for word in SPELLING.findall(text):
        yield word
        if "'" in word:
            yield from word.split("'")


def _capitals(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the words that have a capital, in lower case, and whether it stands inside a sentence."""
    for before, word in pairwise(chain(("",), text.split())):
        bare = word.strip(MARKS)
        if bare and bare[0].isupper():
            yield bare.lower(), word[0] == bare[0] and before[-1:].isalnum()


def _mends_typing(old: str, new: str, known: Vocabulary) -> bool:
    before, after = (
        [token for token in TOKEN.findall(DOUBLED_WORD.sub(r"\1", text)) if not token.isspace()]
        for text in _differing(old, new)
    )
    return all(
        same or _same_but_typing(before[stood.start : stood.stop], after[stands.start : stands.stop], known)
        for same, stood, stands in stretches(before, after)
    )


def _same_but_typing(deleted: list[str], inserted: list[str], known: Vocabulary) -> bool:
    """Tell whether one stretch of tokens stands for the other with its typing mended."""
    tokens = deleted + inserted
    marks = [token for token in tokens if not any(map(str.isalnum, token))]
    if any(mark in LOUD_MARKS or unicodedata.category(mark)[0] != "P" for mark in "".join(marks)):
        return False
    if any(char.isdigit() for token in tokens for char in token):
        return False
    old, new = ([token for token in side if token not in marks] for side in (deleted, inserted))
    if "".join(old).replace("'", "").lower() == "".join(new).replace("'", "").lower():
        # "now here" is not "nowhere".
        return len(old) == len(new) or not any(_is_weighty(word.lower(), known) for word in old + new)
    # A capital may be a name; a script without capitals hides its names.
    if not all(map(str.islower, old + new)):
        return False
    old, new = ([word for word in side if word not in ARTICLES] for side in (old, new))
    return len(old) == len(new) and all(map(_misspelt, old, new, repeat(known)))


def _is_weighty(word: str, known: Vocabulary) -> bool:
    """Tell whether a word carries a fact: one slip of a key away from another word it is never a slip in a report."""
    if word in known.numbers or word in known.ordinals or word in known.dates:
        return True
    return bool(word in known.negations or word.endswith("n't") or known.qualifiers(word))


def _misspelt(old: str, new: str, known: Vocabulary) -> bool:
    """Tell whether two long words differ by two letters swapped or one doubled inside: "recieve", "occured".

    Any other slip makes a word of a word: "charged" and "changed", "county" and "country", "legal" and "illegal".
    """
    if old == new:
        return True
    weighty = _is_weighty(old, known) + _is_weighty(new, known)
    least = LONG_FACT if weighty == 1 else LONG
    if old[0] != new[0] or min(len(old), len(new)) < least or OSA.distance(old, new) > 1:
        return False
    if (
        weighty
    ):  # of two that differ by a swap one is no word, as "wihtout" is, unless both are known ("three", "there")
        return weighty == 1 and sorted(old) == sorted(new) and not {old, new} & known.function
    return sorted(old) == sorted(new) or DOUBLED_LETTER.sub(r"\1", old) == DOUBLED_LETTER.sub(r"\1", new)
