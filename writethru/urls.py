"""URLs: the canonical form, the key of an article, which host and site they belong to.

Three things stay apart: an article's key (`article_uri`), the URL to fetch (as the feed gave it), and where it led to.
Two URLs are one article where no publisher means two by them; in doubt they are two, since a wrong merge loses one.
"""

import re
from hashlib import sha256
from string import ascii_letters, digits

from ada_url import URL, normalize_url

from writethru.tracking import content_parameters
from writethru.urlforms import MIRROR, carried, plain_host, plain_path

LONGEST = 8_192  # characters, escapes as they are sent; RFC 9110 asks servers for 8,000
LONGEST_HOST = 260  # characters with a port; 253 are the most that can be looked up
MOST_ROUNDS = 8  # forms and redirectors inside one another; two are met
LONGEST_ID = 1_000  # characters; longer ones are a feed's mistake, and a key is what everything is looked up by
# White space and what is not seen, around an address that was copied.
BLANKS = "".join(map(chr, range(33))) + "\u0085\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u2060\u3000\ufeff"
PARTS = re.compile(r"(https?:)//(?:[^/?#]*@)?([^/?#]+)([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
# A link whose scheme was forgotten; no folder is called so.
BARE_HOST = re.compile(r"www\.[\w-]+(?:\.[\w-]+)*\.[a-z]{2,20}(?::\d+)?(?:/|$)", re.IGNORECASE)
TWICE_ESCAPED = re.compile(r"&(?:(?:amp|#0*38|#x0*26);)+", re.IGNORECASE)  # an "&" in a feed or a page
ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
UNRESERVED = ascii_letters + digits + "-._~"
# Beside what RFC 3986, 6.2.2.2, calls unreserved: what browsers leave as it is, and no server takes for a delimiter.
IN_PATH = {f"%{ord(each):02X}": each for each in UNRESERVED + "!'()*,:@$"}
IN_QUERY = {f"%{ord(each):02X}": each for each in UNRESERVED + "!()*,:@/$"}
RESPELT_PATH = re.compile(r"%(?![\dA-F]{2})|" + "|".join(IN_PATH))
RESPELT_QUERY = re.compile(r"%(?![\dA-F]{2})|" + "|".join(IN_QUERY))
PORT = re.compile(r":\d+$")
DOTS = re.compile(r"\.+(?=:\d+$|$)")
SLASHES = re.compile(r"(?<!:)/{2,}")  # after a colon they belong to an address within the path
SEPARATED = re.compile(r"([&?;])")
# The root, its usual file names, and the root of a language or an edition ("/en", "/de-at/", "/uk/home").
HOME_PATH = re.compile(r"/?(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:(?:index|default|home)(?:\.\w{2,5})?/?)?", re.IGNORECASE)
INDEX = re.compile(r"(?:/(?:index|default)\.(?:s?html?|php\d?|aspx?|jsp|cfm)){1,4}/?$", re.IGNORECASE)


def absolute_url(url: str, base: str | None = None) -> str:
    """Return the URL as a browser would request it: resolved against `base`, host in ASCII, unsafe characters escaped.

    Raises ValueError for what is no http or https URL.
    """
    try:
        parsed = URL(url.strip(BLANKS), base) if base else URL(url.strip(BLANKS))
    except ValueError as error:
        raise _no_address(url) from error
    if parsed.protocol not in ("http:", "https:"):
        raise _no_address(url)
    return str(parsed.href)


def resolved(link: str, base: str) -> str:
    """Return what a link of a document at `base` leads to, as absolute_url; "" for none.

    >>> resolved("/quay", "https://gazette.example/feed"), resolved("www.harbour.example/quay", "https://gazette.example/")
    ('https://gazette.example/quay', 'https://www.harbour.example/quay')
    """
    try:
        return absolute_url(f"//{link}" if BARE_HOST.match(link) else link, base) if link else ""
    except ValueError:
        return ""


def canonical_url(url: str) -> str:
    """Return the article's own address in one spelling; ValueError for what is no http or https URL.

    AMP, mobile and print forms, redirectors that carry their target, sessions and tracking are undone. The scheme,
    "www.", the last slash and the order of the parameters are kept: another one may not be served (see `article_key`).

    >>> canonical_url("HTTPS://Gazette.Example:443/quay/amp/?utm_source=feed&page=2#top")
    'https://gazette.example/quay?page=2'
    """
    scheme, name, path, query, route = _canonical_parts(url)
    return f"{scheme}//{name}{path}{'?' if query else ''}{query}{route}"


def article_key(url: str) -> str:
    """Return the form under which all addresses of one article are equal; ValueError as canonical_url.

    Beside what canonical_url undoes, http and https on their own ports, "www." and none, a last slash or index page and
    none, and any order of the parameters are one.

    >>> article_key("http://www.gazette.example/quay/?b=2&a=1")
    'https://gazette.example/quay?a=1&b=2'
    """
    scheme, name, path, query, route = _canonical_parts(url, index=True)
    if PORT.search(name) is None:
        scheme = "https:"
    path = path.rstrip("/") or "/"
    query = "&".join(sorted(set(query.replace("%20", "+").split("&")))) if query else ""
    return f"{scheme}//{plain_host(name, MIRROR)}{path}{'?' if query else ''}{query}{route}"


def article_uri(feed_url: str, entry_id: str, link: str) -> str:
    """Return the key of an entry's article: its link's, else its id's when that is a URL, else feed and id.

    A front page is no article's address: where a feed's links lead there, its ids tell its articles apart.
    """
    for candidate in (link, entry_id):
        try:
            key = article_key(candidate)
        except ValueError:
            continue
        if not is_home_page(key):
            return key
    if len(entry_id) > LONGEST_ID:
        entry_id = sha256(entry_id.encode(errors="surrogatepass")).hexdigest()
    return f"{feed_url}#{entry_id}"


def unwrapped(url: str) -> str:
    """Return the URL that a redirector's or an AMP cache's URL carries in plain, to be fetched instead; else itself."""
    try:
        for _ in range(MOST_ROUNDS):
            target = carried(*_parts(url)[1:4])
            if target is None:
                break
            url = absolute_url(target)
    except ValueError:
        pass
    return url


def older_key(uri: str, link: str) -> str:
    """Return the key that releases before this one mostly gave a link whose key is `uri`; `uri` where there is none."""
    try:
        older = canonical_url(link)
        return older if article_key(older) == uri else uri
    except ValueError:
        return uri


def rekeyed(uri: str) -> str:
    """Return a key of an older release as it would be today; one of feed and id is what it was."""
    try:
        return uri if "#" in uri.replace("#!", "") else article_key(uri)
    except ValueError:
        return uri


def is_plain(url: str) -> bool:
    """Whether a URL leads to the article itself: nothing in it says how it is shown, or to whom."""
    try:
        return _canonical_parts(url)[:4] == _parts(url)[:4]
    except ValueError:
        return False


def host(url: str) -> str:
    """Return the lower-case host, with the port when it is not the scheme's own; ValueError as canonical_url."""
    return _parts(url)[1]


def site(url: str) -> str:
    """Return the host under which a site's pages share their templates: less "www.", "m." and the like; no port.

    Subdomains are sites of their own: they are other newspapers as often as other desks.
    """
    return plain_host(PORT.sub("", host(url)), MIRROR)


def same_site(a: str, b: str) -> bool:
    """Whether two URLs lie on one site: equal hosts, "www." and "m." aside, or one a subdomain of the other."""
    one, other = site(a), site(b)
    return one == other or one.endswith("." + other) or other.endswith("." + one)


def is_home_page(url: str) -> bool:
    """Whether a URL is the front page of its site or of one of its languages; a parameter that matters denies it."""
    _, name, path, query, fragment = _parts(url)
    if HOME_PATH.fullmatch(path) is None or _route(path, fragment):
        return False
    return not (query and _content(query, name, path))


def _canonical_parts(url: str, *, index: bool = False) -> tuple[str, str, str, str, str]:
    """Return the parts of a URL as canonical_url joins them, the last with its "#"; without index pages if `index`."""
    text = url
    for _ in range(MOST_ROUNDS):
        scheme, name, path, query, fragment = _parts(text)
        target = carried(name, path, query)
        if target is not None:
            text = target
            continue
        shown, plain = plain_path(path), plain_host(name)
        if index:
            shown = INDEX.sub("/", shown)
        query = _content(query, plain, shown) if query else ""
        route = _route(shown, fragment) if fragment else ""
        if shown == path and plain == name and not TWICE_ESCAPED.search(f"{name}{path}&{query}"):
            return scheme, plain, shown, query, route
        again = f"{scheme}//{plain}{shown}{'?' if query else ''}{query}{route}"
        if again == text:
            return scheme, plain, shown, query, route
        text = again  # what was taken away may have left something that reads otherwise
    raise _no_address(url)


def _parts(url: str) -> tuple[str, str, str, str, str]:
    """Return scheme, host with port, path, query and fragment of a URL, escapes and slashes in one spelling."""
    if len(url) > LONGEST:
        raise _no_address(url)
    text = url.strip(BLANKS)
    if "&" in text:
        text = TWICE_ESCAPED.sub("&", text)
    try:
        parts = PARTS.fullmatch(normalize_url(text))
    except ValueError as error:
        raise _no_address(url) from error
    if parts is None or len(parts[2]) > LONGEST_HOST:
        raise _no_address(url)
    scheme, name, path, query, fragment = parts.groups("")
    if name[-1] == "." or ".:" in name:
        name = DOTS.sub("", name)
        if not PORT.sub("", name):
            raise _no_address(url)
        return _parts(f"{scheme}//{name}{parts[0][parts.end(2) :]}")
    if "%" in path and RESPELT_PATH.search(path):
        path = ESCAPE.sub(_path_escape, path)
    if "//" in path:
        path = SLASHES.sub("/", path)
    if "%" in query and RESPELT_QUERY.search(query):
        query = ESCAPE.sub(_query_escape, query)
    if len(name) + len(path) + len(query) + len(fragment) > LONGEST - len("https://?#"):
        raise _no_address(url)
    return scheme, name, path, query, fragment


def _path_escape(match: re.Match[str]) -> str:
    return IN_PATH.get(match[0].upper(), match[0].upper()) if match[1] else "%25"


def _query_escape(match: re.Match[str]) -> str:
    return IN_QUERY.get(match[0].upper(), match[0].upper()) if match[1] else "%25"


def _content(query: str, name: str, path: str) -> str:
    """Return a query without the parameters that choose nothing; the others keep what stands before them."""
    name = PORT.sub("", name) if ":" in name else name
    if "?" not in query and ";" not in query:
        return "&".join(content_parameters(query.split("&"), name, path))
    first, *others = SEPARATED.split(query)
    kept = frozenset(content_parameters([first, *others[1::2]], name, path))
    pairs = zip(("", *others[::2]), (first, *others[1::2]), strict=True)
    return "".join(mark + each for mark, each in pairs if each in kept)[0 if first in kept else 1 :]


def _route(path: str, fragment: str) -> str:
    """Return the fragment, with its "#", where a script reads from it which page to show; else it is a place on one."""
    fragment = fragment.partition(":~:")[0]
    routes = fragment.startswith("!") or (fragment.startswith("/") and HOME_PATH.fullmatch(path))
    return f"#{fragment}" if routes and len(fragment.rstrip("/")) > 1 else ""


def _no_address(url: str) -> ValueError:
    return ValueError(f"not an http or https URL: {url[:200]!r}")
