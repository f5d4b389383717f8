"""One spelling of a URL, and one key of an article; the table of addresses is urls.toml beside this file."""

import tomllib
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from writethru.tracking import DATA, NAMES, VALUED_NAMES
from writethru.urls import (
    LONGEST,
    absolute_url,
    article_key,
    article_uri,
    canonical_url,
    host,
    is_home_page,
    is_plain,
    older_key,
    rekeyed,
    same_site,
    site,
    unwrapped,
)

SITE = "https://gazette.example"
FEED = f"{SITE}/feed.xml"
TABLE = tomllib.loads(Path(__file__).with_name("urls.toml").read_text("utf-8"))
PAIRS = [tuple(pair) for group in TABLE["canonical"] for pair in group["pairs"]]
SAME = [(group["urls"][0], url) for group in TABLE["same"] for url in group["urls"][1:]]
APART = [group["urls"] for group in TABLE["apart"]]
REFUSED = [url for group in TABLE["refused"] for url in group["urls"]]
EVERY = [url for pair in PAIRS + SAME for url in pair] + [url for urls in APART for url in urls]


@pytest.mark.parametrize(("url", "expected"), PAIRS)
def test_an_address_has_one_canonical_form(url, expected):
    assert canonical_url(url) == expected
    assert canonical_url(expected) == expected


@pytest.mark.parametrize(("url", "other"), SAME)
def test_addresses_of_one_article_have_one_key(url, other):
    assert article_key(other) == article_key(url)


@pytest.mark.parametrize("urls", APART)
def test_addresses_of_different_articles_have_different_keys(urls):
    assert [pair for pair in combinations(urls, 2) if article_key(pair[0]) == article_key(pair[1])] == []


@pytest.mark.parametrize("url", REFUSED)
def test_what_is_no_web_address_is_refused(url):
    for form in (canonical_url, article_key, host):
        with pytest.raises(ValueError, match="not an http"):
            form(url)


def test_the_table_is_long():
    assert len(PAIRS) + len(SAME) + sum(map(len, APART)) + len(REFUSED) >= 280


HOSTS = st.sampled_from(
    [
        *[
            "gazette.example",
            "www.gazette.example",
            "m.gazette.example",
            "GAZETTE.example.",
            "m.co.uk",
            "[::1]",
            "256..",
        ],
        *[
            "www.m.www.gazette.example",
            "u:p@gazette.example:80",
            "gazette.example:8080",
            "www.google.com",
            "bücher.example",
        ],
        *[
            "x.cdn.ampproject.org",
            "1.2.3.4..",
            "a.example..:80",
            "..",
            ".",
            "amp.256.",
            "www.vk.com",
            "&%41mp;",
            "1.2.3.4:80",
        ],
    ]
)
PIECES = st.sampled_from(
    [
        *[
            "amp",
            "AMP",
            "a",
            "é",
            "%2e%2e",
            "%41",
            "%2541",
            "..",
            ".amp",
            "x.amp.html",
            "",
            "%",
            " ",
            "b?",
            "#!",
            "%%34%31",
        ],
        *["a\tb", "&amp;", "&%61mp;x", "&#38;", "utm_source=a", "&utm_source=a", ";jsessionid=ab", ";sid=3", "print"],
        *[
            "m.",
            "%2f",
            "\\",
            "//",
            "https://b.example/a",
            "https%3A%2F%2Fb.example%2Fx",
            "(S(aaaaaaaaaaaaaaaaaaaaaaaa))",
        ],
        *["amp_articleshow", "%20", "\u200b", "url=", "?url=http://www.google.com/url?q=https://x.example/", "?", ";"],
        *[
            "a;b",
            "sid=0a1b2c3d4e5f60718293a4b5c6d7e8f9",
            "#/a",
            "#:~:text=x",
            "index.html",
            "~",
            "'",
            "+",
            "%27",
            "ref=rss",
        ],
        *["c/s/", "amp/s/", "amp/1", ",", "away.php?to=", "*http://c.example/"],
    ]
)
WILD = st.builds(
    lambda scheme, name, pieces, between: f"{scheme}{name}/{between.join(pieces)}",
    st.sampled_from(["http://", "https://", "HTTP:\\\\", " https:"]),
    HOSTS,
    st.lists(PIECES, max_size=7),
    st.sampled_from(["", "/", "&", "?"]),
)
TEXTS = st.text(max_size=40)


