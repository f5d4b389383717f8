import pytest
from hypothesis import given
from hypothesis import strategies as st

from writethru.changes import compare
from writethru.diffs import headline_words, readable, rows
from writethru.elements import Article, Change, Operation, Paragraph
from writethru.worddiffs import word_diff

PARTS = ["the", "ferry", "sails", "at", "six", ",", "of", "3.5", "и", "船", "في", "Board's"]
STORIES = st.lists(
    st.sampled_from(["Ferry late.", "Hull cracked.", "Ferry late. Hull cracked.", "A", "B", "“A”", '"A"'])
    | st.lists(st.sampled_from(PARTS), min_size=1, max_size=9).map(" ".join)
)


def article(*paragraphs):
    return Article("urn:ferry", "https://gazette.example/ferry", paragraphs=tuple(map(Paragraph, paragraphs)))


def shown(before, after):
    old, new = article(*before), article(*after)
    return rows(old, new, compare(old, new))


def drawn(before, after):
    return [(line.sign, line.text) for row in shown(before, after) for line in row.inline]


def marked(words):
    signs = {"equal": "{}", "delete": "[-{}-]", "insert": "[+{}+]"}
    return "".join(signs[word.op].format(word.text) for word in words)


@given(STORIES, STORIES)
def test_the_lines_on_the_right_are_the_new_version_and_those_on_the_left_hold_the_whole_old_one(before, after):
    found = shown(before, after)
    assert [line.text for row in found for line in row.new] == after
    assert sorted(line.text for row in found if row.kind != "move" for line in row.old) == sorted(before)
    assert [line.text for row in found for line in row.inline if line.sign != "-"] == after


@given(STORIES, STORIES)
def test_a_line_is_marked_on_its_own_side_only(before, after):
    for row in shown(before, after):
        assert {word.op for line in row.old for word in line.words} <= {"equal", "delete"}
        assert {word.op for line in row.new for word in line.words} <= {"equal", "insert"}


@given(*(st.text("ab ,.дש船3", max_size=30) for _ in range(2)))
def test_words_made_readable_join_to_the_same_texts(old, new):
    words = readable(word_diff(old, new))
    assert "".join(word.text for word in words if word.op != "insert") == old
    assert "".join(word.text for word in words if word.op != "delete") == new


def test_a_deletion_stands_where_it_stood():
    assert drawn(["One.", "Two two.", "Three."], ["One.", "Three."]) == [
        (" ", "One."),
        ("-", "Two two."),
        (" ", "Three."),
    ]


def test_an_edit_has_the_old_line_above_the_new():
    (row,) = shown(["The ferry sails at noon today."], ["The ferry sails at six today."])
    gone, come = row.inline
    assert (row.kind, gone.sign, come.sign, row.whole) == ("edit", "-", "+", False)
    assert [word.text for word in gone.words if word.op == "delete"] == ["noon"]
    assert [word.text for word in come.words if word.op == "insert"] == ["six"]


def test_a_heavy_rewrite_is_shown_whole():
    (row,) = shown(["The ferry sails at noon on Monday."], ["The ferries sailed at dusk on Sunday."])
    assert (row.kind, row.whole) == ("edit", True)
    assert [line.sign for line in row.inline] == ["-", "+"]


def test_a_move_is_told_once_and_its_old_place_points_to_the_new():
    found = shown(["Ferry late.", "Hull cracked.", "Board meets."], ["Hull cracked.", "Board meets.", "Ferry late."])
    assert [row.kind for row in found] == ["left", "kept", "kept", "move"]
    left, move = found[0], found[-1]
    assert (left.note, move.note) == ("moved down to paragraph 3", "moved down from paragraph 1 to 3")
    assert left.number == move.number and not move.up
    assert [(line.sign, line.text) for row in (left, move) for line in row.inline] == [("~", "Ferry late.")]


def test_a_paragraph_that_moved_up_past_new_ones_moved_up():
    before, after = (
        ["One.", "Two two.", "Ferry late."],
        ["New x.", "New y.", "New z.", "Ferry late.", "One.", "Two two."],
    )
    (move,) = [row for row in shown(before, after) if row.kind == "move"]
    assert (move.note, move.up) == ("moved up from paragraph 3 to 4", True)


