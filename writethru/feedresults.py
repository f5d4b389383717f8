"""What reading a feed gives: its entries, or the reason why there are none."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from writethru.elements import Entry

Reason = Literal[
    "empty",
    "not_a_feed",
    "sitemap_index",  # it lists sitemaps, not pages
    "challenge",  # what stands in the feed's place, as of pages
    "login",
    "consent",
    "refused_input",
    "too_large",
    "too_slow",
]


class FeedError(ValueError):
    """A body without entries to read; `reason` is from a closed vocabulary.

    `candidates` are the URLs that may be meant instead, the likeliest first: feeds that a page names, sitemaps that an
    index lists, the newest first.
    """

    def __init__(self, url: str, reason: Reason, detail: str = "", candidates: tuple[str, ...] = ()) -> None:
        self.told = detail + (f" (instead: {' '.join(candidates)})" if candidates else "")
        super().__init__(f"{url}: {reason}{': ' if detail else ''}{self.told}")
        self.url = url
        self.reason: Reason = reason
        self.detail = detail
        self.candidates = candidates

    def __reduce__(self) -> tuple[type["FeedError"], tuple[Any, ...]]:
        return FeedError, (self.url, self.reason, self.detail, self.candidates)


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed as read; `kind` is "rss", "atom", "json", "sitemap" or another family.

    `problems` says what was wrong with it, each as "cause: detail"; its entries are what could be read all the same.
    `hint` and `skip` say when it wants to be polled (writethru.freshness).
    """

    title: str
    entries: tuple[Entry, ...]
    problems: tuple[str, ...] = ()
    kind: str = "rss"
    hint: timedelta | None = None
    skip: tuple[str, ...] = ()
