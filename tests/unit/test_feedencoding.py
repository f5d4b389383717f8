import pytest
from hypothesis import given
from hypothesis import strategies as st

from writethru.feedencoding import decode

TEXT = "Fähre – „spät“, l’été"


def feed(text=TEXT, declared="utf-8"):
    return f'<?xml version="1.0" encoding="{declared}"?><rss><channel><title>{text}</title></channel></rss>'


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type", "problem"),
    [
        ("utf-8", "utf-8", None, ""),
        ("utf-8", "iso-8859-1", None, "iso-8859-1 claimed, utf-8 found"),
        ("utf-8", "utf-8", "text/xml; charset=ISO-8859-1", "ISO-8859-1 claimed, utf-8 found"),
        ("utf-8-sig", "windows-1251", "text/xml; charset=koi8-r", ""),
        ("cp1252", "iso-8859-1", None, ""),
        ("cp1252", "utf-8", None, "bytes that are not utf-8"),
        ("cp1252", "utf-8", "text/xml; charset=windows-1252", ""),
        ("cp1252", "bogus", None, "bogus is not known"),
        ("utf-16", "utf-8", None, "utf-8 claimed, utf-16le found"),
        ("utf-16-le", "utf-8", "text/xml; charset=utf-8", "utf-8 claimed, utf-16le found"),
        ("utf-16-be", "utf-16", None, ""),
        ("utf-32", "utf-8", None, "utf-8 claimed, utf-32le found"),
    ],
)
def test_a_feed_is_read_by_what_its_bytes_are(encoding, declared, content_type, problem):
    read = decode(feed(declared=declared).encode(encoding), content_type)
    assert TEXT in read.text
    assert problem in " ".join(read.problems)
    assert problem or not read.problems


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("shift_jis", "速報です"),
        ("euc_jp", "速報です"),
        ("gb18030", "快讯"),
        ("big5", "速報"),
        ("euc_kr", "속보"),
        ("koi8-r", "Новости"),
        ("iso2022_jp", "速報です"),
        ("cp500", "News"),
    ],
)
def test_a_declared_encoding_is_followed(encoding, text):
    read = decode(feed(text, encoding).encode(encoding))
    assert text in read.text
    assert not read.problems


def test_an_undeclared_encoding_is_guessed_from_the_feeds_language():
    body = "<rss><channel><language>ru</language><title>Новости порта</title></channel></rss>".encode("cp1251")
    read = decode(body)
    assert "Новости порта" in read.text
    assert read.problems == ("encoding: none claimed, cp1251 guessed",)


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "iso8859-5", "cp866"])
@pytest.mark.parametrize("content_type", [None, "text/xml; charset=iso-8859-1"])
def test_what_is_plainly_cyrillic_is_read_so_though_nothing_says_it(encoding, content_type):
    body = "<rss><channel><title>Причал вновь открыт, сообщил порт</title></channel></rss>".encode(encoding)
    assert "Причал вновь открыт, сообщил порт" in decode(body, content_type).text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Perché è là più giù, già sarà", "cp1252"),
        ("« déjà » — l’été à Orléans… où ?", "cp1252"),
        ("Η προβλήτα άνοιξε ξανά μετά την επισκευή", "cp1253"),
        ("הרציף נפתח מחדש לאחר התיקון", "cp1255"),
        ("أعيد فتح الرصيف بعد الإصلاح", "cp1256"),
        ("港口在维修后重新开放", "gb18030"),
        ("港が修理後に再開した", "euc_jp"),
    ],
)
def test_no_other_script_is_taken_for_cyrillic(text, encoding):
    assert "guessed" not in " ".join(decode(f"<rss><title>{text}</title></rss>".encode(encoding)).problems)


def test_a_mark_before_something_else_is_not_believed():
    read = decode(b"\xff\xfe" + feed().encode())
    assert TEXT in read.text
    assert read.problems == ("encoding: byte order mark of utf-16le before something else",)


def test_what_was_encoded_twice_is_mended_and_what_is_quoted_so_is_not():
    read = decode(feed().encode().decode("cp1252").encode())
    assert TEXT in read.text
    assert read.problems[0].startswith("encoding: encoded twice")
    assert "Ã¼ for ü" in decode(feed("Ã¼ for ü, and é for è").encode()).text


def test_single_bad_bytes_cost_one_character_each():
    read = decode(feed().encode().replace(b"sp", b"s\x96p\0"))
    assert "„s–pät“" in read.text
    assert len(read.problems) == 2


def test_a_document_cut_within_a_character_loses_that_one_only():
    assert decode("<rss>é".encode()[:-1]).text == "<rss>"


@given(
    st.binary(max_size=100), st.sampled_from(["", "utf-8", "utf-7", "utf-16", "punycode", "zlib", "big5", "hz", "x"])
)
def test_any_bytes_are_some_text(body, charset):
    assert isinstance(decode(body, f"text/xml; charset={charset}").text, str)
