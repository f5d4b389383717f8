"""A configuration file (YAML) -> frozen settings, or an error that names the file, the line and what was expected."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from pipelines.accesssettings import AuthSettings, CookieName, CookieValue, HeaderName, ProxyUrl, Secret
from writethru import __version__
from writethru.access import Access
from writethru.elements import Feed
from writethru.errors import UsageError
from writethru.fetching import FetchPolicy
from writethru.polling import PollPolicy
from writethru.sites import SiteRules, check_selector
from writethru.urls import host

KINDS = {  # what pydantic calls by Python's names
    "tuple_type": "a list",
    "dict_type": "a mapping, such as {name: value}",
    "model_type": "a mapping, such as {name: value}",
    "string_type": "text; numbers, dates and yes or no in quotes",
    "path_type": "a folder",
}


class ConfigError(UsageError):
    """The configuration can't be used; each line of the message names file, line, key and what was expected."""


def _web_url(value: str) -> str:
    try:
        host(value)
    except ValueError:
        raise ValueError("expected an http:// or https:// URL") from None
    return value


def _host_name(value: str) -> str:
    """Return a host as it stands in a page's URL: lower-case, in ASCII."""
    try:
        if re.fullmatch(r"[\w.-]+", value):
            return host(f"https://{value}")
    except ValueError:
        pass
    raise ValueError("expected a host, such as gazette.example")


def _feed_url(value: str) -> str:
    if "@" in urlsplit(_web_url(value)).netloc:
        raise ValueError("expected no user or password in the URL, which is stored and shown; give them under auth")
    return value


def _host_and_port(value: str) -> str:
    name, colon, port = value.partition(":")
    if colon and not re.fullmatch(r"[0-9]{1,5}", port):
        raise ValueError("expected a host, such as gazette.example or gazette.example:8080")
    return _host_name(name) + colon + port


def _printable(value: str) -> str:
    if not value.isprintable():
        raise ValueError("expected printable characters on one line")
    return value


