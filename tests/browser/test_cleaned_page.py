"""The page of one cleaned article in a real browser."""

import asyncio

import pytest

from tests.browser.devtools import CONTROLS, NEEDED, expect_legible, visit
from writethru.articles import extract
from writethru.cleaned import render
from writethru.paragraphs import drop_repeats
from writethru.sites import SiteRules

pytestmark = NEEDED
URL = "https://gazette.example/harbour/ferry"
CRACK = "The winter ferry will not sail before 8 December, after engineers found a crack of 3.5 metres in the hull"
DATA = """{"@type": "NewsArticle", "headline": "Winter ferry cancelled until further notice",
    "author": [{"@type": "Person", "name": "Ada Quay"}], "datePublished": "2026-11-22T08:30:00Z"}"""
PAGE = f"""<html lang="en"><head><title>Ferry cancelled - Harbour Gazette</title>
<script type="application/ld+json">{DATA}</script></head><body><article>
<p class="kicker">Harbour</p><h1>Winter ferry cancelled until further notice</h1><p>By Ada Quay</p>
<p>{CRACK} of the Grey Heron during an inspection by the yard.</p>
<figure><figcaption>The Grey Heron at its berth in Saltreach</figcaption></figure>
<div class="newsletter"><p>The day’s news from the harbour, in your inbox at seven.</p></div>
<h2>A smaller boat</h2>
<p>A smaller boat takes over from Thursday, with two crossings a day and no room for lorries.</p>
<ul><li>Foot passengers may use their tickets on it.</li><li>Cars are to be booked by telephone.</li></ul>
<blockquote>We ask everyone for patience.</blockquote>
<table><tr><th>Day</th><th>Boats</th></tr><tr><td>Thursday</td><td>2</td></tr></table>
<p class="offer">Tide tables for the whole year, page four of the printed paper:
{"https://gazette.example/tides" * 5}</p>
<p>{CRACK}.</p><p>Correction: An earlier version of this article said that the crack was 5.3 metres long.</p>
<p>Reporter's code: 50101</p></article></body></html>"""


def page():
    return render(drop_repeats(extract(PAGE, URL, site=SiteRules(remove=(".offer",)))), URL)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1240, 360])
def test_it_is_readable_light_and_dark_wide_and_narrow(tmp_path, scheme, width):
    async def look(tab):
        await expect_legible(tab, "cleaned", scheme, width)

    asyncio.run(visit(page(), tmp_path, look))


def test_a_repeat_leads_to_what_it_repeats_and_every_link_has_a_name(tmp_path):
    async def look(tab):
        controls = await tab.run(CONTROLS)
        assert [control for control in controls if not control[1] or control[2] != 0] == []
        await tab.run("document.querySelector('.repeat a').click()")
        assert CRACK in await tab.run("document.querySelector(':target').textContent")

    asyncio.run(visit(page(), tmp_path, look))
