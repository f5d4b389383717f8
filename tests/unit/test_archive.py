"""The archive as it is written: whole records that other tools read, and nothing secret in them."""

import gzip
import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.cli import main as warcio

from tests.unit.gazette import FEED, NOON, look
from tests.warcs import html
from writethru.archive import Archive, files
from writethru.captures import read_page, scan
from writethru.elements import Entry, Feed, Page

ROOT = Path(__file__).parents[2]
URL = "https://gazette.example/quay"
SENT = (("Host", "gazette.example"), ("User-Agent", "writethru/0"), ("If-None-Match", '"1"'))
HEADERS = (("content-type", "text/html"), ("content-encoding", "gzip"), ("content-length", "9"), ("etag", '"ü"'))


def page(body=b"<p>The quay is closed.", hours=0, status=200, url=URL, headers=HEADERS, sent=SENT):
    return Page(url, url, status, headers, b"" if status == 304 else body, NOON + timedelta(hours=hours), sent=sent)


def written(folder, *pages, wanted=None, run="r1"):
    """Write pages, each in a bundle of its own, and return where each lies."""
    archive = Archive(folder, run)
    places = []
    for one in pages:
        places.append(archive.add(one, wanted or look()))
        archive.sync()
    archive.close()
    return places


def records(folder):
    found = []
    for path in files([folder]):
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                found.append((record.rec_type, record.rec_headers, record.http_headers, record.content_stream().read()))
    return found


def test_an_answer_is_a_response_a_request_and_our_word_about_it_after_the_files_own_record(tmp_path):
    (place,) = written(tmp_path, page())
    info, response, request, metadata = records(tmp_path)
    assert [kind for kind, *_ in (info, response, request, metadata)] == ["warcinfo", "response", "request", "metadata"]
    assert response[1]["WARC-Target-URI"] == URL
    assert response[1]["WARC-Date"] == "2026-03-01T12:00:00.000000Z"
    assert (response[1]["WARC-Payload-Digest"], response[1]["WARC-Record-ID"]) == (place.digest, place.record_id)
    assert request[1]["WARC-Concurrent-To"] == metadata[1]["WARC-Concurrent-To"] == place.record_id
    assert request[2].headers == list(SENT)
    about = json.loads(metadata[3])
    assert (about["uri"], about["feed_url"], about["run"]) == (look().uri, FEED, "r1")
    assert about["entry"]["id"] == "id-quay"


def test_the_body_is_kept_decoded_and_its_headers_say_so(tmp_path):
    (place,) = written(tmp_path, page())
    _, (_, headers, http, body), *_ = records(tmp_path)
    assert body == b"<p>The quay is closed."
    assert place.digest == headers["WARC-Payload-Digest"] == f"sha256:{sha256(body).hexdigest()}"
    assert http["Content-Encoding"] is None
    assert http["Content-Length"] == str(len(body))
    assert (http["X-Crawl-Content-Encoding"], http["X-Crawl-Content-Length"]) == ("gzip", "9")
    assert http["ETag"] == '"ü"'


def test_other_tools_find_every_record_and_every_digest_right(tmp_path):
    written(tmp_path, page(), page(status=304), page(), page(b"", status=404), page(html("mill") * 100))
    (path,) = files([tmp_path])
    told = io.StringIO()
    with redirect_stdout(told), pytest.raises(SystemExit) as done:
        warcio(["check", "-v", str(path)])
        warcio(["index", str(path)])
    assert done.value.code == 0
    assert "fail" not in told.getvalue()


