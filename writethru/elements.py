"""What flows through writethru: feeds, entries, pages, articles, looks, changes, failures, states.

Every element is frozen and compares by value. Datetimes are aware and in UTC, URLs are absolute, sequences are tuples.
Names follow Atom for entries, WARC for pages and schema.org NewsArticle for articles.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

Source = Literal["page", "feed"]
Kind = Literal["paragraph", "heading", "list_item", "quote", "table_row", "preformatted", "caption"]
# What a look found: an article, the same at another address, or what stood in its place (writethru.responses).
Outcome = Literal[
    "article",
    "moved",
    "not_modified",
    "paywalled",
    "blocked",
    "consent",
    "soft_404",
    "redirected_home",
    "not_found",
    "gone",
    "retracted",
    "shell",
    "error",
    "postponed",
]
Status = Literal["waiting", "ok", "paywalled", "blocked", "error", "withdrawn"]
Event = Literal["new", "updated", "moved", "withdrawn", "restored"]
EditClass = Literal["cosmetic", "minor", "substantive", "notice"]
Op = Literal["add", "delete", "edit", "move", "split", "merge"]
Touch = Literal["numbers", "names", "dates", "quotes", "negation", "modality", "attribution"]


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed to poll, with the validators of its last good answer.

    `url` is its key, as configured; `address` is where it has moved for good, "" where that is the same.
    `content` says what its articles are read from: their pages, or the text that the feed itself gives.
    """

    url: str
    title: str = ""
    content: Source = "page"
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed. `published` and `updated` are None when missing or doubtful; the raw strings are kept."""

    feed_url: str
    id: str
    link: str
    title: str = ""
    summary: str = ""
    content: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    published_raw: str = ""
    updated_raw: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Archived:
    """Where an answer lies in a web archive: the digest of its payload ("sha256:...") and its record's id."""

    digest: str
    record_id: str


@dataclass(frozen=True, slots=True)
class Page:
    """One HTTP answer, decoded; header names are lower-case. `status` 304 comes with an empty body.

    `moved` is how far permanent redirects alone led from `target_uri`, None where the first was none.
    `sent` are the request's headers, () where they are not known; `archived` is None where no archive holds the answer.
    """

    target_uri: str
    final_uri: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    retrieved: datetime
    moved: str | None = None
    sent: tuple[tuple[str, str], ...] = field(default=(), repr=False)  # there may be secrets among them
    archived: Archived | None = None

    def header(self, name: str) -> str | None:
        """Return the first value of a header, by its lower-case name."""
        return next((value for key, value in self.headers if key == name), None)


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong with one subject (a URL) at one stage; `reason` is from that stage's closed vocabulary.

    It is not to be asked for again before `until`, where that is set.
    """

    stage: str
    subject: str
    reason: str
    detail: str
    at: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block of an article's text; `text` has its white space collapsed and is never empty.

    `protected` by a user's rule for the site, it stays in the text whatever else finds it superfluous; `boxed`, it
    stands in a box of its own within the text, and is probably the site's (writethru.sideboxes).
    """

    text: str
    kind: Kind = "paragraph"
    protected: bool = False
    boxed: bool = False


@dataclass(frozen=True, slots=True)
class Repetition:
    """A kept paragraph that says again what others say; all as in Removal."""

    position: int
    of: tuple[int, ...]
    rule: str
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Removal:
    """One block taken out of an article's text, and why.

    `position` and `of` count the article's blocks, kept and removed together, from 0: an article's blocks are its
    removals at their positions with the kept paragraphs filling the gaps in order. `reason` is the kind of cause
    ("boilerplate", "repeat", "code", "headline", "metadata"), `rule` the rule's own name, `of` what a repeat repeats,
    `score` how sure, in [0, 1]; `witnesses` counts the other articles of the site that show a recurring line.
    """

    text: str
    position: int
    reason: str
    rule: str
    of: tuple[int, ...] = ()
    score: float = 1.0
    kind: Kind = "paragraph"
    witnesses: int = 0


