"""Trains the model of writethru.retelling on labelled articles, and tells how it does on articles it has not seen.

    python benchmarks/train_repeats.py FILE...

A file holds one article a line, as JSON: {id, headline, paragraphs, repeats: [{index, of}], traps: [{index}]}, and
perhaps `labelled`, the only indices that somebody judged. Every pair of a paragraph and what may already say it, that
the guards let pass, is an example; a paragraph's examples weigh as much as one. Writes writethru/paragraphs_model.json.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from writethru import retelling
from writethru.languages import read_language
from writethru.paragraphs import LIKELY, SUMMARY, Comparison, telling
from writethru.vocabulary import vocabulary
from writethru.wording import Block

REGULARISATION = 0.5  # sklearn's C, of measures scaled to unit variance
FOLDS = 10

Floats = npt.NDArray[np.float64]


class Example(NamedTuple):
    """A paragraph and witnesses that the guards let pass."""

    article: str
    index: int
    repeat: bool
    measures: list[float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    options = parser.parse_args()
    found = [example for path in options.files for article in read(path) for example in examples(article)]
    values = np.array([example.measures for example in found])
    labels = np.array([float(example.repeat) for example in found])
    weights = shares(found)
    held_out = np.zeros(len(found))
    for train, test in GroupKFold(FOLDS).split(values, labels, [example.article for example in found]):
        model = fit(values[train], labels[train], weights[train])
        held_out[test] = [chance(model, row) for row in values[test]]
    tell(found, held_out)
    model = fit(values, labels, weights)
    retelling.MODEL.write_text(json.dumps(model, indent=2) + "\n", encoding="utf8")
    print(f"trained on {len(found)} examples of {len({e[:2] for e in found})} paragraphs: {json.dumps(model)}")


def read(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf8").splitlines():
        yield json.loads(line)


def examples(article: dict[str, Any]) -> Iterator[Example]:
    """Yield the article's examples; none of what retells the paragraph itself, or repeats it in other places."""
    texts = article["paragraphs"]
    known = vocabulary(read_language((), " ".join(texts)))
    comparison = Comparison([Block(text, known) for text in texts])
    repeats = {repeat["index"]: set(repeat["of"]) for repeat in article["repeats"]}
    for index in sorted(comparison.coverage.candidates):
        if not comparison.movable(index) or index not in article.get("labelled", range(len(texts))):
            continue
        for later, window in chain(
            ((False, window) for window in comparison.windows(index, repeats)),
            ((True, window) for window in comparison.windows(index, repeats, later=True)),
        ):
            weighed = comparison.weigh(index, window)
            witnesses = [comparison.blocks[place] for place in window]
            if weighed is None or not telling(witnesses) or (later and weighed[0].length > SUMMARY):
                continue
            repeat = not repeats.get(index, set()).isdisjoint(window)
            if repeat == (index in repeats) and not comparison.news(index, window, retold=True):
                measures = [measure(*weighed) for measure in retelling.MEASURES.values()]
                yield Example(article["id"], index, repeat, measures)


def shares(found: Sequence[Example]) -> Floats:
    count = Counter(example[:2] for example in found)
    return np.array([1 / count[example[:2]] for example in found])


def fit(values: Floats, labels: Floats, weights: Floats) -> dict[str, Any]:
    """Return the weights of the measures as they stand, and the intercept."""
    mean, scale = values.mean(axis=0), values.std(axis=0)
    model = LogisticRegression(C=REGULARISATION, max_iter=5000)
    model.fit((values - mean) / scale, labels, sample_weight=weights)
    plain = model.coef_[0] / scale
    named = {name: round(float(weight), 4) for name, weight in zip(retelling.MEASURES, plain, strict=True)}
    return {"intercept": round(float(model.intercept_[0] - plain @ mean), 4), "weights": named}


def chance(model: dict[str, Any], row: Floats) -> float:
    weights = np.array(list(model["weights"].values()))
    return float(1 / (1 + np.exp(-model["intercept"] - weights @ row)))


def tell(found: Sequence[Example], chances: Floats) -> None:
    """Print, for several thresholds, how many paragraphs would go that are repeats, and that are none."""
    likely: dict[tuple[str, int, bool], float] = {}
    for example, value in zip(found, chances, strict=True):
        likely[example[:3]] = max(float(value), likely.get(example[:3], 0.0))
    for threshold in (0.3, 0.4, LIKELY, 0.6, 0.7, 0.8):
        gone = [repeat for (_, _, repeat), value in likely.items() if value >= threshold]
        print(f"held out, at {threshold}: {sum(gone)} right, {len(gone) - sum(gone)} wrong")


if __name__ == "__main__":
    main()
