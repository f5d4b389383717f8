"""A site's line is learnt by one run from what its server sends, and taken out by the next without a false alarm."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from pipelines.poll import poll
from pipelines.settings import FeedSettings, FetchSettings, Settings
from writethru.catalog import Catalog
from writethru.recurrence import RULE

JOIN = "Become a friend of the Gazette and meet its writers in the reading room on the quay."
NAMES = ("ferry", "bridge", "library", "harbour")


class Gazette(ThreadingHTTPServer):
    """A feed of stories that all end with the same line; `edition` stands in each page, outside its text."""

    daemon_threads = True
    names: tuple[str, ...] = NAMES
    edition = 1
    edited = ""

    def answer(self, path):
        if path == "/rss":
            items = (f"<item><title>{name}</title><link>{self.url}/{name}</link></item>" for name in self.names)
            return "application/rss+xml", f'<rss version="2.0"><channel>{"".join(items)}</channel></rss>'
        name = path.strip("/")
        texts = [
            f"The council spoke about the {name} for {n} hours, and put {n} motions to the vote." for n in range(4)
        ]
        texts += [f"The {name} stays open" + (" for a week." if name == self.edited else "."), JOIN]
        body = "".join(f"<p>{text}</p>" for text in texts)
        return "text/html", f"<title>{name}</title><h1>The {name}</h1><article>{body}</article><!--{self.edition}-->"

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        known = self.path == "/rss" or self.path.strip("/") in self.server.names
        kind, text = self.server.answer(self.path) if known else ("text/plain", "")
        self.send_response(200 if known else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def gazette():
    with Gazette(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_what_one_run_learns_the_next_takes_out_of_old_and_new_articles_alike(gazette, tmp_path):
    chosen = Settings(
        feeds=(FeedSettings(url=f"{gazette.url}/rss"),),
        data=tmp_path,
        fetch=FetchSettings(delay=0, allow_hosts=("127.0.0.1",)),
    )
    assert poll(chosen).counts["articles"] == {"new": 4}
    gazette.edition, gazette.edited, gazette.names = 2, "ferry", (*NAMES, "market")
    second = poll(chosen, everything=True)
    assert second.counts["articles"] == {"new": 1, "updated": 1, "unchanged": 3}
    with Catalog(chosen.catalog) as catalog:
        found = {record["headline"]: record for record in catalog.versions(run=second.id)}
    assert [op["new"] for op in found["The ferry"]["change"]["ops"]] == [["The ferry stays open for a week."]]
    lines = {
        name: [(r["text"], r["witnesses"]) for r in one["removed"] if r["rule"] == RULE] for name, one in found.items()
    }
    assert lines == {"The ferry": [(JOIN, 3)], "The market": [(JOIN, 4)]}
    assert not any(JOIN in record["text"] for record in found.values())
