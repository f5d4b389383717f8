"""Archives of any origin: what is whole is read, what is not is named with its place, and the rest goes on."""

import gzip
import random
import time
from datetime import UTC, datetime

import pytest

from tests.unit.gazette import look
from tests.unit.test_archive import page, written
from tests.warcs import NOON, chunked, deflated, html, http, record, response, write
from writethru.archive import files
from writethru.captures import REASONS, Capture, read_page, scan
from writethru.decoding import DecodingError
from writethru.elements import Failure, Feed
from writethru.warcrecords import ArchiveError

PAGE = html("quay")
ZIPPED = gzip.compress(PAGE, mtime=0)
LONG = b"<p>" + bytes(30_000_000)


def found(path):
    """Return the names of the stories that an archive holds, and the reasons of what else is in it."""
    items = list(scan(path, NOON))
    captures = [item for item in items if isinstance(item, Capture)]
    return [capture.target.rpartition("/")[2] for capture in captures], [
        item.reason for item in items if isinstance(item, Failure)
    ]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (PAGE, ()),
        (PAGE, ("Content-Length: 7",)),
        (chunked(PAGE), ("Transfer-Encoding: chunked",)),
        (ZIPPED, ("Content-Encoding: gzip",)),
        (chunked(ZIPPED), ("Transfer-Encoding: chunked", "content-encoding: GZip")),
        (deflated(PAGE), ("Content-Encoding: deflate",)),
        (gzip.compress(ZIPPED, mtime=0), ("Content-Encoding: gzip, gzip",)),
        (PAGE, ("Content-Encoding: gzip",)),  # http.decoded: the headers are of another body
        (PAGE, ("Transfer-Encoding: chunked", "Content-Encoding: br")),
        (b"\xef\xbb\xbf\n" + PAGE, ("Content-Encoding: gzip",)),
        (ZIPPED, ("Transfer-Encoding: chunked", "Content-Encoding: gzip")),
        (ZIPPED + b"junk", ("X-Crawl-Content-Encoding: br", "Content-Encoding: x-gzip")),
    ],
)
def test_a_body_is_read_as_it_was_meant_however_it_came(tmp_path, body, headers):
    path = write(tmp_path / "cc.warc.gz", response("quay", body, headers=headers))
    (capture,) = scan(path, NOON)
    read = read_page(capture, "https://gazette.example/asked")
    assert read.body.removeprefix(b"\xef\xbb\xbf\n") == PAGE
    assert (read.target_uri, read.final_uri) == ("https://gazette.example/asked", "https://gazette.example/quay")
    assert (read.status, read.header("content-type")) == (200, "text/html; charset=utf-8")
    assert read.archived.digest.startswith("sha256:")


@pytest.mark.parametrize(
    ("body", "headers", "reason"),
    [
        (ZIPPED[:-20], ("Content-Encoding: gzip",), "truncated_body"),
        (chunked(PAGE)[:-200], ("Transfer-Encoding: chunked",), "truncated_body"),
        (b"\x00" * 90, ("Content-Encoding: gzip",), "bad_encoding"),
        (ZIPPED, ("Content-Encoding: gzip, gzip, gzip",), "too_many_encodings"),
        (ZIPPED, ("Content-Encoding: rot13",), "unknown_encoding"),
        (gzip.compress(LONG, mtime=0), ("Content-Encoding: gzip",), "decoded_too_large"),
    ],
)
def test_a_body_that_its_headers_do_not_explain_is_a_failure(tmp_path, body, headers, reason):
    (capture,) = scan(write(tmp_path / "cc.warc.gz", response("quay", body, headers=headers)), NOON)
    with pytest.raises((ArchiveError, DecodingError)) as error:
        read_page(capture, capture.target)
    assert error.value.reason == reason
    assert reason in REASONS


