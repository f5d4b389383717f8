"""The strip rules: what each is held against, what it takes out, and why.

A rule looks at an element (its tag and role, or the words of its class and id), at a line anywhere in the body, or at a
line of the body's head or tail only. What is safe at the tail ("Follow us on ...", a copyright line) would eat true
sentences further up. Rules on names carry a size guard: a body inside `<div class="comments-open">` is still the body.
What lines say is data, a file a language, in `writethru/phrases`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Literal

from writethru.phrases import LANGUAGES, Language, needed, read
from writethru.text import bare

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


LONGEST_LABEL = 300
NOTHING = re.compile("")

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


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Some phrases of a language in one pattern, each rule's in a group of its own.

    `needed` spares them most lines: they are tried on those that hold one of these texts.
    """

    pattern: re.Pattern[str]
    rules: tuple[Rule, ...]
    needed: tuple[str, ...] = ()

    def rule(self, line: str) -> Rule | None:
        for part in self.needed or ("",):
            if part in line:
                match = self.pattern.fullmatch(line)
                return self.rules[match.lastindex - 1] if match and match.lastindex else None
        return None


def line_rule(where: Where, text: str, languages: tuple[str, ...] = LANGUAGES) -> Rule | None:
    """Return the first rule on lines of a place that takes a line, by the phrases of some languages."""
    line = bare(text)
    for language in languages:
        for phrases in _phrases(where, language):
            if (rule := phrases.rule(line)) is not None:
                return rule
    return None


@cache
def _phrases(where: Where, code: str) -> tuple[_Phrases, ...]:
    """Return a language's phrases for a place: those to try on any line, and those not."""
    language = read(code)
    found = [
        (rule, phrase) for rule in PHRASES if rule.where == where for phrase in language.phrases.get(rule.name, ())
    ]
    slow = [(rule, phrase) for rule, phrase in found if needed(phrase)]
    quick = [(rule, phrase) for rule, phrase in found if not needed(phrase)]
    return tuple(
        _Phrases(
            # Signs after a phrase are not given back, and a gap needs none before it: a row of them would take ages.
            re.compile(rf"{before}(?:{_groups(language, some)})\W*+"),
            tuple(dict.fromkeys(rule for rule, _ in some)),
            tuple(dict.fromkeys(word for _, phrase in some for word in needed(phrase))),
        )
        for before, some in ((r"\W*", quick), ("", slow))
        if some
    )


def _groups(language: Language, phrases: list[tuple[Rule, str]]) -> str:
    by_rule = groupby(phrases, key=itemgetter(0))
    return "|".join(f"({'|'.join(language.expression(phrase) for _, phrase in group)})" for _, group in by_rule)


for place in ("line", "head", "section", "tail"):
    for code in LANGUAGES:  # a fifth of a second; when a language's first page comes it would cost as much as ten pages
        _phrases(place, code)

SHORTEST_APPEAL, LONGEST_APPEAL = 60, 700
CREDIT_END = 110  # characters at a caption's end that its credit stands in


def appeals(text: str, languages: tuple[str, ...] = LANGUAGES) -> bool:
    """Return whether a paragraph asks its reader for money, a subscription, a login or consent.

    Two different phrases of a kind do: each alone is found in news. Called for all prose of a page, so hints go first.
    """
    if not SHORTEST_APPEAL <= len(text) <= LONGEST_APPEAL or text[0] in "\"“'‘«":
        return False
    if " the " in text or " and " in text:
        languages = ("en",)  # spares most pages the other languages' hints
    codes = _hints(languages, max(text[8:16]) <= "ɏ")  # beyond it are the letters of other scripts
    for hint in codes:
        if hint in text:
            break
    else:
        return False
    said = bare(text)
    hit = dict.fromkeys(code for hint in codes if hint in text for code in codes[hint])
    return any(len({match[0] for match in kind.finditer(said)}) >= 2 for code in hit for kind in _appeals(code, said))


@cache
def _hints(languages: tuple[str, ...], latin: bool) -> dict[str, list[str]]:
    """Return which languages a text may be in that holds a hint."""
    codes: dict[str, list[str]] = {}
    for code in (code for code in languages if not latin or read(code).script == "latin"):
        for hint in (hint for name in ("appeal.hints", "appeal.cookies") for hint in read(code).phrases.get(name, ())):
            codes.setdefault(hint, []).append(code)
    return codes


def _appeals(code: str, said: str) -> Iterator[re.Pattern[str]]:
    yield _anywhere(code, "appeal.donation")
    if any(bare(hint) in said for hint in read(code).phrases.get("appeal.cookies", ())):
        yield _anywhere(code, "appeal.consent")


def credited(text: str, languages: tuple[str, ...]) -> bool:
    """Return whether a caption ends in a picture's credit."""
    end = text[-CREDIT_END:].lower()
    for code in languages:
        hints, pattern = _credit(code)
        for hint in hints:
            if hint in end:
                if pattern.search(bare(end)):
                    return True
                break
    return False


@cache
def _credit(code: str) -> tuple[tuple[str, ...], re.Pattern[str]]:
    """Return what a language's credits hold one of, and how they stand at a caption's end."""
    words, by, agencies = (_anywhere(code, f"credit.{name}").pattern for name in ("words", "by", "agencies"))
    return read(code).phrases.get("credit.hints", ()), re.compile(
        rf"[\s(\[|/-](?:\(?(?:{words})\b ?[:/] ?[^.:]{{2,60}}\.?\)?|(?:{by})\b[^.]{{2,60}}\.?\)?"
        rf"|[^().]{{0,60}}\b(?:{agencies})\b[^.()]{{0,40}}\)?\.?)$",
        re.S,
    )


@cache
def _anywhere(code: str, name: str) -> re.Pattern[str]:
    """Return a pattern that finds a language's phrases under a name in a bare text."""
    language = read(code)
    return re.compile("|".join(map(language.expression, language.phrases.get(name, ("(?!)",)))))
