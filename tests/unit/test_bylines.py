"""Who wrote an article: claims, the byline that readers see, and which is believed."""

import pytest

from tests.unit.pages import linked, read

TEXT = "<p>" + "The harbour ferry will stop running on Friday, the port authority said on Monday evening. " * 2 + "</p>"
HEADING = "<h1>Ferry stops</h1>"


def claimed(author):
    return linked(f'{{"@type": "NewsArticle", "author": {author}}}')


@pytest.mark.parametrize(
    "author",
    [
        '"Ada Quay and Ben Pier"',
        '["Ada Quay", "Ben Pier"]',
        '{"@type": "Person", "name": ["Ada Quay", "Ben Pier"]}',
        '[{"name": "Ada Quay"}, {"name": {"name": "Ben Pier"}}, {"@type": "Organization", "name": "Gazette"}]',
    ],
)
def test_claims_are_read_in_every_shape(author):
    assert read(claimed(author)).authors == ("Ada Quay", "Ben Pier")


def test_references_are_followed_across_the_graph_and_never_in_circles():
    person = '{"@id": "#ada", "@type": "Person", "name": "Ada Quay"}'
    graph = f'{{"@graph": [{{"@type": "Report", "author": {{"@id": "#ada"}}}}, {person}]}}'
    assert read(linked(graph)).authors == ("Ada Quay",)
    circle = '{"@graph": [{"@type": "Report", "author": {"@id": "#a"}}, {"@id": "#a", "name": {"@id": "#a"}}]}'
    assert read(linked(circle)).authors == ()


@pytest.mark.parametrize(
    "byline",
    [
        "<p>By Ada Quay</p>",
        "<p>Written by</p><p>Ada Quay</p>",
        "<p>Words: <a href='/x'>Ada Quay</a></p>",
        "<div class='article-author'><span>Ada Quay</span> <span class='author-role'>Harbour Master</span></div>",
        "<a rel='author' href='/x'>Ada Quay</a>",
        "<div><a href='/authors/ada-quay'>Ada Quay</a></div>",
        "<div><span>Ada Quay</span><time>5 March 2024</time></div>",
        "<p>5 March 2024 · Ada Quay</p>",
        "<p>Photo by Ben Pier</p><p>By Ada Quay</p>",
        "<p>Edited by:</p><p>Ben Pier</p><p>Written by:</p><p>Ada Quay</p>",
    ],
)
def test_the_byline_is_found_near_the_headline(byline):
    assert read("", HEADING + byline + TEXT * 5).authors == ("Ada Quay",)


def test_several_authors_of_one_byline_are_all_named():
    byline = "<div>By <a href='/author/a'>Ada Quay</a> and <a href='/author/b'>Ben Pier</a></div>"
    assert read("", HEADING + byline + TEXT * 5).authors == ("Ada Quay", "Ben Pier")


@pytest.mark.parametrize(
    "body",
    [
        "<div class='comments'><b class='author'>Ben Pier</b></div>",
        f"<a href='/other'><span class='author'>Ben Pier</span> <b>{'Another story. ' * 6}</b></a>",
        "<p>Medically reviewed by</p><p>Ben Pier</p>",
        "<p><b>Ferry Stops</b> 5 March 2024</p>",
    ],
)
def test_names_of_others_are_no_byline(body):
    assert read("", HEADING + body + TEXT * 5).authors == ()


def test_a_name_that_stands_in_one_authors_box_at_the_end_is_better_than_none():
    box = "<div class='author-box'>Ada Quay</div>"
    assert read("", HEADING + TEXT * 40 + box).authors == ("Ada Quay",)
    assert read("", HEADING + TEXT * 40 + box + "<div class='author-box'>Ben Pier</div>").authors == ()


@pytest.mark.parametrize("account", ["apquay", "ada.quay", "KatieS"])
def test_a_byline_is_better_than_the_name_of_an_account(account):
    meta = f"<meta name='author' content='{account}'>"
    assert read(meta, f"{HEADING}<p>By Ada Quay</p><p>{account}</p>").authors == ("Ada Quay",)
    assert read(meta).authors == (account,)


def test_a_claim_that_no_reader_sees_gives_way_to_the_byline():
    assert read(claimed('"Ben Pier"'), f"{HEADING}<p>By Ada Quay</p>").authors == ("Ada Quay",)
    assert read(claimed('"Ben Pier"'), f"{HEADING}<p>By Ada Quay</p><p>Told by Ben Pier</p>").authors == ("Ben Pier",)


def test_an_organisation_is_an_author_only_in_the_byline_and_without_a_person():
    claim = claimed('{"@type": "Organization", "name": "Harbour Gazette"}')
    assert read(claim).authors == ()
    assert read(claim, f"{HEADING}<p>Harbour Gazette</p>").authors == ("Harbour Gazette",)
    assert read(claim, f"{HEADING}<p>By Associated Press</p>").authors == ("Associated Press",)
    assert read(claim, f"{HEADING}<p>By Ada Quay and Associated Press</p>").authors == ("Ada Quay",)


def test_a_site_that_bears_its_authors_name_has_that_author():
    head = "<meta property='og:site_name' content='Ada Quay'><meta name='author' content='Ada Quay'>"
    assert read(head).authors == ("Ada Quay",)


def test_a_card_may_say_who_wrote_it():
    card = "<meta name='twitter:label1' content='Verfasst von'><meta name='twitter:data1' content='Ada Quay'>"
    assert read(card).authors == ("Ada Quay",)
