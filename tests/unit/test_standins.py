"""A model names what stands in an article's place by what is new on its page."""

import pytest

from tests.unit.gazette import NOON, STORY
from writethru.articles import extract
from writethru.elements import Page
from writethru.glances import Glance
from writethru.remains import remains
from writethru.standins import judge, read_stand_in

URL = "https://gazette.example/quay"
FRAME = (
    '<html lang="{lang}"><title>{title}</title><nav><a href="/">Home</a> <a href="/subscribe">Subscribe</a></nav>'
    "<main><h1>{head}</h1>{body}</main><footer><p>Support us: a year for €20. Cookies and privacy.</p></footer>"
)
TEXT = "".join(f"<p>{text}</p>" for text in STORY)
HEAD = "Winter ferry will not sail"


def framed(body, head=HEAD, lang="en"):
    return FRAME.format(lang=lang, title=f"{head} | Harbour Gazette", head=head, body=body)


BEFORE = extract(framed(TEXT), URL)


def stand_in(body, head=HEAD, lang="en", article=BEFORE):
    html = framed(body, head, lang)
    page = Page(URL, URL, 200, (), html.encode(), NOON)
    glance = Glance(page.body)
    return read_stand_in(page, glance, article, remains(article, glance.shown))


STUBS = {
    (
        "paywalled",
        "en",
        HEAD,
    ): "<p>Holders of a shipping desk licence read on in the terminal.</p><a href='/plans'>Plans</a>",
    ("paywalled", "fr", HEAD): "<p>La suite se lit avec un abonnement.</p><button>Je m’abonne</button>",
    ("blocked", "de", "Prüfung"): "<p>Wir prüfen, ob Sie ein Mensch sind.</p><button>Ich bin kein Roboter</button>",
    ("retracted", "en", HEAD): "<p>The editors have taken this story down after a complaint was upheld. Sorry.</p>",
    ("soft_404", "es", "Vaya"): "<p>La página que buscas ya no está aquí o nunca existió.</p><a href='/'>Portada</a>",
    ("consent", "it", "Prima"): "<p>Accetta i cookie o abbonati per leggere.</p><button>Accetta tutti</button>",
    ("error", "en", "Oops"): "<p>The server is overloaded. Please try again in a few minutes.</p>",
}


@pytest.mark.parametrize(("kind", "lang", "head"), STUBS)
def test_what_stands_in_an_article_s_place_is_named(kind, lang, head):
    found = judge(stand_in(STUBS[kind, lang, head], head, lang))
    assert found.kind == kind
    assert found.because
    assert found.doubt < 0.2


def test_a_short_report_in_its_place_is_an_article():
    body = "<p>The ferry was found to be sound and sails again from Monday, the harbour board said.</p>"
    assert judge(stand_in(body)).kind == "article"


def test_only_what_is_new_on_the_page_is_read():
    assert stand_in("<p>Please wait.</p>").text == "Please wait."


def test_where_the_text_stands_there_is_nothing_to_judge():
    assert stand_in(TEXT) is None
    assert stand_in("".join(f"<p>{text}</p>" for text in STORY[1:])) is None


def test_a_text_nearly_as_long_as_the_last_version_is_another_text():
    assert stand_in("<p>The tug fleet moved to the inner basin, and the pilots moved with it.</p>" * 6) is None


def test_without_a_last_version_only_a_page_that_says_little_is_judged():
    assert (
        judge(stand_in("<p>Checking your browser. This takes a few seconds.</p>", "Wait", article=None)).kind
        == "blocked"
    )
    assert stand_in(TEXT * 4, article=None) is None
