import gzip
import time
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from writethru import decoding
from writethru.decoding import DECODERS, MAX_STREAMS, DecodingError, decoded

ENCODERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}
BODY = b"The ferry was late. The quay was full.\n" * 40
LIMIT = 10_000


def reason(body, *encodings):
    with pytest.raises(DecodingError) as caught:
        decoded(body, encodings, LIMIT)
    return caught.value.reason


@given(st.binary(min_size=1, max_size=5_000), st.lists(st.sampled_from(sorted(ENCODERS)), max_size=2))
def test_what_was_encoded_comes_back(body, encodings):
    wire = body
    for encoding in encodings:
        wire = ENCODERS[encoding](wire)
    assert decoded(wire, encodings, LIMIT) == body


@given(st.binary(max_size=100), st.sampled_from(sorted(DECODERS)))
def test_any_bytes_decode_or_are_refused(body, encoding):
    try:
        assert isinstance(decoded(body, [encoding], LIMIT), bytes)
    except DecodingError as error:
        assert error.reason in {"bad_encoding", "truncated_body", "decoded_too_large"}


@pytest.mark.parametrize("encoding", sorted(ENCODERS))
def test_a_stream_that_was_cut_is_not_a_shorter_body(encoding):
    whole = ENCODERS[encoding](BODY)
    assert {reason(whole[:end], encoding) for end in (len(whole) // 2, len(whole) - 1)} == {"truncated_body"}


@pytest.mark.parametrize("encoding", sorted(ENCODERS))
def test_a_small_stream_cannot_become_a_huge_body(encoding):
    assert reason(ENCODERS[encoding](bytes(50_000_000)), encoding) == "decoded_too_large"


def test_what_is_too_large_to_be_held_at_once_comes_back_whole(monkeypatch):
    monkeypatch.setattr(decoding, "HELD", 1_000)
    for encoding, encode in ENCODERS.items():
        assert decoded(encode(BODY * 5), [encoding], LIMIT) == BODY * 5


def test_the_limit_holds_for_a_body_without_an_encoding_too():
    assert reason(bytes(LIMIT + 1)) == "decoded_too_large"


def test_deflate_without_its_header_is_accepted():
    assert decoded(zlib.compress(BODY)[2:-4], ["deflate"], LIMIT) == BODY


def test_gzip_may_have_several_members_and_junk_behind_them():
    assert decoded(gzip.compress(b"a") + gzip.compress(b"b") + b"\0junk", ["gzip"], LIMIT) == b"ab"


def test_an_empty_body_has_no_encoding_to_undo():
    assert decoded(b"", ["gzip"], LIMIT) == b""


def test_wrong_and_unknown_encodings_are_told_apart():
    assert reason(BODY, "gzip") == "bad_encoding"
    assert reason(BODY, "sdch") == "unknown_encoding"
    assert reason(BODY, *["gzip"] * 100) == "too_many_encodings"


def test_a_body_of_several_streams_is_read_to_its_last():
    skipped = b"\x5a\x2a\x4d\x18\x03\x00\x00\x00..."
    for encoding, between in (("gzip", b""), ("zstd", b""), ("zstd", skipped)):
        encode = ENCODERS[encoding]
        assert decoded(between + encode(BODY) + between + encode(BODY) + b"junk", [encoding], LIMIT) == BODY * 2
        assert reason(encode(BODY) + between + encode(BODY)[:-3], encoding) == "truncated_body"


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_streams_without_number_are_refused_before_they_cost_anything(encoding):
    empty = ENCODERS[encoding](b"")
    assert decoded(empty * MAX_STREAMS, [encoding], LIMIT) == b""
    started = time.process_time()
    assert reason(empty * 400_000, encoding) == "bad_encoding"
    assert time.process_time() - started < 1  # s; it takes 0.03, and 15 where all that follows is copied for each


def test_what_one_encoding_leaves_empty_is_empty_in_all():
    for encoding in DECODERS:
        assert decoded(gzip.compress(b""), [encoding, "gzip"], LIMIT) == b""
