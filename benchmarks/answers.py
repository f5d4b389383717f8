"""What stands in an article's place: pages made of real ones, and what they are taken for."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from random import Random
from typing import Any
from urllib.parse import urljoin

import lxml.html
from pagetrees import Sample, Tree, remove, told
from readings import page_of, read_ours, state_of

from writethru.elements import Page
from writethru.responses import classify

PAGES_EACH = 3
HELD = 0.9  # of an article's text in its paragraphs; where more stays on the page, nothing stands in its place
Verdict = tuple[str, str, str, str]  # the item's name, what it is, what it was taken for with a state, and without


def stood_in(item: Mapping[str, Any], sample: Sample) -> Page:
    """Return the page that answers in place of an article, as an item of the answers describes it."""
    if item["frame"] == "bare":
        html = str(item["html"])
    else:
        tree = Tree(sample.html, sample.truth)
        keep, gone, between = tree.prose[: item["keep"]], tree.prose[item["keep"] :], tree.between
        tree.drop_from_scripts([told(element) for element in gone])
        headline = told(tree.h1) if tree.h1 is not None else ""
        mark = lxml.html.Element("div")
        (keep[-1].addnext if keep else gone[0].addprevious)(mark)
        mark.tail = keep[-1].tail if keep else None
        for element in (*between, *tree.paragraphs):
            if element not in keep:
                remove(element)
        for piece in lxml.html.fragments_fromstring(item["html"]):
            if isinstance(piece, str):
                mark.text = piece
            else:
                mark.append(piece)
        if not keep and tree.h1 is not None:
            remove(tree.h1)
        if item["title"]:
            retitle(tree, headline, item["title"])
        html = tree.html()
    final = urljoin(sample.url, item["final"]) if item["final"] else sample.url
    headers = tuple((name.lower(), value) for name, value in item["headers"].items())
    return page_of(html, sample.url, final=final, status=item["status"], headers=headers)


def retitle(tree: Tree, headline: str, title: str) -> None:
    """Give a page another title, on its card as well."""
    for element in tree.root.iter("title", "meta"):
        if element.tag == "title" and element.getparent().tag == "head":
            element.text = title
        elif element.get("property") == "og:title":
            element.set("content", escape(title, quote=False))


def answered(
    items: Sequence[Mapping[str, Any]],
    pages_in: Callable[[str, Random, int, float], list[Sample]],
    dice: Callable[..., Random],
) -> Iterator[Verdict]:
    """Yield what each item is taken for on some pages."""
    for item in items:
        for sample in pages_in(item["language"], dice("answer", item["name"], item["html"]), PAGES_EACH, HELD):
            page = stood_in(item, sample)
            good = read_ours(sample.html, sample.url).what
            kinds = (classify(page, state_of(good)).kind, classify(page).kind)
            yield f"{item['name']} ({item['language']}, {item['frame']}) on {sample.name}", item["kind"], *kinds


def confusion(verdicts: Iterator[Verdict], show: str) -> None:
    """Print how many of each kind were told, and what the others were taken for."""
    found = list(verdicts)
    if not found:
        return
    print("\n## answers: what stands in an article's place\n")
    print("| kind | looks | right % | right % without a state | taken for |\n|---|---|---|---|---|")
    for kind in sorted({kind for _, kind, _, _ in found}):
        _row(kind, [verdict for verdict in found if verdict[1] == kind])
    _row("all", found)
    for name, kind, known, unknown in found if "answers".startswith(show or "-") or show.startswith("answers") else ():
        if kind != known or kind != unknown:
            print(f"- {kind}: {name}: {known} with a state, {unknown} without")


def _row(kind: str, verdicts: Sequence[Verdict]) -> None:
    right, alone = (sum(verdict[1] == verdict[at] for verdict in verdicts) for at in (2, 3))
    others = Counter(verdict[2] for verdict in verdicts if verdict[1] != verdict[2]).most_common()
    told = ", ".join(f"{other} {count}" for other, count in others)
    print(
        f"| {kind} | {len(verdicts)} | {100 * right / len(verdicts):.1f} | {100 * alone / len(verdicts):.1f} | {told} |"
    )


def untouched(rows: Sequence[Mapping[str, Any]], samples: Sequence[Sample], show: str) -> None:
    """Print how many real pages are taken for no article, new and, of the samples, looked at again."""
    new = [(row["url"], classify(page_of(row["html"], row["url"])).kind) for row in rows]
    again = []
    for sample in samples:
        read = read_ours(sample.html, sample.url)
        again.append((sample.url, classify(read.page, state_of(read.what)).kind))  # type: ignore[arg-type]
    for name, looks in (("new", new), ("looked at again", again)):
        wrong = Counter(kind for _, kind in looks if kind != "article")
        print(f"\nreal pages taken for no article, {name}: {wrong.total()} of {len(looks)} {dict(wrong) or ''}")
        for url, kind in looks if show.startswith("answers") else ():
            if kind != "article":
                print(f"- {url}: {kind}")
