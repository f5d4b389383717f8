"""The fields of two readings of one article -> those that say something else: headlines by source, authors, notices."""

import re
from collections.abc import Iterable, Iterator, Mapping

from rapidfuzz.fuzz import ratio

from writethru.elements import Article, FieldEdit
from writethru.passages import fingerprint
from writethru.text import fold

# Told beside a change, never a change by themselves: publishers and parsers move them under an unchanged text.
QUIET_FIELDS = ("date_published", "language", "section", "image")
# Where a page's title and its card carry the site's name beside the headline, and what parts the two.
NAMING_SOURCES = frozenset({"title", "og:title"})
SEPARATOR = r"(?: [|\-:·•/»>]+ | ?\| ?)"
SEPARATED_BEFORE, SEPARATED_AFTER = re.compile(SEPARATOR + "$"), re.compile(SEPARATOR)
# rapidfuzz ratios in 0..100. A notice that came is one that went, reworded: told either way, as one edit or as two.
SAME_NOTICE = 60
# A sentence beside the text was edited; another in its place says nothing. With three words edited 96 in 100 are as
# like, of the other sentences of the same article 4 in 1,000.
SAME_SENTENCE = 80


def headline_edits(before: Article, after: Article) -> tuple[FieldEdit, ...]:
    """Return each source of headlines, of those that both readings have, that says something else, a site's name aside.

    Where the readings share no such source but chose another headline, that is told under the source "".
    """
    old, new = _candidates(before), _candidates(after)
    edits = tuple(
        FieldEdit("headline", before.headlines[source], after.headlines[source], source)
        for source in after.headlines
        if source in old
        and source in new
        and old[source] != new[source]
        and not (source in NAMING_SOURCES and _same_headline(old[source], new[source]))
        and not (source == "h1 again" and not _repeats_h1(old) and not _repeats_h1(new))
    )
    # Sources come and go; the chosen headline is a new one only when no source of the other reading had it.
    chosen_old, chosen_new = fold(before.headline), fold(after.headline)
    if edits or not chosen_old or not chosen_new or _same_headline(chosen_old, chosen_new):
        return edits
    if chosen_new in old.values() or chosen_old in new.values():
        return ()
    return (FieldEdit("headline", before.headline, after.headline),)


def author_edits(before: Article, after: Article) -> tuple[FieldEdit, ...]:
    """Return who is an author no more and who is one now, where both readings name authors and not the same ones."""
    old, new = _names(before.authors), _names(after.authors)
    if not old or not new or old.keys() == new.keys():
        return ()
    gone = (FieldEdit("authors", name, "") for key, name in old.items() if key not in new)
    come = (FieldEdit("authors", "", name) for key, name in new.items() if key not in old)
    return (*gone, *come)


def notice_edits(before: Article, after: Article) -> tuple[FieldEdit, ...]:
    """Return the notices that came, went or were reworded.

    One that the other reading has on its page, in its text or among what was removed, has not come or gone.
    """
    gone = _unknown(before.notices, after)
    edits = []
    for notice in _unknown(after.notices, before):
        likest = max(gone, key=lambda old: _likeness(old, notice), default="")
        if _likeness(likest, notice) < SAME_NOTICE:
            likest = ""
        else:
            gone.remove(likest)
        edits.append(FieldEdit("notices", likest, notice))
    return (*edits, *(FieldEdit("notices", notice, "") for notice in gone))


def beside_edits(before: Article, after: Article) -> tuple[FieldEdit, ...]:
    """Return the sentences beside the text that were edited; what came or went there is mostly the site's."""
    old = [text for text in before.beside if text not in after.beside]
    edits = []
    for text in after.beside if old else ():
        if text not in before.beside:
            likest = max(old, key=lambda each: ratio(each, text))
            if ratio(likest, text) >= SAME_SENTENCE and fold(likest) != fold(text):
                edits.append(FieldEdit("beside", likest, text))
    return tuple(edits)


def quiet_edits(before: Article, after: Article) -> tuple[FieldEdit, ...]:
    """Return the fields that are told and alarm nobody, where both readings have them."""
    return tuple(_quiet(before, after))


def _quiet(before: Article, after: Article) -> Iterator[FieldEdit]:
    for name in QUIET_FIELDS:
        old, new = getattr(before, name), getattr(after, name)
        if old and new and old != new:
            yield FieldEdit(name, *(value if isinstance(value, str) else value.isoformat() for value in (old, new)))
    for label in before.codes.keys() & after.codes.keys():
        if before.codes[label] != after.codes[label]:
            yield FieldEdit("codes", before.codes[label], after.codes[label], label)


def _unknown(notices: Iterable[str], other: Article) -> list[str]:
    """Return those notices that another reading does not have, nor its page, as a notice or otherwise."""
    if not notices:  # as mostly
        return []
    texts = (*other.notices, *(p.text for p in other.paragraphs), *(removal.text for removal in other.removed))
    known = {fold(text) for text in texts}
    return [notice for notice in notices if fold(notice) not in known and fingerprint(notice) not in other.passages]


def _likeness(one: str, other: str) -> float:
    return ratio(fold(one).lower(), fold(other).lower())


def _candidates(article: Article) -> dict[str, str]:
    """Return the folded headline by source; a title that adds only a site's name to another candidate is that one."""
    texts = {source: folded for source, text in article.headlines.items() if (folded := fold(text))}
    plain = {fold(article.headline), *(texts[source] for source in texts.keys() - NAMING_SOURCES)} - {""}
    # The longest first, since a site's name alone is found in every title; then titles, the barer first.
    ordered = sorted(plain, key=lambda text: (-len(text), text)) + sorted(
        texts.values(), key=lambda text: (len(text), text)
    )
    for source in NAMING_SOURCES & texts.keys():
        texts[source] = next(text for text in ordered if _same_headline(text, texts[source]))
    return texts


def _repeats_h1(headlines: Mapping[str, str]) -> bool:
    """Tell whether the second h1 says what the first does; else it may be a topic's or another story's."""
    return headlines["h1 again"].lower() == headlines.get("h1", "").lower()


def _same_headline(one: str, other: str) -> bool:
    """Tell whether the longer of two headlines is the shorter with a separator and a site's name before or after it."""
    headline, text = sorted((one, other), key=len)
    before, found, after = text.partition(headline)
    return bool(
        found and (not before or SEPARATED_BEFORE.search(before)) and (not after or SEPARATED_AFTER.match(after))
    )


def _names(authors: Iterable[str]) -> dict[str, str]:
    """Return the authors by their folded names; what has a digit is no name but an age or a date beside the byline."""
    return {fold(author).casefold(): author for author in authors if not any(map(str.isdigit, author))}
