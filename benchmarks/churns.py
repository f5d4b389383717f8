"""What changes on a page while its article does not: counters, lists, teasers, typography, markup."""

import re
from collections.abc import Callable
from random import Random

from edits import Make
from lxml.html import HtmlElement
from pagetrees import BLOCKS, UNREAD, Tree, insert, nodes, told
from rewrites import NUMBER, Pool

SHORT = 30  # characters; a longer line that counts something may be text that the truth forgot
BARE_NUMBER = re.compile(r"\(?[\d.,]+[KkM]?\)?")
COUNTING = re.compile("comment|share|count|like|view|social|vote|rating|reply|badge", re.I)
COUNTED = re.compile(
    r"""\b(\d+[KkM]?\s+(?:comments?|repl(?:y|ies)|responses?|shares?|likes?|views?|reads?|votes?|followers?|claps?|
    (?:min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?|years?)\ (?:ago|read))
    |(?:comments?|shares?|views?|likes?|repl(?:y|ies)|votes?):?\s*\(?\d)""",
    re.I | re.VERBOSE,
)
PLACES = ("top", "above", "between", "below", "beside", "bottom")
KEPT_SPACE = frozenset({"pre", "textarea", "script", "style"})
TEASER_BOXES = (
    '<div class="related-stories"><h3>More on this</h3><ul>{}</ul></div>|<li><a href="{href}">{headline}</a></li>',
    '<aside class="c-rail"><h4>Recommended</h4>{}</aside>|'
    '<article class="card"><a href="{href}"><img src="/i.jpg" alt=""><h5>{headline}</h5></a><p>{text}</p></article>',
    '<div class="sc-1f0a2b">{}</div>|'
    '<div class="sc-9kd"><a href="{href}"><h3>{headline}</h3></a><span>{text}</span></div>',
    "<section>{}</section>|"
    '<div><h2><a href="{href}">{headline}</a></h2><p>{text} <a href="{href}">Read more</a></p></div>',
)


def counted_up(tree: Tree, dice: Random, pool: Pool) -> bool:
    changed = False
    for node, part in outside(tree):
        text = getattr(node, part)
        if is_counter(text, node if part == "text" else node.getparent()) and (match := NUMBER.search(text)):
            new = str(int(match[0].replace(",", "")) + dice.randint(1, 9))
            setattr(node, part, text[: match.start()] + new + text[match.end() :])
            changed = True
    return changed


def is_counter(text: str, element: HtmlElement) -> bool:
    """Tell whether a line counts something: by its words or, when it is a number alone, by the names around it."""
    if BARE_NUMBER.fullmatch(text.strip()):
        above = [element, *element.iterancestors()][:3]
        return any(COUNTING.search(f"{other.get('class', '')} {other.get('id', '')}") for other in above)
    return len(text.strip()) <= SHORT and bool(COUNTED.search(text))


def outside(tree: Tree) -> list[tuple[HtmlElement, str]]:
    """Return the runs of shown text that belong to no paragraph, headline, caption or table of the article."""
    ours = {id(element) for element in tree.paragraphs}
    ours |= {id(element) for element in tree.body.iter("h1", "figure", "figcaption", "table", "time")}

    def free(element: HtmlElement) -> bool:
        return not any(id(other) in ours or other.tag in UNREAD for other in (element, *element.iterancestors()))

    found = []
    for node, part in nodes(tree.body):
        text = getattr(node, part)
        owner = node if part == "text" else node.getparent()
        if text and text.strip() and free(owner) and told(owner) not in tree.truth:
            found.append((node, part))
    return found


def lists_reordered(tree: Tree, dice: Random, pool: Pool) -> bool:
    changed = False
    for held in tree.body.iter("ul", "ol"):
        items = [item for item in held if item.tag == "li"]
        linked = [item for item in items if item.find(".//a") is not None and len(told(item)) > 15]
        if len(linked) < 3 or len(linked) < len(items) or any(told(item) in tree.truth for item in items):
            continue
        held[:] = [held[-1], *held[:-1]]
        changed = True
    return changed


def teasers(tree: Tree, dice: Random, pool: Pool, *, swapped: bool) -> bool:
    if not pool.enough():
        return False
    place, (box, item) = dice.choice(PLACES), dice.choice(TEASER_BOXES).split("|")
    before = tree.html()

    def filled() -> str:
        shown = zip(dice.sample(pool.headlines, 4), dice.sample(pool.sentences, 4), strict=True)
        return box.format("".join(item.format(href=f"/news/{len(h)}", headline=h, text=t) for h, t in shown))

    if swapped:
        first = Tree(before, tree.truth)
        insert(filled(), first, place)
        tree.marked = first.html()
    insert(filled(), tree, place)
    return True


def teasers_swapped(tree: Tree, dice: Random, pool: Pool) -> bool:
    return teasers(tree, dice, pool, swapped=True)


def teasers_inserted(tree: Tree, dice: Random, pool: Pool) -> bool:
    return teasers(tree, dice, pool, swapped=False)


def rewritten(tree: Tree, change: Callable[[str], str]) -> bool:
    """Change every run of text of the article's paragraphs, and tell whether any is another now."""
    changed = False
    for paragraph in tree.paragraphs:
        for node, part in nodes(paragraph):
            text = getattr(node, part)
            if text and (new := change(text)) != text:
                setattr(node, part, new)
                changed = True
    return changed


