"""Makes labelled pairs from real texts, and the shipped coefficients from them.

    python benchmarks/train_syndication.py FOLDER [--pairs FILE] [--output FILE]

The folder holds *.jsonl.gz of {url, title?, truth}: real articles, of which the sites that a hash of their name puts in
the training half are read. The pairs are written as `writethru train` reads them, which then gives the same bytes. Told
again are the articles in the ways of retellings.TRAINING, one of two and both of two. Apart stay: other articles of the
same site, on the same topic and with the likest headlines, the next number of a series (the same wording with other
figures, names and day), articles that share only background, and templated reports.
"""

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import retellings
import series
from rapidfuzz import fuzz, process
from retellings import START, TRAINING, article, body, site

from writethru import storymodel
from writethru.elements import Article
from writethru.storysignatures import TRIPLES
from writethru.storytraining import fit, read_pairs, to_json
from writethru.syndication import blocks, near_pairs, signature

SEED = 1871
UNDATED = 3  # one article in so many shows no date
Pair = tuple[str, Article, Article, bool]  # with the kind of case it is


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pairs", type=Path, default=Path("var/syndication_pairs.jsonl"), help="default: %(default)s")
    parser.add_argument("--output", type=Path, default=storymodel.MODEL, help="default: the shipped file")
    options = parser.parse_args()
    articles = [one for one in retellings.read(options.folder) if trains(one)]
    options.pairs.parent.mkdir(parents=True, exist_ok=True)
    kinds: defaultdict[str, int] = defaultdict(int)
    with options.pairs.open("w", encoding="utf8") as file:
        for kind, one, other, same in pairs(articles, random.Random(SEED)):
            kinds[kind] += 1
            file.write(json.dumps({"one": told(one), "other": told(other), "same": same}, ensure_ascii=False) + "\n")
    print(f"{options.pairs}: {sum(kinds.values())} pairs of {len(articles)} articles:", dict(kinds))
    with options.pairs.open(encoding="utf8") as lines:
        options.output.write_text(to_json(fit(read_pairs(lines, str(options.pairs)), SEED)), encoding="utf8")
    print(options.output)


def trains(one: Article) -> bool:
    return crc32(site(one).encode()) % 10 < 7


def told(one: Article) -> dict[str, object]:
    """Return an article as `writethru train` reads it."""
    undated = crc32(one.uri.encode()) % UNDATED == 0
    return {
        "uri": one.uri,
        "headline": one.headline,
        "paragraphs": body(one),
        "published": None if undated or one.date_published is None else one.date_published.isoformat(),
        "authors": list(one.authors),
        "dateline": one.dateline,
    }


def pairs(articles: Sequence[Article], dice: random.Random) -> Iterator[Pair]:
    """Yield pairs that tell one story and pairs that do not."""
    for one in articles:
        for kind in dice.sample(sorted(TRAINING), 3):
            yield kind, one, TRAINING[kind](one, dice), True
        once, again = dice.choices(sorted(TRAINING), k=2)
        yield "two edits", TRAINING[once](one, dice), TRAINING[again](one, dice), True
        if series.has_series(one):
            following = series.next_number(one, dice)
            told = dice.choice(sorted(TRAINING))
            yield "series", one, TRAINING[told](following, dice) if dice.random() < 0.5 else following, False
        yield "background", one, background(one, dice.choice(articles), dice), False
    by_site = defaultdict(list)
    for one in articles:
        by_site[site(one)].append(one)
    for group in by_site.values():
        yield from (("site", one, other, False) for one, other in pairwise(group))
    yield from (("topic", one, other, False) for one, other in same_topic(articles))
    titles = [one.headline for one in articles]
    for index, one in enumerate(articles):
        for _, likeness, place in process.extract(one.headline, titles, scorer=fuzz.token_set_ratio, limit=3):
            if place != index and likeness < 95:
                yield "headline", one, articles[place], False
    for number in range(len(articles) // 2):
        template = dice.choice(series.TRAINING)
        one = series.report(template, number, dice)
        yield "report", one, series.report(template, number + dice.choice((0, 1, 7)), dice), False
        yield "report told again", one, TRAINING[dice.choice(sorted(TRAINING))](one, dice), True


def same_topic(articles: Sequence[Article]) -> Iterator[tuple[Article, Article]]:
    """Yield the real pairs that share a block but hardly a phrase: what the classifier will see most of."""
    by_uri = {one.uri: one for one in articles}
    signed = {one.uri: signature(one) for one in articles}
    blocked = defaultdict(list)
    for uri, made in signed.items():
        for key in blocks(made):
            blocked[key].append(uri)
    for one, other in sorted({pair for members in blocked.values() for pair in near_pairs(members)}):
        texts = storymodel.texts(signed[one])[0], storymodel.texts(signed[other])[0]
        if storymodel.share(*texts, TRIPLES) < 0.05:
            yield by_uri[one], by_uri[other]


def background(one: Article, other: Article, dice: random.Random) -> Article:
    """Return another story that ends with background from this one, a fifth to a third of its text."""
    most, behind = dice.uniform(0.25, 0.5) * sum(map(len, body(other))), []
    for sentence in reversed([each for text in body(one) for each in retellings.sentences(text)]):
        if sum(map(len, behind)) >= most:
            break
        behind.insert(0, sentence)
    published = (one.date_published or START) + timedelta(days=dice.uniform(0.1, 20))
    return article(f"{other.uri}/background", other.headline, [*body(other), *behind], published)


if __name__ == "__main__":
    main()
