"""A real browser, spoken to over its DevTools protocol."""

import asyncio
import base64
import contextlib
import itertools
import os
import shutil
import subprocess
import time
from pathlib import Path

import aiohttp
import pytest

CHROMIUM = shutil.which("chromium")
NEEDED = [
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
# Each visible control: what it is called (by label or content), and whether the keyboard can reach it.
CONTROLS = """[...document.querySelectorAll('a, button, summary, [tabindex="0"]')].filter(e => e.checkVisibility())
    .map(e => [e.tagName, (e.getAttribute('aria-label') || e.textContent).trim(), e.tabIndex])"""
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


async def visit(html, folder, look):
    """Open a page in a browser, look at it, and expect that it was quiet: no errors, no requests."""
    file = folder / "page.html"
    file.write_text(html, encoding="utf-8")
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


async def expect_legible(tab, name, scheme, width):
    """Expect that all text fits and stands out; leave a picture in the folder WRITETHRU_SCREENSHOTS, if it is set."""
    await tab.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    await tab.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
    await tab.run("document.querySelectorAll('details').forEach(details => details.open = true)")
    assert await tab.run("document.documentElement.scrollWidth") <= width
    contrast, where = await tab.run(CONTRAST)
    assert contrast >= 4.5, where
    if folder := os.environ.get("WRITETHRU_SCREENSHOTS"):
        await tab.call("Page.captureScreenshot")  # lets the layout settle before the picture that is kept
        picture = await tab.call("Page.captureScreenshot", captureBeyondViewport=True)
        Path(folder, f"{name}-{scheme}-{width}.png").write_bytes(base64.b64decode(picture["data"]))
