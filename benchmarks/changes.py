"""What changed on real pages: false alarms, edits missed, how they are told, and what stands in an article's place.

    python benchmarks/changes.py FOLDER
    python benchmarks/changes.py FOLDER --repolls FILE --part unseen --peers
    python benchmarks/changes.py FOLDER --only edits notices --show "edits/negation put in"

FOLDER holds sets, *.jsonl.gz with url, html and truth (the article's text) in each line; FILE of re-polls has url,
old_html, new_html and page_type. Edits and churn are made in the HTML, seeded, on pages that are the same every time.
For a language that FOLDER lacks, an invented article of benchmarks/articles is put in place of a page's own.

An alarm is what the pipeline would announce: the new page is taken for an article and compare says "updated".
"""

import argparse
import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import alignment
from answers import answered, confusion, untouched
from churns import CHURNS, COSMETICS
from edits import EDITS, HEADLINES, Edit, Make
from lxml.etree import ParserError
from pagetrees import Sample, Tree, insert, told, transplant
from readings import Reading, System, read_ours, systems
from rewrites import Pool
from tallies import Expected, Tally

HERE = Path(__file__).parent
PARTS = ("false", "edits", "languages", "headlines", "notices", "answers", "alignment")
LEAST = 5  # paragraphs of a page that is edited
MIXED = 1.2  # times an invented article's text; more is the old page's, which no wall hides
PAGES_EACH = 4  # that a churn fragment is put on
WAYS = [(tag, place) for tag in ("p", "div", "footer", "aside") for place in ("above", "below", "bottom")]
WAYS_EACH = 3  # of these, that a notice is put on a page


