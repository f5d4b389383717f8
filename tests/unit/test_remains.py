from writethru.elements import Article, Paragraph
from writethru.remains import remains, squeezed

URL = "https://gazette.example/quay"
LINES = tuple(
    f"The {name} ferry was {number + 11} minutes late on Monday. Its master blamed the fog over {name} sound."
    for number, name in enumerate(("Merrin", "Kestor", "Ardav", "Tavri", "Lenmouth"))
)
ARTICLE = Article(URL, URL, paragraphs=tuple(map(Paragraph, LINES)))


def left(*shown):
    return remains(ARTICLE, squeezed("\n".join(shown)))


def test_a_text_that_stands_has_no_gap_however_it_is_broken_into_elements():
    found = left("Menu", " ".join(LINES).replace("ferry", "fer\nry"))
    assert (found.share, found.gaps) == (1.0, ())


def test_quotes_and_dashes_that_were_swapped_lose_nothing():
    article = Article(URL, URL, paragraphs=tuple(Paragraph(f"“Late” – {line}") for line in LINES))
    assert remains(article, squeezed("\n".join(f'"Late" - {line}' for line in LINES))).share == 1.0


def test_a_cut_is_a_gap_that_goes_on_to_the_end():
    found = left(*LINES[:2], "Subscribe")
    assert found.cut.after == len(squeezed("".join(LINES[:2])))
    assert round(found.cut.share, 1) == round(1 - found.share, 1) == 0.6


def test_a_sentence_that_breaks_off_is_told():
    assert left(LINES[0], LINES[1][:40]).cut.broken
    assert not left(LINES[0]).cut.broken


def test_what_is_missing_in_the_middle_is_no_cut():
    found = left(*LINES[:2], *LINES[3:])
    assert found.cut is None
    assert found.gaps[0].after == len(squeezed("".join(LINES[:2])))


def test_an_article_of_a_few_words_tells_nothing():
    assert remains(Article(URL, URL, paragraphs=(Paragraph("Ferry late."),)), "") is None
