from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.gazette import STORY
from writethru.changes import apply, compare
from writethru.elements import Article, Change, FieldEdit, Paragraph, Removal, Repetition
from writethru.passages import fingerprint
from writethru.text import fold
from writethru.worddiffs import word_diff


def article(*paragraphs, **fields):
    return Article("urn:ferry", "https://gazette.example/ferry", paragraphs=tuple(map(Paragraph, paragraphs)), **fields)


def edited(index, old, new):
    assert old in STORY[index]
    return article(*STORY[:index], STORY[index].replace(old, new), *STORY[index + 1 :])


def texts(of):
    return tuple(paragraph.text for paragraph in of.paragraphs)


paragraphs = st.lists(
    st.one_of(
        st.sampled_from(
            [*STORY, "A", "B", "A B", "“A”", '"A"', STORY[0] + " " + STORY[1], STORY[2].replace("ten", "9")]
        ),
        st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=30),
    ),
    max_size=9,
)


@given(paragraphs, paragraphs)
def test_the_operations_turn_the_old_paragraphs_into_the_new_ones(before, after):
    change = compare(article(*before), article(*after))
    assert apply(before, change.operations) == tuple(after)


@given(paragraphs, paragraphs)
def test_each_operation_quotes_the_paragraphs_it_points_at_and_no_paragraph_is_named_twice(before, after):
    found = compare(article(*before), article(*after)).operations
    for operation in found:
        assert operation.old == tuple(before[i] for i in operation.before)
        assert operation.new == tuple(after[j] for j in operation.after)
    for side in ([i for o in found for i in o.before], [j for o in found for j in o.after]):
        assert len(side) == len(set(side))


@given(paragraphs)
def test_an_article_is_unchanged_beside_itself(story):
    change = compare(article(*story), article(*story))
    assert (change.status, change.edit_class, change.fields, change.operations) == ("unchanged", None, (), ())


def test_texts_too_long_to_align_are_still_told_exactly(monkeypatch):
    for limit in ("alignment.MOST_PAIRS", "alignment.MOST_CHARACTER_PAIRS", "worddiffs.MOST_TOKEN_PAIRS"):
        monkeypatch.setattr(f"writethru.{limit}", 3)
    before, after = (*STORY[:3], "Ferry late"), (STORY[0], STORY[1].replace("3.5", "35"), *STORY[3:], "Ferry early")
    assert apply(before, compare(article(*before), article(*after)).operations) == after
    words = word_diff(before[1], after[1])
    assert [(w.op, w.text) for w in words if w.op != "equal"] == [("delete", "3.5"), ("insert", "35")]


def test_an_edit_is_one_operation_with_its_words():
    change = compare(article(*STORY), edited(0, "winter", "summer"))
    (operation,) = change.operations
    assert (operation.op, operation.before, operation.after) == ("edit", (0,), (0,))
    assert [(word.op, word.text) for word in operation.words if word.op != "equal"] == [
        ("delete", "winter"),
        ("insert", "summer"),
    ]


@pytest.mark.parametrize(
    ("index", "old", "new", "expected"),
    [
        (3, "“Nobody was in danger at any time,”", '"Nobody was in danger at any time,"', "cosmetic"),
        (4, "two crossings", "two\N{NO-BREAK SPACE}cross\N{SOFT HYPHEN}ings", "cosmetic"),
        (4, "Thursday, with", "Thursday with", "minor"),
        (2, "receive", "recieve", "minor"),
        (2, "operator", "opperator", "minor"),
        (1, "the hull", "the the hull", "minor"),
        (1, "a routine", "the routine", "minor"),
        (0, "winter ferry", "Winter ferry", "minor"),
        (2, "a refund", "a __ refund", "minor"),
        (2, "the operator", "an opperator", "minor"),
        (4, "takes over", "take-over", "substantive"),
        (1, "3.5", "35", "substantive"),
        (0, "6 December", "8 December", "substantive"),
        (0, "would not sail", "would sail", "substantive"),
        (3, "Ines Moreau", "Ines Moreaux", "substantive"),
        (2, "ten days", "two days", "substantive"),
        (3, "Nobody was", "Nobody is", "substantive"),
        (4, "no room", "room", "substantive"),
        (1, "inspection", "inspections", "substantive"),
    ],
)
def test_an_edit_is_classed_by_what_it_touches(index, old, new, expected):
    for before, after in ((article(*STORY), edited(index, old, new)), (edited(index, old, new), article(*STORY))):
        change = compare(before, after)
        assert change.edit_class == expected
        assert change.status == ("unchanged" if expected == "cosmetic" else "updated")
        assert change.fields == (() if expected == "cosmetic" else ("paragraphs",))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The bridge cost 40 million.", "The bridge cost 40 billion."),
        ("The bill was legal.", "The bill was illegal."),
        ("It fell by -2 degrees.", "It fell by 2 degrees."),
        ("Prices rose by 5%.", "Prices rose by 5."),
        ("It cost £5.", "It cost €5."),
        ("It lost -£5.", "It lost £5."),
        ("It is 3·5 long.", "It is 3 5 long."),
        ("طوله 3٫5 متر.", "طوله 3٬5 متر."),
        ("气温为-5度。", "气温为5度。"),
        ("They won 2-1.", "They won 2:1."),
        ("He can do it.", "He can't do it."),
        ("港口今天开放。", "港口今天不开放。"),
        ("यह बंदरगाह खुला है।", "यह बंदरगाह खुली है।"),
    ],
)
def test_numbers_signs_and_negations_are_never_minor(old, new):
    assert compare(article(old), article(new)).edit_class == "substantive"


