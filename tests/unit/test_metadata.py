"""What a page says about its article, where its sources agree, differ, or are wrong."""

import pytest

from tests.unit.pages import URL, linked, read


@pytest.mark.parametrize(
    "text", ["{", "[" * 100_000, "null", '{"@type": "NewsArticle", "author": [1, null, {"name": 2}]}']
)
def test_broken_json_ld_tells_nothing(text):
    assert read(linked(text)).authors == ()


@pytest.mark.parametrize(
    ("href", "canonical"),
    [
        ("/harbour/ferry-stops", "https://gazette.example/harbour/ferry-stops"),
        ("https://www.gazette.example/harbour/ferry-stops", "https://www.gazette.example/harbour/ferry-stops"),
        ("https://gazette.example/", URL),
        ("https://elsewhere.example/harbour/ferry", URL),
        ("http://[", URL),
    ],
)
def test_canonical_link_is_believed_on_the_same_site_only(href, canonical):
    assert read(f"<link rel='canonical' href='{href}'>").canonical_url == canonical


@pytest.mark.parametrize(
    ("head", "section"),
    [
        ("<meta property='article:section' content='Harbour'>", "Harbour"),
        (linked('{"@type": "NewsArticle", "articleSection": ["Sport", "Rowing"]}'), "Sport"),
        (linked('{"@type": "NewsArticle", "articleSection": "https://gazette.example/sport"}'), ""),
        ("", ""),
    ],
)
def test_the_section_is_the_newsrooms_own_word(head, section):
    assert read(head).section == section


def test_without_another_word_the_section_is_the_crumb_above_the_article():
    crumbs = linked(
        '{"@type": "BreadcrumbList", "itemListElement": [{"name": "Home"}, {"item": {"name": "Harbour"}}, '
        '{"name": "Ferry stops"}]}'
    )
    assert read(crumbs, "<h1>Ferry stops</h1>").section == "Harbour"


@pytest.mark.parametrize(
    ("head", "image"),
    [
        (linked('{"@type": "NewsArticle", "image": "/f.jpg"}'), "https://gazette.example/f.jpg"),
        (linked('{"@type": "NewsArticle", "image": [{"url": "//cdn.example/f.jpg"}]}'), "https://cdn.example/f.jpg"),
        (
            linked(
                '{"@graph": [{"@type": "Report", "image": {"@id": "#i"}}, {"@id": "#i", "url": "https://a.example"}]}'
            ),
            "https://a.example",
        ),
        ("<meta property='og:image' content='https://cdn.example/a b.jpg'>", "https://cdn.example/a%20b.jpg"),
        ("<meta property='og:image' content='data:image/png;base64,AAAA'>", ""),
        (linked('{"@type": "NewsArticle", "image": {"@id": "#i", "@type": "ImageObject"}}'), ""),
        ("", ""),
    ],
)
def test_the_lead_image_is_an_absolute_url(head, image):
    assert read(head).image == image


def test_references_in_circles_and_deep_lists_come_to_an_end():
    circle = '{"@id": "#a"}'
    author = f"[{', '.join([circle] * 2_000)}]"
    graph = f'{{"@graph": [{{"@type": "Report", "author": {author}, "image": {circle}}}, '
    assert read(linked(graph + f'{{"@id": "#a", "name": {author}, "url": {circle}}}]}}')).authors == ()
    deep = "[" * 900 + '"Ada Quay"' + "]" * 900
    assert read(linked(f'{{"@type": "Report", "author": {deep}, "image": {deep}}}')).image == ""


def test_hostile_metadata_is_read_in_no_time():
    names = "(" * 200_000 + "|" * 100_000
    kicker = "<span>a</span>" * 5_000
    found = read(linked(f'{{"@type": "Report", "author": "{names}"}}') + f"<title>{'a | ' * 50_000}</title>", kicker)
    assert found.authors == ()
