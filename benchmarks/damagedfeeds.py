"""Damaged copies of feeds of real size: how many entries of their undamaged part are kept, beside plain feedparser.

    python benchmarks/damagedfeeds.py
    python benchmarks/damagedfeeds.py --seed 3 --write FOLDER

Six invented feeds (RSS with summaries and with full text, RSS 1.0, Atom, in five scripts) are damaged in seven ways
each; the entries that a damage touches are not counted. An entry is kept when its link and its title came out right.
"""

import argparse
import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser

from writethru.budgets import Budget, BudgetError
from writethru.feeds import FeedError, parse

NOW = datetime(2026, 11, 22, tzinfo=UTC)
URL = "https://gazette.example/feed"
WORDS = {
    "en": "the ferry council harbour was late on Monday said storm wall repair budget vote library island crew",
    "de": "die Fähre Rat Hafen kam spät am Montag sagte Sturm Mauer für Bücherei Insel über Straße größte Möwe",
    "fr": "le bac conseil port était en retard lundi a déclaré tempête mur réparé l’été bibliothèque île équipage",
    "ru": "паром совет порт опоздал в понедельник сказал шторм стена ремонт бюджет библиотека остров экипаж",
    "ja": "渡船 議会 港 月曜 遅れた 述べた 嵐 壁 修理 予算 図書館 島 乗組員 発表",
}
BUDGET = Budget(cpu=20, memory=1_000_000_000)
Damage = Callable[[bytes, list[tuple[int, int]], random.Random], tuple[bytes, set[int]]]


@dataclass(frozen=True, slots=True)
class Sample:
    """A feed, its entries' links and titles, and where each entry's bytes stand."""

    name: str
    body: bytes
    entries: tuple[tuple[str, str], ...]
    spans: list[tuple[int, int]]


def sentence(language: str, dice: random.Random, words: int) -> str:
    return " ".join(dice.choice(WORDS[language].split()) for _ in range(words))


def paragraphs(language: str, dice: random.Random, count: int) -> str:
    return "".join(f'<p class="text">{sentence(language, dice, 60)}.<br/></p>' for _ in range(count))


def samples(dice: random.Random) -> Iterator[Sample]:
    yield sample("rss-summaries", "en", dice, 100, 0, "rss")
    yield sample("rss-full-text", "de", dice, 20, 30, "rss")
    yield sample("rss-cdata", "fr", dice, 40, 8, "rss", cdata=True)
    yield sample("rdf", "ru", dice, 30, 2, "rdf")
    yield sample("atom-full-text", "en", dice, 25, 20, "atom", cdata=True)
    yield sample("atom-summaries", "ja", dice, 50, 1, "atom")


def sample(
    name: str, language: str, dice: random.Random, count: int, full: int, kind: str, cdata: bool = False
) -> Sample:
    told, written = [], []
    for number in range(count):
        link, title = f"https://gazette.example/{kind}/{number}", sentence(language, dice, 8)
        told.append((link, title))
        text = paragraphs(language, dice, full) if full else sentence(language, dice, 30)
        text = f"<![CDATA[{text}]]>" if cdata else text.replace("<", "&lt;").replace(">", "&gt;")
        written.append(entry(kind, link, title, text, NOW - timedelta(hours=number)))
    head, tail = FRAMES[kind]
    body, spans = bytearray(head.encode()), []
    for each in written:
        spans.append((len(body), len(body) + len(each.encode())))
        body += each.encode()
    return Sample(name, bytes(body) + tail.encode(), tuple(told), spans)


FRAMES = {
    "rss": (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        "<channel><title>Harbour Gazette</title><link>https://gazette.example/</link><description>News</description>\n",
        "</channel>\n</rss>\n",
    ),
    "rdf": (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF xmlns="http://purl.org/rss/1.0/" '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        '<channel rdf:about="https://gazette.example/"><title>Harbour Gazette</title></channel>\n',
        "</rdf:RDF>\n",
    ),
    "atom": (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        "<title>Harbour Gazette</title><id>tag:gazette.example,2026:feed</id>\n",
        "</feed>\n",
    ),
}


def entry(kind: str, link: str, title: str, text: str, at: datetime) -> str:
    if kind == "atom":
        return (
            f'<entry><id>tag:{link[8:]}</id><title>{title}</title><link rel="alternate" href="{link}"/>'
            f"<updated>{at.isoformat()}</updated><author><name>Ada Quill</name></author>"
            f'<content type="html">{text}</content></entry>\n'
        )
    if kind == "rdf":
        return (
            f'<item rdf:about="{link}"><title>{title}</title><link>{link}</link><dc:date>{at.isoformat()}</dc:date>'
            f"<description>{text}</description></item>\n"
        )
    return (
        f'<item><title>{title}</title><link>{link}</link><guid isPermaLink="false">{link[-6:]}</guid>'
        f"<pubDate>{at:%a, %d %b %Y %H:%M:%S} GMT</pubDate><dc:creator>Ada Quill</dc:creator>"
        f"<description>{text}</description></item>\n"
    )