def test_a_headline_changed_in_one_source_only_is_seen():
    heads = {"h1": "Ferry delayed", "og:title": "Ferry delayed", "title": "Ferry delayed | Harbour Gazette"}
    before = article(*STORY, headline="Ferry delayed", headlines=heads)
    after = replace(before, headline="Ferry cancelled", headlines=heads | {"h1": "Ferry cancelled"})
    change = compare(before, after)
    assert (change.status, change.edit_class, change.fields) == ("updated", "substantive", ("headline",))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"title": "Ferry delayed"}, {"title": "Ferry delayed | Harbour Gazette"}),
        (
            {"h1": "Ferry delayed", "title": "Ferry delayed – Harbour Gazette"},
            {"h1": "Ferry delayed", "title": "Gazette | Ferry delayed"},
        ),
        ({"h1": "Ferry delayed", "title": "Ferry delayed"}, {"title": "Ferry delayed"}),
        ({"h1": "“Ferry” delayed"}, {"h1": '"Ferry" delayed'}),
        ({}, {"h1": "Ferry delayed"}),
        ({"h1": "\u200b", "title": "\u200b"}, {"h1": "Ferry delayed", "title": "Ferry delayed"}),
    ],
)
def test_a_site_name_or_a_source_that_comes_or_goes_is_no_new_headline(old, new):
    change = compare(article(*STORY, headlines=old), article(*STORY, headlines=new))
    assert change.status == "unchanged"


def test_a_headline_that_grows_in_the_page_itself_is_a_change_even_behind_a_dash():
    old, new = {"h1": "Ferry delayed"}, {"h1": "Ferry delayed - captain hurt"}
    assert compare(article(headlines=old), article(headlines=new)).fields == ("headline",)


def test_another_h1_is_the_headline_where_it_says_the_same_before_or_after():
    heads = {"h1": "Harbour board delays ferry", "h1 again": "HARBOUR BOARD DELAYS FERRY"}
    before = article(headlines=heads)
    assert compare(before, article(headlines=heads | {"h1 again": "Harbour board stops ferry"})).fields == ("headline",)
    topic, other = (article(headlines=heads | {"h1 again": text}) for text in ("Harbour board", "Ferry delays"))
    assert compare(topic, other).status == "unchanged"


def test_a_notice_whose_typing_was_mended_is_minor():
    old, new = "Correction: the crack, is 3 metres long", "CORRECTION: The crack is 3 metres long."
    change = compare(article(*STORY, notices=(old,)), article(*STORY, notices=(new,)))
    assert (change.edit_class, change.edits) == ("minor", (FieldEdit("notices", old, new),))


def test_a_new_notice_outranks_everything_and_a_known_one_is_quiet():
    notice = "Correction: an earlier version gave the wrong length of the crack."
    change = compare(article(*STORY), article(*STORY, notices=(notice,)))
    assert (change.status, change.edit_class, change.fields) == ("updated", "notice", ("notices",))
    assert compare(article(*STORY, notices=(notice,)), article(*STORY)).status == "unchanged"
    assert compare(article(*STORY, notice), article(*STORY, notice, notices=(notice,))).status == "unchanged"


def test_another_byline_is_minor_and_a_missing_one_is_nothing():
    before = article(*STORY, authors=("Ada Quay",))
    assert compare(before, article(*STORY, authors=("Ben Tide",))).edit_class == "minor"
    assert compare(before, article(*STORY)).status == "unchanged"
    assert compare(before, article(*STORY, authors=("ada  Quay", "5 days ago"))).status == "unchanged"


