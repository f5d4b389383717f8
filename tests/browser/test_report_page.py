"""The run's page in a real browser, spoken to over its DevTools protocol."""

import asyncio
import base64
import contextlib
import itertools
import os
import shutil
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from writethru.changes import compare
from writethru.elements import Article, Paragraph, Removal
from writethru.report import Card, FeedRow, RunBar, RunPage, render

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (apt-get install chromium)"),
]
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
# Each visible control: what it is called (by label or content), and whether the keyboard can reach it.
CONTROLS = """[...document.querySelectorAll('a, button, summary, [tabindex="0"]')].filter(e => e.checkVisibility())
    .map(e => [e.tagName, (e.getAttribute('aria-label') || e.textContent).trim(), e.tabIndex])"""
VISIBLE = "[...document.querySelectorAll('[data-event]')].filter(e => e.checkVisibility()).map(e => e.dataset.event)"
# The lowest contrast of text against what lies behind it, with the text that has it (WCAG 2.2, 1.4.3).
CONTRAST = """(() => {
    const channels = colour => colour.match(/[\\d.]+/g).map(Number);
    const luminance = ([r, g, b]) => [r, g, b].map(v => v / 255)
        .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = element => {
        for (let e = element; e; e = e.parentElement) {
            const colour = channels(getComputedStyle(e).backgroundColor);
            if (colour.length === 3 || colour[3] === 1) return colour;
        }
        return [255, 255, 255];
    };
    let worst = [21, ''];
    const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest('svg, script')) continue;
        const [a, b] = [channels(getComputedStyle(element).color), behind(element)].map(luminance);
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (contrast < worst[0]) worst = [contrast, element.outerHTML.slice(0, 200)];
    }
    return worst;
})()"""


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
)
LATER = article(
    "Winter ferry cancelled until further notice",
    "The harbour board said on Tuesday that the winter ferry would not sail before 8 December.",
    "A smaller boat takes over from Thursday, with two crossings a day and no room for lorries.",
    *BOARD,
    "Engineers found a crack of 35 metres in the hull of the Grey Heron during an inspection by the yard.",
    authors=("Ben Tide",),
    notices=("Correction: an earlier version of this article gave the wrong date.",),
    removed=(
        Removal("Ticket holders are going to get their money back in ten days.", 6, "repeat", "retold", (2,), 0.8),
        Removal("Sign up for the Harbour Gazette's newsletter", 7, "boilerplate", "newsletter"),
    ),
)
BRIDGE = article("Council approves second bridge after ten-year dispute", *BOARD)


def page():
    def card(event, before, after, **fields):
        change = compare(before, after) if before and after else None
        feed, first_seen = "Harbour Gazette · Local", NOON - timedelta(hours=3, minutes=12)
        return Card(event, "https://gazette.example/ferry", feed, NOON, 2, before, after, change, first_seen, **fields)

    moved = article("Bridge: what we know", *BOARD[1:], BOARD[0])
    cards = (
        card("updated", FERRY, LATER, elsewhere=("Coastal Herald", "Northern Wire")),
        card("withdrawn", FERRY, None, note="HTTP 410 at two looks, last text kept"),
        card("updated", article("Bridge: what we know", *BOARD), moved),
        card("new", None, BRIDGE),
    )
    feeds = (
        FeedRow("Harbour Gazette · Local", "https://gazette.example/feed", "ok", 200, 40, 6, 3, (True,) * 14),
        FeedRow("Coastal Herald", "https://herald.example", "ok", 304, 25, 0, 1, (True,) * 4 + (False,) + (True,) * 9),
        FeedRow("Hill Courier", "https://hill.example/f", "slow", 200, 60, 4, 2, (True,) * 14, "8.4 s, usual 0.6 s"),
        FeedRow(
            "Northern Wire", "https://wire.example/feed", "failing", 503, history=(True,) * 10 + (False,) * 4,
            note="4 polls in a row; next try in 2 h",
        ),
    )  # fmt: skip
    hours = enumerate([(25, 14, 0), (29, 19, 1), (38, 14, 0), (37, 4, 2), (26, 13, 0), (24, 16, 1), (35, 18, 1)] * 2)
    runs = tuple(RunBar(NOON - timedelta(hours=14 - hour), *counts) for hour, counts in hours)
    failures = (("feeds: http 503", 4), ("fetching: timeout", 2))
    return RunPage(
        "2026-11-22T12:00Z-7f3a", NOON, NOON + timedelta(seconds=221), "configs/world.yaml", "DirectRunner", "11:00Z",
        871, 640, 1204, runs, feeds, cards, failures, (("run.json", "run.json"), ("changes.jsonl", "changes.jsonl")),
    )  # fmt: skip


