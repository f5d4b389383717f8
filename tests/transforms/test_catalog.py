"""What is due comes out of the catalog, what was found goes back into it."""

import apache_beam as beam
import pytest
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from tests.unit.gazette import FEED, NOON, decision, later, look, rows, url
from transforms.catalog import (
    ReadDueArticles,
    ReadDueFeeds,
    RecallStates,
    ResolveEntries,
    StageDecisions,
    StagePolls,
)
from writethru import tables
from writethru.catalog import Catalog
from writethru.commits import begin, commit
from writethru.elements import Article, Entry, Failure, Feed, FeedPoll, Observation, Paragraph, Visit
from writethru.polling import decide


@pytest.fixture
def path(tmp_path):
    """A catalog with one committed article, the quay's."""
    path = str(tmp_path / "catalog.sqlite")
    with Catalog(path) as catalog:
        begin(catalog, "r1", "", "", NOON)
        catalog.stage(rows("r1", decision()))
        commit(catalog, "r1", NOON)
    return path


def test_a_run_starts_with_the_feeds_and_articles_that_are_due(path):
    feeds = [Feed(FEED), Feed(url("atom"))]
    with TestPipeline() as pipeline:
        due = pipeline | "Now" >> ReadDueFeeds(path, feeds, NOON) | "NowUrl" >> beam.Map(lambda feed: feed.url)
        assert_that(due, equal_to([url("atom")]), "feeds now")
        late = pipeline | "Later" >> ReadDueFeeds(path, feeds, later(days=1)) | beam.Map(lambda feed: feed.body_hash)
        assert_that(late, equal_to(["f", None]), "feeds later")
        assert_that(pipeline | "ArticlesNow" >> ReadDueArticles(path, feeds, NOON), equal_to([]), "articles now")
        all_ = (
            pipeline
            | "All" >> ReadDueArticles(path, feeds, NOON, everything=True)
            | "Uri" >> beam.Map(lambda one: one.uri)
        )
        assert_that(all_, equal_to([url("quay")]), "articles at any time")
        others = pipeline | "Others" >> ReadDueArticles(path, feeds[1:], NOON, everything=True)
        assert_that(others, equal_to([]), "articles of a feed that is no longer polled")


def test_entries_lead_to_the_articles_that_are_new_or_due(path):
    known, new = look().entry, Entry(FEED, "2", url("pier") + "?utm_source=feed", "Pier", content="long " * 1000)
    with TestPipeline() as pipeline:
        looks = pipeline | beam.Create([known, new]) | ResolveEntries(path, "r2", NOON)
        assert_that(
            looks | beam.Map(lambda one: (one.uri, one.url, one.entry.content)), equal_to([(url("pier"), new.link, "")])
        )


def polled(path, run, at, *entries):
    """Take the looks that entries lead to through one committed run; every page says the same."""

    def read(visit):
        article = Article(visit.look.uri, visit.look.url, "A quay", paragraphs=(Paragraph("It was closed on Monday."),))
        return decide(visit.look.state, Observation(visit.look, "article", at, article, extractor=1, status=200), at)

    with Catalog(path) as catalog:
        begin(catalog, run, "", "", at)
        with TestPipeline() as pipeline:
            looks = pipeline | beam.Create(entries) | ResolveEntries(path, run, at)
            visits = looks | beam.Map(lambda look: Visit(look, Failure("fetch", look.url, "deadline", "", at)))
            visits | RecallStates(path) | beam.Map(read) | StageDecisions(path, run)
        commit(catalog, run, at)
        return [(record["id"], record["version"], record["event"]) for record in catalog.versions()]


def test_a_feed_that_makes_up_new_ids_at_each_poll_has_the_same_articles_and_no_more_names(path):
    names = ("quay", "pier", "ferry")
    for number in range(7):
        entries = [Entry(FEED, f"{name} {number}", url(name), f"Story of the {name}") for name in names]
        told = polled(path, f"r{number + 2}", later(days=number), *entries)
    assert {uri for uri, _, _ in told} == set(map(url, names))
    with Catalog(path) as catalog:
        assert len(catalog.rows(tables.aliases, uri=url("pier"))) == 5


@pytest.mark.parametrize("feed", [FEED, url("atom")])
def test_a_link_that_an_article_moved_to_is_that_article_whatever_its_id_is(path, feed):
    moved = Entry(FEED, "id-quay", url("quay-reopens"), "Story of the quay")
    polled(path, "r2", later(days=1), moved)
    renamed = Entry(feed, "another id", url("quay-reopens?utm_source=rss"), "Quay reopens")
    told = polled(path, "r3", later(days=2), renamed)
    assert {uri for uri, _, _ in told} == {url("quay")}


def test_a_link_that_an_article_has_left_is_free_for_another(path):
    for run, link in (("r2", "quay-reopens"), ("r3", "quay-is-open")):
        polled(path, run, later(days=int(run[1])), Entry(FEED, "id-quay", url(link), "Story of the quay"))
    other = Entry(FEED, "another id", url("quay-reopens"), "The quay reopens, a novel")
    assert {uri for uri, _, _ in polled(path, "r4", later(days=4), other)} == {url("quay"), url("quay-reopens")}


def test_a_visit_is_given_what_is_remembered(path):
    answer = Failure("fetch", url("quay"), "deadline", "", NOON)
    with TestPipeline() as pipeline:
        visits = pipeline | beam.Create([Visit(look("quay"), answer), Visit(look("pier"), answer)]) | RecallStates(path)
        versions = visits | beam.Map(lambda visit: visit.look.state.version if visit.look.state else None)
        assert_that(versions, equal_to([1, None]))


def test_what_is_staged_is_there_for_the_commit(path):
    polls = [FeedPoll(Feed(url("atom")), NOON, failure=Failure("fetch", url("atom"), "dns", "", NOON))]
    many = [decision(f"article{number}") for number in range(250)]
    with Catalog(path) as catalog:
        begin(catalog, "r2", "", "", NOON)
        with TestPipeline() as pipeline:
            pipeline | "Decisions" >> beam.Create(many) | StageDecisions(path, "r2")
            pipeline | "Polls" >> beam.Create(polls) | StagePolls(path, "r2")
        assert list(catalog.versions(since=1)) == []
        counts = commit(catalog, "r2", NOON)
        assert counts["articles"] == {"new": 250}
        assert counts["feeds"] == {"failing": 1}
        assert [record["seq"] for record in catalog.versions()] == list(range(1, 252))
