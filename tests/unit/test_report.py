import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

from writethru.changes import compare
from writethru.elements import Article, FieldEdit, Paragraph, Removal, Repetition
from writethru.report import MOST_CARDS, MOST_TURNS, Card, FeedRow, RunBar, RunPage, Story, Telling, Turn, render

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def article(headline, *paragraphs, **fields):
    kept = tuple(map(Paragraph, paragraphs))
    return Article("urn:ferry", "https://gazette.example/ferry", headline=headline, paragraphs=kept, **fields)


FERRY = article(
    "Ferry delayed until Thursday",
    "The harbour board said on Monday that the winter ferry would not sail before 6 December.",
    "Engineers found a crack of 3.5 metres in the hull.",
    "A smaller boat takes over from Thursday.",
)
LATER = article(
    "Ferry cancelled until Thursday",
    "The harbour board said on Monday that the winter ferry would not sail before 8 December.",
    "Engineers found a crack of 3.5 metres in the hull.",
    "Tickets will be refunded within ten days.",
    removed=(Removal("A crack was found by engineers.", 3, "repeat", "retold", (1,)),),
    notices=("Correction: the ferry sails on 8 December.",),
)


EDITS = (
    FieldEdit("headline", FERRY.headline, LATER.headline, "h1"),
    FieldEdit("authors", "Ada Quill", ""),
    FieldEdit("notices", "", LATER.notices[0]),
    FieldEdit("notices", "Update: it sails at six.", "Update: it sails at ten."),
    FieldEdit("notices", "Note: no lorries.", ""),
)


def card(event="updated", before=FERRY, after=LATER, **fields):
    change = compare(before, after) if before and after else None
    if change and after is LATER:
        change = replace(change, edits=EDITS, touched=("numbers", "negation"))
    url = "https://gazette.example/ferry"
    return Card(event, url, "Harbour Gazette", NOON, 2, before, after, change, NOON - timedelta(hours=3), **fields)


def page(*cards, **fields):
    return render(
        RunPage(
            "2026-11-22T12:00Z",
            NOON,
            NOON + timedelta(seconds=221),
            "feeds.yaml",
            "DirectRunner",
            cards=cards,
            **fields,
        )
    )


