"""Corrections, clarifications and retractions anywhere on a page, and the codes that a desk prints beside an article.

Both are looked for on the whole page: newsrooms put a correction in a `<div>` or a `<footer>` that no reading of the
body reaches, and a code in the box below it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, islice, product

from selectolax.lexbor import LexborNode

from writethru.elementnames import Vocabulary, name_words
from writethru.outline import DROPPED, INLINE, NEVER, WIDE, Outline
from writethru.phrases import LANGUAGES, NOTICES_ONLY, UNSPACED, alternatives, every, read
from writethru.text import bare, collapse


@dataclass(frozen=True, slots=True)
class Grammar:
    """How the notices of a language read: their beginning, what they say anywhere, a label alone, what none says.

    A file's `notice.labels` announce a notice, `notes` one where `adds` follow, which say what was changed; `selves`
    are an article that speaks of itself, and `subjects` what may be one at a text's beginning, where `verbs` follow;
    `said` says it all. `openers` and `hubs` are the single words that a notice begins with, or has within its reach.
    """

    opening: re.Pattern[str]
    saying: re.Pattern[str]
    label: re.Pattern[str]
    never: re.Pattern[str]
    signs: tuple[re.Pattern[str], ...]


@cache
def _grammar(code: str) -> Grammar:
    """Return a language's grammar; all take a quarter of a second to compile, and most pages need one or two."""
    language = read(code)

    def part(name: str) -> str:
        return "|".join(language.phrases.get(f"notice.{name}", ("(?!)",)))

    opening = (
        rf"({part('labels')}){DATED}\s?{ENDED}|({part('notes')}){DATED}\s?{ENDED}.{{0,20}}({part('adds')})"
        rf"|({part('subjects')})…160({part('verbs')})"
    )
    saying = rf"({part('selves')})…160({part('verbs')})|{part('said')}"
    start = "" if language.script in UNSPACED else r"(?<!\w)"
    return Grammar(
        opening=re.compile(rf"\W{{0,3}}(?:{language.expression(opening)})", re.S),
        saying=re.compile(rf"{start}(?:{language.expression(saying)})", re.S),
        label=re.compile(rf"\W{{0,3}}(?:{language.expression(part('labels'))}){DATED}\W*"),
        never=re.compile(rf"{start}(?:{language.expression(part('never'))})(?!\B\w)"),
        signs=tuple(re.compile(rf"{start}(?:{language.expression(part(f'signs.{name}'))})") for name in SIGNS),
    )


FILES = LANGUAGES + NOTICES_ONLY
LATIN = tuple(code for code in FILES if read(code).script == "latin")
OTHERS = tuple(code for code in FILES if code not in LATIN)
# What may stand between a label and its colon: a date, a time, a name in brackets.
DATED = r"(?:[^\w:.-](?:[^:%-]|(?<=\d):(?=\d)){0,30}?\d(?:[^:.%-]|(?<=\d)[:.](?=\d)){0,30}|\W{0,2}\([^)]{0,60}\))?"
ENDED = r"(?:[:.。\]】)〕|]|-(?=\s)|\s-)"
NOTICE_NAMES = Vocabulary(every("notice.names"))
FRONT = 120  # characters of a run of text within which a hint is looked for; no notice known has its first one later
REACH = 300  # characters from a text's beginning within which it says what it is
# What a notice in any wording speaks of: mending, and of what fault; the page and its parts; its desk and readers; what
# is right "and not" what was said. A few stems each, of which three kinds hardly ever meet in a paragraph of news.
SIGNS = ("mends", "faults", "selves", "voices", "contrasts")
MARKS = (*product(("", "(", "[", "*"), ("", *",.:)]")), ("l'", ""), ("dell'", ""))


def _lower(text: str) -> str:
    """Return a text in lower case, as long as it was: one letter would become two."""
    if text.isascii():
        return text.lower()
    return text.replace("İ", "i").replace("’", "'").replace("\xa0", " ").replace("\u202f", " ").lower()


def _words(name: str, unspaced: bool) -> dict[str, tuple[str, ...]]:
    """Return the words under a name, with what signs may stand at them where spaces part words, and their languages."""
    found: dict[str, tuple[str, ...]] = {}
    for code in FILES:
        if (read(code).script in UNSPACED) == unspaced:
            for word in read(code).phrases.get(name, ()):
                for key in (word,) if unspaced else [before + _lower(word) + after for before, after in MARKS]:
                    found[key] = (*found.get(key, ()), code)
    return found


