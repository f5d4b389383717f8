"""The strip rules as data: what each is held against, what it takes out, and why.

A rule looks at an element (its tag and role, or the words of its class and id), at a line anywhere in the body, or at a
line of the body's head or tail only. What is safe at the tail ("Follow us on ...", a copyright line) would eat true
sentences further up. Rules on names carry a size guard: a body inside `<div class="comments-open">` is still the body.
"""

import re
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason to take a line out.

    `where` says what `pattern` is held against: an element's tag and role, an element's name words, or a line anywhere,
    before the first sentence, or after the last; names and lines come in lower case. `most` is the largest share of the
    body's text that one element may have and still be removed. `holds` spares a slow pattern most lines: it is tried on
    those that hold one of these.
    """

    name: str
    where: Literal["element", "names", "line", "head", "tail"]
    pattern: re.Pattern[str]
    why: str
    reason: Literal["boilerplate", "code", "headline", "metadata"] = "boilerplate"
    most: float = 0.3
    longest: int = 1_000_000
    holds: tuple[str, ...] = ()

    def takes(self, line: str) -> bool:
        """Return whether the rule takes a whole line, given in lower case."""
        return (not self.holds or any(part in line for part in self.holds)) and bool(self.pattern.fullmatch(line))


def _alternatives(text: str) -> str:
    """Return a pattern's alternatives, told apart by " | " or a new line; a line that ends in a backslash goes on."""
    return "|".join(re.split(r" \| |\n\s*", re.sub(r"\\\n {12}", "", text).strip()))


def _words(text: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_alternatives(text)})\b")


def _line(text: str) -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{_alternatives(text)})\W*")


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
    r"(?:[\st,|@•·–-]*(?:at|um|à|a las|alle|ore|saat)?\s*\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?\s*"
    r"(?:[ap]\.?m\.?)?\s*(?:\(?[a-z]{1,5}\)?|uhr|[+-]\d\d:?\d\d)?)?)"
)

DATED = (
    r"(?:(?:first |originally )?(?:published|updated|posted|last (?:updated|modified|edited)|modified|created|date|"
    r"veröffentlicht|aktualisiert|stand|publié|mis à jour|publicado|actualizado|atualizado|pubblicato|aggiornato|"
    r"yayınlanma|güncelleme)(?: tarihi)?(?: (?:on|at|am|le|el|em|il))?\W{0,4})"
)

LONGEST_LABEL = 300
# What donation and consent texts say to the reader; two of a kind in one paragraph are no news.
APPEAL_HINTS = ("upport", "ontribut", "ournalism", "cookie")
DONATION = re.compile(
    r"as little as|\b(?:your|a) (?:contribution|support|donation|gift)\b|\breaders? like you|\bnews free\b|free for everyone|"
    r"\bsupport (?:us|our|independent|local|quality)\b|\bcontribut(?:e|ing) (?:as|today|now|to (?:our|us))\b|"
    r"\bdonat(?:e|ing) (?:today|now|to (?:us|our)|here)|\bbecome an? (?:\w+ )?(?:member|supporter)|freely accessible|"
    r"\b(?:independent|quality|high-quality|trusted|fearless|non-?profit) journalism|news subscriptions|reader-(?:supported|funded)|"
    r"\bour (?:newsroom|journalism|journalists|reporters|mission)|without your (?:help|support)|\bwe need your|"
    r"\b(?:can[’']?t|cannot) (?:do (?:this|it)|exist) without|\bwe (?:can(?:[’']t|not) )?(?:rely|depend) on",
    re.I,
)
CONSENT = re.compile(
    r"\byour (?:consent|preferences|browser)|privacy policy|\bthird[- ]part(?:y|ies)\b|\bour partners\b|\b(?:this|our|the) (?:web)?site\b|"
    r"personali[sz]ed (?:ads|content)|analytics|\badvertis|\b(?:accept|reject|decline)\b",
    re.I,
)
SHORTEST_APPEAL, LONGEST_APPEAL = 60, 700