class Outline(HTMLParser):
    """The headings, links and unclosed elements of a page."""

    VOID = frozenset({"meta", "link"})

    def __init__(self, html):
        super().__init__()
        self.open, self.headings, self.links, self.wrong = [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag not in self.VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append((tag, self.getpos()))


def test_a_changed_article_shows_what_went_and_what_came():
    html = page(card(note="seen again at noon"))
    assert "Ferry <del>delayed</del><ins>cancelled</ins> until Thursday" in html
    assert "<del>6</del>" in html and "<ins>8</ins>" in html
    assert "1 unchanged paragraph<" in html
    assert (
        "version 1 → 2 · 3 h after first seen · 1 added, 1 deleted, 1 rewritten paragraphs · seen again at noon" in html
    )


def flat(html):
    return re.sub(r"\s+", " ", html)


def test_a_card_tells_what_an_edit_touches_and_every_field_that_changed():
    html = flat(page(card()))
    assert '<span class="pill notice">notice</span> <b class="touched">numbers, negation</b>' in html
    fields = re.search('<ul class="fields">(.*?)</ul>', html)[1]
    assert re.findall("<b>(.*?)</b>", fields) == ["Notice", "Notice reworded", "Notice gone", "Byline"]
    assert '<ins class="words whole"><bdi>Correction: the ferry sails on 8 December.</bdi></ins>' in fields
    assert "Update: it sails at <del>six</del><ins>ten</ins>." in fields
    assert '<del class="words whole"><bdi>Note: no lorries.</bdi></del>' in fields
    assert '<del class="words whole"><bdi>Ada Quill</bdi></del>' in fields


def test_a_headline_edited_in_one_source_only_says_in_which():
    before, after = (replace(one, headlines={"h1": one.headline, "title": "Ferry"}) for one in (FERRY, LATER))
    made = replace(card(), before=before, after=after)
    html = flat(page(made))
    assert "<li><b>Headline, h1 only</b></li>" in html
    other = FieldEdit("headline", "Ferry", "Boat", "title")
    made = replace(made, change=replace(made.change, edits=(*made.change.edits, other)))
    assert '<b>Headline, title only</b> <bdi class="words"><del>Ferry</del><ins>Boat</ins></bdi>' in flat(page(made))


def test_a_moved_paragraph_is_linked_with_the_place_where_it_stood():
    texts = ["The council met on Monday.", "Nobody was hurt.", "It rained."]
    html = flat(page(card(before=article("Board", *texts), after=article("Board", *texts[1:], texts[0]))))
    assert 'id="card-1-0-left"' in html and 'id="card-1-0-move"' in html
    assert '<a class="note" href="#card-1-0-move">moved down to paragraph 3</a>' in html
    assert '<a class="note" href="#card-1-0-left">moved down from paragraph 1 to 3</a>' in html
    assert html.count("↓</span>") == 2
    assert "<del>" not in html and "<ins>" not in html


def test_a_heavy_rewrite_is_shown_whole_and_a_split_as_the_same_text():
    old, new = "The ferry sails at noon on Monday.", "The ferries sailed at dusk on Sunday."
    html = flat(page(card(before=article("Board", old, "A b. C d."), after=article("Board", new, "A b.", "C d."))))
    assert f'<del class="words whole" dir="auto">{old}</del>' in html
    assert f'<ins class="words whole" dir="auto">{new}</ins>' in html
    assert '<div class="row same">' in html
    assert html.count("¶</span>") == 3


def test_status_changes_are_listed_with_their_reason_and_evidence_and_the_rest_counted():
    turn = Turn("paywalled", "Quay shut", "https://gazette.example/quay", "paywall", "Subscribe to read on")
    html = flat(page(turns=(turn, *[replace(turn, status="ok", headline="")] * MOST_TURNS)))
    assert '<a href="https://gazette.example/quay" rel="noreferrer">Quay shut</a></th>' in html
    assert '<span class="pill paywalled">paywalled</span>' in html
    assert '<td>paywall<small dir="auto">Subscribe to read on</small></td>' in html
    assert "<p>1 article more.</p>" in html
    assert "Status changes" not in page()


def test_a_shared_story_is_shown_with_its_other_tellings_how_much_they_share_and_why():
    told = (
        Telling("Boat idle", "https://wire.example/1", "original", "84 % of this text stands there"),
        Telling("No ferry", "https://herald.example/2", "copy"),
    )
    story = Story("copy", 9, 0.84, told, (("numbers: shared_facts", 10.98), ("intercept", -5.48)))
    html = " ".join(page(card(story=story)).split())
    assert "The same story in 9 places: this is a copy, 84 % shared</p>" in html
    assert (
        '<span class="pill original">original</span> <a href="https://wire.example/1" rel="noreferrer">Boat idle</a> '
        "<small>84 % of this text stands there</small>" in html
    )
    assert "and 6 more" in html
    assert '<th scope="row">numbers: shared_facts</th><td class="number">+11.0</td>' in html
    assert '<th scope="row">log-odds</th><td class="number">+5.5</td>' in html


def test_a_story_whose_other_tellings_are_not_known_lists_none():
    html = page(card(story=Story("copy", 0)))
    assert "The same story elsewhere: this is a copy</p>" in " ".join(html.split())
    assert '<ul class="tellings">' not in html


def test_a_removed_paragraph_is_shown_with_its_rule_and_what_it_repeats():
    html = page(card())
    assert "1 paragraph not in the clean text (1 repeat)" in html
    assert "<code>retold</code>" in html
    assert "repeats: “Engineers found a crack of 3.5 metres in the hull.”" in html


def test_a_repeat_that_stays_in_the_text_is_shown_with_what_it_repeats():
    html = page(card(after=replace(LATER, repetitions=(Repetition(2, (1,), "edited", 0.9),))))
    assert "1 paragraph in the clean text repeats others" in html
    assert "repeat · <code>edited</code> · repeats: “Engineers found" in html


def test_the_page_is_well_formed_its_headings_in_order_and_its_links_on_the_web():
    feeds = (
        FeedRow("Harbour Gazette", "https://gazette.example/feed", "failing", 503, history=(True, False), note="503"),
    )
    html = page(
        card(), card("withdrawn", after=None), card("new", before=None), card("restored", after=FERRY),
        feeds=feeds, runs=(RunBar(NOON, 1, 2, 3),), failures=(("timeout", 2),), previous="11:00Z",
    )  # fmt: skip
    outline = Outline(html)
    assert html.startswith("<!doctype html>")
    assert (outline.open, outline.wrong) == ([], [])
    assert outline.headings[0] == 1
    assert all(after - before <= 1 for before, after in zip(outline.headings, outline.headings[1:], strict=False))
    assert {link for link in outline.links if not link.startswith(("https://", "#"))} == set()


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example/x", "http://[", " javascript:x"]
)
def test_only_web_addresses_become_links(url):
    html = page(replace(card(), url=url), feeds=(FeedRow("Feed", url, "ok"),))
    assert Outline(html).links == ["#articles"]