def test_a_paragraph_that_moved_and_was_edited_shows_both_texts_where_it_stands_now():
    before = ["The ferry sails at noon.", "Hull cracked.", "Board meets."]
    found = shown(before, [*before[1:], "The ferry sails at six."])
    assert [(line.sign, line.text) for line in found[-1].inline] == [("-", before[0]), ("~", "The ferry sails at six.")]
    assert marked(found[-1].new[0].words) == "The ferry sails at [+six+]."


@pytest.mark.parametrize("op", ["split", "merge"])
def test_paragraphs_split_or_merged_are_told_once_inline_and_stand_side_by_side(op):
    one, other = ["Ferry late. Hull cracked."], ["Ferry late.", "Hull cracked."]
    one, other = (one, other) if op == "split" else (other, one)
    (row,) = shown(one, other)
    assert (row.kind, row.note) == (op, "split in 2" if op == "split" else "2 merged")
    assert [line.text for line in row.old] == one
    assert [(line.sign, line.text) for line in row.inline] == [("~", text) for text in other]


def test_a_split_with_an_edit_marks_the_words_in_each_part():
    old, new = ("The ferry is late. It sails at noon.",), ("The ferry is late again.", "It sails at six.")
    operation = Operation("split", (0,), (0, 1), old, new, word_diff(*map(" ".join, (old, new))))
    (row,) = rows(article(*old), article(*new), Change("updated", "minor", operations=(operation,)))
    assert [marked(line.words) for line in row.inline] == [
        "The ferry is late. It sails at [-noon-].",
        "The ferry is late[+ again+].",
        "It sails at [+six+].",
    ]
    assert (row.note, row.whole) == ("split in 2", False)


def test_a_cosmetic_edit_is_a_kept_paragraph():
    assert drawn(["“Ferry” late."], ['"Ferry" late.']) == [(" ", '"Ferry" late.')]


def test_a_new_article_has_only_come_and_a_withdrawn_one_only_gone():
    def signs(*versions):
        return [line.sign for row in rows(*versions) for line in row.inline]

    assert signs(None, article("Ferry late."), None) == ["+"]
    assert signs(article("Ferry late."), None, None) == ["-"]
    assert signs(article("Old."), article("Ferry late."), None) == [" "]
    assert rows(None, None, None) == ()


@pytest.mark.parametrize(
    ("old", "new", "read"),
    [
        ("Seats for the masters of ports are kept here", "Seats for the wardens of islands are kept here",
         "Seats for the [-masters of ports-][+wardens of islands+] are kept here"),
        ("Seats for the master of the port are kept here", "Seats for the warden of the isle are kept here",
         "Seats for the [-master-][+warden+] of the [-port-][+isle+] are kept here"),
        ("The long meeting on Monday, Tuesday was held here", "The long meeting on Friday, Sunday was held here",
         "The long meeting on [-Monday, Tuesday-][+Friday, Sunday+] was held here"),
        ("They met on Monday. Tuesday is kept free for it", "They met on Friday. Sunday is kept free for it",
         "They met on [-Monday-][+Friday+]. [-Tuesday-][+Sunday+] is kept free for it"),
        ("It took 4 of 9 tries for the crew", "It took 5 of 8 tries for the crew",
         "It took [-4 of 9-][+5 of 8+] tries for the crew"),
        ("It is said that 4 US 9 were on the quay", "It is said that 5 US 8 were on the quay",
         "It is said that [-4-][+5+] US [-9-][+8+] were on the quay"),
        ("They sailed and sang all night long there", "They sailed off and sang loud all night long there",
         "They sailed [+off +]and sang[+ loud+] all night long there"),
    ],
)  # fmt: skip
def test_replacements_parted_by_a_short_word_or_a_mark_read_as_one(old, new, read):
    assert marked(readable(word_diff(old, new))) == read


def test_a_cosmetic_difference_in_a_headline_is_none():
    assert marked(headline_words("“Ferry” late", '"Ferry" late')) == '"Ferry" late'
    assert (
        marked(headline_words("Ferry late again today", "Ferry early again today"))
        == "Ferry [-late-][+early+] again today"
    )