ODD = {
    "bad_date": response("odd", date="yesterday"),
    "bad_http": record("response", "https://gazette.example/odd", PAGE),
    "body_too_large": response("odd", LONG),
    "broken": b"GET / HTTP/1.0\r\n\r\n",
    "home_page": response(""),
    "not_a_response": record("resource", "https://gazette.example/odd", PAGE),
    "not_by_record": response("odd") + response("lost"),
    "not_html": record("response", "https://gazette.example/odd", http(b"%PDF", kind="application/pdf")),
    "not_http": record("response", "dns:gazette.example", b"gazette.example 1 IN A 203.0.113.7"),
    "redirect": record("response", "https://gazette.example/odd", http(b"", status="HTTP/1.1 301 Moved")),
    "truncated_body": response("odd", Truncated="length"),
}


@pytest.mark.parametrize("reason", ODD)
def test_a_record_that_is_no_page_is_named_with_its_place_and_the_others_are_read(tmp_path, reason):
    before = response("quay")
    path = write(tmp_path / "cc.warc.gz", before, ODD[reason], response("mill"))
    assert found(path) == (["quay", "mill"], [reason])
    (failure,) = [item for item in scan(path, NOON) if isinstance(item, Failure)]
    assert failure.subject == f"{path}:{len(gzip.compress(before))}"
    assert reason in REASONS


@pytest.mark.parametrize("reason", sorted(set(ODD) - {"not_by_record", "broken"}))
def test_an_archive_that_is_not_compressed_reads_the_same(tmp_path, reason):
    path = write(tmp_path / "cc.warc", response("quay"), ODD[reason], response("mill"), packed=False)
    assert found(path) == (["quay", "mill"], [reason])


@pytest.mark.parametrize(
    "odd",
    [
        record("response", "https://gazette.example/odd", length="many"),
        record("response", "https://gazette.example/odd", length=-4),
        record("response", "https://gazette.example/odd", http(PAGE), length=40_000),
        b"WARC/1.0\r\n" + b"X-Long: " + b"x" * 2_000_000,
        b"WARC/1.0\r\n" + b"X: y\r\n" * 400_000,
        b"WARC/9.7\r\n\r\n",
        bytes(5_000),
        b"",
    ],
    ids=lambda odd: str(odd[:30]),
)
def test_a_record_that_lies_about_itself_costs_only_itself(tmp_path, odd):
    stories, reasons = found(write(tmp_path / "cc.warc.gz", response("quay"), odd, response("mill")))
    assert stories == ["quay", "mill"]
    assert len(reasons) == (odd != b"")


@pytest.mark.parametrize("cut", [1, 9, 150, 250])
@pytest.mark.parametrize("packed", [True, False])
def test_the_record_that_a_file_ends_in_is_named_and_those_before_it_are_read(tmp_path, cut, packed):
    path = write(tmp_path / "cut.warc", response("quay"), response("mill"), packed=packed)
    whole = path.read_bytes()
    path.write_bytes(whole[: -cut - 4])
    assert found(path) == (["quay"], ["truncated"])


@pytest.mark.parametrize(
    "content", [b"", b"\r\n\r\n", b"PK\x03\x04 a zip", gzip.compress(b"a log file\n" * 500, mtime=0), bytes(9)]
)
def test_a_file_that_is_no_archive_is_one_failure_at_most(tmp_path, content):
    path = tmp_path / "notes.warc.gz"
    path.write_bytes(content)
    assert found(path) == ([], ["broken"] if content.strip() else [])


@pytest.mark.parametrize("false", [b"\x1f\x8b\x08", b"WARC/1.0\r\n", b"WARC/1.0\r\nA: b\r\n", b"aWARC/1.0\r\n"])
def test_many_false_starts_cost_little_and_none_of_what_follows(tmp_path, false):
    (tmp_path / "a.warc.gz").write_bytes(false * 20_000 + b"\r\n" + gzip.compress(response("quay")))
    begun = time.process_time()
    pages, failures = found(tmp_path / "a.warc.gz")
    assert time.process_time() - begun < 3  # each read as far as it goes: 10 s and more
    assert (len(pages), len(failures)) == (1, 1)


