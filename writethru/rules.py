"""The strip rules: what each is held against, what it takes out, and why.

A rule looks at an element (its tag and role, or the words of its class and id), at a line anywhere in the body, or at a
line of the body's head or tail only. What is safe at the tail ("Follow us on ...", a copyright line) would eat true
sentences further up. Rules on names carry a size guard: a body inside `<div class="comments-open">` is still the body.
What lines say is data, a file a language, in `writethru/phrases`; `lines.py` holds them against it.
"""

import re
from dataclasses import dataclass
from typing import Literal

Where = Literal["element", "names", "line", "head", "section", "tail"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason to take a line out.

    `where` says what it is held against: by `pattern` an element's tag and role, or its name words in lower case; by
    the phrases of the page's languages a line anywhere, before the first sentence, after the last, or the label of what
    stands below it. `most` is the largest share of the body's text that one element may have and still be removed.
    """

    name: str
    where: Where
    pattern: re.Pattern[str]
    why: str
    reason: Literal["boilerplate", "code", "headline", "metadata"] = "boilerplate"
    most: float = 0.3
    longest: int = 1_000_000


def _words(text: str) -> re.Pattern[str]:
    """Return a pattern for one of these alternatives, told apart by " | " or a new line; see Vocabulary."""
    alternatives = "|".join(re.split(r" \| |\n\s*", text.strip()))
    return re.compile(rf"\b(?:{alternatives})\b")


LONGEST_LABEL = 300  # characters of an element that is taken for a byline, tags or a credit; more is text
NOTHING = re.compile("")  # the pattern of a rule that has none

CAPTION = "image.caption"  # makes a caption of a text, takes nothing out
HIDDEN = "hidden.element"
SHARE = "share.bar"
LAYOUT = "page.part"  # names of places: some sites build their very articles of "widgets"
SITE = Rule("site.remove", "element", NOTHING, "the rules given for this site take it out")
ELEMENTS = (
    Rule(HIDDEN, "element", re.compile(r"\w+ \w* hidden"), "the page itself does not show it", "metadata", 0.5),
    Rule(
        "page.beside", "element", re.compile(r"\w+ \w* beside"), "the text neither begins nor goes on in it", most=1.0
    ),
    Rule(
        "page.navigation", "element", re.compile(r"nav |\w+ (?:navigation|menu|menubar|search) "), "links to elsewhere"
    ),
    Rule(
        "page.frame",
        "element",
        re.compile(r"(?:footer|aside|dialog) |\w+ (?:complementary|contentinfo|banner|dialog|alertdialog) "),
        "stands beside the article by its own declaration",
    ),
    Rule(
        "form.element", "element", re.compile(r"(?:form|button|fieldset) |\w+ (?:button|form) "), "asks, does not tell"
    ),
)
NAMES = (
    Rule(
        "comments.widget",
        "names",
        _words(r"""
            comments? | disqus | respond | comment ?list | comment ?form | replies | reply to | livefyre | viafoura
            vf conversations? | remark42 | hyvor(?: talk)? | spot ?im | open ?web conversation | fb comments
            coral (?:talk|embed) | wpd? ?discuz | wpd thread | commento | graph ?comment | giscus | utterances
            isso thread | cusdis | insticator
            kommentare? | commentaires? | comentarios? | comentários? | commenti | yorum(?:lar)? | reacties | komentarze
            kommentarer | diskussion | discussion thread | nazarat | pinglun
        """),
        "readers' words, not the desk's",
        most=0.8,
    ),
    Rule(
        SHARE,
        "names",
        _words(r"""
            share | shares | sharing | social | sharedaddy | addthis | addtoany | sharethis | follow us | tweet button
            teilen | partager | compartir | compartilhar | condividi | paylas | delen | udostepnij | heateor | shariff
            ssba | ya share2? | jiathis | bdsharebuttonbox
        """),
        "buttons",
    ),
    Rule(
        "promo.newsletter",
        "names",
        _words(r"""
            newsletters? | subscribe | subscription | sign ?up | opt ?in | mailing list | mailchimp | mc4wp
            app promo | donate | donation | membership | call to action | cta | infolettre | boletin | nieuwsbrief
            bulten
        """),
        "asks the reader to subscribe or give",
    ),
    Rule(
        "related.box",
        "names",
        _words(r"""
            related | recommend(?:ed|ations?) | more (?:stories|news|from|on) | read (?:more|next|also)
            most (?:read|viewed|popular) | popular | trending | outbrain | taboola | zergnet | yarpp
            jp relatedposts | up next | prev next | next (?:article|story|post)s? | teasers? | similar | see also
            also like | latest (?:news|posts?) | recirc(?:ulation)?
            lire aussi | leggi anche | leia tambem | lea tambien
            lee tambien | lesen sie auch | lees ook | czytaj (?:tez|takze) | ilgili haber(?:ler)? | notas relacionadas
            noticias relacionadas | artikel empfehlungen | mgid | dable | plista | popin | revcontent
        """),
        "other stories",
    ),
    Rule(
        LAYOUT,
        "names",
        _words(r"""
            widgets? | sidebar | rail | carousel | slider | promos? | pagination | pager | post nav(?:igation)?
            menu | toc | table of contents | footer | masthead | (?:site|page|global) header
        """),
        "stands beside the article, except where a site calls its paragraphs so",
    ),
    Rule(
        "advert.slot",
        "names",
        _words(r"""
            ads? | adverts? | advertisements? | advertising | advertorial | adsense | adsbygoogle | ad ?slot
            ad ?unit | ad ?container | ad ?wrapper | sponsor(?:ed)? | dfp | gpt ad | publicidad | publicidade
            werbung | anzeige | reklama? | publicite | pubblicita | advertentie
        """),
        "paid for",
        most=0.2,
    ),
    Rule(
        "consent.notice",
        "names",
        _words(r"""
            cookies? | gdpr | consent | onetrust | didomi | privacy | modal | pop ?up | overlay | lightbox
        """),
        "asks for consent",
    ),
    Rule(
        "author.bio",
        "names",
        _words(r"""
            author (?:bio|box|info|card|description|about|profile) | about (?:the )?author
            (?:post|article) author box | bio | biography | contributor | saboxplugin wrap
        """),
        "about the writer, not the news",
        "metadata",
    ),
    Rule(
        "byline.box",
        "names",
        _words(r"""
            by ?lines? | authors? | date ?line | posted on | (?:entry|post|article) (?:meta|date|info|header meta)
            meta | meta ?data | timestamp | date | pub ?date | publish(?:ed)? (?:date|on) | date published
            post ?date | breadcrumbs? | reading time | read time | views
        """),
        "read as metadata instead",
        "metadata",
        most=0.15,
        longest=LONGEST_LABEL,
    ),
    Rule(
        "tags.list",
        "names",
        _words(r"""
            tags? | tag ?list | tag ?cloud | topics? | cat ?links | categor(?:y|ies) | keywords | filed under | kicker
            eyebrow | labels
        """),
        "names of sections",
        "metadata",
        most=0.15,
        longest=LONGEST_LABEL,
    ),
    Rule(
        CAPTION,
        "names",
        _words(r"""
            captions? | cutline
            (?:image|photo|picture|img|media|gallery) (?:top|desc|description|info|details?|text|legend)
        """),
        "said of a picture",
        "metadata",
        most=0.15,
    ),
    Rule(
        "image.credit",
        "names",
        _words(r"""
            (?:photo|image|picture|media|caption|figure)? ?credits? | copyright | photographer
        """),
        "who took the picture",
        "metadata",
        most=0.1,
        longest=LONGEST_LABEL,
    ),
    Rule(
        "gallery.controls",
        "names",
        _words(r"""
            sr only | screen reader(?: text)? | visually ?hidden | audio player | video player | player controls
            jw ?player | vjs | toolbar | tools | print only
        """),
        "for machines and players",
        most=0.1,
    ),
)
# What lines say, by the languages of their page; the phrases are in `writethru/phrases`.
PHRASES = (
    Rule("tail.desk_code", "line", NOTHING, "a desk's code is data, not text", "code"),
    Rule("comments.form", "line", NOTHING, "the comment widget's own words"),
    Rule("share.words", "line", NOTHING, "a button's label"),
    Rule("promo.line", "line", NOTHING, "asks the reader to subscribe or give"),
    Rule("promo.letter", "line", NOTHING, "asks the reader to subscribe"),
    Rule("paywall.line", "line", NOTHING, "asks the reader to log in or to pay"),
    Rule("gallery.line", "line", NOTHING, "for machines and players"),
    Rule("related.line", "line", NOTHING, "points to another story"),
    Rule("advert.line", "line", NOTHING, "an advert's label"),
    Rule("consent.line", "line", NOTHING, "asks for consent"),
    Rule("page.ornament", "line", NOTHING, "says nothing"),
    Rule("page.copyright", "line", NOTHING, "who owns the page", "metadata"),
    Rule("date.line", "line", NOTHING, "read as metadata instead", "metadata"),
    Rule("image.source", "line", NOTHING, "who took the picture", "metadata"),
    Rule("tags.line", "line", NOTHING, "names of sections", "metadata"),
    Rule("byline.line", "head", NOTHING, "read as metadata instead", "metadata"),
    Rule("related.section", "section", NOTHING, "other stories or sources, listed below the story"),
    Rule("tail.follow", "tail", NOTHING, "said after the story ends"),
)
RULES = (*ELEMENTS, *NAMES, *PHRASES)
