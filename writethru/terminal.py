"""What a person reads on the terminal: a run's summary, diffs, a cleaned page."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from writethru.catalog import Catalog
from writethru.commits import Counts
from writethru.diffs import DiffLine
from writethru.elements import Article, Removal, Repetition
from writethru.report import Story

REFRESH = 0.5  # s between two looks at what is staged
MOST_FAILURES = 5
SHORT = 80  # characters shown of a paragraph that is only named
CONTEXT = 60  # characters shown on either side of a change
FOLD = 1  # kept paragraphs shown on either side of a change
EVENTS = ("new", "updated", "restored", "withdrawn", "unchanged")
SAME_TEXT = ("unchanged", "cosmetic", "rebaselined")  # the page's bytes are others, its article is not
SIGN_STYLES = {"+": "green", "-": "red", "~": "cyan", " ": "dim"}
WORD_STYLES = {"insert": "bold underline", "delete": "bold strike", "equal": ""}


def console() -> Console:
    """Return a console on standard output: colours on a terminal only, long lines left to it."""
    return Console(highlight=False, soft_wrap=True)


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
    feeds, articles, removed = counts["feeds"], dict(counts["articles"]), counts["removed"]
    around = sum(articles.pop(name, 0) for name in SAME_TEXT)
    articles["unchanged"] = around + articles.pop("not_modified", 0)
    told = _listed({name: articles.pop(name, 0) for name in EVENTS if name != "restored" or name in articles})
    yield "feeds      " + (_listed(feeds, ("ok", "failing")) or "none due")
    yield "articles   " + told + (f" ({around} of them on changed pages)" if around else "")
    if articles:
        yield "           " + _listed(articles)
    if removed:
        yield f"removed    {sum(removed.values())} paragraphs from {counts['cleaned']} articles: {_listed(removed)}"
    if counts["failures"]:
        yield "failures   " + _listed(counts["failures"])


def failures(rows: Sequence[Any]) -> Iterator[str]:
    """Yield a run's first failures, a line each, and how many more there are."""
    for row in rows[:MOST_FAILURES]:
        yield f"           {row.stage}: {row.reason}  {row.subject}"
    if len(rows) > MOST_FAILURES:
        yield f"           and {len(rows) - MOST_FAILURES} more"


def diff(lines: Iterable[DiffLine]) -> Iterator[Text]:
    """Yield a diff's lines, the paragraphs far from any change folded into a count."""
    shown = list(lines)
    near = {
        place + step
        for place, line in enumerate(shown)
        if line.sign != " " or line.operation is not None
        for step in range(-FOLD, FOLD + 1)
    }
    folded = 0
    for place, line in enumerate(shown):
        if place not in near:
            folded += 1
            continue
        if folded:
            yield _fold(folded)
            folded = 0
        yield _diff_line(line)
    if folded:
        yield _fold(folded)


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
        said = _witnesses(removal) or " / ".join(_shortened(blocks[place].text) for place in removal.of)
        if said:
            yield Text.assemble(("  - ", "red"), (removal.text, "red"), (f"  ({removal.rule}: {said})", "dim"))
    for repeat in article.repetitions:
        said = " / ".join(_shortened(blocks[place].text) for place in repeat.of)
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


def title(text: str) -> str:
    """Return a heading in console markup."""
    return f"[bold]{escape(text)}[/bold]"


def _diff_line(line: DiffLine) -> Text:
    style = SIGN_STYLES[line.sign]
    text = Text.assemble((f"  {line.sign} ", style))
    if line.sign in " ~":  # where it stands is what matters of it
        text.append(_shortened(line.text), style)
    else:
        last = len(line.words) - 1
        for place, word in enumerate(line.words):
            shown = word.text if word.op != "equal" else _context(word.text, place > 0, place < last)
            text.append(shown, f"{style} {WORD_STYLES[word.op]}".strip())
    if line.note:
        text.append(f"  ({line.note})", "dim")
    return text


def _context(text: str, behind: bool, ahead: bool) -> str:
    """Return what of an unchanged run is near a change: its beginning `behind` one, its end `ahead` of the next."""
    if len(text) <= (behind + ahead) * CONTEXT or not (behind or ahead):
        return text
    start = text[:CONTEXT].rsplit(" ", 1)[0] + " " if behind else ""
    end = " " + text[-CONTEXT:].split(" ", 1)[-1] if ahead else ""
    return f"{start}...{end}"


def _fold(count: int) -> Text:
    return Text(f"    ... {count} unchanged paragraph{'s' if count > 1 else ''}", "dim")


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


def _shortened(text: str) -> str:
    return text if len(text) <= SHORT else text[:SHORT].rsplit(" ", 1)[0] + " ..."


def _listed(tally: Mapping[str, int], order: Iterable[str] = ()) -> str:
    names = [name for name in order if name in tally] or list(tally)
    return ", ".join(f"{tally[name]} {name.replace('_', ' ')}" for name in names)