# A word of each notice, by which few texts are looked at closely: among its first three, or within its reach.
FIRST, WITHIN = _words("notice.openers", False), _words("notice.hubs", False)
FIRSTS, HUBS = frozenset(FIRST), frozenset(WITHIN)
# As bytes without most signs, which are made spaces: a set of all is forty times as large and takes twice as long.
APART = b"([*,:)]"
SPACED = bytes.maketrans(APART, b" " * len(APART))
HINTS = frozenset(word.encode().strip(APART) for word in FIRSTS | HUBS)
UNSPACED_WORDS = _words("notice.openers", True) | _words("notice.hubs", True)
UNSPACED_HINTS = re.compile("|".join(sorted(UNSPACED_WORDS, reverse=True)))
UNSPACED_SIGNS = "。、，：】の的다"  # one of them stands in any text that puts nothing between words
LABEL = 80  # characters of a label that stands alone, with its date
NEAR = 12  # runs of text; in the next ones the text that a label stands above begins
DEEP = 30  # elements above a notice that are asked whether they hold comments
EMPHASIS = frozenset(("em", "i", "small", "strong", "b"))
COMMENTS = Vocabulary(("comments? (list|thread|body|content|text|item)|comment|commentlist|disqus|replies",))
LONGEST = 1_500  # characters; beyond it a block is an article, not a notice
# Characters, Chinese, Japanese and Korean ones counted twice; below it a label ("Corrections") without its notice.
SHORTEST = 25
SHORTEST_SAID = 12  # the same for a sentence that says it all
MOST = 200  # notices of one page; a list of corrections has fewer
MOST_HINTS = 200  # blocks of one page looked at closely, mostly six; a thousand nested ones took 16 s
MOST_PARTS = 300  # runs of a block that are read as one notice, and
MOST_NODES = 2_000  # of its nodes that are read as lines, for the same reason
VALUE = re.compile(r"[A-Z]{0,5}[-/]?\d[\w/-]{0,20}")
CODE = re.compile(rf"\W*(?P<label>\w.*?[^\W\d][.]?)\s*[:：#№]?\s*(?P<value>{VALUE.pattern})\W*")
CODED = re.compile(rf"\W*(?:{alternatives('tail.desk_code')})\W*")
LONGEST_CODE = 60  # characters of a label and its value


def find_notices(shape: Outline) -> tuple[str, ...]:
    """Return the page's notices, each once: first those that an element's name tells, then those that read like one."""
    found: dict[str, None] = {}
    names = {box.words for box in shape.boxes}
    named = {words for words in names if NOTICE_NAMES.found(words)} if NOTICE_NAMES.found(" ".join(names)) else ()
    for box in shape.boxes if named else ():
        if box.words in named and box.tag not in NEVER:
            text = _text(box.node)
            # More than a link for every sixty characters is a list of corrections to other articles.
            if SHORTEST <= len(text) <= LONGEST and len(box.node.css("a")) <= 1 + len(text) // 60:
                found[text] = None
    seen: set[int] = set()
    suspects = _suspects(shape.runs)
    spoken = _spoken(shape.runs[suspects[0]][0]) if suspects else ""
    for place in suspects:
        if len(found) >= MOST or len(seen) >= MOST_HINTS:
            break
        element, said = shape.runs[place]
        block = _block(element)
        if block is None or (number := block.mem_id) in seen or not (languages := _hinted(said, spoken)):
            continue
        seen.add(number)
        for text, labelled in _candidates(shape.runs, place, block, languages):
            read_so = SHORTEST <= len(text) <= LONGEST if labelled else _reads(text, languages)
            if read_so and not _discussed(block):
                found[text] = None
                break
    # A labelled box and the paragraph within it are one notice: the longer is kept.
    return tuple(text for text in found if not any(text != other and text in other for other in found))


def reads_like_notice(text: str) -> bool:
    """Return whether a paragraph reads as a correction, a clarification, an editor's note or a retraction does."""
    return bool(languages := _hinted(text)) and _reads(text, languages)


def _suspects(runs: tuple[tuple[LexborNode, str], ...]) -> list[int]:
    """Return the places of runs that hold a hint; all are searched at once, which takes a third of the time."""
    texts = [said[:FRONT] for _, said in runs]
    page = _lower("\n".join(texts))
    words = page.encode(errors="replace").translate(SPACED).split()
    hints = {word.decode() for word in HINTS.intersection(words)}
    if not page.isascii() and any(sign in page for sign in UNSPACED_SIGNS):
        hints = hints.union(UNSPACED_HINTS.findall(page))
    ends = list(accumulate(map(len, texts))) if hints else []
    places = set()
    for hint in hints:
        size, apart = len(hint), hint not in UNSPACED_WORDS
        at = page.find(hint)
        while at >= 0:
            if not (apart and (page[at + size : at + size + 1].isalnum() or (at and page[at - 1].isalnum()))):
                places.add(bisect_right(range(len(ends)), at, key=lambda place: ends[place] + place))
            at = page.find(hint, at + size)
    return sorted(places)


def _hinted(text: str, spoken: str = "") -> frozenset[str]:
    """Return the languages in which a text may be a notice, by single words: mostly none.

    Languages share words such as "version". On a page that says which it speaks, one such word in the middle of a text
    is one of its own or of English; two are believed, as is one at the beginning.
    """
    said = _lower(text[:REACH])
    words = said.split()
    within = [code for word in HUBS.intersection(words) for code in WITHIN[word]]
    codes = {code for code in within if not spoken or code in ("en", spoken, *OTHERS) or within.count(code) > 1}
    for word in FIRSTS.intersection(words[:3]):
        own = [code for code in FIRST[word] if code in ("en", spoken)] if spoken else []
        codes.update(own or FIRST[word])
    if not text.isascii():
        codes.update(code for word in UNSPACED_HINTS.findall(said) for code in UNSPACED_WORDS[word])
    return frozenset(codes)


