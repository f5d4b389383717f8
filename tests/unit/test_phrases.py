"""The phrases of each language: what they take, the true sentences that begin alike and stay, how one is written.

Examples stand in `phrases/LANGUAGE.toml` beside this file: lines by the rule that takes them, and `kept` sentences.
"""

import re
import tomllib
from pathlib import Path

import pytest

from writethru.phrases import LANGUAGES, needed, read
from writethru.rules import PHRASES, RULES, line_rule

EXAMPLES = {code: tomllib.loads((Path(__file__).parent / f"phrases/{code}.toml").read_text()) for code in LANGUAGES}
WHERE = {rule.name: rule.where for rule in PHRASES}
TAKEN = [
    pytest.param(code, f"{above}.{name}", line, id=f"{code}-{above}.{name}-{line[:30]}")
    for code, groups in EXAMPLES.items()
    for above, names in groups.items()
    if above != "kept"
    for name, lines in names.items()
    for line in lines
]
KEPT = [pytest.param(code, line, id=f"{code}-{line[:40]}") for code in LANGUAGES for line in EXAMPLES[code]["kept"]]


@pytest.mark.parametrize(("code", "rule", "line"), TAKEN)
def test_a_line_goes_by_its_languages_phrase(code, rule, line):
    taken = line_rule(WHERE[rule], line, (code,))
    assert taken is not None
    assert taken.name == rule


@pytest.mark.parametrize(("code", "line"), KEPT)
def test_a_sentence_that_begins_alike_stays_whatever_the_page_declares(code, line):
    assert line_rule("line", line, LANGUAGES) is None
    assert line_rule("section", line, LANGUAGES) is None


@pytest.mark.parametrize(("code", "line"), [param for param in KEPT if param.values[0] != "en"])
def test_a_sentence_stays_at_the_head_and_the_tail_of_its_own_page(code, line):
    assert line_rule("head", line, (code,)) is None
    assert line_rule("tail", line, (code,)) is None


def test_every_phrase_stands_under_a_name_that_something_asks_for():
    asked = {rule.name for rule in RULES}
    for code in LANGUAGES:
        for name in read(code).phrases:
            assert name in asked or name.startswith(("appeal.", "credit.", "notice.")), (code, name)


def test_a_phrase_that_begins_with_a_gap_names_what_its_lines_hold():
    assert needed("…40newsletters?") == ("newsletter",)
    assert needed("…(straight|right) to your inbox") == ("straight", "right")
    assert needed("newsletter…") == ()


@pytest.mark.parametrize("phrase", ["…(news)?letter", "….*", "…((a|b) c)"])
def test_a_phrase_that_would_be_tried_on_every_line_is_refused(phrase):
    with pytest.raises(ValueError, match="plain word"):
        needed(phrase)


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_hostile_line_takes_long(code):
    """A phrase that backtracks without end would not finish here at all."""
    for name, phrases in read(code).phrases.items():
        if name not in WHERE:
            continue
        for phrase in phrases:
            for words in [re.findall(r"[^\W_]+", phrase), ["1", "von", phrase[:9]], [phrase[:3]]]:
                for glue in " ", ": ", "":
                    line_rule(WHERE[name], ((glue.join(words) + glue) * 300)[:300] + "\nx", (code,))