def read_rows(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf8") as file:
            for line in file:
                row = json.loads(line)
                yield {"name": f"{path.name.removesuffix('.jsonl.gz')}:{row.get('id', '')[:12] or row['url']}", **row}


def read_lines(path: Path) -> list[Mapping[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()]


def sample_pages(rows: Sequence[Mapping[str, Any]], count: int, seed: int) -> list[Sample]:
    """Return pages with enough paragraphs of their truth, in an order that depends on the seed and their URLs alone."""
    found: list[Sample] = []
    for row in sorted(rows, key=lambda row: sha256(f"{seed} {row['url']}".encode()).digest()):
        if len(found) == count:
            break
        try:
            tree = Tree(row["html"], row["truth"])
            html = tree.html()
            tree = Tree(html, row["truth"])
        except (ParserError, ValueError):
            continue
        if len(tree.prose) >= LEAST:
            language = (tree.root.get("lang") or "en")[:2].lower()
            found.append(Sample(row["name"], row["url"], html, row["truth"], language))
    return found


class Bench:
    """The pages, the systems, and what each system makes of each page."""

    def __init__(self, samples: Sequence[Sample], found: Sequence[System], seed: int, part: str, show: str) -> None:
        self.samples, self.systems, self.seed, self.part = samples, found, seed, part
        self.tally = Tally([system.name for system in found], show)
        self._read: dict[tuple[str, str], Reading] = {}
        self._pools: dict[str, Pool] = {}
        self._invented: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for article in read_lines(HERE / "articles/languages.jsonl"):
            self._invented[str(article["source"]).removeprefix("invented:")].append(article)
        self._headlines = {sample.name: told(h1) for sample in samples if (h1 := Tree(sample.html, "").h1) is not None}

    def dice(self, *what: object) -> Random:
        """Return dice for one purpose, the same every time."""
        return Random(" ".join(map(str, (self.seed, *what))))

    def pool(self, language: str) -> Pool:
        """Return what can be put into a page in a language."""
        if language not in self._pools:
            samples = [sample for sample in self.samples if sample.language == language]
            headlines = [self._headlines[sample.name] for sample in samples if sample.name in self._headlines]
            invented = [
                Sample(str(each["id"]), "", "", "\n".join(each["paragraphs"]), language)
                for each in self._invented.get(language, ())
            ]
            headlines += [str(each["headline"]) for each in self._invented.get(language, ())]
            made = Pool([*samples, *invented], headlines, language)
            # One or two pages make no pool.
            self._pools[language] = made if made.enough() or language == "en" else self.pool("en")
        return self._pools[language]

    def pages_in(self, language: str, dice: Random, count: int, held: float = 0.0) -> list[Sample]:
        """Return some of the pages, in a language: those that are, else some with an invented article of it.

        `held` is the least share of the article's text that its paragraphs must hold; then nothing but the invented
        article may be read on a page where it is.
        """
        samples = [sample for sample in self.samples if self._held(sample) >= held] if held else self.samples
        own = [sample for sample in samples if sample.language == language]
        found = dice.sample(own, min(count, len(own)))
        articles = self._invented.get(language, [])
        for sample in dice.sample(samples, len(samples)) if articles else ():
            if len(found) == count:
                break
            made = transplant(sample, dice.choice(articles), language)
            if made and (not held or len(read_ours(made.html, made.url).text) <= MIXED * len(made.truth)):
                found.append(made)
        return found

    @cache  # noqa: B019 - of forty pages, as long as the script runs
    def _held(self, sample: Sample) -> float:
        return Tree(sample.html, sample.truth).held

    def read(self, system: System, sample: Sample, html: str) -> Reading:
        """Return a system's reading; those of pages as they are are kept."""
        if html != sample.html:
            return system.read(html, sample.url)
        key = system.name, sample.html
        if key not in self._read:
            self._read[key] = system.read(html, sample.url)
        return self._read[key]

    def judge(self, kinds: Sequence[str], sample: Sample, before: str, after: str, expected: Expected) -> None:
        """Let every system compare two versions of a page."""
        for system in self.systems:
            old, new = self.read(system, sample, before), self.read(system, sample, after)
            self.tally.add(kinds, system.name, sample.name, old, new, expected)

    def churns(self, repolls: Path | None) -> None:
        """Change everything but the article."""
        if repolls:
            self.repolls(repolls)
        for name, churn in {**CHURNS, **COSMETICS}.items():
            self._made(f"false/{name}", churn, self.samples, Expected(wanted=False))
        for item in self.items("churn"):
            dice = self.dice("churn", item["name"], item["language"], item["before"], item["after"])
            for sample in self.pages_in(item["language"], dice, PAGES_EACH):
                pages = []
                for fragment in (item["before"], item["after"]):
                    tree = Tree(sample.html, sample.truth)
                    insert(fragment, tree, item["place"])
                    pages.append(tree.html() if fragment else sample.html)
                kinds = (f"false/fragments {item['place']}", f"false by language/{item['language']}")
                self.judge(kinds, sample, *pages, Expected(wanted=False, item=item["name"]))

    def repolls(self, path: Path) -> None:
        """Compare real pages with themselves, fetched later."""
        with gzip.open(path, "rt", encoding="utf8") as file:
            for row in map(json.loads, file):
                if row["page_type"] == "article":
                    url = row["url"] if "://" in row["url"] else f"https://{row['url']}"
                    sample = Sample(f"repoll:{row['id']}", url, row["old_html"], "", "en")
                    pages = row["old_html"], row["new_html"]
                    self.judge(["false/real re-polls"], sample, *pages, Expected(wanted=False))

    def edits(self, edits: Sequence[Edit], group: str, samples: Sequence[Sample]) -> None:
        """Make each kind of edit on each page."""
        for edit in edits:
            self._made(f"{group}/{edit.name}", edit.make, samples, edit.expected)

    def languages(self) -> None:
        """Make the edits in every invented article, each in place of some page's own."""
        samples: list[Sample] = []
        for language, articles in sorted(self._invented.items()):
            for article in articles:
                dice = self.dice("transplant", article["id"])
                pages = dice.sample(self.samples, len(self.samples))
                made = (transplant(page, article, language) for page in pages)
                samples += filter(None, [next(filter(None, made), None)])
        self.edits(EDITS, "languages", samples)

    def _made(self, kind: str, make: Make, samples: Sequence[Sample], expected: Expected) -> None:
        for sample in samples:
            tree = Tree(sample.html, sample.truth)
            if make(tree, self.dice(kind, sample.name), self.pool(sample.language)):
                before, after = tree.marked or sample.html, tree.html()
                if before != after:
                    self.judge([kind], sample, before, after, replace(expected, target=tree.target))

    def notices(self) -> None:
        """Put each correction note on some pages, in turn in each of the ways."""
        for number, item in enumerate(self.items("notices")):
            dice = self.dice("notice", item["language"], item["text"])
            samples = self.pages_in(item["language"], dice, WAYS_EACH)
            for turn, sample in enumerate(samples):
                tag, place = WAYS[(number + 5 * turn) % len(WAYS)]
                tree = Tree(sample.html, sample.truth)
                insert(f"<{tag}>{item['text']}</{tag}>", tree, place)
                kinds = [
                    f"notices/<{tag}> {place}",
                    f"notices by kind/{item['kind']}",
                    f"notices by language/{item['language']}",
                ]
                expected = Expected(edit_class="notice", field="notices", item=item["text"])
                self.judge(kinds, sample, sample.html, tree.html(), expected)

    def items(self, name: str) -> list[Mapping[str, Any]]:
        """Return the invented items of a file of the part."""
        path = HERE / "changes" / f"{name}-{self.part}.jsonl"
        if not path.exists():
            print(f"{path.name} left out: no such file", file=sys.stderr)
            return []
        return read_lines(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repolls", type=Path, metavar="FILE")
    parser.add_argument("--part", choices=("seen", "unseen"), default="seen", help="of benchmarks/changes")
    parser.add_argument("--pages", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1871)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="these tables alone")
    parser.add_argument("--show", default="", metavar="KIND", help="what goes wrong in kinds that begin so")
    options = parser.parse_args()
    if options.show and options.part == "unseen":
        parser.error("what is unseen is not shown")
    rows = list(read_rows(options.folder))
    samples = sample_pages(rows, options.pages, options.seed)
    bench = Bench(samples, systems(options.peers), options.seed, options.part, options.show)
    print(f"{len(samples)} pages of {len(rows)}; {options.part} data")
    tables: dict[str, Callable[[], None]] = {
        "false": lambda: bench.churns(options.repolls),
        "edits": lambda: bench.edits(EDITS, "edits", samples),
        "languages": bench.languages,
        "headlines": lambda: bench.edits(HEADLINES, "headlines", samples),
        "notices": bench.notices,
    }
    for name in (name for name in PARTS if name in options.only):
        if name in tables:
            tables[name]()
            for group in (name, f"{name} by kind", f"{name} by language"):
                bench.tally.show_table(group)
        elif name == "answers":
            confusion(answered(bench.items("answers"), bench.pages_in, bench.dice), options.show)
            untouched(rows, bench.samples, options.show)
        elif name == "alignment":
            texts = [row["truth"] for row in rows if 10 <= row["truth"].count("\n") <= 60]
            alignment.measure(texts[:300], bench.pool("en"), options.seed)


if __name__ == "__main__":
    main()
