"""The rows that name stories: a story keeps its name, and what is known of a telling is not forgotten."""

from itertools import permutations

from writethru.staging import story_rows
from writethru.syndication import Cluster, Edge, Member


def story(*uris, name="fresh", shared=0.9):
    """Return a story whose members are all of the first."""
    first, *others = uris
    members = (Member(first, "original", 0.9), *(Member(uri, "copy", 0.9, first, shared) for uri in others))
    edges = tuple(Edge(uri, first, 0.99, (("title", 1.23456), ("intercept", -1.0))) for uri in others)
    return Cluster(name, members, edges)


def known(**clusters):
    row = {"role": "copy", "score": 0.8, "of_uri": None, "shared": None, "because": None}
    return {uri: {"uri": uri, "cluster": cluster, **row} for uri, cluster in clusters.items()}


def names(stories, told):
    return {row["uri"]: row["cluster"] for row in story_rows("r1", stories, told)}


def test_a_row_says_of_which_telling_how_much_and_why():
    first, copy = story_rows("r1", [story("a", "b")], {})
    assert first == {
        "run": "r1", "uri": "a", "cluster": "fresh", "role": "original", "score": 0.9, "of_uri": None, "shared": 0.0,
        "because": {},
    }  # fmt: skip
    assert (copy["of_uri"], copy["shared"], copy["because"]) == ("a", 0.9, {"title": 1.235, "intercept": -1.0})


def test_a_story_has_the_name_of_its_earliest_known_telling():
    assert names([story("a", "b", "c")], known(c="c3", b="c2")) == dict.fromkeys("abc", "c2")
    assert names([story("a", "b")], {}) == dict.fromkeys("ab", "fresh")


def test_stories_that_turn_out_to_be_one_have_one_name_through_any_chain():
    told = known(a="c1", b="c2", x="c2", y="c3", q="c3", r="c4")
    stories = (story("a", "b"), story("x", "y"), story("q", "r"), story("m", "n", name="other"))
    for order in permutations(stories):
        found = names(order, told)
        assert len({found[uri] for uri in "abxyqr"}) == 1
        assert found["m"] == found["n"] == "other"


def test_what_a_telling_shares_with_one_that_is_not_compared_again_stays_known():
    before = known(a="c1", b="c1")
    before["a"].update(of_uri="forgotten", shared=0.7, because={"title": 2.0})
    before["b"].update(of_uri="forgotten", shared=0.2, because={"title": 2.0})
    first, copy = story_rows("r1", [story("a", "b")], before)
    assert (first["role"], first["of_uri"], first["shared"], first["because"]) == (
        "copy",
        "forgotten",
        0.7,
        {"title": 2.0},
    )
    assert (copy["of_uri"], copy["shared"]) == ("a", 0.9)  # of which there is more here than there
