"""Paragraphs that stand where they stand on purpose: rows, steps, labels, what a colon announces, templates."""

import re
from collections.abc import Sequence

from writethru.wording import Block

SHORTEST = 8  # words; shorter lines (labels, rows, chapter marks) may well stand twice on purpose
LONG_ROW = 20  # words; a list row as long as this that stands twice, word for word, is a repeat
LABEL = 3  # words, at most
ANNOUNCEMENT = 25  # words, at most, of a paragraph that a colon ends
TITLE = 3  # words behind a colon, at least,
CAPITALS = 0.6  # of which that many begin with none but a small letter: a title
ROWS = 3  # bullets that make a block a list run together

STOPS = tuple(".!。！।۔؟")
CLOSERS = "\"')]」』 "
ROW = re.compile(r"(?:[-*•·▪>]|\d{1,2}[.):]\s|\d{1,2}:\d{2}|[^,:!?]{1,40}:\s)")  # a bullet, a clock time, "Label: "
CODE = re.compile(r"[={}\\|]")  # formulas and programs: one other sign makes another statement
BULLET = re.compile(r"(?:^|\s)(?:[-*•·▪]|\d{1,2}[.)])(?=\s)")
STEP = re.compile(r"(?:^|\s)\d{1,2}[.)]\s")


def stated(block: Block) -> bool:
    """Tell whether a block ends as a sentence does: no heading, label, teaser or question."""
    return block.text.rstrip(CLOSERS).endswith(STOPS) and not block.text.endswith("...")


def repeatable(block: Block) -> bool:
    """Tell whether a block that stands twice, word for word, is a repeat: a statement, no short line."""
    asked = "?" in block.text  # "Got questions? We have answers."
    return stated(block) and not asked and len(block.stems) >= (LONG_ROW if ROW.match(block.text) else SHORTEST)


def prose(block: Block) -> bool:
    """Tell whether a block is running text, of which another wording can be a repeat."""
    title = block.text.rpartition(": ")[2].split() if ": " in block.text else []
    if len(title) >= TITLE and sum(not word[0].islower() for word in title) >= CAPITALS * len(title):
        return False  # it leads to another article
    begun = not block.text[0].islower()  # else it is the rest of a line that was broken
    row = ROW.match(block.text) or CODE.search(block.text) or len(BULLET.findall(block.text)) >= ROWS
    return stated(block) and begun and not row


def placed(blocks: Sequence[Block], index: int) -> bool:
    """Tell whether a block belongs to its place: a colon announces it, or it is all that stands between two labels."""
    before = blocks[index - 1] if index else None
    after = blocks[index + 1] if index + 1 < len(blocks) else None
    if before is not None and before.text.endswith((":", "：")) and len(before.stems) < ANNOUNCEMENT:
        return True
    return before is not None and after is not None and _is_label(before) and _is_label(after)


def ordered(block: Block) -> bool:
    """Tell whether a block holds the steps of an order, whose words mean something only in their place."""
    return bool(STEP.search(block.text))


def _is_label(block: Block) -> bool:
    return len(block.stems) <= LABEL and not block.text.endswith(("?", "？")) and not stated(block)
