"""A feed that is configured so is read for its own text: no page is asked for, and edits are told all the same."""

from pipelines.poll import poll
from pipelines.settings import FeedSettings, FetchSettings, PollSettings, Settings
from tests.faults import FaultServer, answer
from writethru.catalog import Catalog

STORY = (
    "The harbour board said on Monday that the winter ferry would not sail before 6 December.",
    "Engineers found a crack of 3.5 metres in the hull of the Grey Heron during a routine inspection.",
    "Passengers holding tickets will receive a refund within ten days, the operator told the Harbour Gazette.",
)


def rss(host, *paragraphs):
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return answer(
        "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>Gazette</title>"
        f"<item><title>Winter ferry delayed</title><link>http://{host}/ferry</link><guid>f1</guid>"
        f"<content:encoded><![CDATA[{text}]]></content:encoded></item>"
        "<item><title>Podcast</title><guid>p1</guid><enclosure url='/a.mp3' type='audio/mpeg'/></item>"
        "</channel></rss>".encode()
    )


def test_the_text_of_the_feed_is_the_article_and_no_page_is_asked_for(tmp_path):
    with FaultServer({}) as server:
        settings = Settings(
            feeds=(FeedSettings(url=server.url("/rss"), content="feed"),),
            data=tmp_path,
            fetch=FetchSettings(delay=0, allow_hosts=("127.0.0.1",)),
            polling=PollSettings(confirm_looks=1),
        )
        server.routes["/rss"] = rss(server.host, *STORY)
        poll(settings)
        server.routes["/rss"] = rss(server.host, STORY[0].replace("6 December", "9 December"), *STORY[1:])
        poll(settings, everything=True)
        assert set(server.paths()) == {"/rss"}
        with Catalog(settings.catalog) as catalog:
            new, updated = catalog.versions()
            assert catalog.next_due(settings.feed_list()) is not None
    assert [paragraph["text"] for paragraph in new["paragraphs"]] == list(STORY)
    assert (new["event"], new["headline"]) == ("new", "Winter ferry delayed")
    assert (updated["event"], updated["change"]["edit_class"]) == ("updated", "substantive")
