"""Pages -> articles."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import apache_beam as beam

from transforms.failures import guarded
from transforms.responses import CRASHES, body_hash
from writethru.articles import extract, rules_version
from writethru.elements import Failure, Observation, Page, Visit
from writethru.sites import SiteRules, site_rules

OBSERVATIONS = "observations"


class ExtractArticles(beam.PTransform):
    """Take the article out of each page.

    Input: Visit, of pages that hold an article. Output: a dict of PCollections: OBSERVATIONS of Observation with its
    article, or with the failure "no_text" where there was no text; CRASHES of Observation. `sites` maps hosts to what
    the user knows about their pages.
    """

    def __init__(self, sites: Mapping[str, SiteRules] | None = None) -> None:
        super().__init__()
        self.sites = sites or {}

    def expand(self, visits: beam.PCollection[Visit]) -> Any:  # noqa: ANN401 (Beam takes hints of single outputs only)
        """Extract, crashes apart."""
        observations, crashes = guarded(visits, "Extract", partial(_extract, sites=self.sites), Observation)
        return {OBSERVATIONS: observations, CRASHES: crashes}


def _extract(visit: Visit, sites: Mapping[str, SiteRules]) -> Observation:
    page, look = visit.answer, visit.look
    if not isinstance(page, Page):
        raise ValueError(f"no page to read: {look.url}")
    entry = look.entry or (look.state.entry if look.state else None)
    site = site_rules(sites, page.final_uri) if sites else None
    article = extract(page.body, page.final_uri, content_type=page.header("content-type"), site=site)
    headlines = {**article.headlines, "feed": entry.title} if entry and entry.title else article.headlines
    article = replace(
        article, uri=look.uri, headlines=headlines, headline=article.headline or headlines.get("feed", "")
    )
    observation = Observation(
        look=look,
        outcome=visit.outcome,
        at=page.retrieved,
        article=article,
        evidence=visit.evidence,
        extractor=rules_version(site),
        status=page.status,
        final_uri=page.final_uri,
        etag=page.header("etag"),
        last_modified=page.header("last-modified"),
        body_hash=body_hash(page),
        archived=page.archived,
    )
    if article.paragraphs:
        return observation
    failure = Failure("article", look.url, "no_text", "no article text was found on the page", page.retrieved)
    return replace(observation, outcome="error", article=None, failure=failure)
