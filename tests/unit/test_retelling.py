import json

from writethru.coverage import Evidence
from writethru.retelling import MEASURES, MODEL, Setting, likelihood

SHOWN = Evidence(0.8, 0.6, 0.7, 0.7, 0.7, fresh=2, lost=3, run=6, numbers=2, names=2, length=1.0)
HERE = Setting(witnesses=1, later=False, adjacent=False, paragraphs=12)


def test_the_shipped_weights_fit_the_measures():
    assert list(json.loads(MODEL.read_text(encoding="utf8"))["weights"]) == list(MEASURES)


def test_better_covered_is_likelier():
    assert likelihood(SHOWN._replace(covered=0.5), HERE) < likelihood(SHOWN, HERE) < 1


def test_in_a_longer_article_the_same_likeness_says_less():
    assert likelihood(SHOWN, HERE._replace(paragraphs=80)) < likelihood(SHOWN, HERE)
