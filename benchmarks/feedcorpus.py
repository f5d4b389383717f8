"""feedparser's own corpus through our path: how many of its assertions hold, and whether parse keeps its promises.

    python benchmarks/feedcorpus.py CORPUS.tar.gz
    python benchmarks/feedcorpus.py CORPUS.tar.gz --fuzz 200 --seed 7

CORPUS is the "tests" folder of a feedparser source archive: feeds that say in a comment what must be read of them. The
assertions are put to feedparser's document as we read it (encoding and text mended first), with its sanitizing and its
relative links on, since many are about those. `--fuzz` parses so many damaged copies of every so manieth file.
"""

import argparse
import datetime
import pickle
import random
import re
import tarfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import feedparser

from writethru.feedencoding import decode
from writethru.feedmending import mend
from writethru.feedpieces import fault
from writethru.feedreading import read_document
from writethru.feeds import FeedError, ParsedFeed, parse

NOW = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)
URL = "http://127.0.0.1:8097/"  # where the corpus's own tests serve it
EXPECTED = re.compile(r"Description:\s*(.*?)\s*Expect:\s*(.*)\s*-->")
HEADER = re.compile(r"^\s*Header:\s*([^:\n]+):(.+)$", re.MULTILINE)
SLOW = 2.0  # s of CPU
MOST_NAMED = 40


def files(path: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(path) as corpus:
        for member in corpus:
            if member.isfile() and (file := corpus.extractfile(member)):
                yield member.name, file.read()


def held(name: str, body: bytes) -> bool | None:
    """Return whether a file's assertion holds; None when it has none."""
    text = decode(body).text
    found = EXPECTED.search(text)
    if found is None:
        return None
    headers = {key.strip().lower(): value.strip() for key, value in HEADER.findall(text)}
    decoded = decode(body, headers.get("content-type"))
    text, mended = mend(decoded.text)
    served = {key: value for key, value in headers.items() if key.startswith("content-l")}
    if "/base/" in name:
        served.setdefault("content-location", URL + name)
    document, _ = read_document(text, fault(text), served, sanitize_html=True, resolve_relative_uris=True)
    document["encoding"] = decoded.encoding
    document["bozo"] = bool(document["bozo"] or mended or decoded.problems)
    document["headers"] = {**served, **headers}
    names: dict[str, Any] = {**vars(feedparser), "feedparser": feedparser, "datetime": datetime}
    try:
        return bool(eval(found[2], names, dict(document)))  # the corpus is code by its nature
    except (LookupError, AttributeError, TypeError, ValueError):
        return False


def outcome(body: bytes) -> tuple[str, ParsedFeed | None]:
    """Return "read", a FeedError's reason, or what else was raised."""
    try:
        return "read", parse(body, URL, now=NOW)
    except FeedError as error:
        return error.reason, None
    except Exception as error:  # what must not be is a result
        return f"RAISED {error!r}"[:100], None


def damaged(body: bytes, dice: random.Random) -> bytes:
    """Return a copy with some bytes cut, doubled, flipped, or replaced by what breaks parsers."""
    pieces = (
        b"&",
        b"<",
        b">",
        b"\0",
        b"\xff",
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b"-->",
        b"&#xD800;",
        b"\xfe\xff",
        b"'",
        b'"',
    )
    body = bytearray(body)
    for _ in range(dice.randint(1, 6)):
        place, size = dice.randrange(len(body) + 1), dice.choice((1, 1, 4, 30, 300))
        match dice.randrange(5):
            case 0:
                del body[place : place + size]
            case 1:
                body[place:place] = body[place : place + size] * dice.choice((1, 3, 100))
            case 2:
                body[place : place + 1] = bytes((dice.randrange(256),))
            case 3:
                body[place:place] = dice.choice(pieces)
            case _:
                del body[place:]
    return bytes(body)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--fuzz", type=int, default=0, metavar="N", help="damaged copies of each file")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="take every Nth file only")
    parser.add_argument("--seed", type=int, default=1871)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    every = list(files(options.corpus))[:: options.every]
    if options.fuzz:
        fuzz(every, options.fuzz, random.Random(options.seed))
        return
    outcomes, verdicts = Counter[str](), Counter[bool | None]()
    failed: list[str] = []
    unpickled = unlike = 0
    for name, body in every:
        reason, feed = outcome(body)
        outcomes[reason] += 1
        if feed is not None:
            unpickled += pickle.loads(pickle.dumps(feed)) != feed
            unlike += [entry.id for entry in feed.entries] != [entry.id for entry in parse(body, URL, now=NOW).entries]
        verdict = held(name, body)
        verdicts[verdict] += 1
        if verdict is False:
            failed.append(name)
    print(f"{len(every)} files: " + ", ".join(f"{count} {reason}" for reason, count in outcomes.most_common()))
    print(f"assertions: {verdicts[True]} hold, {verdicts[False]} do not, {verdicts[None]} files have none")
    print(f"results that do not pickle: {unpickled}; with other ids the second time: {unlike}")
    print("not held: " + ", ".join(failed[:MOST_NAMED]))


def fuzz(every: list[tuple[str, bytes]], copies: int, dice: random.Random) -> None:
    """Parse damaged copies of every file; nothing but FeedError may come out, and nothing slow."""
    outcomes, slowest = Counter[str](), (0.0, "")
    for name, body in every:
        for _ in range(copies):
            copy = damaged(body, dice)
            began = time.process_time()
            reason, _ = outcome(copy)
            slowest = max(slowest, (time.process_time() - began, name))
            outcomes[reason] += 1
            if reason.startswith("RAISED"):
                print(name, reason, copy[:2000])
    print(
        f"{outcomes.total()} damaged copies: "
        + ", ".join(f"{count} {reason}" for reason, count in outcomes.most_common())
    )
    print(f"slowest: {slowest[0]:.2f} s of CPU, {slowest[1]} (more than {SLOW} s would be too_slow)")


if __name__ == "__main__":
    main()
