"""A located body stripped: what is kept of its blocks, and what each rule took out."""

from collections.abc import Iterable
from itertools import pairwise

from rapidfuzz import fuzz

from writethru.blocks import LONGEST_CAPTION, Block
from writethru.elements import Paragraph, Removal
from writethru.lines import appeals, credited, line_rule
from writethru.names import JOB, ORGANISATION
from writethru.notices import reads_like_notice
from writethru.phrases import spoken
from writethru.rules import NOTHING, PHRASES, SITE, Rule, Where
from writethru.text import fold

# Lengths in characters.
PROSE = 100  # from which a line is taken for a sentence of the body: no head rule looks below it
LONGEST_LINE = 300  # beyond it a block is no label, unless it is a script's data, which shows at its beginning
LONGEST_DATA = 3_000
LONGEST_TAIL = 400
LONGEST_BIO = 700
LONGEST_HEADLINE = 500
LONGEST_LABEL = 60  # of the label above a list of other stories or sources
LONGEST_ITEM = 200  # of an item of such a list
ALIKE = 90  # of 100; a line this close to a headline is the headline
BELOW = 0.3  # of the text stands below the headline at least, or it is no headline but, say, a link at the end
LINKS = 0.8  # of a line's text: the line is a link
NEAR = 3  # blocks; what stands between two pleas this close is one plea with them
MOST_AFTER = 0.35  # of what is kept: the share that a list of other stories or sources at the end may have
QUOTES = '"“„«「'  # what somebody said ends many a story
MOST_BLOCKS = 5_000  # held against all languages where the page's is not known: a hundred thousand would take seconds
BOXED = 3  # links under a label for other stories; longer lists inside the prose are mostly its own
LISTED = frozenset(("list_item", "heading", "table_row", "quote"))

# What a line of authors' names has at its ends, and between two names.
EDGES = " .,;:|/·•–—-"
JOINERS = ("and", "und", "et", "y", "e", "ve", "и", "by")
ABOVE = Rule("head.above_headline", "head", NOTHING, "kickers and menus above the headline", "metadata")
HEADLINE = Rule("headline.repeated", "head", NOTHING, "the headline is a field of its own", "headline")
LINKED = Rule("related.link", "line", NOTHING, "a line that is nothing but a link leads elsewhere")
CONTENTS = Rule("page.contents", "line", NOTHING, "a table of contents")
APPEALS = Rule("promo.appeal", "line", NOTHING, "asks the reader for money, a subscription, a login or consent")
BIO = Rule("author.bio", "tail", NOTHING, "about the writer, not the news", "metadata")
NAMED = Rule("byline.named", "head", NOTHING, "the authors are a field of their own", "metadata")
ORPHAN = Rule("heading.orphan", "line", NOTHING, "its section has been removed")
# What is decided here or by a site's rules, and not by a pattern.
STEPS = (ABOVE, HEADLINE, NAMED, LINKED, CONTENTS, APPEALS, BIO, ORPHAN, SITE)


def strip(
    blocks: list[Block], headlines: Iterable[str] = (), authors: Iterable[str] = (), language: str | None = None
) -> tuple[tuple[Paragraph, ...], tuple[Removal, ...]]:
    """Return what is kept of a body's blocks and what is removed; together they are all of them, once, in order.

    `language` is the page's, as a tag; None when it is not known.
    """
    languages = spoken(language) if len(blocks) <= MOST_BLOCKS else ("en",)
    names = tuple(fold(author).lower() for author in authors if " " in author)
    titles = [fold(headline).lower() for headline in headlines if 0 < len(headline) <= LONGEST_HEADLINE]
    _apply_head(blocks, languages, titles, names)
    for block in blocks:
        block.rule = block.rule or _line_rule(block, languages)
    _apply_appeals(blocks, languages)
    _apply_captions(blocks, languages)
    _apply_links(blocks)
    _apply_sections(blocks, languages)
    _apply_tail(blocks, languages, names)
    _apply_orphans(blocks)
    for block in blocks:
        block.rule = None if block.kept else block.rule
    kept = tuple(Paragraph(block.text, block.kind, block.kept) for block in blocks if block.rule is None)
    removed = tuple(
        Removal(block.text, position, block.rule.reason, block.rule.name, kind=block.kind)
        for position, block in enumerate(blocks)
        if block.rule is not None
    )
    return kept, removed


def _line_rule(block: Block, languages: tuple[str, ...], where: Where = "line") -> Rule | None:
    size = len(block.text)
    if size > LONGEST_LINE and (size > LONGEST_DATA or block.text[0] not in "[{"):
        return None
    return line_rule(where, block.text[:LONGEST_LINE], languages)


def _apply_head(
    blocks: list[Block], languages: tuple[str, ...], headlines: list[str], authors: tuple[str, ...]
) -> None:
    """Remove, before the first sentence, the headline, what stands above it, and bylines."""
    found = -1
    for position, block in enumerate(blocks):
        if block.rule is not None:
            continue
        text = fold(block.text).lower()
        if any(fuzz.ratio(text, headline, score_cutoff=ALIKE) for headline in headlines):
            block.rule, found = HEADLINE, position
        elif len(text) < PROSE or block.linked >= 0.5:
            block.rule = _line_rule(block, languages) or _line_rule(block, languages, "head")
            if (
                block.rule is None
                and len(text) < PROSE
                and _is_byline(text, blocks[position - 1] if position else None, languages, authors)
            ):
                block.rule = NAMED
        elif block.kind != "list_item":  # a list above the headline holds other news
            break
    if found > 0 and _size(blocks[found:]) >= BELOW * _size(blocks):
        for block in blocks[:found]:
            block.rule = block.rule or ABOVE


