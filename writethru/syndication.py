"""The same story in several places: agency copies, shortened copies, light rewrites.

An article is reduced to a signature of about a kilobyte; loose blocks decide which signatures are compared, and the
dedupe library decides the rest: its data model turns a pair into distances, its classifier (trained offline, shipped as
coefficients in syndication_model.json) into a probability, its clustering into stories. dedupe's own `score` forks and
its settings files are pickles, so neither is used.
"""

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from itertools import combinations, islice, pairwise
from pathlib import Path
from typing import Any, Literal
from zlib import crc32

import numpy as np
import numpy.typing as npt
from dedupe import clustering
from dedupe.datamodel import DataModel
from dedupe.variables.base import FieldType
from rapidfuzz.fuzz import token_sort_ratio
from sklearn.linear_model import LogisticRegression

from writethru.elements import Article
from writethru.text import WORD, fold, words

Role = Literal["original", "copy", "rewrite"]
Sketch = tuple[int, ...]
Hashes = npt.NDArray[np.uint32]

MODEL = Path(__file__).with_name("syndication_model.json")
THRESHOLD = 0.7  # a story wrongly joined is worse than one missed; of real pages joined at .5 to .7, half were wrong
COPY = 0.8  # of the smaller text's word triples in the larger: above, a copy, below, a rewrite
WINDOW = 20  # neighbours in a block to compare with; a block of 400 would otherwise make 79,800 pairs
LARGEST = 500  # members of a component whose missing pairs are scored; a larger one is a template, not a story
READ = 8_000  # characters, some 1,300 words; three stories in five are shorter, and a longer one is known by its start
FACTS = 24  # numbers, and names, kept of an article; the first said are the story's own

PERMUTATIONS = 64
# Multiplicative hashing, modulo 2^32; fixed for good, since sketches that one version stored are read by the next.
_FACTORS, _OFFSETS = (
    np.array([[crc32(f"{name} {n}".encode()) | odd] for n in range(PERMUTATIONS)], np.uint32)
    for name, odd in (("factor", 1), ("offset", 0))
)
_SECOND, _THIRD = np.uint32(0x9E3779B1), np.uint32(0x85EBCA77)  # odd, so that the order of a triple's words counts

NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
NAME = re.compile(r" (?=[^\W\d_a-z])(?<=[^.!?:\s\"] )(\w{3,})")  # a word inside a sentence; a name when capitalised