def test_text_from_the_web_is_never_markup():
    attack = '<script>alert("x")</script><img src=x onerror=y>"\' -->'
    hostile = article(attack, attack, removed=(Removal(attack, 0, attack, attack, (1,)),), authors=(attack,))
    cards = [card(before=replace(hostile, authors=("b",)), after=replace(hostile, notices=(attack,)), note=attack)]
    edits = tuple(FieldEdit(name, "b", attack, attack) for name in ("headline", "authors", "notices", attack))
    cards[0] = replace(cards[0], change=replace(cards[0].change, edits=edits))
    hostile_story = Story(attack, 2, 0.5, (Telling(attack, f"javascript:{attack}", attack, attack),), ((attack, 1.0),))
    html = page(
        *cards, replace(cards[0], feed_title=attack, story=hostile_story), failures=((attack, 1),), previous=attack,
        feeds=(FeedRow(attack, f"https://gazette.example/{attack}", "ok", note=attack),),
        turns=(Turn("error", attack, f"javascript:{attack}", attack, attack),),
    )  # fmt: skip
    assert html.count("<script>") == 1
    assert "<img" not in html


def test_the_weightiest_change_comes_first_and_a_large_run_keeps_its_page_small():
    long = article(
        "Board meets", *(f"{number} paragraph " + "of the harbour board's minutes " * 9 for number in range(30))
    )
    news = [replace(card("new", before=None, after=long), url=f"https://gazette.example/{n}") for n in range(10_000)]
    html = page(*news, card())
    assert len(html.encode()) < 3_000_000
    assert 100 < html.count("<article") <= MOST_CARDS
    assert html.index(">Ferry <del>") < html.index("Board meets")
    assert re.search(r"[\d,]+ articles more in the records", html)


@pytest.mark.parametrize("said", ["item", "港口委员会的会议记录"])
def test_a_page_of_many_short_paragraphs_is_no_larger(said):
    before, after = (article("Board", *(f"{n} {said} {word} {n}" for n in range(100))) for word in ("old", "new"))
    assert 1_000_000 < len(page(*[card(before=before, after=after)] * 300).encode()) < 3_000_000


def test_an_article_too_long_for_the_page_is_named_and_the_others_shown():
    endless = article("An endless story", *["the harbour board's minutes " * 1000] * 80)
    html = page(replace(card(), after=endless, change=compare(FERRY, endless)), card("withdrawn", after=None))
    assert html.count("<article") == 1
    assert 'updated: <a href="https://gazette.example/ferry" rel="noreferrer">An endless story</a>' in html


def test_an_empty_run_has_a_page_too():
    html = page()
    assert "No article is new, changed or withdrawn." in html
    assert "No run before this one." in html


def test_many_feeds_are_summed_up_behind_those_in_trouble():
    feeds = [FeedRow(f"Gazette {n}", f"https://gazette.example/{n}", "ok", 200, entries=2) for n in range(100)]
    html = page(feeds=(*feeds, FeedRow("Northern Wire", "https://wire.example/", "failing", 503)))
    assert "100 / 101" in html
    assert html.index("Northern Wire") < html.index("Gazette 0<")
    assert "61 more feeds" in html and "none failing" in html
