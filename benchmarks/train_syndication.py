"""Trains the classifier of writethru.syndication and measures it on sites it has not seen.

    python benchmarks/train_syndication.py FOLDER

Writes the coefficients beside that module. The folder holds *.jsonl.gz of {url, title?, truth}: real articles. What
happens to a story on its way through other newsrooms is done to them here, with a fixed seed: cut from the end, led
differently, reordered, sentences dropped, words exchanged, one figure updated, another headline. Apart stay: other
articles of the same site, on the same topic and with the likest headlines, the next number of a series (the same
wording with other figures, names and day), articles that share only background, and templated reports. Sites are split
by a hash of their name: seven of ten train.
"""

import argparse
import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit
from zlib import crc32

from dedupe import Dedupe
from rapidfuzz import fuzz, process

from writethru import syndication
from writethru.elements import Article, Paragraph
from writethru.syndication import Signature, cluster, signature

SEED = 1871
SYNONYMS = {
    "said": "stated", "says": "states", "also": "as well", "but": "yet", "about": "around", "after": "following",
    "before": "ahead of", "began": "started", "big": "large", "buy": "purchase", "city": "town", "company": "firm",
    "country": "nation", "find": "discover", "first": "initial", "get": "obtain", "help": "assist", "many": "numerous",
    "more than": "over", "new": "fresh", "often": "frequently", "people": "persons", "report": "account",
    "show": "reveal", "use": "employ", "while": "whereas", "because": "since", "however": "still", "police": "officers",
    "year": "twelvemonth", "home": "house", "make": "produce", "need": "require", "small": "little", "try": "attempt",
}  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PLACES = ("Kell", "Oldport", "Newport", "Lindau", "Marrow Bay", "Castra", "Upper Sten", "Pell", "Orrin", "Zorn")
REPORTS = (
    (
        "{place} weather for {day}",
        "{day} in {place} will be {sky} with a high of {a} degrees and a low of {b}. Winds from the {wind} will "
        "reach {c} kilometres an hour by the evening. The chance of rain is {d} percent. Visit our weather page "
        "for radar pictures and an hourly forecast for the harbour and the outer islands.",
    ),
    (
        "Market report: {place} shares close at {a}{b}",
        "Shares in {place} closed at {a}{b}.{c} points on {day}, a change of {d} points. Turnover came to {e} "
        "million. Among the most active were {x} and {y}, which traded at {c}.{b} and {d}. Analysts pointed to the"
        " next meeting of the central bank. The index is calculated at the end of each trading day.",
    ),
    (
        "{x} {e}-{f} {y}: match report",
        "{x} met {y} in {place} on {day} and the match ended {e}-{f} in front of {a}{b}{c} spectators. The first "
        "goal came in minute {d}. The coach praised the defence after the final whistle. With this result {x} has "
        "{a} points from {c} matches. The next round will be played in a week.",
    ),
)
Example = tuple[Article, Article]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    articles = list(read(options.folder))
    train = [article for article in articles if crc32(site(article).encode()) % 10 < 7]
    held_out = [article for article in articles if crc32(site(article).encode()) % 10 >= 7]

    matches, distinct = examples(train, random.Random(SEED))
    deduper = Dedupe(syndication.VARIABLES, num_cores=0)
    deduper.classifier.n_jobs = 1
    records = [tuple(map(syndication.record, signed(pair))) for _, pair in matches + distinct]
    for record, _ in records[::5]:
        record["published"] = None  # as of one page in five
    labels = [1] * len(matches) + [0] * len(distinct)
    deduper.classifier.fit(deduper.data_model.distances(records), labels)
    model = deduper.classifier.best_estimator_
    values = {
        "variables": [variable.name for variable in syndication.VARIABLES],
        "coefficients": [round(float(value), 6) for value in model.coef_[0]],
        "intercept": round(float(model.intercept_[0]), 6),
    }
    print(f"trained on {len(matches)} matches and {len(distinct)} others, C={model.C}: {values}")
    syndication.MODEL.write_text(json.dumps(values, indent=2) + "\n", encoding="utf8")
    measure(held_out, random.Random(SEED + 1))


