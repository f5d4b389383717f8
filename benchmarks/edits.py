"""Edits as newsrooms make them on a page, in its HTML, each with what should be told of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

from lxml.html import HtmlElement, fromstring
from pagetrees import Tree, linked, nodes, relink, remove, set_text, told, twin
from rewrites import (
    NUMBER,
    Pair,
    Pool,
    Rewrite,
    decimal,
    figure,
    name,
    negation,
    negation_gone,
    number_word,
    quote,
    reworded,
    sentence_added,
    sentence_reworded,
    typo,
    word,
)
from tallies import Expected

from writethru.text import fold

Make = Callable[[Tree, Random, Pool], bool]  # whether the page has what it takes; what is marked is the old version


@dataclass(frozen=True, slots=True)
class Edit:
    """One kind of edit, and what should be told of it."""

    name: str
    make: Make
    expected: Expected


def in_text(rewrite: Rewrite, fallback: str = "") -> Make:
    """Return the edit that rewrites one run of text in a paragraph; a fallback is put there first where there is none.

    The first, the middle or the last paragraph is tried first, by the dice.
    """

    def make(tree: Tree, dice: Random, pool: Pool) -> bool:
        share = dice.choice((0.0, 0.5, 1.0))
        for prepare in (False, True) if fallback else (False,):
            for paragraph in tree.around(share):
                runs = [(node, part) for node, part in nodes(paragraph) if (getattr(node, part) or "").strip()]
                for node, part in runs[-1:] if prepare else sorted(runs, key=lambda run: -len(getattr(*run))):
                    text = getattr(node, part)
                    said = f"{text.rstrip()} {fallback}" if prepare else text
                    if len(text) > 20 and (pair := rewrite(said, dice, pool)):
                        apply(tree, paragraph, node, part, text, pair)
                        return True
        return False

    return make


def apply(tree: Tree, paragraph: HtmlElement, node: HtmlElement, part: str, text: str, pair: Pair) -> None:
    """Write a pair of texts over a run of text, marking the first, and say the same in the page's data."""
    for said in pair:
        tree.replace_in_data(text.strip(), said.strip())
        setattr(node, part, said)
        if said is pair[0]:
            tree.target = told(paragraph)
            tree.mark()
        text = said


def paragraph_added(tree: Tree, dice: Random, pool: Pool) -> bool:
    here = next(tree.around(dice.choice((0.0, 0.5, 1.0))))
    text = " ".join(dice.sample([said for said in pool.sentences if fold(said) not in tree.truth], 2))
    tree.target = told(here)
    here.addnext(made := twin(here, text))
    made.tail, here.tail = here.tail, "\n"
    return True


def paragraph_removed(tree: Tree, dice: Random, pool: Pool) -> bool:
    here = next(tree.around(dice.choice((0.0, 0.5, 1.0))))
    tree.target = told(here)
    remove(here)
    return True