class Tab:
    """One tab of the browser: commands out, events kept."""

    def __init__(self, socket):
        self.socket, self.numbers, self.events = socket, itertools.count(1), []

    async def call(self, method, **params):
        number = next(self.numbers)
        await self.socket.send_json({"id": number, "method": method, "params": params})
        while (message := await self.socket.receive_json(timeout=20)).get("id") != number:
            self.events.append(message)
        assert "error" not in message, message
        return message["result"]

    async def run(self, script):
        return (await self.call("Runtime.evaluate", expression=script, returnByValue=True))["result"].get("value")

    async def press(self, key):
        code = {"Tab": 9, "Enter": 13}[key]
        text = {"text": "\r"} if key == "Enter" else {}
        await self.call("Input.dispatchKeyEvent", type="keyDown", key=key, code=key, windowsVirtualKeyCode=code, **text)
        await self.call("Input.dispatchKeyEvent", type="keyUp", key=key, code=key, windowsVirtualKeyCode=code)


@contextlib.asynccontextmanager
async def browser(profile):
    """Open a tab of a browser of our own, its profile in the given empty folder."""
    process = subprocess.Popen(
        [CHROMIUM, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        port_file, until = profile / "DevToolsActivePort", time.monotonic() + 30
        while not (port_file.exists() and port_file.read_text().count("\n")):
            assert time.monotonic() < until and process.poll() is None, "chromium did not start"
            await asyncio.sleep(0.05)
        address = f"http://127.0.0.1:{port_file.read_text().split()[0]}/json/list"
        async with aiohttp.ClientSession() as session:
            targets = await (await session.get(address)).json()
            target = next(target for target in targets if target["type"] == "page")
            async with session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                yield Tab(socket)
    finally:
        process.terminate()
        process.wait(timeout=20)


async def visit(folder, look):
    """Open the page in a browser, look at it, and expect that it was quiet: no errors, no requests."""
    file = folder / "report.html"
    file.write_text(render(page()), encoding="utf-8")
    async with browser(folder / "profile") as tab:
        for domain in ("Page", "Runtime", "Log", "Network"):
            await tab.call(f"{domain}.enable")
        await tab.call("Page.navigate", url=file.as_uri())
        while await tab.run("document.readyState + location.protocol") != "completefile:":
            await asyncio.sleep(0.05)
        await look(tab)
        noise = {"Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"}
        assert [event for event in tab.events if event.get("method") in noise] == []
        asked = {e["params"]["request"]["url"] for e in tab.events if e.get("method") == "Network.requestWillBeSent"}
        assert {url for url in asked if not url.startswith("data:")} == {file.as_uri()}


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

    asyncio.run(visit(tmp_path, look))


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

    asyncio.run(visit(tmp_path, look))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1240, 360])
def test_it_is_readable_light_and_dark_wide_and_narrow(tmp_path, scheme, width):
    async def look(tab):
        await tab.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        await tab.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        await tab.run("document.querySelectorAll('details').forEach(details => details.open = true)")
        assert await tab.run("document.documentElement.scrollWidth") <= width
        contrast, where = await tab.run(CONTRAST)
        assert contrast >= 4.5, where
        if folder := os.environ.get("WRITETHRU_SCREENSHOTS"):
            await tab.call("Page.captureScreenshot")  # lets the layout settle before the picture that is kept
            picture = await tab.call("Page.captureScreenshot", captureBeyondViewport=True)
            Path(folder, f"report-{scheme}-{width}.png").write_bytes(base64.b64decode(picture["data"]))

    asyncio.run(visit(tmp_path, look))
