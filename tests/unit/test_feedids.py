from dataclasses import replace

from writethru.elements import Entry
from writethru.feedids import identified


def entries(*guids, link="https://gazette.example/{}"):
    return [
        Entry("https://gazette.example/rss", guid, link and link.format(n), f"Story {n}")
        for n, guid in enumerate(guids)
    ]


def ids(*found):
    return [entry.id.removeprefix("https://gazette.example/") for entry in identified(found)[0]]


def test_good_guids_are_kept():
    assert ids(*entries("a", "b")) == ["a", "b"]


def test_a_single_bad_guid_among_many_is_replaced_by_the_canonical_link():
    found = entries(*map(str, range(100, 140)), "", link="https://gazette.example/{}?utm_source=rss")
    assert ids(*found)[-2:] == ["139", "40"]
    assert identified(found)[1] == ()


def test_a_feed_with_many_bad_guids_goes_by_its_links():
    assert ids(*entries("a", "b", "", "d")) == ["0", "1", "2", "3"]
    assert identified(entries("a", "b", "", "d"))[1] == ("id: 1 of 4 are missing or shared; none is used",)


def test_a_guid_for_several_links_is_bad_and_one_for_a_link_told_again_is_not():
    assert ids(*entries("a", "a")) == ["0", "1"]
    first = entries("a")[0]
    assert ids(first, replace(first, title="Story 0, updated")) == ["a", "a"]


def test_without_link_and_guid_title_and_date_stand_for_an_entry():
    one, other = (replace(entry, published_raw="2026-11-21") for entry in entries("", "0", link=""))
    assert ids(one, other) == ["Story 0|2026-11-21", "0"]


def test_an_entry_that_stands_there_twice_is_told_once():
    assert ids(*entries("a", "b"), *entries("a", "b")) == ["a", "b"]
