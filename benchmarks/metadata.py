"""Headline, authors and date of real article pages: how often right, missing and wrong, beside other extractors.

    python benchmarks/metadata.py FOLDER
    python benchmarks/metadata.py FOLDER --half 0 --peers trafilatura newspaper4k

FOLDER is the one of benchmarks/extraction.py; looked at are the pages with a title, authors or author, or publish_date.
A headline is right when its words are the title's, authors are when the set of their names is, a date is on the same
day or one beside it (the truth has no time zones). What a page's truth does not have is not counted.
"""

import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from extraction import Page, installed, pages, read_options

WORD = re.compile(r"\w+")
BETWEEN_NAMES = re.compile(r"[,;|&]|\band\b")
FIELDS = ("headline", "authors", "day")
VERDICTS = ("right", "missing", "wrong")


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a page, made comparable."""

    headline: str = ""
    authors: frozenset[str] = frozenset()
    day: date | None = None


def folded(text: str | None) -> str:
    return " ".join(WORD.findall((text or "").lower()))


def names(text: str | None) -> frozenset[str]:
    """Return the names in a byline."""
    parts = BETWEEN_NAMES.split((text or "").lower())
    return frozenset(folded(part).removeprefix("by ") for part in parts) - {""}


def day_of(value: str | datetime | None) -> date | None:
    try:
        return value.date() if isinstance(value, datetime) else date.fromisoformat((value or "")[:10])
    except ValueError:
        return None


def truth(page: Page) -> Found:
    byline = page.get("authors") or page.get("author")
    return Found(
        folded(page.get("title")),
        names(byline if isinstance(byline, str) else ";".join(byline or ())),
        day_of(page.get("publish_date")),
    )


def writethru() -> Callable[[str, str], Found]:
    from writethru.articles import extract

    def read(html: str, url: str) -> Found:
        article = extract(html, url)
        return Found(folded(article.headline), names(";".join(article.authors)), day_of(article.date_published))

    return read


def trafilatura() -> Callable[[str, str], Found]:
    from trafilatura import bare_extraction

    def read(html: str, url: str) -> Found:
        found = bare_extraction(html, url=url or None, with_metadata=True, include_comments=False)
        return Found(folded(found.title), names(found.author), day_of(found.date)) if found else Found()

    return read


def newspaper() -> Callable[[str, str], Found]:
    from newspaper import Article

    def read(html: str, url: str) -> Found:
        article = Article(url or "https://page.invalid/", fetch_images=False)
        article.download(input_html=html)
        article.parse()
        return Found(folded(article.title), names(";".join(article.authors)), day_of(article.publish_date or None))

    return read


EXTRACTORS = {"writethru": writethru, "trafilatura": trafilatura, "newspaper4k": newspaper}


def verdict(field: str, true: Found, found: Found) -> str:
    expected, value = getattr(true, field), getattr(found, field)
    if not value:
        return "missing"
    right = abs((expected - value).days) <= 1 if field == "day" else expected == value
    return "right" if right else "wrong"


def main() -> None:
    options = read_options(__doc__, EXTRACTORS)
    extractors = installed(["writethru", *options.peers], EXTRACTORS)
    for path in sorted(options.folder.glob("*.jsonl.gz")):
        found = [page for page in pages(path, options.half, options.every) if truth(page) != Found()]
        if not found:
            continue
        print(f"{path.name.removesuffix('.jsonl.gz')}: {len(found)} pages, {' / '.join(VERDICTS)}")
        for name, read in extractors.items():
            tally, raised = Counter[tuple[str, str]](), 0
            for page in found:
                try:
                    told = read(page["html"], page["url"] or "")
                except Exception as error:  # what an extractor raises is a result
                    print(f"{name}: {page['url']}: {type(error).__name__}: {error}"[:160], file=sys.stderr)
                    told, raised = Found(), raised + 1
                true = truth(page)
                tally.update((field, verdict(field, true, told)) for field in FIELDS if getattr(true, field))
            print(f"{name:14}", *(shares(field, tally) for field in FIELDS), f"raised {raised}", sep="  ", flush=True)
        print()


def shares(field: str, tally: Counter[tuple[str, str]]) -> str:
    total = sum(tally[field, verdict] for verdict in VERDICTS) or 1
    return f"{field} " + " / ".join(f"{tally[field, verdict] / total:.3f}" for verdict in VERDICTS)


if __name__ == "__main__":
    main()
