"""The article out of the page: accuracy, what is left in the text and what it costs, beside other extractors.

    python benchmarks/extraction.py FOLDER
    python benchmarks/extraction.py FOLDER --half 0 --peers trafilatura trafilatura:fast readability-lxml resiliparse

FOLDER holds sets, *.jsonl.gz with id, url, html and truth (the article's text) in each line. A set that lists in
`without` what must not be in the text is scored as its makers do: F1 of the words of each page, and its mean. Any other
is scored by runs of four words: precision and recall are means over the pages, F1 is theirs.

"x lxml" is CPU time as a multiple of lxml's parse of the same pages in the same run; "without" is the share of a page's
`without` texts that are still there; "left in" is the share of pages with a line outside the truth that reads like a
widget's. Rules are written while looking at pages: --half takes one half of the sites. The [bench] extra has the peers.
"""

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from statistics import mean
from typing import Any
from urllib.parse import urlsplit

import lxml.html

Page = dict[str, Any]
Extractor = Callable[[str, str], str]

WORD = re.compile(r"\w+")
RUN = 4  # words
LONGEST_LINE = 200  # characters; a longer one is no widget's


def any_line(text: str) -> re.Pattern[str]:
    """Return a pattern of alternatives, one a line."""
    return re.compile("|".join(text.split("\n")[1:-1]).replace(" " * 4, ""), re.I)


# Lines of widgets, told by what they say: none of our own rules, which can't find what they have left in.
WIDGETS = {
    "comments": any_line(r"""
    (leave|post|write|add|your)( a| your)? (comment|reply)s?\b.{0,30}
    (\d+ |no )?(comments?|replies)( \(?\d+\)?)?
    join the (discussion|conversation).*
    you are replying to.*
    .*\b(e-?mail address will not be published|disqus)\b.*
    """),
    "sharing": any_line(r"""
    (share|tweet|pin|save|print|e-?mail|copy link|follow)( (this|it|us|on|via|by|article|story|page)\b.{0,40})?
    facebook|twitter|linkedin|whatsapp|pinterest|reddit|telegram
    """),
    "newsletter": any_line(r"""
    .*\b(newsletters?|(in|to) your inbox|subscribe (now|today|to)|sign up (for|to|now)|download our app)\b.*
    """),
    "related": any_line(r"""
    (read|see|watch|listen) (more|also|next|now|this story)(:.{0,100})?
    (related|recommended|trending|popular|latest|more)( (articles?|stories|posts?|news|content|topics?|videos?))?:?
    (more (from|on|about)|related|recommended for|most (read|popular|viewed)|don['’]t miss|up next)\b.{0,80}
    you (may|might)( also)? (like|enjoy).{0,40}
    """),
    "codes": any_line(r"""
    (news|story|article|reporter['’]?s?) (code|id|no\.?)\b.{0,40}
    (tags?|topics|categor(y|ies)|filed under|posted (on|in)|(first )?published|(last )?updated)\b.{0,60}
    """),
    "copyright": any_line(r"""
    .*(©|\bcopyright\b|\ball rights reserved\b).*
    """),
    "adverts": any_line(r"""
    (advertisements?|sponsored( content)?)
    .*\b(continue reading|(story|article) continues|(accept|use) (all )?cookies)\b.*
    """),
}
KINDS = ("any", *WIDGETS)


def writethru() -> Extractor:
    from writethru.articles import extract_text

    return extract_text


def trafilatura(**options: bool) -> Extractor:
    from trafilatura import extract

    return lambda html, url: extract(html, url=url or None, include_comments=False, **options) or ""


def readability() -> Extractor:
    from lxml.html import document_fromstring
    from readability import Document

    def extract(html: str, _url: str) -> str:
        body = document_fromstring(Document(html).summary())
        for block in body.iter("p", "div", "li", "br", "tr", "h1", "h2", "h3", "h4", "pre", "blockquote"):
            block.tail = "\n" + (block.tail or "")
        return body.text_content()

    return extract


def resiliparse() -> Extractor:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html, _url: extract_plain_text(html, main_content=True, links=False)


EXTRACTORS: dict[str, Callable[[], Extractor]] = {
    "writethru": writethru,
    "trafilatura": trafilatura,
    "trafilatura:fast": partial(trafilatura, fast=True),
    "trafilatura:precision": partial(trafilatura, favor_precision=True),
    "readability-lxml": readability,
    "resiliparse": resiliparse,
}


@dataclass(slots=True)
class Tally:
    """What one extractor did on one set, page by page."""

    scores: list[tuple[float, float, float]] = field(default_factory=list)  # precision, recall, F1
    left: list[float] = field(default_factory=list)
    widgets: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    parsing: float = 0.0  # seconds, by lxml
    raised: int = 0
    empty: int = 0


def in_half(page: Page, half: int | None) -> bool:
    """Tell whether a page's site is of one half of all sites, 0 or 1; the same at every run, whatever the set."""
    site = (urlsplit(page["url"] or "").hostname or str(page["id"])).removeprefix("www.")
    return half is None or sha256(site.encode()).digest()[0] % 2 == half


def pages(path: Path, half: int | None, every: int) -> Iterator[Page]:
    """Yield every n-th page of a half of one set."""
    with gzip.open(path, "rt", encoding="utf8") as lines:
        chosen = (page for page in map(json.loads, lines) if in_half(page, half))
        yield from (page for number, page in enumerate(chosen) if number % every == 0)


