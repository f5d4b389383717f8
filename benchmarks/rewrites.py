"""Texts as newsrooms rewrite them: a figure, a name, a negation, a sentence, in many languages."""

import re
from collections.abc import Callable, Iterable, Sequence
from random import Random

from pagetrees import Sample

Pair = tuple[str, str]  # a text before and after
Rewrite = Callable[[str, Random, "Pool"], Pair | None]  # None where the text has nothing of the kind

SENTENCE = re.compile(r"(?<=[.!?؟۔])\s+|(?<=[.!?][\"”’»])\s+|(?<=[。！？])")
WORD = re.compile(r"[^\W\d_]+")
LONG_WORD = re.compile(r"(?<= )[^\W\d_]{7,}(?=[ .,;])")
NAME = re.compile(r"(?<=[^\W\d_] )[^\W\d_]{4,10}\b")
NUMBER = re.compile(r"(?<![\w.,:/-])\d+(?:,\d{3})*(?![\w:/-]|[.,]\d)")
DECIMAL = re.compile(r"(?<![\w.,])(\d+)\.(\d+)(?![\w.,])")
QUOTED = re.compile(r"[“\"«„]([^“”\"«»„]{25,})[”\"»“]")
NUMBER_WORDS = {
    "en": "two three four five six seven eight nine ten",
    "de": "zwei drei vier fünf sechs sieben acht neun zehn",
    "fr": "deux trois quatre cinq six sept huit neuf dix",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez",
    "it": "due tre quattro cinque sei sette otto nove dieci",
    "pt": "dois três quatro cinco seis sete oito nove dez",
    "nl": "twee drie vier vijf zes zeven acht negen tien",
    "sv": "två tre fyra fem sex sju åtta nio tio",
    "pl": "dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć",
    "ru": "два три четыре пять шесть семь восемь девять десять",
    "tr": "iki üç dört beş altı yedi sekiz dokuz",
}
# After these a negation can stand, and what is put there; French has its two around the verb.
NEGATIONS = {
    "en": (r"\b(?:is|are|was|were|will|would|should|could|has|have|had|did|does|can)\b(?! not)", r"\g<0> not"),
    "de": (r"\b(?:ist|sind|war|waren|wird|werden|hat|haben|kann|soll)\b(?! nicht)", r"\g<0> nicht"),
    "fr": (r"\b(?:sera|seront|doit|doivent|peut|peuvent|sont)\b(?! pas)", r"ne \g<0> pas"),
    "es": (r"(?<!no )\b(?:es|son|está|están|fue|fueron|ha|han|será|puede)\b", r"no \g<0>"),
    "it": (r"(?<!non )\b(?:sono|era|erano|ha|hanno|sarà|può|possono)\b", r"non \g<0>"),
    "pt": (r"(?<!não )\b(?:foi|foram|está|estão|tem|será|pode|são)\b", r"não \g<0>"),
    "nl": (r"\b(?:is|zijn|was|waren|wordt|heeft|hebben|kan|zal)\b(?! niet)", r"\g<0> niet"),
    "ru": (r"(?<!не )\b(?:был|была|было|были|будет|будут|может|могут)\b", r"не \g<0>"),
    "sv": (r"\b(?:är|var|har|hade|ska|kan|blir)\b(?! inte)", r"\g<0> inte"),
    "uk": (r"(?<!не )\b(?:був|була|було|були|буде|будуть|може|можуть)\b", r"не \g<0>"),
    "zh": (r"(?<!不)(?:是|会)", r"不\g<0>"),
    "pl": (r"(?<!nie )\b(?:jest|są|był|była|było|będzie|może|mogą)\b", r"nie \g<0>"),
}


class Pool:
    """Words, names, sentences and headlines of other pages in one language, to be put into a page."""

    def __init__(self, samples: Sequence[Sample], headlines: Iterable[str], language: str) -> None:
        texts = [sample.truth for sample in samples]
        self.language = language
        self.headlines = sorted({headline for headline in headlines if 20 < len(headline) < 120})
        self.sentences = sorted(
            {part for text in texts for line in text.split("\n") for part in sentences(line) if 60 <= len(part) <= 300}
        )
        words = {word for text in texts for word in WORD.findall(text)}
        self.words = sorted(word for word in words if word.islower() and 5 <= len(word) <= 10)
        self.names = sorted({name for text in texts for name in NAME.findall(text) if name.istitle()})

    def enough(self) -> bool:
        """Tell whether there is something to choose from."""
        return min(map(len, (self.headlines, self.sentences, self.words))) >= 4

    def other(self, words: Sequence[str], dice: Random, than: str) -> str:
        """Return one of the words that a text does not hold."""
        return dice.choice([word for word in words if word.lower() not in than.lower()] or [words[0] + "son"])