def test_dates_and_languages_are_told_but_raise_no_alarm():
    morning, evening = datetime(2026, 1, 2, 8, tzinfo=UTC), datetime(2026, 1, 2, 19, tzinfo=UTC)
    before = article(*STORY, date_published=morning, date_modified=morning)
    after = article(*STORY, date_published=evening, date_modified=evening)
    change = compare(before, after)
    assert (change.status, change.edit_class, change.fields) == ("unchanged", "cosmetic", ("date_published",))
    assert compare(before, replace(before, date_modified=evening)).edit_class is None


def test_another_section_or_lead_image_is_named_but_raises_no_alarm():
    before = article(*STORY, section="Harbour", image="https://gazette.example/f.jpg")
    change = compare(before, replace(before, section="News", image="https://gazette.example/g.jpg"))
    assert (change.status, change.edit_class, change.fields) == ("unchanged", "cosmetic", ("section", "image"))
    assert compare(before, replace(before, section="", image="")).edit_class is None


def test_a_paragraph_that_only_changes_sides_with_its_removals_is_no_change():
    line = "Sign up for our newsletter"
    learnt = article(*STORY, removed=(Removal(line, 5, "boilerplate", "site.repeats"),))
    for before, after in ((article(*STORY, line), learnt), (learnt, article(*STORY, line))):
        change = compare(before, after)
        assert (change.status, change.fields) == ("unchanged", ())
        assert apply(texts(before), change.operations) == texts(after)


def test_a_repeat_newly_marked_or_dropped_instead_of_marked_is_no_change():
    said = article(*STORY, STORY[1])
    marked = replace(said, repetitions=(Repetition(len(STORY), (1,), "exact"),))
    dropped = article(*STORY, removed=(Removal(STORY[1], len(STORY), "repeat", "exact", (1,)),))
    for before, after in ((said, marked), (marked, said)):
        assert compare(before, after) == Change("unchanged")
    for before, after in ((marked, dropped), (dropped, marked)):
        assert (compare(before, after).status, compare(before, after).fields) == ("unchanged", ())


@given(st.text(min_size=1, max_size=40))
def test_texts_that_fold_alike_are_never_an_update(text):
    assert compare(article(text), article(fold(text))).status == "unchanged"


def shown(reading, *others):
    """Return a reading with the passages of its page: its paragraphs, and these."""
    return replace(reading, passages=tuple(map(fingerprint, (*texts(reading), *others))))


def test_what_stands_on_both_pages_was_read_differently_and_not_edited():
    teaser = "More from the harbour: the new lighthouse keeper tells of her first winter."
    before, after = shown(article(*STORY), teaser), shown(article(*STORY, teaser))
    for old, new in ((before, after), (after, before)):
        change = compare(old, new)
        assert (change.status, change.fields, change.touched) == ("unchanged", (), ())
        assert apply(texts(old), change.operations) == texts(new)


def test_a_short_line_edited_is_an_edit_though_the_page_shows_both_elsewhere():
    assert compare(shown(article(*STORY, "12"), "14"), shown(article(*STORY, "14"), "12")).status == "updated"


def test_a_line_edited_to_what_another_line_of_the_text_says_is_an_edit():
    none, two = "Grey Heron, Kestor: no crossing", "Grey Heron, Kestor: two crossings"
    before, after = shown(article(*STORY, none, none, two)), shown(article(*STORY, none, two, two))
    assert (compare(before, after).status, compare(before, after).touched) == ("updated", ("numbers", "negation"))


@pytest.mark.parametrize(
    ("old", "new"),
    [("the captain is now here", "the captain is nowhere"), ("the 5 10 minutes late", "the 510 minutes late")],
)
def test_words_joined_to_say_something_else_are_an_edit_though_the_second_reading_sees_no_spaces(old, new):
    line = "The harbour board said on Monday that {}."
    change = compare(shown(article(*STORY, line.format(old))), shown(article(*STORY, line.format(new))))
    assert (change.status, change.edit_class) == ("updated", "substantive")


def test_a_change_that_the_second_reading_does_not_see_is_doubtful():
    before, told = shown(article(*STORY)), "This was only in the data of the page, where nobody sees it."
    assert compare(before, replace(article(*STORY, told), passages=before.passages)).doubtful
    assert not compare(before, shown(article(*STORY, told))).doubtful
    assert not compare(article(*STORY), article(*STORY, told)).doubtful
    other = replace(article(*STORY, told, headline="Late"), passages=before.passages)
    assert not compare(replace(before, headline="Ferry late"), other).doubtful


def test_paragraphs_cut_in_two_with_every_word_kept_are_no_change():
    before, after = article(f"{STORY[0]} {STORY[1]}", *STORY[2:]), article(*STORY)
    for old, new in ((before, after), (after, before)):
        change = compare(old, new)
        assert (change.status, change.edit_class, len(change.operations)) == ("unchanged", "cosmetic", 1)


