"""What an entry is known again by: its GUID, else its link, else title and date; as far as the feed can be trusted."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from writethru.elements import Entry
from writethru.urls import canonical_url

MOST_BAD = 0.05  # of a document's GUIDs; with more its system gives them without care


def identified(entries: Sequence[Entry]) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """Return a document's entries with the ids that they go by, and what is wrong with its own; "" is a missing one.

    A GUID that stands for several links (or several titles, where there is none) is bad. Bad ones are replaced by the
    canonical link, else by title and date; where more than 5 % are bad, so are all. An entry that stands there twice
    is told once, as in two documents after each other.
    """
    linked = dict.fromkeys(entry for entry in entries if entry.link)
    entries = [entry for entry in entries if not entry.link or linked.pop(entry, True) is None]
    known = {entry.id for entry in entries}
    if len(known) == len(entries) and "" not in known:
        return tuple(entries), ()
    keys = [_link(entry) or entry.title for entry in entries]
    meant: defaultdict[str, set[str]] = defaultdict(set)
    for entry, key in zip(entries, keys, strict=True):
        meant[entry.id].add(key)
    shared = {guid for guid, found in meant.items() if guid and len(found) > 1}
    problems = [f"id: {guid[:200]} stands for {len(meant[guid])} links" for guid in sorted(shared)]
    bad = sum(not entry.id or entry.id in shared for entry in entries)
    degraded = bad > MOST_BAD * len(entries)
    if degraded and bad < len(entries):
        problems.append(f"id: {bad} of {len(entries)} are missing or shared; none is used")
    return tuple(
        replace(entry, id=_fallback(entry))
        if not entry.id or entry.id in shared or (degraded and entry.link)
        else entry
        for entry in entries
    ), tuple(problems)


def _fallback(entry: Entry) -> str:
    return _link(entry) or f"{entry.title or entry.summary[:200]}|{entry.published_raw or entry.updated_raw}"


def _link(entry: Entry) -> str:
    try:
        return canonical_url(entry.link) if entry.link else ""
    except ValueError:
        return entry.link
