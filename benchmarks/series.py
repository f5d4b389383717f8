"""Templated series: reports of one wording with other figures and names in it, each a story of its own."""

import random
import re
from collections.abc import Sequence
from datetime import timedelta

from retellings import DAYS, START, article, body

from writethru.elements import Article

PLACES = ("Kell", "Oldport", "Newport", "Lindau", "Marrow Bay", "Castra", "Upper Sten", "Pell", "Orrin", "Zorn")
FIRST = ("Ilse", "Maud", "Pavel", "Ottoline", "Ben", "Ada", "Cleo", "Hugo", "Runa", "Tomas", "Edith", "Karl")
LAST = ("Brandt", "Ferrier", "Dunn", "Brisk", "Pier", "Quay", "Slip", "Marsh", "Holm", "Vesper", "Tarn", "Ashby")
FIGURE = re.compile(r"\d+")
NAMED = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}")
Template = tuple[str, str]
TRAINING: tuple[Template, ...] = (
    (
        "{place} weather for {day}",
        "{day} in {place} will be {sky} with a high of {a} degrees and a low of {b}. Winds from the {wind} will "
        "reach {c} kilometres an hour by the evening. The chance of rain is {d} percent. Visit our weather page "
        "for radar pictures and an hourly forecast for the harbour and the outer islands.",
    ),
    (
        "Market report: {place} shares close at {a}{b}",
        "Shares in {place} closed at {a}{b}.{c} points on {day}, a change of {d} points. Turnover came to {e} "
        "million. Among the most active were {x} and {y}, which traded at {c}.{b} and {d}. Analysts pointed to the"
        " next meeting of the central bank. The index is calculated at the end of each trading day.",
    ),
    (
        "{x} {e}-{f} {y}: match report",
        "{x} met {y} in {place} on {day} and the match ended {e}-{f} in front of {a}{b}{c} spectators. The first "
        "goal came in minute {d}. The coach praised the defence after the final whistle. With this result {x} has "
        "{a} points from {c} matches. The next round will be played in a week.",
    ),
    (
        "{first} {last}, {g}",
        "{first} {last} of {place} died on {day} at the age of {g}. Born in 19{a}, {first} worked for many years at "
        "the {x} harbour office and will be missed by family and friends. A service will be held at the chapel in "
        "{y} on {other_day} at {e} o'clock. In lieu of flowers the family asks for gifts to the lifeboat fund.",
    ),
    (
        "Match day: who plays whom",
        "On match day the bowls clubs of the islands play as follows. At noon {x} meets {y} on the lower green. At 3 "
        "{place} meets {first}'s Eleven, and at 5 the {last} Wanderers play the winners of last week. Members bring "
        "their own woods. Tea is served from 4 in the pavilion, and the bar stays open until 9.",
    ),
    (
        "Council of {place}: what was decided on {day}",
        "The council of {place} met on {day}. It granted {a} building permits and refused {b}. The budget for roads "
        "was set at {c}{d} thousand. {first} {last} was chosen to chair the committee for schools. The next "
        "sitting, to which the public is admitted, begins at {e} o'clock in the old town hall.",
    ),
)
UNSEEN: tuple[Template, ...] = (
    (
        "Stocks end {day} {way}",
        "{place} stocks ended {way} on {day} as investors weighed earnings. The benchmark index moved {d}.{b} points, "
        "or 0.{c} percent, to finish at {a},{h}. The broader index stood at {g}{e}.{f}. Oil traded at {g}.{a} a barrel "
        "and the mark bought {b}.{h} crowns. {x} Holdings and {y} Lines were among the day's biggest movers, while "
        "bond yields were little changed. Trading volume was {c}{d} million shares.",
    ),
    (
        "Forecast: {sky} skies over {place}",
        "Forecasters expect {sky} skies over {place} on {day}, with temperatures of up to {a}C in the afternoon and "
        "falling to {b}C overnight. A {wind} breeze of {c} km/h is likely on the coast. Sunrise is at {e}:{g} and "
        "sunset at 1{f}:{h}. The pollen count is moderate. Drivers are advised to allow more time in the morning, "
        "and the harbour office reminds sailors to check the tables before they put to sea.",
    ),
    (
        "Fixtures: the {place} league this weekend",
        "These are the matches of the {place} league for the weekend that starts on {day}. {x} v {y}, {e}.{g}. "
        "{first} Rovers v {last} Town, 1{f}.{h}. {y} Athletic v {place} United, {c}.{a}. Tickets are sold at the gate "
        "and cost {b} marks for adults and half of that for children. Teams are announced an hour before the start. "
        "The table is led by {x} with {d} points.",
    ),
    (
        "{x} beat {y} {e}-{f}",
        "{x} beat {y} {e}-{f} at {place} Park on {day} to move up the table. {first} {last} scored after {d} minutes "
        "and {other_first} {other_last} added another in the second half. The home side had {g} percent of the ball "
        "and {a} shots. The referee showed {b} yellow cards. The attendance was {c},{h}. Both teams play again on "
        "{other_day}, when the visitors will be without their suspended captain.",
    ),
    (
        "Obituary: {first} {last}",
        "{first} {last}, {g}, passed away peacefully on {day} in {place}, surrounded by loved ones. A native of {x}, "
        "{first} taught at the school there for {a} years and sang in the choir. Survivors include {other_first} "
        "{other_last}, {b} grandchildren and many friends. Visitation will be at {y} funeral home from {e} to {f} p.m. "
        "on {other_day}. Memorial gifts may be made to the parish. Condolences can be left in the online guest book.",
    ),
)


