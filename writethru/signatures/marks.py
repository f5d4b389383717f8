"""What walls are known by whatever language they speak: vendors' marks, and the addresses that they stand at."""

import re

# Written into challenges only. A vendor's bare name says nothing: ordinary pages load the same vendors' scripts.
CHALLENGE_MARKS = (
    b"_cf_chl_opt",
    b"/_Incapsula_Resource?SWUDNSAI",
    b'id="px-captcha"',
    b"captcha-delivery.com/c.js",
    b"captcha-delivery.com/captcha",
    b"awsWafCookieDomainList",
    b"/_sec/cp_challenge",
    b'id="anubis_challenge"',
    b"ddos-guard/js-challenge",
    b"sucuri_cloudproxy_js",
    b"errors.edgesuite.net",
    b"_bd_challenge",
    b"/.well-known/vercel/security",
    b"qrator.net/",
)


def _place(paths: str, hosts: str = "") -> re.Pattern[str]:
    """Return a pattern for the first label of a host or for one segment of a path."""
    return re.compile((rf"^(?:{hosts})\.|" if hosts else "") + rf"/(?:{paths})(?:[/.]|$)", re.I)


CONSENT_PLACE = _place(
    r"cookie-?wall|(?:cookie-?|collect-?|gdpr-?)?consent|privacy-?(?:gate|wall|consent)|zustimmung|toestemming|consentement",
    r"consent|guce|cmp|myprivacy|cookiewall|privacy-?gate",
)
LOGIN_PLACE = _place(
    r"log-?in|sign-?in|signon|anmelden|einloggen|wp-login|connexion|iniciar-sesion|accedi|inloggen|logowanie|logga-in|giris",
    r"login|sso|signin",
)
PAYWALL_PLACE = _place(
    r"pay-?wall|subscribe|subscriptions?|subscription-offers?|abonnements?|abo|abonner|suscripcion(?:es)?|suscribete|assine|"
    r"assinaturas?|abbonamenti|abbonati|prenumerera|prenumerata|subskrypcja|premium-offer|register|offres?",
    r"subscribe|abo|abonnement|offers?",
)
BLOCK_PLACE = _place(
    r"captcha|challenge|blocked|access-?denied|forbidden|403|sorry|geo-?block(?:ed)?|unavailable-region|451|"
    r"unsupported-(?:region|country)|bot-?check|validate-?human|antibot|showcaptcha",
    r"captcha|challenge",
)
NOT_FOUND_PLACE = _place(
    r"(?:(?:error|page|erreur|fehler|seite|errore?s?)[-_/]?)?(?:404|not-?found|nicht-gefunden)|(?:article|page)-?(?:removed|expired|gone)"
)
ERROR_PLACE = _place(
    r"50[0-4]|(?:error|server)[-_]?(?:50\d|page)|errors?|maintenance|wartung|mantenimiento|manutenzione"
)
# A list of stories, wherever it stands in a path.
LIST_PLACE = _place(
    r"tags?|topics?|categor(?:y|ies|ia|ie)|kategorie|sections?|search|suche|recherche|buscar|busca|cerca|zoeken|archives?|"
    r"rubriques?|rubrik|thema|tema|dossier|authors?|latest|news-?(?:list|index)|homepage|startseite|portada|accueil"
)
PRICE = re.compile(r"[€$£¥₹₺₽₴]\s?\d|\d\s?(?:€|£|₺|₽|₴|zł|kr|kč|eur|usd|руб|грн|円|元|원|ft|lei)\b", re.I)