def read(folder: Path) -> Iterator[Article]:
    start = datetime(2024, 1, 1, tzinfo=UTC)
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf8") as lines:
            for number, line in enumerate(lines):
                page = json.loads(line)
                texts = [text.strip() for text in page["truth"].split("\n") if text.strip()]
                if sum(len(text.split()) for text in texts) < 80:
                    continue
                headline = page.get("title") or " ".join(texts[0].split()[:12])
                yield article(
                    f"{page['url']}#{path.stem}{number}",
                    headline,
                    texts,
                    start + timedelta(hours=crc32(page["url"].encode()) % 720),
                )


def article(uri: str, headline: str, texts: Sequence[str], published: datetime) -> Article:
    return Article(
        uri,
        uri,
        headline=headline,
        paragraphs=tuple(Paragraph(text) for text in texts if text),
        date_published=published,
    )


def site(article: Article) -> str:
    return urlsplit(article.uri).netloc.removeprefix("www.")


def examples(
    articles: Sequence[Article], dice: random.Random
) -> tuple[list[tuple[str, Example]], list[tuple[str, Example]]]:
    """Return the pairs that tell one story and those that do not, each with the kind of case it is."""
    matches = [(kind, (one, edit(one, dice))) for one in articles for kind, edit in EDITS.items()]
    matches += [("two edits", (copied(one, dice), rewritten(one, dice))) for one in articles]
    distinct = [("series", (one, next_number(one, dice))) for one in articles if has_series(one)]
    distinct += [("background", (one, background(one, dice.choice(articles), dice))) for one in articles]
    by_site = defaultdict(list)
    for one in articles:
        by_site[site(one)].append(one)
    for group in by_site.values():
        distinct += [("site", (one, other)) for one, other in pairwise(group) if other.paragraphs != one.paragraphs]
    distinct += [("topic", pair) for pair in same_topic(articles)]
    titles = [one.headline for one in articles]
    for index, one in enumerate(articles):
        for _, likeness, place in process.extract(one.headline, titles, scorer=fuzz.token_set_ratio, limit=4):
            if place != index and likeness < 95:
                distinct.append(("headline", (one, articles[place])))
    for number in range(len(articles) // 3):
        template = dice.randrange(len(REPORTS))
        distinct.append(("report", (report(template, number, dice), report(template, number + 1, dice))))
        one = report(template, number, dice)
        matches.append(("report", (one, copied(one, dice))))
    return matches, distinct


def same_topic(articles: Sequence[Article]) -> Iterator[Example]:
    """Yield the real pairs that share a block but hardly a phrase: what the classifier will see most of."""
    by_uri = {one.uri: one for one in articles}
    signatures = {one.uri: signature(one) for one in articles}
    blocked = defaultdict(list)
    for uri, made in signatures.items():
        for key in syndication.blocks(made):
            blocked[key].append(uri)
    for one, other in sorted({pair for members in blocked.values() for pair in syndication.near_pairs(members)}):
        if set(signatures[one].triples).isdisjoint(signatures[other].triples):
            yield by_uri[one], by_uri[other]


def copied(one: Article, dice: random.Random) -> Article:
    """Return a copy with a credit line, here and there a word exchanged, and perhaps another headline."""
    texts = [exchanged(text, 0.1, dice) for text in body(one)]
    return retold(one, [*texts, "This story was first published by the Harbour Gazette."], dice, "copy")


def shortened(one: Article, dice: random.Random) -> Article:
    texts = body(one)
    return retold(one, texts[: max(2, round(len(texts) * dice.uniform(0.3, 0.6)))], dice, "short")


def rewritten(one: Article, dice: random.Random) -> Article:
    """Return a light rewrite: another lead, some sentences reworded, some gone, paragraphs in another order."""
    sentences = [sentence for text in body(one) for sentence in re.split(r"(?<=[.!?])\s+", text)]
    kept = [sentence for sentence in sentences if dice.random() > 0.3] or sentences
    share = dice.uniform(0.2, 0.8)
    told = [reworded(sentence, dice) if dice.random() < share else exchanged(sentence, 0.1, dice) for sentence in kept]
    texts = [" ".join(told[start : start + 2]) for start in range(0, len(told), 2)]
    lead, rest = texts[:1], texts[1:]
    for place in range(0, len(rest) - 1, 3):
        rest[place], rest[place + 1] = rest[place + 1], rest[place]
    return retold(one, [f"{dice.choice(DAYS)} brought news of it: {lead[0]}", *rest], dice, "rewrite")


def updated(one: Article, dice: random.Random) -> Article:
    """Return a later edition: one figure changed, one paragraph added, the last one gone."""
    texts = body(one)
    texts[0] = re.sub(r"\d+", lambda found: str(int(found.group()) + 3), texts[0], count=1)
    return retold(
        one, [texts[0], "Officials were to give further details later in the day.", *texts[1:-1]], dice, "update"
    )


EDITS = {"copy": copied, "short": shortened, "rewrite": rewritten, "update": updated}


def retold(one: Article, texts: Sequence[str], dice: random.Random, kind: str) -> Article:
    title = one.headline.split()
    headline = dice.choice(
        (
            one.headline,
            one.headline,
            f"{one.headline} - Harbour Gazette",
            " ".join(title[len(title) // 2 :] + title[: len(title) // 2]),
            " ".join(word for word in exchanged(one.headline, 0.8, dice).split() if dice.random() > 0.3),
            " ".join(texts[0].split()[3:13]),
        )
    )
    published = (one.date_published or datetime(2024, 1, 1, tzinfo=UTC)) + timedelta(
        hours=10 ** dice.uniform(-1, 2.3)
    )  # 6 minutes to 8 days
    return article(
        f"https://{kind}.example/{crc32(one.uri.encode())}-{dice.randrange(10**6)}", headline, texts, published
    )


def has_series(one: Article) -> bool:
    """Tell whether the article has figures enough that others make another report of it."""
    return len(re.findall(r"\d+", " ".join(body(one)))) >= 5


def next_number(one: Article, dice: random.Random) -> Article:
    """Return the next number of a series: the wording of this one with other figures, names, and day."""
    others = PLACES if dice.random() < 0.5 else ()  # every other series is about the same people and places
    other = {
        name: dice.choice(others or (name,)) for name in re.findall(r"(?<=[a-z,] )[A-Z][a-z]{2,}", " ".join(body(one)))
    }
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, [*other, *DAYS])) + r")\b")

    def renewed(text: str) -> str:
        text = pattern.sub(lambda found: other.get(found.group()) or dice.choice(DAYS), text)
        return re.sub(r"\d+", lambda found: str(dice.randrange(1, 10 ** len(found.group()))), text)

    days = timedelta(days=dice.choice((1, 1, 7, 30)))
    published = (one.date_published or datetime(2024, 1, 1, tzinfo=UTC)) + days
    return article(f"{one.uri}/next", renewed(one.headline), [renewed(text) for text in body(one)], published)


