"""Strip rules as data, and the reading of a located body into what is kept and what each rule removed.

A rule looks at an element (its tag, role, or the words of its class and id), at a line anywhere in the body, or at a
line of the body's head or tail only. What is safe at the tail ("Follow us on ...", a copyright line) would eat true
sentences further up. Rules on names carry a size guard: a body inside `<div class="comments-open">` is still the body.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from rapidfuzz import fuzz
from selectolax.lexbor import LexborNode

from writethru.elements import Kind, Paragraph, Removal
from writethru.text import collapse, fold


def _tags(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Nothing that a reader sees as text.
DROPPED = _tags(
    "script style noscript template svg math canvas iframe object embed video audio picture source track map head "
    "title meta link input textarea select datalist option progress"
)
# Elements that do not end a line of text.
INLINE = _tags(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr q rp rt ruby s samp "
    "small span strike strong sub sup time tt u var wbr"
)
HEADINGS = _tags("h1 h2 h3 h4 h5 h6")
_DECLARED = _tags("nav footer aside dialog form button fieldset")
# Elements whose tag a rule or a paragraph's kind depends on; any other only ends a line.
MEANT = HEADINGS | _DECLARED | _tags("p ul ol li dl dd dt table tr td th caption blockquote pre figcaption")
PROSE = 100  # characters from which a line is taken for a sentence of the body: no head rule looks below it


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason to take a line out.

    `where` says what `pattern` is held against: an element's tag and role, an element's name words, or a line anywhere,
    before the first sentence, or after the last. `most` is the largest share of the body's text that one element may
    have and still be removed.
    """

    name: str
    where: Literal["element", "names", "line", "head", "tail"]
    pattern: re.Pattern[str]
    why: str
    reason: Literal["boilerplate", "code", "headline", "metadata"] = "boilerplate"
    most: float = 0.3


def _alternatives(text: str) -> str:
    """Return a pattern's alternatives, told apart by " | " or a new line; a line that ends in a backslash goes on."""
    return "|".join(re.split(r" \| |\n\s*", re.sub(r"\\\n {12}", "", text).strip()))


def _words(text: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_alternatives(text)})\b")


def _line(text: str) -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{_alternatives(text)})\W*", re.I)


DESK = r"news|reporter'?s?|reporter’s|journalist'?s?|story|report|article|item|editor'?s?|desk|content|document"
CODE = re.compile(
    rf"\W*(?P<label>(?:{DESK})[ -]?(?:code|id|no\.?|number)|haber (?:kodu|no)|muhabir kodu|artikel-?id|code article|"
    r"código de (?:la )?noticia|کد (?:خبر|خبرنگار|مطلب))\s*[:：#]?\s*(?P<value>[A-Z]{0,5}[-/]?\d[\w/-]{0,20})\W*",
    re.I,
)

MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|janv|févr|mars|avr|mai|juin|juil|août|sept|déc|märz|okt|dez|"
    r"ene|abr|ago|dic|gen|mag|giu|lug|set|ott|ocak|şubat|mart|nisan|"
    r"mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık)"
)
DATE = (
    r"(?:(?:\w{2,10}\.?,?\s+)?(?:\d{1,2}(?:st|nd|rd|th|º|\.)?\s+(?:de\s+|of\s+)?"
    + MONTH
    + r"\w*\.?,?(?:\s+de)?\s+\d{4}|"
    + MONTH
    + r"\w*\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|\d{1,4}[./-]\d{1,2}[./-]\d{2,4})"
    r"(?:[\sT,|@•·–-]*(?:at|um|à|a las|alle|ore|saat)?\s*\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?\s*"
    r"(?:[ap]\.?m\.?)?\s*(?:\(?[A-Z]{1,5}\)?|uhr|[+-]\d\d:?\d\d)?)?)"
)

DATED = (
    r"(?:(?:first |originally )?(?:published|updated|posted|last (?:updated|modified|edited)|modified|created|date|"
    r"veröffentlicht|aktualisiert|stand|publié|mis à jour|publicado|actualizado|atualizado|pubblicato|aggiornato|"
    r"yayınlanma|güncelleme)(?: tarihi)?(?: (?:on|at|am|le|el|em|il))?\W{0,4})"
)

