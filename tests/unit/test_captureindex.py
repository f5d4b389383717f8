"""In which rounds archives are replayed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.gazette import FEED, NOON, url
from writethru.captureindex import CaptureIndex
from writethru.captures import Capture
from writethru.elements import Failure

ABOUT = {"writethru": 1, "feed_url": FEED, "entry": None}


def foreign(name, hours=0, file="a.warc.gz", offset=0):
    date = NOON + timedelta(hours=hours)
    return Capture(file, offset, date, url(name), 200, f"sha1:{name}", f"<{name}{hours}>")


def ours(name, run, hours=0, file="a.warc.gz", offset=0):
    about = {**ABOUT, "run": run, "uri": url(name), "url": url(name) + "?asked"}
    return replace(foreign(name, hours, file, offset), about=about)


def rounds(tmp_path, *found, **options):
    """Return each round's stories, in the order in which they are read."""
    path = tmp_path / "index.sqlite"
    path.unlink(missing_ok=True)
    with CaptureIndex(path) as index:
        index.fill(found, **options)
        return [
            [look.uri.rpartition("/")[2] for file in one.files for look, *_ in index.looks(one.number, file)]
            for one in index.rounds()
        ]


def test_each_run_of_ours_is_a_round_in_the_order_of_their_dates(tmp_path):
    found = (ours("quay", "r2", 1), ours("quay", "r1"), ours("mill", "r1", 0.5, offset=9), ours("mill", "r3", 30))
    assert rounds(tmp_path, *found) == [["quay", "mill"], ["quay"], ["mill"]]


def test_the_looks_of_a_day_at_one_article_are_rounds_in_the_order_of_their_dates(tmp_path):
    found = (foreign("quay", 2), foreign("mill", 1), foreign("quay", 1), foreign("quay", 3), foreign("quay", 25))
    assert rounds(tmp_path, *found) == [["mill", "quay"], ["quay"], ["quay"], ["quay"]]
    with CaptureIndex(tmp_path / "index.sqlite") as index:
        assert [one.started.hour for one in index.rounds()] == [13, 14, 15, 13]


def test_runs_that_overlap_are_taken_together_so_that_no_look_comes_before_an_older_one(tmp_path):
    found = (ours("quay", "r1"), ours("mill", "r1", 2), ours("mill", "r2", 1), foreign("quay", 1.5))
    assert list(map(sorted, rounds(tmp_path, *found))) == [["mill", "quay"], ["mill", "quay"]]
    with CaptureIndex(tmp_path / "index.sqlite") as index:
        assert [one.started for one in index.rounds()] == [NOON, NOON + timedelta(hours=1.5)]


def test_a_long_round_is_parted_in_the_order_of_its_dates(tmp_path):
    found = [foreign(f"story-{number}", -number / 10) for number in range(7)]
    parts = rounds(tmp_path, *found, round_size=3)
    assert [sorted(part) for part in parts] == [
        ["story-4", "story-5", "story-6"],
        ["story-1", "story-2", "story-3"],
        ["story-0"],
    ]


def test_files_are_read_one_after_the_other_from_their_beginnings(tmp_path):
    found = (foreign("c", file="b", offset=1), foreign("b", file="a", offset=5), foreign("a", file="a", offset=2))
    assert rounds(tmp_path, *found) == [["a", "b", "c"]]


def test_a_foreign_page_is_the_article_that_a_catalog_knows_at_its_address(tmp_path):
    known = [
        ("https://feeds.example/1", "https://feeds.example/1?x", url("quay")),
        ("https://a.example/rss#7", "", None),
    ]
    known += [("https://feeds.example/2", "https://feeds.example/2", url("mill")), (url("mill"), url("mill"), None)]
    with CaptureIndex(tmp_path / "index.sqlite") as index:
        index.fill([replace(foreign("quay"), target=url("quay") + "?utm_source=x"), foreign("mill")], known)
        (quay, *_), (mill, *_) = index.looks(1, "a.warc.gz")
    assert (quay.uri, quay.url) == ("https://feeds.example/1", "https://feeds.example/1?x")
    assert (mill.uri, mill.url, mill.feed_url) == (url("mill"), url("mill"), "archive:gazette.example")


def test_a_feed_that_has_a_password_is_known_without_it(tmp_path):
    feed = FEED.replace("//", "//ada:secret@")
    entry = {"feed_url": FEED, "id": "1", "link": url("quay"), "published": None, "updated": None}
    entry |= {"authors": ["Ada Quill"], "categories": []}
    capture = ours("quay", "r1")
    with CaptureIndex(tmp_path / "index.sqlite") as index:
        index.fill([replace(capture, about={**capture.about, "entry": entry})], feeds=[feed])
        ((look, *_),) = index.looks(1, "a.warc.gz")
    assert (look.feed_url, look.entry.feed_url, look.entry.authors) == (feed, feed, ("Ada Quill",))


@pytest.mark.parametrize(
    ("digest", "refers_to", "offset"),
    [
        ("sha1:quay", ("", ""), 3),
        ("", (url("mill"), "2026-03-01T12:00:00Z"), 4),
        ("sha1:none", (url("mill"), "2026-03-01T13:00:00+01:00"), 4),
        ("sha1:none", (url("mill"), "2026-03-01T12:00:01Z"), None),
        ("sha1:none", (url("mill"), "of late"), None),
        ("", ("", ""), None),
    ],
)
def test_a_revisit_finds_its_payload_by_digest_or_by_the_address_and_date_it_names(tmp_path, digest, refers_to, offset):
    revisit = replace(foreign("quay", 2), revisit=True, digest=digest, refers_to=refers_to, file="b")
    with CaptureIndex(tmp_path / "index.sqlite") as index:
        index.fill([revisit, foreign("quay", offset=3), foreign("mill", offset=4)])
        ((_, capture, payload),) = index.looks(2, "b")
    assert capture == replace(revisit, content_type="")
    assert (payload and payload.offset) == offset


def test_failures_are_kept(tmp_path):
    failure = Failure("archive", "a.warc.gz:7", "broken", "bits", NOON)
    with CaptureIndex(tmp_path / "index.sqlite") as index:
        index.fill([failure])
        assert list(index.failures()) == [[failure]]
        assert index.rounds() == []
