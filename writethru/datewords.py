"""Words in dates: months in the languages that feeds come in, and zones in letters."""

from writethru.text import bare

# Twelve names a language, as they stand within a date; beginnings of three letters or more count, as long as they are
# one month's in their language. A beginning that two languages share belongs to the first.
_LANGUAGES = """
    january february march april may june july august september october november december
    januar februar märz april mai juni juli august september oktober november dezember
    jänner feber mrz april mei juni juli august september oktober november dezember
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
    janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
    januari februari maart april mei juni juli augustus september oktober november december
    januari februari mrt april maj juni juli augusti september oktober november desember
    stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
    ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
    січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
    ledna února března dubna května června července srpna září října listopadu prosince
    ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου
    január február március április május június július augusztus szeptember október november december
    ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
    tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta
        marraskuuta joulukuuta
    januari februari maret april mei juni juli agustus september oktober november desember
    يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
    जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर
"""
_SHORTEST = 3  # letters of a beginning


def _beginnings() -> dict[str, int]:
    names = [bare(name) for name in _LANGUAGES.split()]
    known: dict[str, int] = {}
    for start in range(0, len(names), 12):
        found: dict[str, set[int]] = {}
        for month, name in enumerate(names[start : start + 12], 1):
            for length in range(min(_SHORTEST, len(name)), len(name) + 1):
                found.setdefault(name[:length], set()).add(month)
        for beginning, months in found.items():
            if len(months) == 1:
                known.setdefault(beginning, min(months))
    return known


MONTHS = _beginnings()

# Seconds from UTC of the zones that feeds name in letters; others count as UTC.
_HOURS = """
    EST=-5 EDT=-4 CST=-6 CDT=-5 MST=-7 MDT=-6 PST=-8 PDT=-7 AST=-4 ADT=-3 NST=-3.5 NDT=-2.5 AKST=-9 AKDT=-8 HST=-10
    WET=0 BST=1 WEST=1 CET=1 MET=1 MEZ=1 CEST=2 MEST=2 MESZ=2 EET=2 EEST=3 MSK=3 TRT=3 SAST=2 WAT=1 CAT=2 EAT=3
    PKT=5 IST=5.5 WIB=7 ICT=7 WITA=8 WIT=9 SGT=8 HKT=8 PHT=8 AWST=8 JST=9 KST=9 ACST=9.5 ACDT=10.5 AEST=10 AEDT=11
    NZST=12 NZDT=13 BRT=-3 ART=-3 CLT=-4
"""
ZONES = {name: round(float(hours) * 3600) for name, hours in (pair.split("=") for pair in _HOURS.split())}


def month(word: str) -> int | None:
    """Return the number of a month, abbreviated or inflected; None for another word.

    >>> month("Sept."), month("июн"), month("Wednesday")
    (9, 6, None)
    """
    word = bare(word).rstrip(".")
    for length in range(len(word), min(len(word), _SHORTEST) - 1, -1):
        if word[:length] in MONTHS:
            # More than an ending: "Marathon" is no month.
            return MONTHS[word[:length]] if len(word) - length <= 3 or length > 4 else None
    return None
