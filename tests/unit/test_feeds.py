import io
import tarfile
import time
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from writethru.feeds import FeedError, parse

URL = "https://gazette.example/feeds/news.xml"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
CORPUS = Path(__file__).parents[3] / "shared/data/feeds/feedparser-6.0.14-tests.tar.gz"


def rss(items, head="<title>Harbour Gazette</title>", declaration=""):
    return f'{declaration}<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def item(title="Ferry late", link="/ferry", extra=""):
    return f"<item><title>{title}</title><link>{link}</link>{extra}</item>"


def read(items, **options):
    return parse(rss(items, **options), URL, now=NOW)


def test_an_rss_item_becomes_an_entry():
    feed = read(
        item(extra="<guid isPermaLink='false'>g1</guid><pubDate>Sat, 21 Nov 2026 10:00:00 +0100</pubDate>"),
        head="<title>Harbour &lt;b&gt;Gazette&lt;/b&gt;</title>",
    )
    (entry,) = feed.entries
    assert (feed.title, feed.kind, feed.problems) == ("Harbour Gazette", "rss", ())
    assert (entry.id, entry.link, entry.title) == ("g1", "https://gazette.example/ferry", "Ferry late")
    assert entry.published == datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert entry.published_raw == "Sat, 21 Nov 2026 10:00:00 +0100"


