"""The words that carry facts: that every language's file is sound, and that it finds what a sentence says."""

import pickle

import pytest

from writethru.text import fold
from writethru.vocabulary import LANGUAGES, _File, vocabulary

KINDS = ("numbers", "ordinals", "dates", "negations", "qualifiers")
CLASSES = {
    "doubt", "lower", "upper", "approximate", "condition", "possible", "necessary", "future", "only", "again",
    "also", "still", "then", "but", "because", "degree", "amount",
}  # fmt: skip

# A sentence, its numbers and negations found, and the classes of its qualifiers.
SENTENCES = {
    "en": (
        "At least two men allegedly did not pay, the harbour master said, and up to six may leave in May.",
        "2 6 not", "lower doubt upper possible",
    ),
    "de": (
        "Mindestens zwei Männer sollen laut Hafenamt nicht gezahlt haben, bis zu sechs könnten gehen.",
        "2 6 nicht", "lower doubt upper possible",
    ),
    "fr": (
        "Au moins deux hommes n'ont pas payé, selon le port, et jusqu'à six pourraient partir si le bac coule.",
        "2 6 n pas", "lower upper possible condition",
    ),
    "es": (
        "Al menos dos hombres no pagaron, dijo el puerto, y hasta seis podrían salir de nuevo.",
        "2 6 no", "lower upper possible again",
    ),
    "it": (
        "Almeno due uomini non hanno pagato, ha detto il porto, e fino a sei potrebbero partire, forse solo oggi.",
        "2 6 non", "lower upper possible only",
    ),
    "pt": (
        "Pelo menos dois homens não pagaram, disse o porto, e até seis podem sair, supostamente, de novo.",
        "2 6 não", "lower upper possible doubt again",
    ),
    "nl": (
        "Minstens twee man betaalden vermoedelijk niet, zei de haven, en ongeveer zes moeten weg, tenzij ze betalen.",
        "2 6 niet", "lower doubt approximate necessary condition",
    ),
    "tr": (
        "İki kişi değil, en az üç kişi yaklaşık beş saat bekledi, liman sadece iddiaya göre kapalı.",
        "2 3 5 değil", "lower approximate only doubt",
    ),
    "pl": (
        "Co najmniej dwóch mężczyzn rzekomo nie zapłaciło, podał port, a około sześciu może wrócić, jeśli zapłaci.",
        "2 6 nie", "lower doubt approximate possible condition",
    ),
    "ru": (
        "По меньшей мере двое якобы не заплатили, сообщил порт, и около трех человек могут уехать, если заплатят.",
        "2 3 не", "lower doubt approximate possible condition",
    ),
    "uk": (
        "Щонайменше двоє нібито не заплатили, повідомив порт, і близько п’яти осіб можуть поїхати лише завтра.",
        "2 5 не", "lower doubt approximate possible only",
    ),
    "sv": (
        "Minst två män misstänks inte ha betalat, säger hamnen, och upp till sex kan bara åka igen.",
        "2 6 inte", "lower doubt upper possible only again",
    ),
    "da": (
        "Mindst to mænd har angiveligt ikke betalt, oplyser havnen, og op til seks kan måske rejse, hvis de betaler.",
        "2 6 ikke", "lower doubt upper possible condition",
    ),
    "nb": (
        "Minst to menn har angivelig ikke betalt, opplyser havnen, og rundt seks må reise igjen dersom de betaler.",
        "2 6 ikke", "lower doubt approximate necessary again condition",
    ),
    "ar": (
        "قال الميناء إن ثلاثة رجال على الأقل لم يدفعوا، وقد يكون نحو خمسة منهم في الجزيرة إذا تأخرت العبارة",
        "3 5 لم", "lower possible approximate condition",
    ),
    "fa": (
        "بندر گفت دست‌کم دو مرد پول نداده و نمی‌تواند برود و حدود شش نفر شاید فقط فردا بروند",
        "2 6 نداده نمیتواند", "lower approximate possible only",
    ),
    "zh": (
        "港务局说，至少三人据称没有付款，约五人可能再次离开，不仅如此。",
        "3 5 没", "lower doubt approximate possible again",
    ),
    "ja": (
        "港によると、少なくとも三人が支払っていないとみられ、約五人が再び出る可能性がある。",
        "3 5 ない", "lower doubt approximate possible again",
    ),
    "ko": (
        "항구는 적어도 두 명이 돈을 내지 않은 혐의가 있으며 약 5명이 다시 떠날 가능성이 있다고 밝혔다.",
        "2 않", "lower doubt approximate possible again",
    ),
    "hi": (
        "बंदरगाह ने कहा कि कम से कम दो लोगों ने कथित तौर पर पैसे नहीं दिए और लगभग पांच लोग शायद जाएंगे.",
        "2 5 नहीं", "lower doubt approximate possible future",
    ),
    "el": (
        "Τουλάχιστον δύο φέρεται να μην πλήρωσαν, λέει το λιμάνι, και έως έξι μπορεί να φύγουν μόνο αν πληρώσουν.",
        "2 6 μην", "lower doubt upper possible only condition",
    ),
}  # fmt: skip

