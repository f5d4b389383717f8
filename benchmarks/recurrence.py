"""What a site's memory takes out of real pages and of an invented site's stream, false lines and true ones.

    python benchmarks/recurrence.py FOLDER        # *.jsonl.gz with url, html and truth in each line

A line of an article is true when its words stand in the page's truth. Pages come by in random order, each article is
cleaned with what the catalog knows from the runs before, and what it shows is committed. Four streams: the sites with
four pages and more, one by one; the same with the strip rules' removals put back, which is what a site of which no rule
knows anything looks like; all pages as if they were one site's, which no line of theirs is; and an invented site, real
texts with invented lines around them, some of which belong to the stories.
"""

import argparse
import gzip
import json
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from writethru.articles import extract
from writethru.catalog import Catalog
from writethru.commits import begin, commit
from writethru.elements import Article, Paragraph
from writethru.recurrence import RULE, drop_recurring, read_edges
from writethru.staging import line_rows
from writethru.text import words
from writethru.urls import site

SEEDS = 5
START = datetime(2026, 3, 1, tzinfo=UTC)
INVENTED = 500  # articles of the invented site

# Where a line stands, how many of the articles carry it, and its text.
SITES_OWN = (
    ("above", 1.0, "Listen to the Gazette read aloud, free for members of the Harbour Club"),
    ("above", 0.3, "From our newsroom on the quay"),
    ("below", 1.0, "The Harbour Gazette is printed on paper from the island's own mill"),
    ("below", 0.6, "Become a friend of the Gazette and meet its writers in the reading room"),
    ("below", 0.2, "More of this in our Saturday supplement"),
    ("below", 0.06, "The sports desk can be reached at the old ferry house"),
)
STORIES_OWN = (
    ("above", 0.01, "This is a letter from our correspondent on the northern islands."),
    ("below", 0.02, "The harbour master declined to comment."),
    ("below", 0.01, "The ministry did not reply to questions sent on the day of publication."),
)


@dataclass(frozen=True, slots=True)
class Page:
    """An article and the words that its readers' text has, with blanks around and between them."""

    article: Article
    truth: str

    def is_true(self, text: str) -> bool:
        """Whether a line belongs to the text."""
        return f" {' '.join(words(text))} " in self.truth


def pages(folder: Path) -> Iterator[Page]:
    """Yield every page that has a URL, read."""
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf8") as lines:
            for row in map(json.loads, lines):
                if row["url"]:
                    yield Page(extract(row["html"], row["url"]), f" {' '.join(words(row['truth']))} ")


def without_rules(page: Page) -> Page:
    """Return the page with everything in its text that a strip rule took out, headline and metadata apart."""
    removed = tuple(r for r in page.article.removed if r.reason in ("headline", "metadata"))
    taken = {r.position for r in removed}
    blocks = tuple(block for place, block in enumerate(page.article.blocks()) if place not in taken)
    return replace(page, article=replace(page.article, paragraphs=blocks, removed=removed))


def invented(texts: Iterable[str], chance: random.Random) -> list[Page]:
    """Return an invented site's pages: a text each, its own line in a third, and the site's lines around."""
    found = []
    for number, text in enumerate(texts):
        body = [line for line in text.splitlines() if line.strip()]
        above, below = (
            [line for where, share, line in STORIES_OWN if where == place and chance.random() < share]
            for place in ("above", "below")
        )
        truth = f" {' '.join(words(' '.join([*above, *body, *below])))} "
        above = [line for where, share, line in SITES_OWN if where == "above" and chance.random() < share] + above
        below += [line for where, share, line in SITES_OWN if where == "below" and chance.random() < share]
        if chance.random() < 1 / 3:
            below.append(f"Filed from room {chance.choice('abcdefgh')} of house {number}")
        url = f"https://gazette.example/{number}"
        blocks = tuple(map(Paragraph, [*above, *body, *below]))
        found.append(Page(Article(url, url, paragraphs=blocks), truth))
    return found


