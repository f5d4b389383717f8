import pytest
from hypothesis import given
from hypothesis import strategies as st

from writethru.urls import absolute_url, article_uri, canonical_url, host, is_home_page, same_site

SITE = "https://gazette.example"

PIECES = st.sampled_from(
    ["amp", "AMP", "a", "é", "%2e%2e", "%41", "%2541", "..", ".amp", "x.amp.html", "", "%", " ", "b?", "#!"]
)
PARAMETERS = st.sampled_from(
    ["utm_source=a", "id=1", "amp", "amp=1", "", "q=a%20b", "%75tm_medium=b", "FBCLID=x", "#top", "#!/a"]
)
URLS = st.builds(
    lambda path, query: f"https://Gazette.Example:443/{'/'.join(path)}?{'&'.join(query)}",
    st.lists(PIECES, max_size=5),
    st.lists(PARAMETERS, max_size=4),
)


@given(URLS | st.text(max_size=30).map(lambda text: f"{SITE}/{text}"))
def test_canonical_form_is_stable(url):
    once = canonical_url(url)
    assert canonical_url(once) == once


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://Gazette.EXAMPLE:80/Quay", "http://gazette.example/Quay"),
        (f"{SITE}/quay#comments", f"{SITE}/quay"),
        (f"{SITE}/#!/quay", f"{SITE}/#!/quay"),
        (f"{SITE}/quay?b=2&utm_medium=rss&a=1&fbclid=x", f"{SITE}/quay?b=2&a=1"),
        (f"{SITE}/quay?", f"{SITE}/quay"),
        (f"{SITE}/quay?ref=ferry", f"{SITE}/quay?ref=ferry"),
        (f"{SITE}/quay/amp", f"{SITE}/quay"),
        (f"{SITE}/quay/amp/", f"{SITE}/quay"),
        (f"{SITE}/amp/quay", f"{SITE}/quay"),
        (f"{SITE}/quay.amp.html", f"{SITE}/quay.html"),
        (f"{SITE}/quay?amp=1&page=2", f"{SITE}/quay?page=2"),
        (f"{SITE}/amp", f"{SITE}/amp"),
        (f"{SITE}/guitar/amplifiers", f"{SITE}/guitar/amplifiers"),
        (f"{SITE}/%71uay%2fa", f"{SITE}/quay%2Fa"),
    ],
)
def test_what_chooses_the_page_is_kept_and_the_rest_goes(url, expected):
    assert canonical_url(url) == expected


@pytest.mark.parametrize(
    "url", ["", "quay", "mailto:desk@gazette.example", "javascript:void(0)", "file:///etc/passwd", "http://"]
)
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(ValueError, match="not an http"):
        canonical_url(url)


def test_relative_links_are_resolved_and_escaped():
    assert absolute_url("../quay side", f"{SITE}/news/today/") == f"{SITE}/news/quay%20side"


def test_an_article_is_keyed_by_link_then_by_url_id_then_by_feed_and_id():
    feed = f"{SITE}/feed.xml"
    assert article_uri(feed, "tag:1", f"{SITE}/quay?utm_source=x") == f"{SITE}/quay"
    assert article_uri(feed, f"{SITE}/quay#x", "") == f"{SITE}/quay"
    assert article_uri(feed, "tag:1", "") == f"{feed}#tag:1"


def test_a_host_names_its_port_when_it_is_unusual():
    assert host("https://Gazette.example:443/a") == "gazette.example"
    assert host("http://127.0.0.1:8080/a") == "127.0.0.1:8080"


def test_a_site_has_mirrors_and_subdomains():
    assert same_site("https://www.gazette.example/a", "http://m.gazette.example/")
    assert same_site("https://sport.gazette.example/a", SITE)
    assert not same_site("https://gazette.example", "https://notgazette.example")


@pytest.mark.parametrize("path", ["", "/", "/index.html", "/en", "/de-AT/", "/home", "/?utm_source=feed"])
def test_front_pages_are_recognised(path):
    assert is_home_page(SITE + path)


@pytest.mark.parametrize("path", ["/?p=123", "/news", "/2026/11/22", "/index.php?article=7", "/quay-reopens"])
def test_other_pages_are_not_front_pages(path):
    assert not is_home_page(SITE + path)
