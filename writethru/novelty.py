"""What a paragraph says that others do not: the guards, any of which is enough to keep it."""

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import chain
from typing import Literal

from rapidfuzz.distance import Levenshtein, Opcode, Prefix

from writethru.vocabulary import Vocabulary
from writethru.wording import Block, Sentence, Word, forms

Novelty = Literal["number", "date", "name", "negation", "qualifier", "quotation", "subject", "contrast", "order"]

LOOSE = frozenset({"approximate", "future"})  # "some 900" is "about 900"; what will be is told in many ways
SAME_MATTER = 2  # words of content that a sentence shares with another one, for its figures to be the same ones
LEAST_NAME = 5  # letters; in a shorter one each tells another name
FRAME = 6  # words around substituted ones that are the same,
OPENED = 4  # or behind another opening,
SAME = 0.6  # of the sentence at least
REFRAIN = 0.4  # of a paragraph is a quotation; who says it again in another sentence means to
SUBSTITUTED = 3  # words; more are another wording
VERBATIM = 0.75  # of a sentence is the same; then any word put in another's place says another thing,
REPLACED = 2  # words at most


def novelty(
    block: Block, witnesses: Sequence[Block], spread: Mapping[str, int], names: Container[str], *, retold: bool
) -> Novelty | None:
    """Return the first kind of news that a paragraph has for the reader of its witnesses, None when it has none.

    `spread` tells in how many paragraphs of the article a stem stands, `names` are the stems of all its names; `retold`
    says that the wording is another one.
    """
    if not all(_is_named(name, block.known, witnesses) for name in block.names):
        return "name"
    if not block.qualifiers - LOOSE <= _union(witness.qualifiers for witness in witnesses):
        return "qualifier"
    if retold and sum(map(len, block.quotations)) >= REFRAIN * len(block.text):
        return "quotation"
    if not all(any(said in witness.text for witness in witnesses) for said in block.quotations):
        return "quotation"
    known = _union(witness.vocabulary for witness in witnesses)
    pairs = frozenset[tuple[str, str]]().union(*(witness.pairs for witness in witnesses))
    heard = [sentence for witness in witnesses for sentence in witness.sentences]
    for sentence in block.sentences:
        nearest = max(heard, key=lambda other: len(sentence.vocabulary & other.vocabulary))
        near = [other for other in heard if other is nearest or len(sentence.content & other.content) >= SAME_MATTER]
        if not sentence.numbers <= _union(other.numbers for other in near):
            return "number"
        if not sentence.signs <= _union(other.signs for other in near):
            return "number"
        if not sentence.dates <= _union(other.dates for other in near):
            return "date"
        if bool(sentence.negations) != bool(nearest.negations):
            return "negation"
        opener = sentence.words[0]
        named = opener.stem in names or sentence.stems[1:3] in pairs
        if named and opener.sort == "name" and opener.stem not in known:
            return "subject"  # "Oldport did not reply" beside "Newport did not reply"
        operations = list(Levenshtein.opcodes(sentence.stems, nearest.stems))
        if any(_contrast(sentence, nearest, operations, spread)):
            return "contrast"
        if _exchanged(sentence, nearest, operations):
            return "order"
    return None


def _contrast(
    sentence: Sentence, other: Sentence, operations: Sequence[Opcode], spread: Mapping[str, int]
) -> Iterator[bool]:
    """Yield True for words amid common wording that stand for others.

    So where another subject opens, where the article tells the two apart elsewhere ("the skills required for online
    learning" is not what was said of distance learning), and within what is else the same ("rose", "fell").
    """
    equal = sum(each.src_end - each.src_start for each in operations if each.tag == "equal")
    verbatim = equal >= VERBATIM * len(sentence.stems)
    for place, here in enumerate(operations):
        ours, theirs = sentence.words[here.src_start : here.src_end], other.words[here.dest_start : here.dest_end]
        if here.tag != "replace" or len(ours) > SUBSTITUTED:
            continue
        around = [each for each in operations[max(0, place - 1) : place + 2] if each.tag == "equal"]
        same = sum(each.src_end - each.src_start for each in around)
        opened = place == 0 and same >= max(OPENED, SAME * len(sentence.stems))
        least = 1 if verbatim and len(ours) <= REPLACED else 2
        if len(theirs) <= (2 if opened else 1) * SUBSTITUTED and (opened or same >= FRAME or least == 1):
            topics = [word for word in (*ours, *theirs) if _is_topic(word, sentence.known, spread, least)]
            new = [forms(word.spelling) for word in topics if word.stem not in other.vocabulary]
            old = [forms(word.spelling) for word in topics if word.stem not in sentence.vocabulary]
            yield bool(new and old) and set(chain(*old)).isdisjoint(chain(*new))


def _exchanged(sentence: Sentence, other: Sentence, operations: Sequence[Opcode]) -> bool:
    """Tell whether two things stand in each other's place: "Newport beat Oldport", "killed 12 and injured 30"."""
    known = sentence.known
    replaced = [
        (
            _content(sentence.words[here.src_start : here.src_end], known),
            _content(other.words[here.dest_start : here.dest_end], known),
        )
        for here in operations
        if here.tag == "replace"
    ]
    return any(ours and theirs and (theirs, ours) in replaced for ours, theirs in replaced)


def _content(words: Sequence[Word], known: Vocabulary) -> tuple[str, ...]:
    return tuple(word.stem for word in words if word.spelling not in known.function)


def _is_named(name: str, known: Vocabulary, witnesses: Sequence[Block]) -> bool:
    """Tell whether a name stands in the witnesses, perhaps in another case: "Martin" is not "Martinez"."""
    if any(name in witness.spellings for witness in witnesses):
        return True
    others = (other for witness in witnesses for other in witness.spellings if other[0] == name[0])
    return len(name) >= LEAST_NAME and any(
        Prefix.similarity(name, other) >= max(LEAST_NAME, max(len(name), len(other)) - known.endings)
        for other in others
    )


def _is_topic(word: Word, known: Vocabulary, spread: Mapping[str, int], least: int) -> bool:
    said = word.sort in ("other", "name") or (least == 1 and word.spelling not in known.function)
    return said and word.sort != "number" and spread[word.stem] >= least


def _union(sets: Iterator[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets)
