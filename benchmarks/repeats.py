"""Paragraphs that repeat their article: what goes that should, what goes that should not, and the time, beside peers.

    python benchmarks/repeats.py FILE...             # JSON lines as benchmarks/articles has them
    python benchmarks/repeats.py --pages FOLDER      # *.jsonl.gz with id and truth (the article's text) in each line

A file is told for writethru and for peers, each of which drops a paragraph that one earlier paragraph, or two adjacent
ones, resemble enough. "wrong" are paragraphs that go and are no repeat, in 1,000, and "of 8 words" those of them that
have at least so many; "short" counts the others; "traps" are those that resemble a paragraph and say something new. CPU
time is that of a second call, when a language's words are loaded. Then the time of artificial articles, made of halves
of the files' paragraphs. A folder's texts are told for writethru alone, by rule, beside the labels of
benchmarks/articles/real_labels.jsonl, which judge but a few of them.
--show prints every paragraph concerned. The [bench] extra has the peers.
"""

import argparse
import gzip
import json
import math
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from writethru.paragraphs import Repeat, find_repeats
from writethru.text import fold

Article = dict[str, Any]
Method = Callable[[Sequence[str], str], Collection[int]]  # paragraphs and headline -> the indices that go

LABELS = Path(__file__).parent / "articles" / "real_labels.jsonl"
KINDS = ("exact", "edited", "contained", "retold")
WORD = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]|\w+")  # a character, where no spaces part the words
SHORT = 8  # words
SHINGLE = 5  # words, or characters
PERMUTATIONS = 128
SIZES = (500, 5000)  # paragraphs of the artificial articles


def writethru(paragraphs: Sequence[str], headline: str) -> Collection[int]:
    return [repeat.index for repeat in find_repeats(paragraphs, headline)]


def words(text: str) -> list[str]:
    return WORD.findall(plain(text))


def plain(text: str) -> str:
    return fold(text).lower()


def runs(units: Sequence[str]) -> set[str]:
    """Return the shingles of a text's words or characters; a text shorter than a shingle is one."""
    return {" ".join(units[start : start + SHINGLE]) for start in range(max(len(units) - SHINGLE, 0) + 1)}


def resembling(
    features: Callable[[str], Any], resemblance: Callable[[Any, Any], float], least: float
) -> Callable[[], Method]:
    """Return the maker of a method: a paragraph goes that resembles an earlier one, `resemblance(it, earlier)`."""

    def method(paragraphs: Sequence[str], _headline: str) -> Collection[int]:
        known = [features(text) for text in paragraphs]
        return [
            place
            for place, mine in enumerate(known)
            if any(resemblance(mine, earlier) >= least for earlier in known[:place])
        ]

    return lambda: method


def exact() -> Method:
    def method(paragraphs: Sequence[str], _headline: str) -> Collection[int]:
        first: dict[str, int] = {}
        return [place for place, text in enumerate(paragraphs) if first.setdefault(plain(text), place) != place]

    return method


def token_sets() -> Method:
    def method(paragraphs: Sequence[str], _headline: str) -> Collection[int]:
        known = [plain(text) for text in paragraphs]
        return [
            place
            for place, text in enumerate(known)
            if process.extractOne(text, known[:place], scorer=fuzz.token_set_ratio, score_cutoff=90)
        ]

    return method


def contained(mine: set[str], earlier: set[str]) -> float:
    return len(mine & earlier) / len(mine)


def rare_words() -> Method:
    """A paragraph goes when two adjacent earlier ones have .80 of its words, weighted by rarity in the article."""

    def method(paragraphs: Sequence[str], _headline: str) -> Collection[int]:
        known = [frozenset(words(text)) for text in paragraphs]
        spread = Counter(word for some in known for word in some)
        weight = {word: math.log(1 + len(known) / count) for word, count in spread.items()}
        gone = []
        for place, mine in enumerate(known):
            total = math.fsum(weight[word] for word in mine)
            windows = [one | other for one, other in pairwise(known[:place])] or known[:place]
            if any(math.fsum(weight[word] for word in mine & window) >= 0.8 * total for window in windows):
                gone.append(place)
        return gone

    return method


def datasketch() -> Method:
    from datasketch import MinHash

    def signature(text: str) -> MinHash:
        found = MinHash(num_perm=PERMUTATIONS, seed=1)
        found.update_batch([run.encode() for run in runs(words(text))])
        return found

    return resembling(signature, lambda mine, earlier: mine.jaccard(earlier), 0.5)()


