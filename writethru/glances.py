"""A page at a glance: its title, its headings, what it shows, and how much of it is an article's prose.

One fast parse, no more than a page's kind needs to be told; the article itself is read elsewhere.
"""

import re
from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from writethru.embedded import embedded_body, scripts
from writethru.linkeddata import plain as plain_text
from writethru.linkeddata import read_linked
from writethru.locating import locate
from writethru.markup import markup
from writethru.outline import WIDE, Outline, outline
from writethru.passages import Passage, passages
from writethru.remains import squeezed
from writethru.signatures import languages, plain

SEPARATOR = re.compile(r"\s+[|·:»/–—-]+\s+|\s*[|»]\s*")
UNSEEN = ["script", "style", "template", "svg", "noscript", "iframe", "math", "object", "select", "textarea"]
BESIDE = ["a", "nav", "footer", "aside"]
HIDDEN = '[hidden], [style*="display:none"], [style*="display: none"]'
WHOLE_PAGES = frozenset(("html", "body", "main", "article"))  # hidden by scripts that show them again
SMALL = 3_000  # characters; of a smaller page links say as much as its text
MOST_SHOWN = 400_000  # characters looked at, white space and all: an article and its comments may be long
RESCUE, SHORT_BODY = 0.4, 1_500  # as in writethru.articles: when a body is read from the page's data
LEAST_LINE = 40  # characters of a line that may be prose
CAPTCHA = (
    'iframe[src*="captcha"], iframe[src*="challenges.cloudflare"], [class*="captcha"], [id*="captcha"], '
    '[class*="cf-turnstile"], [data-sitekey]'
)
FIELDS = "input, img, iframe, script, noscript"  # what an element without text may hold that tells of a page
UNFILLED = '[class*="skeleton"], [class*="shimmer"], [class*="placeholder-glow"], [aria-busy="true"]'
WALL_NAMES = re.compile(
    r"pay-?wall|reg-?wall|(?:subscri|premium|content|article|meter|piano|abo|plus)[a-z]*[-_]?(?:wall|gate|barrier|lock)"
    r"|tp-modal|piano-(?:template|container|offer)|subscribers?-only|locked-content",
    re.I,
)
NOT_FREE = re.compile(rb"""isAccessibleForFree["']?\s*(?::|content=)\s*["']?(?:https?://schema\.org/)?[Ff]alse""")
PART = re.compile(rb"""cssSelector["']\s*:\s*["']([.#][A-Za-z][\w-]*)["']""")
MOST_SAMPLED, SAMPLED = 40, 4_000  # paragraphs and characters by which its languages are told
LEAST_PART = 100  # characters
ASKING = 'a[href], button, input[type="submit"], input[type="email"], input[type="password"]'
OFFER_LINK = re.compile(
    r"subscri|subskr|abonn|abon[ea]|/abo\b|\babo[.-]|premium|/plus\b|checkout|pay-?wall|membership|/members?\b|suscri|prenumer|"
    r"abbona|assin|tilaa|tilaus|predplat|eloflizet|elofizet|podpis|peredplat|pricing|/vip\b|/pay\b|/plans?\b|/offers?\b|"
    r"/kauf|/buy\b|/kop\b|/kjop|/purchase|/langganan|/berlangganan|/syndromi|/dat-mua|/goi-"
)
LOGIN_LINK = re.compile(
    r"log-?in\b|sign-?(?:in|up)\b|regist|anmeld|connexion|inscri|entrar\b|accedi\b|inloggen|logowan|logga-in|giris|kirjaudu|"
    r"prihlas|belepes|masuk\b|dang-nhap|/join\b|/account|/konto\b|/auth\b"
)
MARKS = {"offer": "\ue000", "login": "\ue001", "button": "\ue002", "field": "\ue003"}  # private, so no page has them
MARKED = {mark: what for what, mark in MARKS.items()}
REFRESH = re.compile(r"\s*(\d{1,2})\s*[;,]\s*(?:url\s*=)?\s*['\"]?\s*([^'\"\s]+)", re.I)


@dataclass(slots=True, eq=False)
class Prose:
    """What would be taken for the article: its `size` in characters, links deducted, and its lines."""

    size: int
    lines: tuple[str, ...] = field(default=())


