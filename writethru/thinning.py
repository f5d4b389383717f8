"""A located body thinned to what the strip rules look at, and told to BeautifulSoup.

BeautifulSoup over a whole page would cost more than everything else together.
"""

from collections.abc import Collection, Iterable

from bs4 import Tag
from bs4.element import NavigableString, PageElement
from selectolax.lexbor import LexborNode

from writethru.blocks import DECLARED, MEANT
from writethru.elementnames import attribute_words, name_rules
from writethru.outline import DROPPED, INLINE, LONG
from writethru.sites import Marks

MAX_DEPTH = 100  # deeper elements are unwrapped: reading goes down by recursion


class _Thinner:
    """Grows BeautifulSoup's tree piece by piece; its builders' way through checks for bad markup takes twice as long.

    An element is opened when something is said in it; a line feed in a text ends a line.
    """

    def __init__(self) -> None:
        self.body = Tag(name="body")
        self.last: PageElement = self.body
        self.opened = [self.body]
        self.unopened: list[tuple[str, dict[str, str]]] = []
        self.said: list[str] = []  # of the text that is being told
        self.line = self.unlinked = 0  # characters of this line so far, and those since its last link
        self.breaks = 0

    def say(self, text: str) -> None:
        size = len(text.strip())
        if not (self.line or size):
            return
        for name, attributes in self.unopened:
            self.end_text()
            tag = Tag(name=name, attrs=attributes, parent=self.opened[-1], previous=self.last)
            self.opened[-1].contents.append(tag)
            self.opened.append(tag)
            self.last = tag
        self.unopened.clear()
        self.said.append(text.replace("\n", " "))
        self.line += size
        self.unlinked += size
        self.breaks = 0 if size else self.breaks

    def end_text(self) -> None:
        if self.said:
            text = NavigableString("".join(self.said))
            text.setup(self.opened[-1], self.last)
            self.opened[-1].contents.append(text)
            self.last = text
            self.said.clear()

    def end_line(self) -> None:
        if self.line:
            self.said.append("\n")
        self.line = self.unlinked = self.breaks = 0

    def break_line(self) -> None:
        self.breaks += 1
        if self.breaks > 1:
            self.end_line()
        else:
            self.say(" ")

    def open(self, tag: str, names: dict[str, str]) -> str:
        self.unopened.append((tag, names))
        return tag

    def close(self, tag: str) -> None:
        if self.unopened:
            self.unopened.pop()
        else:
            self.end_text()
            self.opened.pop()
        self.unlinked = 0
        if tag not in INLINE:
            self.line = self.breaks = 0


def thin(roots: Iterable[LexborNode], marks: Marks, beside: Collection[int] = ()) -> Tag:
    """Return some subtrees, one after the other, with what the strip rules look at, and nothing else."""
    thinner = _Thinner()
    for root in roots:
        # What a user chose is what its tag says; a located body only holds such elements.
        tag = root.tag if marks.content and root.tag in MEANT - DECLARED else "div"
        outer = thinner.open(tag, {"site": kind} if (kind := marks.around(root)) else {})
        _tell(thinner, root, marks, beside)
        thinner.close(outer)
    thinner.end_text()
    return thinner.body


def _tell(thinner: _Thinner, root: LexborNode, marks: Marks, beside: Collection[int]) -> None:
    """Tell what stands below an element."""
    stack: list[LexborNode | str] = [root.first_child] if root.first_child else []
    depth = 0
    while stack:
        node = stack.pop()
        if isinstance(node, str):  # the end of an element; "" where only a line ends
            if node:
                depth -= 1
                thinner.close(node)
            else:
                thinner.end_line()
            continue
        if (after := node.next) is not None:
            stack.append(after)
        tag = node.tag or "-"
        if tag == "-text":
            thinner.say(node.text_content or "")
        elif tag == "br":
            thinner.break_line()
        elif tag not in DROPPED and tag[0] not in "-!":
            block = tag not in INLINE
            names = _names(node) if block else {}
            if tag == "a" and (node.attributes.get("href") or "").startswith("#"):
                names["href"] = "#"
            number = node.mem_id
            kind = marks.on.get(number)
            if kind:
                names["site"] = kind
            if number in beside:
                names["beside"] = ""
            if block:
                thinner.end_line()
            # A link counts only where it may be the whole of its line; within a sentence it is just text.
            if depth < MAX_DEPTH and (
                (names and tag != "a") or kind or tag in MEANT or (tag == "a" and thinner.unlinked < LONG)
            ):
                depth += 1
                plain = "div" if block or not kind else "span"
                stack.append(thinner.open(tag if tag in MEANT or tag == "a" else plain, names))
            elif block:
                stack.append("")
            if (inner := node.first_child) is not None:
                stack.append(inner)


def _names(node: LexborNode) -> dict[str, str]:
    """Return the attributes of an element that strip rules look at."""
    attributes = node.attributes
    if not attributes:
        return {}
    found = {}
    if (words := attribute_words(attributes)) and name_rules(words):
        found["class"] = words
    if role := attributes.get("role"):
        found["role"] = role
    if "hidden" in attributes or "display:none" in (attributes.get("style") or "").replace(" ", ""):
        found["hidden"] = ""
    return found
