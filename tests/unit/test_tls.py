"""TLS is verified, always: what is not in order is a failure of its own name, before anything is asked."""

import socket
import ssl
import time
from datetime import UTC, datetime

import aiohttp.connector
import pytest
import trustme

from tests.faults import OK, PAGE, FaultServer, answer, closing, dripping, redirect
from writethru.fetching import FetchPolicy, fetch_all

HOST = "127.0.0.1"
POLICY = FetchPolicy(deadline=0.6, delay=0, allow_hosts=(HOST,), robots=False)
KNOWN, STRANGER = trustme.CA(), trustme.CA()


@pytest.fixture(scope="module", autouse=True)
def trusted():
    """The fetcher's own context, which knows our authority beside the system's."""
    KNOWN.configure_trust(aiohttp.connector._SSL_CONTEXT_VERIFIED)


def context(authority=KNOWN, *names, minimum=None, maximum=None, **dates):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*(names or (HOST,)), **dates).configure_cert(made)
    if maximum:
        made.set_ciphers("ALL:@SECLEVEL=0")
        made.minimum_version = made.maximum_version = maximum
    return made


def asking_for_certificates():
    made = context()
    made.verify_mode = ssl.CERT_REQUIRED
    KNOWN.configure_trust(made)
    return made


def without_intermediate():
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    leaf = KNOWN.create_child_ca().issue_cert(HOST)
    with leaf.cert_chain_pems[0].tempfile() as own, leaf.private_key_pem.tempfile() as key:
        made.load_cert_chain(own, key)
    return made


LONG_AGO = {"not_before": datetime(2020, 1, 1, tzinfo=UTC), "not_after": datetime(2020, 6, 1, tzinfo=UTC)}
NOT_YET = {"not_before": datetime(2090, 1, 1, tzinfo=UTC), "not_after": datetime(2090, 6, 1, tzinfo=UTC)}
CONTEXTS = {
    "expired": lambda: context(**LONG_AGO),
    "not valid yet": lambda: context(**NOT_YET),
    "from an unknown authority": lambda: context(STRANGER),
    "for another name": lambda: context(KNOWN, "gazette.example"),
    "for another address": lambda: context(KNOWN, "127.0.0.2"),
    "without its intermediate": without_intermediate,
    "TLS 1.0": lambda: context(maximum=ssl.TLSVersion.TLSv1),
    "TLS 1.1": lambda: context(maximum=ssl.TLSVersion.TLSv1_1),
}


def fetched(server, path="/", scheme="https"):
    with server:
        return fetch_all([f"{scheme}://{server.host}{path}"], POLICY)[0]


@pytest.mark.parametrize("fault", CONTEXTS)
def test_a_certificate_or_protocol_that_is_not_in_order_is_refused(fault):
    server = FaultServer({"/": answer()}, tls=CONTEXTS[fault]())
    assert fetched(server).reason == "tls"
    assert server.requests == []


GREETINGS = {
    "no handshake": (dripping(b""), "deadline"),
    "slow handshake": (dripping(b"\x16\x03\x03\x10\x00", b"\x02"), "deadline"),
    "plain HTTP": (closing(answer()), "tls"),
    "noise": (closing(bytes(range(256))), "tls"),
    "an alert": (closing(b"\x15\x03\x03\x00\x02\x02\x28"), "tls"),
    "closed at once": (closing(b""), "connect"),
    "reset at once": (closing(b"", reset=True), "connect"),
}


@pytest.mark.parametrize("greeting", GREETINGS)
def test_a_handshake_that_comes_to_nothing_is_told_apart(greeting):
    behaviour, reason = GREETINGS[greeting]
    assert fetched(FaultServer({}, greeting=behaviour)).reason == reason


def test_a_good_certificate_is_accepted_and_the_page_read():
    assert fetched(FaultServer({"/": answer()}, tls=context())).body == PAGE
    assert fetched(FaultServer({"/": closing(OK + b"\r\n" + PAGE)}, tls=context())).body == PAGE


def test_a_server_that_wants_our_certificate_is_a_failure():
    assert fetched(FaultServer({"/": answer()}, tls=asking_for_certificates())).reason in {"tls", "connect"}


def test_tls_where_plain_http_was_asked_for_is_no_page():
    assert fetched(FaultServer({}, tls=context()), scheme="http").reason in {"bad_http", "connect"}


def test_a_redirect_to_a_bad_certificate_is_refused_as_well():
    with FaultServer({"/": answer()}, tls=context(STRANGER)) as bad:
        assert fetched(FaultServer({"/": redirect(bad.url("/"))}), scheme="http").reason == "tls"


def test_a_record_that_breaks_within_the_body_is_a_truncated_body():
    def broken(connection):
        connection.sendall(answer(length=9_000))
        time.sleep(0.05)
        with socket.socket(fileno=connection.detach()) as raw:
            raw.sendall(b"\x17\x03\x03\x00\x20" + b"x" * 32)

    assert fetched(FaultServer({"/": broken}, tls=context())).reason == "truncated_body"