def test_http_1_0_no_reason_phrase_and_odd_headers_are_read(tmp_path):
    body = b"HTTP/1.0 200\r\ncontent-type:text/html\r\nnocolon\r\nX-Folded: a\r\n b\r\nX-Byte: \xe9\r\n\r\n" + PAGE
    (capture,) = scan(write(tmp_path / "cc.warc.gz", record("response", "<https://gazette.example/a b>", body)), NOON)
    read = read_page(capture, capture.target)
    assert (read.final_uri, read.body, read.header("x-byte")) == ("https://gazette.example/a%20b", PAGE, "é")


def test_dates_of_any_precision_and_zone_are_moments_in_utc(tmp_path):
    dates = (
        "2026-03-01T12:00:00Z",
        "2026-03-01T12:00:00.123456789Z",
        "2026-03-01T13:00:00+01:00",
        "2026-03-01T12:00:00",
    )
    path = write(tmp_path / "cc.warc.gz", *(response(str(number), date=date) for number, date in enumerate(dates)))
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert [capture.date.replace(microsecond=0) for capture in scan(path, NOON)] == [noon] * 4


def test_a_page_of_ours_says_whose_it_is_and_a_feed_is_no_page(tmp_path):
    written(tmp_path, page())
    written(tmp_path, page(b"<rss/>"), wanted=Feed("https://gazette.example/rss"), run="r2")
    (capture,) = [capture for path in files([tmp_path]) for capture in scan(path, NOON)]
    assert (capture.about["uri"], capture.about["run"]) == (look().uri, "r1")


def test_a_page_of_ours_whose_word_is_lost_is_not_taken_for_a_foreign_one(tmp_path):
    written(tmp_path, page(), page(b"<p>It is open.", 1))
    (path,) = files([tmp_path])
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.rindex(b"\x1f\x8b\x08")])
    (kept, lost) = scan(path, NOON)
    assert kept.about
    assert (lost.reason, lost.detail) == ("truncated", "nothing says whose page it is")


@pytest.mark.parametrize(
    "word", [b"[" * 200_000, b'{"writethru": 1}', b'{"writethru": 1, "feed_url": "\\ud800", "uri": ""}']
)
def test_a_word_about_a_page_that_is_not_ours_is_none(tmp_path, word):
    answer = response("quay")
    name = answer.partition(b"WARC-Record-ID: ")[2].partition(b"\r\n")[0].decode()
    about = record("metadata", "https://gazette.example/quay", word, Concurrent_To=name)
    about = about.replace(b"Content-Length", b"Content-Type: application/json\r\nContent-Length")
    (capture,) = scan(write(tmp_path / "cc.warc.gz", answer, about), NOON)
    assert capture.about is None


def test_bytes_damaged_at_random_never_raise_and_cost_no_more_than_their_records(tmp_path):
    dice = random.Random(1871)
    names = [f"story-{number}" for number in range(30)]
    members = [gzip.compress(response(name), mtime=0) for name in names]
    for _ in range(60):
        hit = set(dice.sample(range(30), 3))
        damaged = []
        for number, member in enumerate(members):
            data = bytearray(member)
            for _ in range(dice.randint(1, 9) if number in hit else 0):
                data[dice.randrange(len(data))] = dice.randrange(256)
            damaged.append(
                bytes(data[: dice.randrange(1, len(data))] if number in hit and dice.random() < 0.3 else data)
            )
        path = tmp_path / "damaged.warc.gz"
        path.write_bytes(b"".join(damaged))
        stories, reasons = found(path)
        assert {name for number, name in enumerate(names) if number not in hit} <= set(stories)
        assert len(reasons) <= 6
        for item in scan(path, NOON):
            if isinstance(item, Capture):
                read_page(item, item.target)
