from dataclasses import replace

from tests.unit.gazette import article
from writethru.elements import Change, FieldEdit
from writethru.fieldlines import edit_label, field_lines

SOURCES = {"h1": "Ferry late", "og:title": "Ferry late", "title": "Ferry late | Harbour Gazette"}


def told(*edits, before=None, after=None, fields=()):
    before = before or article(headline="Ferry late", headlines=SOURCES)
    found = field_lines(before, after or before, Change("updated", "minor", fields, edits=edits))
    signs = {"equal": "{}", "delete": "[-{}-]", "insert": "[+{}+]"}
    return [f"{line.label}: " + "".join(signs[word.op].format(word.text) for word in line.words) for line in found]


def headline(source, old="Ferry late", new="Ferry early"):
    return FieldEdit("headline", old, new, source)


def test_the_label_of_an_edit_is_its_class_and_what_it_touches():
    assert (
        edit_label(Change("updated", "substantive", touched=("numbers", "negation")))
        == "substantive · numbers, negation"
    )
    assert edit_label(Change("updated", "minor")) == "minor"
    assert edit_label(None) == ""


def test_a_headline_edited_in_every_source_is_one_line_also_where_a_title_names_the_site():
    edits = [headline("h1"), headline("og:title")]
    title = headline("title", "Ferry late | Harbour Gazette", "Ferry early | Harbour Gazette")
    assert told(title, *edits) == ["headline: Ferry [-late-][+early+]"]


def test_a_headline_edited_in_some_sources_names_them():
    assert told(headline("h1")) == ["headline, h1 only: Ferry [-late-][+early+]"]
    assert told(headline("og:title"), headline("h1")) == ["headline, h1 and og:title only: Ferry [-late-][+early+]"]
    assert sorted(told(headline("h1"), headline("title", "Quay shut today", "Quay open"))) == [
        "headline, h1 only: Ferry [-late-][+early+]",
        "headline, title only: Quay [-shut today-][+open+]",
    ]


def test_a_headline_that_only_one_source_has_is_not_told_of_that_source():
    before = article(headline="Ferry late", headlines={"h1": "Ferry late"})
    assert told(headline("h1"), before=before) == ["headline: Ferry [-late-][+early+]"]


def test_another_headline_is_told_even_where_no_source_of_both_changed():
    before = article(headline="Ferry late", headlines={"h1": "Ferry late"})
    after = replace(before, headline="Ferry early", headlines={"og:title": "Ferry early"})
    assert told(before=before, after=after, fields=("headline",)) == ["headline: Ferry [-late-][+early+]"]


def test_a_source_that_came_is_an_edit_of_its_own():
    assert told(headline("h1", "Ferry late", "Ferry early"), headline("json-ld", "", "Ferry early")) == [
        "headline, json-ld only: [+Ferry early+]",
        "headline, h1 only: Ferry [-late-][+early+]",
    ]


def test_notices_are_new_reworded_or_gone_and_come_before_the_other_fields():
    assert told(
        FieldEdit("authors", "Ada Quill", ""),
        FieldEdit("section", "Harbour", "Coast"),
        FieldEdit("notices", "", "Correction: it is six."),
        FieldEdit("notices", "Correction: it is six.", "Correction: it is ten."),
        FieldEdit("notices", "Update: it sails.", ""),
        FieldEdit("authors", "", "Ben Tide"),
        FieldEdit("authors", "", "Cy Oar"),
    ) == [
        "notice: [+Correction: it is six.+]",
        "notice reworded: Correction: it is [-six-][+ten+].",
        "notice gone: [-Update: it sails.-]",
        "section: [-Harbour-][+Coast+]",
        "byline: [-Ada Quill-][+Ben Tide, Cy Oar+]",
    ]


def test_dates_are_read_to_the_minute_and_addresses_whole():
    assert told(
        FieldEdit("date_published", "2026-03-01T12:00:00.000000Z", "2026-03-02T09:30:00Z"),
        FieldEdit("date_published", "", "yesterday"),
        FieldEdit("url", "https://gazette.example/a", "https://gazette.example/b"),
        FieldEdit("codes", "311", "312", "News Code"),
        FieldEdit("image", "https://gazette.example/a.jpg", "https://gazette.example/b.jpg"),
    ) == [
        "published: [-2026-03-01 12:00 UTC-][+2026-03-02 09:30 UTC+]",
        "published: [+yesterday+]",
        "address: [-https://gazette.example/a-][+https://gazette.example/b+]",
        "News Code: [-311-][+312+]",
        "image: [-https://gazette.example/a.jpg-][+https://gazette.example/b.jpg+]",
    ]


def test_without_two_versions_and_a_change_no_field_changed():
    assert field_lines(None, article(), None) == ()
    assert field_lines(article(), article(), None) == ()