def appeals(text: str) -> bool:
    """Return whether a paragraph asks its reader for money, a subscription, a login or consent."""
    if not SHORTEST_APPEAL <= len(text) <= LONGEST_APPEAL or text[0] in "\"“'‘«":
        return False
    for hint in APPEAL_HINTS:
        if hint in text:
            break
    else:
        return False
    kinds = (DONATION, CONSENT) if "cookie" in text.lower() else (DONATION,)
    return any(len({match[0].lower() for match in kind.finditer(text)}) >= 2 for kind in kinds)


CAPTION = "image.caption"  # makes a caption of a text, takes nothing out
HIDDEN = "hidden.element"
LAYOUT = "page.part"  # names of places: some sites build their very articles of "widgets"
RULES = (
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
            share | shares | sharing | social | sharedaddy | addthis | addtoany | sharethis | follow us | tweet button
            teilen | partager | compartir | compartilhar | condividi | paylas
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
            jp relatedposts | up next | prev next | next (?:article|story|post)s? | teasers? | similar | see also
            also like | latest (?:news|posts?) | recirc(?:ulation)?
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
            captions? | cutline | (?:image|photo|picture|img|media|gallery) (?:top|desc|description|info|details?|text|legend)
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
            (?:please )?enable javascript to view the comments.{0,60} | (?:add|view) (?:a )?comment.{0,20}
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
            view (?:this post|more) on instagram | (?:a )?post shared by .{2,80} | share (?:your|the) (?:story|love|news)\b.{0,40}
            (?:if you (?:like|love|enjoy)(?:ed)? (?:it|this|the|our|reading)\b.{0,120})?please (?:share|like|consider)\b.{0,120}
            if you (?:like|enjoy)(?:ed)? (?:this|our|the) (?:article|post|story|newsletter|podcast|episode)\b.{0,200}
        """),
        "a button's label",
    ),
    Rule(
        "promo.line",
        "line",
        _line(r"""
            (?:sign up|subscribe)(?: now| today| here| free| to \w+(?: \w+)?)?
            get (?:the |our )?(?:latest|best|top|daily|breaking)\b.{0,100}(?:inbox|e-?mail|newsletter|phone)\b.{0,60}
            enter your e-?mail.{0,60}
            by (?:signing up|subscribing|submitting),? .{0,200} | download (?:the|our)\b.{0,30} app\b.{0,60}
            newsletters? | thank you for (?:subscribing|signing up).{0,60}
            (?:please )?support (?:us|our journalism|our newsroom|our work)\b.{0,160}
            subscribe to (?:\S+ ){1,4}(?:and|for|to|on)\b.{0,120} | start your (?:free )?trial\b.{0,80}
            (?:rate|share|forward) this (?:\S+ ){0,2}newsletter\b.{0,160} | (?:please )?join our mailing list\b.{0,120}
            | melden sie sich (?:für|zum) .{0,60}newsletter.{0,60}
            (?:inscrivez|abonnez)-vous\b.{0,80} | suscr[ií]b[ae](?:te|se)\b.{0,80}
            (?:inscreva|assine)(?:-se)?\b.{0,40}newsletter.{0,40} | iscriviti\b.{0,80}
            (?:e-?bültene?|bültenimize) (?:abone|kayıt).{0,60}
        """),
        "asks the reader to subscribe or give",
    ),
    Rule(
        "promo.letter",
        "line",
        _line(r"""
            (?:[\w’',&]+ ){0,8}(?:sign up|subscribe|register)(?: now| today| here| free)? (?:for|to|and get) \
            (?:\S+ ){0,12}(?:newsletters?|inbox|emails?|updates|channel|alerts?|podcast)\b.{0,80}
            .{0,120}(?:straight|delivered|directly|sent|right) to your inbox.{0,60} | .{0,40}\bnewsletters?
            .{0,150}\b(?:sign up|subscribe|register)(?: now| today| here)? (?:for|to) (?:(?:our|the|my|their|get)\b.{0,60}\b)?\
            (?:newsletters?|mailing list|e-?mails?|inbox|podcast)\b.{0,120}
        """),
        "asks the reader to subscribe",
        holds=("sign up", "subscribe", "register", "inbox", "newsletter"),
    ),
    Rule(
        "paywall.line",
        "line",
        _line(r"""
            (?:this|the) (?:article|story|content|post|report) is (?:exclusive|exclusively|only available|available only|\
            reserved|for)\b.{0,60}(?:subscribers|members|readers)\b.{0,60}
            already (?:have an account|an? (?:\S+ )?(?:subscriber|member))\b.{0,60}
            to (?:read|continue reading|unlock|access|view) (?:the (?:full|rest|entire|complete)|this)\b.{0,100}
            (?:unlock|read) (?:this|the (?:full|rest|entire)) (?:article|story|post|piece)\b.{0,120}
            (?:become|create) an? (?:\S+ ){0,2}(?:subscriber|member|account)\b.{0,120} | (?:log|sign) ?in\b(?: (?:to|here|or)\b.{0,60})?
            not a (?:subscriber|member)(?: yet)?\b.{0,60} | (?:this|the) (?:article|story) is for .{0,40}(?:subscribers|members).{0,60}
        """),
        "asks the reader to log in or to pay",
    ),
    Rule(
        "gallery.line",
        "line",
        _line(r"""
            (?:image|photo|picture|slide|video|gallery|item) ?\d* ?(?:of|/)(?: ?/)? ?\d+ | \d+ ?(?:of|/) ?\d+ | caption
            (?:hide|show|toggle|view|open|close|read)(?: full)? (?:captions?|gallery|slideshow|images?|photos?|transcript|map|menu)
            enlarge(?: this)?(?: image| photo)? | this slideshow requires javascript | close | expand | full ?screen | zoom
            (?:play|watch)(?: the)? video | video player is loading | loading(?: ?error)?(?: loading)* | open image modal
            (?:next|previous|prev|back) | scroll (?:down|left|right)\b.{0,40} | image source | tap to (?:unmute|play|view).{0,30}
        """),
        "for machines and players",
    ),
    Rule(
        "related.line",
        "line",
        _line(r"""
            (?:related|recommended|suggested)(?: (?:articles?|stor(?:y|ies)|posts?|content|topics?|news|links?|\
            coverage|reading|videos?|reads?))?(?: ?:.{0,160})?
            (?:read (?:more|also|next|on|full story)|also read|see also|see more|see|watch(?: now| more| also| live)?|\
            more|listen|don[’']?t miss|must read|up next|next|previous|previously|related)\
            (?: ?[:|»>–-] ?.{0,160}| (?:articles?|stories|post|about .{0,60}|on .{0,60}))?
            (?:you )?(?:may|might|’ll|'ll) also (?:like|be interested in|enjoy)(?:.{0,40}| ?:.{0,160})
            related (?:articles?|stor(?:y|ies)|posts?|links?|papers?|reading|coverage)\b.{0,40}:?
            (?:more|other) (?:\S+ ){0,3}(?:stories|articles|headlines|posts)(?: like this(?: one)?| you.{0,40})?
            (?:more|latest)(?: \w+)? (?:on this (?:story|topic)|from\b.{0,40}|stories|news|articles|headlines|videos)
            most (?:read|viewed|popular|shared|recent)(?: .{0,30})? | trending(?: now| stories)?
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
            (?:copyright|©|\(c\))\W.{0,200}
            .{0,60}©.{0,60} | .{0,120}\ball rights reserved\b.{0,120} | alle rechte vorbehalten.{0,60}
            tous droits réservés.{0,60} | todos los derechos reservados.{0,60} | todos os direitos reservados.{0,60}
            tutti i diritti riservati.{0,60} | tüm hakları saklıdır.{0,60}
        """),
        "who owns the page",
        "metadata",
        holds=("©", "(c)", "copyright", "rights", "rechte", "droits", "derechos", "direitos", "diritti", "hakları"),
    ),
    Rule(
        "date.line",
        "line",
        _line(rf"""
            (?:{DATED})?{DATE}(?:\W+(?:updated|modified|published|first published|actualizado|mis à jour)?\
            (?: on| at)?\W*{DATE})?
            (?:published|updated|posted|last updated)\W+\d+ \w+ ago
            (?:published|updated|posted|modified)\b[\s:]*(?:\w{{3,9}}\W+)?(?:at |on )?\d{{1,2}}[:.]\d\d.{{0,40}}
            (?:posted|written|published) (?:by|on|in)\b.{{2,60}}(?:{DATE}|\d{{4}}-\d\d-\d\d).{{0,40}}
            (?:posted|published|updated) on \d{{4}}-\d\d-\d\d.{{0,60}}
            \d+ (?:second|minute|min|hour|day|week|month|year)s? ago | \d+ (?:min(?:ute)?s?)(?: read)?
            (?:published|updated|posted|last updated)(?: (?:on|at))? | (?:est(?:imated)? )?read(?:ing)? time.{{0,30}}
            [\d.,]+[km]? views?
        """),
        "read as metadata instead",
        "metadata",
    ),
    Rule(
        "image.source",
        "line",
        _line(r"""
            (?:(?:image|photo|picture|video|graphic|featured? image)s? )?(?:(?:sources?|credits?|via) ?:|courtesy of) ?[^.!?]{0,60}(?:\.\w{2,4})?
            (?:photo|image|picture|illustration|photograph)s? ?(?:by\b|:|/|courtesy|credit|©|\|)[^.!?]{0,100}
        """),
        "who took the picture",
        "metadata",
    ),
    Rule(
        "tags.line",
        "line",
        _line(r"""
            (?:tags?|topics?|filed under|filed in|posted in|categor(?:y|ies)|keywords|schlagwörter|themen|mots-clés|\
            etiquetas|temas|etiketler)(?: ?:.{0,200})?
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
            .{0,40}\bis an? (?:\S+ ){0,6}\
            (?:reporter|writer|editor|correspondent|journalist|contributor|author|columnist)\b.{0,300}
            (?:this (?:article|story|post)|the post) .{0,160}(?:appeared|published)\b.{0,160}
            (?:source|via|quelle|fuente|fonte|kaynak) ?:.{0,80}
            (?:photo|image|picture|featured image)s? ?(?:credits?|by|courtesy|via)?[ :].{0,120}
            have (?:a|any) (?:story|tips?|questions?)\b.{0,160} | subscribe\b.{0,160} | sign up\b.{0,160}
            .{0,80}\bcontributed(?: reporting| to)\b.{0,120} | .{0,80}\bcontributed to this (?:report|story|article)\b.{0,60}
            (?:with )?(?:additional |further )?(?:reporting|writing|editing) by\b.{0,300} | .{0,60}letters to the editor\b.{0,300}
            .{0,160}\b(?:free (?:demo|trial|consultation|quote|template|e-?book|course)|get in touch|contact us|pin it|\
            book (?:a|your) (?:call|demo|free|consultation)|request a (?:quote|demo)|sign up (?:now|below|today)|\
            let['’]s (?:talk|chat|connect)|stay (?:in touch|tuned)|our (?:experts|services|website|newsletter))\b.{0,160}
            (?:this|the) (?:story|article|interview|post|conversation) (?:was|has been|is) (?:\S+ ){0,3}(?:edited|written|produced|reviewed|\
            updated|published|produced|republished|originally)\b.{0,240}
            about the author.{0,40} | (?:like|join|find) us on\b.{0,80} | let us know\b.{0,160}
            (?:login|sign in|log in|register)\b.{0,60}
        """),
        "said after the story ends",
    ),
)


def _at(where: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in RULES if rule.where == where)


ELEMENTS, NAMES, LINES, HEAD, TAIL = map(_at, ("element", "names", "line", "head", "tail"))
