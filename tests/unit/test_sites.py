"""A site's own rules: what is the body, what is taken out of it, and what nothing takes anything out of."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from writethru.articles import EXTRACTOR, extract, rules_version
from writethru.paragraphs import drop_repeats
from writethru.recurrence import drop_recurring, fingerprint
from writethru.sites import LONGEST_SELECTOR, SiteRules, check_selector, site_rules

URL = "https://gazette.example/quay"
LINES = (
    "The harbour ferry will stop running on Friday, the port authority said, after its engine failed twice in a week.",
    "Passengers must take the bus over the old bridge, which adds forty minutes to the way into town.",
    "A spare part has been ordered from the yard that built the ship, and it is due by the end of the month.",
)
BODY = "".join(f"<p>{line}</p>" for line in LINES)


def read(body, **rules):
    return extract(f"<body>{body}</body>", URL, site=SiteRules(**rules))


def kept(article):
    return [paragraph.text for paragraph in article.paragraphs]


def taken(article):
    return [(removal.text, removal.rule, removal.position) for removal in article.removed]


def test_removed_elements_leave_the_text_and_keep_their_place():
    article = read(f"<article><p class='tip'>Tide tables, page four.</p>{BODY}</article>", remove=(".tip",))
    assert kept(article) == [*LINES]
    assert taken(article) == [("Tide tables, page four.", "site.remove", 0)]
    assert article.removed[0].reason == "boilerplate"


def test_what_is_removed_inside_a_line_leaves_the_line_whole():
    html = "<p>The ferry <a class=x href=/f>(all about ferries)</a>stops <span class=x>(an advert)</span>on Friday.</p>"
    article = read(f"<article>{html}{BODY}</article>", remove=(".x",))
    assert kept(article) == ["The ferry stops on Friday.", *LINES]
    assert taken(article) == [("(all about ferries) (an advert)", "site.remove", 1)]


@pytest.mark.parametrize(
    "markup",
    [
        "<figure class=x><figcaption>The ferry at its berth</figcaption></figure>",
        "<a class=x href=/f><div>The ferry at its berth</div></a>",
        "<aside class=x><p>The ferry at its berth</p></aside>",
        "<div class='x newsletter' hidden>The ferry at its berth</div>",
        "<ul><li class=x>The ferry at its berth</li></ul>",
        "<table><tr><td class=x>The ferry at its berth</td></tr></table>",
    ],
)
def test_whatever_the_element_its_removal_is_the_sites(markup):
    article = read(f"<article>{BODY}{markup}</article>", remove=(".x",))
    assert taken(article) == [("The ferry at its berth", "site.remove", 3)]


def test_nothing_is_taken_out_of_what_is_to_be_kept_not_even_by_the_sites_own_rule():
    aside = "<aside class=newsletter><p>Sign up</p><p class=x>Related: <a href=/f>the ferry</a></p></aside>"
    assert len(read(f"<article>{BODY}{aside}</article>").removed) == 2
    article = read(f"<article>{BODY}{aside}</article>", keep=("aside",), remove=(".x",))
    assert kept(article) == [*LINES, "Sign up", "Related: the ferry"]
    assert article.removed == ()


def test_what_is_to_be_kept_is_protected_from_the_stages_that_follow():
    box = f"<aside><p>{LINES[0]}</p><p>Tide tables on page four.</p></aside>"
    article = read(f"<article>{BODY}{box}</article>", keep=("aside",))
    assert [block.protected for block in article.paragraphs] == [False, False, False, True, True]
    known = {fingerprint("Tide tables on page four."): 9}
    assert drop_repeats(drop_recurring(article, known)).paragraphs == article.paragraphs
    plain = read(f"<article>{BODY}<div><p>{LINES[0]}</p><p>Tide tables on page four.</p></div></article>")
    assert kept(drop_repeats(drop_recurring(plain, known))) == [*LINES]


def test_a_kept_element_inside_a_line_keeps_the_line():
    line = "<p><a href=/f class=k>Related: the ferry</a></p>"
    assert kept(read(f"<article>{BODY}{line}</article>", keep=(".k",)))[-1] == "Related: the ferry"


def test_content_is_read_in_page_order_wherever_it_stands_and_once():
    html = (
        f"<div class=b><h2>Ferry stops</h2><p>Today.</p></div><article>{BODY}</article>"
        "<ul class=a><li>A coat</li><li class=a>A hat</li></ul><blockquote class=a>Mind the gap</blockquote>"
    )
    article = read(html, content=(".a", ".b"))
    assert [(paragraph.text, paragraph.kind) for paragraph in article.paragraphs] == [
        ("Ferry stops", "heading"),
        ("Today.", "paragraph"),
        ("A coat", "list_item"),
        ("A hat", "list_item"),
        ("Mind the gap", "quote"),
    ]


def test_content_may_name_single_lines_and_others_of_them_be_removed():
    article = read(f"<article>{BODY}<div class=x><p>Tides</p></div></article>", content=("p",), remove=(".x",))
    assert kept(article) == [*LINES]
    assert taken(article) == [("Tides", "site.remove", 3)]


def test_where_no_content_is_found_the_body_is_located_as_usual():
    assert kept(read(f"<nav>Home</nav><article>{BODY}</article>", content=(".story",))) == [*LINES]


def test_content_is_not_given_up_for_the_body_in_the_pages_data():
    data = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{" ".join(LINES)}"}}</script>'
    assert kept(read(f"{data}<p class=a>Closed today.</p>", content=(".a",))) == ["Closed today."]


def test_what_is_removed_is_not_taken_for_the_body():
    article = read(f"<div><div class=x>{BODY}</div><div>{LINES[0]}</div></div>", remove=(".x",))
    assert kept(article) == [LINES[0]]


@given(
    st.recursive(
        st.sampled_from(["quay ", "ferry. ", "<br>", "Share", "<a href=/f class=x>tides</a>"]),
        lambda inner: st.tuples(
            st.sampled_from(["div", "p", "span", "aside", "figure", "li", "td", "a"]),
            st.sampled_from(["", "x", "k", "c"]),
            st.lists(inner, max_size=4).map("".join),
        ).map(lambda part: f"<{part[0]} class='{part[1]}'>{part[2]}</{part[0]}>"),
        max_leaves=20,
    )
)
def test_with_rules_too_every_word_of_the_body_is_kept_or_removed_once(markup):
    article = read(f"<main>{markup}</main>", content=("main",), remove=(".x",), keep=(".k",))
    told = "".join(block.text for block in article.blocks())
    said = LexborHTMLParser(f"<main>{markup}</main>").text()
    assert sorted(re.sub(r"[\s|]", "", told)) == sorted(re.sub(r"\s", "", said))


@pytest.mark.parametrize(
    "selector", ["", " ", "p[", "p::before", "//p", "p:nonesuch", "\ud800", "p, ", "p" * (LONGEST_SELECTOR + 1)]
)
def test_a_selector_that_no_page_could_be_searched_for_is_refused(selector):
    with pytest.raises(ValueError, match="expected a CSS selector"):
        check_selector(selector)


@given(st.lists(st.sampled_from([*"p.#:[]()'\"\\>+~*, -é\0=", ":not(", ":has(", ":is(", "a", "class"])).map("".join))
def test_a_selector_that_is_accepted_never_stops_a_page(selector):
    try:
        check_selector(selector)
    except ValueError:
        return
    extract(
        f"<body><article class=a>{BODY}</article></body>", URL, site=SiteRules((selector,), (selector,), (selector,))
    )


def test_a_page_that_is_nested_to_stop_its_readers_is_read_without_rules():
    nested = "<div class=a>" * 3_000 + BODY
    assert kept(read(nested, remove=("p", ".b .a .a .a"))) == [*LINES]  # the search would take days


def test_a_host_has_the_rules_of_the_nearest_name_above_it():
    sites = {"gazette.example": SiteRules(remove=("a",)), "sport.gazette.example": SiteRules(remove=("b",))}
    assert site_rules(sites, URL) == sites["gazette.example"]
    assert site_rules(sites, "http://www.Sport.gazette.example:8080/") == sites["sport.gazette.example"]
    assert site_rules(sites, "https://thegazette.example/") is None


def test_other_rules_are_another_version_of_what_reads_a_page():
    versions = {rules_version(site) for site in (None, SiteRules(), SiteRules(("a",)), SiteRules((), ("a",)))}
    assert len(versions) == 4
    assert all(version % 1_000 == EXTRACTOR and version < 2**31 for version in versions)
