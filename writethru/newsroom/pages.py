"""An edition as a web site: every path with its answer, rendered from the templates."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from writethru.newsroom.editions import EDITIONS, FOLDER, stories

# Each feed: its path, its content type and the desks whose stories it lists.
FEEDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "/news.rss": ("application/rss+xml", ("news", "blog")),
    "/wire.atom": ("application/atom+xml", ("wire",)),
}


@dataclass(frozen=True, slots=True)
class Resource:
    """What a path answers; `modified` is when this body first appeared."""

    status: int
    content_type: str
    body: bytes
    modified: datetime

    @property
    def etag(self) -> str:
        """A weak validator: the same for the plain and the compressed body."""
        return f'W/"{hashlib.sha256(self.body).hexdigest()[:16]}"'


def http_date(moment: datetime) -> str:
    """Return an aware UTC moment as HTTP and RSS write it, in GMT."""
    return format_datetime(moment, usegmt=True)


TEMPLATES = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
TEMPLATES.filters["http_date"] = http_date


def site(edition: int, url: str) -> dict[str, Resource]:
    """Return every path of an edition with its answer; `url` is the site's address, without a slash at its end.

    A body that the edition before had too keeps its date, so that its validators hold across the two.
    """
    printed = stories(edition)
    now = EDITIONS[edition]
    earlier = site(edition - 1, url) if edition - 1 in EDITIONS else {}
    answers: dict[str, Resource] = {}

    def add(path: str, template: str, content_type: str = "text/html", status: int = 200, **values: object) -> None:
        page = TEMPLATES.get_template(template).render(url=url, path=path, edition=now, stories=printed, **values)
        resource = Resource(status, f"{content_type}; charset=utf-8", page.encode(), now.published)
        before = earlier.get(path)
        answers[path] = before if before and before.body == resource.body else resource

    add("/", "front.html")
    add("/robots.txt", "robots.txt", "text/plain")
    for path, (content_type, desks) in FEEDS.items():
        listed = [story for story in printed if story.desk in desks]
        add(path, path.removeprefix("/"), content_type, listed=listed)
    for story in printed:
        add(story.path, f"{story.desk}.html", story=story)
    for path in now.withdrawn:
        add(path, "gone.html", status=410)
    return answers
