"""What walls, stubs and error pages say of themselves: titles and headings as data, folded and in lower case.

A title counts when it, or one of the parts between its separators, is such a phrase and nothing else: an article about
"404 pages" has more to say.
"""

import re
from itertools import product

from writethru.text import fold


def _phrases(lines: str) -> frozenset[str]:
    return frozenset(fold(line) for line in lines.splitlines() if line.strip())


SEPARATOR = re.compile(r"\s+[|·:»/-]+\s+|\s*[|»]\s*")
EDGES = " .,!?:;()[]-'\""
NOT_FOUND_CODE = re.compile(r"\b(?:http )?(?:error |erreur |fehler |errore )?(?:code |status )?404(?: error)?\b")
INTERJECTION = re.compile(r"^(?:oops|ooops|whoops|uh[- ]oh|sorry|error|we're sorry)\b[!,.: -]*(?:that |this |but )?")

SUBJECTS = _phrases("""
    page
    this page
    the page
    that page
    the requested page
    the page you requested
    the page you are looking for
    the page you were looking for
    article
    story
    content
    post
    file
""")
PREDICATES = _phrases("""
    not found
    was not found
    is not found
    cannot be found
    could not be found
    can't be found
    couldn't be found
    does not exist
    doesn't exist
    no longer exists
    unavailable
    not available
    no longer available
    is no longer available
    has been removed
    has been deleted
""")
NOT_FOUND = frozenset(" ".join(pair) for pair in product(SUBJECTS, PREDICATES)) | _phrases("""
    not found
    nothing found
    seite nicht gefunden
    die seite wurde nicht gefunden
    artikel nicht gefunden
    seite nicht verfügbar
    page introuvable
    page non trouvée
    cette page n'existe pas
    página no encontrada
    pagina no encontrada
    página não encontrada
    pagina non trovata
    pagina niet gevonden
    sidan hittades inte
    sidan kunde inte hittas
    siden ble ikke funnet
    siden finnes ikke
    siden blev ikke fundet
    sivua ei löytynyt
    sayfa bulunamadı
    aradığınız sayfa bulunamadı
    strona nie została znaleziona
    nie znaleziono strony
    stránka nenalezena
    stránka nebyla nalezena
    az oldal nem található
    pagina nu a fost găsită
    страница не найдена
    сторінку не знайдено
    страницата не е намерена
    η σελίδα δεν βρέθηκε
    الصفحة غير موجودة
    הדף לא נמצא
    halaman tidak ditemukan
    không tìm thấy trang
    ページが見つかりません
    ページが見つかりませんでした
    页面不存在
    页面未找到
    找不到网页
    找不到頁面
    페이지를 찾을 수 없습니다
""")
CHALLENGE = _phrases("""
    just a moment
    one moment, please
    please wait
    attention required
    access denied
    access to this page has been denied
    pardon our interruption
    are you a robot
    are you human
    robot or human
    bot verification
    please verify you are human
    please verify you are a human
    verify you are human
    verify you are not a robot
    verifying you are human
    human verification
    security verification
    security check
    browser check
    vercel security checkpoint
    client challenge
    captcha
    checking your browser
    checking your browser before accessing
    ddos-guard
    ddos protection by cloudflare
    you have been blocked
    sorry, you have been blocked
    request blocked
    request rejected
    making sure you're not a bot
    403 forbidden
    nur einen moment
    einen moment
    un instant
    un momento
    um momento
    un attimo
    een ogenblik geduld
    bir dakika lütfen
    chwileczkę
    один момент
    请稍候
    請稍候
    しばらくお待ちください
""")
# Written into challenges only. A vendor's bare name says nothing: ordinary pages load the same vendors' scripts.
CHALLENGE_MARKS = (
    b"_cf_chl_opt",
    b"/_Incapsula_Resource?SWUDNSAI",
    b'id="px-captcha"',
    b"captcha-delivery.com/c.js",
    b"awsWafCookieDomainList",
    b"/_sec/cp_challenge",
    b'id="anubis_challenge"',
    b"ddos-guard/js-challenge",
)
ERROR_PAGE = _phrases("""
    an error occurred
    an error has occurred
    500 internal server error
    502 bad gateway
    503 service temporarily unavailable
    503 service unavailable
    504 gateway time-out
    504 gateway timeout
    internal server error
    server error
    bad gateway
    service unavailable
    service temporarily unavailable
    temporarily unavailable
    server busy
    the server is busy
    server too busy
    database error
    error establishing a database connection
    maintenance mode
    site maintenance
    under maintenance
    site under maintenance
    down for maintenance
    we'll be back soon
    we'll be right back
    something went wrong
    too many requests
    429 too many requests
    rate limit exceeded
""")

CONSENT_PLACE = re.compile(
    r"^(?:consent|guce|cmp|myprivacy|cookiewall)\.|/(?:cookie-?wall|(?:cookie-?|collect-?|gdpr-?)?consent"
    r"|privacy-?(?:gate|wall)|zustimmung)(?:[/.]|$)",
    re.IGNORECASE,
)
LOGIN_PLACE = re.compile(r"/(?:log-?in|sign-?in|anmelden|paywall|wp-login)(?:[/.]|$)", re.IGNORECASE)
NOT_FOUND_PLACE = re.compile(r"/(?:(?:error|page|erreur|fehler)[-_/]?)?(?:404|not-?found)(?:[/.]|$)", re.IGNORECASE)

SUBSCRIBE_CUES = _phrases("""
    subscribe to continue
    subscribe to read
    subscribe to unlock
    subscribe now
    for subscribers
    subscribers only
    subscriber-only
    subscriber exclusive
    already a subscriber
    to continue reading
    to keep reading
    to read the full
    unlock this article
    jetzt abonnieren
    weiterlesen mit
    réservé aux abonnés
    abonnez-vous
    exclusivo para suscriptores
    suscríbete
    exclusivo para assinantes
    riservato agli abbonati
    voor abonnees
    for abonnenter
    för prenumeranter
    abone ol
""")


def says_not_found(part: str) -> bool:
    """Whether a folded, lower-case part of a title means that there is no such page; "404" alone does."""
    bare = INTERJECTION.sub("", NOT_FOUND_CODE.sub("", part).strip(EDGES)).strip(EDGES)
    return bare in NOT_FOUND or (not bare and "404" in part)
