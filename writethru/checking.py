"""What `writethru check` says of a feed in one line: does it answer, with what, and what stands in the way."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.text import Text

from writethru.elements import Failure, Feed, FeedState, Page
from writethru.feeds import FeedError, ParsedFeed, parse
from writethru.fetching import Fetcher, FetchPolicy, Request
from writethru.polling import MOVED_LOOKS
from writethru.urls import host

MOST_PROBLEMS = 2
LONGEST_PROBLEM = 90  # characters
STYLES = {"ok": "green", "held": "yellow", "failing": "red"}


@dataclass(frozen=True, slots=True)
class Checked:
    """One feed as it was found; `state` is "ok", "held" where its host wants not to be asked now, or "failing"."""

    url: str
    state: str
    words: tuple[str, ...]


def check_feeds(
    feeds: Sequence[Feed], policy: FetchPolicy, known: Mapping[str, FeedState], hosts: int
) -> Iterator[Checked]:
    """Yield what each feed answers now, in order; it is asked as a run would ask for it, but for its whole answer.

    `known` are the states of those that a run has polled, by URL. `hosts` are asked at the same time.
    """
    asked = {feed.url: feed.address or feed.url for feed in feeds}
    lanes: dict[str, list[Request]] = {}
    first: dict[str, str] = {}
    for url, address in asked.items():
        first.setdefault(address, url)
    for address, url in first.items():
        lanes.setdefault(host(address), []).append(Request(address, robots=policy.feed_robots, feed=url))
    with Fetcher(policy) as fetcher:
        answers = {request.url: answer for request, answer in fetcher.fetch_lanes(lanes.values(), hosts)}
        read = {address: _read(answer) for address, answer in answers.items()}
        links = {address: _newest_link(feed) for address, feed in read.items() if isinstance(feed, ParsedFeed)}
        wanted = [link for link in links.values() if link] if policy.robots else []
        rules = fetcher.rules(dict.fromkeys(wanted), hosts)
    for url, address in asked.items():
        answer, feed, state = answers[address], read[address], known.get(url)
        if isinstance(feed, str):
            held = isinstance(answer, Failure) and answer.reason == "held"
            yield Checked(url, "held" if held else "failing", (feed, *(() if held else _remembered(state))))
            continue
        words = [feed.kind, _entries(len(feed.entries)), *_newest(feed), _validators(answer)]
        words += _robots(rules.get(links[address], None))
        words += _remembered(state, answer)
        yield Checked(url, "ok", (*words, *_problems(feed.problems)))


def _read(answer: Page | Failure) -> ParsedFeed | str:
    """Return the feed, or why there is none."""
    if isinstance(answer, Failure):
        allowed = " (fetch, allow_hosts: may allow its host)" if answer.reason == "blocked_address" else ""
        return f"{answer.reason}: {_short(answer.detail)}{allowed}"
    if answer.status != 200:
        return f"answered {answer.status}"
    try:
        return parse(answer.body, answer.final_uri, answer.header("content-type"))
    except FeedError as error:
        instead = f", instead perhaps {error.candidates[0]}" if error.candidates else ""
        return _short(f"{error.reason}: {error.detail}") + instead


def _entries(count: int) -> str:
    return f"{count} {'entry' if count == 1 else 'entries'}"


def _newest_link(feed: ParsedFeed) -> str:
    return next((entry.link for entry in feed.entries if entry.link.startswith(("http://", "https://"))), "")


def _newest(feed: ParsedFeed) -> Iterator[str]:
    dates = [date for entry in feed.entries if (date := entry.updated or entry.published)]
    if dates:
        yield f"newest {max(dates):%Y-%m-%d %H:%M}"
    elif feed.entries:
        yield "no dates"


def _validators(answer: Page | Failure) -> str:
    named = ("etag", "last-modified")
    held = [name for name in named if isinstance(answer, Page) and answer.header(name)]
    return " and ".join(held) or "no validators"


def _robots(found: float | Failure | None) -> Iterator[str]:
    """Yield what robots.txt says of the feed's pages; nothing where it was not asked."""
    if isinstance(found, Failure):
        denied = found.reason == "robots_denied"
        yield "robots.txt forbids its pages" if denied else f"robots.txt: {found.reason}, its pages wait"
    elif found is not None:
        yield f"a page every {found:g} s by robots.txt" if found else "robots.txt allows its pages"


def _remembered(state: FeedState | None, answer: Page | Failure | None = None) -> Iterator[str]:
    """Yield what the runs so far, or this answer, say of where it has gone and how it went."""
    moved = answer.moved if isinstance(answer, Page) else None
    if state and state.address:
        yield f"moved for good to {state.address}"
    elif moved:
        looks = state.moving_looks if state and state.moving == moved else 0
        yield f"moving to {moved} (told at {looks} of {MOVED_LOOKS} polls)"
    if state is None:
        return
    due = f"{state.next_due:%Y-%m-%d %H:%M} UTC"
    if state.status == "dormant":
        yield f"dormant ({state.reason}), next poll {due}"
    elif state.status == "failing":
        yield f"failed {state.strikes} times in a row ({state.reason}), next poll {due}"


def _problems(problems: Sequence[str]) -> Iterator[str]:
    yield from map(_short, problems[:MOST_PROBLEMS])
    if len(problems) > MOST_PROBLEMS:
        yield f"{len(problems) - MOST_PROBLEMS} more problems"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_PROBLEM else text[: LONGEST_PROBLEM - 1] + "…"


def lines(checked: Iterable[Checked]) -> Iterator[Text]:
    """Yield one line a feed, its columns aligned where addresses are not much longer than usual."""
    rows = list(checked)
    width = min(max((len(row.url) for row in rows), default=0), 60)
    for row in rows:
        yield Text.assemble((f"{row.state:7}", STYLES[row.state]), f"  {row.url:{width}}  {', '.join(row.words)}")
