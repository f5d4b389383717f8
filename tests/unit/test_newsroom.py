"""The demo newsroom serves two editions as a careful web server would, and their differences are the stated ones."""

import gzip
import http.client
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import feedparser
import pytest

from writethru.newsroom import EXPECTED, Newsroom, stories
from writethru.newsroom.pages import site

WALL = "/news/harbour-wall-repairs"
WITHDRAWN = "/news/fish-market-fire"
URL = "http://127.0.0.1:8000"
FIRST = {story.path: story for story in stories(1)}
SECOND = {story.path: story for story in stories(2)}
EDITIONS = {1: site(1, URL), 2: site(2, URL)}


def paths(event: str) -> list[str]:
    return [path for path, expected in EXPECTED.items() if expected.event == event]


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as newsroom:
        yield newsroom


class Reader:
    """One keep-alive connection."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(newsroom.url).netloc, timeout=5)

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        self.connection.request(method, path, headers={name.replace("_", "-"): headers[name] for name in headers})
        answer = self.connection.getresponse()
        return answer, answer.read()


@pytest.fixture
def reader(newsroom: Newsroom) -> Iterator[Reader]:
    reader = Reader(newsroom)
    yield reader
    reader.connection.close()


def test_every_article_and_feed_answers_200_on_one_connection_whatever_the_tracking_parameters(newsroom, reader):
    for path in ["/", "/robots.txt", *(urlsplit(url).path for url in newsroom.feeds), *FIRST]:
        answer, body = reader.get(f"{path}?utm_source=rss")
        assert answer.status == 200
        assert body
        assert not answer.will_close


def test_either_validator_gives_304_without_a_body_and_a_wrong_tag_outweighs_a_right_date(reader):
    answer, _ = reader.get(WALL)
    tag, date = answer.headers["ETag"], answer.headers["Last-Modified"]
    for headers in ({"If_None_Match": f'"other", {tag}'}, {"If_Modified_Since": date}):
        again, body = reader.get(WALL, **headers)
        assert (again.status, body) == (304, b"")
        assert again.headers["ETag"] == tag
    assert reader.get(WALL, If_None_Match='"other"', If_Modified_Since=date)[0].status == 200
    assert reader.get(WALL, If_Modified_Since="yesterday")[0].status == 200


def test_gzip_comes_only_when_accepted_and_holds_the_same_page(reader):
    plain, body = reader.get(WALL)
    packed, packed_body = reader.get(WALL, Accept_Encoding="br, gzip")
    assert plain.headers["Content-Encoding"] is None
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed_body) == body
    assert reader.get(WALL, Accept_Encoding="gzip;q=0, br")[0].headers["Content-Encoding"] is None


def test_a_head_request_has_the_headers_and_no_body(reader):
    answer, body = reader.get(WALL, method="HEAD")
    assert (answer.status, body) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 0
    assert reader.get(WALL)[0].status == 200


def test_an_unknown_path_is_404_and_a_withdrawn_article_410(newsroom, reader):
    assert reader.get("/news/no-such-story")[0].status == 404
    assert reader.get(WITHDRAWN)[0].status == 200
    newsroom.publish(2)
    assert reader.get(WITHDRAWN)[0].status == 410


def test_robots_may_fetch_everything(reader):
    assert reader.get("/robots.txt")[1] == b"User-agent: *\nAllow: /\n"


def test_an_edition_that_was_never_printed_is_refused(newsroom):
    with pytest.raises(ValueError, match="no edition 3"):
        newsroom.publish(3)


def test_validators_survive_the_second_edition_where_the_page_does(newsroom, reader):
    tags = {path: reader.get(path)[0].headers["ETag"] for path in FIRST}
    newsroom.publish(2)
    held = {path for path, tag in tags.items() if reader.get(path, If_None_Match=tag)[0].status == 304}
    assert held == {path for path in FIRST if path.startswith("/wire/")}


@pytest.mark.parametrize("edition", [1, 2])
def test_the_feeds_are_sound_and_list_exactly_the_stories_of_the_edition(edition):
    listed = {}
    for path in ("/news.rss", "/wire.atom"):
        feed = feedparser.parse(EDITIONS[edition][path].body)
        assert not feed.bozo
        for entry in feed.entries:
            assert entry.id
            assert entry.summary
            assert entry.published_parsed
            listed[urlsplit(entry.link).path] = entry
    assert {path: entry.title for path, entry in listed.items()} == {
        story.path: story.headline for story in stories(edition)
    }
    assert all("utm_source" in entry.link for path, entry in listed.items() if not path.startswith("/wire/"))
    assert all(entry.updated_parsed for path, entry in listed.items() if path.startswith("/wire/"))


def test_entries_keep_their_ids_from_one_edition_to_the_next():
    first, second = (
        {entry.link: entry.id for entry in feedparser.parse(EDITIONS[edition]["/news.rss"].body).entries}
        for edition in (1, 2)
    )
    shared = first.keys() & second.keys()
    assert len(shared) >= 7
    assert all(first[link] == second[link] for link in shared)


def test_what_is_expected_covers_every_story_and_agrees_with_the_two_editions():
    assert EXPECTED.keys() == FIRST.keys() | SECOND.keys()
    assert set(paths("new")) == SECOND.keys() - FIRST.keys()
    assert set(paths("withdrawn")) == FIRST.keys() - SECOND.keys()
    assert set(paths("unchanged")) == {path for path in FIRST if FIRST[path] == SECOND.get(path)}
    assert {EDITIONS[2][path].status for path in paths("withdrawn")} == {410}


def test_the_typo_and_the_figure_are_the_only_words_that_changed_in_their_articles():
    for path, old, new in [
        ("/news/ferry-timetable", "recieve", "receive"),
        ("/news/library-budget", "£412,000", "£421,000"),
    ]:
        before = " ".join(block.text for block in FIRST[path].paragraphs)
        assert before.count(old) == 1
        assert before.replace(old, new) == " ".join(block.text for block in SECOND[path].paragraphs)


def test_headings_quotes_and_lists_are_marked_up_as_what_they_are():
    library, potatoes = page(1, "/news/library-budget"), page(1, "/blog/seed-potatoes")
    assert "<h2>What the money buys</h2>" in library
    assert re.search(r"<ul>\n(<li>[^<]*</li>\n){3}</ul>\n<p>", library)
    assert "<blockquote><p>A gardener who cannot wait should take up baking.</p></blockquote>" in potatoes


def test_the_correction_stands_in_the_articles_own_footer():
    footer = re.search(r"<footer>(.*?)</footer>\s*</article>", page(2, "/news/library-budget"), re.DOTALL)
    assert footer
    assert "Correction: " in footer[1]
    assert "Correction: " not in page(1, "/news/library-budget")


def test_of_the_flood_report_a_decimal_point_went_one_paragraph_moved_and_one_was_added():
    before, after = list(FIRST["/news/storm-drains"].paragraphs), SECOND["/news/storm-drains"].paragraphs
    assert before[1].text.count("3.8mm") == 1
    before[1] = replace(before[1], text=before[1].text.replace("3.8mm", "38mm"))
    assert after == (*before[:2], before[4], *before[2:4], *before[5:], after[-1])
    assert after[-1] not in before


def test_the_new_headline_is_everywhere_and_the_old_one_nowhere():
    path = "/news/mayor-election"
    assert FIRST[path].paragraphs == SECOND[path].paragraphs
    everything = page(2, path) + page(2, "/news.rss") + page(2, "/")
    assert FIRST[path].headline not in everything
    # <title>, og:title, JSON-LD and <h1>, then the feed and the front page.
    assert everything.count(SECOND[path].headline) == 6


def test_the_headline_of_the_page_alone_is_nowhere_else():
    path = "/blog/chess-by-post"
    assert replace(SECOND[path], h1="") == FIRST[path]
    assert page(2, path).count(SECOND[path].h1) == 1
    assert SECOND[path].h1 not in page(2, "/news.rss") + page(2, "/")
    assert page(2, path).count(f"{SECOND[path].headline}</h1>") == 0


def test_what_stands_around_unchanged_articles_differs_between_the_editions():
    churned = [path for path in paths("unchanged") if not path.startswith("/wire/")]
    assert churned
    assert all(EDITIONS[1][path].body != EDITIONS[2][path].body for path in churned)


def test_the_two_wordings_of_one_story_name_each_other_and_share_their_figures():
    first, second = (path for path, expected in EXPECTED.items() if expected.same_story)
    assert (EXPECTED[first].same_story, EXPECTED[second].same_story) == (second, first)
    texts = [" ".join(block.text for block in SECOND[path].paragraphs) for path in (first, second)]
    assert texts[0] != texts[1]
    assert len({frozenset(re.findall(r"\d[\d,.]*\d", text)) for text in texts}) == 1


def test_the_pasted_readout_and_the_desk_codes_are_on_the_page_of_the_phone_call():
    path = "/wire/shipping-lane-call"
    (repeat,) = EXPECTED[path].repeats
    assert "telephone conversation" in SECOND[path].paragraphs[repeat].text
    for line in ("Reporter's code: 50412", "News Code 318", "Your Comment", "You are replying to: ."):
        assert f"<p>{line}</p>" in page(2, path)


def page(edition: int, path: str) -> str:
    return EDITIONS[edition][path].body.decode()