def test_an_atom_entry_keeps_its_names_and_its_full_text():
    atom = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://gazette.example/a/"><title>Gazette</title><entry>
    <id>tag:1</id><link href="ferry"/><title>Ferry late</title><author><name>A. Reporter</name></author>
    <updated>2026-11-21T10:00:00Z</updated><category term="Harbour"/><summary>Late.</summary>
    <content type="html">&lt;p&gt;The ferry was late.&lt;/p&gt;</content></entry></feed>"""
    feed = parse(atom, URL, now=NOW)
    (entry,) = feed.entries
    assert (feed.kind, entry.id, entry.link) == ("atom", "tag:1", "https://gazette.example/a/ferry")
    assert (entry.summary, entry.content) == ("Late.", "<p>The ferry was late.</p>")
    assert (entry.authors, entry.categories) == (("A. Reporter",), ("Harbour",))
    assert (entry.published, entry.updated) == (None, datetime(2026, 11, 21, 10, tzinfo=UTC))


def test_an_id_falls_back_to_the_link_then_to_title_and_date():
    one, other = read(item() + "<item><title>Tide</title><pubDate>2026-11-21</pubDate></item>").entries
    assert one.id == one.link
    assert (other.id, other.link) == ("Tide|2026-11-21", "")


def test_a_guid_that_stands_for_two_links_is_not_trusted():
    shared = "<guid isPermaLink='false'>0</guid>"
    feed = read(item(link="/a", extra=shared) + item(link="/b", extra=shared))
    assert [entry.id for entry in feed.entries] == ["https://gazette.example/a", "https://gazette.example/b"]
    assert feed.problems == ("id: 0 stands for 2 links",)


def test_a_guid_that_is_no_url_is_no_link():
    (entry,) = read("<item><title>Tide</title><guid>12345</guid></item>").entries
    assert (entry.id, entry.link) == ("12345", "")


def test_a_link_that_leads_nowhere_on_the_web_is_a_problem_and_not_a_link():
    feed = read(item(link="javascript:void(0)"))
    assert feed.entries[0].link == ""
    assert feed.problems == ("link: javascript:void(0)", "no link: Ferry late")


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda body: b"<b>Warning</b>: mysql_connect() in /srv/db.php<br />\n" + body, "junk before"),
        (lambda body: b"\n<!-- cached -->" + body, ""),
        (lambda body: b"\xef\xbb\xbf\n<?xml version='1.0'?>" + body, "junk before"),
        (lambda body: body.replace(b"late", b"late & later"), "references: a raw &"),
        (lambda body: body.replace(b"late", b"late&nbsp;later&bogus;"), "references: an entity"),
        (lambda body: body.replace(b"late", b"late \x01\x0b&#5;"), "characters: 2"),
        (lambda body: body.replace(b"late", b"late \xff\x96"), "encoding: 2 bytes"),
        (lambda body: body.replace(b"late", b"l\0ate"), "encoding: 1 zero"),
        (lambda body: body.replace(b"</item>", b"", 1), "bozo: "),
        (lambda body: body.replace(b"</title>", b"", 2), "bozo: "),
        (lambda body: body.replace(b"late", b"late <![CDATA[oh"), "bozo: "),
        (lambda body: body.replace(b"late", b"a < b, <b>bold<br>"), "bozo: "),
        (lambda body: body.replace(b"<link>", b"<media:x/><link>"), "bozo: "),
        (lambda body: body.replace(b'<rss version="2.0">', b"<rss version=2.0>"), "bozo: "),
        (lambda body: body[:-20], "truncated"),
        (lambda body: body + b"<script>track()</script>", "junk after"),
        (lambda body: body + body, "bozo: "),
    ],
)
def test_what_is_readable_in_a_damaged_feed_is_kept_and_the_damage_named(damage, named):
    feed = parse(damage(rss(item() + item("Tide", "/tide"))), URL, now=NOW)
    assert [entry.link.rpartition("/")[2] for entry in feed.entries] == ["ferry", "tide"]
    assert not named or any(problem.startswith(named) for problem in feed.problems)


def test_an_entry_in_a_comment_is_none_in_a_damaged_feed_either():
    body = rss(item() + "<!-- " + item("Old", "/old") + " -->" + item("Tide<br>", "/tide"))
    assert [entry.link.rpartition("/")[2] for entry in parse(body, URL, now=NOW).entries] == ["ferry", "tide"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<rss version="2.0">', "<rss version=2.0'>"),
        ("<title>Harbour Gazette</title>", "<title>Harbour Gazette</tit>"),
        ("Ferry late</title>", "Ferry late</title><dc:creator>Ada Quill</dc:creat>"),
    ],
)
def test_damage_to_a_head_or_to_one_end_tag_costs_no_other_entry(before, after):
    long = f"<description>{'The ferry was late. ' * 200}</description>"
    body = rss(item(extra=long) + "".join(item(f"Tide {n}", f"/tide{n}", long) for n in range(20)))
    links = {entry.link for entry in parse(body.replace(before.encode(), after.encode()), URL, now=NOW).entries}
    assert links >= {f"https://gazette.example/tide{n}" for n in range(20)}


def test_half_a_link_at_the_end_of_a_cut_document_is_no_link():
    body = rss(item() + item("Tide", "/tide-tables"))
    for cut in range(body.index(b"<item"), len(body)):
        links = {entry.link for entry in parse(body[:cut], URL, now=NOW).entries}
        assert links <= {"", "https://gazette.example/ferry", "https://gazette.example/tide-tables"}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_a_feed_whose_bytes_contradict_its_declaration_is_read_by_its_bytes(encoding):
    body = rss(item("Fähre"), declaration="<?xml version='1.0' encoding='utf-8'?>").decode().encode(encoding)
    feed = parse(body, URL, "application/xml; charset=utf-8", now=NOW)
    assert [entry.title for entry in feed.entries] == ["Fähre"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b" \n", "empty"),
        (b"<!doctype html><html><body><p>Busy, try again</p></body></html>", "not_a_feed"),
        (b"/etc/passwd", "not_a_feed"),
        (b"https://gazette.example/", "not_a_feed"),
    ],
)
def test_what_is_no_feed_is_an_error_with_a_reason(body, reason):
    with pytest.raises(FeedError, match=URL) as caught:
        parse(body, URL)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "hostile",
    [
        "<author>" + "a@" * 20_000 + "</author>",
        "<author><![CDATA[</author>" + "a@" * 20_000 + "]]></author>",
        "<dc:creator>" + "a@" * 20_000,
        "<itunes:keywords>" + ",".join(map(str, range(40_000))) + "</itunes:keywords>",
        "".join(f"<category>{number}</category>" for number in range(40_000)),
        "<description " + "a='1' " * 60_000 + ">",
        "<description q='>' " + "a='1' " * 60_000 + ">",
        "<description q='<' " + "a='1' " * 60_000 + ">",
    ],
)
def test_what_would_stall_the_parser_is_refused_at_once(hostile):
    began = time.perf_counter()
    with pytest.raises(FeedError) as caught:
        read(f"<item>{hostile}</item>")
    assert caught.value.reason in ("refused_input", "too_large")
    assert time.perf_counter() - began < 0.5


def test_a_wide_encoding_cannot_hide_markup_from_the_screen():
    body = rss("<item><author>" + "a@" * 20_000 + "</author></item>").decode().encode("utf-16-le")
    with pytest.raises(FeedError):
        parse(b"\n\0" + body, URL, "application/xml; charset=utf-16")


def test_an_entity_cannot_carry_a_long_author_past_the_screen():
    doctype = f'<!DOCTYPE rss [<!ENTITY long "{"a@" * 20_000}">]>'
    feed = read("<item><author>&long;</author></item>", declaration=doctype)
    assert feed.entries[0].authors == ("&long;",)
    short = doctype.replace("a@" * 20_000, "a@" * 4_000)
    with pytest.raises(FeedError):
        read("<item><author>&long;</author></item>", declaration=short)


@pytest.mark.parametrize("text", [f'<img src="data:image/png;base64,{"A" * 50_000}"/>', '&lt;a href="/">' * 5_000])
def test_much_markup_in_a_description_is_no_reason_to_refuse_a_feed(text):
    assert len(read(item(extra=f"<description>{text}</description>")).entries) == 1


@pytest.mark.parametrize(
    ("head", "link"),
    [
        ("<link>https://harbour.example/news/</link>", "https://harbour.example/news/ferry"),
        ("<link>/news/</link>", "https://gazette.example/news/ferry"),
        ("", "https://gazette.example/feeds/ferry"),
    ],
)
def test_a_relative_link_is_meant_from_the_feeds_own_link(head, link):
    assert read(item(link="ferry"), head=f"<title>Gazette</title>{head}").entries[0].link == link


def test_a_link_whose_scheme_was_forgotten_leads_to_its_host():
    assert read(item(link="www.harbour.example/ferry")).entries[0].link == "https://www.harbour.example/ferry"


def test_a_large_picture_written_out_in_an_entry_does_not_cost_it():
    picture = f'&lt;img src="data:image/png;base64,{"QUJD" * 800_000}"&gt;'
    (entry,) = read(item(extra=f"<description>{picture}&lt;p&gt;The ferry sails.&lt;/p&gt;</description>")).entries
    assert entry.summary == '<img src="data:,"><p>The ferry sails.</p>'


def test_xml_base_says_what_a_relative_link_of_atom_is_meant_from():
    entry = '<entry xml:base="2026/"><id>tag:1</id><link href="ferry"/><title>Ferry</title></entry>'
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/news/"><title>Gazette</title>{entry}</feed>'
    assert parse(atom.encode(), URL, now=NOW).entries[0].link == "https://gazette.example/news/2026/ferry"


def test_an_entry_of_media_alone_is_kept_without_a_link_and_named():
    feed = read("<item><title>Tides</title><guid isPermaLink='false'>1</guid><enclosure url='/tides.mp3'/></item>")
    assert feed.entries[0].link == ""
    assert feed.problems == ("no link: Tides (only /tides.mp3)",)


def test_a_doubtful_date_is_named_and_its_text_kept():
    feed = read(item(extra="<pubDate>2099-01-01</pubDate>"))
    assert (feed.entries[0].published, feed.entries[0].published_raw) == (None, "2099-01-01")
    assert feed.problems == ("date: ahead: 2099-01-01",)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_feed_or_a_feed_error(body):
    try:
        assert parse(body, URL, now=NOW).entries is not None
    except FeedError as error:
        assert error.url == URL


def test_no_entry_of_the_parsers_own_corpus_is_lost():
    if not CORPUS.exists():
        pytest.skip("the feedparser corpus is not beside the checkout")
    with tarfile.open(CORPUS) as corpus:
        bodies = [corpus.extractfile(member).read() for member in corpus if member.name.endswith(".xml")][::10]
    for body in bodies:
        expected = len(feedparser.parse(io.BytesIO(body), sanitize_html=False).entries)
        assert not expected or len(parse(body, URL, now=NOW).entries) == expected


@pytest.mark.parametrize("reference", ["&#xD800;", "&#99999999;"])
def test_a_reference_that_breaks_the_parser_is_refused_with_its_url(reference):
    body = f"<rss version='2.0'><channel><item><title>a {reference} & b<</title></item></channel></rss>".encode()
    try:
        parsed = parse(body, "https://gazette.example/rss")
    except FeedError as error:
        assert (error.reason, "https://gazette.example/rss" in str(error)) == ("refused_input", True)
    else:
        assert all(entry.title.encode() is not None for entry in parsed.entries)
