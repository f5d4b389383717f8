"""Other ways to find the same story: each takes articles and returns the pairs it would join, by their places."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from dedupe import Dedupe
from rapidfuzz import fuzz

from writethru.elements import Article
from writethru.storymodel import VARIABLES, record
from writethru.syndication import blocks, near_pairs, signature
from writethru.text import words

Pair = tuple[int, int]
Labelled = tuple[Article, Article, bool]


def exact(articles: Sequence[Article]) -> Iterable[Pair]:
    return _pairs(defaultdict(list), ((one.text,) for one in articles))


def token_set(articles: Sequence[Article], least: float = 90) -> Iterator[Pair]:
    texts = [one.text.lower() for one in articles]
    for one, other in _blocked(articles):
        if fuzz.token_set_ratio(texts[one], texts[other], score_cutoff=least):
            yield one, other


def char_grams(articles: Sequence[Article], least: float = 0.8) -> Iterator[Pair]:
    grams = [{text[at : at + 5] for at in range(len(text) - 4)} for text in (" ".join(words(a.text)) for a in articles)]
    for one, other in _blocked(articles):
        if len(grams[one] & grams[other]) >= least * min(len(grams[one]), len(grams[other])):
            yield one, other


def datasketch(articles: Sequence[Article]) -> Iterator[Pair]:
    from datasketch import MinHash, MinHashLSH

    index, sketches = MinHashLSH(threshold=0.5, num_perm=128), []
    for place, grams in enumerate(_word_grams(articles)):
        sketches.append(MinHash(num_perm=128, seed=1))
        sketches[-1].update_batch([gram.encode() for gram in grams])
        yield from (
            (other, place) for other in index.query(sketches[-1]) if sketches[other].jaccard(sketches[-1]) >= 0.5
        )
        index.insert(place, sketches[-1])


def rensa(articles: Sequence[Article]) -> Iterator[Pair]:
    from rensa import RMinHash

    sketches = [_rensa(RMinHash, grams, 128) for grams in _word_grams(articles)]
    bands = ([(at, *sketch.digest()[at : at + 5]) for at in range(0, 125, 5)] for sketch in sketches)
    for one, other in sorted(_pairs(defaultdict(list), bands)):
        if sketches[one].jaccard(sketches[other]) >= 0.5:
            yield one, other


def loose(articles: Sequence[Article]) -> Iterator[Pair]:
    from rensa import RMinHash

    sketches = [_rensa(RMinHash, grams, 128) for grams in _word_grams(articles)]
    bands = ([(at, *sketch.digest()[at : at + 2]) for at in range(0, 128, 2)] for sketch in sketches)
    for one, other in sorted(_pairs(defaultdict(list), bands)):
        if sketches[one].jaccard(sketches[other]) >= 0.3:
            yield one, other


def partition(articles: Sequence[Article], labelled: Sequence[Labelled], seed: int) -> Iterator[Pair]:
    """Yield what the dedupe library finds by itself with our variables, trained on the same labelled pairs."""
    random.seed(seed)
    pairs = [((record(signature(one)), record(signature(other))), same) for one, other, same in labelled]
    deduper = Dedupe(VARIABLES, num_cores=0)
    data = {str(place): record(signature(one)) for place, one in enumerate(articles)}
    deduper.prepare_training(data, sample_size=1_000)
    deduper.mark_pairs(
        {"match": [pair for pair, same in pairs if same], "distinct": [pair for pair, same in pairs if not same]}
    )
    deduper.classifier.n_jobs = 1
    deduper.train(index_predicates=False)
    for members, _ in deduper.partition(data, 0.5):
        yield from combinations(sorted(map(int, members)), 2)


PEERS: Mapping[str, Callable[[Sequence[Article]], Iterable[Pair]]] = {
    "exact text": exact,
    "rapidfuzz token_set_ratio >= 90": token_set,
    "char 5-gram containment >= .8": char_grams,
    "datasketch, word 5-grams >= .5": datasketch,
    "rensa, word 5-grams >= .5": rensa,
    "rensa, 64 bands of 2, >= .3": loose,
}


def _word_grams(articles: Sequence[Article]) -> Iterator[list[str]]:
    for one in articles:
        told = words(one.text)
        yield sorted({" ".join(told[at : at + 5]) for at in range(max(1, len(told) - 4))})


def _rensa(kind: Callable[..., object], grams: Sequence[str], size: int) -> object:
    sketch = kind(num_perm=size, seed=1)
    sketch.update(grams)
    return sketch


def _pairs(blocked: defaultdict[object, list[int]], keys: Iterable[Iterable[object]]) -> set[Pair]:
    for place, some in enumerate(keys):
        for key in some:
            blocked[key].append(place)
    return {pair for members in blocked.values() for pair in combinations(members, 2)}


def _blocked(articles: Sequence[Article]) -> list[Pair]:
    """Return the pairs that our blocks bring together: what costs a comparison of texts can't be held against all."""
    place = {one.uri: index for index, one in enumerate(articles)}
    blocked = defaultdict(list)
    for one in articles:
        for key in blocks(signature(one)):
            blocked[key].append(one.uri)
    pairs = {pair for members in blocked.values() for pair in near_pairs(members)}
    return sorted((min(place[a], place[b]), max(place[a], place[b])) for a, b in pairs)
