from hypothesis import given
from hypothesis import strategies as st

from writethru.changes import compare
from writethru.diffs import lines
from writethru.elements import Article, Paragraph

stories = st.lists(
    st.sampled_from(["Ferry late.", "Hull cracked.", "Ferry late. Hull cracked.", "A", "B", "“A”", '"A"'])
)


def article(*paragraphs):
    return Article("urn:ferry", "https://gazette.example/ferry", paragraphs=tuple(map(Paragraph, paragraphs)))


def drawn(before, after):
    old, new = article(*before), article(*after)
    return [(line.sign, line.text) for line in lines(old, new, compare(old, new))]


@given(stories, stories)
def test_the_lines_that_are_not_gone_are_the_new_version(before, after):
    assert [text for sign, text in drawn(before, after) if sign != "-"] == after


def test_a_deletion_stands_where_it_stood():
    assert drawn(["One.", "Two two.", "Three."], ["One.", "Three."]) == [
        (" ", "One."),
        ("-", "Two two."),
        (" ", "Three."),
    ]


def test_an_edit_shows_the_old_line_above_the_new():
    old, new = article("The ferry sails at noon today."), article("The ferry sails at six today.")
    gone, come = lines(old, new, compare(old, new))
    assert (gone.sign, come.sign, gone.operation, come.operation) == ("-", "+", 0, 0)
    assert [word.text for word in gone.words if word.op == "delete"] == ["noon"]
    assert [word.text for word in come.words if word.op == "insert"] == ["six"]


def test_a_move_says_where_it_came_from():
    old, new = (
        article("Ferry late.", "Hull cracked.", "Board meets."),
        article("Hull cracked.", "Board meets.", "Ferry late."),
    )
    (moved,) = [line for line in lines(old, new, compare(old, new)) if line.sign != " "]
    assert (moved.sign, moved.text, moved.note) == ("~", "Ferry late.", "moved from paragraph 1 to 3")


def test_a_split_keeps_both_sides_together():
    old, new = article("Ferry late. Hull cracked."), article("Ferry late.", "Hull cracked.")
    found = lines(old, new, compare(old, new))
    assert [(line.sign, line.note) for line in found] == [("-", "split in 2"), ("+", "split in 2"), ("+", "split in 2")]


def test_a_cosmetic_edit_is_a_kept_paragraph():
    assert drawn(["“Ferry” late."], ['"Ferry" late.']) == [(" ", '"Ferry" late.')]


def test_a_new_article_has_only_come_and_a_withdrawn_one_only_gone():
    assert [line.sign for line in lines(None, article("Ferry late."), None)] == ["+"]
    assert [line.sign for line in lines(article("Ferry late."), None, None)] == ["-"]
    assert [line.sign for line in lines(article("Old."), article("Ferry late."), None)] == [" "]
    assert lines(None, None, None) == ()