def paragraph_moved(tree: Tree, dice: Random, pool: Pool) -> bool:
    own = [element for element in tree.prose if element.getparent() is tree.holder]
    if len(own) < 5:
        return False
    start = dice.choice((0, len(own) // 2, len(own) - 1))
    goal = own[(start + 3) % len(own)]
    tree.target = told(own[start])
    moved = twin(own[start], "")
    moved.text = own[start].text
    moved.extend(list(own[start]))
    remove(own[start])
    goal.addnext(moved)
    moved.tail, goal.tail = goal.tail, "\n"
    return True


def paragraph_reworded(tree: Tree, dice: Random, pool: Pool) -> bool:
    here = next(tree.around(dice.choice((0.0, 0.5, 1.0))))
    tree.target = told(here)
    text = "".join(getattr(node, part) or "" for node, part in nodes(here))
    set_text(here, reworded(text, dice, pool))
    return told(here) != tree.target


def in_rows(tags: Sequence[str], fallback: str) -> Make:
    """Return the edit of a figure in a list item or a cell; a list or table is put in first where there is none."""

    def make(tree: Tree, dice: Random, pool: Pool) -> bool:
        page = told(tree.body)
        own = [row for row in tree.body.iter(*tags) if is_row(row, tree, page)]
        runs = with_numbers(own)
        if not runs:
            added = fromstring(fallback)
            next(tree.around(0.5)).addnext(added)
            runs = with_numbers(added.iter(*tags))
        row, node, part = dice.choice(runs)
        text = getattr(node, part)
        pair = figure(text, dice, pool)
        if pair:
            apply(tree, row, node, part, text, pair)
        return pair is not None

    return make


def is_row(row: HtmlElement, tree: Tree, page: str) -> bool:
    """Tell whether a list item or a cell says something of the article's that stands nowhere else, no link to it."""
    text = told(row)
    links = [told(link) for link in row.iter("a")]
    return len(text) > 15 and text in tree.truth and page.count(text) == 1 and len("".join(links)) < len(text) / 2


def with_numbers(rows: Iterable[HtmlElement]) -> list[tuple[HtmlElement, HtmlElement, str]]:
    """Return the runs of text of some elements that hold a number: the element, the node and the part."""
    return [(row, node, part) for row in rows for node, part in nodes(row) if NUMBER.search(getattr(node, part) or "")]


ITEMS = "<ul><li>Adults pay 45 for a day at the harbour</li><li>Children pay 12 and come with an adult</li></ul>"
CELLS = (
    "<table><tbody><tr><th>Harbour</th><th>Ships in spring</th></tr><tr><td>North Quay</td><td>412</td></tr>"
    "<tr><td>Oster Sound</td><td>187</td></tr></tbody></table>"
)
FIGURE = Expected(edit_class="substantive", touched=("numbers", "dates"), op="edit")
NUMBERS = Expected(edit_class="substantive", touched=("numbers",), op="edit")
NEGATION = Expected(edit_class="substantive", touched=("negation",), op="edit")
NAMES = Expected(edit_class="substantive", touched=("names",), op="edit")
QUOTES = Expected(edit_class="substantive", touched=("quotes",), op="edit")
SAID = "“Nobody at the harbour had expected that at all,” she added."
EDITS = (
    Edit("typo", in_text(typo), Expected(edit_class="minor", touched=(), op="edit")),
    Edit("figure changed", in_text(figure, "It took 46 days."), FIGURE),
    Edit("decimal point dropped", in_text(decimal, "It rose by 3.5 percent."), FIGURE),
    Edit("number word changed", in_text(number_word), NUMBERS),
    Edit("negation put in", in_text(negation), NEGATION),
    Edit("negation taken out", in_text(negation_gone), NEGATION),
    Edit("name changed", in_text(name), NAMES),
    Edit("word reworded", in_text(word), Expected(op="edit")),
    Edit("sentence reworded", in_text(sentence_reworded), Expected(op="edit")),
    Edit("sentence added", in_text(sentence_added), Expected(edit_class="substantive", op="edit")),
    Edit("quote changed", in_text(quote, SAID), QUOTES),
    Edit("paragraph added", paragraph_added, Expected(edit_class="substantive", op="add")),
    Edit("paragraph removed", paragraph_removed, Expected(edit_class="substantive", op="delete")),
    Edit("paragraph moved", paragraph_moved, Expected(op="move")),
    Edit("paragraph reworded", paragraph_reworded, Expected(edit_class="substantive", op="edit")),
    Edit("figure in a list item", in_rows(("li",), ITEMS), FIGURE),
    Edit("figure in a cell", in_rows(("td", "th"), CELLS), FIGURE),
)


def headline(*places: str) -> Make:
    """Return the edit of the headline in some of its places: "h1", "title" (with the cards'), "json-ld"."""

    def make(tree: Tree, dice: Random, pool: Pool) -> bool:
        scripts = tree.linked_headlines()
        if tree.h1 is None or ("json-ld" in places and len(places) == 1 and not scripts):
            return False
        old = told(tree.h1)
        pair = word(old, dice, pool) or name(old, dice, pool)
        if not pair:
            return False
        new = pair[1]
        if "title" in places:
            for element in tree.root.iter("title", "meta"):
                said = element.text if element.tag == "title" else element.get("content")
                if said and old in fold(said):
                    changed = fold(said).replace(old, new)
                    if element.tag == "title":
                        element.text = changed
                    else:
                        element.set("content", changed)
        for script in scripts if "json-ld" in places else ():
            if old in linked(script.text or ""):
                relink(script, new)
        if "h1" in places:
            set_text(tree.h1, new)
        return True

    return make


HEADLINE = Expected(edit_class="substantive", field="headline")
HEADLINES = (
    Edit("headline, everywhere", headline("h1", "title", "json-ld"), HEADLINE),
    Edit("headline, h1 only", headline("h1"), HEADLINE),
    Edit("headline, JSON-LD only", headline("json-ld"), HEADLINE),
    Edit("headline, title and cards only", headline("title"), HEADLINE),
)
