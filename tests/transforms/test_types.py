"""A wrong element type is refused when the pipeline is built, by every transform."""

import apache_beam as beam
import pytest
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.typehints.decorators import TypeCheckError

from tests.unit.gazette import NOON
from transforms.archive import ArchivePages, StageFailures, TakeInOrder
from transforms.articles import ExtractArticles
from transforms.catalog import RecallStates, ResolveEntries, StageDecisions, StagePolls
from transforms.feeds import ParseFeeds
from transforms.fetching import FetchFeeds, FetchPages
from transforms.paragraphs import DropRepeats, MarkRepeats
from transforms.polling import Decide
from transforms.recurrence import DropRecurring
from transforms.responses import ClassifyAnswers
from transforms.syndication import FindSameStories
from writethru.fetching import FetchPolicy
from writethru.polling import PollPolicy

TRANSFORMS = [
    ArchivePages("archive", "r1"),
    ClassifyAnswers(),
    Decide(PollPolicy()),
    DropRecurring("c.sqlite", "r1", NOON),
    DropRepeats(),
    ExtractArticles(),
    FetchFeeds(FetchPolicy()),
    FetchPages(FetchPolicy()),
    FindSameStories("c.sqlite", "r1", NOON),
    MarkRepeats(),
    ParseFeeds(),
    RecallStates("c.sqlite"),
    ResolveEntries("c.sqlite", "r1", NOON),
    StageDecisions("c.sqlite", "r1"),
    StageFailures("c.sqlite", "r1"),
    StagePolls("c.sqlite", "r1"),
    TakeInOrder("c.sqlite", "r1", {}),
]


@pytest.mark.parametrize("transform", TRANSFORMS, ids=lambda transform: type(transform).__name__)
def test_a_wrong_element_type_is_refused(transform):
    pipeline = TestPipeline()
    with pytest.raises(TypeCheckError, match=type(transform).__name__):
        pipeline | beam.Create(["a string"]) | transform
