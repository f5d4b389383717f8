"""Corrections, clarifications and retractions anywhere on a page, and the codes that a desk prints beside an article.

Both are looked for on the whole page: newsrooms put a correction in a `<div>` or a `<footer>` that no reading of the
body reaches, and a code in the box below it.
"""

import re
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborNode

from writethru.elementnames import Vocabulary
from writethru.outline import DROPPED, INLINE, NEVER, WIDE, Outline
from writethru.phrases import LANGUAGES, alternatives, every, read, stem
from writethru.text import bare, collapse


def _notices(code: str) -> str:
    """Return a pattern for how notices begin in a language."""
    language = read(code)
    parts = ("labels", "subjects", "verbs")
    labels, subjects, verbs = ("|".join(language.phrases.get(f"notice.{part}", ("(?!)",))) for part in parts)
    dated = r"([^\w:.-][^:-]{0,20}\d[^:.-]{0,30}|\W{0,2}\([^)]{0,40}\))?"
    return language.expression(rf"({labels}){dated}\s?[:.。-]|({subjects})…160({verbs})")


NOTICE_NAMES = Vocabulary(every("notice.names"))
# What a notice begins with, or says of its own article; a story about somebody's correction says neither.
NOTICE_TEXT = re.compile(rf"\W{{0,3}}(?:{'|'.join(map(_notices, LANGUAGES))})", re.S)
# How a run of text begins where NOTICE_TEXT may match, in lower case and after quotes, stars or brackets.
OPENING = " \t\r\n\xa0*_([{\"'“”‘’«»„•·-–—>|"
STEMS = {stem(phrase) for phrase in (*every("notice.labels"), *every("notice.subjects"))}
BEGINS: dict[str, tuple[str, ...]] = {}  # by their first two letters: there are hundreds
for _stem in STEMS.union(map(bare, STEMS)):
    BEGINS[_stem[:2]] = (*BEGINS.get(_stem[:2], ()), _stem)
LONGEST = 1_500  # characters; beyond it a block is an article, not a notice
# Characters, Chinese, Japanese and Korean ones counted twice; below it a label ("Corrections") without its notice.
SHORTEST = 25
MOST = 200  # notices of one page; a list of corrections has fewer
VALUE = re.compile(r"[A-Z]{0,5}[-/]?\d[\w/-]{0,20}")
CODE = re.compile(rf"\W*(?P<label>\w.*?[^\W\d][.]?)\s*[:：#№]?\s*(?P<value>{VALUE.pattern})\W*")
CODED = re.compile(rf"\W*(?:{alternatives('tail.desk_code')})\W*")
LONGEST_CODE = 60  # characters of a label and its value


def find_notices(shape: Outline) -> tuple[str, ...]:
    """Return the page's notices, each once: first those that an element's name tells, then those that read like one."""
    found: dict[str, None] = {}
    named = {words for words in {box.words for box in shape.boxes} if words and NOTICE_NAMES.found(words)}
    for box in shape.boxes if named else ():
        if box.words in named and box.tag not in NEVER:
            text = _text(box.node)
            # More than a link for every sixty characters is a list of corrections to other articles.
            if SHORTEST <= len(text) <= LONGEST and len(box.node.css("a")) <= 1 + len(text) // 60:
                found[text] = None
    seen: set[int] = set()
    for element, said in shape.runs:
        if len(found) >= MOST:
            break
        begin = said[:60].lstrip(OPENING).lower()
        if begin.startswith(BEGINS.get(begin[:2], ())) and (block := _block(element)) is not None:
            if (number := block.mem_id) in seen:
                continue
            seen.add(number)
            text = _text(block)
            if reads_like_notice(text):
                found[text] = None
    # A labelled box and the paragraph within it are one notice: the longer is kept.
    return tuple(text for text in found if not any(text != other and text in other for other in found))


def reads_like_notice(text: str) -> bool:
    """Return whether a paragraph begins as a correction, a clarification or a retraction does."""
    long_enough = len(text) >= SHORTEST or len(text) + len(WIDE.findall(text)) >= SHORTEST
    return long_enough and len(text) <= LONGEST and NOTICE_TEXT.match(bare(text)) is not None


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


def _block(element: LexborNode) -> LexborNode | None:
    """Return the element whose text a run of text in this one belongs to, or None when nobody sees it."""
    above: LexborNode | None = element
    while above is not None and above.tag in INLINE:
        if above.tag == "a":
            return None
        above = above.parent
    return None if above is None or above.tag in DROPPED else above


def _text(node: LexborNode) -> str:
    return collapse(node.text(separator=" ")) if len(node.text_content or "") <= 4 * LONGEST else ""