def _spoken(node: LexborNode) -> str:
    """Return the name of the file for the Latin language that the page around a node says it is in, or ""."""
    root: LexborNode | None = node
    while root is not None and root.tag != "html":
        root = root.parent
    base = ((root.attributes.get("lang") if root else "") or "")[:2].lower()
    return next((code for code in LATIN if code[-2:] == base), "")


def _reads(text: str, languages: Iterable[str]) -> bool:
    size = len(text) + len(WIDE.findall(text))
    if size < SHORTEST_SAID or len(text) > LONGEST:
        return False
    said = bare(text[:REACH])
    return any(
        (size >= SHORTEST and grammar.opening.match(said))
        or ((grammar.saying.search(said) or _signed(grammar, said, size)) and not grammar.never.search(said))
        for grammar in map(_grammar, languages)
    )


def _signed(grammar: Grammar, said: str, size: int) -> bool:
    """Return whether a short text tells by three kinds of signs that it is a notice, in whatever wording."""
    if not SHORTEST <= size <= REACH or said[0] in "\"'":  # what somebody says about a mistake is news
        return False
    mends, faults, selves, voices, contrasts = grammar.signs
    done = (mends.search(said) is not None) + (faults.search(said) is not None)
    own = done and (selves.search(said) is not None) + (voices.search(said) is not None)
    return done + own > 2 or (done + own == 2 and own == 1 and contrasts.search(said) is not None)


def find_codes(shape: Outline, lines: Iterable[str] = ()) -> dict[str, str]:
    """Return the desk's codes, label as printed to value, from lines of the body and from short texts anywhere.

    Label and value may stand in two elements, one after the other.
    """
    found = {}
    for text in (*lines, *_labelled(shape)):
        if len(text) <= LONGEST_CODE and (match := CODE.fullmatch(text)) and CODED.fullmatch(bare(text)):
            found[match["label"]] = match["value"]
    return found


def _labelled(shape: Outline) -> Iterator[str]:
    """Yield what ends in a digit, with what stands before it where it is a value and nothing else."""
    before = ""
    for _, text in shape.runs:
        if len(text) > LONGEST_CODE:
            before = ""
            continue
        said = text.strip()
        if said[-1:].isdigit():
            yield f"{before} {said}" if VALUE.fullmatch(said) else said
        before = said


def _candidates(
    runs: tuple[tuple[LexborNode, str], ...], place: int, block: LexborNode, languages: Iterable[str]
) -> Iterator[tuple[str, bool]]:
    """Yield the texts that a run of text may be the beginning of, and whether a label alone says that they are notices.

    They are its block's; where that is a whole article, or the run is emphasised in it, its line's; and, where the run
    is a label alone, the rest of its block or the next one.
    """
    element, said = runs[place]
    text = _text(block)
    begins = text.startswith(collapse(said))
    whole = not 0 < len(text) <= LONGEST
    if whole or (not begins and element.tag in EMPHASIS):
        yield from ((line, False) for line in _lines(block))
    yield text, False
    if (
        (begins or whole)
        and len(said) < LABEL
        and any(_grammar(code).label.fullmatch(bare(said)) for code in languages)
    ):
        if not whole and len(text) > len(said) + SHORTEST:
            yield text, True
        else:
            below = (_block(element) for element, _ in runs[place + 1 : place + NEAR])
            yield _text(next((other for other in below if other and other != block), block)), True


def _lines(block: LexborNode) -> Iterator[str]:
    """Yield what stands between the line breaks of a block, and in each of its emphasised parts."""
    line: list[str] = []
    for node in islice(block.traverse(include_text=True), MOST_NODES):
        if node.is_text_node:
            line.append(node.text_content or "")
        elif node.tag == "br" or (node.tag in EMPHASIS and len(node.text()) >= SHORTEST):
            yield collapse("".join(line))
            line = []
    yield collapse("".join(line))


def _discussed(block: LexborNode) -> bool:
    """Return whether an element stands among readers' comments, who also say what is wrong with an article."""
    above: LexborNode | None = block
    for _ in range(DEEP):
        if above is None or above.tag in ("html", "body"):
            break
        if COMMENTS.found(name_words(above)):
            return True
        above = above.parent
    return False


def _block(element: LexborNode) -> LexborNode | None:
    """Return the element whose text a run of text in this one belongs to, or None when nobody sees it."""
    above: LexborNode | None = element
    while above is not None and above.tag in INLINE:
        if above.tag == "a":
            return None
        above = above.parent
    return None if above is None or above.tag in DROPPED else above


def _text(node: LexborNode) -> str:
    """Return an element's text, or "" where it is too long for a notice: then no more of it is read."""
    parts, size = [], 0
    for part in node.traverse(include_text=True):
        if part.is_text_node:
            parts.append(part.text_content or "")
            size += len(parts[-1])
            if size > 4 * LONGEST or len(parts) > MOST_PARTS:
                return ""
    return collapse(" ".join(parts))
