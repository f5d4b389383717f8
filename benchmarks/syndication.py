"""Finds the same story in several places, among real texts retold by script, beside other ways to do it.

    python benchmarks/syndication.py FOLDER            # *.jsonl.gz with url, title and truth in each line
    python benchmarks/syndication.py FOLDER --tuning   # the sites, edits and series that were trained on

The corpus: articles of sites that training never saw, each retold several times in ways of which four are new to it,
and 120 templated reports of new wordings, each a story of its own. Peers that are not installed are named and left out.
Then: do other orders give the same, what costs one article after another, and what many alike.
"""

import argparse
import gc
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import retellings
import series
from retellings import EDITS, TRAINING
from sklearn.metrics import adjusted_rand_score
from story_peers import PEERS, partition
from train_syndication import pairs, trains

from writethru.elements import Article
from writethru.syndication import (
    THRESHOLD,
    Signature,
    blocks,
    cluster,
    clusters,
    near_pairs,
    score,
    signature,
)

SEED = 1927
RECORDS, REPORTS = 2_000, 120
TELLINGS = 7  # of a story
TRAINED_ON = 20  # dedupe learns its blocks too, which takes many minutes with all pairs: it has every twentieth
ROUNDS = 5  # of what takes little time
KNOWN, LATEST = 10, 20  # articles that a new one is compared with; and that are looked at of one block

