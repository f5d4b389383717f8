"""The names in a byline: persons and organisations, less what is said of them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from writethru.text import collapse, fold

_LABELS = (
    r"(?:(?:written|words|story|text|article|report(?:ed|ing)?|post(?:ed)?|published|opinion|analysis|interview|"
    r"authored|op-ed|column|essay|blog|commentary|news)(?: and \w+)? ?)?by|authors?|words|interview(?=\s*:)|"
    r"von|verfasst von|geschrieben von|ein (?:beitrag|kommentar|gastbeitrag) von|autor(?:in|es|a|e)?|"
    r"par|écrit par|auteure?s?|por|escrito por|texto|di|a cura di|scritto da|door|yazan|yazar|haber|muhabir|"
    r"av|oleh|автор|авторы|του|της|लेखक|기자|โดย|текст|كتب|كتبت|بقلم|الكاتب|作者|记者|記者|執筆|文"
)
BY = re.compile(rf"\W*(?:{_LABELS})(?:\s*[:：/]\s*|\s+|$)", re.I)
# Between two names; after a comma may also come a title or an employer.
SEPARATORS = re.compile(
    r"\s*(?P<other>;|\||•|·|\band\b|&|\bund\b|\bet\b|\s[-–—/]\s|\bve\b|\bи\b|、|\sy\s|\se\s|\bwith\b)\s*"
    r"|\s*(?:,|،|，)\s*(?:and\s+)?"
)
# What follows a name and is none: "Ada Quay for the Gazette", "Ben Pier March 5", "Cleo Slip (editor)".
ENDS = re.compile(
    r"\s+(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.? \d.*$|"
    r"\s+[\w.+-]+@[\w-]+\.[\w.]+$|\s*[@<].*$|\s+\d.*$|\s*[(\[][^)\]]*[)\]]?$|"
    r"\s+(?:for|at|in|on|from|via|is|has|on behalf|as told to|für|am|à|pour|em|updated|published|posted|last)(?:\s.*)?$"
)
CREDENTIAL = re.compile(
    r"(?:,|\s)\s*(?:Ph\.?\s?D|M\.?D|R\.?D\.?N?|M\.?S\.?[cW]?|M\.?P\.?H|M\.?B\.?A|D\.?D\.?S|[DV]\.?[VM]\.?[MD]|R\.?N|"
    r"J\.?D|C\.?F\.?P|C\.?P\.?A|Esq|Psy\.?D|Ed\.?D|L\.?C\.?S\.?W|B\.?Sc?|B\.?A|M\.?A|LL\.?[BM])(?:[.®™]+|(?![\w-]))"
)
ALL_CAPITALS = re.compile(r"[A-Z][A-Za-z]{0,3}[A-Z®.-]{1,6}")  # after a comma a credential that CREDENTIAL lacks
JOB = re.compile(
    r"\b(?:editors?|reporters?|writers?|correspondents?|publishers?|columnists?|contributors?|producers?|journalists?|"
    r"director|officer|manager|chief|ceo|cto|coo|founder|co-founder|president|professor|lecturer|head|specialist|"
    r"experts?|analyst|consultant|attorney|assistant|associate|senior|coordinator|strategist|marketer|engineer|"
    r"photographer|critic|educators?|redakteur(?:in)?|rédacteur|rédactrice|periodista|giornalista|muhabiri?)\b",
    re.I,
)
# Dates, figures, addresses, buttons: what stands beside names and is none.
NOT_A_NAME = re.compile(
    r"https?:|www\.|[@_{}<>=:?!#…©\"]|\d|\w\.(?:author|name)\b|^(?:il y a|hace|vor)\b|"
    r"\b(?:ago|yesterday|today|min(?:utes?)?|hours?|days?|archives?|rss|feed|comments?|follow|share|subscribe|"
    r"sponsored|meet|my|account|all|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|april|"
    r"june|july|august|september|october|november|december|posted|published|updated|written|view|profile|about|more|"
    r"author|articles?|posts?|by|bio|email|facebook|twitter|linkedin|instagram|home|blog|menu|latest|how|what|why|"
    r"your|our|this|guest|admin\w*|unknown|none|null|undefined|anonymous|newsletter|login|sign|search|reading|time|"
    r"contents?|introduction|step|guide)\b|"
    r"^(?:and|the|a|an|on|in|mar(?:ch)?|jan|feb|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|mrs?|"
    r"ms|dr|sr|jr|all|source)$",
    re.I,
)
ORGANISATION = re.compile(
    r"\b(?:press|news(?:room|paper|desk|wire)?|media|team|staff|journal|times|post|gazette|herald|tribune|daily|"
    r"agency|agencies|reuters|afp|ap|dpa|efe|ansa|tass|bloomberg|institute|university|college|school|department|"
    r"council|association|society|foundation|center|centre|group|inc|llc|ltd|gmbh|corp|company|co|magazine|editorial|"
    r"desk|redaktion|rédaction|redacción|redação|redazione|services?|network|studios?|channel|radio|tv|bbc|cnn|nbc|"
    r"abc|cbs|npr|pbs|online|digital|solutions|software|marketing|agentur|agence|agencia|agenzia|ajans[ıi]?|haber|"
    r"merkezi|weekly|report|review|chronicle|observer|insider|world|international|national|board|community|club|"
    r"labs?|systems|partners|government|ministry|bureau)\b|\.(?:com|org|net|co|io|de|uk|fr)\b",
    re.I,
)
# A person's full name beyond doubt: two to four words with capitals, an initial among them or not.
PERSON = re.compile(r"(?:[^\W\d_](?:[\w'’-]*[^\W\dA-Z_]|\.|\.[^\W\d_]\.) ){1,3}[^\W\d_][\w'’-]*[^\W\dA-Z_]")
_PARTICLES = "de da do dos das del della di du la le van von der den ter ten zu zum bin ibn al el y e st"
PARTICLES = frozenset(_PARTICLES.split())
MOST, LONGEST = 40, 400  # texts and their characters that are read; real bylines stay far below
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Names:
    """Persons and organisations named in one place, each once and in order."""

    persons: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.persons or self.organisations)

    def __add__(self, other: "Names") -> "Names":
        return Names(_once(self.persons + other.persons), _once(self.organisations + other.organisations))

    def less(self, site: str) -> "Names":
        """Return the names with those of the site itself among the organisations."""
        own = tuple(name for name in self.persons if _is_site(folded(name), site))
        return Names(tuple(name for name in self.persons if name not in own), self.organisations + own)


def read_names(texts: Iterable[str], sure: bool = True) -> Names:
    """Return who is named in texts like "By Ada Quay and Ben Pier, Harbour Gazette", less titles and credentials.

    Names of one word or without capitals are believed in `sure` texts only, such as come after "By".
    """
    parts = [part for text in islice(texts, MOST) for part in _parts(text[:LONGEST])]
    others = [part for part in parts if ORGANISATION.search(part) or part.startswith("The ")]
    persons = (part for part in parts if part not in others and is_name(part, sure))
    # Half of their words have capitals: "Gazette staff", and no sentence about a review.
    organisations = (
        part for part in others if 2 * sum(word[0].islower() for word in part.split()) < part.count(" ") + 2
    )
    return Names(_once(persons), _once(organisations))


def is_name(text: str, sure: bool = True) -> bool:
    """Tell whether a text may be a person's name: two to five words with capitals; one word only when `sure`."""
    if UNSPACED.search(text):
        return 2 <= len(text) <= 12
    parts = text.split()
    if not parts or len(parts) > 5 or len(text) > 50 or (len(parts) == 1 and not sure):
        return False
    if sure and len(parts) <= 2:
        return True
    return all(not part[0].islower() or part.lower().split("'")[0] in PARTICLES for part in parts)


