"""The same story in several places: agency copies, shortened copies, light rewrites.

An article is reduced to a signature; loose blocks decide which signatures are compared, and the dedupe library decides
the rest: its data model and classifier turn a pair into a probability, its clustering turns probabilities into stories.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import sha256
from itertools import combinations
from typing import Literal

import numpy as np
from dedupe import clustering

from writethru.elements import Article
from writethru.sketches import shares
from writethru.storyblocks import near_pairs
from writethru.storymodel import Edge, Text, blocks, edges, explain, score, texts
from writethru.storysignatures import TRIPLES, Signature, signature

__all__ = [
    "Cluster",
    "Edge",
    "Member",
    "Signature",
    "blocks",
    "cluster",
    "clusters",
    "explain",
    "near_pairs",
    "score",
    "signature",
]

Role = Literal["original", "copy", "rewrite"]
Pair = tuple[int, int]

THRESHOLD = 0.65  # links two articles; at .6 it linked two histories of coffee
COPY = 0.8  # of a text's word triples in the telling it is of: from there on a copy, below, a rewrite
TOGETHER = 0.4  # on the average of a story's pairs, where THRESHOLD has linked each to one
CORE = 40  # members of a component of which every pair is scored; of a larger one, of so many at a time
FACES = 2  # members of a story that another member of a large component is held against


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


def cluster(articles: Sequence[Article]) -> tuple[Cluster, ...]:
    """Return the stories that two or more of the articles tell: the whole way, in one process."""
    by_uri = {article.uri: signature(article) for article in articles}
    compared = sorted({pair for members in _blocked(by_uri.values()).values() for pair in near_pairs(members)})
    scores = score([(by_uri[one], by_uri[other]) for one, other in compared])
    return clusters(by_uri.values(), dict(zip(compared, scores, strict=True)))


def clusters(signatures: Iterable[Signature], scores: Mapping[tuple[str, str], float]) -> tuple[Cluster, ...]:
    """Return the stories told at least twice, by the scores of pairs of `uri`; in order of first publication.

    Pairs that no block brought together but a chain of others did are scored here, since dedupe takes a missing pair
    for a certain difference. The order of the input does not matter.
    """
    known = _Scored(sorted({each.uri: each for each in signatures}.values(), key=_age), scores)
    linked = [pair for pair, value in sorted(known.scores.items()) if value >= THRESHOLD]
    stories = [story for component in _components(linked) for story in known.stories(sorted(component))]
    return tuple(known.cluster(story) for story in sorted(stories))


class _Scored:
    """Signatures in order of age, and the scores of their pairs, which grow as pairs are asked for."""

    def __init__(self, ordered: Sequence[Signature], scores: Mapping[tuple[str, str], float]) -> None:
        self.ordered = ordered
        place = {each.uri: index for index, each in enumerate(ordered)}
        self.scores: dict[Pair, float] = {
            (min(place[one], place[other]), max(place[one], place[other])): value
            for (one, other), value in scores.items()
            if one != other
        }
        self.earlier: defaultdict[int, set[int]] = defaultdict(set)
        for one, other in self.scores:
            self.earlier[other].add(one)

    def stories(self, component: Sequence[int]) -> list[list[tuple[int, float]]]:
        """Return the stories of a component, each member with its confidence.

        Of a large component the oldest members tell the stories, the rest joins them, and what is left tells the next:
        the pairs of all would be as many as the square.
        """
        stories: list[dict[int, float]] = []
        while component:
            core, rest = component[:CORE], component[CORE:]
            self._complete(combinations(core, 2))
            told = self._clustered(core)
            told += [{one: 0.0} for one in core if not any(one in story for story in told)]
            faces = [list(story)[:FACES] for story in told]
            self._complete((face, one) for some in faces if len(some) == FACES for face in some for one in rest)
            component = [one for one in rest if not self._joins(one, told, faces)]
            stories += told
        return [sorted(story.items()) for story in stories if len(story) > 1]

    def _complete(self, pairs: Iterable[Pair]) -> None:
        """Score those of the pairs that are not yet."""
        missing = [pair for pair in pairs if pair not in self.scores]
        scores = score([(self.ordered[one], self.ordered[other]) for one, other in missing])
        self.scores.update(zip(missing, scores, strict=True))
        for one, other in missing:
            self.earlier[other].add(one)

    def _clustered(self, core: Sequence[int]) -> list[dict[int, float]]:
        pairs = [(pair, self.scores[pair]) for pair in combinations(core, 2)]
        if not pairs:
            return []
        table = np.array(pairs, dtype=[("pairs", "i8", 2), ("score", "f4")])
        return [
            dict(zip(map(int, members), map(float, confidences), strict=True))
            for members, confidences in clustering.cluster(table, TOGETHER)
        ]

    def _joins(self, one: int, stories: Sequence[dict[int, float]], faces: Sequence[Sequence[int]]) -> bool:
        """Add a member to the story that it is likeliest to tell, by its faces, and return whether there is one."""
        likely = [sum(self.scores.get((face, one), 0.0) for face in some) / len(some) for some in faces]
        best = max(range(len(stories)), key=lambda index: (likely[index], -index))
        if likely[best] < TOGETHER:
            return False
        for member in (one, *(face for face in faces[best] if stories[best][face] == 0.0)):
            stories[best][member] = likely[best]
        return True

    def cluster(self, story: Sequence[tuple[int, float]]) -> Cluster:
        """Return a story as it is told: who copied or rewrote whom."""
        original, confidence = self.ordered[story[0][0]], story[0][1]
        members = [Member(original.uri, "original", round(confidence, 4))]
        sources = []
        read = {place: texts(self.ordered[place])[0] for place, _ in story}
        for place, confidence in story[1:]:
            # Of a large story only pairs that were scored: more would cost the square of its size.
            earlier = self.earlier[place] & read.keys() | {story[0][0]}
            found = {each: _shares(read[place], read[each]) for each in earlier}
            of = max(earlier, key=lambda each: (found[each][0], -each))
            role: Role = "copy" if found[of][0] >= COPY else "rewrite"
            each = self.ordered[place]
            sources.append((each, self.ordered[of]))
            members.append(Member(each.uri, role, round(confidence, 4), self.ordered[of].uri, round(found[of][0], 4)))
        return Cluster(sha256(original.uri.encode()).hexdigest()[:16], tuple(members), tuple(edges(sources)))


def _blocked(signatures: Iterable[Signature]) -> Mapping[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for each in signatures:
        for key in blocks(each):
            found[key].append(each.uri)
    return found


def _components(pairs: Iterable[tuple[int, int]]) -> list[set[int]]:
    component: dict[int, set[int]] = {}
    for one, other in pairs:
        if other in component.get(one, ()):
            continue
        joined = component.get(one, {one}) | component.get(other, {other})
        component.update(dict.fromkeys(joined, joined))
    return [members for index, members in sorted(component.items()) if index == min(members)]


def _shares(one: Text, other: Text) -> tuple[float, float]:
    return shares(one.sketch, len(one.members & other.members), other.sketch, TRIPLES)


def _age(signature: Signature) -> tuple[date, bool, datetime, str]:
    """Return what orders tellings. Midnight is what a page gives that names the day alone: it comes last of its day."""
    published = signature.published or datetime.max.replace(tzinfo=UTC)
    return published.date(), published.time() == time(), published, signature.uri
