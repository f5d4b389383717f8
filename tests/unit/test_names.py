"""Bylines as they are printed, and the clean names in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from writethru.names import Names, read_names


@pytest.mark.parametrize(
    ("byline", "persons"),
    [
        ("By Ada Quay", ("Ada Quay",)),
        ("Ada Quay, Ben Pier and Cleo Slip", ("Ada Quay", "Ben Pier", "Cleo Slip")),
        ("Von Ada Quay und Ben Pier", ("Ada Quay", "Ben Pier")),
        ("Par Ada Quay et Ben Pier", ("Ada Quay", "Ben Pier")),
        ("Por Ada Quay y Ben Pier", ("Ada Quay", "Ben Pier")),
        ("Автор: Ада Кей", ("Ада Кей",)),
        ("بقلم: آدا كي", ("آدا كي",)),
        ("作者：王小明", ("王小明",)),
        ("Ada Quay, Jr.", ("Ada Quay",)),
        ("Ada Quay Jr.", ("Ada Quay Jr.",)),
        ("Ada Quay, PhD", ("Ada Quay",)),
        ("Dr. Ada Quay, M.D., FOMA", ("Dr. Ada Quay",)),
        ("Ludwig van der Kaai", ("Ludwig van der Kaai",)),
        ("Ada Quay, Head of Harbours, Quay Lines", ("Ada Quay",)),
        ("Ada Quay, staff writer; Ben Pier", ("Ada Quay", "Ben Pier")),
        ("Written by Ada Quay | March 5, 2024", ("Ada Quay",)),
        ("Ada Quay (Harbour editor)", ("Ada Quay",)),
        ("Ada Quay for the Harbour Gazette", ("Ada Quay",)),
        ("Ada Quay @adaquay Follow", ("Ada Quay",)),
        ("Ada Quay ada.quay@gazette.example", ("Ada Quay",)),
        ("Ada Quay, The Conversation", ("Ada Quay",)),
        ("Interview: Ada Quay", ("Ada Quay",)),
        ("Του Νίκου Μόλου", ("Νίκου Μόλου",)),
        ("기자 김항구", ("김항구",)),
        ("लेखक: रवि घाट", ("रवि घाट",)),
        ("Av Ada Kaj", ("Ada Kaj",)),
        ("Oleh Ada Dermaga", ("Ada Dermaga",)),
        ("ada quay, Ada Quay", ("ada quay",)),
        ("https://gazette.example/staff/ada", ()),
        ("admin", ()),
        ("5 min read", ()),
        ("4 days ago", ()),
        ("an hour ago", ()),
        ("Yesterday", ()),
        ("page.extra.author", ()),
        ("\u200e\u200f \u200e\u200f", ()),
    ],
)
def test_persons_are_a_clean_list(byline, persons):
    assert read_names([byline]).persons == persons


def test_persons_and_organisations_are_told_apart():
    assert read_names(["Ada Quay | The Harbour Gazette, Associated Press"]) == Names(
        ("Ada Quay",), ("The Harbour Gazette", "Associated Press")
    )


def test_an_organisation_has_capitals_in_half_of_its_words():
    assert read_names(["Gazette staff"]).organisations == ("Gazette staff",)
    assert not read_names(["our review of different newspapers"])


def test_one_word_is_a_name_only_where_a_name_must_stand():
    assert read_names(["Krystyna"]).persons == ("Krystyna",)
    assert read_names(["Lifestyle"], sure=False) == Names()


def test_the_site_counts_among_the_organisations():
    assert Names(("Quiet Light", "Ada Quay")).less("quiet light") == Names(("Ada Quay",), ("Quiet Light",))


@given(st.text(max_size=80))
def test_names_are_words_of_the_byline(text):
    for name in read_names([text]).persons:
        assert name.rstrip(".") in " ".join(text.split()) or not text.isprintable()