# Sentences that add themselves to another, tell a state that lasts or was reached, and another time without a figure.
ADDITIONS = {
    "en": "The ferry, the harbour master also said, is no longer leaking, as it was last year.",
    "de": "Auch die Fähre liegt noch immer im Hafen, wie im vergangenen Jahr.",
    "fr": "Le bac est également resté à quai l'an dernier, il fuit encore.",
    "es": "El puerto también dijo que la barcaza ya no flota, como el año pasado.",
    "it": "Anche il traghetto è ancora fermo, come la settimana scorsa.",
    "pt": "O porto também disse que a balsa ainda está parada, como no ano passado.",
    "nl": "Ook de veerpont ligt nog steeds stil, net als vorig jaar.",
    "tr": "Liman ayrıca vapurun geçen yıl onarıldığını, artık çalıştığını belirtti.",
    "pl": "Również prom nadal stoi w porcie, jak w zeszłym roku.",
    "ru": "Паром также всё ещё стоит в порту, как и в прошлом году.",
    "uk": "Пором також досі стоїть у порту, як і минулого року.",
    "sv": "Även färjan ligger fortfarande still, som förra året.",
    "da": "Også færgen ligger stadig stille, som sidste år.",
    "nb": "Også ferja ligger fortsatt stille, som i fjor.",
    "ar": "وقال الميناء أيضا إن العبارة لا تزال متوقفة كما في العام الماضي",
    "fa": "بندر نیز گفت کشتی هنوز مانند سال گذشته در اسکله است",
    "zh": "港务局也说，渡轮仍停在码头，与去年一样。",
    "ja": "また、港によると、フェリーは昨年と同じくまだ港にいる。",
    "ko": "항구는 또한 여객선이 지난해처럼 아직 부두에 있다고 밝혔다.",
    "hi": "बंदरगाह ने भी कहा कि नौका पिछले साल की तरह अब तक घाट पर है.",
    "el": "Επίσης το πλοίο εξακολουθεί να δένει στο λιμάνι, όπως πέρυσι.",
}

# Sentences that set something against another, give a reason, and tell what is the most, the last, all or many.
REASONS = {
    "en": "But every berth is closed because of the worst storm.",
    "de": "Aber viele Fähren liegen wegen des Sturms fest, besonders im Hafen.",
    "fr": "Mais plusieurs bacs sont à quai en raison de la pire tempête.",
    "es": "Pero muchas barcazas no zarparon debido a la peor tormenta.",
    "it": "Ma molti traghetti non partono a causa della peggiore tempesta.",
    "pt": "Mas muitas balsas não partiram por causa da pior tempestade.",
    "nl": "Maar veel boten varen niet uit vanwege de zwaarste storm.",
    "tr": "Ama birçok vapur en büyük fırtına nedeniyle limanda.",
    "pl": "Ale wiele promów stoi z powodu największego sztormu.",
    "ru": "Но многие паромы стоят из-за самого сильного шторма.",
    "uk": "Але багато поромів стоять внаслідок найбільшого шторму.",
    "sv": "Men många färjor ligger stilla på grund av den värsta stormen.",
    "da": "Men mange færger ligger stille på grund af den værste storm.",
    "nb": "Men mange ferjer ligger stille på grunn av den verste stormen.",
    "ar": "لكن معظم العبارات توقفت بسبب أسوأ عاصفة",
    "fa": "اما بسیاری از کشتی‌ها به دلیل بدترین طوفان در اسکله هستند",
    "zh": "但许多渡轮因为最强风暴停航。",
    "ja": "しかし、多くのフェリーが最も強い嵐のため欠航した。",
    "ko": "그러나 많은 여객선이 가장 강한 폭풍 때문에 멈췄다.",
    "hi": "लेकिन कई नौकाएं सबसे तेज तूफान के कारण घाट पर हैं.",
    "el": "Αλλά πολλά πλοία δένουν λόγω της καταιγίδας, κυρίως στο λιμάνι.",
}

