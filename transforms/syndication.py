"""The same story elsewhere: among this run's new and changed articles, and those of the week before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import apache_beam as beam

from transforms.catalog import StageRows, WithCatalog
from writethru.commits import STORY_WINDOW
from writethru.elements import Decision
from writethru.staging import signature_rows, story_rows
from writethru.syndication import THRESHOLD, Signature, blocks, clusters, near_pairs, score, signature

SIGNED_EVENTS = ("new", "updated", "restored")
KNOWN = 20  # known articles that a fresh one is compared with: those that share most blocks
LOT = 2_000  # pairs scored in one call
DIGITS = 6  # of a score; what lies behind them may hang on the other pairs of its lot

KEPT = 4_000  # signatures kept at hand between lots, some 8 kB each; read anew, one took part in seven lots

_Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Lot:
    """Pairs and, when they have them, their scores; as one value, since Beam's coders would take it apart."""

    pairs: tuple[_Pair, ...]
    scores: tuple[float, ...] = ()


class FindSameStories(beam.PTransform):
    """Recognise the same story in several places and stage who belongs together; cost grows with the new work.

    Signatures and blocks are staged first and lie in the catalog, sorted. So pairs are read off there instead of being
    shuffled, two dozen keys an article, and what travels are pairs in lots. Pairs, scores and names follow from what a
    run staged as a whole, not from the order in which it came.

    Input: Decision. Output: none.
    """

    def __init__(self, catalog: str, run: str, now: datetime) -> None:
        super().__init__()
        self.catalog, self.run, self.now = catalog, run, now

    def expand(self, decisions: beam.PCollection[Decision]) -> None:
        """Sign, wait for all, pair, score, cluster."""
        (
            decisions
            | "Sign" >> beam.FlatMap(_sign).with_output_types(Signature)
            | "StageSignatures" >> beam.ParDo(_StageSignatures(self.catalog, self.run, self.now)).with_output_types(int)
            | "All" >> beam.CombineGlobally(sum).without_defaults()  # a bundle's outputs go on when it is staged
            | "Pair" >> beam.ParDo(_Pairs(self.catalog, self.run, self.now)).with_output_types(_Lot)
            | "Spread" >> beam.Reshuffle()
            | "Score" >> beam.ParDo(_Score(self.catalog, self.run)).with_output_types(tuple[str, _Lot])
            | "Together" >> beam.GroupByKey()  # only pairs that tell one story come this far
            | "StageStories" >> beam.ParDo(_StageStories(self.catalog, self.run))
        )


class _StageSignatures(StageRows):
    def __init__(self, catalog: str, run: str, now: datetime) -> None:
        super().__init__(catalog, run)
        self.now = now

    def process(self, signed: Signature) -> Iterator[int]:
        self.add(signature_rows(self.run, signed, blocks(signed), self.now))
        yield 1


class _Pairs(WithCatalog):
    """Yields, in lots, the pairs of all that was staged with each other and with what is known."""

    def __init__(self, catalog: str, run: str, now: datetime) -> None:
        super().__init__(catalog)
        self.run, self.now = run, now

    def process(self, _signed: int) -> Iterator[_Lot]:
        pairs = {pair for members in self.catalog.blocked(self.run) for pair in near_pairs(members)}
        known = self.catalog.known_in_blocks(self.run, self.now - STORY_WINDOW, KNOWN)
        pairs.update((min(pair), max(pair)) for pair in known)
        ordered = iter(sorted(pairs))
        while lot := tuple(islice(ordered, LOT)):
            yield _Lot(lot)


class _Score(WithCatalog):
    """Scores a lot of pairs and keeps those that tell one story."""

    def __init__(self, catalog: str, run: str) -> None:
        super().__init__(catalog)
        self.run = run
        self.signed: dict[str, Signature] = {}

    def process(self, lot: _Lot) -> Iterator[tuple[str, _Lot]]:
        if len(self.signed) > KEPT:
            self.signed.clear()
        unread = {uri for pair in lot.pairs for uri in pair} - self.signed.keys()
        rows = self.catalog.signatures(self.run, unread)
        self.signed.update((uri, Signature.from_json(values)) for uri, values in rows.items())
        values = score([(self.signed[one], self.signed[other]) for one, other in lot.pairs])
        scored = ((pair, round(value, DIGITS)) for pair, value in zip(lot.pairs, values, strict=True))
        if alike := [(pair, value) for pair, value in scored if value >= THRESHOLD]:
            yield "", _Lot(*zip(*alike, strict=True))


class _StageStories(StageRows):
    def process(self, together: tuple[str, Iterable[_Lot]]) -> None:
        scores = {pair: value for lot in together[1] for pair, value in zip(lot.pairs, lot.scores, strict=True)}
        uris = {uri for pair in scores for uri in pair}
        signed = map(Signature.from_json, self.catalog.signatures(self.run, uris).values())
        self.add({"stories": story_rows(self.run, clusters(signed, scores), self.catalog.stories(self.run, uris))})


def _sign(decision: Decision) -> Iterator[Signature]:
    if decision.event in SIGNED_EVENTS and decision.state.article is not None:
        yield signature(decision.state.article)
