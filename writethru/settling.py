"""Which differences between two looks wait until the next look shows them again, and what tells readings apart by then.

A site that serves two versions by turns, a wall that nobody has described yet and a page read badly once have this in
common: they pass. What was edited stays.
"""

from collections.abc import Iterable
from hashlib import blake2b

from writethru.elements import Article, Change
from writethru.places import is_known
from writethru.text import fold

RECENT = 8  # fingerprints remembered of an article: two versions by turns are told at most every fifth look each


def fingerprint(article: Article, edited: Iterable[str] = ()) -> str:
    """Return what stands for all of a reading that is ever told to have changed: equal where no reader sees an edit.

    Boxes within the text and sentences beside it come and go; of these only what was `edited` counts.
    """
    headlines = {fold(text) for text in (article.headline, *article.headlines.values())} - {""}
    authors = {fold(author).casefold() for author in article.authors}
    text = fold(" ".join(paragraph.text for paragraph in article.paragraphs if not paragraph.boxed))
    parts = (sorted(headlines), sorted(authors), [text], list(map(fold, article.notices)), list(map(fold, edited)))
    return _hashed("\n\n".join("\n".join(part) for part in parts))


def address_print(url: str) -> str:
    """Return what stands for an address among fingerprints."""
    return _hashed(url)


def remembered(recent: tuple[str, ...], before: str, after: str) -> tuple[str, ...]:
    """Return the fingerprints of what was announced, newest last, with one more and that of what it replaces.

    The latter is not among them when it was read before there was a memory, or since then a little differently.
    """
    return (*recent, *(() if before in recent else (before,)), after)[-RECENT:]


def replaces_everything(before: Article, after: Article, change: Change) -> bool:
    """Whether nothing is left of a text and what stands there is less than half as long: an edit, a stub or a wall."""
    deleted = sum(len(operation.before) for operation in change.operations if operation.op == "delete")
    return 0 < deleted == len(before.paragraphs) and 2 * len(after.text) < len(before.text)


def same_address(one: str, other: str) -> bool:
    """Whether two URLs are one page's, parameters that only one of them has aside."""
    return is_known(one, (other,)) or is_known(other, (one,))


def _hashed(text: str) -> str:
    return blake2b(text.encode(errors="surrogatepass"), digest_size=9).hexdigest()