class Glance:
    """What a page shows. Texts that phrases are held against are plain (`writethru.signatures.plain`)."""

    def __init__(self, body: bytes, content_type: str | None = None) -> None:
        self.markup = markup(body, content_type)
        tree = LexborHTMLParser(self.markup)
        self.title = _text(tree.css_first("title"))
        self.headings = tuple(filter(None, map(_text, tree.css("h1")[:3])))
        self._said = _meta(tree)
        self.language = (tree.root.attributes.get("lang") if tree.root else None) or self._said.get("content-language")
        self._tree = tree

    def without(self, known: Collection[int], text: str) -> "Glance":
        """Return the page without what stood on it before, by its passages' fingerprints, but for a text of squeezed.

        What a site prints around all that it shows says nothing of what happened to one of its articles.
        """
        tree = LexborHTMLParser(self.markup)
        for passage in passages(outline(tree)):
            if passage.number in known and squeezed(passage.text) not in text:
                for element, run in passage.runs:
                    _take_out(element, run)
        return Glance((tree.html or "").encode(errors="replace"), "text/html; charset=utf-8")

    @property
    def social_title(self) -> str:
        """The title that other sites are told."""
        return self._said.get("og:title", "")

    @property
    def social_type(self) -> str:
        """What it tells other sites that it is, in lower case."""
        return self._said.get("og:type", "").lower()

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses that it calls its own."""
        return tuple(filter(None, (self._said.get("canonical"), self._said.get("og:url"))))

    @cached_property
    def runs(self) -> tuple[str, ...]:
        """All that a reader sees, element by element."""
        return _seen(self._tree)

    @cached_property
    def shown(self) -> str:
        """All that a reader sees, without white space."""
        return "".join(map(squeezed, self.runs))

    @cached_property
    def hidden(self) -> str:
        """What stands on it and is not shown, or not yet, without white space."""
        tree = LexborHTMLParser(self.markup)
        tree.strip_tags(UNSEEN, recursive=True)
        return squeezed(" ".join(node.text() for node in _hidden(tree))[:MOST_SHOWN])

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """The title, the first headings, and the parts that separators make of them."""
        texts = (self.title, *self.headings)
        parts = (part for text in texts for part in (text, *SEPARATOR.split(text)))
        return tuple(dict.fromkeys(word for part in parts if (word := plain(part)).strip()))

    @cached_property
    def whole(self) -> str:
        """All that a reader sees."""
        return plain(" ".join(self.runs))

    @cached_property
    def text(self) -> str:
        """What a reader sees beside links and menus; all of it on a small page."""
        if len(self.whole) < SMALL:
            return self.whole
        self._tree.strip_tags(BESIDE, recursive=True)
        return plain(" ".join(_runs(self._tree)))

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that it may speak to its reader in."""
        said = "".join(node.text() for node in self._tree.css("p")[:MOST_SAMPLED]) or " ".join(self.runs)
        return languages(self.language, f"{said[:SAMPLED]} {self.title}".lower())

    @cached_property
    def form(self) -> frozenset[str]:
        """Which of a wall's forms it has: "password", "captcha"."""
        tree = LexborHTMLParser(self.markup)
        forms = {"password": 'input[type="password"]', "captcha": CAPTCHA}
        return frozenset(name for name, selector in forms.items() if tree.css_first(selector))

    @cached_property
    def pleas(self) -> str:
        """What it says to a reader without scripts."""
        return plain(" ".join(map(_text, LexborHTMLParser(self.markup).css("noscript")[:5])))

    @cached_property
    def is_unfilled(self) -> bool:
        """Whether it has places that a script would fill."""
        return self._tree.css_first(UNFILLED) is not None

    @cached_property
    def longest(self) -> int:
        """The most characters of paragraphs, links left out, that stand in one of its elements."""
        return _longest_block(self._tree)

    @property
    def is_long(self) -> bool:
        """Whether one of its elements holds as many paragraphs as only an article does."""
        return self.longest >= SMALL

    @cached_property
    def declares_wall(self) -> bool:
        """Whether it calls its article not free."""
        return b"isAccessibleForFree" in self.markup and NOT_FREE.search(self.markup) is not None

    @cached_property
    def lacks_part(self) -> bool:
        """Whether it shows nothing of the part that it calls not free."""
        selectors = [each.decode() for each in PART.findall(self.markup)] if self.declares_wall else []
        return bool(selectors) and all(
            len(_text(node)) < LEAST_PART for each in selectors for node in self._tree.css(each)
        )

    @cached_property
    def prose(self) -> Prose:
        """What would be taken for its article. Costs another parse and a walk, so it is asked last."""
        boxes = self._outlined.boxes
        body = locate(boxes)
        if body is None:
            return Prose(0)
        roots = {node.mem_id for node in body.roots}
        size = sum(box.prose for box in boxes if box.node.mem_id in roots)
        text = "\n".join(node.text(separator="\n") for node in body.roots)
        return Prose(max(size, 0), tuple(line for each in text.split("\n") if _is_line(line := each.strip())))

    @cached_property
    def passages(self) -> list[Passage]:
        """All that stands on it, block by block."""
        return passages(self._outlined)

    @cached_property
    def _outlined(self) -> Outline:
        tree = LexborHTMLParser(self.markup)
        tree.strip_tags(UNSEEN, recursive=True)
        return outline(tree)

    def after(self, place: int, size: int) -> str:
        """Return `size` characters of the text that follows a place in `shown`."""
        first = bisect_right(self._ends, place)
        if first == len(self._ends):
            return ""
        # The run that the place is in may go on with words of the article.
        begun = self._ends[first] - len(squeezed(self.runs[first])) < place
        rest = self.runs[first][-(self._ends[first] - place) :] if begun else self.runs[first]
        return " ".join((rest, *self.runs[first + 1 :]))[:size]

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(len(squeezed(run)) for run in self.runs))

    def asks(self, start: int, end: int) -> frozenset[str]:
        """Return what stands between two places in `shown`: "offer" or "login" for links, "button", "field"."""
        return frozenset(what for place, what in self._asking if start <= place <= end)

    @cached_property
    def _asking(self) -> list[tuple[int, str]]:
        """Each link to an offer or a login, each button and each field that is shown, by its place in `shown`."""
        tree = LexborHTMLParser(self.markup)
        for node in tree.css(ASKING):
            address = (node.attributes.get("href") or "").lower()
            what = "field" if node.tag == "input" else "button" if node.tag == "button" else ""
            what = what or ("offer" if OFFER_LINK.search(address) else "login" if LOGIN_LINK.search(address) else "")
            if what:
                node.insert_before(MARKS[what])
        found, place = [], 0
        for run in _seen(tree):
            if run in MARKED:
                found.append((place, MARKED[run]))
            else:
                place += len(squeezed(run))
        return found

    def named_wall(self) -> bool:
        """Whether an element that is named as a wall shows something."""
        return any(len(_text(node)) > LEAST_LINE // 2 for node in self._named())

    def _named(self) -> list[LexborNode]:
        tree = LexborHTMLParser(self.markup)
        tree.strip_tags(UNSEEN, recursive=True)
        nodes = tree.css("div[class], div[id], section[class], aside[class], section[id]")
        names = (f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}" for node in nodes)
        return [node for node, name in zip(nodes, names, strict=True) if WALL_NAMES.search(name)]

    @cached_property
    def carried(self) -> str:
        """The text, without white space, that its data holds and that is read from there; "" where it shows as much."""
        tree = LexborHTMLParser(self.markup)
        linked = [node.text() for node in tree.css('script[type="application/ld+json"]')]
        told = plain_text(read_linked(linked).article.get("articleBody"))
        if self.prose.size >= RESCUE * len(told):
            shown = max(self.prose.lines, key=len, default="")
            told = "".join(embedded_body(scripts(tree), shown)) if self.prose.size < SHORT_BODY else ""
        return squeezed(told) if self.prose.size < RESCUE * len(told) else ""

    def leads_to(self, url: str) -> str | None:
        """Return where it sends its reader on to of its own accord; None when it does not."""
        refresh = REFRESH.match(self._said.get("refresh", ""))
        try:
            return urljoin(url, refresh[2]) if refresh else None
        except ValueError:
            return None


def _take_out(element: LexborNode, run: str) -> None:
    """Take a run of text out of an element, and elements that held nothing else."""
    for node in element.iter(include_text=True):
        if node.is_text_node and node.text_content == run:
            node.decompose()
            break
    above: LexborNode | None = element
    while above is not None and above.tag not in WHOLE_PAGES and not above.text(strip=True):
        if above.css_first(FIELDS) is not None:
            return
        emptied, above = above, above.parent
        emptied.decompose()


def _seen(tree: LexborHTMLParser) -> tuple[str, ...]:
    tree.strip_tags(UNSEEN, recursive=True)
    for node in _hidden(tree):
        node.decompose()
    return _runs(tree)


def _hidden(tree: LexborHTMLParser) -> list[LexborNode]:
    return [node for node in tree.css(HIDDEN) if node.tag not in WHOLE_PAGES]


def _runs(tree: LexborHTMLParser) -> tuple[str, ...]:
    text = tree.body.text(separator="\n") if tree.body else ""
    return tuple(run for each in text[:MOST_SHOWN].split("\n") if (run := " ".join(each.split())))


def _longest_block(tree: LexborHTMLParser) -> int:
    """Return the most characters of paragraphs, their links left out, that stand in one element."""
    sums: dict[int, int] = {}
    for node in tree.css("p"):
        if (above := node.parent) is not None:
            size = len(node.text()) - sum(len(link.text()) for link in node.css("a"))
            sums[above.mem_id] = sums.get(above.mem_id, 0) + size
    return max(sums.values(), default=0)


def _is_line(line: str) -> bool:
    return len(line) + (0 if line.isascii() else len(WIDE.findall(line))) >= LEAST_LINE


def _text(node: LexborNode | None) -> str:
    return " ".join(node.text(separator=" ").split()) if node is not None else ""


def _meta(tree: LexborHTMLParser) -> dict[str, str]:
    """Return what the page's head says under each name, first come; "canonical" among them."""
    found: dict[str, str] = {}
    for node in tree.css("meta[content], link[rel]"):
        said = node.attributes
        name = said.get("property") or said.get("name") or said.get("http-equiv") or said.get("rel") or ""
        found.setdefault(name.lower(), (said.get("content") or said.get("href") or "").strip())
    return found
