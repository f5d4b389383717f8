"""What a person reads on the terminal: a run's summary, diffs, a cleaned page."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from threading import Event, Thread
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.segment import Segment
from rich.text import Text

from writethru.catalog import Catalog
from writethru.commits import Counts
from writethru.elements import Article, Removal, Repetition
from writethru.outcomes import in_words
from writethru.report import Story

REFRESH = 0.5  # s between two looks at what is staged
MOST_FAILURES = 5
SHORT = 80  # characters shown of a paragraph that is only named
EVENTS = ("new", "updated", "moved", "restored", "withdrawn", "unchanged")
SOMETIMES = ("moved", "restored")  # told only when there are any
FEED_WORDS = {"held": "asked to wait", "dormant": "gone"}
SAME_TEXT = ("unchanged", "cosmetic")  # the page's bytes are others, its article is not
# What could steer a terminal or turn the rest of a line around: control characters but the newline, lone surrogates,
# the marks that embed, override or isolate a direction. Letters of any script need none of them.
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class _Terminal(Console):
    """A console that no text from the web can steer, and that leaves a reader's going away to the command."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Yield what to print, less what would steer."""
        for segment in super().render(renderable, options):
            text = segment.text
            yield segment if segment.control or text.isprintable() else segment._replace(text=STEERING.sub("", text))

    def on_broken_pipe(self) -> None:
        """Rich would exit with 1."""
        raise BrokenPipeError


def console() -> Console:
    """Return a console on standard output: colours on a terminal only, long lines left to it."""
    return _Terminal(highlight=False, soft_wrap=True)


def remind_of_contact(contact: str) -> None:
    """Say so where requests name nobody who could be asked about them."""
    if not contact:
        console().print(
            "contact    none: please give one (fetch, contact), so that those who run the sites know whom to ask",
            markup=False,
        )


@contextmanager
def progress(catalog: Catalog, run: str) -> Iterator[None]:
    """Show on standard error, when it is a terminal, how much a run has staged so far, on whatever runner it works."""
    err = Console(stderr=True)
    if not err.is_terminal:
        yield
        return
    done = Event()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("starting")

        def follow() -> None:
            while not done.wait(REFRESH):
                staged = catalog.staged_counts(run)
                words = f"{staged['feeds']} feeds, {staged['articles']} articles, {staged['failures']} failures"
                bar.update(task, description=words)

        follower = Thread(target=follow, daemon=True)
        follower.start()
        try:
            yield
        finally:
            done.set()
            follower.join()


def summary(counts: Counts) -> Iterator[str]:
    """Yield a run's figures, a line each."""
    feeds = {FEED_WORDS.get(name, name): count for name, count in counts["feeds"].items()}
    articles, removed = dict(counts["articles"]), counts["removed"]
    around = sum(articles.pop(name, 0) for name in SAME_TEXT)
    articles["unchanged"] = around + articles.pop("not_modified", 0)
    told = _listed({name: articles.pop(name, 0) for name in EVENTS if name not in SOMETIMES or name in articles})
    yield "feeds      " + (_listed(feeds, ("ok", "failing", *FEED_WORDS.values())) or "none due")
    yield "articles   " + told + (f" ({around} of them on changed pages)" if around else "")
    if others := in_words(articles):
        yield "           " + ", ".join(f"{count} {words}" for words, count in others)
    if removed:
        taken = f"{some(sum(removed.values()), 'paragraph')} from {some(counts['cleaned'], 'article')}"
        yield f"removed    {taken}: {_listed(removed)}"
    if counts["failures"]:
        yield "failures   " + _listed(counts["failures"])


def failures(rows: Iterable[Any], count: int) -> Iterator[str]:
    """Yield the first of so many failures, a line each, and how many more there are."""
    for row in islice(rows, MOST_FAILURES):
        yield f"           {row.stage}: {row.reason}  {row.subject}  {shortened(row.detail)}".rstrip()
    if count > MOST_FAILURES:
        yield f"           and {count - MOST_FAILURES} more"


