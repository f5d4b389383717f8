"""One page's article -> one self-contained HTML page: what was kept, and what was removed by which rule and why."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from writethru.boilerplate import STEPS
from writethru.elements import Article, Paragraph, Removal
from writethru.rules import RULES
from writethru.templates import template

State = Literal["kept", "caption", "marked", "removed", "repeat"]
WHY = {
    **{rule.name: rule.why for rule in (*RULES, *STEPS)},
    "body.rescued": "the page shows a part only; the whole body stands in its data",
    "site.recurring": "stands on other articles of the site as well",
    "exact": "says the same word for word",
    "edited": "says the same with a few words changed",
    "contained": "stands inside a longer paragraph",
    "retold": "says the same in other words",
}


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the page's text as shown; `place` counts from 1, `repeats` are blocks that it says again.

    A block is "marked" that repeats others and stays; its `rule` is then what found it.

    `again` is set where the block before it was removed by the same rule, which is then told there.
    """

    place: int
    state: State
    block: Paragraph | Removal
    why: str = ""
    repeats: tuple[tuple[int, str], ...] = ()
    again: bool = False
    rule: str = ""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """What one rule took out."""

    rule: str
    reason: str
    why: str
    blocks: int
    characters: int


def render(article: Article, source: str) -> str:
    """Return the article's page: HTML that asks nothing of any other file. `source` is where it was read from."""
    return _TEMPLATE.render(article=article, source=source, blocks=tuple(_blocks(article)), rules=_rules(article))


def _blocks(article: Article) -> Iterator[Block]:
    """Yield the blocks in page order."""
    removed = {removal.position: removal for removal in article.removed}
    marked = {repeat.position: repeat for repeat in article.repetitions}
    blocks = article.blocks()

    def said(places: Iterable[int]) -> tuple[tuple[int, str], ...]:
        return tuple((place + 1, blocks[place].text) for place in places if place < len(blocks))

    for position, block in enumerate(blocks):
        removal = removed.get(position)
        if position in marked and removal is None:
            repeat = marked[position]
            why = WHY.get(repeat.rule, "")
            yield Block(position + 1, "marked", block, why, said(repeat.of), rule=repeat.rule)
            continue
        if removal is None:
            yield Block(position + 1, "caption" if block.kind == "caption" else "kept", block)
            continue
        repeats = said(removal.of)
        state: State = "repeat" if removal.reason == "repeat" else "removed"
        before = removed.get(position - 1)
        again = before is not None and before.rule == removal.rule and not repeats
        yield Block(position + 1, state, removal, WHY.get(removal.rule, ""), repeats, again, removal.rule)


def _rules(article: Article) -> list[RuleRow]:
    """Return what each rule took out, the busiest first."""
    blocks, characters = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for removal in article.removed:
        blocks[removal.rule, removal.reason] += 1
        characters[removal.rule, removal.reason] += len(removal.text)
    return [
        RuleRow(rule, reason, WHY.get(rule, ""), count, characters[rule, reason])
        for (rule, reason), count in blocks.most_common()
    ]


_TEMPLATE = template("cleaned.html")
