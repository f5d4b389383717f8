"""Coefficients from labelled pairs: the same bytes for the same pairs, and a wrong line is told by its number."""

import json

import pytest

from writethru.cli import main
from writethru.storymodel import VARIABLES

PLACES = ("Kell", "Oldport", "Lindau", "Castra", "Orrin", "Zorn", "Pell", "Norland")


def told(number, place, **fields):
    text = (
        f"A ferry with {number} passengers ran aground off {place} early on Monday, the coastguard said.\n"
        f"All {number} were taken off by lifeboats of {place} harbour within {number % 7} hours."
    )
    return {"uri": f"https://{place}.example/{number}", "headline": f"Ferry aground off {place}", "text": text} | fields


def pair(number, same):
    place, other = PLACES[number % 8], PLACES[number % 8 if same else (number + 3) % 8]
    published = {"published": "2026-03-02T12:00:00Z"}
    return {"one": told(number, place, **published), "other": told(number if same else 7 * number, other), "same": same}


@pytest.fixture
def pairs(tmp_path):
    path = tmp_path / "pairs.jsonl"
    path.write_text("".join(json.dumps(pair(number, number % 2 == 0)) + "\n" for number in range(20, 60)))
    return path


def test_the_same_pairs_give_the_same_bytes(pairs, tmp_path, capsys):
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    assert [main(["train", str(pairs), "--output", str(path), "--seed", "7"]) for path in (one, other)] == [0, 0]
    assert one.read_bytes() == other.read_bytes()
    capsys.readouterr()
    assert main(["train", str(pairs), "--seed", "7"]) == 0
    assert capsys.readouterr().out == one.read_text()
    assert json.loads(one.read_text())["variables"] == [variable.name for variable in VARIABLES]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "Expecting property name"),
        ("[]", "is not an object"),
        (json.dumps({"one": told(1, "Kell"), "other": told(2, "Kell")}), "'same' is missing"),
        (json.dumps(pair(1, True) | {"same": "yes"}), "not true or false"),
        (json.dumps(pair(1, True) | {"one": {"uri": "a", "text": "b"}}), "'headline' is missing"),
        (json.dumps(pair(1, True) | {"one": told(1, "Kell", published="on Monday")}), "Invalid isoformat"),
        (json.dumps(pair(1, True) | {"one": told(1, "Kell", paragraphs=[1])}), "1 is not a text"),
    ],
)
def test_a_wrong_line_is_told_by_its_number(pairs, line, words, capsys):
    with pairs.open("a") as file:
        file.write(line + "\n")
    assert main(["train", str(pairs)]) == 2
    error = capsys.readouterr().err
    assert f"{pairs}, line 41: " in error
    assert words in error


def test_too_few_pairs_of_a_kind_are_refused(tmp_path, capsys):
    path = tmp_path / "pairs.jsonl"
    path.write_text(json.dumps(pair(1, True)) + "\n")
    assert main(["train", str(path)]) == 2
    assert "1 of 1 pairs are the same story" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named(tmp_path, capsys):
    assert main(["train", str(tmp_path / "none.jsonl")]) == 2
    assert "none.jsonl: No such file" in capsys.readouterr().err
