"""The coefficients by which writethru.standins tells what stands in an article's place, from invented answers.

    python benchmarks/standintraining.py FOLDER [--output writethru/standins_model.json]

FOLDER is that of benchmarks/changes.py. Each answer of benchmarks/changes/{answers,standins}-seen.jsonl is put on some
of its pages, with and without a last version; beside them stand the pages as they are, and with paragraphs taken away.
Prints how well answers are told that were held back, and writes what all of them give: the same bytes each time.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from answers import stood_in
from changes import HERE, Bench, read_lines, read_rows, sample_pages
from pagetrees import Sample, Tree, remove
from readings import page_of, read_ours, state_of
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from writethru.elements import ArticleState, Page
from writethru.glances import Glance
from writethru.remains import remains, squeezed
from writethru.standins import read_stand_in

SEED = 1871
PAGES, PAGES_EACH = 60, 2
HELD = 0.9
LEAST = 2  # answers that must show a feature
STRENGTH = 0.3  # of the coefficients (C); .1 and 1 tell held back answers as well
DIGITS = 2
SMALLEST = 0.05  # coefficient that is kept

Example = tuple[frozenset[str], str, int]  # features, kind, the number of the answer


def examples(bench: Bench) -> Iterator[Example]:
    items = [item for name in ("answers", "standins") for item in read_lines(HERE / f"changes/{name}-seen.jsonl")]
    for number, item in enumerate(items):
        if item["kind"] == "redirected_home":
            continue
        dice = bench.dice("training", item["name"], item["html"])
        for sample in bench.pages_in(item["language"], dice, PAGES_EACH, HELD):
            state = state_of(read_ours(sample.html, sample.url).what)
            yield from seen(stood_in(item, sample), state, item["kind"], number)
    for number, sample in enumerate(bench.samples, len(items)):
        state = state_of(read_ours(sample.html, sample.url).what)
        yield from seen(page_of(sample.html, sample.url), state, "article", number)
        for kept in (1, 2, 4):
            yield from seen(page_of(shortened(sample, kept), sample.url), state, "article", number)


def seen(page: Page, state: ArticleState, kind: str, number: int) -> Iterator[Example]:
    if 300 <= page.status < 500:
        return  # the status tells
    whole = Glance(page.body, page.header("content-type"))
    for article in (state.article, None) if page.status < 300 else (None,):
        glance = whole.without(frozenset(article.passages), squeezed(article.text)) if article else whole
        found = read_stand_in(page, glance, article, remains(article, glance.shown))
        if found is not None:
            yield found.features, kind, number


def shortened(sample: Sample, kept: int) -> str:
    """Return a page of whose article an editor left only the beginning."""
    tree = Tree(sample.html, sample.truth)
    tree.drop_from_scripts([element.text_content() for element in tree.prose])
    for element in (*tree.between, *tree.paragraphs):
        if element not in tree.prose[:kept]:
            remove(element)
    return tree.html()


def fitted(found: Sequence[Example]) -> tuple[CountVectorizer, LogisticRegression]:
    counter = CountVectorizer(analyzer=sorted, min_df=1, binary=True)
    shown = Counter(each for each, _ in {(each, number) for seen, _, number in found for each in seen})
    kept = [frozenset(each for each in seen if shown[each] >= LEAST) for seen, _, _ in found]
    model = LogisticRegression(C=STRENGTH, max_iter=3_000).fit(
        counter.fit_transform(kept), [kind for _, kind, _ in found]
    )
    return counter, model


def check(found: Sequence[Example]) -> None:
    groups = [number for _, _, number in found]
    told: list[tuple[str, str, float]] = []
    for fold, held in GroupKFold(5).split(found, groups=groups):
        counter, model = fitted([found[place] for place in fold])
        likely = model.predict_proba(counter.transform([found[place][0] for place in held]))
        told += [
            (found[place][1], str(model.classes_[row.argmax()]), float(row.max()))
            for place, row in zip(held, likely, strict=True)
        ]
    for kind in sorted({kind for kind, _, _ in told}):
        own = [(other, sure) for each, other, sure in told if each == kind]
        wrong = Counter(other for other, _ in own if other != kind)
        sure = Counter(other for other, likely in own if other != kind and likely >= 0.6)
        print(
            f"{kind:10} {len(own):5} {100 * (1 - wrong.total() / len(own)):5.1f} % {dict(wrong)}, likely: {dict(sure)}"
        )
    print(f"all        {len(told):5} {100 * np.mean([kind == other for kind, other, _ in told]):5.1f} %")


def to_json(counter: CountVectorizer, model: LogisticRegression) -> str:
    weights = {"": [round(float(each), DIGITS) for each in model.intercept_]}
    for name, place in sorted(counter.vocabulary_.items()):
        row = [round(float(each), DIGITS) for each in model.coef_[:, place]]
        if max(map(abs, row)) >= SMALLEST:
            weights[name] = row
    lines = (f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(row)}" for name, row in weights.items())
    return f'{{"kinds": {json.dumps(list(model.classes_))},\n"weights": {{\n' + ",\n".join(lines) + "\n}}\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--output", type=Path, default=Path("writethru/standins_model.json"))
    options = parser.parse_args()
    samples = sample_pages(list(read_rows(options.folder)), PAGES, SEED)
    found = list(examples(Bench(samples, [], SEED, "seen", "")))
    check(found)
    options.output.write_text(to_json(*fitted(found)), encoding="utf8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