def is_account(name: str) -> bool:
    """Tell whether a name may be that of an account of a content system: "andrew.keaveney", "KatieS"."""
    return " " not in name and not UNSPACED.search(name)


def folded(name: str) -> str:
    """Return a name as it is compared."""
    return fold(name).lower()


def _parts(text: str) -> Iterator[str]:
    """Yield what may be the names of a byline; what follows a title after a comma belongs to the title."""
    text = CREDENTIAL.sub("", BY.sub("", collapse(text), count=1) if BY.match(text) else collapse(text))
    titled = False
    at = 0
    for mark in (*SEPARATORS.finditer(text), None):
        part = text[at : mark.start() if mark else len(text)]
        name = ENDS.sub("", part).strip(" .,:;-–—*\u200b'\"“”()|•·/")
        name += "." if re.search(r"\b[JS]r$", name) else ""
        titled = titled or JOB.search(name) is not None
        credential = at and ALL_CAPITALS.fullmatch(name)
        said = 1 < len(name) <= 60 and any(map(str.isalpha, name))  # marks that nobody sees are no name
        if said and not titled and not credential and not NOT_A_NAME.search(name):
            yield name
        if mark:
            titled = titled and not mark["other"]
            at = mark.end()


def _once(names: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(folded(name), name)
    return tuple(found.values())


def _is_site(name: str, site: str) -> bool:
    name = name.removeprefix("the ")
    return bool(site) and (name == site or (len(name) > 7 and name in site) or (len(site) > 7 and site in name))
