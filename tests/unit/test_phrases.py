"""The phrases of each language: how one is written."""

import pytest

from writethru.phrases import LANGUAGES, needed, read
from writethru.rules import RULES


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
