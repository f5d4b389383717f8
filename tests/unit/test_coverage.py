from writethru.coverage import Coverage
from writethru.vocabulary import vocabulary
from writethru.wording import Block

TEXTS = (
    "The harbour of Kell will rebuild its eastern quay, the council decided on Monday by 14 votes to three.",
    "Dockers have asked for a share of the tolls, which the city has collected since the spring.",
    "Its eastern quay will be rebuilt, the council of Kell decided by 14 votes to three.",
    "Fog is expected in the strait until the end of the week.",
)


def coverage(texts=TEXTS):
    blocks = [Block(text, vocabulary("en")) for text in texts]
    return blocks, Coverage(blocks, range(len(blocks)))


def test_the_paragraph_that_shares_most_is_the_first_candidate():
    _, compared = coverage()
    assert compared.candidates[2][0] == 0


def test_evidence_tells_how_much_is_covered_and_what_is_new():
    blocks, compared = coverage()
    shown = compared.evidence(blocks[2], [blocks[0]])
    assert shown.covered > 0.9 > compared.evidence(blocks[3], [blocks[0]]).covered
    assert (shown.fresh, shown.numbers, shown.names) == (0, 2, 1)
    assert compared.evidence(blocks[1], [blocks[0]]).fresh > 5


def test_the_share_of_words_is_that_of_a_paragraphs_different_words():
    blocks, compared = coverage()
    assert compared.share(blocks[0], [blocks[0]]) == 1
    assert compared.share(blocks[3], [blocks[1]]) < 0.4


def test_a_second_witness_must_have_something_to_say():
    blocks, compared = coverage()
    assert not compared.all_tell(blocks[2], [blocks[0], blocks[3]])
    halves = ("The quay of Kell will be rebuilt in spring.", "Nine votes of the council were against it.")
    both = "Nine votes of the council were against it: the quay of Kell will be rebuilt."
    blocks, compared = coverage((*halves, both))
    assert compared.all_tell(blocks[2], blocks[:2])