@dataclass(frozen=True, slots=True)
class Signature:
    """What is kept of an article to find its story again elsewhere.

    `triples` and `vocabulary` are MinHash sketches, of runs of three words and of the longer words; `length` and `size`
    count the distinct triples and words they stand for.
    """

    uri: str
    title: str
    numbers: tuple[str, ...]
    names: tuple[str, ...]
    triples: Sketch
    vocabulary: Sketch
    length: int
    size: int
    published: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the signature as plain values, for a database; sketches as hexadecimal."""
        return {
            "uri": self.uri,
            "title": self.title,
            "numbers": list(self.numbers),
            "names": list(self.names),
            "triples": _to_hex(self.triples),
            "vocabulary": _to_hex(self.vocabulary),
            "length": self.length,
            "size": self.size,
            "published": self.published.isoformat() if self.published else None,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Signature":
        """Return the signature that `to_json` wrote."""
        return cls(
            uri=values["uri"],
            title=values["title"],
            numbers=tuple(values["numbers"]),
            names=tuple(values["names"]),
            triples=_from_hex(values["triples"]),
            vocabulary=_from_hex(values["vocabulary"]),
            length=values["length"],
            size=values["size"],
            published=datetime.fromisoformat(values["published"]) if values["published"] else None,
        )


@dataclass(frozen=True, slots=True)
class Edge:
    """How likely two articles tell one story, and why.

    `score` is in [0, 1]; `contributions` are what each variable added to its log-odds, and last the intercept.
    """

    one: str
    other: str
    score: float
    contributions: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Member:
    """One telling of a story; `score` is dedupe's confidence that it belongs, in [0, 1].

    `of` is the earlier telling that it shares most of its text with, None for the original; `shared` is the share of
    its own text, by runs of three words, that is found there, 0.0 for the original.
    """

    uri: str
    role: Role
    score: float
    of: str | None = None
    shared: float = 0.0


@dataclass(frozen=True, slots=True)
class Cluster:
    """One story told in two places or more, its members in order of publication; `id` follows from the first.

    `edges` say why: one for each member but the original, with the telling that it is `of`.
    """

    id: str
    members: tuple[Member, ...]
    edges: tuple[Edge, ...] = ()


def signature(article: Article) -> Signature:
    """Return the article's signature, of headline and the first READ characters of the kept text."""
    text = fold(article.text[:READ])
    tokens = WORD.findall(text.lower())
    hashes = _hashes(tokens)
    triples = np.unique(hashes[:-2] + hashes[1:-1] * _SECOND + hashes[2:] * _THIRD)
    vocabulary = _hashes({token[:7] for token in tokens if len(token) > 4})
    names = Counter(name.lower() for name in NAME.findall(text) if name[0].isupper())
    return Signature(
        uri=article.uri,
        title=" ".join(words(article.headline)),
        numbers=tuple(islice(dict.fromkeys(NUMBER.findall(text)), FACTS)),
        names=tuple(name for name, _ in names.most_common(FACTS)),
        triples=_sketch(triples),
        vocabulary=_sketch(vocabulary),
        length=len(triples),
        size=len(vocabulary),
        published=article.date_published,
    )


def blocks(signature: Signature) -> tuple[str, ...]:
    """Return the keys of the blocks it falls into; two signatures without a common key are never compared."""
    fields = record(signature)
    keys = (key for predicate in _PREDICATES for key in predicate(fields))
    return tuple(sorted(set(keys)))


def score(pairs: Sequence[tuple[Signature, Signature]]) -> list[float]:
    """Return for each pair the probability that both tell one story; [] for []. About 14,000 pairs a second."""
    if not pairs:
        return []
    distances = DATA_MODEL.distances([(record(one), record(other)) for one, other in pairs])
    return [float(value) for value in _classifier().predict_proba(distances)[:, 1]]


def explain(one: Signature, other: Signature) -> Edge:
    """Return the score of a pair with what each variable contributed to it."""
    values = DATA_MODEL.distances([(record(one), record(other))])[0] * _classifier().coef_[0]
    named = dict.fromkeys((variable.name for variable in VARIABLES), 0.0)
    columns = [variable.name for variable in (*VARIABLES, *(each for each in VARIABLES if each.has_missing))]
    for name, value in zip(columns, values.tolist(), strict=True):
        named[name] += value
    named["intercept"] = float(_classifier().intercept_[0])
    return Edge(one.uri, other.uri, 1 / (1 + math.exp(-math.fsum(named.values()))), tuple(named.items()))


def clusters(signatures: Iterable[Signature], scores: Mapping[tuple[str, str], float]) -> tuple[Cluster, ...]:
    """Return the stories told at least twice, by the scores of pairs of `uri`; in order of first publication.

    Pairs that no block brought together but a chain of others did are scored here, since dedupe takes a missing pair
    for a certain difference. The order of the input does not matter.
    """
    ordered = sorted({each.uri: each for each in signatures}.values(), key=_age)
    place = {each.uri: index for index, each in enumerate(ordered)}
    known = {
        (min(place[one], place[other]), max(place[one], place[other])): value
        for (one, other), value in scores.items()
        if one != other
    }
    linked = [pair for pair, value in sorted(known.items()) if value >= THRESHOLD]
    edges: list[tuple[tuple[int, int], float]] = []
    for component in _components(linked):
        if len(component) > LARGEST:
            edges += [(pair, known[pair]) for pair in linked if pair[0] in component]
            continue
        pairs = list(combinations(sorted(component), 2))
        missing = [pair for pair in pairs if pair not in known]
        known.update(zip(missing, score([(ordered[one], ordered[other]) for one, other in missing]), strict=True))
        edges += [(pair, known[pair]) for pair in pairs]
    if not edges:
        return ()
    table = np.array(edges, dtype=[("pairs", "i8", 2), ("score", "f4")])
    found = [
        sorted(zip(map(int, members), map(float, confidences), strict=True))
        for members, confidences in clustering.cluster(table, THRESHOLD)
    ]
    return tuple(_cluster([(ordered[index], confidence) for index, confidence in story]) for story in sorted(found))