def background(one: Article, other: Article, dice: random.Random) -> Article:
    """Return another story that ends with background from this one, a quarter of its text."""
    share = body(one)[-max(1, len(one.paragraphs) // 5) :]
    words = sum(len(text.split()) for text in share)
    texts = body(other)
    while sum(len(text.split()) for text in texts) < 3 * words:
        texts.append(" ".join(dice.choice(texts).split()[::-1]))
    days = timedelta(days=dice.uniform(0.1, 20))
    published = (one.date_published or datetime(2024, 1, 1, tzinfo=UTC)) + days
    return article(f"{other.uri}/background", other.headline, texts + share, published)


def report(template: int, day: int, dice: random.Random) -> Article:
    values = {letter: dice.randrange(1, 40) for letter in "abcdef"}
    place, x, y = dice.sample(PLACES, 3) if dice.random() < 0.3 else PLACES[template : template + 3]
    sky, wind = dice.choice(("clear", "cloudy", "mixed")), dice.choice(("north", "east", "south", "west"))
    words = {"place": place, "x": x, "y": y, "sky": sky, "wind": wind, "day": DAYS[day % 7], **values}
    headline, text = (part.format(**words) for part in REPORTS[template])
    uri = f"https://reports.example/{template}/{day}/{dice.randrange(10**9)}"
    return article(uri, headline, [text], datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=day))


def exchanged(text: str, share: float, dice: random.Random) -> str:
    return re.sub(
        r"\b[a-z]+\b",
        lambda found: SYNONYMS.get(found.group(), found.group()) if dice.random() < share else found.group(),
        text,
    )


def reworded(sentence: str, dice: random.Random) -> str:
    """Return the sentence with its clauses turned about, words exchanged and little words gone."""
    clauses = exchanged(sentence.rstrip(".!?"), 0.9, dice).split(", ")
    words = ", ".join(clauses[1:] + clauses[:1]).split()
    return " ".join(word for word in words if len(word) > 3 or dice.random() > 0.25) + "."


def body(one: Article) -> list[str]:
    return [paragraph.text for paragraph in one.paragraphs]


def signed(pair: Example) -> tuple[Signature, Signature]:
    return signature(pair[0]), signature(pair[1])


def measure(articles: Sequence[Article], dice: random.Random) -> None:
    matches, distinct = examples(articles, dice)
    found: defaultdict[tuple[bool, str], list[bool]] = defaultdict(list)
    met: defaultdict[str, list[bool]] = defaultdict(list)
    for same, cases in ((True, matches), (False, distinct)):
        pairs = [signed(pair) for _, pair in cases]
        for (kind, _), pair, probability in zip(cases, pairs, syndication.score(pairs), strict=True):
            found[same, kind].append(probability >= syndication.THRESHOLD)
            if same:
                met[kind].append(bool(set(syndication.blocks(pair[0])) & set(syndication.blocks(pair[1]))))
    for (same, kind), joined in sorted(found.items()):
        extra = f", share a block {sum(met[kind]) / len(met[kind]):.3f}" if same else ""
        print(f"{'same' if same else 'apart':6s}{kind:12s} joined {sum(joined)}/{len(joined)}{extra}")
    right = sum(sum(joined) for (same, _), joined in found.items() if same)
    wrong = sum(sum(joined) for (same, _), joined in found.items() if not same)
    print(f"held-out pairs: recall={right / len(matches):.3f} precision={right / (right + wrong):.3f}")
    measure_clusters(articles, dice)


def measure_clusters(articles: Sequence[Article], dice: random.Random) -> None:
    """Print how the whole way does on stories in up to five tellings among series and reports."""
    story: dict[str, str] = {}
    told = []
    for one in articles:
        tellings = [one, *(edit(one, dice) for edit in EDITS.values() if dice.random() < 0.5)]
        for each in tellings:
            story[each.uri] = one.uri
        told += tellings
        if has_series(one):
            told.append(next_number(one, dice))
            story[told[-1].uri] = told[-1].uri
    for number in range(60):
        told.append(report(number % len(REPORTS), number, dice))
        story[told[-1].uri] = told[-1].uri
    found = cluster(told)
    pairs = {frozenset((a.uri, b.uri)) for each in found for a in each.members for b in each.members if a != b}
    tellings_of: defaultdict[str, list[str]] = defaultdict(list)
    for uri, key in story.items():
        tellings_of[key].append(uri)
    truth = {frozenset((a, b)) for uris in tellings_of.values() for a in uris for b in uris if a != b}
    right = len(pairs & truth)
    print(
        f"held-out clusters of {len(told)} articles: recall={right / len(truth):.3f} precision={right / len(pairs):.3f}"
    )


if __name__ == "__main__":
    main()