@dataclass(frozen=True, slots=True)
class Article:
    """One cleaned article.

    `uri` is its key, made from the feed's entry and never from the final URL; `headlines` maps where a candidate came
    from ("h1", "og:title", "json-ld", "title", "feed") to its text; `codes` maps a desk's label as printed to its value
    ("News Code": "712"); `notices` are corrections, updates and retractions found anywhere on the page.

    `date_published` is when the article came out as its readers are told: the first date that the page claims, or the
    date at the headline where that is weeks away from it, as on pages that are kept up and published anew; a date that
    is called the last update's is taken only where there is no other. Times without a zone have that of the page's
    other dates, else UTC; a day without a time is midnight UTC. `authors` are persons; organisations only where no
    person is named and the byline bears theirs. `language` is a BCP 47 tag: the page's claim, or the text's own where
    that plainly is another. `section` is the newsroom's own word for where it ran, `image` the lead image's absolute
    URL, `dateline` the place, day and agency that open the text ("KESTOR (Reuters)"), which stay there as well; all
    three are "" when the page tells none.

    `repetitions` are the kept paragraphs that are known to repeat others, in order. `beside` are sentences that stand
    on the page outside its text: a summary, a box, a caption. `passages` are fingerprints of all that stands anywhere
    on the page (writethru.passages), () when they are not known; no record has them.
    """

    uri: str
    canonical_url: str
    headline: str = ""
    headlines: Mapping[str, str] = field(default_factory=dict)
    authors: tuple[str, ...] = ()
    date_published: datetime | None = None
    date_modified: datetime | None = None
    language: str | None = None
    paragraphs: tuple[Paragraph, ...] = ()
    removed: tuple[Removal, ...] = ()
    notices: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    section: str = ""
    image: str = ""
    dateline: str = ""
    repetitions: tuple[Repetition, ...] = ()
    beside: tuple[str, ...] = ()
    passages: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The kept paragraphs, one a line, captions left out."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs if paragraph.kind != "caption")

    def positions(self) -> tuple[int, ...]:
        """Return, for each kept paragraph, its place among all blocks (see Removal)."""
        taken = {removal.position for removal in self.removed}
        total = len(self.paragraphs) + len(self.removed)
        return tuple(place for place in range(total) if place not in taken)

    def blocks(self) -> tuple[Paragraph, ...]:
        """Return all blocks in page order, as they were before anything was removed."""
        placed = {removal.position: Paragraph(removal.text, removal.kind) for removal in self.removed}
        placed.update(zip(self.positions(), self.paragraphs, strict=True))
        return tuple(placed[place] for place in sorted(placed))


@dataclass(frozen=True, slots=True)
class ArticleState:
    """What is remembered of one article between looks; `article` is its last good reading, None before the first.

    `entry` is what a feed, `feed_url`, last said of it; `last_seen` is when a look last told what stands there.
    `version` counts announced versions from 1, 0 before the first. `strikes` counts looks in a row that failed, or that
    each had to hold back something else than the one before; `missing` counts looks in a row that did not find it, the
    first at `missing_since`, and `gone` the last of these that found it gone for good. `extractor` is the version of
    the rules that read `article`.

    `final_uri` is the address where it is known to answer, None before the first reading and in old catalogs; `moving`
    is another, to which the last `moving_looks` good looks in a row led. `recent` are fingerprints of what was
    announced, newest last (writethru.settling); `pending` is that of a reading held back, which the last
    `pending_looks` looks in a row have shown. `last_full` is when it last answered with its whole body,
    `last_fault` when a look last told nothing.
    """

    uri: str
    url: str
    feed_url: str
    status: Status
    version: int
    first_seen: datetime
    last_seen: datetime
    last_changed: datetime
    next_due: datetime
    entry: Entry | None = None
    article: Article | None = None
    extractor: int = 0
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    strikes: int = 0
    missing: int = 0
    missing_since: datetime | None = None
    gone: int = 0
    final_uri: str | None = None
    moving: str | None = None
    moving_looks: int = 0
    recent: tuple[str, ...] = ()
    pending: str | None = None
    pending_looks: int = 0
    last_full: datetime | None = None
    last_fault: datetime | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """One article to look at now, with its validators.

    `entry` is None when no feed named it this time; `overdue` is for how many of its own intervals it has been due,
    two fewer after a failure, None for what goes first: an article not read yet, or one that its feed says has
    changed; `state` is filled in after the fetch, None for a new article. `content` is the text that its feed gives in
    place of the page (HTML), "" where the page is to be asked for. `again` is a look of the past whose page
    `state.article` was read from: newer rules read it once more, and nothing else may come of it.
    """

    uri: str
    url: str
    feed_url: str
    entry: Entry | None = None
    etag: str | None = None
    last_modified: str | None = None
    overdue: float | None = None
    content: str = ""
    state: ArticleState | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class FeedVisit:
    """A feed and what came back: its document as a page, or the failure in its place."""

    feed: Feed
    answer: Page | Failure


