from hypothesis import given
from hypothesis import strategies as st

from writethru.sketches import distinct, from_text, hashes, mixed, shares, to_text

SIZE = 64


def sketch(tokens):
    return tuple(distinct(mixed(hashes(tokens)))[:SIZE].tolist())


def shared(one, other):
    return shares(one, len(set(one) & set(other)), other, SIZE)


def test_a_small_set_is_kept_whole_and_its_shares_are_exact():
    assert shared(sketch(map(str, range(40))), sketch(map(str, range(30, 50)))) == (0.25, 0.5)


def test_the_shares_of_large_sets_are_estimated_to_a_tenth():
    one, other = sketch(map(str, range(3000))), sketch(map(str, range(1000, 7000)))
    assert all(abs(found - true) < 0.15 for found, true in zip(shared(one, other), (2 / 3, 1 / 3), strict=True))


def test_an_empty_set_shares_nothing():
    assert shared((), sketch("ab")) == (0.0, 0.0)


def test_a_hash_is_the_same_on_every_machine():
    assert mixed(hashes(["quay", "ferry"])).tolist() == [1239353257, 4025628280]


@given(st.lists(st.integers(0, 2**32 - 1)))
def test_hashes_survive_text(values):
    assert from_text(to_text(values)) == tuple(values)
