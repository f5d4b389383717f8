"""Feeds come from other readers and go to them, and a configuration stays its author's text."""

import pytest
import yaml

from pipelines.settings import load
from writethru.cli import main
from writethru.errors import UsageError
from writethru.feedlists import with_feeds
from writethru.opml import Subscription, read_opml, write_opml

LIST = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>Mine</title></head><body>
  <outline text="News">
    <outline type="rss" text="Harbour Gazette" xmlUrl="https://gazette.example/rss" htmlUrl="https://gazette.example/"/>
    <outline text="Wire"><outline text="Cable &amp; Co" title="Cable &amp; Co" XMLURL="feed://wire.example/atom"/></outline>
  </outline>
  <outline text="again" xmlUrl="https://gazette.example/rss?utm_source=reader"/>
  <outline text="bad" xmlUrl="ftp://gazette.example/rss"/>
  <outline text="mine" xmlUrl="https://me:swordfish@gazette.example/rss?mine"/>
  <outline text="a note"/>
  <outline text="https://quay.example/feed" xmlUrl="https://quay.example/feed"/>
</body></opml>"""
CONFIG = """# mine
feeds:   # all of them
  - url: https://harbour.example/rss   # the first
    title: Harbour

# where it goes
data: out
"""
NEW = (Subscription("https://gazette.example/rss", 'The "Gazette": №1'), Subscription("https://quay.example/feed"))


def test_nested_outlines_are_read_in_order_and_what_is_left_out_is_told():
    found = read_opml(LIST.encode())
    assert found.feeds == (
        Subscription("https://gazette.example/rss", "Harbour Gazette"),
        Subscription("https://wire.example/atom", "Cable & Co"),
        Subscription("https://quay.example/feed"),
    )
    assert [line.partition(": ")[2] for line in found.skipped] == [
        "there already",
        "not an http or https URL",
        "its address holds a user or password; write it by hand, these under auth",
        "no feed's address",
    ]
    assert "swordfish" not in str(found)


def test_feeds_that_one_has_are_skipped():
    assert len(read_opml(LIST.encode(), ["https://gazette.example/rss#top"]).feeds) == 2


def test_what_is_written_is_read_back():
    assert read_opml(write_opml(NEW)).feeds == NEW


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no xml",
        b"<html><body/></html>",
        b'<!DOCTYPE opml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><opml><body><outline text="&b;"/></body></opml>',
        '<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml/>'.encode("utf-16"),
    ],
)
def test_what_is_no_list_or_would_blow_up_is_refused(body):
    with pytest.raises(UsageError):
        read_opml(body)


@pytest.mark.parametrize(
    "text",
    [
        CONFIG,
        CONFIG.replace("\n", "\r\n"),
        CONFIG.replace("  - url", "- url").replace("    title", "  title"),
        CONFIG.replace("    title: Harbour\n", ""),
        "data: out\nfeeds:\n- {url: https://harbour.example/rss}",
        "feeds: [{url: https://harbour.example/rss}]  # one\ndata: out\n",
        "feeds: [\n  {url: https://harbour.example/rss}, # one\n]\ndata: out\n",
        "feeds:\n\ndata: out\n",
    ],
)
def test_feeds_are_added_behind_the_others_and_all_else_stays_as_it_was(text):
    added = with_feeds(text, NEW)
    before, after = yaml.safe_load(text), yaml.safe_load(added)
    assert after["feeds"][len(before["feeds"] or ()) :] == [
        {"url": NEW[0].url, "title": NEW[0].title},
        {"url": NEW[1].url},
    ]
    kept = iter(added.splitlines())
    if "[" not in text:
        assert all(line in kept for line in text.splitlines())  # in order, each as it was
    assert text.count("#") == added.count("#")


def test_a_list_that_stands_elsewhere_is_left_alone():
    with pytest.raises(UsageError, match="one feed a line"):
        with_feeds("other: &list\n  - url: https://harbour.example/rss\nfeeds: *list\ndata: out\n", NEW)


def test_the_commands_add_feeds_and_write_them(tmp_path, capsys):
    config, listed = tmp_path / "feeds.yaml", tmp_path / "mine.opml"
    config.write_text(CONFIG, encoding="utf8")
    listed.write_text(LIST, encoding="utf8")
    assert main(["feeds", "import", str(config), str(listed)]) == 0
    assert "3 feeds added" in capsys.readouterr().out
    assert [feed.url for feed in load(config).feeds][1:] == [feed.url for feed in read_opml(LIST.encode()).feeds]
    assert main(["feeds", "import", str(config), str(listed)]) == 0
    assert "0 feeds added" in capsys.readouterr().out
    assert main(["feeds", "export", str(config), "--output", str(tmp_path / "out.opml")]) == 0
    assert len(read_opml((tmp_path / "out.opml").read_bytes()).feeds) == 4


def test_a_configuration_is_made_where_there_is_none(tmp_path):
    (tmp_path / "mine.opml").write_text(LIST, encoding="utf8")
    assert main(["feeds", "import", str(tmp_path / "new.yaml"), str(tmp_path / "mine.opml")]) == 0
    assert len(load(tmp_path / "new.yaml").feeds) == 3