def some(spans: list[tuple[int, int]], dice: random.Random, share: float = 0.1) -> list[int]:
    return sorted(dice.sample(range(len(spans)), max(1, round(share * len(spans)))))


def cut(body: bytes, spans: list[tuple[int, int]], dice: random.Random) -> tuple[bytes, set[int]]:
    place = dice.randrange(len(body) // 2, len(body) - 20)
    return body[:place], {number for number, (_, end) in enumerate(spans) if end > place}


def within(change: Callable[[bytes, random.Random], bytes]) -> Damage:
    """Return the damage that changes a tenth of the entries each by itself."""

    def damage(body: bytes, spans: list[tuple[int, int]], dice: random.Random) -> tuple[bytes, set[int]]:
        touched = some(spans, dice)
        for number in reversed(touched):
            start, end = spans[number]
            body = body[:start] + change(body[start:end], dice) + body[end:]
        return body, set(touched)

    return damage


def harmless(change: Callable[[bytes], bytes]) -> Damage:
    """Return the damage that leaves every entry readable."""
    return lambda body, _spans, _dice: (change(body), set())


def dropped_tag(piece: bytes, dice: random.Random) -> bytes:
    tag = dice.choice((b"</title>", b"</item>", b"</entry>", b"]]>", b"</description>", b"</content>", b"</link>"))
    return piece.replace(tag, b"", 1) if tag in piece else piece.replace(b"</title>", b"", 1)


def raw_markup(piece: bytes, dice: random.Random) -> bytes:
    mess = dice.choice(
        (b" a < b & c ", b"<br>", b"<b>", b"<!-- ", b"<![CDATA[", b'<a href="x>', b"</p></div>", b"<?php ")
    )
    return piece.replace(b"</title>", mess + b"</title>", 1)


DAMAGES: dict[str, Damage] = {
    "cut": cut,
    "raw ampersands": harmless(
        lambda body: body.replace(b". ", b" & Co; ").replace(b"<description>", b"<description>R&D ")
    ),
    "bad bytes": within(lambda piece, _: piece.replace(b" ", b" \x96\x01 ", 3)),
    "wrong mark": harmless(lambda body: b"\xff\xfe" + body),
    "unclosed tags": within(dropped_tag),
    "raw markup": within(raw_markup),
    "junk around": harmless(lambda body: b"<br />\n<b>Warning</b>: in feed.php\n" + body + b"<script>track()</script>"),
}


def ours(body: bytes) -> dict[str, str]:
    try:
        return {entry.link: entry.title for entry in parse(body, URL, now=NOW).entries}
    except FeedError as error:
        return {"": str(error)}


def plain(body: bytes) -> dict[str, str]:
    document = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    return {entry.get("link", ""): " ".join(entry.get("title", "").split()) for entry in document.entries}


def killable(body: bytes) -> dict[str, str]:
    """Return what plain feedparser reads; nothing where it would go on for ever."""
    import damagedfeeds  # this file, by a name that another process knows

    try:
        return BUDGET.call(damagedfeeds.plain, body)
    except BudgetError as error:
        return {"": str(error)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1871)
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="leave the damaged feeds there")
    options = parser.parse_args()
    dice = random.Random(options.seed)
    sums = [0, 0, 0]
    copies = 0
    for each in samples(dice):
        for name, damage in DAMAGES.items():
            body, touched = damage(each.body, each.spans, dice)
            whole = [entry for number, entry in enumerate(each.entries) if number not in touched]
            kept = [sum(read.get(link) == title for link, title in whole) for read in (ours(body), killable(body))]
            sums = [total + part for total, part in zip(sums, (len(whole), *kept), strict=True)]
            copies += 1
            told = f"{len(whole):4} whole  {kept[0]:4} ours  {kept[1]:4} plain"
            print(f"{each.name:16} {name:16} {len(body) // 1000:4} KB  {told}")
            if options.write:
                options.write.mkdir(parents=True, exist_ok=True)
                (options.write / f"{each.name}-{name.replace(' ', '-')}.xml").write_bytes(body)
    shares = ", ".join(
        f"{name} {part / sums[0]:.1%}" for name, part in zip(("ours", "plain feedparser"), sums[1:], strict=True)
    )
    print(f"{copies} copies, {sums[0]} entries of undamaged parts: {shares}")


if __name__ == "__main__":
    main()