WebUrl = Annotated[str, AfterValidator(_web_url)]
FeedUrl = Annotated[str, AfterValidator(_feed_url)]
Host = Annotated[str, AfterValidator(_host_name)]
HostAndPort = Annotated[str, AfterValidator(_host_and_port)]
Selector = Annotated[str, AfterValidator(check_selector)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FeedSettings(_Section):
    """One feed. Headers, cookies, auth and proxy are also for its articles' pages on the same host."""

    url: FeedUrl = Field(description="Where the feed is: RSS, Atom, RDF, JSON Feed or a news sitemap.")
    title: str = Field(default="", description="What to call it; the feed's own title when left out.")
    headers: dict[HeaderName, Secret] = Field(
        default={}, repr=False, description="Headers to send; values may hold ${NAME}, an environment variable."
    )
    cookies: dict[CookieName, CookieValue] = Field(
        default={}, repr=False, description="Cookies to send; values may hold ${NAME}, an environment variable."
    )
    auth: AuthSettings | None = Field(default=None, repr=False, description="A user and a password to send.")
    proxy: ProxyUrl | None = Field(
        default=None, repr=False, description="The HTTP proxy to ask through; may hold ${NAME}, as all of these."
    )
    hosts: tuple[HostAndPort, ...] = Field(
        default=(), description="Other hosts of the same publisher at which all these hold as well."
    )

    content: Literal["page", "feed"] = Field(
        default="page",
        description="What its articles are read from: their pages, or the text that the feed itself gives of each.",
    )

    def access(self) -> Access | None:
        """Return what its server is told beyond a plain request, None for nothing."""
        if not (self.headers or self.cookies or self.auth or self.proxy):
            return None
        auth = (self.auth.user, self.auth.password) if self.auth else None
        headers, cookies = tuple(self.headers.items()), tuple(self.cookies.items())
        return Access(self.url, headers, cookies, auth, self.proxy, self.hosts)


class FetchSettings(_Section):
    """How pages are asked for."""

    deadline: float = Field(default=20.0, gt=0, le=300, description="Seconds for one URL, redirects and all.")
    delay: float = Field(default=5.0, ge=0, le=300, description="Seconds between two requests to one host.")
    hosts: int = Field(default=64, ge=1, le=1000, description="Hosts asked at the same time.")
    pages_per_host: int = Field(
        default=50, ge=1, description="Pages of one host in one run; the rest waits for the next."
    )
    robots: Literal["pages", "all", "off", True, False] = Field(
        default="pages", description="What robots.txt is honoured for: pages, feeds too, or nothing; true means pages."
    )
    contact: Annotated[str, AfterValidator(_printable)] = Field(
        default="", description="A URL or address that the User-Agent names, for those who run the sites."
    )
    allow_hosts: tuple[str, ...] = Field(
        default=(), description="Hosts allowed although their address is private or loopback."
    )


class PollSettings(_Section):
    """When something counts as withdrawn, and how slow looking gets."""

    gone_looks: int = Field(
        default=2, ge=1, description="Looks that must answer 410 or 451 before a withdrawal is announced."
    )
    missing_looks: int = Field(default=3, ge=1, description="Looks that must find no page, over at least a day.")
    confirm_looks: int = Field(
        default=2,
        ge=1,
        description="Looks that must show a doubtful change, or another address, before it is announced.",
    )
    quickest_minutes: float = Field(
        default=15, gt=0, description="An article is left alone for at least so long after a look, in minutes."
    )
    slowest_days: float = Field(
        default=30, gt=0, le=3650, description="An article is looked at at least this often, in days."
    )


class SiteSettings(_Section):
    """What you know about one site's pages, in CSS selectors."""

    content: tuple[Selector, ...] = Field(
        default=(), description="The body is these elements, where a page has one of them, and is not searched for."
    )
    remove: tuple[Selector, ...] = Field(default=(), description="Elements to take out of the body.")
    keep: tuple[Selector, ...] = Field(default=(), description="Elements of the body that nothing is taken out of.")


class Settings(_Section):
    """A whole configuration. Relative paths are taken from the folder of the file they stand in."""

    feeds: tuple[FeedSettings, ...] = Field(min_length=1, description="The feeds to poll.")
    data: Path = Field(description="Folder for the catalog, the outputs and the report.")
    archive: Path | None = Field(
        default=None, description="Folder for a web archive (WARC) of every answer; none is kept when left out."
    )
    outputs: tuple[Literal["jsonl", "jsonl.zst", "parquet"], ...] = Field(
        default=("jsonl",), description="Files to write after each run; each run has its own."
    )
    repeats: Literal["drop", "mark", "off"] = Field(
        default="drop",
        description="Take repeated paragraphs out of the text, leave them there and say which they are, or neither.",
    )
    recurring: Literal["drop", "off"] = Field(
        default="drop", description="Take lines that recur on a site's pages out of the text, or not."
    )
    fetch: FetchSettings = FetchSettings()
    polling: PollSettings = PollSettings()
    sites: dict[Host, SiteSettings] = Field(
        default={}, description="Rules for the pages of single hosts and of their subdomains."
    )

    @property
    def catalog(self) -> Path:
        """The catalog's database."""
        return self.data / "catalog.sqlite"

    @property
    def records(self) -> Path:
        """The folder of the output files."""
        return self.data / "records"

    @property
    def report(self) -> Path:
        """The last run's page."""
        return self.data / "report.html"

    def feed_list(self) -> tuple[Feed, ...]:
        """Return the feeds as elements."""
        return tuple(Feed(feed.url, feed.title, feed.content) for feed in self.feeds)

    def fetch_policy(self) -> FetchPolicy:
        """Return how pages are fetched."""
        chosen = self.fetch
        policy = FetchPolicy(
            deadline=chosen.deadline,
            delay=chosen.delay,
            allow_hosts=chosen.allow_hosts,
            robots=chosen.robots not in ("off", False),
            feed_robots=chosen.robots == "all",
            hosts_file=str(self.data / "hosts.sqlite"),
            access=tuple(access for feed in self.feeds if (access := feed.access())),
        )
        agent = f"writethru/{__version__} (+{chosen.contact})"
        return replace(policy, user_agent=agent) if chosen.contact else policy

    def site_rules(self) -> dict[str, SiteRules]:
        """Return, by host, how pages are read."""
        return {name: SiteRules(site.content, site.remove, site.keep) for name, site in self.sites.items()}

    def poll_policy(self) -> PollPolicy:
        """Return when to look again."""
        chosen = self.polling
        return PollPolicy(
            gone_looks=chosen.gone_looks,
            missing_looks=chosen.missing_looks,
            confirm_looks=chosen.confirm_looks,
            quickest=timedelta(minutes=chosen.quickest_minutes),
            slowest=timedelta(days=chosen.slowest_days),
        )


def load(path: Path) -> Settings:
    """Return the settings of a file. Raises ConfigError with every fault that was found in it."""
    try:
        text = path.read_text(encoding="utf8")
        tree, values = yaml.compose(text, yaml.SafeLoader), yaml.safe_load(text)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 text (byte {error.start})") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{path}:{line}: not valid YAML: {error.problem}") from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that does not exist
        raise ConfigError(f"{path}: not valid YAML: {error}") from error
    if not isinstance(tree, yaml.MappingNode):
        raise ConfigError(f"{path}:1: expected a mapping with the keys feeds and data")
    faults = list(_doubled_keys(tree))
    if not faults:
        try:
            settings = Settings.model_validate(values)
        except ValidationError as error:
            details = error.errors()
            if len(details) > 1:  # a list all of whose items are wrong is told item by item
                details = [detail for detail in details if detail["type"] != "too_short"]
            faults = [_fault(tree, detail["loc"], detail["msg"], detail["type"]) for detail in details]
        else:
            folder = path.resolve().parent
            archive = (folder / settings.archive).resolve() if settings.archive else None
            settings = settings.model_copy(update={"data": (folder / settings.data).resolve(), "archive": archive})
            faults = [_fault(tree, loc, message, "") for loc, message in _contradictions(settings)]
            if not faults:
                return settings
    raise ConfigError("\n".join(f"{path}:{line}: {message}" for line, message in sorted(faults)))


