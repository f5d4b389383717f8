"""The two editions as data: their stories, what stands around the stories, and what must be found between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from writethru.elements import Kind, Paragraph

FOLDER = Path(__file__).parent
MARKS: Mapping[str, Kind] = {"## ": "heading", "> ": "quote", "- ": "list_item"}


@dataclass(frozen=True, slots=True)
class Story:
    """One article as its desk filed it.

    `path` begins with the desk ("/news/", "/blog/", "/wire/"), which decides the page's template and the feed. `photo`
    is a caption, `notice` a correction printed under the text, `h1` the headline that only the page shows, `reporter`
    and `code` are the wire desk's own numbers; each is "" when there is none.
    """

    path: str
    headline: str
    byline: str
    published: datetime
    modified: datetime
    section: str
    summary: str
    tags: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    photo: str = ""
    notice: str = ""
    h1: str = ""
    reporter: str = ""
    code: str = ""

    @property
    def desk(self) -> str:
        """The first part of the path: "news", "blog" or "wire"."""
        return self.path.split("/")[1]


@dataclass(frozen=True, slots=True)
class Comment:
    """A reader's comment under a blog post."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Edition:
    """What is on the pages of one edition besides the stories, and moves by itself.

    `most_read` holds paths, `withdrawn` the paths that answer 410; `nonce` is that of the pages' scripts.
    """

    published: datetime
    updated: str
    advert: tuple[str, str]
    visitors: str
    nonce: str
    counter: int
    most_read: tuple[str, ...]
    comments: tuple[Comment, ...]
    withdrawn: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Expected:
    """What edition two must show of one article: the event, the edit in words, and what the first look must show.

    `repeats` indexes the story's paragraphs that say again what earlier ones said; `same_story` is the path of the
    same story in other words.
    """

    event: Literal["unchanged", "updated", "withdrawn", "new"]
    edit: str = ""
    repeats: tuple[int, ...] = ()
    same_story: str = ""


EXPECTED: Mapping[str, Expected] = {
    "/news/harbour-wall-repairs": Expected("unchanged", "only the comment counter, the advert and the like moved"),
    "/news/ferry-timetable": Expected("updated", "a typo is mended: “recieve” is now “receive”"),
    "/news/library-budget": Expected("updated", "£412,000 is now £421,000; the article's footer says so"),
    "/news/storm-drains": Expected(
        "updated", "3.8mm of rain are now 38mm; a paragraph is added at the end, the fifth moves up to third"
    ),
    "/news/mayor-election": Expected("updated", "the headline is new everywhere: page, metadata and feed"),
    "/news/fish-market-fire": Expected("withdrawn", "the page answers 410 and has left the feed"),
    "/news/lighthouse-lens": Expected("new", "first published in edition two"),
    "/news/cable-repair-week": Expected(
        "new", "the agency's story in the paper's words", same_story="/wire/cable-ship"
    ),
    "/blog/seed-potatoes": Expected("unchanged", "only a reader's comment and the visitor counter are new"),
    "/blog/chess-by-post": Expected(
        "updated", "the headline is new on the page alone, not in its metadata or the feed"
    ),
    "/wire/cable-ship": Expected("unchanged", same_story="/news/cable-repair-week"),
    "/wire/shipping-lane-call": Expected("new", "two readouts of one call pasted together", repeats=(4,)),
    "/wire/herring-quota": Expected("unchanged"),
}

_FIRST_COMMENTS = (
    Comment("Bartholomew K.", "I read this one aloud at breakfast and was asked to read it again."),
    Comment("Inge from Netherquay", "Lovely as ever. Please write about the old ropeworks some time."),
)

EDITIONS: Mapping[int, Edition] = {
    1: Edition(
        published=datetime(2025, 3, 10, 18, 0, tzinfo=UTC),
        updated="Updated 5 minutes ago",
        advert=("Tarn & Daughters, sailmakers", "Spring refits from £90. Call in at Slipway Yard."),
        visitors="20,417",
        nonce="k3V9aQx1",
        counter=4,
        most_read=("/news/fish-market-fire", "/news/storm-drains", "/news/ferry-timetable", "/wire/herring-quota"),
        comments=_FIRST_COMMENTS,
    ),
    2: Edition(
        published=datetime(2025, 3, 11, 9, 30, tzinfo=UTC),
        updated="Updated 18 minutes ago",
        advert=("The Anchor, Quayside", "Mussels and chips, £11.50, every Wednesday until they run out."),
        visitors="21,968",
        nonce="Zp07mRt4",
        counter=9,
        most_read=("/news/storm-drains", "/news/library-budget", "/blog/chess-by-post", "/news/ferry-timetable"),
        comments=(*_FIRST_COMMENTS, Comment("R. Aldous", "My late father would have agreed with every word.")),
        withdrawn=frozenset({"/news/fish-market-fire"}),
    ),
}


def stories(edition: int) -> tuple[Story, ...]:
    """Return the stories that stand in an edition, newest first.

    An edition's folder holds the stories that it adds or replaces; the rest are the earlier edition's.

    Raises:
        ValueError: there is no such edition.
    """
    if edition not in EDITIONS:
        raise ValueError(f"no edition {edition}: the newsroom prints {', '.join(map(str, EDITIONS))}")
    filed: dict[str, Story] = {}
    for number in range(1, edition + 1):
        folder = FOLDER / f"edition{number}"
        for file in folder.glob("*/*.txt"):
            path = "/" + file.relative_to(folder).with_suffix("").as_posix()
            filed[path] = _story(path, file.read_text(encoding="utf-8"))
    standing = (story for story in filed.values() if story.path not in EDITIONS[edition].withdrawn)
    return tuple(sorted(standing, key=lambda story: story.published, reverse=True))


def _story(path: str, source: str) -> Story:
    """Return the story of a file: lines of "name: value", an empty line, then one block of text a line."""
    head, _, body = source.partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    published = datetime.fromisoformat(fields.pop("published"))
    modified = fields.pop("modified", None)
    return Story(
        path=path,
        published=published,
        modified=datetime.fromisoformat(modified) if modified else published,
        tags=tuple(fields.pop("tags").split(", ")),
        paragraphs=tuple(_paragraph(line) for line in body.splitlines() if line),
        **fields,
    )


def _paragraph(line: str) -> Paragraph:
    for mark, kind in MARKS.items():
        if line.startswith(mark):
            return Paragraph(line.removeprefix(mark), kind)
    return Paragraph(line)