def test_a_change_names_the_facts_and_the_values_that_it_touches():
    before = article(*STORY, headline="Ferry late", headlines={"h1": "Ferry late", "json-ld": "Ferry late"})
    after = replace(
        edited(1, "3.5", "35"), headline="Ferry late", headlines=before.headlines | {"h1": "2 ferries late"}
    )
    change = compare(before, after)
    assert change.touched == change.operations[0].touched == ("numbers",)
    assert change.edits == (FieldEdit("headline", "Ferry late", "2 ferries late", "h1"),)
    assert change.fields == ("headline", "paragraphs")


def test_a_notice_reworded_is_told_with_what_it_said_before():
    old, new = "Correction: the crack is 3 metres long.", "Correction: the crack is 5 metres long."
    change = compare(article(*STORY, notices=(old,)), article(*STORY, notices=(new,)))
    assert (change.edit_class, change.edits) == ("notice", (FieldEdit("notices", old, new),))
    assert compare(article(*STORY, notices=(old,)), article(*STORY)).edits == (FieldEdit("notices", old, ""),)


def test_authors_are_told_one_by_one():
    before, after = article(*STORY, authors=("Ada Quay", "Ben Tide")), article(*STORY, authors=("Ben Tide", "Cy Mole"))
    assert compare(before, after).edits == (FieldEdit("authors", "Ada Quay", ""), FieldEdit("authors", "", "Cy Mole"))


def test_a_sentence_beside_the_text_is_an_edit_to_be_confirmed_and_another_in_its_place_is_none():
    old = "A crack in the hull keeps the Grey Heron in the harbour for three weeks."
    before = article(*STORY, beside=(old,))
    change = compare(before, article(*STORY, beside=(old.replace("three", "five"),)))
    assert (change.status, change.edit_class, change.fields) == ("updated", "substantive", ("beside",))
    assert change.doubtful
    assert change.edits == (FieldEdit("beside", old, old.replace("three", "five")),)
    assert compare(before, article(*STORY, beside=("Subscribe now, and read the Gazette.",))).status == "unchanged"
    assert not compare(before, replace(edited(1, "3.5", "35"), beside=(old.replace("three", "five"),))).doubtful


def with_box(*lines):
    boxes = tuple(Paragraph(line, boxed=True) for line in lines)
    return replace(article(*STORY), paragraphs=(*map(Paragraph, STORY[:2]), *boxes, *map(Paragraph, STORY[2:])))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ((), ("204 shares",)),
        (("204 shares",), ("219 shares",)),
        (("The keeper tells of her winter on the rock",), ("The board tells of its losses in the winter",)),
        (("Ferry late", "Quay shut"), ("Quay shut", "Ferry late")),
    ],
)
def test_what_comes_goes_moves_or_counts_in_a_box_is_no_change(old, new):
    for before, after in ((with_box(*old), with_box(*new)), (with_box(*new), with_box(*old))):
        assert (compare(before, after).status, compare(before, after).touched) == ("unchanged", ())


def test_a_line_in_a_box_that_is_edited_is_a_change():
    change = compare(
        with_box("Boats on the island route: 2 until Friday"), with_box("Boats on the route: 3 until Friday")
    )
    assert (change.status, change.touched) == ("updated", ("numbers",))


def test_a_site_name_told_for_a_headline_hides_no_change_of_the_title():
    old = {"h1": "Ferry delayed", "json-ld": "Gazette", "title": "Ferry delayed - Gazette"}
    assert compare(article(headlines=old), article(headlines=old | {"title": "Ferry sunk - Gazette"})).fields == (
        "headline",
    )


def test_above_and_below_the_text_whole_lines_count_and_within_it_only_labels():
    def around(line, inside=""):
        lines = (Paragraph(line, boxed=True), *map(Paragraph, STORY[:3]), Paragraph(inside or "Boats", boxed=True))
        return replace(article(*STORY), paragraphs=(*lines, *map(Paragraph, STORY[3:])))

    assert compare(around("Updated 5 minutes ago, 311 views"), around("Updated 9 minutes ago, 1,908 views")).status == (
        "unchanged"
    )
    before, after = (around("Updated", f"Death toll: {count}") for count in (204, 235))
    assert compare(before, after).status == "updated"


def test_a_row_of_a_table_is_seen_by_its_cells():
    cells = ("Monday", "2 boats"), ("Monday", "3 boats")
    before, after = (shown(article(*STORY, " | ".join(row)), *row) for row in cells)
    passages = [tuple(map(fingerprint, (*STORY, *row))) for row in cells]
    change = compare(replace(before, passages=passages[0]), replace(after, passages=passages[1]))
    assert (change.status, change.doubtful) == ("updated", False)
