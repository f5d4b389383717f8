"""The dateline that opens a report: its place, the day, the agency that filed it."""

import re

# Agencies by the names they sign with; where one is named, its place need not stand in capitals.
AGENCIES = (
    r"(?:Thomson )?Reuters|AP|AFP|UPI|dpa(?:[-/]\w+)?|epd|KNA|SID|APA|sda|ANP|Belga|EFE|Europa Press|Lusa|ANSA|AGI|"
    r"Adnkronos|askanews|PTI|ANI|IANS|AAP|PA(?: Media)?|CP|Xinhua|TASS|RIA Novosti|Interfax|AA|DHA|İHA|IHA|ANKA|"
    r"MENA|WAM|SPA|KUNA|QNA|Bloomberg|Kyodo|Yonhap|Bernama|Antara|PAP|ČTK|NTB|TT|Ritzau|STT|"
    r"رويترز|أ ف ب|ا ف ب|أ ب|د ب أ|الأناضول|وام|واس|سانا|РИА Новости|ТАСС|Интерфакс|共同|時事|ロイター"
)
_DASH = r"\s*\.?\s?(?:[-–—―]+|--)\s?"
_CAPITALS = r"[^\W\d_a-zß-ÿа-яё](?:[^\W\d_a-zß-ÿа-яё]|['’.\- /])+"
_DAY = r"(?:,\s(?:[^\W\d_]{2,20},?\s)?[^()–—-]{2,25}?)?"  # ", 3 mars", ", Ohio", ", Nov. 5"
SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"(?P<line>[^\W\d_][^()\n]{{1,50}}?\s?\((?:{AGENCIES})(?:[/,\s][^()]{{1,30}})?\)){_DASH}",
        rf"(?P<line>{_CAPITALS}{_DAY}\s\([^()\d]{{2,40}}\)){_DASH}",
        rf"(?P<line>\((?:{AGENCIES})\)\s?[-–—]\s?{_CAPITALS}{_DAY})\s[-–—]\s",
        rf"(?P<line>{_CAPITALS}{_DAY}\s[-–—]\s(?:{AGENCIES}))[.,:]?\s",
        rf"(?P<line>{_CAPITALS}{_DAY})\s?(?:[–—―]|--|\s-\s)\s?",
        r"(?P<line>[（(]?[^\s，。]{0,8}(?:新华社|新華社|中新社|中新网|央视网)[^\s，。]{0,12}\d{1,2}月\d{1,2}日[电電讯]?[）)]?)",
        r"(?P<line>【[^】\s]{2,16}】)",
    )
)
# Labels in capitals that open a paragraph and are no place.
NO_PLACE = re.compile(
    r"(?:BREAKING|UPDATED?|EXCLUSIVE|WATCH|LISTEN|READ|NOTE|EDITOR|CORRECTION|WARNING|OPINION|ANALYSIS|LIVE|VIDEO|PHOTOS?|"
    r"RELATED|MORE|FAQ|Q|A|TL;?DR|PS|EIL|EILMELDUNG|URGENT|ÚLTIMA HORA|SON DAKİKA|СРОЧНО)\b"
)
LOOKED_AT = 200  # characters
MOST_WORDS = 9


def read_dateline(text: str) -> str:
    """Return the dateline that a paragraph opens with, without the dash behind it; "" when it has none.

    >>> read_dateline("KESTOR (Reuters) - The ferry stopped on Friday.")
    'KESTOR (Reuters)'
    """
    text = text[:LOOKED_AT]
    for shape in SHAPES:
        match = shape.match(text)
        if match and text[match.end() :].strip():
            line = match["line"].strip()
            if len(line) > 2 and len(line.split()) <= MOST_WORDS and not NO_PLACE.match(line):
                return line
    return ""
