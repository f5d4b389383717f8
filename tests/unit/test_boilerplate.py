"""What the strip rules take out of a body, what they must leave, and that nothing is lost."""

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from writethru.blocks import read_blocks
from writethru.boilerplate import strip
from writethru.rules import RULES

LINES = (
    "The harbour ferry will stop running on Friday, the port authority said, after its engine failed twice in a week.",
    "Passengers must take the bus over the old bridge, which adds forty minutes to the way into town each morning.",
    "A spare part has been ordered from the yard that built the ship, and it is due to arrive by the end of the month.",
)
BODY = "".join(f"<p>{line}</p>" for line in LINES)


def read(markup, headlines=()):
    return strip(read_blocks(BeautifulSoup(f"<div>{markup}</div>", "lxml", multi_valued_attributes=None)), headlines)


def rules(markup, headlines=()):
    kept, removed = read(markup, headlines)
    assert [paragraph.text for paragraph in kept] == list(LINES)
    return [(removal.text, removal.rule) for removal in removed]


@pytest.mark.parametrize(
    ("markup", "rule"),
    [
        ("<form><p>Your name</p></form>", "form.element"),
        ("<nav><p>Harbour</p></nav>", "page.navigation"),
        ("<div role='complementary'>Tides</div>", "page.frame"),
        ("<div hidden>Draft</div>", "hidden.element"),
        ("<div class='comments area'>Ada: I saw it</div>", "comments.widget"),
        ("<div class='share bar'>Send it on</div>", "share.bar"),
        ("<div class='newsletter box'>The Gazette by post</div>", "promo.newsletter"),
        ("<div class='related stories'>Bridge to be painted</div>", "related.box"),
        ("<div class='footer text'>Harbour Gazette, Quay Street</div>", "page.part"),
        ("<div class='ad slot'>Boots, half price</div>", "advert.slot"),
        ("<div class='cookie banner'>Biscuits?</div>", "consent.notice"),
        ("<p>Your Comment</p>", "comments.form"),
        ("<p>You are replying to: Ada.</p>", "comments.form"),
        ("<p>12 comments</p>", "comments.form"),
        ("<p>Share this article</p>", "share.words"),
        ("<p>Sign up for our daily newsletter</p>", "promo.letter"),
        ("<p>Subscribe now</p>", "promo.line"),
        ("<p>Read more: Bridge to be painted</p>", "related.line"),
        ("<p>Advertisement</p>", "advert.line"),
        ("<p>© 2024 Harbour Gazette. All rights reserved.</p>", "page.copyright"),
        ("<p>Published: March 5, 2024 at 9:30 am</p>", "date.line"),
        ("<p>Tags: ferry, harbour</p>", "tags.line"),
        ("<p>News Code 712</p>", "tail.desk_code"),
        ("<p>Follow the harbour desk for more</p>", "tail.follow"),
        ("<p><a>Bridge to be painted green</a></p>", "related.link"),
        ("<ul><li><a>Bridge</a></li><li><a>Tides</a></li></ul>", "related.link"),
    ],
)
def test_a_line_after_the_story_is_removed_under_its_rules_name(markup, rule):
    assert {name for _, name in rules(BODY + markup)} == {rule}


def test_the_headline_and_what_stands_above_it_are_removed():
    assert rules(f"<p>Harbour</p><h1>Ferry stops</h1><p>By Ada Quay</p>{BODY}", ["Ferry stops"]) == [
        ("Harbour", "head.above_headline"),
        ("Ferry stops", "headline.repeated"),
        ("By Ada Quay", "byline.line"),
    ]


@pytest.mark.parametrize("line", ["Ada Quay", "Ada Quay · 6 April 2024", "Ada Quay and Ben Strand"])
def test_a_line_of_authors_above_the_story_is_removed_with_where_they_work(line):
    soup = BeautifulSoup(f"<p>{line}</p><p>Gazette News, Kestor</p>{BODY}", "lxml", multi_valued_attributes=None)
    kept, removed = strip(read_blocks(soup), (), ["Ada Quay", "Ben Strand"])
    assert [paragraph.text for paragraph in kept] == list(LINES)
    assert [removal.rule for removal in removed] == ["byline.named"] * 2


def test_links_right_below_a_label_for_other_stories_go_though_the_story_goes_on():
    links = "<ul><li><a>Fire at the cannery</a></li><li><a>Mayor to stand again</a></li></ul>"
    _, removed = read(f"{BODY}<p>People are also reading…</p>{links}{BODY}")
    assert [removal.rule for removal in removed] == ["related.line", "related.link", "related.link"]
    _, removed = read(f"{BODY}<p>The council named two dates:</p>{links}{BODY}")
    assert not removed


def test_tail_rules_do_not_touch_a_sentence_inside_the_story():
    inside = "<p>Follow the signs to the bus, the authority says.</p>"
    kept, removed = read(f"{BODY}{inside}{BODY}")
    assert len(kept) == 7
    assert not removed