def _contradictions(settings: Settings) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """Yield where settings that are sound one by one don't fit each other or this machine, and why."""
    seen: set[str] = set()
    for place, feed in enumerate(settings.feeds):
        if feed.url in seen:
            yield ("feeds", place, "url"), "stands here a second time"
        seen.add(feed.url)
    for name, path in (("data", settings.data), ("archive", settings.archive)):
        if path and path.exists() and not path.is_dir():
            yield (name,), "expected a folder, not a file"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a configuration file, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Settings.model_json_schema()}


def _fault(tree: yaml.Node, loc: Sequence[int | str], message: str, kind: str) -> tuple[int, str]:
    """Return the line of the deepest node on the way to a fault, and the fault in words."""
    node, key_line = tree, tree.start_mark.line
    for step in loc:
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == step), None)
            if pair is None:
                break
            key_line, node = pair[0].start_mark.line, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            key_line = node.start_mark.line
        else:
            break
    named = (step for step in loc if step != "[key]")  # what is wrong is a key itself
    name = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in named).lstrip(".")
    if kind == "extra_forbidden":
        message = "unknown key" + _known_keys(loc)
    elif kind == "missing":
        message = "required, but missing"
    elif kind == "too_short":
        message = "expected at least one"
    elif kind in KINDS:
        message = f"expected {KINDS[kind]}"
    else:
        message = message.removeprefix("Value error, ").replace("Input should be", "expected")
    return key_line + 1, f"{name}: {message}"


def _known_keys(loc: Sequence[int | str]) -> str:
    models: dict[str, Any] = {
        "feeds": FeedSettings,
        "fetch": FetchSettings,
        "polling": PollSettings,
        "sites": SiteSettings,
    }
    model = Settings if len(loc) == 1 else AuthSettings if "auth" in loc else models[str(loc[0])]
    return f"; expected one of {', '.join(model.model_fields)}"


def _doubled_keys(node: yaml.Node, inside: tuple[yaml.Node, ...] = ()) -> Iterator[tuple[int, str]]:
    """Yield keys that stand twice in one mapping: YAML would silently take the last."""
    if any(node is outer for outer in inside):  # an alias to what it stands in
        return
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if str(key.value) in seen:
                yield key.start_mark.line + 1, f"{key.value}: stands here a second time"
            seen.add(str(key.value))
            yield from _doubled_keys(value, (*inside, node))
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _doubled_keys(item, (*inside, node))


if __name__ == "__main__":
    print(json.dumps(json_schema(), indent=2))
