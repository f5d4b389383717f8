"""What happens to a story on its way through other newsrooms, done by script to real texts, with a seed.

Each edit takes an article and the dice and returns another article that tells the same story. TRAINING are the kinds
that the shipped coefficients have seen; the rest of EDITS are kept for measuring.
"""

import gzip
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zlib import crc32

from writethru.elements import Article, Paragraph

START = datetime(2024, 1, 1, tzinfo=UTC)
SPREAD = 120  # hours in which the articles came out: only what is days apart is ever compared
FEWEST_WORDS = 80
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
AGENCIES = ("Reuters", "AP", "AFP", "dpa", "Xinhua", "Gazette")
SYNONYMS = {
    "said": "stated", "says": "states", "also": "as well", "but": "yet", "about": "around", "after": "following",
    "before": "ahead of", "began": "started", "big": "large", "buy": "purchase", "city": "town", "company": "firm",
    "country": "nation", "find": "discover", "first": "initial", "get": "obtain", "help": "assist", "many": "numerous",
    "more than": "over", "new": "fresh", "often": "frequently", "people": "persons", "report": "account",
    "show": "reveal", "use": "employ", "while": "whereas", "because": "since", "however": "still", "police": "officers",
    "year": "twelvemonth", "home": "house", "make": "produce", "need": "require", "small": "little", "try": "attempt",
}  # fmt: skip
SPELLINGS = (
    ("ization", "isation"),
    ("ize", "ise"),
    ("or ", "our "),
    ("er ", "re "),
    ("ense", "ence"),
    ("og ", "ogue "),
)
UNITS = {
    "miles": ("kilometres", 1.609), "feet": ("metres", 0.305), "pounds": ("kilograms", 0.454),
    "inches": ("centimetres", 2.54), "kilometres": ("miles", 0.621), "km": ("miles", 0.621), "metres": ("feet", 3.28),
}  # fmt: skip
ABOVE = (
    "Listen to this article", "Share this story with a friend", "From our newsroom on the quay",
    "You have two free articles left this month. Become a member of the Harbour Club to read without limits.",
)  # fmt: skip
BELOW = (
    "Read the Harbour Gazette anywhere: our app brings the day's news to your telephone, free for the first month.",
    "The Harbour Gazette is printed on paper from the island's own mill. All rights reserved.",
    "Our journalists hold themselves to the code of the island's press council. Tell us when we fall short.",
    "Sign up for our morning letter, and have the five stories that matter before the ferry sails.",
    "Most read: Council finds money for both libraries. Ferry to sail an hour earlier. Gulls, a history.",
)
LEADS = (
    "It had been talked about for weeks, and now there is more to say.",
    "Here is what is known so far, and what those who follow the matter make of it.",
    "The news, which reached our desk late in the day, will be read with interest well beyond those whom it concerns.",
    "A story that many had waited for took another turn, as several people close to it have confirmed to the Gazette.",
)
ADDED = (
    "Officials were to give further details later in the day.",
    "A spokesman for the harbour office said that it was too early to comment, and that all would be looked into.",
    "Readers who know more are asked to write to the newsroom, which will keep their names to itself.",
)
Edit = Callable[[Article, random.Random], Article]


def read(folder: Path) -> Iterator[Article]:
    """Yield the articles of a folder's *.jsonl.gz of {url, title?, truth}, each text once, short ones left out."""
    seen = set()
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf8") as lines:
            for number, line in enumerate(lines):
                page = json.loads(line)
                texts = [text.strip() for text in page["truth"].split("\n") if text.strip()]
                address = page["url"].rstrip("/")
                if sum(len(text.split()) for text in texts) < FEWEST_WORDS or not seen.isdisjoint({address, texts[0]}):
                    continue
                seen |= {address, texts[0]}
                headline = page.get("title") or " ".join(texts[0].split()[:12])
                published = START + timedelta(hours=crc32(page["url"].encode()) % SPREAD)
                yield article(f"{page['url']}#{path.stem}{number}", headline, texts, published)


def site(one: Article) -> str:
    return urlsplit(one.uri).netloc.removeprefix("www.")


