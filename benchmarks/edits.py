"""Edits as newsrooms make them, on the HTML of a page: each kind with the class and the facts that it should be given."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from lxml.html import HtmlElement, fromstring
from pagetrees import Sample, Tree, linked, nodes, relink, remove, set_text, told, twin

from writethru.elements import EditClass, Touch
from writethru.text import fold

Pair = tuple[str, str]  # a text before and after
Rewrite = Callable[[str, Random, "Pool"], Pair | None]  # None where the text has nothing of the kind
Make = Callable[[Tree, Random, "Pool"], bool]  # whether it could be made

SENTENCE = re.compile(r"(?<=[.!?؟۔])\s+|(?<=[.!?][\"”’»])\s+|(?<=[。！？])")
WORD = re.compile(r"[^\W\d_]+")
NUMBER = re.compile(r"(?<![\w.,:/-])\d+(?:,\d{3})*(?![\w:/-]|[.,]\d)")
DECIMAL = re.compile(r"(?<![\w.,])(\d+)\.(\d+)(?![\w.,])")
QUOTED = re.compile(r"[“\"«„]([^“”\"«»„]{25,})[”\"»“]")
NUMBER_WORDS = {
    "en": "two three four five six seven eight nine ten",
    "de": "zwei drei vier fünf sechs sieben acht neun zehn",
    "fr": "deux trois quatre cinq six sept huit neuf dix",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez",
    "it": "due tre quattro cinque sei sette otto nove dieci",
    "pt": "dois três quatro cinco seis sete oito nove dez",
    "nl": "twee drie vier vijf zes zeven acht negen tien",
}
# After these a negation can stand, and what is put there; French has its two around the verb.
NEGATIONS = {
    "en": (r"\b(?:is|are|was|were|will|would|should|could|has|have|had|did|does|can)\b(?! not)", r"\g<0> not"),
    "de": (r"\b(?:ist|sind|war|waren|wird|werden|hat|haben|kann|soll)\b(?! nicht)", r"\g<0> nicht"),
    "fr": (r"\b(?:sera|seront|doit|doivent|peut|peuvent|sont)\b(?! pas)", r"ne \g<0> pas"),
    "es": (r"(?<!no )\b(?:es|son|está|están|fue|fueron|ha|han|será|puede)\b", r"no \g<0>"),
    "it": (r"(?<!non )\b(?:sono|era|erano|ha|hanno|sarà|può|possono)\b", r"non \g<0>"),
    "pt": (r"(?<!não )\b(?:foi|foram|está|estão|tem|será|pode|são)\b", r"não \g<0>"),
    "nl": (r"\b(?:is|zijn|was|waren|wordt|heeft|hebben|kan|zal)\b(?! niet)", r"\g<0> niet"),
    "ru": (r"(?<!не )\b(?:был|была|было|были|будет|будут|может|могут)\b", r"не \g<0>"),
    "pl": (r"(?<!nie )\b(?:jest|są|był|była|było|będzie|może|mogą)\b", r"nie \g<0>"),
}


@dataclass(frozen=True, slots=True)
class Edit:
    """One kind of edit: the class it should be given and what it touches, "" where nothing is expected."""

    name: str
    make: Make
    edit_class: EditClass | None = None
    touched: Touch | str = ""


class Pool:
    """Words, names, sentences and headlines of other pages in one language, to be put into a page."""

    def __init__(self, samples: Sequence[Sample], headlines: Iterable[str], language: str) -> None:
        texts = [sample.truth for sample in samples]
        self.language = language
        self.headlines = sorted({headline for headline in headlines if 20 < len(headline) < 120})
        self.sentences = sorted(
            {part for text in texts for line in text.split("\n") for part in sentences(line) if 60 <= len(part) <= 300}
        )
        words = {word for text in texts for word in WORD.findall(text)}
        self.words = sorted(word for word in words if word.islower() and 5 <= len(word) <= 10)
        named = {name for text in texts for name in re.findall(r"(?<=[^\W\d_] )[A-ZÄÖÜÉ][^\W\d_A-Z]{3,9}\b", text)}
        self.names = sorted(named) or ["Quayle", "Marlow"]

    def enough(self) -> bool:
        """Tell whether there is something to choose from."""
        return min(map(len, (self.headlines, self.sentences, self.words))) >= 4

    def other(self, words: Sequence[str], dice: Random, than: str) -> str:
        """Return one of the words that a text does not hold."""
        return next(word for word in iter(lambda: dice.choice(words), None) if word.lower() not in than.lower())


def sentences(text: str) -> list[str]:
    """Return a text's sentences."""
    return [part for part in SENTENCE.split(text.strip()) if part]


def typo(text: str, dice: Random, pool: Pool) -> Pair | None:
    found = list(re.finditer(r"(?<= )[a-z]{7,}(?=[ .,;])", text))
    dice.shuffle(found)
    for word in found:
        for at in range(2, len(word[0]) - 2):
            if word[0][at] != word[0][at + 1]:
                slipped = word[0][:at] + word[0][at + 1] + word[0][at] + word[0][at + 2 :]
                return text[: word.start()] + slipped + text[word.end() :], text
    return None


def figure(text: str, dice: Random, pool: Pool) -> Pair | None:
    found = list(NUMBER.finditer(text))
    return swap(text, match := dice.choice(found), other_number(match[0], dice)) if found else None


