"""Which languages a page is held against: its own by its text and its tag, and English, which every page may carry."""

import re
from collections import Counter

from writethru.phrases import LANGUAGES, read

SAMPLE = 800  # characters read of a text, from its middle: some 130 words
SCRIPTS = (
    # Japanese first: it has Chinese signs as well.
    *(("kana", re.compile("[\u3040-\u30ff]"), 0.05), ("han", re.compile("[\u4e00-\u9fff]"), 0.2)),
    *(("cyrillic", re.compile("[\u0400-\u052f]"), 0.2), ("arabic", re.compile("[\u0600-\u06ff]"), 0.2)),
)
# A language's own small words are a quarter of a text and more; another's, a twentieth.
FEWEST, LEAST = 5, 0.1
SMALL_WORDS: dict[str, list[str]] = {}
for _code in LANGUAGES:
    for _word in read(_code).words:
        SMALL_WORDS.setdefault(_word, []).append(_code)


def spoken(declared: str | None, text: str) -> tuple[str, ...]:
    """Return the languages whose phrases may stand around a text, English first; all of its script when nothing tells.

    Many pages declare English and are not: what the text itself says is believed beside the tag. Takes 40 microseconds,
    10 where a text is plainly English.

    >>> spoken("en-GB", "Gemi bugün ve yarın bu limanda kalacak, daha sonra bir süre için tersaneye çekilecek.")
    ('en', 'tr')
    """
    start = max(0, len(text) // 2 - SAMPLE // 2)
    sample = text[start : start + SAMPLE].lower()
    tag = (declared or "")[:2].lower()
    if tag in ("en", "") and sample.count(" the ") >= FEWEST:
        return ("en",)
    script = _script(sample)
    same = tuple(code for code in LANGUAGES if read(code).script == script)
    if script != "latin":
        told = (tag,) if tag in same else same
    elif not (told := _told(sample)) and not tag:
        told = _told(text.lower(), doubtful=True)
    own = (tag,) if tag in LANGUAGES else ()
    return tuple(dict.fromkeys(("en", *own, *(told or own or (() if tag else same)))))


def _script(sample: str) -> str:
    if not sample.isascii():
        for script, letters, share in SCRIPTS:
            if len(letters.findall(sample)) > share * len(sample):
                return script
    return "latin"


def _told(text: str, doubtful: bool = False) -> tuple[str, ...]:
    """Return the language of a text by its small words, or none; if `doubtful`, also those that few words speak for."""
    words = text.split()
    found = Counter(code for word in words for code in SMALL_WORDS.get(word, ()))
    most = max(found.values(), default=0)
    clear = most >= max(FEWEST, LEAST * len(words))
    if not clear and not doubtful:
        return ()
    return tuple(code for code, count in found.items() if count > (0.8 if clear else 0.5) * most)
