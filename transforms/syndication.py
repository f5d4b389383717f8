"""The same story elsewhere: among this run's new and changed articles, and those of the week before."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal

import apache_beam as beam
from apache_beam.pvalue import TaggedOutput

from transforms.catalog import StageRows, WithCatalog
from writethru.commits import STORY_WINDOW
from writethru.elements import Decision
from writethru.syndication import THRESHOLD, Signature, blocks, clusters, near_pairs, score, signature

SIGNED_EVENTS = ("new", "updated", "restored")
KNOWN = 20  # known articles that a fresh one is compared with: those that share most blocks
LOT = 500  # pairs scored in one call

_Pair = tuple[str, str]
_Scored = tuple[_Pair, float]


class FindSameStories(beam.PTransform):
    """Recognise the same story in several places and stage who belongs together; cost grows with the new work.

    Only keys travel: signatures are staged first and read again where a pair is scored.

    Input: Decision. Output: none.
    """

    def __init__(self, catalog: str, run: str, now: datetime) -> None:
        super().__init__()
        self.catalog, self.run, self.now = catalog, run, now

    def expand(self, decisions: beam.PCollection[Decision]) -> None:
        """Sign, block, pair, score, cluster."""
        blocked = (
            decisions
            | "Sign" >> beam.FlatMap(_sign).with_output_types(Signature)
            | "Block" >> beam.ParDo(_Block(self.catalog, self.run, self.now)).with_outputs("known", main="blocks")
        )
        fresh = (
            blocked["blocks"]
            | "GroupByBlock" >> beam.GroupByKey()
            | "Pair" >> beam.FlatMapTuple(_pairs).with_output_types(_Pair)
        )
        (
            (fresh, blocked["known"])
            | "Pairs" >> beam.Flatten()
            | "OncePerPair" >> beam.Distinct()
            | "Lots" >> beam.BatchElements(min_batch_size=LOT, max_batch_size=LOT)
            | "Score" >> beam.ParDo(_Score(self.catalog, self.run)).with_output_types(tuple[str, _Scored])
            | "Together" >> beam.GroupByKey()  # only pairs that tell one story come this far
            | "StageStories" >> beam.ParDo(_StageStories(self.catalog, self.run))
        )


class _Block(StageRows):
    """Stages each signature and yields its blocks; beside them, its pairs with what is known.

    Whoever reads these outputs finds the signatures staged: a bundle's outputs are handed on when it has finished.
    """

    def __init__(self, catalog: str, run: str, now: datetime) -> None:
        super().__init__(catalog, run)
        self.now = now

    def process(self, signed: Signature) -> Iterator[tuple[str, str] | TaggedOutput[Literal["known"], tuple[str, str]]]:
        key = {"run": self.run, "uri": signed.uri}
        row = {**key, "seen": self.now, "signature": signed.to_json()}
        names = blocks(signed)
        self.add({"signatures": [row], "blocks": [{**key, "block": block} for block in names]})
        yield from ((block, signed.uri) for block in names)
        for uri in self.catalog.known_in_blocks(names, self.now - STORY_WINDOW, KNOWN):
            if uri != signed.uri:
                yield TaggedOutput("known", (min(uri, signed.uri), max(uri, signed.uri)))


class _Score(WithCatalog):
    """Scores pairs, in lots, and keeps those that tell one story."""

    def __init__(self, catalog: str, run: str) -> None:
        super().__init__(catalog)
        self.run = run

    def process(self, pairs: list[_Pair]) -> Iterator[tuple[str, _Scored]]:
        rows = self.catalog.signatures(self.run, {uri for pair in pairs for uri in pair})
        signed = {uri: Signature.from_json(values) for uri, (values, _) in rows.items()}
        values = score([(signed[one], signed[other]) for one, other in pairs])
        yield from (("", (pair, value)) for pair, value in zip(pairs, values, strict=True) if value >= THRESHOLD)


class _StageStories(StageRows):
    def process(self, together: tuple[str, Iterable[_Scored]]) -> None:
        scores = dict(together[1])
        rows = self.catalog.signatures(self.run, {uri for pair in scores for uri in pair})
        for story in clusters([Signature.from_json(values) for values, _ in rows.values()], scores):
            known = (rows[member.uri][1] for member in story.members)
            name = next(filter(None, known), story.id)  # a story keeps its name when more of it is found
            for member in story.members:
                row = {"cluster": name, "role": member.role, "score": member.score}
                self.add({"stories": [{"run": self.run, "uri": member.uri, **row}]})


def _sign(decision: Decision) -> Iterator[Signature]:
    if decision.event in SIGNED_EVENTS and decision.state.article is not None:
        yield signature(decision.state.article)


def _pairs(_block: str, members: Iterable[str]) -> Iterable[_Pair]:
    return near_pairs(members)
