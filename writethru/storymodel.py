"""Whether two signatures tell one story: dedupe's data model over a pair, and its classifier's shipped coefficients.

dedupe's own `score` forks and its settings files are pickles, so neither is used: the data model turns pairs into
distances, and coefficients that `writethru train` has written as JSON turn these into a probability.
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from dedupe.datamodel import DataModel
from dedupe.variables.base import FieldType
from rapidfuzz.fuzz import token_sort_ratio

from writethru.sketches import Sketch, reach, shares
from writethru.storyblocks import number_keys, title_keys, triple_keys, word_keys
from writethru.storysignatures import NUMBERS, TRIPLES, VOCABULARY, Signature, fact_hash

MODEL = Path(__file__).with_name("syndication_model.json")


@dataclass(frozen=True, slots=True)
class Edge:
    """How likely two articles tell one story, and why.

    `score` is in [0, 1]; `contributions` are what each variable added to its log-odds, and last the intercept.
    """

    one: str
    other: str
    score: float
    contributions: tuple[tuple[str, float], ...]


def score(pairs: Sequence[tuple[Signature, Signature]]) -> list[float]:
    """Return for each pair the probability that both tell one story; [] for [].

    A pair's score does not hang on the others, nor on the order of the two.
    """
    return [_probability(float(value)) for value in _added(pairs).sum(axis=1) + _coefficients()[1]] if pairs else []


def explain(one: Signature, other: Signature) -> Edge:
    """Return the score of a pair with what each variable contributed to it."""
    return edges([(one, other)])[0]


def edges(pairs: Sequence[tuple[Signature, Signature]]) -> list[Edge]:
    """Return the scores of pairs with what each variable contributed; [] for []."""
    intercept = _coefficients()[1]
    made = []
    for (one, other), added in zip(pairs, _added(pairs).tolist() if pairs else (), strict=True):
        named = dict.fromkeys((variable.name for variable in VARIABLES), 0.0)
        for name, value in zip(COLUMNS, added, strict=True):
            named[name] += value
        total = _probability(math.fsum((*named.values(), intercept)))
        made.append(Edge(one.uri, other.uri, total, (*named.items(), ("intercept", intercept))))
    return made


def distances(pairs: Sequence[tuple[Signature, Signature]]) -> npt.NDArray[np.float64]:
    """Return dedupe's distances of pairs, a row for each."""
    records = {id(each): record(each) for each in {id(each): each for pair in pairs for each in pair}.values()}
    found = DATA_MODEL.distances([(records[id(one)], records[id(other)]) for one, other in pairs])
    return np.asarray(found, np.float64)


def _added(pairs: Sequence[tuple[Signature, Signature]]) -> npt.NDArray[np.float64]:
    return distances(pairs) * _coefficients()[0]


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


@cache
def _coefficients() -> tuple[npt.NDArray[np.float64], float]:
    values = json.loads(MODEL.read_text(encoding="utf8"))
    if values["variables"] != [variable.name for variable in VARIABLES]:
        raise ValueError(f"{MODEL} was trained for other variables: {values['variables']}")
    return np.array(values["coefficients"]), float(values["intercept"])


@dataclass(frozen=True, slots=True)
class Text:
    """A sketch as it is compared, with the number of what it stands for."""

    sketch: Sketch
    members: Set[Any]
    length: int


Texts = tuple[Text, Text]  # of word triples, of words
Slots = Mapping[int, Set[int]]


def share(one: Text, other: Text, size: int) -> float:
    """Return how much of the smaller text lies in the larger, in [0, 1]."""
    return max(shares(one.sketch, len(one.members & other.members), other.sketch, size))


def _shared_triples(one: Texts, other: Texts) -> float:
    return share(one[0], other[0], TRIPLES)


def _shared_words(one: Texts, other: Texts) -> float:
    return share(one[1], other[1], VOCABULARY)


def _length_ratio(one: Texts, other: Texts) -> float:
    return abs(math.log((one[0].length + 10) / (other[0].length + 10)))


def _shared_numbers(one: Text, other: Text) -> float:
    """Return the share of the smaller set that lies in the larger, in (0, 1); of few, nearer to a half."""
    return (len(one.members & other.members) + 0.5) / (min(reach(one.sketch, other.sketch, NUMBERS)) + 1)


