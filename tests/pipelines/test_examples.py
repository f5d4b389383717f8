"""The examples run as they stand."""

import subprocess
import sys
from pathlib import Path

from writethru.newsroom import Newsroom, stories

ROOT = Path(__file__).parents[2]


def test_three_transforms_in_a_pipeline_of_ones_own():
    with Newsroom() as newsroom:
        urls = [newsroom.url + "/news/ferry-timetable", newsroom.url + "/nowhere"]
        command = [sys.executable, str(ROOT / "examples" / "clean_urls.py"), *urls]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    story = next(story for story in stories(1) if story.path == "/news/ferry-timetable")
    assert story.headline in done.stdout
    assert story.paragraphs[-1].text in done.stdout
    assert "/nowhere: no_text" in done.stdout