def cluster(articles: Sequence[Article]) -> tuple[Cluster, ...]:
    """Return the stories that two or more of the articles tell: the whole way, in one process."""
    by_uri = {article.uri: signature(article) for article in articles}
    compared = sorted({pair for members in _blocked(by_uri.values()).values() for pair in near_pairs(members)})
    scores = score([(by_uri[one], by_uri[other]) for one, other in compared])
    return clusters(by_uri.values(), dict(zip(compared, scores, strict=True)))


def near_pairs(members: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Yield the pairs of one block to compare: every pair of a small block, near neighbours by key of a large one."""
    ordered = sorted(set(members))
    for index, one in enumerate(ordered):
        for other in ordered[index + 1 : index + 1 + WINDOW]:
            yield one, other


def _blocked(signatures: Iterable[Signature]) -> Mapping[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for each in signatures:
        for key in blocks(each):
            found[key].append(each.uri)
    return found


def _components(pairs: Iterable[tuple[int, int]]) -> list[set[int]]:
    component: dict[int, set[int]] = {}
    for one, other in pairs:
        joined = component.get(one, {one}) | component.get(other, {other})
        component.update(dict.fromkeys(joined, joined))
    return [members for index, members in sorted(component.items()) if index == min(members)]


def _cluster(story: Sequence[tuple[Signature, float]]) -> Cluster:
    original = story[0][0]
    members = [Member(original.uri, "original", round(story[0][1], 4))]
    edges = []
    for position, (each, confidence) in enumerate(story[1:], 1):
        earlier = [signature for signature, _ in story[:position]]
        copied = any(_common(each, other) >= COPY * min(each.length, other.length) > 0 for other in earlier)
        of = max(earlier, key=lambda other, each=each: _common(each, other))  # type: ignore[misc]
        shared = min(1.0, _common(each, of) / each.length) if each.length else 0.0
        role: Role = "copy" if copied else "rewrite"
        members.append(Member(each.uri, role, round(confidence, 4), of.uri, round(shared, 4)))
        edges.append(explain(each, of))
    return Cluster(sha256(original.uri.encode()).hexdigest()[:16], tuple(members), tuple(edges))


def _common(one: Signature, other: Signature) -> float:
    """Return how many word triples two articles share, estimated."""
    share = _overlap((one.triples, one.length), (other.triples, other.length))
    return share * min(one.length, other.length)


def _age(signature: Signature) -> tuple[datetime, str]:
    return signature.published or datetime.max.replace(tzinfo=UTC), signature.uri


def _hashes(tokens: Iterable[str]) -> Hashes:
    return np.fromiter(map(crc32, " ".join(tokens).encode().split()), np.uint32)


def _sketch(hashes: Hashes) -> Sketch:
    return tuple((hashes * _FACTORS + _OFFSETS).min(axis=1).tolist()) if len(hashes) else ()


def _to_hex(sketch: Sketch) -> str:
    return "".join(f"{value:08x}" for value in sketch)


def _from_hex(text: str) -> Sketch:
    return tuple(int(text[start : start + 8], 16) for start in range(0, len(text), 8))


def _overlap(one: tuple[Sketch, int], other: tuple[Sketch, int]) -> float:
    """Return how much of the smaller set lies in the larger, estimated from two sketches and sizes; in [0, 1]."""
    if not one[0] or not other[0]:
        return 0.0
    same = sum(map(int.__eq__, one[0], other[0])) / PERMUTATIONS
    shared = same / (1 + same) * (one[1] + other[1])
    return min(1.0, shared / min(one[1], other[1]))


Text = tuple[tuple[Sketch, int], tuple[Sketch, int]]


def _shared_triples(one: Text, other: Text) -> float:
    return _overlap(one[0], other[0])


def _shared_words(one: Text, other: Text) -> float:
    return _overlap(one[1], other[1])


def _shared_facts(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of the smaller set that lies in the larger, in (0, 1); the fewer facts, the nearer to a half."""
    return (len(one & other) + 0.5) / (min(len(one), len(other)) + 1)


def _same_title(one: str, other: str) -> float:
    return token_sort_ratio(one, other) / 100 if one and other else 0.5


def _apart(one: datetime, other: datetime) -> float:
    return math.log1p(abs((one - other).total_seconds()) / 86400)


# How many bands, of how many rows each, and of how many numbers: 23 keys an article in all. Of true pairs on held-out
# sites 0.4 % then share none. With 55 keys none did, but each key is a row to store and to shuffle.
TRIPLE_BANDS, WORD_BANDS = (8, 2), (10, 3)
BLOCK_NUMBERS, BLOCK_WORDS = 3, 4


def _triple_bands(text: Text) -> frozenset[str]:
    return _bands("t", text[0][0], *TRIPLE_BANDS)


def _word_bands(text: Text) -> frozenset[str]:
    return _bands("w", text[1][0], *WORD_BANDS)


def _bands(name: str, sketch: Sketch, bands: int, rows: int) -> frozenset[str]:
    starts = range(0, min(len(sketch), bands * rows), rows)
    return frozenset(f"{name}{start}:{_to_hex(sketch[start : start + rows])}" for start in starts)


def _title_pairs(title: str) -> frozenset[str]:
    longest = sorted(_longest(title.split(), BLOCK_WORDS))
    return frozenset(f"h:{one[:12]} {other[:12]}" for one, other in pairwise(longest))


def _number_pairs(numbers: frozenset[str]) -> frozenset[str]:
    longest = sorted(_longest(numbers, BLOCK_NUMBERS))
    return frozenset(f"n:{one[:12]} {other[:12]}" for one, other in combinations(longest, 2) if len(one + other) > 4)


def _longest(texts: Iterable[str], count: int) -> list[str]:
    return sorted(set(texts), key=lambda text: (-len(text), text))[:count]


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


VARIABLES = (
    _Compared("title", _same_title, _title_pairs),
    _Compared("numbers", _shared_facts, _number_pairs),
    _Compared("names", _shared_facts),
    _Compared("text", _shared_triples, _triple_bands),
    _Compared("text", _shared_words, _word_bands),
    _Compared("published", _apart, has_missing=True),
)
DATA_MODEL = DataModel(VARIABLES)
# That a field exists, which dedupe offers as a predicate where it may be missing, is no block.
_PREDICATES = [predicate for variable in VARIABLES if not variable.has_missing for predicate in variable.predicates]


def record(signature: Signature) -> dict[str, Any]:
    """Return the signature as dedupe's data model reads it; only a date may be missing."""
    return {
        "title": signature.title,
        "numbers": frozenset(signature.numbers),
        "names": frozenset(signature.names),
        "text": ((signature.triples, signature.length), (signature.vocabulary, signature.size)),
        "published": signature.published,
    }


@cache
def _classifier() -> LogisticRegression:
    """Return dedupe's kind of classifier with the shipped coefficients."""
    values = json.loads(MODEL.read_text(encoding="utf8"))
    classifier = LogisticRegression()
    classifier.classes_ = np.array([0, 1])
    classifier.coef_ = np.array([values["coefficients"]])
    classifier.intercept_ = np.array([values["intercept"]])
    return classifier
