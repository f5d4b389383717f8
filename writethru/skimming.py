"""What can be told of a page from its bytes, without a parse: two looks in three end here."""

import re

LEAST_LINE = 40  # characters of a line that may be prose
PARAGRAPH = re.compile(rb"<p[\s>]")
UNTOLD = re.compile(rb"<a\b.*?</a>|<[^>]*>", re.S)  # links, which cards consist of, and tags
LEAST_PARAGRAPH = 60  # bytes without them
NEXT = 600  # bytes between paragraphs of one text; cards of other stories have more in their mark-up
PLENTY = 3_000  # bytes in paragraphs that follow each other: more than a wall leaves readable or a stub says
SAMPLES = 10  # places of the last version that are looked for in a page's bytes
BEGINNING = 4  # lines, of which one may be written otherwise in mark-up
MOST_SAMPLES = 0.85  # of them; others stand in mark-up, or were edited
SAMPLE = re.compile(r"[\w ,.]{18,40}")


def unscripted(body: bytes) -> bytes:
    """Return a page's bytes without its scripts and what can be copied from it: texts that nobody sees."""
    for tag in (b"script", b"textarea", b"template"):
        first, *pieces = body.split(b"<" + tag)
        rests = (piece[end:] for piece in pieces if (end := piece.find(b"</" + tag)) >= 0)
        body = b"".join((first, *rests)) if pieces else body
    return body


def shows_all(body: bytes, text: str) -> bool:
    """Whether a text plainly stands in a page's bytes, from its beginning to its last line; cheap, and often not sure.

    `body` is a page without its scripts.
    """
    lines = [line for line in text.split("\n") if len(line) > LEAST_LINE]
    if not lines:
        return False
    step = max(1, len(lines) // SAMPLES)
    sampled, start, found = lines[::step], 0, 0
    for line in sampled:
        place = _place(body, line, start)
        if place >= 0:
            start, found = place, found + 1
    if found < MOST_SAMPLES * len(sampled) or any(_place(body, line, start) < 0 for line in lines[-2:]):
        return False
    return sum(_place(body, line, 0) >= 0 for line in lines[:BEGINNING]) >= min(BEGINNING, len(lines)) - 1


def _place(body: bytes, line: str, start: int) -> int:
    """Return where a plain piece of a line, without signs that mark-up may write otherwise, stands in a page's bytes.

    It is looked for behind `start` first, where the next line of a text mostly is; -1 where it stands nowhere.
    """
    for third in (1, 0, 2):
        if (sample := SAMPLE.search(line, len(line) * third // 3)) is not None:
            piece = sample[0].strip().encode()
            place = body.find(piece, start)
            place = body.find(piece, 0, start) if place < 0 else place
            if place >= 0:
                return place
    return -1


def has_plenty(body: bytes) -> bool:
    """Whether as many paragraphs follow each other in a page's bytes as only an article has; cheap."""
    size = 0
    for piece in body.split(b"</p"):
        start = piece.rfind(b"<p")
        if start < 0 or not PARAGRAPH.match(piece, start):
            size *= len(piece) < NEXT
            continue
        text = len(UNTOLD.sub(b"", piece[start:]))
        size = size * (start < NEXT) + text * (text >= LEAST_PARAGRAPH)
        if size >= PLENTY:
            return True
    return False
