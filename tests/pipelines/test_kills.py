"""Killed with SIGKILL at random moments and started again, a run loses nothing and doubles nothing.

KILLS=20 in the environment kills more often.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from writethru.catalog import Catalog
from writethru.newsroom import Newsroom

KILLS = int(os.environ.get("KILLS", "4"))
ROOT = Path(__file__).parents[2]


def config(folder, newsroom, delay=0.1):
    feeds = "".join(f"  - url: {feed}\n" for feed in newsroom.feeds)
    path = folder / "gazette.yaml"
    path.write_text(
        f"feeds:\n{feeds}data: {folder / 'data'}\noutputs: [jsonl]\n"
        f"fetch: {{delay: {delay}, allow_hosts: ['127.0.0.1']}}\npolling: {{gone_looks: 1}}\n"
    )
    return path


def start(path):
    command = [sys.executable, "-m", "writethru.cli", "run", str(path), "--all"]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )


def finish(process):
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors.decode()


def announced(folder):
    """Return what each version said, in order of sequence numbers; the numbers must have no gap."""
    with Catalog(folder / "data" / "catalog.sqlite") as catalog:
        records = list(catalog.versions())
    assert [record["seq"] for record in records] == list(range(1, len(records) + 1))
    return [
        (record["id"].partition("/news")[2] or record["id"][-12:], record["version"], record["event"])
        for record in records
    ]


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
def test_killed_runs_lose_and_double_nothing(tmp_path):
    seconds = random.Random(os.environ.get("SEED"))
    results, length = {}, 0.0
    for name in ("quiet", "killed"):
        folder = tmp_path / name
        folder.mkdir()
        with Newsroom() as newsroom:
            path = config(folder, newsroom)
            for edition in (1, 2):
                newsroom.publish(edition)
                if name == "killed":
                    for _ in range(KILLS // 2):
                        process = start(path)
                        time.sleep(seconds.uniform(0, length))
                        os.killpg(process.pid, signal.SIGKILL)
                        process.communicate()
                began = time.monotonic()
                finish(start(path))
                length = time.monotonic() - began
        results[name] = announced(folder)
        written = [
            json.loads(line)["seq"]
            for file in sorted((folder / "data" / "records").iterdir())
            for line in file.read_text().splitlines()
        ]
        assert sorted(written) == list(range(1, len(results[name]) + 1))
    # A run that was killed after its commit has told its edition already; the order of the events is the same.
    assert sorted(results["killed"]) == sorted(results["quiet"])


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
def test_of_two_runs_at_once_the_second_says_so_and_leaves(tmp_path):
    with Newsroom() as newsroom:
        path = config(tmp_path, newsroom, delay=0.3)
        first = start(path)
        lock = tmp_path / "data" / "catalog.sqlite.lock"
        while not lock.exists() and first.poll() is None:
            time.sleep(0.02)
        second = start(path)
        _, errors = second.communicate(timeout=60)
        assert second.returncode == 2
        assert b"another run is at work on this catalog" in errors
        finish(first)
    assert len(announced(tmp_path)) == 10


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_watch_finishes_the_run_in_hand_when_asked_to_stop(tmp_path, number):
    with Newsroom() as newsroom:
        path = config(tmp_path, newsroom, delay=0.2)
        command = [sys.executable, "-m", "writethru.cli", "watch", str(path)]
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )
        lock = tmp_path / "data" / "catalog.sqlite.lock"
        while not lock.exists() and process.poll() is None:
            time.sleep(0.02)
        process.send_signal(number)
        output, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors.decode()
    assert b"10 new" in output
    assert len(announced(tmp_path)) == 10
