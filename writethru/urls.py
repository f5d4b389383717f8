"""URLs: the canonical form, the key of an article, which host and site they belong to.

Three things stay apart: an article's key (`article_uri`), the URL to fetch (as the feed gave it), and where it led to.
"""

import re
from string import ascii_letters, digits

from ada_url import URL

# Parameters that tell a publisher where a reader came from and never choose the content. Collected November 2026 from
# the analytics and newsletter tools that write them; ambiguous names ("ref", "source", "id") are left alone.
TRACKING_NAMES = """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ymclid twclid ttclid li_fat_id igshid igsh srsltid epik
    _ga _gl _hsenc _hsmi __hssc __hstc hsctatracking mc_cid mc_eid mkt_tok vero_id vero_conv oly_anon_id oly_enc_id
    wickedid _openstat rb_clickid s_cid icid ncid ocid cmpid cmp smid smtyp sref soc_src soc_trk
    xtor wt_mc wt.mc_id wt_zmc ns_campaign ns_mchannel ns_source ns_linkname ns_fee at_medium at_campaign
    at_custom1 at_custom2 at_custom3 at_custom4 ftag guccounter guce_referrer guce_referrer_sig trk mbid
    _branch_match_id _branch_referrer ck_subscriber_id tpcc
"""
TRACKING = frozenset(TRACKING_NAMES.split())
TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "matomo_", "piwik_", "hsa_", "stm_", "vmcid_")
AMP_PARAMETERS = frozenset({"amp", "amp=", "amp=1", "amp=true", "outputtype=amp"})
AMP_LEADING = re.compile(r"^(?:/amp)+(?=/[^/])", re.IGNORECASE)
AMP_TRAILING = re.compile(r"(?<=[^/])(?:/amp)+/?$|\.amp(?=(?:\.html?)?$)", re.IGNORECASE)
ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
UNRESERVED = frozenset(ascii_letters + digits + "-._~")
MIRROR_PREFIX = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=.+\.)")
# The root, its usual file names, and the root of a language or an edition ("/en", "/de-at/", "/uk/home").
HOME_PATH = re.compile(r"/?(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:(?:index|default|home)(?:\.\w{2,5})?/?)?", re.IGNORECASE)


def absolute_url(url: str, base: str | None = None) -> str:
    """Return the URL as a browser would request it: resolved against `base`, host in ASCII, unsafe characters escaped.

    Raises ValueError for what is no http or https URL.
    """
    parsed = _parsed(url, base)
    return str(parsed.href)


def canonical_url(url: str) -> str:
    """Return the form under which equal pages compare equal; ValueError for what is no http or https URL.

    The order of the parameters, the scheme and the trailing slash are kept: some servers mean something by them.

    >>> canonical_url("HTTPS://Gazette.Example:443/quay/amp/?utm_source=feed&page=2#top")
    'https://gazette.example/quay?page=2'
    """
    parsed = _parsed(ESCAPE.sub(_unescaped, url) if "%" in url else url)
    path, fragment = str(parsed.pathname), str(parsed.hash)
    if "amp" in path.lower():
        path = AMP_LEADING.sub("", _without_amp(path))
    kept = [parameter for parameter in parsed.search[1:].split("&") if parameter and not _is_tracking(parameter)]
    parsed.search = "?" + "&".join(kept) if kept else ""
    parsed.pathname = path
    parsed.hash = fragment if fragment.startswith("#!") else ""  # "#!" routes to a page; other fragments to a place
    return str(parsed.href)


def article_uri(feed_url: str, entry_id: str, link: str) -> str:
    """Return the key of an entry's article: its canonical link, else its id when that is a URL, else feed and id."""
    for candidate in (link, entry_id):
        try:
            return canonical_url(candidate)
        except ValueError:
            continue
    return f"{feed_url}#{entry_id}"


def host(url: str) -> str:
    """Return the lower-case host, with the port when it is not the scheme's own; ValueError as canonical_url."""
    return str(_parsed(url).host)


def site(url: str) -> str:
    """Return the host under which a site's pages share their templates: less "www." and "m."; ValueError as above.

    Subdomains are sites of their own: they are other newspapers as often as other desks.
    """
    return MIRROR_PREFIX.sub("", str(_parsed(url).hostname))


def same_site(a: str, b: str) -> bool:
    """Whether two URLs lie on one site: equal hosts, "www." and "m." aside, or one a subdomain of the other."""
    one, other = site(a), site(b)
    return one == other or one.endswith("." + other) or other.endswith("." + one)


def is_home_page(url: str) -> bool:
    """Whether a URL is the front page of its site or of one of its languages; a parameter that matters denies it."""
    parsed = _parsed(url)
    if HOME_PATH.fullmatch(str(parsed.pathname)) is None:
        return False
    return not any(part and not _is_tracking(part) for part in str(parsed.search).removeprefix("?").split("&"))


def _parsed(url: str, base: str | None = None) -> URL:
    try:
        parsed = URL(url.strip(), base) if base else URL(url.strip())
    except (ValueError, UnicodeError) as error:
        raise ValueError(f"not an http or https URL: {url[:200]!r}") from error
    if parsed.protocol not in ("http:", "https:"):
        raise ValueError(f"not an http or https URL: {url[:200]!r}")
    return parsed


def _unescaped(match: re.Match[str]) -> str:
    """Return the character when it needs no escape (RFC 3986, 6.2.2.2), else the escape in upper case."""
    character = chr(int(match[1], 16))
    return character if character in UNRESERVED else match[0].upper()


def _is_tracking(parameter: str) -> bool:
    lowered = parameter.lower()
    name = lowered.partition("=")[0]
    return name in TRACKING or name.startswith(TRACKING_PREFIXES) or lowered in AMP_PARAMETERS


def _without_amp(path: str) -> str:
    """Return the path without AMP's last segment or suffix, however often it stands there."""
    stripped = AMP_TRAILING.sub("", path)
    while stripped != path:
        path, stripped = stripped, AMP_TRAILING.sub("", stripped)
    return stripped