NOTHING_OF_THE_KIND = [
    ("en", "negations", "no fewer than six boats, not only ferries"),
    ("en", "qualifiers", "the ferry sailed in may, not only on sundays, over the bar and about the buoy"),
    ("en", "qualifiers", "too small, as well as the ferry, each other, human remains, today and this week"),
    ("de", "qualifiers", "die fähre als auch das schiff, heute und diese woche"),
    ("fr", "qualifiers", "aussi bien le bac, le reste"),
    ("ru", "qualifiers", "паром, а также порт, в то время как буй, прежде чем"),
    ("zh", "qualifiers", "也门的渡轮，也就是最后的渡轮"),
    ("ja", "qualifiers", "たまたまそのままだ、今週の年前半"),
    ("ko", "qualifiers", "이미지와 다음 주자"),
    ("hi", "qualifiers", "कोई भी नौका"),
    ("fr", "negations", "pas moins de six bacs, sans doute"),
    ("fr", "ordinals", "le premier ministre"),
    ("de", "negations", "nicht nur die fähre"),
    ("ru", "negations", "не менее шести паромов, тем не менее"),
    ("zh", "negations", "不少于六艘渡轮，无人机，未来"),
    ("zh", "numbers", "星期三，十二月，三星，第五"),
    ("zh", "qualifiers", "纽约3月的渡轮"),
    ("ja", "negations", "少なくとも六隻でなければならない"),
    ("hi", "dates", "कला"),  # the word for yesterday, and a vowel sign
    ("ar", "numbers", "الاثنين"),
]


def lower(text):
    return fold(text).lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_words_and_its_sentence(language):
    words = vocabulary(language)
    assert language in SENTENCES
    assert {"2", "3", "4", "1/2"} <= set(words.numbers.values())
    assert {"1", "3", "4"} <= set(words.ordinals.values())
    assert all((words.dates, words.negations, words.offices, words.speaking, words.function))
    assert len(_File(language).table["dates"]["weekdays"].split(",")) == 7
    assert set(_File(language).table["qualifiers"]) - {"none"} == CLASSES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("section", ["numbers", "ordinals"])
def test_no_spelling_stands_for_two_numbers(language, section):
    entries = list(_File(language).values(section))
    assert len(dict(entries)) == len(set(entries))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_grammar_carries_a_fact_and_no_fact_is_of_two_kinds(language):
    words, phrases = vocabulary(language), dict(_File(language).qualifiers())
    qualifying = {phrase for phrase, meaning in phrases.items() if meaning}
    facts = [set(words.numbers), set(words.ordinals), words.dates, words.negations]
    for place, kind in enumerate(facts):
        assert not kind & (words.function | words.speaking | qualifying)
        assert not any(kind & other for other in facts[place + 1 :])
    assert not words.function & (qualifying | words.speaking | words.offices)
    assert not words.speaking & qualifying


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_is_of_two_classes(language):
    file = _File(language)
    unnegated = set(file.unnegated())
    entries = {(phrase, meaning) for phrase, meaning in file.qualifiers() if meaning or phrase not in unnegated}
    assert len({phrase for phrase, _ in entries}) == len(entries)


