"""What a run's looks found besides news, in the words that its summary and its page show."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "held": "held back until another look shows the same",
    "rebaselined": "read anew by newer rules",
    "paywalled": "behind a paywall",
    "blocked": "blocked",
    "consent": "behind a consent page",
    "not_found": "not found",
    "soft_404": "with a page that says they are not there",
    "redirected_home": "led to a front page",
    "gone": "gone for good",
    "retracted": "retracted",
    "shell": "without text until a script runs",
    "error": "failed",
    "postponed": "left for the next run",
}


def in_words(tally: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Return how many looks found what, in the order above; what has no words here is not told."""
    return tuple((words, tally[name]) for name, words in WORDS.items() if tally.get(name))
