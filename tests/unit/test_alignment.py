import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.gazette import STORY
from writethru.alignment import align


def operations(before, after):
    return [tuple(step) for step in align(before, after)]


@given(st.lists(st.text("ab c", min_size=1).map(str.strip).filter(bool), max_size=6), st.integers(0, 6))
def test_one_paragraph_put_in_or_taken_out_is_one_operation(story, place):
    longer = [*story[:place], STORY[0], *story[place:]]
    assert [op for op, _, _ in operations(story, longer)] == ["add"]
    assert [op for op, _, _ in operations(longer, story)] == ["delete"]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (STORY, STORY[1:], [("delete", (0,), ())]),
        (STORY[:4], STORY, [("add", (), (4,))]),
        (STORY, (*STORY[1:], STORY[0]), [("move", (0,), (4,))]),
        (STORY, (*STORY[:2], STORY[2] + " " + STORY[3], STORY[4]), [("merge", (2, 3), (2,))]),
        ((STORY[0] + STORY[1], *STORY[2:]), STORY, [("split", (0,), (0, 1))]),
        (STORY, (STORY[0], *STORY[2:4], STORY[1].replace("crack", "hole"), STORY[4]), [("move", (1,), (3,))]),
    ],
)
def test_paragraphs_are_followed_where_they_went(before, after, expected):
    assert operations(before, after) == expected


def test_a_paragraph_cut_in_three_and_edited_is_split_and_back_again_merged():
    whole = " ".join(STORY[1:4])
    parts = (STORY[1].replace("routine", "yearly"), STORY[2], STORY[3])
    assert operations((STORY[0], whole, STORY[4]), (STORY[0], *parts, STORY[4])) == [("split", (1,), (1, 2, 3))]
    assert operations((STORY[0], *parts, STORY[4]), (STORY[0], whole, STORY[4])) == [("merge", (1, 2, 3), (1,))]


def test_a_short_end_cut_off_a_paragraph_that_was_edited_is_a_split():
    long = f"{STORY[1]} {STORY[2]}"
    before, after = (
        (STORY[0], f"{long} It was late in the year.", STORY[3]),
        (STORY[0], long.replace("ten", "9"), "It was late in the year."),
    )
    assert operations(before, (*after, STORY[3])) == [("split", (1,), (1, 2))]
    assert operations((*after, STORY[3]), before) == [("merge", (1, 2), (1,))]


def test_a_paragraph_edited_beside_a_new_one_is_no_split():
    edited = STORY[1].replace("routine", "yearly")
    assert operations(STORY, (STORY[0], edited, "Nobody was hurt.", *STORY[2:])) == [
        ("edit", (1,), (1,)),
        ("add", (), (2,)),
    ]


def test_a_block_that_moved_is_told_as_the_fewer_moves():
    assert operations(STORY, (STORY[4], *STORY[:4])) == [("move", (4,), (0,))]
    assert operations(STORY, (*STORY[2:], *STORY[:2])) == [("move", (0,), (3,)), ("move", (1,), (4,))]


def test_of_two_alike_paragraphs_the_one_that_went_is_deleted():
    assert operations(("A", "B", "A"), ("A", "B")) == [("delete", (2,), ())]
