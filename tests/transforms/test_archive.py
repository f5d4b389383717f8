"""Answers written into an archive in passing, and read from one in the order of their dates."""

import gzip
from dataclasses import replace
from datetime import timedelta

import apache_beam as beam
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from tests.unit.gazette import FEED, NOON, decision, look, rows, url
from tests.warcs import html, response, write
from transforms.archive import FAILURES, VISITS, ArchivePages, ReadArchived, StageFailures, TakeInOrder
from transforms.responses import body_hash
from writethru import tables
from writethru.archive import files
from writethru.captureindex import CaptureIndex
from writethru.captures import read_page, scan
from writethru.catalog import Catalog
from writethru.commits import begin, commit
from writethru.elements import Failure, Feed, FeedVisit, Page, Visit

FAILED = Failure("fetch", url("mill"), "dns", "no such host", NOON)


def page(name="quay", at=NOON, status=200):
    return Page(url(name), url(name), status, (("content-type", "text/html"),), html(name), at)


def test_answers_go_on_with_their_place_in_the_archive_and_failures_as_they_are(tmp_path):
    visits = [Visit(look(), page()), Visit(look("mill"), FAILED)]
    with TestPipeline() as pipeline:
        told = pipeline | beam.Create(visits) | ArchivePages(str(tmp_path), "r1")
        places = told | beam.Map(lambda visit: getattr(visit.answer, "archived", None) is not None)
        assert_that(places, equal_to([True, False]))
    (path,) = files([tmp_path])
    (capture,) = scan(path, NOON)
    assert path.name.endswith(".warc.gz")
    assert read_page(capture, url("quay")).body == html("quay")


def test_feeds_are_archived_too(tmp_path):
    visit = FeedVisit(Feed(FEED), replace(page(), final_uri=FEED))
    with TestPipeline() as pipeline:
        pipeline | beam.Create([visit]) | ArchivePages(str(tmp_path), "r1", FeedVisit)
    (path,) = files([tmp_path])
    assert f"WARC-Target-URI: {FEED}\r\n".encode() in gzip.decompress(path.read_bytes())


def test_a_round_is_read_and_what_can_not_be_read_is_named_with_its_place(tmp_path):
    path = write(
        tmp_path / "a.warc.gz", response("quay"), response("mill", b"\x1f\x8b", headers=("Content-Encoding: gzip",))
    )
    index = str(tmp_path / "index.sqlite")
    with CaptureIndex(index) as filled:
        filled.fill(scan(path, NOON))
        (chosen,) = filled.rounds()
    with TestPipeline() as pipeline:
        read = pipeline | ReadArchived(index, chosen)
        assert_that(
            read[VISITS] | beam.Map(lambda visit: (visit.look.uri, visit.answer.body)),
            equal_to([(url("quay"), html("quay"))]),
        )
        told = read[FAILURES] | beam.Map(lambda failure: (failure.reason, failure.subject.startswith(f"{path}:")))
        assert_that(told, equal_to([("truncated_body", True)]), label="failures")


def known(folder, **fields):
    """Return the path of a catalog that knows the quay, looked at at noon, and its state."""
    path = str(folder / "catalog.sqlite")
    made = decision()
    made = replace(made, state=replace(made.state, **fields))
    with Catalog(path) as catalog:
        begin(catalog, "r0", "", "", NOON)
        catalog.stage(rows("r0", made))
        commit(catalog, "r0", NOON)
        return path, catalog.article_state(url("quay"))


def outcome(path, visit, expected):
    with TestPipeline() as pipeline:
        told = pipeline | beam.Create([visit]) | TakeInOrder(path, "r1", {})
        kept = told[VISITS] | beam.Map(lambda visit: "again" if visit.look.again else "taken")
        dropped = told[FAILURES] | beam.Map(lambda failure: failure.reason)
        assert_that((kept, dropped) | beam.Flatten(), equal_to([expected]))


def test_a_look_later_than_the_last_is_taken_and_its_entry_is_remembered(tmp_path):
    path, state = known(tmp_path)
    outcome(path, Visit(look(state=state), page(at=NOON + timedelta(seconds=1))), "taken")
    with Catalog(path) as catalog:
        assert [row.entry_id for row in catalog.rows(tables.staged_aliases)] == ["id-quay"]


def test_a_look_of_the_past_is_not_newer(tmp_path):
    path, state = known(tmp_path)
    outcome(path, Visit(look(state=state), page()), "not_newer")


def test_the_page_that_the_reading_is_from_is_read_again_by_other_rules_only(tmp_path):
    path, state = known(tmp_path, extractor=1, body_hash=body_hash(page()))
    outcome(path, Visit(look(state=state), page()), "again")
    outcome(path, Visit(look(state=replace(state, body_hash="another")), page()), "not_newer")


def test_an_error_where_a_foreign_archive_shows_no_article_is_nothing(tmp_path):
    path, _ = known(tmp_path)
    unknown = replace(look("logo"), feed_url="archive:gazette.example", entry=None)
    outcome(path, Visit(unknown, page("logo", status=404)), "unknown_article")
    outcome(path, Visit(unknown, page("logo")), "taken")
    outcome(path, Visit(look("logo"), page("logo", status=404)), "taken")


def test_failures_are_staged(tmp_path):
    path, _ = known(tmp_path)
    with TestPipeline() as pipeline:
        pipeline | beam.Create([FAILED]) | StageFailures(path, "r1")
    with Catalog(path) as catalog:
        assert [(row.stage, row.reason) for row in catalog.rows(tables.staged_failures)] == [("fetch", "dns")]