@given(
    st.sampled_from(EVERY) | WILD | TEXTS.map(lambda text: f"{SITE}/{text}") | TEXTS.map(lambda text: f"http://{text}")
)
def test_both_forms_are_stable_and_the_key_sees_no_more_than_the_canonical_form(url):
    try:
        once = canonical_url(url)
    except ValueError:
        return
    key = article_key(url)
    assert canonical_url(once) == once
    assert article_key(once) == article_key(key) == rekeyed(once) == key
    assert is_plain(once)


@given(TEXTS | st.binary(max_size=60).map(lambda raw: raw.decode("utf-8", "surrogateescape")))
def test_nothing_but_a_value_error_comes_of_any_text(text):
    for url in (text, f"https://{text}", f"{SITE}/{text}", f"{SITE}/quay?{text}", f"{SITE}/quay#{text}"):
        for form in (canonical_url, article_key, absolute_url, site, is_home_page):
            try:
                form(url)
            except ValueError:
                continue


CODES = st.sampled_from(sorted(NAMES) + [p + "x" for tool in DATA["tool"] for p in tool.get("prefixes", ())])
QUERIES = st.lists(st.from_regex(r"[a-e]{1,2}(?:=[a-z0-9%]{0,5})?", fullmatch=True), max_size=4)


@given(QUERIES, CODES, st.sampled_from(["", "=", "=a", "=%20&amp;utm_term=b"]), st.integers(0, 4), st.booleans())
def test_a_tracking_parameter_added_anywhere_changes_nothing(parameters, code, value, place, upper):
    added = [*parameters[:place], (code.upper() if upper else code) + value, *parameters[place:]]
    plain, tracked = (f"{SITE}/quay?{'&'.join(query)}" for query in (parameters, added))
    assert canonical_url(tracked) == canonical_url(plain)
    assert article_key(tracked) == article_key(plain)


WORDS = st.from_regex(r"[a-z]{4,9}(?:-[a-zé]{2,9}){0,3}", fullmatch=True)


@given(st.lists(WORDS, min_size=1, max_size=3), QUERIES, st.data())
def test_how_an_address_is_spelt_makes_no_other_article(segments, parameters, data):
    path, query = "/".join(segments), "&".join(parameters)
    dressed = {
        "scheme": data.draw(st.sampled_from(["http://", "HTTPS://", "https:\\\\"])),
        "user": data.draw(st.sampled_from(["", "desk@", "desk:secret@"])),
        "host": data.draw(
            st.sampled_from(["gazette.example", "Gazette.EXAMPLE.", "www.gazette.example", "m.gazette.example"])
        ),
        "dots": data.draw(st.sampled_from(["", "/.", "/x/..", "/%2E", "/", "//"])),
        "path": "".join(
            data.draw(st.sampled_from([sign, f"%{ord(sign):02x}"])) if sign.isascii() else sign for sign in path
        ),
        "end": data.draw(st.sampled_from(["", "/", "/index.html", "%20"])),
        "fragment": data.draw(st.sampled_from(["", "#", "#top", "#:~:text=a"])),
    }
    dressed["path"] = dressed["path"].replace("%2f", "/")
    url = "{scheme}{user}{host}{dots}/{path}{end}?".format(**dressed) + query + dressed["fragment"]
    assert article_key(url) == article_key(f"{SITE}/{path}?{query}")


@given(st.text("abcäöüßéñжшλ漢字あ", min_size=2, max_size=12))
def test_a_host_in_letters_is_its_host_in_ascii(name):
    ascii_name = host(f"https://{name}.example/")
    assert (
        article_key(f"https://{ascii_name}/quay") == article_key(f"https://{name.upper()}.example/quay") or "ß" in name
    )


def test_tracking_names_are_in_lower_case_and_no_name_that_chooses_content_is_among_them():
    assert all(name == name.lower() for name in NAMES | VALUED_NAMES)
    choosing = ["id", "p", "page", "article", "story", "s", "q", "t", "aid", "nid", "uuid", "artid", "newsid", "lang"]
    choosing += ["date", "section", "cat", "tag", "type", "seq", "no", "num", "idx", "code", "key", "name", "title"]
    assert not NAMES.intersection([*choosing, "ref", "source", "from", "mod", "cid", "sid", "tid", "oid", "gid"])


