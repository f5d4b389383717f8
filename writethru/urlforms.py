"""Other addresses of one page: for AMP, telephones and printers, with a session in the path, behind a redirector."""

import re
from urllib.parse import unquote

from writethru.tracking import DATA

PRESENTATION = re.compile(r"(?:m|mobile|mobil|mobi|amp|touch|wap)\.(?=[^.]+\.[^.])")
MIRROR = re.compile(r"(?:www\d?|m|mobile|mobil|mobi|amp|touch|wap)\.(?=[^.]+\.[^.])")
# Endings under which names are registered: "amp.com.au" is a site, and none of "com.au". On all 565 hosts of real pages
# that begin with one of these labels this rule says what the public suffix list does (460 KB, which age by the week).
REGISTRY = re.compile(r"(?:com?|org|net|govt?|gob|gouv|edu|ac|or|ne|go|mil|nom|gen)\.[a-z]{2}(?::\d+)?")

AMP_SEGMENTS = re.compile(r"/(?:platform/|google-?)?amp(?:html)?(?=/[^/])", re.IGNORECASE)
AMP_ENDING = re.compile(r"(?<=[^/])(?:/amp(?:html)?(?:/1)?/?$|[.~]amp(?=(?:\.\w{2,5})?/?$))", re.IGNORECASE)
AMP_SHOW = re.compile(r"/amp_(?=(?:article|video|photo|liveblog)\w*/)", re.IGNORECASE)  # of the Times group of India
PRINT_ENDING = re.compile(r"(?<=[^/])/(?:print|printable|print-?view|printer-?friendly)/?$", re.IGNORECASE)
SESSION = re.compile(
    r";(?:jsessionid|phpsessid|sessionid|sid(?==\w{20}))\b[^/;]*|/\([a-z]\([a-z0-9]{20,}\)\)(?=/|$)", re.IGNORECASE
)
APPENDED = re.compile(r"(?:[&;,]|%3F|%26)(?:utm_\w+|fbclid|gclid)(?:=|%3D|&|$).*", re.IGNORECASE)  # no "?" stood before
BLANK_ENDINGS = ("%20", "%C2%A0", "%E2%80%8B", "%EF%BB%BF", "%09", "%0A", "%0D")
PATHS = (AMP_ENDING, AMP_SEGMENTS, AMP_SHOW, PRINT_ENDING, SESSION, APPENDED)
HINTS = re.compile(r"amp|/print|;|/\(|utm_|clid|%", re.IGNORECASE)

WRAPPERS = tuple(
    (re.compile(each["host"]), re.compile(each["path"], re.IGNORECASE), tuple(each.get("parameters", ())))
    for each in DATA["wrapper"]
)
SCHEME = re.compile(r"https?(?::|%3A)(?:/|%2F){2}", re.IGNORECASE)
CACHED = re.compile(r"/(?:c|v|wp|amp|feed|i)/", re.IGNORECASE)  # paths with a target that has no scheme of its own


def plain_host(host: str, labels: re.Pattern[str] = PRESENTATION) -> str:
    """Return a host without the labels before it that only say how, or with which name, a site is shown."""
    while (found := labels.match(host)) is not None:
        rest = host[found.end() :]
        if not found[0].startswith("www") and REGISTRY.fullmatch(rest):
            break
        host = rest
    return host


def plain_path(path: str) -> str:
    """Return a path without what only says how its page is shown, and to whom."""
    if HINTS.search(path):
        for form in PATHS:
            path = form.sub("", path) if form is not AMP_SHOW else form.sub("/", path)
        while (blank := next(filter(path.rstrip("/").endswith, BLANK_ENDINGS), None)) is not None:
            path = path.rstrip("/").removesuffix(blank)
    return path


def carried(host: str, path: str, query: str) -> str | None:
    """Return the URL that a redirector's or a cache's URL carries in plain; None when it is no such URL.

    `query` is without its "?". What is carried under an abbreviation or a number, only its server can tell.
    """
    if not (CACHED.match(path) or SCHEME.search(query) or SCHEME.search(path)):
        return None
    host = plain_host(host, MIRROR)
    for hosts, paths, parameters in WRAPPERS:
        if not (hosts.fullmatch(host) and (found := paths.fullmatch(path))):
            continue
        if not parameters:
            return _in_path(found, query)
        named = dict(part.partition("=")[::2] for part in reversed(query.split("&")))
        for name in parameters:
            target = unquote(named.get(name, ""))
            if SCHEME.match(target):
                return target
    return None


def _in_path(found: re.Match[str], query: str) -> str:
    target = found["target"]
    if SCHEME.match(target):
        return unquote(target)
    secure = found["secure"] is not None
    return f"{'https' if secure else 'http'}://{target}{'?' if query else ''}{query}"