def rensa() -> Method:
    from rensa import RMinHash

    def signature(text: str) -> RMinHash:
        found = RMinHash(num_perm=PERMUTATIONS, seed=1)
        found.update(sorted(runs(words(text))))
        return found

    return resembling(signature, lambda mine, earlier: mine.jaccard(earlier), 0.5)()


METHODS: dict[str, Callable[[], Method]] = {
    "writethru": lambda: writethru,
    "exact": exact,
    "token_set_ratio >= .90": token_sets,
    "char 5-grams in >= .80": resembling(lambda text: runs(plain(text)), contained, 0.8),
    "IDF by two >= .80": rare_words,
    "datasketch >= .5": datasketch,
    "rensa >= .5": rensa,
}


def installed() -> Iterator[tuple[str, Method]]:
    """Yield the methods that can be imported, and print a line for each that can't."""
    for name, make in METHODS.items():
        try:
            yield name, make()
        except ImportError as error:
            print(f"{name} skipped: {error}; pip install -c constraints.txt -e '.[bench]'")


def read(path: Path) -> list[Article]:
    return [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()]


def row(name: str, method: Method, articles: Sequence[Article]) -> str:
    """Return what one method does on the articles of a file."""
    counts: Counter[str] = Counter()
    for article in articles:
        gone = set(method(article["paragraphs"], article["headline"]))
        started = time.process_time()
        method(article["paragraphs"], article["headline"])
        counts["ns"] += round(1e9 * (time.process_time() - started))
        repeats = {repeat["index"]: repeat["kind"] for repeat in article["repeats"]}
        counts.update(paragraphs=len(article["paragraphs"]), gone=len(gone), right=len(gone & repeats.keys()))
        counts.update(repeats[place] for place in gone & repeats.keys())
        counts.update(f"of {kind}" for kind in repeats.values())
        counts["traps"] += len(gone & {trap["index"] for trap in article["traps"]})
        counts["short"] += sum(len(words(article["paragraphs"][place])) < SHORT for place in gone - repeats.keys())
    right, wrong, short = counts["right"], counts["gone"] - counts["right"], counts["short"]
    recall = right / max(1, sum(counts[f"of {kind}"] for kind in KINDS))
    per_mille = " ".join(f"{1000 * count / counts['paragraphs']:10.1f}" for count in (wrong, wrong - short))
    kinds = " ".join(f"{counts[kind]:>6}/{counts[f'of {kind}']:<3}" for kind in KINDS)
    return (
        f"{name:22} {recall:6.3f} {right / max(1, counts['gone']):9.3f} {per_mille} {short:5} {counts['traps']:5}  "
        f"{kinds} {1e9 * counts['paragraphs'] / max(1, counts['ns']):11,.0f}"
    )


def tell(path: Path, articles: Sequence[Article], methods: Iterable[tuple[str, Method]]) -> None:
    """Print a file's table."""
    paragraphs, repeats, traps = (
        sum(len(article[name]) for article in articles) for name in ("paragraphs", "repeats", "traps")
    )
    print(f"{path.stem}: {len(articles)} articles, {paragraphs} paragraphs, {repeats} repeats, {traps} traps")
    kinds = " ".join(f"{kind:>10}" for kind in KINDS)
    print(f"{'':22} recall precision {'wrong':>10} of 8 words short traps  {kinds}  par./CPU s")
    for name, method in methods:
        print(row(name, method, articles), flush=True)
    print()


def show(verdict: str, name: str, repeat: Repeat, paragraphs: Sequence[str]) -> None:
    """Print a paragraph and what it repeats."""
    rule = f"{repeat.rule} {repeat.score:.2f}" if repeat.score else repeat.rule
    print(f"{verdict}: {name} {repeat.index}, {rule}\n  - {paragraphs[repeat.index]}")
    for place in repeat.of:
        print(f"  = {place} {paragraphs[place]}")


def show_faults(article: Article) -> None:
    """Print what writethru drops of an article and should not, and what it misses."""
    found = {repeat.index: repeat for repeat in find_repeats(article["paragraphs"], article["headline"])}
    repeats = {repeat["index"]: repeat for repeat in article["repeats"]}
    why = {trap["index"]: trap["why"] for trap in article["traps"]}
    for place in sorted(found.keys() - repeats.keys()):
        verdict = f"wrong, a trap ({why[place]})" if place in why else "wrong"
        show(verdict, article["id"], found[place], article["paragraphs"])
    for place in sorted(repeats.keys() - found.keys()):
        missed = Repeat(place, tuple(repeats[place]["of"]), repeats[place]["kind"], 0.0)
        show("missed", article["id"], missed, article["paragraphs"])