def words(text: str) -> Counter[str]:
    return Counter(WORD.findall(text.lower()))


def runs(text: str) -> Counter[tuple[str, ...]]:
    """Return the runs of words in a text; a text shorter than a run is one."""
    found = WORD.findall(text)
    starts = range(max(len(found) - RUN, 0) + 1) if found else ()
    return Counter(tuple(found[start : start + RUN]) for start in starts)


def harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def score(truth: Counter[Any], found: Counter[Any]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of what was found."""
    if not truth and not found:
        return 1.0, 1.0, 1.0
    right = (truth & found).total()
    precision, recall = right / max(found.total(), 1), right / max(truth.total(), 1)
    return precision, recall, harmonic(precision, recall)


def widgets(truth: str, text: str) -> set[str]:
    """Return the kinds of widgets that a text has lines of, beside what is true."""
    known = f" {' '.join(WORD.findall(truth.lower()))} "
    kinds = set()
    for line in map(str.strip, text.splitlines()):
        if len(line) <= LONGEST_LINE and f" {' '.join(WORD.findall(line.lower()))} " not in known:
            bare = line.strip(" :.|•–-»…")
            kinds.update(kind for kind, pattern in WIDGETS.items() if pattern.fullmatch(bare))
    return kinds


def measure(name: str, extract: Extractor, found: Sequence[Page], by_words: bool) -> Tally:
    """Return what one extractor does on a set's pages, beside lxml's parse of each."""
    extract(found[0]["html"], "")  # what a first call sets up is not the page's cost
    tally, units = Tally(), words if by_words else runs
    for page in found:
        text, started = "", time.process_time()
        try:
            text = extract(page["html"], page["url"] or "")
        except Exception as error:  # what an extractor raises is a result
            tally.raised += 1
            print(f"{name}: {page['url']}: {type(error).__name__}: {error}"[:160], file=sys.stderr)
        done = time.process_time()
        lxml.html.document_fromstring(page["html"].encode(), parser=lxml.html.HTMLParser(encoding="utf8"))
        tally.parsing += time.process_time() - done
        tally.seconds += done - started
        tally.empty += not text.strip()
        tally.scores.append(score(units(page["truth"]), units(text)))
        if unwanted := page.get("without"):
            tally.left.append(mean(snippet.lower() in text.lower() for snippet in unwanted))
        kinds = widgets(page["truth"], text)
        tally.widgets.update({"any", *kinds} if kinds else ())
    return tally


def row(name: str, tally: Tally, by_words: bool) -> str:
    precision, recall, f1 = (mean(column) for column in zip(*tally.scores, strict=True))
    f1 = f1 if by_words else harmonic(precision, recall)
    left = f"{mean(tally.left):.3f}" if tally.left else "-"
    cost = tally.seconds / tally.parsing
    counts = f"{tally.raised:7} {tally.empty:6} {left:>8}"
    return f"{name:22} {f1:7.4f} {precision:9.4f} {recall:7.4f} {cost:7.2f} {counts}"


def show_widgets(tallies: dict[str, list[Tally]]) -> None:
    """Print the share of the pages of all sets that widgets were left in."""
    count = sum(len(tally.scores) for tally in next(iter(tallies.values())))
    print(f"left in, share of all {count} pages")
    print(" " * 22, *(f"{kind:>10}" for kind in KINDS))
    for name, found in tallies.items():
        print(f"{name:22}", *(f"{sum(tally.widgets[kind] for tally in found) / count:10.3f}" for kind in KINDS))


def installed(names: Iterable[str], known: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    """Return the extractors that can be imported, and print a line for each that can't."""
    found = {}
    for name in names:
        try:
            found[name] = known[name]()
        except ImportError as error:
            print(f"{name} left out: {error}; pip install -c constraints.txt -e '.[bench]'")
    return found


def read_options(description: str | None, known: Iterable[str]) -> argparse.Namespace:
    """Return the command line: a folder, peers among those known after the first, and which pages to take."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--peers", nargs="+", choices=list(known)[1:], default=[], metavar="PEER")
    parser.add_argument("--half", type=int, choices=(0, 1), help="the sites of one half only")
    parser.add_argument("--every", type=int, default=1, help="every n-th page only")
    return parser.parse_args()


def main() -> None:
    options = read_options(__doc__, EXTRACTORS)
    extractors = installed(["writethru", *options.peers], EXTRACTORS)
    tallies: dict[str, list[Tally]] = {name: [] for name in extractors}
    for path in sorted(options.folder.glob("*.jsonl.gz")):
        found = list(pages(path, options.half, options.every))
        by_words = any("without" in page for page in found)
        units = "words" if by_words else f"runs of {RUN} words"
        print(f"{path.name.removesuffix('.jsonl.gz')}: {len(found)} pages, F1 of {units}")
        print(f"{'':22} {'F1':>7} precision  recall  x lxml  raised  empty  without")
        for name, extract in extractors.items() if found else ():
            tallies[name].append(measure(name, extract, found, by_words))
            print(row(name, tallies[name][-1], by_words), flush=True)
        print()
    show_widgets(tallies)


if __name__ == "__main__":
    main()