def stream(found: Sequence[Page], lot: int, tally: Callable[[int, str, bool, bool], None]) -> None:
    """Let pages come by, a lot a run; `tally` is told each line: place in the stream, text, true, removed."""
    with tempfile.TemporaryDirectory() as folder, Catalog(Path(folder) / "catalog.sqlite") as catalog:
        for first in range(0, len(found), lot):
            run, now = f"r{first}", START + timedelta(hours=first // lot)
            begin(catalog, run, "", "", now)
            for number, page in enumerate(found[first : first + lot], first):
                edges = read_edges(page.article, page.article.uri)
                cleaned = drop_recurring(page.article, catalog.recurring_lines(edges, edges.lines))
                catalog.stage(line_rows(run, edges, now))
                for block in cleaned.paragraphs:
                    if block.kind != "caption":
                        tally(number, block.text, page.is_true(block.text), False)
                for removal in cleaned.removed:
                    if removal.rule == RULE:
                        tally(number, removal.text, page.is_true(removal.text), True)
            commit(catalog, run, now)


def told(name: str, streams: Iterable[Sequence[Page]], lot: int) -> None:
    """Print what was removed over several streams."""
    counts: Counter[tuple[bool, bool]] = Counter()
    for found in streams:
        stream(found, lot, lambda _place, _text, true, removed: counts.update([(true, removed)]))
    true, false = (counts[sort, True] + counts[sort, False] for sort in (True, False))
    print(
        f"{name:28} true lines removed {counts[True, True]:4} of {true:7} ({1000 * counts[True, True] / true:.3f} in "
        f"1,000), false lines {counts[False, True]:5} of {false:6} ({100 * counts[False, True] / max(1, false):.2f} %)"
    )


def shuffled(found: Iterable[Page], seed: int) -> list[Page]:
    """Return the pages in a random order."""
    order = list(found)
    random.Random(seed).shuffle(order)
    return order


def main() -> None:
    """Print the four streams' figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    found = list(pages(parser.parse_args().folder))
    by_site: defaultdict[str, list[Page]] = defaultdict(list)
    for page in found:
        by_site[site(page.article.uri)].append(page)
    several = [page for members in by_site.values() if len(members) >= 4 for page in members]
    print(f"{len(found)} pages; {len(several)} of sites with four and more; {SEEDS} orders each")
    told("sites", (shuffled(several, seed) for seed in range(SEEDS)), 1)
    told("sites, without the rules", (shuffled(map(without_rules, several), seed) for seed in range(SEEDS)), 1)
    as_one = [
        replace(page, article=replace(page.article, uri=f"https://gazette.example/{number}"))
        for number, page in enumerate(found)
    ]
    told("all as one site", (shuffled(as_one, seed) for seed in range(SEEDS)), 20)
    told("all as one, without the rules", (shuffled(map(without_rules, as_one), seed) for seed in range(SEEDS)), 20)

    texts = [page.article.text for page in found if len(page.article.paragraphs) > 5]
    shown: Counter[tuple[str, bool]] = Counter()
    lost: Counter[bool] = Counter()

    def tally(place: int, text: str, true: bool, removed: bool) -> None:
        lost[removed] += true
        if place >= 100:
            shown[text, removed] += 1

    for seed in range(SEEDS):
        chance = random.Random(seed)
        stream(invented(chance.sample(texts, min(INVENTED, len(texts))), chance), 10, tally)
    print(f"invented site: true lines removed {lost[True]} of {sum(lost.values())}; from the 101st article on:")
    for sort, lines in (("the site's", SITES_OWN), ("the stories'", STORIES_OWN)):
        for where, share, text in lines:
            total = shown[text, True] + shown[text, False]
            print(f"  {sort:12} {where} {share:4.0%} of the articles: removed {shown[text, True]} of {total}")


if __name__ == "__main__":
    main()
