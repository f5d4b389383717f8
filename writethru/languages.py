"""The language of an article: its page's claim as a BCP 47 tag, unless the text says nothing of the kind."""

import re
from collections.abc import Iterable, Mapping

from writethru.text import WORD

TAG = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?(?:[-_].*)?", re.I)
# Languages of one script, the commonest first; letters that tell another one of them.
SCRIPTS: Mapping[str, tuple[str, ...]] = {
    "\u0400-\u04ff": ("ru", "uk", "bg", "sr", "be", "mk", "kk", "ky", "mn", "tg", "tt", "uz"),
    "\u0600-\u06ff": ("ar", "fa", "ur", "ps", "ku", "ckb", "ug", "sd"),
    "\u0590-\u05ff": ("he", "yi", "iw"),
    "\u0370-\u03ff": ("el",),
    "\u0900-\u097f": ("hi", "mr", "ne"),
    "\u0e00-\u0e7f": ("th",),
    "\uac00-\ud7af": ("ko",),
    "\u3040-\u30ff": ("ja",),
    "\u3400-\u9fff": ("zh", "ja", "yue"),
}
NOT_LATIN = re.compile(f"[{''.join(SCRIPTS)}]")
LETTERS = (("uk", "іїєґ"), ("be", "ў"), ("fa", "پچژگ"), ("ur", "ٹڈڑے"))
KANA = 0.15  # of a text's letters; Japanese has twice as many, Chinese none
MAIN = 0.4  # of a text's letters are of its own script; the rest are names and quotes
# The commonest words of each language; in articles a fifth to a third of all words, a twelfth in lists of products.
FUNCTION_WORDS = {
    language: frozenset(line.split())
    for language, line in {
        "en": "the of and to that is was for with it on as are at by from his they this have be",
        "de": "der die und das den von ist mit des auf für im dem nicht ein eine als auch sich",
        "fr": "le la les des et du une est dans que pour qui au sur par pas il ce plus",
        "es": "el la los las de y que en un una por con para se del al su lo como más",
        "pt": "o os da do e que em um uma não para com se dos na no por mais ao foi",
        "it": "il di che la è per un una del della in non con sono le gli dei nel anche si",
        "nl": "de het van een en in is dat op te zijn met voor niet aan er ook die",
        "tr": "ve bir bu için ile olarak da de olan daha çok en gibi kadar sonra olduğunu ise",
        "sv": "och att det som en på är av för med den till inte har ett om var",
        "da": "og at det er en på til af som med den for ikke har et de var",
        "nb": "og at det er en på til av som med den for ikke har et ble også",
        "pl": "i w na z do się nie że jest to od przez po jak oraz dla",
        "id": "yang dan di dengan untuk dari ini itu pada tidak dalam akan oleh juga",
        "ro": "și în de la cu pe că este nu un din pentru care mai au",
        "cs": "a v se na je že to s z do pro ve by jako který",
        "hu": "a az és hogy nem is egy meg volt ez csak de már",
        "fi": "ja on ei että se oli hän mutta myös kun ovat mukaan joka",
        "vi": "và của là có các trong được cho không với một người",
    }.items()
}
ENOUGH = 0.1  # of a text's words are function words of its language, when there is nothing else to go by
LOOKED_AT = 500  # characters; what follows changes nothing
SHORTEST = 100  # characters; less does not tell against a claim


def read_language(claims: Iterable[str | None], text: str) -> str | None:
    """Return the first claim that is a BCP 47 tag, or the text's own language where it plainly is another one."""
    claimed = next((tag for claim in claims if claim and (tag := language_tag(claim))), None)
    text = text[:LOOKED_AT]
    return claimed if len(text) < SHORTEST else _held_against(claimed, text)


def language_tag(text: str) -> str | None:
    """Return a language tag as BCP 47 writes it ("en_gb" is "en-GB"), None for what is none."""
    match = TAG.fullmatch(text.strip())
    if not match:
        return None
    language, script, region = match.groups()
    return "-".join(part for part in (language.lower(), script and script.title(), region and region.upper()) if part)


def _held_against(claimed: str | None, text: str) -> str | None:
    base = claimed.split("-")[0] if claimed else ""
    if among := _script(text):
        if base in among:
            return claimed
        told = (language for language, letters in LETTERS if language in among and any(map(text.count, letters)))
        return next(told, among[0])
    said = WORD.findall(text.lower())
    own = _share(said, base)
    if own >= ENOUGH:
        return claimed
    shares = {language: _share(said, language) for language in FUNCTION_WORDS}
    best = max(shares, key=lambda language: shares[language])
    if shares[best] >= ENOUGH and (claimed is None or (base in FUNCTION_WORDS and 3 * own < shares[best])):
        return best
    return claimed


def _share(said: list[str], language: str) -> float:
    """Return how many of the words are function words of a language, in [0, 1]."""
    known = FUNCTION_WORDS.get(language, frozenset())
    return sum(map(known.__contains__, said)) / max(len(said), 1)


def _script(text: str) -> tuple[str, ...]:
    """Return the languages of the script that a text is written in, () for Latin and for what has no letters."""
    if text.isascii() or not NOT_LATIN.search(text):
        return ()
    letters = max(sum(map(str.isalpha, text)), 1)
    for script, languages in SCRIPTS.items():
        share = KANA if languages == ("ja",) else MAIN
        if len(re.findall(f"[{script}]", text)) >= share * letters:
            return languages
    return ()