def _is_byline(text: str, before: Block | None, languages: tuple[str, ...], authors: tuple[str, ...]) -> bool:
    """Return whether a folded line says no more than authors' names and a date, or where one under a name works."""
    rest = text
    for author in authors:
        rest = rest.replace(author, " ")
    if rest != text:
        rest = rest.strip(EDGES)
        return not rest or rest in JOINERS or any(line_rule(place, rest, languages) for place in ("line", "head"))
    under = before is not None and before.rule is NAMED
    return under and text[-1:] not in ".!?:" and (JOB.search(text) or ORGANISATION.search(text)) is not None


def _size(blocks: Iterable[Block]) -> int:
    return sum(len(block.text) for block in blocks if block.rule is None)


def _apply_appeals(blocks: list[Block], languages: tuple[str, ...]) -> None:
    """Remove what asks the reader for something, and up to two blocks between two such."""
    last = -NEAR
    for position, block in enumerate(blocks):
        if block.rule is None and appeals(block.text, languages):
            for between in blocks[last + 1 : position] if position - last <= NEAR else ():
                between.rule = between.rule or APPEALS
            block.rule, last = APPEALS, position


def _apply_captions(blocks: list[Block], languages: tuple[str, ...]) -> None:
    """Make captions of the lines that end in a picture's credit, and of a gallery's items."""
    pictured = {block.group for block in blocks if block.rule is not None and block.rule.name == "image.source"}
    for block in blocks:
        if block.rule is None and len(block.text) <= LONGEST_CAPTION:
            listed = block.kind == "list_item" and block.group in pictured
            if listed or (block.kind in ("paragraph", "list_item") and credited(block.text, languages)):
                block.kind = "caption"


def _apply_links(blocks: list[Block]) -> None:
    """Remove lines that are nothing but links, and lists of them before and after the prose; a heading may be a link.

    A list of links inside the prose is part of what it tells, unless it leads to other places on the page or stands
    right below a label for other stories.
    """
    groups: dict[int, list[Block]] = {}
    labelled = {
        block.group
        for label, block in pairwise(blocks)
        if block.kind == "list_item"
        and label.rule is not None
        and label.rule.name == "related.line"
        and (" " in label.text or not label.text.isascii())  # "Previously" and "Next" announce parts of a guide as well
    }
    prose = [place for place, block in enumerate(blocks) if len(block.text) >= PROSE and block.linked < 0.5]
    inside = {block.group for block in blocks[prose[0] : prose[-1]]} if prose else set()
    for block in blocks:
        if block.kind == "list_item":
            groups.setdefault(block.group, []).append(block)
        elif block.rule is None and block.kind == "paragraph" and block.linked > LINKS:
            block.rule = LINKED
    for group, items in groups.items():
        out = sum(item.linked > LINKS for item in items)
        within = sum(item.within > LINKS for item in items)
        told = group in inside and (group not in labelled or len(items) > BOXED)
        if max(within, 0 if told else out) >= LINKS * len(items):
            for item in items:
                item.rule = item.rule or (CONTENTS if within == out else LINKED)


def _announces(block: Block, languages: tuple[str, ...]) -> bool:
    return len(block.text) <= LONGEST_LABEL and line_rule("section", block.text, languages) is not None


def _apply_sections(blocks: list[Block], languages: tuple[str, ...]) -> None:
    """Remove what follows the last label that announces other stories or sources, where it is a list of them."""
    left = _size(blocks)
    after: list[Block] = []
    listed = size = 0  # of what stands below, kept up line by line: there may be thousands of labels
    (section,) = (rule for rule in PHRASES if rule.where == "section")
    for block in reversed(blocks):
        if block.rule is None and (block.kind == "table_row" or not _announces(block, languages)):
            after.append(block)
            listed += block.kind in LISTED or block.linked > 0.3
            size += len(block.text)
            if len(block.text) > LONGEST_ITEM or size > MOST_AFTER * left:
                return
        elif len(block.text) <= LONGEST_LABEL and (block.rule is None or block.rule.name == "related.line"):
            if listed * 2 >= len(after):
                for item in (block, *after):
                    item.rule = item.rule or section
                return
            if block.rule is None:
                return


def _apply_tail(blocks: list[Block], languages: tuple[str, ...], authors: tuple[str, ...]) -> None:
    for block in reversed(blocks):
        # A correction under the story stays, and what is said before it is the story's end all the same.
        if block.rule is None and block.kind != "caption" and not reads_like_notice(block.text):
            line = block.text.lower()
            if authors and len(line) <= LONGEST_BIO and fold(line).startswith(authors):
                block.rule = BIO
                continue
            spoken_of = len(line) > LONGEST_TAIL or line[0] in QUOTES
            block.rule = None if spoken_of else line_rule("tail", line, languages)
            if block.rule is None:
                return


def _apply_orphans(blocks: list[Block]) -> None:
    """Remove headings after the last line that is kept: their sections are gone; some pages set their text in them."""
    left = [block for block in blocks if block.rule is None]
    if all(block.kind == "heading" for block in left) and any(len(block.text) >= PROSE for block in left):
        return
    for block in reversed(blocks):
        if block.rule is None:
            if block.kind != "heading":
                return
            block.rule = ORPHAN