def report(template: Template, number: int, dice: random.Random) -> Article:
    """Return the next report of a series, a day later than the last."""
    place, x, y = dice.sample(PLACES, 3)
    day, other_day = DAYS[number % 7], DAYS[(number + dice.randint(2, 5)) % 7]
    (first, other_first), (last, other_last) = dice.sample(FIRST, 2), dice.sample(LAST, 2)
    values: dict[str, object] = {letter: dice.randrange(1, 40) for letter in "abcd"}
    values |= {
        "e": dice.randrange(5),
        "f": dice.randrange(5, 10),
        "g": dice.randrange(50, 99),
        "h": dice.randrange(100, 999),
    }
    words = {
        "place": place, "x": x, "y": y, "day": day, "other_day": other_day, "first": first, "last": last,
        "other_first": other_first, "other_last": other_last, "sky": dice.choice(("clear", "cloudy", "mixed", "grey")),
        "wind": dice.choice(("north", "east", "south", "west")), "way": dice.choice(("higher", "lower", "mixed")),
    }  # fmt: skip
    headline, text = (part.format(**words, **values) for part in template)
    uri = f"https://reports.example/{number}-{dice.randrange(10**9)}"
    return article(uri, headline, re.findall(r"[^.]+(?:\.\d[^.]*)*\.", text), START + timedelta(days=number))


def has_series(one: Article) -> bool:
    """Tell whether the article has figures or names enough that others make another report of it: one word in 12."""
    text = " ".join(body(one))
    figures, names = len(re.findall(r"\d+", text)), len(NAMED.findall(text))
    return figures + names >= 5 and 12 * (figures + names) >= len(text.split())


def next_number(one: Article, dice: random.Random, places: Sequence[str] = PLACES) -> Article:
    """Return the next number of a series: the wording of this one with other figures, names, and day."""
    text = " ".join(body(one))
    # Some series are about the same people and places, and the fixtures of a league have the same hours.
    changed = dice.choice(("names", "figures", "both", "both"))
    if 25 * len(re.findall(r"\d+", text)) < len(text.split()):
        changed = "names"
    other = {name: name if changed == "figures" else dice.choice(places) for name in NAMED.findall(text)}
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, [*other, *DAYS])) + r")\b")

    def renewed(text: str) -> str:
        text = pattern.sub(lambda found: other.get(found[0]) or dice.choice(DAYS), text)
        return (
            text
            if changed == "names"
            else re.sub(r"\d+", lambda found: str(dice.randrange(1, 10 ** min(9, len(found[0])))), text)
        )

    published = (one.date_published or START) + timedelta(days=dice.choice((1, 1, 7, 30)))
    return article(f"{one.uri}/next", renewed(one.headline), [renewed(text) for text in body(one)], published)