def test_what_comes_again_is_a_revisit_of_the_record_that_holds_it_in_any_run(tmp_path):
    first, second, third = written(tmp_path, page(), page(hours=1), page(b"<p>It is open.", hours=2))
    (again,) = written(tmp_path, page(hours=3), run="r2")
    kinds = [(kind, headers) for kind, headers, *_ in records(tmp_path) if kind in ("response", "revisit")]
    assert [kind for kind, _ in kinds] == ["response", "revisit", "response", "revisit"]
    assert first.digest == second.digest == again.digest != third.digest
    for _, headers in (kinds[1], kinds[3]):
        assert headers["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
        assert headers["WARC-Refers-To-Target-URI"] == URL
        assert headers["WARC-Refers-To-Date"] == "2026-03-01T12:00:00.000000Z"


def test_not_modified_is_a_revisit_of_what_the_address_answered_last(tmp_path):
    places = written(tmp_path, page(), page(b"<p>It is open.", 1), page(hours=2), page(status=304, hours=3))
    (kind, headers, http, _) = records(tmp_path)[-3]
    assert places[-1] is None
    assert (kind, http.get_statuscode()) == ("revisit", "304")
    assert headers["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    assert headers["WARC-Refers-To-Date"] == "2026-03-01T12:00:00.000000Z"


def test_without_the_memory_of_payloads_everything_is_written_in_full(tmp_path):
    written(tmp_path, page())
    for path in tmp_path.glob("payloads.sqlite*"):
        path.unlink()
    written(tmp_path, page(hours=1), run="r2")
    assert [kind for kind, *_ in records(tmp_path)].count("response") == 2


def test_no_secret_of_a_request_or_an_answer_is_written(tmp_path):
    secrets = (
        ("Cookie", "s=HUSH"),
        ("Authorization", "Basic HUSH"),
        ("X-Api-Key", "HUSH"),
        ("Proxy-Authorization", "HUSH"),
    )
    url = "https://ada:HUSH@gazette.example/quay"
    feed = "https://ada:HUSH@gazette.example/rss"
    wanted = replace(look(), url=url, feed_url=feed, entry=Entry(feed, url, url))
    headers = (*HEADERS, ("set-cookie", "s=HUSH"), ("authentication-info", "HUSH"))
    written(tmp_path, page(url=url, headers=headers, sent=(*SENT, *secrets)), wanted=wanted)
    written(tmp_path, page(b"<rss/>", url=feed), wanted=Feed(feed), run="r2")
    text = b"".join(gzip.decompress(path.read_bytes()) for path in files([tmp_path]))
    assert b"HUSH" not in text + (tmp_path / "payloads.sqlite").read_bytes()
    assert b"User-Agent: writethru/0" in text
    assert "HUSH" not in repr(page(sent=secrets))


def test_files_are_parted_by_size_and_carry_their_run_and_a_suffix_until_they_are_complete(tmp_path):
    archive = Archive(tmp_path, "r1", file_bytes=5_000)
    assert files([tmp_path]) == []
    archive.add(page(os.urandom(5_000)), look())
    archive.add(page(hours=1), look())
    one, other = files([tmp_path])
    assert one.name.startswith("r1-")
    assert one.name.endswith("-00000.warc.gz")
    assert other.name.endswith("-00001.warc.gz.open")
    archive.close()
    assert files([tmp_path])[1].name == other.name.removesuffix(".open")


def test_workers_of_one_run_never_share_a_file(tmp_path):
    workers = [Archive(tmp_path, "r1") for _ in range(3)]
    for worker in workers:
        worker.add(page(), look())
    workers[0].close()
    workers.append(Archive(tmp_path, "r1"))
    workers[3].add(page(), look())
    for worker in workers[1:]:
        worker.close()
    assert len(files([tmp_path])) == 4
    assert [kind for kind, *_ in records(tmp_path)].count("warcinfo") == 4


KILLED = """
import os, sys
from writethru.archive import Archive
from tests.unit.test_archive import look, page
archive = Archive(sys.argv[1], "r1")
for hours in range(20):
    archive.add(page(os.urandom(20_000), hours), look())
os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
def test_a_worker_killed_leaves_whole_records(tmp_path):
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], cwd=ROOT, check=False)
    assert done.returncode == -9
    (path,) = files([tmp_path])
    assert path.name.endswith(".warc.gz.open")
    captures = list(scan(path, NOON))
    assert len(captures) == 20
    assert len(read_page(captures[-1], URL).body) == 20_000