def article_head(article: Article) -> Iterator[Text]:
    """Yield what was read about an article besides its text, a line each."""
    yield Text(article.headline or "(no headline)", "bold")
    facts = {
        "by": ", ".join(article.authors),
        "published": f"{article.date_published:%Y-%m-%d %H:%M} UTC" if article.date_published else "",
        "modified": f"{article.date_modified:%Y-%m-%d %H:%M} UTC" if article.date_modified else "",
        "language": article.language or "",
        "section": article.section,
        "dateline": article.dateline,
        "image": article.image,
        "codes": ", ".join(f"{label}: {value}" for label, value in article.codes.items()),
        "notices": " / ".join(article.notices),
    }
    for name, value in facts.items():
        if value:
            yield Text(f"{name:10} {value}", "dim")
    yield Text("; ".join([f"{len(article.paragraphs)} paragraphs kept", *_removed_words(article)]) + "\n", "dim")


def first_reading(article: Article) -> Iterator[Text]:
    """Yield how much of an article was kept and removed, its codes, and each line that others stand for."""
    words = [f"{len(article.paragraphs)} paragraphs", *_removed_words(article)]
    words += [f"{label} {value}" for label, value in article.codes.items()]
    yield Text("  " + "; ".join(words), "dim")
    blocks = article.blocks()
    for removal in article.removed:
        said = _witnesses(removal) or " / ".join(shortened(blocks[place].text) for place in removal.of)
        if said:
            yield Text.assemble(("  - ", "red"), (removal.text, "red"), (f"  ({removal.rule}: {said})", "dim"))
    for repeat in article.repetitions:
        said = " / ".join(shortened(blocks[place].text) for place in repeat.of)
        yield Text.assemble(
            ("  = ", "yellow"), (blocks[repeat.position].text, "yellow"), (f"  ({repeat.rule}, stays: {said})", "dim")
        )


def cleaned(article: Article) -> Iterator[Text]:
    """Yield an article's blocks in page order: the kept ones plain, repeats and what was removed with their rule."""
    kept = dict(zip(article.positions(), article.paragraphs, strict=True))
    repeats = {repeat.position: repeat for repeat in article.repetitions}
    removed = {removal.position: removal for removal in article.removed}
    for place in range(len(kept) + len(removed)):
        if place in kept:
            block = kept[place]
            label = "" if block.kind == "paragraph" else f"[{block.kind}] "
            if repeat := repeats.get(place):
                note = f"   [{repeat.rule}{_of(repeat)}, stays]"
                yield Text.assemble(("= ", "yellow"), (label, "dim"), (block.text, "yellow"), (note, "dim"), "\n")
            else:
                yield Text.assemble("  ", (label, "dim"), block.text, "\n")
        else:
            removal = removed[place]
            seen = f", {_witnesses(removal)}" if removal.witnesses else ""
            yield Text.assemble(
                ("- ", "red"), (removal.text, "red"), (f"   [{removal.rule}{_of(removal)}{seen}]", "dim"), "\n"
            )


def same_story(story: Story | None) -> Iterator[Text]:
    """Yield the other tellings of an article's story, each with its role and what text is shared."""
    if story is None:
        return
    for told in story.tellings:
        note = "; ".join(part for part in (told.role, told.note) if part)
        yield Text.assemble((f"  = the same story: {told.headline}", "cyan"), (f"  ({note})", "dim"))
    if not story.size:
        yield Text(f"  = the same story is told elsewhere, this is a {story.role}", "cyan")
    if (more := story.size - 1 - len(story.tellings)) > 0:
        yield Text(f"  = the same story: {more} more", "cyan")


def shortened(text: str) -> str:
    """Return the beginning of a paragraph that is only named."""
    return text if len(text) <= SHORT else text[:SHORT].rsplit(" ", 1)[0] + " ..."


def title(text: str) -> str:
    """Return a heading in console markup."""
    return f"[bold]{escape(text)}[/bold]"


def _removed_words(article: Article) -> list[str]:
    reasons = Counter(removal.reason for removal in article.removed)
    words = [f"{len(article.removed)} removed ({_listed(reasons)})"] if reasons else []
    if stays := len(article.repetitions):
        words.append(f"{stays} repeat{'s' if stays > 1 else ''} left in")
    return words


def _of(repeat: Removal | Repetition) -> str:
    return f", repeats block {' and '.join(str(place + 1) for place in repeat.of)}" if repeat.of else ""


def _witnesses(removal: Removal) -> str:
    return f"also on {removal.witnesses} other articles" if removal.witnesses else ""


def some(count: int, noun: str) -> str:
    """Return a count of something, "1 feed" or "2 feeds"."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _listed(tally: Mapping[str, int], order: Iterable[str] = ()) -> str:
    names = [name for name in order if name in tally] or list(tally)
    return ", ".join(f"{tally[name]} {name.replace('_', ' ')}" for name in names)
