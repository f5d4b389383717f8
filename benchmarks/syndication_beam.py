"""What Beam costs: FindSameStories beside the library doing the same work in process.

    python benchmarks/syndication_beam.py --articles 2000 --known 2000

Invented articles, a third of them edited copies of others, come in one run over a catalog that knows others from the
day before, their sources and copies among them. Both ways sign, block, ask the catalog what it knows, pair,
score, cluster, and stage signatures, blocks and stories in the same lots; one as a pipeline on the in-process runner,
one in plain loops that keep their signatures at hand. CPU time of the process, the building of the pipeline in it; the
two take turns. Both must stage the same stories.
"""

import argparse
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from statistics import median

import apache_beam as beam
import syndication_beam  # itself, so that Beam pickles what stands here by name

from transforms import syndication
from transforms.catalog import LOT
from writethru import tables
from writethru.catalog import Catalog
from writethru.commits import STORY_WINDOW, begin, commit
from writethru.elements import Article, Decision, Look, Observation, Paragraph
from writethru.polling import decide
from writethru.staging import merged, signature_rows, story_rows
from writethru.syndication import THRESHOLD, Signature, blocks, clusters, near_pairs, score, signature

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WORDS = 6_000  # of the invented language; a few are said all the time, most hardly ever
SYLLABLES = ("ka", "lo", "ri", "men", "tas", "quor", "bel", "din", "sa", "ver", "nu", "gol", "pe", "mi", "tho", "ur")
LINES = 12
TURNS = 3
Row = tuple[str, str, str]


def _sentence(chance: random.Random, words: Sequence[str], weights: Sequence[float]) -> str:
    said = chance.choices(words, weights, k=30)
    for place in chance.sample(range(1, 29), 3):
        said[place] = said[place].capitalize()
    said[chance.randint(1, 28)] = str(chance.randint(11, 99_999))
    return " ".join(said).capitalize() + "."


@cache
def invented(count: int) -> tuple[Decision, ...]:
    """Return first looks at articles, every third an edited copy of one of the sixty before it."""
    chance = random.Random(count)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(WORDS)]
    weights = [1 / (rank + 3) for rank in range(WORDS)]
    originals: list[list[str]] = []
    found = []
    for number in range(count):
        if number % 3 == 2:
            lines = chance.choice(originals[-60:])[: chance.randint(LINES // 2, LINES)]
            lines = [" ".join(word for word in line.split() if chance.random() > 0.03) for line in lines]
        else:
            lines = [_sentence(chance, words, weights) for _ in range(LINES)]
            originals.append(lines)
        headline = " ".join(line.split()[chance.randint(0, 3)] for line in lines[:6]).capitalize()
        url, at = f"https://gazette{number % 97}.example/{number}", NOON - timedelta(minutes=count - number)
        article = Article(url, url, headline, paragraphs=tuple(map(Paragraph, lines)), date_published=at)
        look = Look(url, url, "https://gazette.example/rss")
        found.append(decide(None, Observation(look, "article", NOON, article, extractor=1), NOON))
    return tuple(found)


def fresh(count: int, known: int) -> list[Decision]:
    """Return those of the articles that come in this run; the others, `known` of them, came the day before."""
    old = set(random.Random(known).sample(range(count + known), known))
    return [decision for place, decision in enumerate(invented(count + known)) if place not in old]


def stage_signatures(catalog: Catalog, run: str, decisions: Sequence[Decision], now: datetime) -> dict[str, Signature]:
    """Sign articles and stage their signatures; return these by the article's key."""
    signed = {}
    for start in range(0, len(decisions), LOT):
        rows = []
        for decision in decisions[start : start + LOT]:
            if decision.state.article:
                each = signed[decision.state.uri] = signature(decision.state.article)
                rows.append(signature_rows(run, each, blocks(each), now))
        catalog.stage(merged(rows))
    return signed


def in_process(path: str, count: int, known: int) -> None:
    """Do in plain loops what FindSameStories does."""
    with Catalog(path) as catalog:
        signed = stage_signatures(catalog, "r1", fresh(count, known), NOON)
        by_block = defaultdict(list)
        for each in signed.values():
            for block in blocks(each):
                by_block[block].append(each.uri)
        pairs = {pair for members in by_block.values() for pair in near_pairs(members)}
        asked = catalog.known_in_blocks("r1", NOON - STORY_WINDOW, syndication.KNOWN)
        pairs.update((min(pair), max(pair)) for pair in asked)
        rows = catalog.signatures("r1", {uri for pair in pairs for uri in pair} - signed.keys())
        signed |= {uri: Signature.from_json(values) for uri, values in rows.items()}
        scores = {}
        ordered = sorted(pairs)
        for start in range(0, len(ordered), syndication.LOT):
            lot = ordered[start : start + syndication.LOT]
            values = score([(signed[one], signed[other]) for one, other in lot])
            scores.update((pair, value) for pair, value in zip(lot, values, strict=True) if value >= THRESHOLD)
        uris = {uri for pair in scores for uri in pair}
        stories = clusters([signed[uri] for uri in uris], scores)
        catalog.stage({"stories": story_rows("r1", stories, catalog.stories("r1", uris))})


def read(sizes: tuple[int, int]) -> Iterator[Decision]:
    """Yield the run's articles inside the pipeline."""
    yield from fresh(*sizes)


def in_beam(path: str, count: int, known: int) -> None:
    """Run the transform."""
    with beam.Pipeline() as pipeline:
        decisions = pipeline | beam.Create([(count, known)]) | beam.FlatMap(read).with_output_types(Decision)
        decisions | syndication.FindSameStories(path, "r1", NOON)


def measured(way: Callable[[str, int, int], None], count: int, known: int) -> tuple[float, set[Row]]:
    """Return the CPU seconds that a way takes, and the stories that it stages."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "catalog.sqlite")
        with Catalog(path) as catalog:
            begin(catalog, "r0", "", "", NOON - timedelta(days=1))
            new = {decision.state.uri for decision in fresh(count, known)}
            old = [decision for decision in invented(count + known) if decision.state.uri not in new]
            stage_signatures(catalog, "r0", old, NOON - timedelta(days=1))
            commit(catalog, "r0", NOON - timedelta(days=1))
            begin(catalog, "r1", "", "", NOON)
        started = time.process_time()
        way(path, count, known)
        took = time.process_time() - started
        with Catalog(path) as catalog:
            return took, {(row.uri, row.cluster, row.role) for row in catalog.rows(tables.staged_stories)}


def main() -> None:
    """Print both ways' CPU time and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--known", type=int, default=2000)
    options = parser.parse_args()
    sizes = options.articles, options.known
    measured(in_beam, 10, 10)  # what is imported and built once is nobody's
    times: dict[str, list[float]] = {"library": [], "beam": []}
    for _ in range(TURNS):
        took, expected = measured(in_process, *sizes)
        times["library"].append(took)
        took, staged = measured(in_beam, *sizes)
        times["beam"].append(took)
        if staged != expected:
            raise SystemExit(f"not the same stories: {sorted(staged ^ expected)[:4]}")
    stories = len({name for _, name, _ in expected})
    print(f"{sizes[0]} articles over {sizes[1]} known: {stories} stories, {len(expected)} tellings; median of {TURNS}")
    for way, each in times.items():
        print(f"{way:8} {median(each):6.2f} s CPU, {1000 * median(each) / sizes[0]:5.2f} ms an article")
    print(f"beam / library: {median(times['beam']) / median(times['library']):.2f}")


if __name__ == "__main__":
    syndication_beam.main()
