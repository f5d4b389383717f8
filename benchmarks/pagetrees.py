"""Real pages as trees: where an article's paragraphs and its headline stand, to be changed in the HTML."""

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import lxml.html
from lxml.html import HtmlElement

from writethru.text import fold

UNREAD = frozenset({"script", "style", "noscript", "template", "head", "textarea", "select", "title"})
BLOCKS = frozenset(
    """address article aside blockquote dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr
    li main nav ol p pre section table tbody td th thead tr ul""".split()  # noqa: SIM905 - a list reads worse
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
SHORTEST = (
    60  # characters of a paragraph that is sure to be found where it stands; half that where words have no spaces
)
LEAST_PLACES = 6  # of a page that another article is put in
UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
LETTER = re.compile(r"[^\W\d_]")
LINKED_HEADLINE = re.compile(r'("headline"\s*:\s*")((?:[^"\\]|\\.)*)(")')
LINKED_BODY = re.compile(r'("articleBody"\s*:\s*")((?:[^"\\]|\\.)*)(")')


@dataclass(frozen=True, slots=True)
class Sample:
    """One page: its HTML as lxml writes it, so that an edited page differs from it by the edit alone."""

    name: str
    url: str
    html: str
    truth: str
    language: str


class Tree:
    """A page to be changed; `marked` is what it was when `mark` was last called, None before."""

    def __init__(self, html: str, truth: str) -> None:
        self.root: HtmlElement = lxml.html.document_fromstring(html)
        self.truth = fold(truth)
        self.marked: str | None = None
        self.target = ""  # the folded text that was edited

    def html(self) -> str:
        """Return the page as it stands."""
        return str(lxml.html.tostring(self.root, encoding="unicode", doctype="<!DOCTYPE html>"))

    def mark(self) -> None:
        """Let what was done up to here belong to the old version."""
        self.marked = self.html()

    @cached_property
    def body(self) -> HtmlElement:
        """The element that is shown."""
        return self.root.find("body") if self.root.find("body") is not None else self.root

    @cached_property
    def paragraphs(self) -> list[HtmlElement]:
        """The elements that each hold one of the article's paragraphs, in order; what stands twice is left out."""
        leaves = ((element, told(element)) for element in self.body.iter() if self._is_leaf(element))
        found = [(element, text) for element, text in leaves if is_long(text) and text in self.truth]
        page, held = told(self.body), {element for element, _ in found}
        return [
            element
            for element, text in found
            if page.count(text) == 1 and held.isdisjoint(element.iterancestors())  # a div's own span is the div
        ]

    @property
    def held(self) -> float:
        """The share of the article's text that the paragraphs hold: the rest stays when they are taken out."""
        return sum(len(told(element)) for element in self.paragraphs) / max(len(self.truth), 1)

    @cached_property
    def prose(self) -> list[HtmlElement]:
        """The paragraphs that are no list item, no cell, no heading."""
        return [element for element in self.paragraphs if element.tag in ("p", "div", "span", "section", "font")]

    @cached_property
    def between(self) -> list[HtmlElement]:
        """The headings, lists' entries and cells among the paragraphs, in order, that are none of them."""
        order = list(self.body.iter())
        ends = [order.index(self.prose[0]), order.index(self.prose[-1])]
        known = {*self.paragraphs, *(above for element in self.paragraphs for above in element.iterancestors())}
        leaves = (element for element in order[ends[0] : ends[1]] if element.tag in BLOCKS and element not in known)
        return [element for element in leaves if not any(child.tag in BLOCKS for child in element.iterdescendants())]

    @cached_property
    def holder(self) -> HtmlElement:
        """The element that holds most of the paragraphs."""
        parents = [element.getparent() for element in self.prose or self.paragraphs]
        return max(parents, key=lambda parent: sum(other is parent for other in parents))

    @cached_property
    def h1(self) -> HtmlElement | None:
        """The h1 that the page's title or its card's begins with; a site's name in an h1 is no headline."""
        cards = [meta.get("content", "") for meta in self.root.iter("meta") if meta.get("property") == "og:title"]
        titles = [fold(title) for title in (self.root.findtext(".//title") or "", *cards)]
        found = ((h1, told(h1)) for h1 in self.body.iter("h1"))
        return next((h1 for h1, text in found if is_headline(text) and any(t.startswith(text) for t in titles)), None)

    def linked_headlines(self) -> list[HtmlElement]:
        """Return the JSON-LD scripts that give the h1's text as headline."""
        scripts = [script for script in self.root.iter("script") if "ld+json" in script.get("type", "")]
        return [script for script in scripts if self.h1 is not None and told(self.h1) in linked(script.text or "")]

    def around(self, share: float) -> Iterator[HtmlElement]:
        """Yield the prose, the nearest first to a place given as a share of the article, in [0, 1]."""
        here = share * (len(self.prose) - 1)
        for index in sorted(range(len(self.prose)), key=lambda index: (abs(index - here), index)):
            yield self.prose[index]

    def replace_in_data(self, old: str, new: str) -> None:
        """Say in the page's data and cards what its text says; a content system writes both."""
        pairs = [(old, new), *((json.dumps(old, ensure_ascii=plain)[1:-1], json.dumps(new)[1:-1]) for plain in (0, 1))]
        for script in self.root.iter("script"):
            for before, after in pairs:
                if script.text and before in script.text:
                    script.text = script.text.replace(before, after)
        for meta in self.root.iter("meta"):
            if old in (content := meta.get("content", "")):
                meta.set("content", content.replace(old, new))

    def drop_from_scripts(self, texts: list[str]) -> None:
        """Take out what would still tell the article to a program: its body in JSON-LD, a framework's state."""
        for script in self.root.iter("script"):
            text = LINKED_BODY.sub(r"\1\3", script.text or "")
            if text and any(piece[:50] in fold(text) for piece in texts):
                text = ""
            script.text = text or None

    def _is_leaf(self, element: HtmlElement) -> bool:
        if not isinstance(element.tag, str) or element.tag in UNREAD or element.tag in HEADINGS:
            return False
        if not (element.tag in BLOCKS or element.tag == "span"):
            return False
        if element.tag == "span" and any(parent.tag in ("p", "li", "td") for parent in element.iterancestors()):
            return False
        if any(child.tag in BLOCKS or child.tag == "br" for child in element.iterdescendants()):
            return False
        return not any(parent.tag in UNREAD for parent in element.iterancestors())


def is_headline(text: str) -> bool:
    """Tell whether an h1 says more than a name."""
    return len(text.split()) >= 4 or len(UNSPACED.findall(text)) >= 8


def is_long(text: str) -> bool:
    """Tell whether a text is long enough to stand in one place only."""
    return len(text) * (1 + bool(UNSPACED.search(text))) >= SHORTEST


def told(element: HtmlElement) -> str:
    """Return the folded text of an element."""
    return fold("".join(part for node, attribute in nodes(element) if (part := getattr(node, attribute))))


def nodes(element: HtmlElement) -> list[tuple[HtmlElement, str]]:
    """Return where an element's runs of text stand, in order: a node and "text" or "tail"."""
    found = [(element, "text")] if isinstance(element.tag, str) and element.tag not in UNREAD else []
    for child in element:
        found += nodes(child)
        found.append((child, "tail"))
    return found


def linked(script: str) -> set[str]:
    """Return the folded headlines that a JSON-LD script gives."""
    found = set()
    for match in LINKED_HEADLINE.finditer(script):
        try:
            found.add(fold(json.loads(f'"{match[2]}"')))
        except ValueError:
            continue
    return found


def relink(script: HtmlElement, headline: str) -> None:
    """Give a JSON-LD script another headline."""
    said = json.dumps(headline)[1:-1]
    script.text = LINKED_HEADLINE.sub(lambda match: match[1] + said + match[3], script.text or "")


def set_text(element: HtmlElement, text: str) -> None:
    """Put plain text in place of all that an element holds."""
    tail = element.tail
    for child in list(element):
        element.remove(child)
    element.text, element.tail = text, tail


def twin(element: HtmlElement, text: str) -> HtmlElement:
    """Return an element of the same kind with another text, and nothing behind it."""
    made = deepcopy(element)
    made.tail = None
    made.attrib.pop("id", None)
    set_text(made, text)
    return made


def remove(element: HtmlElement) -> None:
    """Take an element out and leave what stands behind it."""
    element.drop_tree()


def insert(fragment: str, tree: Tree, place: str) -> None:
    """Put HTML on a page: places are those of the churn files (benchmarks/changes/README.md)."""
    pieces = lxml.html.fragments_fromstring(fragment) if fragment.strip() else []
    wrapper = lxml.html.Element("div")
    for piece in pieces:
        if isinstance(piece, str):
            wrapper.text = piece
        else:
            wrapper.append(piece)
    paragraphs, holder = tree.prose, tree.holder
    own = [element for element in paragraphs if element.getparent() is holder]
    if place == "top":
        _place(tree.body, 0, wrapper)
    elif place == "bottom":
        _place(tree.body, len(tree.body), wrapper)
    elif place == "head" and tree.h1 is not None:
        parent = tree.h1.getparent()
        above = tree.h1 if parent is tree.body else parent
        _place(above.getparent(), above.getparent().index(above), wrapper)
    elif place in ("above", "head"):
        _place(paragraphs[0].getparent(), paragraphs[0].getparent().index(paragraphs[0]), wrapper)
    elif place == "between":
        middle = own[len(own) // 2]
        _place(holder, holder.index(middle), wrapper)
    elif place == "below":
        last = paragraphs[-1]
        _place(last.getparent(), last.getparent().index(last) + 1, wrapper)
    elif place == "beside":
        parent = holder.getparent() if holder is not tree.body else holder
        _place(parent, parent.index(holder) + 1 if parent is not holder else len(holder), wrapper)
    else:
        raise ValueError(f"no such place: {place!r}")


def _place(parent: HtmlElement, index: int, wrapper: HtmlElement) -> None:
    """Put what a wrapper holds before a parent's child of that index, behind the text that follows the child before."""
    if wrapper.text:
        if index:
            parent[index - 1].tail = (parent[index - 1].tail or "") + wrapper.text
        else:
            parent.text = (parent.text or "") + wrapper.text
    for number, piece in enumerate(list(wrapper)):
        parent.insert(index + number, piece)


def transplant(sample: Sample, article: Mapping[str, Any], language: str) -> Sample | None:
    """Return a page with another article in place of its own, in another language; None where there is no room."""
    tree = Tree(sample.html, sample.truth)
    lines = [line for line in article["paragraphs"] if len(line) >= SHORTEST / 2]
    places = [element for element in tree.prose if element.getparent() is tree.holder]
    if tree.h1 is None or len(places) < LEAST_PLACES:
        return None
    old, headline = told(tree.h1), str(article["headline"])
    tree.drop_from_scripts([told(element) for element in tree.paragraphs])
    for script in tree.linked_headlines():
        relink(script, headline)
    set_text(tree.h1, headline)
    tree.root.set("lang", language)
    for title in tree.root.iter("title"):
        title.text = headline
    for meta in tree.root.iter("meta"):
        if old in fold(meta.get("content", "")):
            meta.set("content", headline)
        elif "description" in (meta.get("name") or meta.get("property") or ""):
            meta.set("content", lines[0])
    placed = dict(zip(places, lines, strict=False))
    for element in (*tree.between, *tree.paragraphs):
        if element in placed:
            set_text(element, placed[element])
        else:
            remove(element)
    return Sample(f"{sample.name}:{article['id']}", sample.url, tree.html(), "\n".join(placed.values()), language)
