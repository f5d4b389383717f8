"""What was removed can be put back, byte for byte where it stood."""

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.gazette import article
from writethru.elements import Paragraph, Removal
from writethru.paragraphs import drop_repeats, mark_repeats
from writethru.records import article_body, article_of
from writethru.recurrence import RULE, drop_recurring, fingerprint
from writethru.removals import remove, restore

OWN = "Become a friend of the Gazette"
SAID = (
    "The harbour master closed the north quay on Monday after a crane had slipped from its rails.",
    "Nobody was hurt, and the crane will be lifted back on Thursday, weather permitting, he told the paper.",
    "The harbour master closed the north quay on Monday after a crane slipped from its rails.",
    OWN,
)
KINDS = ("paragraph", "quote", "caption", "heading", "list_item", "table_row")
BLOCKS = st.lists(
    st.tuples(
        st.one_of(st.sampled_from(SAID), st.text(min_size=1, max_size=40)),
        st.sampled_from(KINDS),
        st.booleans(),
        st.booleans(),
    ),
    max_size=14,
)


def read(blocks):
    """Return an article of some blocks, of which strip rules removed some and a site's rule protects others."""
    return article(
        paragraphs=tuple(Paragraph(text, kind, safe) for text, kind, gone, safe in blocks if not gone),
        removed=tuple(
            Removal(text, place, "boilerplate", "share.bar", kind=kind)
            for place, (text, kind, gone, _) in enumerate(blocks)
            if gone
        ),
    )


def by_repeats(removal):
    return removal.reason == "repeat"


@given(BLOCKS)
def test_dropped_and_restored_an_article_is_what_it_was(blocks):
    found = read(blocks)
    restored = restore(drop_repeats(found), by_repeats)
    assert (restored.paragraphs, restored.removed) == (found.paragraphs, found.removed)


@given(BLOCKS)
def test_everything_put_back_the_blocks_are_the_pages_own_after_any_stage_and_from_the_record(blocks):
    found = read(blocks)
    cleaned = drop_repeats(drop_recurring(found, {fingerprint(OWN): 5}))
    stored = article_of(json.loads(json.dumps(article_body(cleaned))))
    assert stored == cleaned
    assert [(block.text, block.kind) for block in restore(stored).paragraphs] == [
        (text, kind) for text, kind, *_ in blocks
    ]
    assert restore(stored).removed == ()


@given(BLOCKS)
def test_marked_or_dropped_the_same_paragraphs_are_found_at_the_same_places(blocks):
    found = read(blocks)
    marked, dropped = (article_body(treat(found))["repeats"] for treat in (mark_repeats, drop_repeats))
    assert [{**repeat, "paragraph": None} for repeat in marked] == [{**repeat, "paragraph": None} for repeat in dropped]
    assert mark_repeats(found).paragraphs == found.paragraphs


def test_what_is_chosen_is_put_back_and_the_rest_stays_out():
    own, share = (
        Removal(OWN, 0, "boilerplate", RULE, witnesses=4),
        Removal("Share", 2, "boilerplate", "share.bar", kind="list_item"),
    )
    found = article("quay", "It is closed.", removed=(own, share))
    assert [block.text for block in restore(found, lambda removal: removal.rule == RULE).paragraphs] == [
        OWN,
        "It is closed.",
    ]
    assert restore(found, by_repeats) is found
    assert remove(restore(found), (own, share)) == found