def test_what_no_server_answers_is_no_address():
    with pytest.raises(ValueError, match="not an http"):
        canonical_url(f"{SITE}/{'a' * LONGEST}")
    assert canonical_url(f"{SITE}/{'a/' * 4_000}")


def test_relative_links_are_resolved_and_escaped():
    assert absolute_url("../quay side", f"{SITE}/news/today/") == f"{SITE}/news/quay%20side"


def test_an_article_is_keyed_by_link_then_by_url_id_then_by_feed_and_id():
    assert article_uri(FEED, "tag:1", f"{SITE}/quay?utm_source=x") == f"{SITE}/quay"
    assert article_uri(FEED, f"{SITE}/quay#x", "") == f"{SITE}/quay"
    assert article_uri(FEED, "tag:1", "") == f"{FEED}#tag:1"


def test_a_front_page_is_no_articles_key():
    assert article_uri(FEED, "tag:1", f"{SITE}/?utm_source=x") == f"{FEED}#tag:1"
    assert article_uri(FEED, f"{SITE}/?p=12", SITE) == f"{SITE}/?p=12"
    assert article_uri(FEED, "tag:1", f"{SITE}/#!/quay") == f"{SITE}/#!/quay"


def test_a_key_of_feed_and_id_is_never_huge():
    keys = {article_uri(FEED, f"{'a' * 2_000_000}{number}", "") for number in range(2)}
    assert len(keys) == 2
    assert max(map(len, keys)) < 100


def test_older_keys_lead_to_those_of_today():
    link = "http://www.gazette.example/quay/?b=2&a=1"
    assert older_key(article_uri(FEED, "tag:1", link), link) == link
    assert rekeyed(link) == article_key(link)
    assert rekeyed(f"{FEED}#tag:1") == f"{FEED}#tag:1"
    assert older_key(f"{FEED}#tag:1", f"{SITE}/") == f"{FEED}#tag:1"  # a front page was everybody's key


def test_a_link_to_the_articles_own_page_is_told_from_its_other_forms():
    assert is_plain(f"{SITE}/quay?id=5#top")
    assert not any(
        map(is_plain, [f"{SITE}/quay/amp", "https://m.gazette.example/quay", f"{SITE}/quay?utm_term=a", "quay"])
    )


def test_a_target_is_fetched_where_a_link_carries_it_and_as_it_carries_it():
    target = f"{SITE}/quay/amp?utm_source=x"
    alert = "https://www.google.com/url?rct=j&url=https%3A%2F%2Fgazette.example%2Fquay%2Famp%3Futm_source%3Dx&ct=ga"
    assert unwrapped(alert) == target
    assert [unwrapped(each) for each in (target, "quay", "")] == [target, "quay", ""]
    empty = "https://www.google.com/url?url=https%3A%2F%2F"
    assert unwrapped(empty) == empty


def test_a_host_names_its_port_when_it_is_unusual():
    assert host("https://Gazette.example:443/a") == "gazette.example"
    assert host("http://127.0.0.1:8080/a") == "127.0.0.1:8080"


def test_a_site_has_mirrors_and_subdomains():
    assert same_site("https://www.gazette.example/a", "http://m.gazette.example/")
    assert same_site("https://sport.gazette.example/a", SITE)
    assert not same_site("https://gazette.example", "https://notgazette.example")
    assert not same_site("https://amp.com.au/", "https://pier.com.au/")


@pytest.mark.parametrize("path", ["", "/", "/index.html", "/en", "/de-AT/", "/home", "/?utm_source=feed", "/#top"])
def test_front_pages_are_recognised(path):
    assert is_home_page(SITE + path)


@pytest.mark.parametrize(
    "path", ["/?p=123", "/news", "/2026/11/22", "/index.php?article=7", "/quay-reopens", "/#!/quay", "/#/quay"]
)
def test_other_pages_are_not_front_pages(path):
    assert not is_home_page(SITE + path)