def quotes_swapped(tree: Tree, dice: Random, pool: Pool) -> bool:
    curly = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "«": '"', "»": '"', "„": '"'})

    def change(text: str) -> str:
        plain = text.translate(curly)
        return plain if plain != text else re.sub(r"(?<=\w)'(?=\w)", "’", re.sub(r'"([^"]*)"', r"“\1”", text))

    return rewritten(tree, change)


def dashes_swapped(tree: Tree, dice: Random, pool: Pool) -> bool:
    def change(text: str) -> str:
        plain = re.sub("[–—]", "-", text)
        return plain if plain != text else re.sub(r"(?<= )-(?= )|(?<=\d)-(?=\d)", "–", text)

    return rewritten(tree, change)


def spaces_swapped(tree: Tree, dice: Random, pool: Pool) -> bool:
    spaces = (" ", "\u00a0", "  ", "\u2009")
    return rewritten(tree, lambda text: re.sub(r"(?<=\w) (?=\w{1,3}\b)", lambda _: dice.choice(spaces), text))


def invisible_put_in(tree: Tree, dice: Random, pool: Pool) -> bool:
    unseen = ("", "", "\u00ad", "\u200b")
    return rewritten(tree, lambda text: re.sub(r"(?<=[^\W\d_]{3})(?=[^\W\d_]{3})", lambda _: dice.choice(unseen), text))


def heading_tags_changed(tree: Tree, dice: Random, pool: Pool) -> bool:
    found = [element for element in tree.holder.iter("h2", "h3", "h4") if element.getparent() is tree.holder]
    for element in found:
        element.tag = {"h2": "h3", "h3": "h2", "h4": "h3"}[element.tag]
    return bool(found)


def wrapped(tree: Tree, dice: Random, pool: Pool) -> bool:
    holder = tree.holder
    wrapper = holder.makeelement("div", {"class": "css-" + format(dice.getrandbits(24), "x")})
    wrapper.text, holder.text = holder.text, None
    wrapper.extend(list(holder))
    holder.append(wrapper)
    return True


def emboldened(tree: Tree, dice: Random, pool: Pool) -> bool:
    changed = False
    for paragraph in dice.sample(tree.prose, min(4, len(tree.prose))):
        parts = (paragraph.text or "").split(" ")
        if len(parts) < 6:
            continue
        bold = paragraph.makeelement(dice.choice(("b", "strong", "em", "span")))
        paragraph.text, bold.text, bold.tail = (
            " ".join(parts[:2]) + " ",
            " ".join(parts[2:4]),
            " " + " ".join(parts[4:]),
        )
        paragraph.insert(0, bold)
        changed = True
    return changed


def attributes_changed(tree: Tree, dice: Random, pool: Pool) -> bool:
    for number, element in enumerate(tree.root.iter()):
        if not isinstance(element.tag, str):
            continue
        element.set("data-r", f"{dice.getrandbits(20):x}.{number}")
        if element.tag in ("script", "style"):
            element.set("nonce", f"{dice.getrandbits(64):x}")
        for name in ("src", "href"):
            if (
                (value := element.get(name))
                and element.tag in ("script", "link", "img")
                and "canonical" not in element.values()
            ):
                element.set(name, value.split("?")[0] + f"?v={dice.getrandbits(30)}")
        if element.get("id", "").rstrip("0123456789") != element.get("id", ""):
            element.set("id", element.get("id", "").rstrip("0123456789") + str(dice.getrandbits(16)))
    return True


def minified(tree: Tree, dice: Random, pool: Pool) -> bool:
    return respaced(tree, "")


def indented(tree: Tree, dice: Random, pool: Pool) -> bool:
    return respaced(tree, "\n      ")


def respaced(tree: Tree, between: str) -> bool:
    """Collapse white space as a minifier does, and set what stands between block elements."""

    def is_block(element: HtmlElement | None) -> bool:
        return element is not None and isinstance(element.tag, str) and element.tag in BLOCKS

    for node, part in nodes(tree.body):
        text = getattr(node, part) or ""
        owner = node if part == "text" else node.getparent()
        if any(other.tag in KEPT_SPACE for other in (owner, *owner.iterancestors())):
            continue
        text = re.sub(r"[ \t\r\n]+", " ", text)
        before = is_block(node)  # at a block's start, or behind its end
        following = node.getnext() if part == "tail" else (node[0] if len(node) else None)
        after = is_block(following) or (following is None and is_block(owner))
        if not text.strip(" "):
            text = between if before and after else (text or "")
        else:
            text = between + text.lstrip(" ") if before else text
            text = text.rstrip(" ") + between if after else text
        setattr(node, part, text or None)
    return True


CHURNS: dict[str, Make] = {
    "counters counted up": counted_up,
    "lists of links reordered": lists_reordered,
    "teasers swapped": teasers_swapped,
    "teasers put in": teasers_inserted,
}
COSMETICS: dict[str, Make] = {
    "quotes swapped": quotes_swapped,
    "dashes swapped": dashes_swapped,
    "spaces swapped": spaces_swapped,
    "invisible characters": invisible_put_in,
    "heading tags changed": heading_tags_changed,
    "wrapper put around the text": wrapped,
    "words made bold": emboldened,
    "attributes, ids, nonces": attributes_changed,
    "minified": minified,
    "indented": indented,
}
