"""Pages become observations; a page on which extraction breaks is a failure and the others go on."""

import apache_beam as beam
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from tests.unit.gazette import NOON, look, url
from transforms import articles
from transforms.articles import OBSERVATIONS, ExtractArticles
from transforms.responses import CRASHES
from writethru.articles import EXTRACTOR, extract
from writethru.elements import Page, Visit
from writethru.sites import SiteRules

STORY = "".join(
    f"<p>Sentence {n} of the story of the quay, which was long enough to be told in full.</p>" for n in range(8)
)


def visit(name, body):
    html = f"<html><body><article><h1>Quay</h1>{body}</article></body></html>".encode()
    return Visit(look(name), Page(url(name), url(name), 200, (("etag", '"1"'),), html, NOON))


def test_a_page_becomes_an_article_under_its_own_key_with_the_feeds_headline_beside_its_own():
    with TestPipeline() as pipeline:
        read = pipeline | beam.Create([visit("quay", STORY)]) | ExtractArticles()
        found = read[OBSERVATIONS] | beam.Map(
            lambda one: (
                one.article.uri,
                len(one.article.paragraphs),
                one.article.headlines["feed"],
                one.extractor,
                one.etag,
            )
        )
        assert_that(found, equal_to([(url("quay"), 8, "Story of the quay", EXTRACTOR, '"1"')]))


def test_a_sites_rules_are_applied_to_its_pages_alone_and_make_a_baseline_of_their_own():
    rules = {"gazette.example": SiteRules(remove=("p:first-of-type",))}
    for sites, expected in ((rules, (7, True)), ({"herald.example": rules["gazette.example"]}, (8, False))):
        with TestPipeline() as pipeline:
            read = pipeline | beam.Create([visit("quay", STORY)]) | ExtractArticles(sites)
            found = read[OBSERVATIONS] | beam.Map(lambda one: (len(one.article.paragraphs), one.extractor != EXTRACTOR))
            assert_that(found, equal_to([expected]))


def test_a_page_without_text_is_a_failure():
    with TestPipeline() as pipeline:
        read = pipeline | beam.Create([visit("quay", "")]) | ExtractArticles()
        found = read[OBSERVATIONS] | beam.Map(lambda one: (one.outcome, one.failure.reason, one.article))
        assert_that(found, equal_to([("error", "no_text", None)]))


def test_a_page_that_breaks_extraction_fails_with_its_url_and_the_others_go_on(monkeypatch):
    def brittle(body, uri, **options):
        if "pier" in uri:
            raise RuntimeError("a bug")
        return extract(body, uri, **options)

    monkeypatch.setattr(articles, "extract", brittle)
    with TestPipeline() as pipeline:
        read = pipeline | beam.Create([visit("quay", STORY), visit("pier", STORY)]) | ExtractArticles()
        assert_that(read[OBSERVATIONS] | beam.Map(lambda one: one.look.uri), equal_to([url("quay")]), "read")
        crashes = read[CRASHES] | "Crash" >> beam.Map(
            lambda one: (one.failure.subject, one.failure.reason, "a bug" in one.failure.detail)
        )
        assert_that(crashes, equal_to([(url("pier"), "crashed", True)]), "crashed")
