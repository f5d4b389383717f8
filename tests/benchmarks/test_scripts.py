"""The benchmark scripts on invented pages."""

import gzip
import io
import json
import random
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import get_args

import pytest

from writethru.elements import Outcome

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
CORPUS = {
    "tests/wellformed/title.xml": "Expect: not bozo and feed['title'] == 'Gazette'",
    "tests/wellformed/wrong.xml": "Expect: feed['title'] == 'Another'",
    "tests/illformed/cut.xml": "Expect: bozo",
}
LINES = [
    f"Sentence {number} of the story of the quay, which was long enough to be told in full." for number in range(6)
]
ARTICLES = BENCHMARKS / "articles"
FOUND_TWICE = "Divers found the anchor of the ferry Selma on Friday, forty metres below the old fish market."
QUAY = {
    "id": "quay",
    "headline": "Anchor found",
    "paragraphs": [
        FOUND_TWICE,
        "It had been missing since the storm that tore the roof off the customs house in January.",
        "The harbour board will hang it above the door of the museum, as it does with all that it finds.",
        FOUND_TWICE.replace("ferry Selma", "tug Berta"),
        FOUND_TWICE,
        "More soon",
    ],
    "repeats": [{"index": 4, "of": [0], "kind": "exact"}],
    "traps": [{"index": 3, "near": [0], "why": "another ship's anchor"}],
}
MILL = {
    "id": "mill",
    "headline": "Mill to close",
    "paragraphs": [
        "More soon",
        "The paper mill at Oster Sound will close in spring, its owners told the workers on Monday.",
        "More soon",
        "Its sixty workers have been offered places at the new yard across the sound.",
    ],
    "repeats": [],
    "traps": [],
}
DATA = json.dumps({"@type": "NewsArticle", "headline": "Quay closed", "datePublished": "2026-11-22T08:30:00Z"})


