"""The run's page in a real browser."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.browser.devtools import CONTROLS, NEEDED, expect_legible, visit
from writethru.changes import compare
from writethru.elements import Article, FieldEdit, Paragraph, Removal
from writethru.report import Card, FeedRow, RunBar, RunPage, Story, Telling, Turn, render

pytestmark = NEEDED
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
VISIBLE = "[...document.querySelectorAll('[data-event]')].filter(e => e.checkVisibility()).map(e => e.dataset.event)"


def article(headline, *paragraphs, **fields):
    kept = tuple(map(Paragraph, paragraphs))
    return Article("urn:ferry", "https://gazette.example/ferry", headline=headline, paragraphs=kept, **fields)


BOARD = (
    "Passengers holding tickets will receive a refund within ten days, the operator told the Harbour Gazette.",
    "“Nobody was in danger at any time,” said Captain Ines Moreau, who has sailed the route since 2009.",
    "The Grey Heron was built in 1994 and carries 420 passengers and 60 cars between the two shores.",
)
FERRY = article(
    "Winter ferry delayed until Thursday",
    "The harbour board said on Monday that the winter ferry would not sail before 6 December.",
    *BOARD,
    "Engineers found a crack of 3.5 metres in the hull of the Grey Heron during a routine inspection.",
    "The council meets again next week.",
    authors=("Ada Quay",),
    headlines={"h1": "Winter ferry delayed until Thursday", "title": "Winter ferry | Harbour Gazette"},
)
EDITS = (
    FieldEdit("headline", "Winter ferry delayed until Thursday", "Winter ferry cancelled until further notice", "h1"),
    FieldEdit("notices", "", "Correction: an earlier version of this article gave the wrong date."),
    FieldEdit("authors", "Ada Quay", ""),
    FieldEdit("authors", "", "Ben Tide"),
    FieldEdit("date_modified", "2026-11-22T08:00:00Z", "2026-11-22T11:40:00Z"),
)
LATER = article(
    "Winter ferry cancelled until further notice",
    "The harbour board said on Tuesday that the winter ferry would not sail before 8 December.",
    "A smaller boat takes over from Thursday, with two crossings a day and no room for lorries.",
    *BOARD,
    "Engineers found a crack of 35 metres in the hull of the Grey Heron during an inspection by the yard.",
    authors=("Ben Tide",),
    headlines={"h1": "Winter ferry cancelled until further notice", "title": "Winter ferry | Harbour Gazette"},
    notices=("Correction: an earlier version of this article gave the wrong date.",),
    removed=(
        Removal("Ticket holders are going to get their money back in ten days.", 6, "repeat", "retold", (2,), 0.8),
        Removal("Sign up for the Harbour Gazette's newsletter", 7, "boilerplate", "newsletter"),
    ),
)
BRIDGE = article("Council approves second bridge after ten-year dispute", *BOARD)


STORY = Story(
    "copy",
    8,
    0.84,
    (
        Telling(
            "Ferry Grey Heron out of service after hull inspection",
            "https://wire.example/1",
            "original",
            "84 % of this text stands there",
        ),
        Telling("No winter ferry", "https://herald.example/2", "rewrite", "31 % of its text stands here"),
    ),
    (("numbers: shared_facts", 10.98), ("text: shared_words", 8.3), ("names: shared_facts", 4.2), ("intercept", -15.3)),
)


def page():
    def card(event, before, after, **fields):
        change = compare(before, after) if before and after else None
        if change and after is LATER:
            change = replace(change, edits=EDITS, touched=("numbers", "dates"))
        feed, first_seen = "Harbour Gazette · Local", NOON - timedelta(hours=3, minutes=12)
        return Card(event, "https://gazette.example/ferry", feed, NOON, 2, before, after, change, first_seen, **fields)

    whole = "The bridge opens to lorries on Monday. Cars may follow in May."
    known = article(
        "Bridge: what we know", *BOARD, whole, "العبّارة تبحر يوم الاثنين من الميناء القديم.", "It is late again."
    )
    moved = article(
        "Bridge: what we know",
        *BOARD[1:],
        "The bridge opens to lorries on Monday.",
        "Cars may follow in May.",
        BOARD[0],
        "العبّارة تبحر يوم الثلاثاء من الميناء القديم.",
        "Is it as late as ever?",
    )
    cards = (
        card("updated", FERRY, LATER, story=STORY),
        card("withdrawn", FERRY, None, note="HTTP 410 at two looks, last text kept"),
        card("updated", known, moved),
        card("new", None, BRIDGE),
    )
    feeds = (
        FeedRow("Harbour Gazette · Local", "https://gazette.example/feed", "ok", 200, 40, 6, 3, (True,) * 14),
        FeedRow("Coastal Herald", "https://herald.example", "ok", 304, 25, 0, 1, (True,) * 4 + (False,) + (True,) * 9),
        FeedRow("Hill Courier", "https://hill.example/f", "held", 200, 60, 4, 2, (True,) * 14, "not before 14:00"),
        FeedRow(
            "Northern Wire", "https://wire.example/feed", "failing", 503, history=(True,) * 10 + (False,) * 4,
            note="4 polls in a row; next try in 2 h",
        ),
    )  # fmt: skip
    hours = enumerate([(25, 14, 0), (29, 19, 1), (38, 14, 0), (37, 4, 2), (26, 13, 0), (24, 16, 1), (35, 18, 1)] * 2)
    runs = tuple(RunBar(NOON - timedelta(hours=14 - hour), *counts) for hour, counts in hours)
    turns = (
        Turn(
            "paywalled", "Tram fares to rise", "https://gazette.example/tram", "paywall", "Subscribe to read this story"
        ),
        Turn("withdrawn", "Fish market burns", "https://gazette.example/fire", "gone", "status 410"),
        Turn("ok", "Lighthouse lens comes home", "https://gazette.example/lens"),
    )
    failures = (("feeds: http 503", 4), ("fetching: timeout", 2))
    return RunPage(
        "2026-11-22T12:00Z-7f3a", NOON, NOON + timedelta(seconds=221), "configs/world.yaml", "DirectRunner", "11:00Z",
        871, 640, 1204, runs, feeds, cards, turns, (("held back until another look shows the same", 3),), failures,
        (("run.json", "run.json"), ("changes.jsonl", "changes.jsonl")),
    )  # fmt: skip


def test_the_buttons_choose_what_is_shown_and_how(tmp_path):
    async def look(tab):
        assert await tab.run(VISIBLE) == ["updated", "withdrawn", "updated", "new"]
        await tab.run("document.querySelector('[data-show=withdrawn]').click()")
        assert await tab.run(VISIBLE) == ["withdrawn"]
        assert await tab.run("document.querySelector('[role=status]').textContent") == "1 article shown"
        pressed = "[...document.querySelectorAll('[aria-pressed=true]')].map(e => e.firstChild.textContent.trim())"
        assert await tab.run(pressed) == ["Withdrawn", "Side by side"]
        await tab.run("document.querySelector('[data-show=all]').click()")
        across = (
            "(() => { const [a, b] = document.querySelector('.row').children; return a.offsetTop === b.offsetTop })()"
        )
        assert await tab.run(across)
        await tab.run("document.querySelector('[data-lay=inline]').click()")
        assert not await tab.run(across)

    asyncio.run(visit(render(page()), tmp_path, look))


def test_every_control_has_a_name_and_is_reached_and_worked_by_keyboard(tmp_path):
    async def look(tab):
        controls = await tab.run(CONTROLS)
        assert [control for control in controls if not control[1] or control[2] != 0] == []
        reached = []
        for _ in controls:
            await tab.press("Tab")
            reached.append(await tab.run("document.activeElement.tagName"))
            if await tab.run("document.activeElement.dataset.show") == "new":
                await tab.press("Enter")
                break
        assert "SUMMARY" in reached and "DIV" in reached and "A" in reached
        assert await tab.run(VISIBLE) == ["new"]
        assert await tab.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"

    asyncio.run(visit(render(page()), tmp_path, look))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1240, 360])
def test_it_is_readable_light_and_dark_wide_and_narrow(tmp_path, scheme, width):
    async def look(tab):
        await expect_legible(tab, "report", scheme, width)

    asyncio.run(visit(render(page()), tmp_path, look))