def article(uri: str, headline: str, texts: Sequence[str], published: datetime | None) -> Article:
    paragraphs = tuple(Paragraph(text) for text in texts if text)
    return Article(uri, uri, headline=headline, paragraphs=paragraphs, date_published=published)


def body(one: Article) -> list[str]:
    return [paragraph.text for paragraph in one.paragraphs]


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", text)


def retold(one: Article, texts: Sequence[str], dice: random.Random, headline: str | None = None) -> Article:
    """Return an article of other texts, six minutes to eight days later, under one headline or another."""
    first = one.date_published or START
    published = first + timedelta(hours=10 ** dice.uniform(-1, 2.3))
    if headline is None:
        headline = one.headline if dice.random() < 0.4 else another_headline(one.headline, texts, dice)
    uri = f"https://desk{dice.randrange(40)}.example/{crc32(one.uri.encode())}-{dice.randrange(10**9)}"
    return article(uri, headline, texts, published)


def another_headline(headline: str, texts: Sequence[str], dice: random.Random) -> str:
    told = headline.split()
    return dice.choice(
        (
            f"{headline} - Harbour Gazette",
            " ".join(told[len(told) // 2 :] + told[: len(told) // 2]),
            " ".join(word for word in exchanged(headline, 0.8, dice).split() if dice.random() > 0.3),
            " ".join(texts[0].split()[3:13]),
            " ".join(dice.choice(texts).split()[:9]),
        )
    )


def exchanged(text: str, share: float, dice: random.Random) -> str:
    """Return the text with a share of the words that have a synonym exchanged for it."""
    return re.sub(
        r"\b[a-z]+\b",
        lambda found: SYNONYMS.get(found[0], found[0]) if dice.random() < share else found[0],
        text,
    )


def reworded(sentence: str, dice: random.Random) -> str:
    """Return the sentence with its clauses turned about, words exchanged and little words gone."""
    clauses = exchanged(sentence.rstrip(".!?"), 0.9, dice).split(", ")
    words = ", ".join(clauses[1:] + clauses[:1]).split()
    return " ".join(word for word in words if len(word) > 3 or dice.random() > 0.25) + "."


def credited(one: Article, dice: random.Random) -> Article:
    """A copy that names its source, in a dateline, a byline or a last line."""
    texts, agency = body(one), dice.choice(AGENCIES)
    copy = retold(one, texts, dice)
    match dice.randrange(4):
        case 0:
            texts[0] = f"KELL ({agency}) - {texts[0]}"
        case 1:
            return replace(copy, authors=(agency,))
        case 2:
            texts.append(f"Source: {agency}")
        case _:
            texts.append("This story was first published by the Harbour Gazette.")
    return replace(copy, paragraphs=tuple(map(Paragraph, texts)))


def cut(one: Article, dice: random.Random) -> Article:
    """The beginning, a third to three quarters of the text."""
    texts = [sentence for text in body(one) for sentence in sentences(text)]
    return retold(one, texts[: max(3, round(len(texts) * dice.uniform(0.33, 0.75)))], dice)


def rewritten(one: Article, dice: random.Random) -> Article:
    """A light rewrite: some sentences reworded, some gone, words exchanged, paragraphs cut otherwise."""
    told = [sentence for text in body(one) for sentence in sentences(text)]
    kept = [sentence for sentence in told if dice.random() > 0.3] or told
    share = dice.uniform(0.2, 0.8)
    told = [reworded(each, dice) if dice.random() < share else exchanged(each, 0.1, dice) for each in kept]
    texts = [" ".join(told[start : start + 2]) for start in range(0, len(told), 2)]
    for place in range(1, len(texts) - 1, 3):
        texts[place], texts[place + 1] = texts[place + 1], texts[place]
    return retold(one, [f"{dice.choice(DAYS)} brought news of it: {texts[0]}", *texts[1:]], dice)


def dropped(one: Article, dice: random.Random) -> Article:
    """A third to a half of the sentences gone, from anywhere."""
    share = dice.uniform(0.3, 0.55)
    texts = (" ".join(each for each in sentences(text) if dice.random() > share) for text in body(one))
    return retold(one, [text for text in texts if text] or body(one)[:2], dice)


def updated(one: Article, dice: random.Random) -> Article:
    """A later edition: a figure or two changed, a paragraph added, the last one gone."""
    texts = body(one)
    place = next((index for index, text in enumerate(texts) if re.search(r"\d", text)), 0)
    texts[place] = re.sub(r"\d+", lambda found: str(int(found[0]) + 3), texts[place], count=dice.choice((1, 1, 2)))
    return retold(one, [texts[0], dice.choice(ADDED), *(texts[1:-1] or texts[1:])], dice)


def headlined(one: Article, dice: random.Random) -> Article:
    """The same text under a headline that shares nothing with the first but the subject."""
    texts = body(one)
    return retold(one, texts, dice, " ".join(dice.choice(texts[len(texts) // 2 :]).split()[:10]))


def framed(one: Article, dice: random.Random) -> Article:
    """The text with what a site prints around it."""
    return retold(one, [*dice.sample(ABOVE, 2), *body(one), *dice.sample(BELOW, dice.randint(2, 4))], dice)


def reordered(one: Article, dice: random.Random) -> Article:
    """All paragraphs, or where they are few all sentences, in another order."""
    texts = body(one)
    texts = texts if len(texts) > 3 else [sentence for text in texts for sentence in sentences(text)]
    return retold(one, dice.sample(texts, len(texts)), dice)


def led(one: Article, dice: random.Random) -> Article:
    """Another opening in place of the first two sentences."""
    told = [sentence for text in body(one) for sentence in sentences(text)]
    gone = 2 if len(told) > 6 else 1
    texts = [" ".join(told[start : start + 3]) for start in range(gone, len(told), 3)]
    return retold(one, [dice.choice(LEADS), *texts], dice)


def noisy(one: Article, dice: random.Random) -> Article:
    """Other quotes and dashes, an encoding misread, letters mistaken by a scanner: three in a hundred."""
    share = dice.uniform(0.005, 0.03)
    look = {"l": "1", "o": "0", "e": "c", "m": "rn", "i": "l", "a": "o", "n": "u", "s": "5"}

    def misread(text: str) -> str:
        return "".join(look.get(sign, "") if sign.isalpha() and dice.random() < share else sign for sign in text)

    texts = [misread(text).replace('"', "“").replace("'", "’").replace(" - ", "\u00a0— ") for text in body(one)]
    if dice.random() < 0.3:
        texts = [text.replace("’", "â€™").replace("é", "Ã©").replace("“", "â€œ") for text in texts]
    return retold(one, texts, dice)


def converted(one: Article, dice: random.Random) -> Article:
    """Other units, another spelling of words and numbers."""

    def measure(found: re.Match[str]) -> str:
        unit, factor = UNITS[found[2]]
        return f"{round(float(found[1].replace(',', '')) * factor, 1):g} {unit}"

    texts = []
    for text in body(one):
        text = re.sub(rf"(\d[\d,]*(?:\.\d+)?) ({'|'.join(UNITS)})\b", measure, text)
        text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
        for american, british in SPELLINGS:
            text = text.replace(american, british) if dice.random() < 0.5 else text
        texts.append(exchanged(text.replace(" percent", "%").replace("U.S.", "US"), 0.2, dice))
    return retold(one, texts, dice)


def merged(one: Article, other: Article, dice: random.Random) -> Article:
    """The text followed by background from another story, a fifth to two fifths as long."""
    texts, most = body(one), dice.uniform(0.2, 0.4) * sum(map(len, body(one)))
    behind: list[str] = []
    for sentence in (sentence for text in reversed(body(other)) for sentence in sentences(text)):
        if sum(map(len, behind)) >= most:
            break
        behind.append(sentence)
    return retold(one, [*texts, *behind], dice)


TRAINING: dict[str, Edit] = {
    "credited": credited, "cut": cut, "dropped": dropped, "framed": framed, "headlined": headlined, "noisy": noisy,
    "rewritten": rewritten, "updated": updated,
}  # fmt: skip
UNSEEN: dict[str, Edit] = {"reordered": reordered, "led": led, "converted": converted}
EDITS = TRAINING | UNSEEN  # and `merged`, which needs another story
