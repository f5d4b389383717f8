"""Decisions of an invented newspaper, to stage and commit in tests."""

from datetime import UTC, datetime, timedelta

from writethru.elements import Article, Decision, Entry, Failure, Feed, FeedPoll, Look, Observation, Paragraph, Removal
from writethru.polling import decide, decide_feed
from writethru.staging import alias_rows, decision_rows, merged, poll_rows

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FEED = "https://gazette.example/rss"
STORY = (
    "The harbour board said on Monday that the winter ferry would not sail before 6 December.",
    "Engineers found a crack of 3.5 metres in the hull of the Grey Heron during a routine inspection.",
    "Passengers holding tickets will receive a refund within ten days, the operator told the Harbour Gazette.",
    "“Nobody was in danger at any time,” said Captain Ines Moreau, who has sailed the route since 2009.",
    "A smaller boat takes over from Thursday, with two crossings a day and no room for lorries.",
)


def url(name):
    return f"https://gazette.example/{name}"


def article(name="quay", *texts, **fields):
    texts = texts or ("The quay was closed on Monday.", "It opens again on Friday, the harbour master said.")
    defaults = {
        "paragraphs": tuple(map(Paragraph, texts)),
        "headline": f"Story of the {name}",
        "headlines": {"h1": f"Story of the {name}"},
        "authors": ("Ada Quill",),
        "date_published": NOON,
        "removed": (Removal("News Code 712", len(texts), "code", "tail.desk_code"),),
        "codes": {"News Code": "712"},
    }
    return Article(url(name), url(name), **{**defaults, **fields})


def look(name="quay", state=None):
    return Look(url(name), url(name), FEED, Entry(FEED, f"id-{name}", url(name), f"Story of the {name}"), state=state)


def decision(name="quay", *paragraphs, state=None, at=NOON, **fields):
    found = article(name, *paragraphs, **fields)
    observation = Observation(
        look(name, state), "article", at, found, extractor=1, status=200, etag='"1"', body_hash="a"
    )
    return decide(state, observation, at)


def fault(name="quay", outcome="error", state=None, at=NOON):
    failure = Failure("answer", url(name), "http_503", "answered 503", at)
    return decide(state, Observation(look(name, state), outcome, at, failure=failure, status=503), at)


def rows(run, *decisions, feed=True):
    lot = [decision_rows(run, one) for one in decisions]
    looks = [one.observation.look for one in decisions]
    lot += [alias_rows(run, one.entry, one.uri) for one in looks if one.entry]
    if feed:
        poll = FeedPoll(Feed(FEED), NOON, 200, "Harbour Gazette", entries=len(decisions), newest=NOON, body_hash="f")
        lot.append(poll_rows(run, decide_feed(None, poll, NOON), poll))
    return merged(lot)


def later(**delta):
    return NOON + timedelta(**delta)


__all__ = ["FEED", "NOON", "Decision", "article", "decision", "fault", "later", "look", "rows", "url"]


def part(run, name, cluster="c1", role="copy", of=None, shared=None):
    """Return the row that says what part an article has in a story."""
    because = {"text: shared_triples": 2.5, "intercept": -1.0} if of else None
    row = {"cluster": cluster, "role": role, "score": 0.9, "of_uri": of and url(of), "shared": shared}
    return {"run": run, "uri": url(name), **row, "because": because}