def artificial(texts: Sequence[str], size: int) -> list[str]:
    """Return an article in which each half of a text stands three times, and hardly ever beside the same other half."""
    chance = random.Random(size)
    pool = [text.split() for text in chance.sample(texts, min(len(texts), size // 3))]
    pairs = ((chance.choice(pool), chance.choice(pool)) for _ in range(size))
    return [" ".join([*one[: (len(one) + 1) // 2], *other[len(other) // 2 :]]) for one, other in pairs]


def tell_speed(texts: Sequence[str]) -> None:
    """Print what long articles cost, the best of five runs each, in turns: the machine's other work comes and goes."""
    articles = [artificial(texts, size) for size in SIZES]
    best = [math.inf] * len(SIZES)
    for _ in range(5):
        for which, article in enumerate(articles):
            started = time.process_time()
            find_repeats(article)
            best[which] = min(best[which], time.process_time() - started)
    costs = [seconds / size for seconds, size in zip(best, SIZES, strict=True)]
    for size, seconds, cost in zip(SIZES, best, costs, strict=True):
        print(f"an article of {size:,} paragraphs: {seconds:.2f} CPU s, {1e6 * cost:.0f} us a paragraph")
    print(f"a paragraph among {SIZES[1]:,} / among {SIZES[0]:,}: {costs[1] / costs[0]:.2f}")


def texts_of(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield every page's name and the lines of its text."""
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf8") as lines:
            for page in map(json.loads, lines):
                stripped = (line.strip() for line in page["truth"].splitlines())
                yield f"{path.name.removesuffix('.jsonl.gz')}:{page['id']}", [line for line in stripped if line]


def tell_pages(folder: Path, judgements: Path, shown: bool) -> None:
    """Print what writethru drops of real texts, by rule, and what was labelled right or wrong."""
    labels = {(label["id"], label["index"]): label["repeat"] for label in read(judgements)}
    counts: Counter[Any] = Counter()
    judged: Counter[tuple[bool, bool]] = Counter()
    for name, paragraphs in texts_of(folder):
        counts.update(pages=1, paragraphs=len(paragraphs))
        found = {repeat.index: repeat for repeat in find_repeats(paragraphs)}
        judged.update(
            (labels[name, place], place in found) for place in range(len(paragraphs)) if (name, place) in labels
        )
        for place, repeat in found.items():
            verdict = {True: "right", False: "wrong", None: "unlabelled"}[labels.get((name, place))]
            counts.update([(repeat.rule, verdict), ("all", verdict)])
            if shown:
                show(verdict, name, repeat, paragraphs)
    print(f"{folder}: {counts['pages']} texts, {counts['paragraphs']} paragraphs")
    print("rule       dropped  in 1,000   right   wrong  unlabelled")
    for rule in (*KINDS, "all"):
        right, wrong, unlabelled = (counts[rule, verdict] for verdict in ("right", "wrong", "unlabelled"))
        gone = right + wrong + unlabelled
        share = 1000 * gone / max(1, counts["paragraphs"])
        print(f"{rule:10} {gone:7} {share:9.2f} {right:7} {wrong:7} {unlabelled:11}")
    for repeat, what in ((True, "repeats"), (False, "others")):
        print(f"labelled {what}: {judged[repeat, True]} of {judged[repeat, True] + judged[repeat, False]} dropped")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE")
    parser.add_argument("--pages", type=Path, metavar="FOLDER")
    parser.add_argument(
        "--labels", type=Path, default=LABELS, metavar="FILE", help="what was judged of the pages' texts"
    )
    parser.add_argument("--show", action="store_true", help="print what writethru gets wrong, or drops from the pages")
    options = parser.parse_args()
    if not options.files and not options.pages:
        parser.error("a FILE or --pages FOLDER, please")
    if options.files:
        methods, sets = list(installed()), {path: read(path) for path in options.files}
        for path, articles in sets.items():
            tell(path, articles, methods)
            for article in articles if options.show else ():
                show_faults(article)
        tell_speed([text for articles in sets.values() for article in articles for text in article["paragraphs"]])
    if options.pages:
        tell_pages(options.pages, options.labels, options.show)


if __name__ == "__main__":
    main()
