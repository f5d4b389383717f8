"""The page that says what each look means is what the code does."""

from pathlib import Path
from runpy import run_path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_states_is_that_of_the_code():
    made = run_path(str(DOCS / "states.py"))["document"]()
    assert (DOCS / "states.md").read_text(encoding="utf8") == made + "\n", "stale: make docs"