Found = Mapping[str, str]  # the story that an article was found to tell, by uri


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles in a random order, and by `uri` the story each tells and the way it came to be."""

    articles: tuple[Article, ...]
    story: Mapping[str, str]
    kind: Mapping[str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tuning", action="store_true", help="measure on what was trained on")
    parser.add_argument("--without", metavar="PEER", nargs="*", default=(), help="peers to leave out; all: all of them")
    options = parser.parse_args()
    articles = list(retellings.read(options.folder))
    made = corpus([one for one in articles if trains(one) == options.tuning], options.tuning, random.Random(SEED))
    print(
        f"{len(made.articles)} articles, {len(set(made.story.values()))} stories, {REPORTS} of them reports of series"
    )
    started = time.process_time()
    found = ours(made.articles)
    show("writethru", made, found, time.process_time() - started)
    if "all" not in options.without:
        show_peers(made, [one for one in articles if trains(one)], options.without)
    by_kind(made, found)
    same_in_any_order(made)
    one_after_another(made)
    many_alike(made.articles[0])


def show_peers(made: Corpus, training: Sequence[Article], without: Sequence[str]) -> None:
    labelled = [(one, other, same) for _, one, other, same in pairs(training, random.Random(SEED))][::TRAINED_ON]
    peers = {**PEERS, "dedupe.partition": lambda articles: partition(articles, labelled, SEED)}
    for name in [name for name in peers if name not in without]:
        started = time.process_time()
        try:
            joined = list(peers[name](made.articles))
        except ImportError as error:
            print(f"{name} left out: {error}")
            continue
        show(name, made, components(made.articles, joined), time.process_time() - started)


def components(articles: Sequence[Article], joined: Iterable[tuple[int, int]]) -> Found:
    """Return the stories that chains of joined pairs make."""
    story = list(range(len(articles)))

    def first(place: int) -> int:
        while story[place] != place:
            story[place] = story[story[place]]
            place = story[place]
        return place

    for one, other in joined:
        story[first(one)] = first(other)
    return {one.uri: str(first(place)) for place, one in enumerate(articles)}


def same_in_any_order(made: Corpus) -> None:
    expected, articles = cluster(made.articles), list(made.articles)
    for seed in range(3):
        random.Random(seed).shuffle(articles)
        if cluster(articles) != expected:
            raise SystemExit("another order of the articles gave other stories")
    print("three other orders of the articles gave the same stories")


def one_after_another(made: Corpus) -> None:
    """Print how many articles a second find their story among those before them, and how well."""
    gc.collect()
    gc.freeze()  # the corpus is no part of what is measured
    started = time.process_time()
    known: dict[str, Signature] = {}
    index: defaultdict[str, list[str]] = defaultdict(list)
    story: dict[str, str] = {}
    for one in made.articles:
        signed = signature(one)
        keys = blocks(signed)
        met = Counter(uri for key in keys for uri in index[key][-LATEST:])
        near = [uri for uri, _ in met.most_common(KNOWN)]
        scores = score([(signed, known[uri]) for uri in near])
        likely, of = max(zip(scores, near, strict=True), default=(0.0, one.uri))
        story[one.uri] = story[of] if likely >= THRESHOLD else one.uri
        known[one.uri] = signed
        for key in keys:
            index[key].append(one.uri)
    seconds = time.process_time() - started
    show("one after another", made, story, seconds)
    print(f"{len(made.articles) / seconds:.0f} articles a CPU second, their signatures included")


def many_alike(one: Article) -> None:
    """Print what pairing and scoring four hundred copies cost against forty."""
    costs = []
    for count in (40, 400):
        dice = random.Random(SEED)
        signed = {each.uri: each for each in (signature(retellings.noisy(one, dice)) for _ in range(count))}
        started = time.process_time()
        for _ in range(ROUNDS):
            near = list(near_pairs(signed))
            scores = score([(signed[a], signed[b]) for a, b in near])
        paired = time.process_time() - started
        for _ in range(ROUNDS):
            stories = clusters(signed.values(), dict(zip(near, scores, strict=True)))
        costs.append((paired, time.process_time() - started))
        print(f"{count} alike: {len(near)} pairs, stories of {[len(each.members) for each in stories]}")
    pairing, all_of_it = (late / early for early, late in zip(*costs, strict=True))
    print(f"400 alike cost {pairing:.1f} times what 40 do to pair and score, {all_of_it:.1f} times with the clustering")


def corpus(articles: Sequence[Article], tuning: bool, dice: random.Random) -> Corpus:
    """Return as many articles as make RECORDS when each is told TELLINGS times, told so, and REPORTS."""
    told, story, kind = [], {}, {}

    def add(one: Article, of: str, way: str) -> None:
        told.append(one)
        story[one.uri], kind[one.uri] = of, way

    ways = sorted(TRAINING if tuning else EDITS)
    chosen = dice.sample(articles, min(len(articles), RECORDS // TELLINGS))
    for one in chosen:
        add(one, one.uri, "first")
        for way in dice.sample(ways, min(len(ways), TELLINGS - (1 if tuning else 2))):
            add(EDITS[way](one, dice), one.uri, way)
        if not tuning:
            add(retellings.merged(one, dice.choice(chosen), dice), one.uri, "merged")
    templates = series.TRAINING if tuning else series.UNSEEN
    for number in range(REPORTS):
        one = series.report(templates[number % len(templates)], number // len(templates), dice)
        add(one, one.uri, "report")
    dice.shuffle(told)
    return Corpus(tuple(told), story, kind)


def ours(articles: Sequence[Article]) -> Found:
    return {member.uri: each.id for each in cluster(articles) for member in each.members}


def show(name: str, made: Corpus, found: Found, seconds: float) -> None:
    """Print pairwise precision and recall, the adjusted Rand index, and the time."""
    truth, claimed = pairs_of(made.story), pairs_of(found)
    right = len(truth & claimed)
    uris = sorted(made.story)
    index = adjusted_rand_score([made.story[uri] for uri in uris], [found.get(uri, uri) for uri in uris])
    print(
        f"{name:32s} precision {right / max(1, len(claimed)):.4f}  recall {right / len(truth):.4f}  ARI {index:.4f}"
        f"  {seconds:6.1f} CPU s"
    )


def pairs_of(story: Mapping[str, str]) -> set[tuple[str, str]]:
    members = defaultdict(list)
    for uri, key in story.items():
        members[key].append(uri)
    return {pair for uris in members.values() for pair in combinations(sorted(uris), 2)}


def by_kind(made: Corpus, found: Found) -> None:
    """Print of each kind of telling how often it is found with the first, and what was joined wrongly."""
    hits = defaultdict(list)
    for uri, kind in made.kind.items():
        of = made.story[uri]
        hits[kind].append(found.get(uri, uri) == found.get(of, of))
    told = (f"{kind} {sum(each)}/{len(each)}" for kind, each in sorted(hits.items()) if kind not in ("first", "report"))
    print("found with the first telling:", ", ".join(told))
    wrong = Counter(
        tuple(sorted((made.story[one], made.story[other])))
        for one, other in pairs_of(found)
        if made.story[one] != made.story[other]
    )
    for (one, other), count in wrong.most_common(10):
        print(f"wrongly joined: {count} pairs of {one} and {other}")


if __name__ == "__main__":
    main()