def _shared_names(one: Set[str], other: Set[str]) -> float:
    """Return the share of the smaller set that lies in the larger, in (0, 1); of few, nearer to a half."""
    return (len(one & other) + 0.5) / (min(len(one), len(other)) + 1)


def _series(one: tuple[Texts, Slots], other: tuple[Texts, Slots]) -> float:
    """Return how far both have one wording with other things standing in it, in [0, 1).

    The next report of a series has the wording of the last with other figures and names in it.
    """
    places = one[1].keys() & other[1].keys()
    if not places:
        return 0.0
    differ = sum(one[1][place].isdisjoint(other[1][place]) for place in places)
    return _shared_triples(one[0], other[0]) * differ / (len(places) + 1) if differ else 0.0


def _same_title(one: str, other: str) -> float:
    return token_sort_ratio(one, other) / 100 if one and other else 0.5


def _apart(one: datetime, other: datetime) -> float:
    return math.log1p(abs((one - other).total_seconds()) / 86400)


def _same_agency(one: str, other: str) -> float:
    return float(one == other)


class _Compared(FieldType):  # type: ignore[misc]
    """A dedupe variable with our comparator and, where given, our blocking predicate."""

    type = "Compared"

    def __init__(
        self,
        field: str,
        comparator: Callable[..., float],
        predicate: Callable[..., frozenset[str]] | None = None,
        *,
        has_missing: bool = False,
    ) -> None:
        self.comparator = comparator
        self._predicate_functions = (predicate,) if predicate else ()
        super().__init__(field, f"{field}: {comparator.__name__.strip('_')}", has_missing=has_missing)


def _triple_keys(text: Texts) -> frozenset[str]:
    return triple_keys(text[0].sketch)


def _word_keys(text: Texts) -> frozenset[str]:
    return word_keys(text[1].sketch)


def _number_keys(numbers: Text) -> frozenset[str]:
    return number_keys(numbers.members)


VARIABLES = (
    _Compared("title", _same_title, title_keys),
    _Compared("text", _shared_triples, _triple_keys),
    _Compared("text", _shared_words, _word_keys),
    _Compared("numbers", _shared_numbers, _number_keys),
    _Compared("names", _shared_names),
    _Compared("told", _series),
    _Compared("text", _length_ratio),
    _Compared("published", _apart, has_missing=True),
    _Compared("credit", _same_agency, has_missing=True),
)
DATA_MODEL = DataModel(VARIABLES)
COLUMNS = [variable.name for variable in (*VARIABLES, *(each for each in VARIABLES if each.has_missing))]
# That a field exists, which dedupe offers as a predicate where it may be missing, is no block.
_PREDICATES = [predicate for variable in VARIABLES if not variable.has_missing for predicate in variable.predicates]


def blocks(signature: Signature) -> tuple[str, ...]:
    """Return the keys of the blocks it falls into; two signatures without a common key are never compared."""
    fields = record(signature)
    return tuple(sorted({key for predicate in _PREDICATES for key in predicate(fields)}))


@lru_cache(2_000)  # some 40 MB; an article is compared with twenty, one after another
def record(signature: Signature) -> dict[str, Any]:
    """Return the signature as dedupe's data model reads it; only a date and a credit may be missing."""
    text = texts(signature)
    places: dict[int, set[int]] = {}
    for place, what in signature.slots:
        places.setdefault(place, set()).add(what)
    return {
        "title": signature.title,
        "numbers": _facts(signature.numbers),
        "names": frozenset(signature.names),
        "text": text,
        "told": (text, places),
        "published": signature.published,
        "credit": signature.credit or None,
    }


def _facts(facts: Sequence[str]) -> Text:
    return Text(tuple(sorted(map(fact_hash, facts))), frozenset(facts), len(facts))


@lru_cache(2_000)
def texts(signature: Signature) -> Texts:
    """Return the sketches of the text, of its word triples and its words, as they are compared."""
    return (
        Text(signature.triples, frozenset(signature.triples), signature.length),
        Text(signature.vocabulary, frozenset(signature.vocabulary), signature.size),
    )
