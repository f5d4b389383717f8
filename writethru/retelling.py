"""How likely a paragraph retells others in its own words, by a model trained on labelled articles.

The model is logistic: what it weighs is in `MEASURES`, the weights are in paragraphs_model.json, and
benchmarks/train_repeats.py made them. It only proposes; the guards of `writethru.novelty` come first.
"""

import json
import math
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from writethru.coverage import Evidence

MODEL = Path(__file__).with_name("paragraphs_model.json")
RUN = 5  # words in a row; shorter runs are mere idiom


class Setting(NamedTuple):
    """Where a paragraph and its witnesses stand."""

    witnesses: int
    later: bool  # the witness stands further down
    adjacent: bool  # next to one of them: whoever goes on about a thing names it again
    paragraphs: int  # of the article; in a longer one more are alike by chance


MEASURES: Mapping[str, Callable[[Evidence, Setting], float]] = {
    "covered": lambda shown, _: shown.covered,
    "told": lambda shown, _: shown.told,
    "weakest": lambda shown, _: shown.weakest,
    "fresh": lambda shown, _: math.log1p(shown.fresh),
    "run": lambda shown, _: math.log(max(shown.run, RUN)),
    "facts": lambda shown, _: math.log1p(shown.numbers + shown.names),
    "length": lambda shown, _: math.log(min(shown.length, 1.5)),
    "two": lambda _, setting: float(setting.witnesses > 1),
    "later": lambda _, setting: float(setting.later),
    "adjacent": lambda _, setting: float(setting.adjacent),
    "paragraphs": lambda _, setting: math.log(setting.paragraphs),
}


def likelihood(shown: Evidence, setting: Setting) -> float:
    """Return the probability that an editor would call the paragraph a repeat, in [0, 1]."""
    weights, intercept = _model()
    logit = intercept + sum(weights[name] * measure(shown, setting) for name, measure in MEASURES.items())
    return 1 / (1 + math.exp(-logit))


@cache
def _model() -> tuple[Mapping[str, float], float]:
    values = json.loads(MODEL.read_text(encoding="utf8"))
    return values["weights"], values["intercept"]
