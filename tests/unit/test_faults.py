"""Every fault of tests/faultrows.py, all at once: each has its outcome, and none disturbs another."""

import pytest

from tests.faultrows import ROWS, outcome, policy, row_host, serving
from writethru.elements import Failure
from writethru.fetching import REASONS, fetch_all


@pytest.fixture(scope="module")
def outcomes():
    """What came of each row."""
    with serving() as server:
        urls = [server.url(f"/{row_host(row)}", row_host(row)) for row in ROWS]
        return dict(zip(ROWS, fetch_all(urls, policy(server, deadline=1.5)), strict=True))


@pytest.mark.parametrize("row", ROWS)
def test_a_fault_has_its_outcome(outcomes, row):
    expected, found = ROWS[row][1], outcomes[row]
    assert outcome(found) == expected, found
    if isinstance(found, Failure):
        assert found.stage == "fetch"
        assert found.reason in REASONS
        assert found.detail.isprintable()