@dataclass(frozen=True, slots=True)
class FeedPoll:
    """One poll of one feed and its outcome; `failure` is set when it failed.

    `newest` is its youngest entry's date, `gap` the usual time between two of them, `hint` and `skip` what it says
    about being polled, all as in FeedState; `fresh` is for how long its headers say that the answer holds. Status 304
    with a `body_hash` is a whole answer, the same as the last one. `moved` is as in Page.
    """

    feed: Feed
    at: datetime
    status: int | None = None
    title: str = ""
    entries: int = 0
    newest: datetime | None = None
    gap: timedelta | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    problems: tuple[str, ...] = ()
    failure: Failure | None = None
    hint: timedelta | None = None
    skip: tuple[str, ...] = ()
    fresh: timedelta | None = None
    moved: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """A look and what came back: a page, or the failure in its place.

    `outcome` is what the page was told to be before it is read, "article" or "moved", and `evidence` by what.
    """

    look: Look
    answer: Page | Failure
    outcome: Outcome = "article"
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """One look at one article and its outcome; `article` is set when the outcome is "article" or "moved".

    `extractor` is the version of the rules that read it, or would read what was not modified, 0 where that is not
    known; `failure` is set for every outcome that counts as one.
    `evidence` says by what an outcome was told; of "retracted" it is the notice that stands in the text's place.
    `until` is when it may be asked for again at the earliest, where the host or its robots.txt says so.
    """

    look: Look
    outcome: Outcome
    at: datetime
    article: Article | None = None
    extractor: int = 0
    evidence: str = ""
    failure: Failure | None = None
    status: int | None = None
    final_uri: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    until: datetime | None = None
    archived: Archived | None = None

    @property
    def source(self) -> Source:
        """What was read: the article's page, or the text that its feed gives."""
        return "feed" if self.look.content else "page"


@dataclass(frozen=True, slots=True)
class Word:
    """A run of words in an edited paragraph: "equal", "delete" or "insert". The runs' texts join to the paragraphs."""

    op: Literal["equal", "delete", "insert"]
    text: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One paragraph operation; `before` and `after` index the kept paragraphs of the two versions.

    add has only `after`, delete only `before`, edit and move one of each, split one to many, merge many to one.
    A paragraph that moved and was edited is a move with different texts. `words` is set where the texts differ.
    `touched` names the kinds of facts that the changed words hold, in the order of Touch.
    """

    op: Op
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    words: tuple[Word, ...] = ()
    touched: tuple[Touch, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldEdit:
    """One field's value in both versions, "" where it was not there; a list's items are told one by one.

    `source` says which of the headlines it is ("h1", "json-ld" ...), and is "" for other fields.
    """

    field: str
    old: str
    new: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What is different between two versions; `fields` names what changed ("headline", "paragraphs", "notices" ...).

    `edits` are the values of all fields but the paragraphs, which are told by `operations`. `touched` names the kinds
    of facts that the edits of the text and of the headline touch. A change is `doubtful` when only one of two
    independent readings of the page shows it.
    """

    status: Literal["unchanged", "updated"]
    edit_class: EditClass | None = None
    fields: tuple[str, ...] = ()
    operations: tuple[Operation, ...] = ()
    edits: tuple[FieldEdit, ...] = ()
    touched: tuple[Touch, ...] = ()
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered of one feed between polls; `strikes` counts failed polls in a row.

    `status` is "held" while its host wants not to be asked, "dormant" when it is gone and asked once a month; `gone`
    counts answers of 410 since the last good one. `gap` is the usual time between two of its entries, None when too few
    are dated. `hint` is how often it says that it should be polled at most; `skip` are hours ("0" to "23", UTC) and
    weekdays ("Sunday") at which not. `address` is where it has moved for good, None for its `url`; `moving` is another,
    to which the last `moving_looks` good polls in a row led. `last_full` is when it last answered with its whole body.
    """

    url: str
    status: Literal["ok", "failing", "held", "dormant"]
    next_due: datetime
    title: str = ""
    http_status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    strikes: int = 0
    reason: str = ""
    last_ok: datetime | None = None
    entries: int = 0
    newest: datetime | None = None
    gap: timedelta | None = None
    hint: timedelta | None = None
    skip: tuple[str, ...] = ()
    gone: int = 0
    address: str | None = None
    moving: str | None = None
    moving_looks: int = 0
    last_full: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What one observation means: the new state, and what to announce, if anything.

    `event` is None when nothing is announced; `change` is set for "updated" and "moved", and for "restored" where
    anything differs. `outcome` is the word the run's summary counts: the event, "unchanged", "cosmetic", "rebaselined",
    "held" (back until another look shows the same), or the observation's own outcome. `turned` is the status that the
    article has from this look on, None when it had it before; that a first reading makes it "ok" is no turn.
    """

    observation: Observation
    state: ArticleState
    outcome: str
    event: Event | None = None
    change: Change | None = None
    turned: Status | None = None
