"""What of a URL's query says nothing about which article it is, from `tracking.toml`: codes, sessions, ways to show it.

Where it is doubtful a parameter stays: a wrong guess makes one article of two.
"""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

# What stands in the file for other addresses of an article is read in urlforms.py.
DATA = tomllib.loads(files("writethru").joinpath("tracking.toml").read_text("utf-8"))
NAMES = frozenset(name for tool in DATA["tool"] for name in tool.get("names", ())) | set(DATA["session"]["names"])
PREFIXES = tuple(prefix for group in (*DATA["tool"], DATA["session"]) for prefix in group.get("prefixes", ()))
PATTERN = re.compile("|".join(pattern for tool in DATA["tool"] for pattern in tool.get("patterns", ())))
VALUED = [(frozenset(g["names"]), frozenset(g["values"]), tuple(g.get("begins", ()))) for g in DATA["valued"]]
VALUED_NAMES = frozenset[str]().union(*(names for names, _, _ in VALUED))
SITES = {host: frozenset(group["names"]) for group in DATA["site"] for host in group["hosts"]}
SESSION_NAMES = frozenset(DATA["session"]["doubtful"])
RANDOM = re.compile(r"(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{24,}")  # letters and digits mixed; PHP's ids have 26 or 32
SCRIPT = re.compile(
    r"^/?$|/(?:index|default)\.\w+$|\.(?:php\d?|aspx?|jsp|cgi|pl|do|cfm|dll)$", re.IGNORECASE
)  # a parameter chooses its page


def content_parameters(parameters: list[str], host: str, path: str) -> list[str]:
    """Return those of a URL's parameters, each "name=value", that may choose its content, in order."""
    ours = _site_names(host)
    kept = [each for each in parameters if each and not _is_tracking(each.lower(), ours)]
    sessions = [each for each in kept if _is_session(each.lower())]
    if sessions and (len(sessions) < len(kept) or not SCRIPT.search(path)):
        return [each for each in kept if each not in sessions]
    return kept


def _is_tracking(parameter: str, ours: frozenset[str]) -> bool:
    name, _, value = parameter.rstrip("/").partition("=")  # a slash is often put after all of a URL
    if name in NAMES or name in ours or name.startswith(PREFIXES) or PATTERN.fullmatch(name):
        return True
    return name in VALUED_NAMES and any(
        name in names and (value in values or value.startswith(begins)) for names, values, begins in VALUED
    )


def _is_session(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    return name in SESSION_NAMES and RANDOM.fullmatch(value) is not None


@lru_cache(10_000)
def _site_names(host: str) -> frozenset[str]:
    """Return what means nothing on a host or on those above it."""
    found = frozenset[str]()
    while host:
        found |= SITES.get(host, frozenset())
        host = host.partition(".")[2]
    return found
