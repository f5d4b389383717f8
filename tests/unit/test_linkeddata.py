"""The JSON-LD of a page: which object is the article, and what it refers to."""

from writethru.linkeddata import plain, read_linked


def test_the_article_is_found_wherever_it_stands():
    for text in (
        '{"@type": "NewsArticle", "headline": "Ferry stops"}',
        '[{"@type": "WebSite"}, {"@type": ["Thing", "Report"], "headline": "Ferry stops"}]',
        '{"@graph": [{"@type": "WebPage", "mainEntity": {"@type": "BlogPosting", "headline": "Ferry stops"}}]}',
    ):
        assert read_linked([text]).text("headline") == "Ferry stops"


def test_what_the_article_does_not_tell_the_page_may():
    found = read_linked(
        [
            '{"@type": "WebPage", "datePublished": "2024-03-05"}',
            '{"@type": "NewsArticle", "dateModified": "2024-03-06"}',
        ]
    )
    assert (found.text("datePublished"), found.text("dateModified")) == ("2024-03-05", "2024-03-06")
    assert found.text("headline") == ""


def test_names_come_with_whether_they_are_organisations():
    found = read_linked(['{"@type": "NewsMediaOrganization", "@id": "#gazette", "name": "Gazette &amp; Co"}'])
    author = [{"@type": "Person", "name": "Ada Quay"}, {"@id": "#gazette"}, "Ben Pier", 7, None]
    assert list(found.named(author)) == [("Ada Quay", False), ("Gazette & Co", True), ("Ben Pier", False)]


def test_a_script_that_is_no_json_still_tells_a_headline():
    broken = '{"@type": "NewsArticle", "headline": "Ferry \\"late\\"", "wordCount": ,}'
    assert read_linked([broken]).headline == 'Ferry "late"'
    assert read_linked([broken, '{"@type": "Report", "headline": "Ferry stops"}']).headline == "Ferry stops"
    assert read_linked(['{"headline": "\\u12", }']).headline == ""


def test_a_list_of_other_stories_tells_no_headline():
    teasers = '{"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "headline": "Quay shut"}]}'
    assert read_linked([teasers]).headline == ""
    assert read_linked([teasers, '{"headline": "Ferry late", }']).headline == "Ferry late"


def test_broken_scripts_tell_nothing_else_and_spoil_nothing():
    assert read_linked(["{", "7", '{"@type": "Report", "headline": "Ferry stops"}']).text("headline") == "Ferry stops"


def test_a_character_that_there_is_not_is_left_as_it_stands():
    number = f"&#{'9' * 5_000};"
    assert plain(f" {number}") == number