def other_number(number: str, dice: Random) -> str:
    """Return a number with another first digit."""
    return str((int(number[0]) + dice.randint(1, 7)) % 9 + 1) + number[1:] if number[0] != "0" else "7" + number[1:]


def swap(text: str, match: re.Match[str], new: str) -> Pair:
    """Return a text before and after a match in it was replaced."""
    after = text[: match.start()] + (new if new != match[0] else "8" + new) + text[match.end() :]
    return text, after


def decimal(text: str, dice: Random, pool: Pool) -> Pair | None:
    found = DECIMAL.search(text)
    if found:
        return swap(text, found, found[1] + found[2])
    number = NUMBER.search(text)
    if not number:
        return None
    return tuple(text[: number.start()] + said + text[number.end() :] for said in ("3.5", "35"))  # type: ignore[return-value]


def number_word(text: str, dice: Random, pool: Pool) -> Pair | None:
    words = NUMBER_WORDS.get(pool.language, "").split()
    found = [match for match in WORD.finditer(text) if match[0] in words]
    if not found:
        return None
    match = dice.choice(found)
    return swap(text, match, dice.choice([word for word in words if word != match[0]]))


def negation(text: str, dice: Random, pool: Pool) -> Pair | None:
    pattern, said = NEGATIONS.get(pool.language, ("(?!)", ""))
    after = re.sub(pattern, said, text, count=1)
    return (text, after) if after != text else None


def negation_gone(text: str, dice: Random, pool: Pool) -> Pair | None:
    pair = negation(text, dice, pool)
    return (pair[1], pair[0]) if pair else None


def name(text: str, dice: Random, pool: Pool) -> Pair | None:
    found = list(re.finditer(r"(?<=[^\W\d_] )[A-ZÄÖÜÉ][^\W\d_A-Z]{3,}\b", text))
    return swap(text, dice.choice(found), pool.other(pool.names, dice, text)) if found else None


def word(text: str, dice: Random, pool: Pool) -> Pair | None:
    found = [match for match in WORD.finditer(text) if match[0].islower() and len(match[0]) >= 5]
    if found and pool.words:
        return swap(text, dice.choice(found), pool.other(pool.words, dice, text))
    signs = [match for match in re.finditer("[\u3400-\u9fff]{2}", text)]
    return swap(text, dice.choice(signs), "数字") if signs else None


def reworded(text: str, dice: Random, pool: Pool) -> str:
    """Return a text with about every third of its longer words replaced."""
    if not pool.words:
        return text
    return WORD.sub(
        lambda match: dice.choice(pool.words) if match[0].islower() and len(match[0]) > 3 and dice.random() < 0.4 else match[0],
        text,
    )


def sentence_reworded(text: str, dice: Random, pool: Pool) -> Pair | None:
    parts = [part for part in sentences(text) if len(part) > 40]
    if not parts:
        return None
    old = dice.choice(parts)
    new = reworded(old, dice, pool)
    return (text, text.replace(old, new)) if old != new else None


def sentence_added(text: str, dice: Random, pool: Pool) -> Pair | None:
    return (text, f"{text.rstrip()} {dice.choice(pool.sentences)}") if len(text) > 40 and pool.sentences else None


def quote(text: str, dice: Random, pool: Pool) -> Pair | None:
    match = QUOTED.search(text)
    changed = word(match[1], dice, pool) if match else None
    if match and changed:
        return text, text[: match.start(1)] + changed[1] + text[match.end(1) :]
    return None


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
    text = " ".join(dice.sample(pool.sentences, 2))
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
EDITS = (
    Edit("typo", in_text(typo), "minor"),
    Edit("figure changed", in_text(figure, "It took 46 days."), "substantive", "numbers"),
    Edit("decimal point dropped", in_text(decimal, "It rose by 3.5 percent."), "substantive", "numbers"),
    Edit("number word changed", in_text(number_word), "substantive", "numbers"),
    Edit("negation put in", in_text(negation), "substantive", "negation"),
    Edit("negation taken out", in_text(negation_gone), "substantive", "negation"),
    Edit("name changed", in_text(name), "substantive", "names"),
    Edit("word reworded", in_text(word)),
    Edit("sentence reworded", in_text(sentence_reworded)),
    Edit("sentence added", in_text(sentence_added), "substantive"),
    Edit("quote changed", in_text(quote, "“Nobody at the harbour had expected that at all,” she added."), "substantive", "quotes"),
    Edit("paragraph added", paragraph_added, "substantive"),
    Edit("paragraph removed", paragraph_removed, "substantive"),
    Edit("paragraph moved", paragraph_moved),
    Edit("paragraph reworded", paragraph_reworded, "substantive"),
    Edit("figure in a list item", in_rows(("li",), ITEMS), "substantive", "numbers"),
    Edit("figure in a cell", in_rows(("td", "th"), CELLS), "substantive", "numbers"),
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


HEADLINES = (
    Edit("headline, everywhere", headline("h1", "title", "json-ld"), "substantive"),
    Edit("headline, h1 only", headline("h1"), "substantive"),
    Edit("headline, JSON-LD only", headline("json-ld"), "substantive"),
    Edit("headline, title and cards only", headline("title"), "substantive"),
)


def read_lines(text: str) -> list[Mapping[str, object]]:
    """Return the objects of a JSON Lines text."""
    return [json.loads(line) for line in text.splitlines() if line.strip()]
