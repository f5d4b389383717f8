"""The coefficients of the same-story classifier, from labelled pairs: the `writethru train` command."""

import json
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dedupe import Dedupe
from sklearn.model_selection import StratifiedKFold

from writethru.elements import Article, Paragraph
from writethru.errors import UsageError
from writethru.storymodel import VARIABLES, distances
from writethru.storysignatures import Signature, signature

FOLDS = 5
DIGITS = 4  # of a coefficient; machines differ in the last of sixteen
Labelled = tuple[Signature, Signature, bool]


def train(options: Namespace) -> int:
    """Write the coefficients that labelled pairs give: the same bytes for the same pairs and seed."""
    try:
        with Path(options.pairs).open("rb") as lines:
            text = to_json(fit(read_pairs(lines, options.pairs), options.seed))
    except OSError as error:
        raise UsageError(f"{options.pairs}: {error.strerror}") from error
    if options.output is None:
        sys.stdout.write(text)
        return 0
    try:
        Path(options.output).write_text(text, encoding="utf8")
    except OSError as error:
        raise UsageError(f"{options.output}: {error.strerror}") from error
    print(options.output)
    return 0


def fit(pairs: Iterable[Labelled], seed: int) -> dict[str, Any]:
    """Return what dedupe's classifier learns from pairs: a coefficient for each column of distances, and the intercept.

    Raises UsageError when there are too few of either kind to hold some back.
    """
    labelled = list(pairs)
    labels = [int(same) for _, _, same in labelled]
    if min(sum(labels), len(labels) - sum(labels)) < FOLDS:
        raise UsageError(
            f"{sum(labels)} of {len(labels)} pairs are the same story: at least {FOLDS} must be, and not be"
        )
    classifier = Dedupe(VARIABLES, num_cores=0).classifier
    classifier.n_jobs = 1
    classifier.cv = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    classifier.estimator.set_params(max_iter=1_000)
    classifier.fit(distances([(one, other) for one, other, _ in labelled]), labels)
    model = classifier.best_estimator_
    return {
        "variables": [variable.name for variable in VARIABLES],
        "coefficients": [round(float(value), DIGITS) for value in model.coef_[0]],
        "intercept": round(float(model.intercept_[0]), DIGITS),
    }


def to_json(values: Mapping[str, Any]) -> str:
    """Return coefficients as the shipped file has them."""
    return json.dumps(values, indent=2) + "\n"


def read_pairs(lines: Iterable[bytes | str], source: str) -> Iterator[Labelled]:
    """Yield labelled pairs from JSON Lines of {"one", "other", "same"}, empty lines left out.

    Raises UsageError with the number of a wrong line.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            values = _mapping(json.loads(line))
            if not isinstance(values["same"], bool):
                raise ValueError(f'"same" is {values["same"]!r}, not true or false')
            one, other = (signature(_article(_mapping(values[name]))) for name in ("one", "other"))
            yield one, other, values["same"]
        except KeyError as error:
            raise UsageError(f"{source}, line {number}: {error} is missing") from error
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise UsageError(f"{source}, line {number}: {error}") from error


def _article(values: Mapping[str, Any]) -> Article:
    paragraphs = _texts(values["paragraphs"]) if "paragraphs" in values else _text(values["text"]).splitlines()
    published = datetime.fromisoformat(values["published"]) if values.get("published") else None
    return Article(
        uri=str(values["uri"]),
        canonical_url=str(values["uri"]),
        headline=_text(values["headline"]),
        authors=_texts(values.get("authors") or []),
        date_published=published.replace(tzinfo=published.tzinfo or UTC) if published else None,
        paragraphs=tuple(Paragraph(text) for text in paragraphs if text),
        dateline=_text(values.get("dateline") or ""),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a text")
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is not a list of texts")
    return tuple(map(_text, value))


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(f"{value!r} is not an object")
    return value