def sentences(text: str) -> list[str]:
    """Return a text's sentences."""
    return [part for part in SENTENCE.split(text.strip()) if part]


def typo(text: str, dice: Random, pool: Pool) -> Pair | None:
    found = [match for match in LONG_WORD.finditer(text) if match[0].islower()]
    dice.shuffle(found)
    for word in found:
        for at in range(2, len(word[0]) - 2):
            if word[0][at] != word[0][at + 1]:
                slipped = word[0][:at] + word[0][at + 1] + word[0][at] + word[0][at + 2 :]
                return text[: word.start()] + slipped + text[word.end() :], text
    return None


def figure(text: str, dice: Random, pool: Pool) -> Pair | None:
    found = list(NUMBER.finditer(text))
    return swap(text, match := dice.choice(found), other_number(match[0], dice)) if found else None


def other_number(number: str, dice: Random) -> str:
    """Return a number with another first digit."""
    return str((int(number[0]) + dice.randint(1, 7)) % 9 + 1) + number[1:] if number[0] != "0" else "7" + number[1:]


def swap(text: str, match: re.Match[str], new: str) -> Pair:
    """Return a text before and after a match in it was replaced."""
    after = text[: match.start()] + (new if new != match[0] else "8" + new) + text[match.end() :]
    return text, after


def decimal(text: str, dice: Random, pool: Pool) -> Pair | None:
    found = DECIMAL.search(text)
    return swap(text, found, found[1] + found[2]) if found else None


def number_word(text: str, dice: Random, pool: Pool) -> Pair | None:
    words = NUMBER_WORDS.get(pool.language, "").split()
    found = [match for match in WORD.finditer(text) if match[0] in words]
    if not found:
        return None
    match = dice.choice(found)
    return swap(text, match, dice.choice([word for word in words if word != match[0]]))


def negation(text: str, dice: Random, pool: Pool) -> Pair | None:
    pattern, said = NEGATIONS.get(pool.language, ("(?!)", ""))
    after = re.sub(pattern, said, text, count=1)
    return (text, after) if after != text else None


def negation_gone(text: str, dice: Random, pool: Pool) -> Pair | None:
    pair = negation(text, dice, pool)
    return (pair[1], pair[0]) if pair else None


def name(text: str, dice: Random, pool: Pool) -> Pair | None:
    if pool.language == "de":
        return None  # every noun has a capital there
    found = [match for match in NAME.finditer(text) if match[0].istitle()]
    return swap(text, dice.choice(found), pool.other(pool.names, dice, text)) if found else None


def word(text: str, dice: Random, pool: Pool) -> Pair | None:
    found = [match for match in WORD.finditer(text) if match[0].islower() and len(match[0]) >= 5]
    if found and pool.words:
        return swap(text, dice.choice(found), pool.other(pool.words, dice, text))
    signs = list(re.finditer("[\u3400-\u9fff]{2}", text))
    return swap(text, dice.choice(signs), "数字") if signs else None


def reworded(text: str, dice: Random, pool: Pool) -> str:
    """Return a text with about every third of its longer words replaced."""
    if not pool.words:
        return text
    return WORD.sub(
        lambda match: (
            dice.choice(pool.words) if match[0].islower() and len(match[0]) > 3 and dice.random() < 0.4 else match[0]
        ),
        text,
    )


def sentence_reworded(text: str, dice: Random, pool: Pool) -> Pair | None:
    parts = [part for part in sentences(text) if len(part) > 40]
    if not parts:
        return None
    old = dice.choice(parts)
    new = reworded(old, dice, pool)
    return (text, text.replace(old, new)) if old != new else None


def sentence_added(text: str, dice: Random, pool: Pool) -> Pair | None:
    return (text, f"{text.rstrip()} {dice.choice(pool.sentences)}") if len(text) > 40 and pool.sentences else None


def quote(text: str, dice: Random, pool: Pool) -> Pair | None:
    match = QUOTED.search(text)
    changed = word(match[1], dice, pool) if match else None
    if match and changed:
        return text, text[: match.start(1)] + changed[1] + text[match.end(1) :]
    return None
