"""Three of writethru's transforms in a Beam pipeline of your own: URLs in, clean text out.

.venv/bin/python examples/clean_urls.py https://example.org/story [URL ...] [--runner=...]
"""

import sys
from dataclasses import replace

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions

from transforms.articles import OBSERVATIONS, ExtractArticles
from transforms.fetching import FetchPages
from transforms.paragraphs import DropRepeats
from transforms.responses import CRASHES
from writethru.elements import Look, Observation
from writethru.fetching import FetchPolicy
from writethru.urls import host


def text(observation: Observation) -> str:
    """Return the article as plain text under its headline, or why there is none."""
    if observation.article is None:
        return f"{observation.look.url}: {observation.failure.reason if observation.failure else observation.outcome}\n"
    return f"{observation.article.headline}\n\n{observation.article.text}\n"


def main() -> None:
    """Fetch and clean the URLs of the command line, hosts side by side, one request at a time per host."""
    urls = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    flags = [argument for argument in sys.argv[1:] if argument.startswith("--")]
    policy = replace(FetchPolicy(), allow_hosts=tuple(map(host, urls)))
    with beam.Pipeline(options=PipelineOptions(flags)) as pipeline:
        visits = pipeline | beam.Create([Look(url, url, feed_url="") for url in urls]) | FetchPages(policy)
        read = visits | ExtractArticles()
        clean = read[OBSERVATIONS] | DropRepeats()
        (clean[OBSERVATIONS], read[CRASHES]) | beam.Flatten() | beam.Map(text) | beam.Map(print)


if __name__ == "__main__":
    main()