@pytest.mark.parametrize(
    "last",
    [
        "Heavy rain and worn tyres contributed to the crash, the investigators found.",
        "Follow-up inspections of the hull are planned for the end of May.",
        "Contact with the trawler was lost at 4 a.m. about twelve miles north of the light.",
        "Anyone who saw the van is asked to get in touch with the harbour police.",
        "The interview was published on Friday in a Swedish magazine, and the mayor has not denied it.",
        "For more than forty years the light was tended by one family.",
        "Written by a retired pilot in 1923, the log lists every wreck since the war.",
        "Photo albums, letters and a brass telescope were found in the attic.",
        "The island can be reached at low tide only.",
        "“Our services are stretched, and the ferry is late,” she said.",
    ],
)
def test_a_true_last_sentence_that_begins_like_a_plea_stays(last):
    kept, removed = read(f"{BODY}<p>{last}</p>")
    assert kept[-1].text == last
    assert not removed


def test_a_correction_below_the_story_stays_and_does_not_shield_what_stands_above_it():
    notice = "Correction: An earlier version of this article gave the wrong day for the ferry."
    kept, removed = read(f"{BODY}<p>Ben Strand contributed to this report.</p><p>{notice}</p>")
    assert [paragraph.text for paragraph in kept] == [*LINES, notice]
    assert [removal.rule for removal in removed] == ["tail.follow"]


def test_a_name_does_not_remove_most_of_the_text():
    assert rules(f"<div class='related'>{BODY}</div>") == []


def test_a_name_that_the_page_gives_to_all_its_paragraphs_removes_none():
    assert rules("".join(f"<div class='widget text'>{line}</div>" for line in LINES)) == []


def test_a_rule_tried_only_on_lines_that_hold_its_words_still_takes_them_all():
    lines = {
        "promo.letter": [
            "Register to get our alerts",
            "The day's news sent right to your inbox",
            "Tides, the newsletter",
        ],
        "page.copyright": [
            "Harbour Gazette © 2024",
            "(c) Harbour Gazette",
            "Copyright 2024",
        ],
    }
    for name, texts in lines.items():
        assert [rule for _, rule in rules(BODY + "".join(f"<p>{text}</p>" for text in texts))] == [name] * len(texts)


def test_lines_go_by_the_languages_that_may_stand_on_the_page():
    text = f"{BODY}<p>Lesen Sie auch: Die Brücke</p><p>Read more</p>"
    for language, count in (("de-AT", 2), ("en", 1), ("sv", 1), (None, 2)):
        _, removed = strip(read_blocks(BeautifulSoup(text, "lxml", multi_valued_attributes=None)), language=language)
        assert [removal.rule for removal in removed] == ["related.line"] * count


def test_a_heading_whose_section_is_gone_goes_with_it():
    assert rules(f"{BODY}<h2>Elsewhere</h2><div class='related'>Bridge</div>") == [
        ("Elsewhere", "heading.orphan"),
        ("Bridge", "related.box"),
    ]


def test_every_rule_has_its_own_name_and_says_why():
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.why and 0 < rule.most <= 1 for rule in RULES)


def test_patterns_for_lower_case_text_ask_for_no_capital():
    held = [rule.pattern for rule in RULES if rule.where != "element" and not rule.pattern.flags & re.I]
    assert not [
        pattern.pattern for pattern in held if re.search(r"(?<!\\)[A-Z]", re.sub(r"\(\?P<", "", pattern.pattern))
    ]


WORDS = st.lists(
    st.sampled_from(
        [
            "ferry",
            "harbour",
            "comment",
            "share",
            "tags",
            "News",
            "Code",
            "712",
            "Advertisement",
            "reply",
            "©",
            "By",
            "by",
        ]
    ),
    min_size=1,
    max_size=6,
)
TAGS = st.sampled_from(
    ["p", "div", "ul", "li", "h2", "blockquote", "td", "tr", "table", "a", "br", "form", "figcaption", "pre", "section"]
)
NAMES = st.sampled_from(["", " class='comments'", " class='share bar'", " hidden", " role='navigation'"])


@st.composite
def markups(draw):
    tags = st.tuples(TAGS, NAMES)
    leaves = WORDS.map(" ".join)
    nested = st.recursive(leaves, lambda inner: st.builds(_wrap, tags, st.lists(inner, max_size=4)), max_leaves=12)
    return "".join(draw(st.lists(nested, max_size=6)))


def _wrap(tag, inner):
    return f"<{tag[0]}{tag[1]}>{' '.join(inner)}</{tag[0]}>"


@given(markups())
def test_every_text_is_kept_or_removed_once_and_in_order(markup):
    kept, removed = read(markup, ["ferry harbour"])
    places = {removal.position: removal.text for removal in removed}
    rest = iter(kept)
    texts = [places[place] if place in places else next(rest).text for place in range(len(kept) + len(removed))]
    # White space is collapsed, and a table's cells are joined by bars that nobody wrote.
    assert re.sub(r"[\s|]", "", "".join(texts)) == re.sub(r"<[^>]*>|\s", "", markup)


def test_a_text_that_is_set_in_headings_is_kept():
    kept, removed = read("".join(f"<h3>{line}</h3>" for line in LINES))
    assert [paragraph.text for paragraph in kept] == list(LINES)
    assert not removed