RULES = (
    Rule(
        "hidden.element", "element", re.compile(r"\w+ \w* hidden"), "the page itself does not show it", "metadata", 0.5
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
    Rule(
        "comments.widget",
        "names",
        _words(r"""
            comments? | disqus | respond | comment ?list | comment ?form | replies | reply to | livefyre | viafoura
            remark42 | hyvor | spot ?im | fb comments | kommentare? | commentaires? | comentarios? | comentários?
            commenti | yorum(?:lar)?
        """),
        "readers' words, not the desk's",
        most=0.8,
    ),
    Rule(
        "share.bar",
        "names",
        _words(r"""
            share | shares | sharing | social | sharedaddy | addthis | addtoany | sharethis | follow us
            tweet button | teilen | partager | compartir | compartilhar | condividi | paylas
        """),
        "buttons",
    ),
    Rule(
        "promo.newsletter",
        "names",
        _words(r"""
            newsletters? | subscribe | subscription | sign ?up | opt ?in | mailing list | mailchimp | mc4wp
            app promo | donate | donation | membership | call to action | cta
        """),
        "asks the reader to subscribe or give",
    ),
    Rule(
        "related.box",
        "names",
        _words(r"""
            related | recommend(?:ed|ations?) | more (?:stories|news|from|on) | read (?:more|next|also)
            most (?:read|viewed|popular) | popular | trending | outbrain | taboola | zergnet | yarpp
            jp relatedposts | up next | next (?:article|story|post)s? | teasers? | similar | see also | also like
            latest (?:news|posts?) | carousel | slider | promos? | widgets? | sidebar | rail | recirc(?:ulation)?
            pagination | pager | post nav(?:igation)? | prev next | menu | toc | table of contents
        """),
        "other stories",
    ),
    Rule(
        "advert.slot",
        "names",
        _words(r"""
            ads? | adverts? | advertisements? | advertising | advertorial | adsense | adsbygoogle | ad ?slot
            ad ?unit | ad ?container | ad ?wrapper | sponsor(?:ed)? | dfp | gpt ad | publicidad | publicidade
            werbung | anzeige | reklam
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
    ),
    Rule(
        "tags.list",
        "names",
        _words(r"""
            tags? | tag ?list | tag ?cloud | topics? | cat ?links | categor(?:y|ies) | keywords | filed under
            kicker | eyebrow | labels
        """),
        "names of sections",
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
    Rule("tail.desk_code", "line", CODE, "a desk's code is data, not text", "code"),
    Rule(
        "comments.form",
        "line",
        _line(r"""
            (?:(?:leave|post|write|add|submit) )?(?:a|your) (?:comment|reply) | you are replying to\b.{0,60}
            cancel(?: reply)? | comments?(?: ?[:(]? ?\d+ ?\)?)? | (?:\d+|no) comments?(?: yet)?
            comments are (?:closed|off).{0,40} | (?:view|show|load|see|read|hide)(?: all| more)?(?: \d+)? comments?
            join the (?:conversation|discussion).{0,60} | be the first to comment.{0,40}
            log ?in to (?:reply|comment|post).{0,30} | reply | report(?: this)? comment
            your email address will not be published.{0,80} | required fields are marked.{0,20}
            .{0,60}enable javascript to view the comments.{0,60} | (?:add|view) (?:a )?comment.{0,20}
            (?:schreiben sie |hinterlasse )?(?:einen )?kommentare?(?: schreiben| abgeben)? | antworten
            (?:laisser|ajouter) un commentaire | commentaires?(?: ?\(\d+\))?
            (?:deja|dejar|escribe) (?:un|tu) comentario | comentarios?(?: ?\(\d+\))? | deixe (?:um|seu) comentário
            lascia un commento | commenti(?: ?\(\d+\))? | yorum (?:yap|yaz|ekle) | yorumlar(?: ?\(\d+\))?
        """),
        "the comment widget's own words",
    ),
    Rule(
        "share.words",
        "line",
        _line(r"""
            share(?: (?:this|on|via|article|story|with|by|post|page)\b.{0,40})? | tweet | facebook | twitter
            whats ?app | linked ?in | pinterest | reddit | telegram | messenger | flipboard | instagram | youtube
            e-?mail(?: this)? | print(?: this)?(?: article| page)? | copy(?: the)? link | link copied.{0,20}
            save(?: article)? | bookmark | click to (?:share|print|email) .{0,60} | like this:? | loading\.*
            follow us\b.{0,60} | follow (?:us|me|him|her|\w+ \w+) on (?:twitter|facebook|instagram|x)\b.{0,60}
            \d*\s*shares? | teilen | partager | compartir | compartilhar | condividi | paylaş | drucken | imprimer
            imprimir | stampa | yazdır | listen(?: to this article)?(?: \d.{0,20})?
            view (?:this post|more) on instagram
        """),
        "a button's label",
    ),
    Rule(
        "promo.line",
        "line",
        _line(r"""
            (?:[\w’',&]+ ){0,8}(?:sign up|subscribe|register)(?: now| today| here| free)? (?:for|to|and get) (?:\S+\
             ){0,12}(?:newsletters?|inbox|emails?|updates|channel|alerts?|podcast)\b.{0,80}
            (?:sign up|subscribe)(?: now| today| here| free| to \w+(?: \w+)?)?
            get (?:the |our )?(?:latest|best|top|daily|breaking)\b.{0,100}(?:inbox|e-?mail|newsletter|phone)\b.{0,6\
            0} | .{0,120}(?:(?:straight|delivered|directly|sent|right) to your inbox).{0,60}
            enter your e-?mail.{0,60} | by (?:signing up|subscribing|submitting),? .{0,200}
            download (?:the|our)\b.{0,30} app\b.{0,60} | (?:.{0,40}\b)?newsletters?
            thank you for (?:subscribing|signing up).{0,60} | (?:please )?support (?:us|our journalism)\b.{0,80}
            melden sie sich (?:für|zum) .{0,60}newsletter.{0,60} | (?:inscrivez|abonnez)-vous\b.{0,80}
            suscr[ií]b[ae](?:te|se)\b.{0,80} | (?:inscreva|assine)(?:-se)?\b.{0,40}newsletter.{0,40}
            iscriviti\b.{0,80} | (?:e-?bültene?|bültenimize) (?:abone|kayıt).{0,60}
        """),
        "asks the reader to subscribe or give",
    ),
    Rule(
        "related.line",
        "line",
        _line(r"""
            (?:related|recommended|suggested)(?: (?:articles?|stor(?:y|ies)|posts?|content|topics?|news|links?|cove\
            rage|reading|videos?|read(?:s|ing)?))?(?: ?:.{0,160})?
            (?:read (?:more|also|next|on|full story)|also read|see also|see more|see|watch(?: now| more| also| live\
            )?|more|listen|don[’']?t miss|must read|up next|next|previous|previously|related)(?: ?[:|»>–-] ?.{0,160\
            }| (?:articles?|stories|post|about .{0,60}|on .{0,60}))?
            (?:you )?(?:may|might|’ll|'ll) also (?:like|be interested in|enjoy).{0,40}
            (?:more|latest)(?: \w+)? (?:on this (?:story|topic)|from\b.{0,40}|stories|news|articles|headlines|video\
            s) | most (?:read|viewed|popular|shared|recent)(?: .{0,30})? | trending(?: now| stories)?
            popular(?: now| posts| stories)? | top (?:stories|news|headlines) | editor[’']?s[’']? (?:picks?|choice)
            what to read next | (?:click|tap) here (?:to|for) .{0,80} | (?:skip|jump) (?:to|past) .{0,40}
            back to top | table of contents | in this (?:article|story|post)
            (?:lesen sie|lies) (?:auch|mehr|hier)\b.{0,120} | mehr zum thema.{0,60} | auch interessant.{0,60}
            (?:à )?lire (?:aussi|également)\b.{0,160} | sur le même (?:sujet|thème)
            (?:lea|lee|ver|vea|mira|leer) (?:también|tambien|más)\b.{0,160} | noticias? relacionadas?
            (?:leia|veja) (?:também|mais)\b.{0,160} | leggi anche\b.{0,160} | (?:ilgili|benzer) haberler
            ayrıca (?:bakınız|okuyun).{0,120}
        """),
        "points to another story",
    ),
    Rule(
        "advert.line",
        "line",
        _line(r"""
            advert(?:isement|ising|orial)?s? | (?:story|article|content|post) continues\b.{0,40}
            continue reading\b.{0,40} | scroll(?: down)? to continue.{0,30} | sponsored(?: content| by .{0,40})?
            paid (?:content|post) | report (?:this )?ad | remove ads? | [\[{]+["'].{0,3000} | anzeige | werbung
            publicité | publicidad | publicidade | pubblicità | reklam | la suite après.{0,40}
            article continues after .{0,40}
        """),
        "an advert's label",
    ),
    Rule(
        "consent.line",
        "line",
        _line(r"""
            (?:we|this (?:web)?site) uses? cookies\b.{0,200} | (?:accept|reject)(?: all)?(?: cookies)?
            cookie (?:policy|settings|preferences)
        """),
        "asks for consent",
    ),
    Rule(
        "page.copyright",
        "line",
        _line(r"""
            (?:copyright|©|\(c\))\W.{0,200} | .{0,120}\ball rights reserved\b.{0,120} | .{0,60}©.{0,60}
            (?:alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|todos os direitos reserva\
            dos|tutti i diritti riservati|tüm hakları saklıdır).{0,60}
        """),
        "who owns the page",
        "metadata",
    ),
    Rule(
        "date.line",
        "line",
        _line(rf"""
            (?:{DATED})?{DATE}(?:\W+(?:updated|modified|published|first published|actualizado|mis à jour)?\
            (?: on| at)?\W*{DATE})? | (?:published|updated|posted|last updated)\W+\d+ \w+ ago
            \d+ (?:second|minute|min|hour|day|week|month|year)s? ago | \d+ (?:min(?:ute)?s?)(?: read)?
            (?:published|updated|posted|last updated)(?: (?:on|at))? | (?:est(?:imated)? )?read(?:ing)? time.{{0,30}}
            [\d.,]+[km]? views?
        """),
        "read as metadata instead",
        "metadata",
    ),
    Rule(
        "tags.line",
        "line",
        _line(r"""
            (?:tags?|topics?|filed under|filed in|posted in|categor(?:y|ies)|keywords|schlagwörter|themen|mots-clés\
            |etiquetas|temas|etiketler)(?: ?:.{0,200})?
        """),
        "names of sections",
        "metadata",
    ),
    Rule(
        "byline.line",
        "head",
        _line(r"""
            (?:(?:written |reported |posted )?by|von|par|por|di)\b:? [^.!?]{2,80}
            (?:author|reporter|editor|staff (?:writer|reporter))\W.{0,60}
        """),
        "read as metadata instead",
        "metadata",
    ),
    Rule(
        "tail.follow",
        "tail",
        _line(r"""
            follow\b.{0,160} | (?:for more|to read more|to learn more|visit|click here)\b.{0,200}
            (?:e-?mail|contact|reach)\b.{0,120}(?:@|at ).{0,80} | .{0,120}\bcan be reached at\b.{0,120}
            .{0,40}\bis an? (?:\S+ ){0,6}(?:reporter|writer|editor|correspondent|journalist|contributor|author|colu\
            mnist)\b.{0,300} | (?:this (?:article|story|post)|the post) .{0,160}(?:appeared|published)\b.{0,160}
            (?:source|via|quelle|fuente|fonte|kaynak) ?:.{0,80}
            (?:photo|image|picture|featured image)s? ?(?:credits?|by|courtesy|via)?[ :].{0,120}
            have (?:a|any) (?:story|tips?|questions?)\b.{0,160} | subscribe\b.{0,160} | sign up\b.{0,160}
            about the author.{0,40} | (?:like|join|find) us on\b.{0,80} | let us know\b.{0,160}
            (?:login|sign in|log in|register)\b.{0,60}
        """),
        "said after the story ends",
    ),
)


def _at(*where: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in RULES if rule.where in where)


ELEMENTS, NAMES, LINES, HEAD, TAIL = _at("element"), _at("names"), _at("line"), _at("head"), _at("tail")
ABOVE = Rule("head.above_headline", "head", re.compile(""), "kickers and menus above the headline", "metadata")
HEADLINE = Rule("headline.repeated", "head", re.compile(""), "the headline is a field of its own", "headline")
LINKED = Rule("related.link", "line", re.compile(""), "a line that is nothing but a link leads elsewhere")
ORPHAN = Rule("heading.orphan", "line", re.compile(""), "its section has been removed")
# Below these there is no body, whatever their size, or none unless they hold most of the page (old forms wrap it all).
_NEVER = DROPPED | {"a"}
_SELDOM = _tags("nav footer form aside figcaption")
_ANY_NAME = re.compile("|".join(rule.pattern.pattern for rule in NAMES))
_SMALL = frozenset(("tags.list", "image.credit", "byline.box"))  # names that articles and their wrappers bear as well


def apart(tag: str, words: str) -> float:
    """Return the largest share of a page's prose that an element beside its body may hold; 0.0 for a plain one."""
    if tag in _NEVER:
        return 1.0
    if tag in _SELDOM:
        return 0.5
    return max((rule.most for rule in name_rules(words) if rule.name not in _SMALL), default=0.0)


@lru_cache(maxsize=20_000)
def name_rules(words: str) -> tuple[Rule, ...]:
    """Return the rules that an element's name words call for, before their size guards."""
    return tuple(rule for rule in NAMES if rule.pattern.search(words)) if words and _ANY_NAME.search(words) else ()


_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SEPARATORS = re.compile(r"[^\w]+|_+")


@lru_cache(maxsize=20_000)
def _split(names: str) -> str:
    return _SEPARATORS.sub(" ", _CAMEL.sub(" ", names)).strip().lower()


def name_words(node: LexborNode) -> str:
    """Return the words of an element's class, id and itemprop, lower-case: "article body" for `articleBody`."""
    attributes = node.attributes
    if not attributes:
        return ""
    return _split(" ".join(filter(None, (attributes.get("class"), attributes.get("id"), attributes.get("itemprop")))))


@dataclass(slots=True, eq=False)
class _Block:
    text: str
    kind: Kind
    linked: float
    level: int
    group: int
    rule: Rule | None


def strip(markup: str, headlines: Iterable[str] = ()) -> tuple[tuple[Paragraph, ...], tuple[Removal, ...]]:
    """Return what is kept of a thinned body and what was removed; together they are all of its text, once, in order."""
    blocks = _Reader(BeautifulSoup(markup, "lxml", multi_valued_attributes=None)).read()
    _apply_head(blocks, [fold(headline).lower() for headline in headlines if headline])
    for block in blocks:
        block.rule = block.rule or _line_rule(block)
    _apply_links(blocks)
    _apply_tail(blocks)
    _apply_orphans(blocks)
    kept = tuple(Paragraph(block.text, block.kind) for block in blocks if block.rule is None)
    removed = tuple(
        Removal(block.text, position, block.rule.reason, block.rule.name, kind=block.kind)
        for position, block in enumerate(blocks)
        if block.rule is not None
    )
    return kept, removed


class _Reader:
    """Reads a parsed body into blocks; an element rule holds for everything below its element."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self.soup = soup
        self.total = len(soup.get_text()) or 1
        self.blocks: list[_Block] = []
        self.parts: list[str] = []
        self.linked = 0
        self.breaks = 0
        self.group = 0

    def read(self) -> list[_Block]:
        self._walk(self.soup, "paragraph", None, False, 0)
        self._flush("paragraph", None, 0)
        return self.blocks

    def _flush(self, kind: Kind, rule: Rule | None, level: int) -> None:
        text = collapse("".join(self.parts))
        if text:
            self.blocks.append(_Block(text, kind, self.linked / len(text), level, self.group, rule))
        self.parts.clear()
        self.linked = self.breaks = 0

    def _walk(self, tag: Tag, kind: Kind, rule: Rule | None, link: bool, level: int) -> None:
        for child in tag.children:
            if isinstance(child, NavigableString):
                if child.strip():
                    self.breaks = 0
                self.parts.append(child)
                self.linked += len(child.strip()) if link else 0
            elif isinstance(child, Tag):
                self._enter(child, kind, rule, link, level)

    def _enter(self, tag: Tag, kind: Kind, rule: Rule | None, link: bool, level: int) -> None:
        name = tag.name
        if name == "br":
            self.breaks += 1
            self.parts.append(" ")
            if self.breaks > 1:
                self._flush(kind, rule, level)
            return
        if name == "hr":
            self._flush(kind, rule, level)
            return
        if name in ("td", "th") and kind == "table_row":
            self.parts.append(" | " if "".join(self.parts).strip() else "")
            self._walk(tag, kind, rule, link, level)
            return
        if name in INLINE:
            self._walk(tag, kind, rule, link or name == "a", level)
            return
        self._flush(kind, rule, level)
        rule = rule or self._element_rule(tag)
        inner, inner_level = _kind(name, kind), int(name[1]) if name in HEADINGS else level
        if name in ("ul", "ol", "table", "dl"):
            self.group += 1
        if name == "tr" and not tag.find(["p", "div", "li", "br", "hr", "table"]):
            inner = "table_row"
        self._walk(tag, inner, rule, link, inner_level)
        self._flush(inner, rule, inner_level)
        if name in ("ul", "ol", "table", "dl"):
            self.group += 1

    def _element_rule(self, tag: Tag) -> Rule | None:
        role, hidden = tag.get("role", ""), "hidden" if tag.has_attr("hidden") else ""
        rules = name_rules(str(tag.get("class", "")))
        if role or hidden or tag.name in _DECLARED:
            rules = tuple(rule for rule in ELEMENTS if rule.pattern.match(f"{tag.name} {role} {hidden}")) + rules
        if not rules:
            return None
        share = len(tag.get_text()) / self.total
        return next((rule for rule in rules if share <= rule.most), None)


_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("li", "dd", "dt"), "list_item"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    "blockquote": "quote",
    "pre": "preformatted",
}


def _kind(name: str, outer: Kind) -> Kind:
    if name in HEADINGS:
        return "heading"
    return _KINDS.get(name, outer)


def _line_rule(block: _Block) -> Rule | None:
    if len(block.text) > 300 and block.text[0] not in "[{":
        return None
    return next((rule for rule in LINES if rule.pattern.fullmatch(block.text)), None)


def _apply_head(blocks: list[_Block], headlines: list[str]) -> None:
    """Remove, before the first sentence, the headline, what stands above it, and bylines."""
    found = -1
    for position, block in enumerate(blocks):
        text = fold(block.text).lower()
        if block.rule is None and any(fuzz.ratio(text, headline) >= 90 for headline in headlines):
            block.rule, found = HEADLINE, position
        elif block.rule is None:
            if len(block.text) >= PROSE and block.linked < 0.5:
                break
            block.rule = next((rule for rule in HEAD if rule.pattern.fullmatch(block.text)), None)
    for block in blocks[: max(found, 0)]:
        block.rule = block.rule or ABOVE


def _apply_links(blocks: list[_Block]) -> None:
    """Remove lines and whole lists that are nothing but links; a heading may be a link."""
    groups: dict[int, list[_Block]] = {}
    for block in blocks:
        if block.kind == "list_item":
            groups.setdefault(block.group, []).append(block)
        elif block.rule is None and block.kind == "paragraph" and block.linked > 0.8:
            block.rule = LINKED
    for items in groups.values():
        if sum(item.linked > 0.8 for item in items) >= 0.8 * len(items):
            for item in items:
                item.rule = item.rule or LINKED


def _apply_tail(blocks: list[_Block]) -> None:
    for block in reversed(blocks):
        if block.rule is None:
            block.rule = next(
                (rule for rule in TAIL if len(block.text) <= 400 and rule.pattern.fullmatch(block.text)), None
            )
            if block.rule is None:
                return


def _apply_orphans(blocks: list[_Block]) -> None:
    """Remove headings after the last line that is kept: their sections are gone."""
    ended = True
    for block in reversed(blocks):
        if block.rule is None:
            if block.kind != "heading":
                ended = False
            elif ended:
                block.rule = ORPHAN
