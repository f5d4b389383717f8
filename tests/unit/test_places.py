import pytest

from writethru.places import is_front, is_home, is_known

STORY = "https://gazette.example/news/2026/ferry-late-again-at-quay"


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("http://www.gazette.example/news/2026/ferry-late-again-at-quay/", True),
        ("https://m.gazette.example/news/2026/ferry-late-again-at-quay?utm_medium=x&session=4", True),
        ("https://gazette.example/news/2026/ferry-late-again-at-quay;jsessionid=7", True),
        ("https://gazette.example/news/2026/ferry-late-again-at-quay/index.html", True),
        ("https://gazette.example/sport/2026/ferry-late-again-at-quay", False),
        ("https://rival.example/news/2026/ferry-late-again-at-quay", False),
    ],
)
def test_what_makes_another_place(url, known):
    assert is_known(url, ["not a URL", STORY]) is known


def test_a_parameter_that_names_the_story_is_part_of_its_place():
    assert not is_known("https://gazette.example/read", ["https://gazette.example/read?id=5"])


@pytest.mark.parametrize(
    ("url", "home"),
    [
        ("https://gazette.example/", True),
        ("https://gazette.example/?from=gone", True),
        ("https://gazette.example/?p=1234", False),
        (STORY, False),
    ],
)
def test_the_front_page_has_parameters_that_name_no_story(url, home):
    assert is_home(url) is home


@pytest.mark.parametrize(
    ("url", "front"),
    [
        ("https://gazette.example/news/", True),
        ("https://gazette.example/tag/ferries-and-harbours", True),
        ("https://gazette.example/search?q=ferry", True),
        ("https://gazette.example/news/2026/ferry-late-again", False),
        ("https://rival.example/news/", False),
    ],
)
def test_a_section_and_a_list_are_fronts(url, front):
    assert is_front(url, STORY) is front
