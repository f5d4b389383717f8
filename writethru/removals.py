"""Blocks taken out of an article's text and put back again, every block at its place among all."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from writethru.elements import Article, Removal


def remove(article: Article, removals: Iterable[Removal]) -> Article:
    """Return the article with these of its paragraphs taken out; their positions say which."""
    removed = sorted((*article.removed, *removals), key=lambda removal: removal.position)
    taken = {removal.position for removal in removed}
    placed = zip(article.positions(), article.paragraphs, strict=True)
    return replace(
        article, paragraphs=tuple(block for place, block in placed if place not in taken), removed=tuple(removed)
    )


def restore(article: Article, chosen: Callable[[Removal], bool] = lambda _: True) -> Article:
    """Return the article with removed blocks, all or those chosen, back in its text, byte for byte where they stood.

    A repeat that is put back is not marked as one.
    """
    rest = tuple(removal for removal in article.removed if not chosen(removal))
    if len(rest) == len(article.removed):
        return article
    taken = {removal.position for removal in rest}
    kept = tuple(block for place, block in enumerate(article.blocks()) if place not in taken)
    return replace(article, paragraphs=kept, removed=rest)