@pytest.fixture
def folder(tmp_path):
    """A folder of one set, on eight sites, whose pages also hold a line that no truth has and that no rule knows."""
    body = "".join(f"<p>{line}</p>" for line in LINES) + "<p>Hark: newsletters for the harbour!</p><p>It ends here.</p>"
    head = f'<title>Quay closed</title><script type="application/ld+json">{DATA}</script>'
    html = f"<html><head>{head}</head><body><article><h1>Quay closed</h1>{body}</article></body></html>"
    rows = (
        {
            "id": str(number),
            "url": f"https://www.gazette{number}.example/quay",
            "html": html,
            "truth": "\n".join([*LINES, "It ends here."]),
            "title": "Quay closed",
            "author": "Ada Quay",
            "publish_date": "2026-11-23",
        }
        for number in range(8)
    )
    with gzip.open(tmp_path / "harbour.jsonl.gz", "wt", encoding="utf8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    return tmp_path


def run(script, *arguments):
    command = [sys.executable, BENCHMARKS / script, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=BENCHMARKS.parent).stdout


def test_extraction_is_scored_and_what_was_left_in_is_found(folder):
    told = run("extraction.py", folder)
    assert "harbour: 8 pages, F1 of runs of 4 words" in told
    scores, shares = (line.split()[1:] for line in told.splitlines() if line.startswith("writethru"))
    assert 0.9 < float(scores[1]) < float(scores[2]) < 1  # the line breaks three true runs, and adds more that are not
    assert scores[4:] == ["0", "0", "-"]  # none raised, none empty, nothing said to be without
    assert shares[0] == shares[3] == "1.000"  # any, newsletter


def test_the_halves_hold_every_site_once(folder):
    told = [run("extraction.py", folder, "--half", half) for half in (0, 1)]
    assert sum(int(text.split()[1]) for text in told) == 8


def test_metadata_are_right_missing_or_wrong(folder):
    told = run("metadata.py", folder)
    assert "headline 1.000 / 0.000 / 0.000  authors 0.000 / 1.000 / 0.000  day 1.000 / 0.000 / 0.000" in told


def test_a_peer_that_is_not_installed_is_named_and_left_out(folder, monkeypatch):
    (folder / "resiliparse").mkdir()
    (folder / "resiliparse" / "__init__.py").write_text("raise ImportError('no resiliparse here')")
    monkeypatch.setenv("PYTHONPATH", f"{folder}:{BENCHMARKS.parent}")
    told = run("extraction.py", folder, "--peers", "resiliparse")
    assert "resiliparse left out: no resiliparse here" in told.splitlines()[0]
    assert "harbour: 8 pages" in told


def test_the_archive_is_written_read_and_replayed(folder):
    told = run("archive.py", folder)
    assert told.startswith("8 pages")
    assert "written: response, request and metadata" in told
    assert "'articles': {'new': 8}" in told


def test_the_pipeline_and_the_library_find_the_same_stories():
    told = run("syndication_beam.py", "--articles", 40, "--known", 40)
    assert "40 articles over 40 known" in told
    assert float(told.split("beam / library: ")[1]) > 0


@pytest.fixture
def stories(tmp_path):
    """A folder of thirty articles, each on a site of its own."""
    dice = random.Random(5)
    words = ["".join(dice.choices("aeioulmnrst", k=dice.randint(4, 9))) for _ in range(900)]

    def sentence():
        told = dice.choices(words, k=12)
        return f"{told[0].title()} {' '.join(told[1:6])} {told[6].title()} {dice.randint(2, 999)} {' '.join(told[7:])}."

    with gzip.open(tmp_path / "stories.jsonl.gz", "wt", encoding="utf8") as file:
        for number in range(30):
            truth = "\n".join(" ".join(sentence() for _ in range(2)) for _ in range(5))
            row = {"url": f"https://gazette{number}.example/1", "title": sentence(), "truth": truth}
            file.write(json.dumps(row) + "\n")
    return tmp_path


def test_the_shipped_coefficients_are_what_the_train_command_makes_of_the_pairs(stories):
    pairs, model, again = stories / "pairs.jsonl", stories / "model.json", stories / "again.json"
    told = run("train_syndication.py", stories, "--pairs", pairs, "--output", model)
    assert "'cut':" in told
    command = [sys.executable, "-m", "writethru.cli", "train", pairs, "--output", again, "--seed", "1871"]
    subprocess.run(command, check=True, cwd=BENCHMARKS.parent, capture_output=True)
    assert again.read_bytes() == model.read_bytes()


def test_stories_told_again_are_found_and_absent_peers_are_named(stories, monkeypatch):
    for peer in ("datasketch", "rensa"):
        (stories / f"{peer}.py").write_text(f"raise ImportError('no {peer} here')")
    monkeypatch.setenv("PYTHONPATH", f"{stories}:{BENCHMARKS.parent}")
    told = run("syndication.py", stories, "--without", "dedupe.partition")
    ours = next(line.split() for line in told.splitlines() if line.startswith("writethru"))
    assert float(ours[2]) > 0.95
    assert float(ours[4]) > 0.9
    assert "datasketch, word 5-grams >= .5 left out: no datasketch here" in told
    assert "rensa, word 5-grams >= .5 left out: no rensa here" in told
    assert "three other orders of the articles gave the same stories" in told
    assert "times what 40 do" in told


@pytest.fixture
def articles(tmp_path):
    """A file of two articles: one repeat, one trap, and a short line that stands twice."""
    path = tmp_path / "harbour.jsonl"
    path.write_text("".join(json.dumps(article) + "\n" for article in (QUAY, MILL)))
    return path


def test_repeats_are_counted_beside_peers(articles):
    told = run("repeats.py", articles)
    assert "harbour: 2 articles, 10 paragraphs, 1 repeats, 1 traps" in told
    # recall, precision, wrong in 1,000 and of eight words, short lines, traps, exact repeats
    ours, exact = (next(line for line in told.splitlines() if line.startswith(name)) for name in ("writethru", "exact"))
    assert ours.split()[1:8] == ["1.000", "1.000", "0.0", "0.0", "0", "0", "1/1"]
    assert exact.split()[1:8] == ["1.000", "0.500", "100.0", "0.0", "1", "0", "1/1"]
    contained = next(line for line in told.splitlines() if line.startswith("char 5-grams"))
    assert contained.split()[-7] == "1"  # a trap
    assert float(told.split("among 500: ")[1]) > 0


def test_a_peer_of_repeats_that_is_not_installed_is_skipped_by_name(articles, monkeypatch):
    (articles.parent / "datasketch.py").write_text("raise ImportError('no datasketch here')")
    monkeypatch.setenv("PYTHONPATH", f"{articles.parent}:{BENCHMARKS.parent}")
    assert "datasketch >= .5 skipped: no datasketch here" in run("repeats.py", articles)


def test_a_missed_repeat_is_shown_with_what_it_repeats(articles):
    missed = {**MILL, "repeats": [{"index": 3, "of": [1], "kind": "retold"}]}
    articles.write_text(json.dumps(missed) + "\n")
    told = run("repeats.py", articles, "--show")
    assert f"missed: mill 3, retold\n  - {MILL['paragraphs'][3]}\n  = 1 {MILL['paragraphs'][1]}\n" in told


def test_what_goes_from_pages_is_told_by_rule_and_judged_where_it_is_labelled(tmp_path):
    with gzip.open(tmp_path / "harbour.jsonl.gz", "wt", encoding="utf8") as file:
        for number in "12":
            file.write(json.dumps({"id": number, "truth": "\n \n".join(QUAY["paragraphs"])}) + "\n")
    labels = tmp_path / "labels.jsonl"
    labels.write_text(
        '{"id": "harbour:1", "index": 4, "of": [0], "repeat": true, "kind": "exact"}\n'
        '{"id": "harbour:1", "index": 3, "of": [0], "repeat": false}\n'
    )
    told = run("repeats.py", "--pages", tmp_path, "--labels", labels, "--show")
    assert "2 texts, 12 paragraphs" in told
    rows = {line.split()[0]: line.split()[1:] for line in told.splitlines() if line}
    assert rows["exact"] == rows["all"] == ["2", "166.67", "1", "0", "1"]
    assert "labelled repeats: 1 of 1 dropped\nlabelled others: 0 of 1 dropped" in told
    assert f"right: harbour:1 4, exact 1.00\n  - {FOUND_TWICE}\n  = 0 {FOUND_TWICE}\n" in told
    assert "unlabelled: harbour:2 4, exact 1.00" in told


def shipped(name):
    return [json.loads(line) for line in (ARTICLES / f"{name}.jsonl").read_text(encoding="utf8").splitlines()]


KINDS = {"exact", "edited", "contained", "retold"}


@pytest.mark.parametrize("name", ["english", "languages", "unseen"])
def test_labels_of_invented_articles_point_at_their_paragraphs(name):
    for article in shipped(name):
        places = range(len(article["paragraphs"]))
        labels = article["repeats"] + article["traps"]
        indices = [label["index"] for label in labels]
        assert len(set(indices)) == len(indices), article["id"]  # nothing is both, nothing is labelled twice
        for label in labels:
            others = label.get("of") or label["near"]
            assert others and {label["index"], *others} <= set(places), article["id"]
            assert label["index"] not in others, article["id"]
        assert {repeat["kind"] for repeat in article["repeats"]} <= KINDS
        assert all(trap["why"] for trap in article["traps"])
        assert all(text == text.strip() and "\n" not in text for text in article["paragraphs"]), article["id"]


def test_no_two_invented_articles_have_one_name_or_a_paragraph_in_common():
    names, texts = [], []
    for article in (article for name in ("english", "languages", "unseen") for article in shipped(name)):
        names.append(article["id"])
        texts += {text for text in article["paragraphs"] if len(text.split()) >= 8}
    assert len(set(names)) == len(names)
    assert len(set(texts)) == len(texts)


def test_labels_of_real_articles_judge_a_paragraph_once_and_hold_no_text():
    labels = shipped("real_labels")
    assert len({(label["id"], label["index"]) for label in labels}) == len(labels)
    for label in labels:
        assert label.keys() <= {"id", "index", "of", "repeat", "kind", "doubtful"}
        assert label["of"] and label["index"] not in label["of"]
        assert (label.get("kind") in KINDS) == label["repeat"]


PROMISES = ("Shelter", "Patience", "Lighting", "Payment", "Silence", "Repair", "Order", "Water", "Dredging", "Timber")


@pytest.fixture
def newsroom(tmp_path):
    """A folder of six pages of ten paragraphs, each with an h1, a card, JSON-LD, a list of links and a counter."""
    links = "".join(
        f"<li><a href='/{number}'>Another story of the harbour, part {number}</a></li>" for number in range(4)
    )
    with gzip.open(tmp_path / "harbour.jsonl.gz", "wt", encoding="utf8") as file:
        for number in range(6):
            headline = f"Council number {number} votes on harbour fees"
            lines = [
                f"The ferry Selma was built {place + 2} years ago for {number + 20} people, said Marlow of Kestor. "
                f"{promise} is what the harbour board had promised them before the winter of that year."
                for place, promise in enumerate(PROMISES)
            ]
            data = json.dumps({"@type": "NewsArticle", "headline": headline})
            text = "".join(f"<p>{line}</p>" for line in lines)
            html = f"""<html lang=en><head><title>{headline} - Harbour Gazette</title>
                <meta property=og:title content="{headline}"><script type="application/ld+json">{data}</script></head>
                <body><nav><ul>{links}</ul></nav><article><h1>{headline}</h1><div>{text}</div></article>
                <a class=count>12 comments</a></body></html>"""
            row = {"url": f"https://gazette{number}.example/fees", "html": html, "truth": "\n".join([headline, *lines])}
            file.write(json.dumps(row) + "\n")
    return tmp_path


def cells(told, kind):
    return [
        cell.strip() for cell in next(line for line in told.splitlines() if line.startswith(f"| {kind} |")).split("|")
    ]


def test_changes_made_on_pages_are_told(newsroom):
    told = run("changes.py", newsroom, "--only", "edits", "headlines")
    assert told.startswith("6 pages of 6; seen data")
    for kind in ("figure changed", "negation put in", "paragraph removed", "headline, everywhere", "headline, h1 only"):
        assert cells(told, kind)[2:7] == ["6", "100.0", "0", "0", "0"], kind
    again = run("changes.py", newsroom, "--only", "headlines").split("\n\n", 1)[1]
    assert again in told  # the same every time, whatever else is asked for


def test_churn_around_an_article_is_counted_as_a_false_alarm(newsroom):
    told = run("changes.py", newsroom, "--only", "false", "--pages", 1)
    assert told.startswith("1 pages of 6; seen data")
    assert cells(told, "counters counted up")[2:4] == ["1", "0.0"]
    assert cells(told, "fragments top")[2:4] == [
        str(sum(item["place"] == "top" for item in items("churn", "seen"))),
        "0.0",
    ]


def test_versions_with_known_operations_are_made_again_and_an_absent_differ_is_named(newsroom, monkeypatch):
    (newsroom / "htmldiff2.py").write_text("raise ImportError('no htmldiff2 here')")
    monkeypatch.setenv("PYTHONPATH", f"{newsroom}:{BENCHMARKS.parent}")
    told = run("changes.py", newsroom, "--only", "alignment")
    assert "after == apply(before, operations): 6 of 6" in told
    assert "htmldiff2 left out: no htmldiff2 here" in told


def test_what_is_unseen_is_not_shown(newsroom):
    command = [sys.executable, BENCHMARKS / "changes.py", newsroom, "--part", "unseen", "--show", "notices"]
    told = subprocess.run(command, capture_output=True, text=True, cwd=BENCHMARKS.parent, check=False)
    assert told.returncode == 2
    assert "what is unseen is not shown" in told.stderr


CHANGES = BENCHMARKS / "changes"


def test_looks_and_delays_are_simulated_for_every_rule():
    told = run("schedule.py", "--articles", 5, "--days", 4)
    rows = {
        line.split("|")[1].strip(): line.split("|")[2:]
        for line in told.split("a run every 60")[0].splitlines()
        if "|" in line
    }
    assert [rows["every 15 minutes"][0].strip(), rows["every day"][0].strip()] == ["96", "1"]
    assert 10 < float(rows["writethru: an eighth of the quiet time"][0]) < 96
    assert "wire" in told and "without the usual gap" in rows


@pytest.mark.skipif(sys.platform != "linux", reason="needs a loopback network")
def test_ingestion_tells_how_politely_and_how_cheaply_feeds_come_in():
    few = ("--hosts", "4", "--rounds", "4", "--interval", "0.3", "--feeds", "20", "--pages", "40")
    told = run("ingestion.py", *few)
    assert "| early requests | 0 of 20;" in told  # a robots.txt and four pages of each host
    for name in ("a page of 50 KB", "an unchanged feed, 304", "an unchanged feed, the same bytes", "feedparser"):
        assert f"| {name}" in told


PLACES = {"top", "head", "above", "between", "below", "beside", "bottom"}
NOTICES = {"correction", "clarification", "editors_note", "update", "retraction"}


def items(name, part="*"):
    return [
        json.loads(line)
        for path in CHANGES.glob(f"{name}-{part}.jsonl")
        for line in path.read_text("utf8").splitlines()
    ]


def test_invented_churn_differs_and_has_a_place():
    for item in items("churn"):
        assert item.keys() == {"name", "language", "place", "before", "after"}
        assert item["place"] in PLACES
        assert item["before"] != item["after"], item["name"]


def test_invented_answers_are_of_a_known_outcome():
    for item in items("answers"):
        assert item["kind"] in get_args(Outcome), item["name"]
        assert item["frame"] in ("bare", "body")
        assert item["html"].strip(), item["name"]


def test_invented_notices_are_of_a_known_kind_and_stand_once():
    texts = [item["text"] for item in items("notices")]
    assert len(set(texts)) == len(texts)
    assert {item["kind"] for item in items("notices")} == NOTICES


def test_the_feed_corpus_tells_which_assertions_hold(tmp_path):
    path = tmp_path / "corpus.tar.gz"
    with tarfile.open(path, "w:gz") as corpus:
        for name, expected in CORPUS.items():
            end = "" if "cut" in name else "</rss>"
            told = f"<!-- Description: a feed\n{expected} -->\n"
            body = f"{told}<rss><channel><title>Gazette</title></channel>{end}".encode()
            member = tarfile.TarInfo(name)
            member.size = len(body)
            corpus.addfile(member, io.BytesIO(body))
    told = run("feedcorpus.py", path)
    assert "3 files: 3 read" in told
    assert "assertions: 2 hold, 1 do not, 0 files have none" in told
    assert "not held: tests/wellformed/wrong.xml" in told
    assert "30 damaged copies" in run("feedcorpus.py", path, "--fuzz", "10")


def test_damaged_feeds_keep_the_entries_that_no_damage_touched():
    told = run("damagedfeeds.py")
    assert told.splitlines()[-1].startswith("42 copies, ")
    assert "ours 100.0%" in told
