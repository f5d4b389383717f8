"""Text as it is compared: white space collapsed, typography folded, words taken apart."""

import re
import unicodedata

WORD = re.compile(r"\w+(?:['’]\w+)*")
# Quotes, dashes and ellipses that editors and content systems swap without meaning anything by it.
PLAIN = {
    **dict.fromkeys("‘’‚‛′ʻʼ`׳", "'"),
    **dict.fromkeys("“”„‟«»״", '"'),
    **dict.fromkeys("‐‑‒–—―−־", "-"),
    **dict.fromkeys("⁄∕", "/"),
    "〜": "~",  # two encoders of Japanese disagree about it
    "…": "...",
}
TYPOGRAPHY = re.compile(f"[{''.join(PLAIN)}]")  # str.translate takes three times as long
# What NFKC would spoil: "10²" would be "102" and "5½" "51/2", "´" a space with an accent, "″" two apostrophes.
SPOILT = re.compile("[²³¹⁰-⁻¼-¾⅐-⅞↉´″]")
RAISED = re.compile(r"(?<=\d)[²³¹⁰-⁻]+")
FRACTION = re.compile(r"(?<=\d)(?=[¼-¾⅐-⅞↉])")
# Soft hyphen, zero-width characters, byte-order mark, bidirectional marks, variants: nothing that a reader sees.
INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
ACCENTS = re.compile("[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670]")  # and what Arabic adds to letters
# Letters that one keyboard or another has for the same letter, or that capitals lose.
SAME = str.maketrans({**dict(zip("ıłøیىکە", "iloييكه", strict=True)), "ß": "ss", "æ": "ae", "œ": "oe", "ـ": None})
UNWANTED = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")  # less what is white space


def collapse(text: str) -> str:
    """Return the text with runs of white space (no-break spaces too) as one space, and none at its ends.

    Control characters, which could steer a reader's terminal, and lone surrogates, which no file can hold, are dropped.
    """
    return " ".join((text if text.isprintable() else UNWANTED.sub("", text)).split())


def fold(text: str) -> str:
    """Return the text as compared for cosmetic equality: case and every word kept, typography made plain.

    Compatible characters are one (ﬁ and fi, ５ and 5, m² and m2), unless that makes another figure of one.

    >>> fold("“Ferries\xa0–  late”") == fold('"Ferries - late"')
    True
    """
    if text.isascii():
        return collapse(text.replace("`", "'"))
    visible = INVISIBLE.sub("", text)
    if SPOILT.search(visible):
        visible = FRACTION.sub(" ", RAISED.sub(r"^\g<0>", visible.replace("´", "'").replace("″", '"')))
    visible = unicodedata.normalize("NFKC", visible)
    return collapse(TYPOGRAPHY.sub(lambda mark: PLAIN[mark[0]], visible))


def words(text: str) -> list[str]:
    """Return the lower-case words of a folded text, in order; "don't" is one word, "S-400" two."""
    return WORD.findall(fold(text).lower())


def bare(text: str, lower: bool = True) -> str:
    """Return a line as phrases are held against it: folded, in lower case, without accents or a space before a colon.

    French capitals lose their accents, Turkish ones their dots, German ones their ß; Persian has letters of its own.

    >>> bare("À LIRE\xa0: İLGİLİ HABERLER"), bare("STRASSE") == bare("Straße")
    ('a lire: ilgili haberler', True)
    """
    if text.isascii():
        return (text.lower() if lower else text).replace(" :", ":")
    letters = ACCENTS.sub("", unicodedata.normalize("NFKD", INVISIBLE.sub("", text)))
    visible = unicodedata.normalize("NFC", letters)  # what is left of marks belongs to its letter, as in Japanese
    plain = TYPOGRAPHY.sub(lambda mark: PLAIN[mark[0]], visible)
    return (plain.lower() if lower else plain).translate(SAME).replace(" :", ":")