@pytest.mark.parametrize("language", LANGUAGES)
def test_spellings_are_folded_in_lower_case(language):
    words, file = vocabulary(language), _File(language)
    spellings = {*words.numbers, *words.ordinals, *words.dates, *words.negations, *words.offices, *words.speaking}
    for spelling in spellings | words.function | set(dict(file.qualifiers())) | set(file.unnegated()):
        assert lower(spelling) == spelling


@pytest.mark.parametrize(("language", "text", "said", "classes"), [(key, *row) for key, row in SENTENCES.items()])
def test_a_sentence_tells_its_numbers_negations_and_qualifiers(language, text, said, classes):
    words, text = vocabulary(language), lower(text)
    assert words.found("numbers", text) | words.found("negations", text) == set(said.split())
    assert words.qualifiers(text) == set(classes.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_tells_what_it_adds_what_lasts_and_another_time(language):
    assert vocabulary(language).qualifiers(lower(ADDITIONS[language])) == {"also", "still", "then"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_tells_a_contrast_a_reason_a_degree_and_an_amount(language):
    found = vocabulary(language).qualifiers(lower(REASONS[language]))
    assert found == {"but", "because", "degree", "amount"}


def test_the_longest_phrase_says_what_is_meant():
    words = vocabulary("en")
    assert words.qualifiers("last year, at the last berth") == {"then", "degree"}
    assert words.qualifiers("as many as six, at most two, at least one") == {"upper", "lower"}
    assert words.qualifiers("nothing but rain, each other, after all") == frozenset()
    assert vocabulary("de").qualifiers("letztes jahr, nicht nur, sondern auch") == {"then", "also"}
    assert vocabulary("fr").qualifiers("sauf si le bac coule") == {"condition"}


@pytest.mark.parametrize(("language", "kind", "text"), NOTHING_OF_THE_KIND)
def test_what_only_looks_like_a_fact_is_none(language, kind, text):
    assert not vocabulary(language).found(kind, lower(text))


def test_an_ambiguous_phrase_counts_before_a_number_alone():
    words = vocabulary("en")
    assert words.qualifiers("over $3, over two, over 3 boats") == {"lower"}
    assert words.qualifiers("over the bar, overdue 3") == frozenset()
    assert words.qualifiers("it may rain") == {"possible"}
    assert words.qualifiers("on may 3") == frozenset()


def test_a_phrase_leaves_the_facts_beside_it_and_within_it():
    words = vocabulary("en")
    assert words.qualifiers("earlier in may") == {"then"}
    assert words.qualifiers("even if it leaks") == {"condition"}
    assert words.qualifiers("no longer than an hour") == frozenset()
    assert words.qualifiers("so far as many as six, even more than six") == {"still", "upper", "lower"}
    assert vocabulary("ru").qualifiers(lower("уже не менее шести, ещё один")) == {"still", "lower", "again"}
    assert words.found("negations", "no longer, not yet") == {"no", "not"}


def test_the_forms_of_a_day_are_one_day():
    assert vocabulary("ru").found("dates", "ни в среду, ни в понедельник") == {"среда", "понедельник"}
    assert vocabulary("ko").found("dates", "월요일에는") == {"월요일"}


def test_capitals_hamza_and_keyboards_make_no_difference():
    assert "i̇ki" in vocabulary("tr").numbers
    assert vocabulary("ru").numbers["трех"] == vocabulary("ru").numbers["трёх"] == "3"
    assert vocabulary("ar").numbers["وأربعة"] == vocabulary("ar").numbers["اربعة"] == "4"


@pytest.mark.parametrize("language", [None, "", "xx", "x-klingon"])
def test_a_language_without_a_file_has_no_words(language):
    words = vocabulary(language)
    assert not words.numbers and not words.negations
    assert not any(words.found(kind, "at least two men did not pay") for kind in KINDS)


def test_the_first_part_of_a_tag_decides():
    assert vocabulary("pt-BR") is vocabulary("pt_PT") is vocabulary("PT")
    assert vocabulary("no") is vocabulary("nb-NO")


def test_a_vocabulary_can_be_sent_to_a_worker():
    assert pickle.loads(pickle.dumps(vocabulary("en"))).numbers == vocabulary("en").numbers
