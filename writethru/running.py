"""The commands that run a pipeline: run, watch, replay, demo."""

import gc
import shutil
import signal
import threading
from argparse import Namespace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import FrameType

from pipelines.poll import CatalogBusyError, Run, poll
from pipelines.replay import replay as replay_archives
from pipelines.settings import FeedSettings, FetchSettings, PollSettings, Settings, load
from writethru import tables, terminal
from writethru.catalog import Catalog
from writethru.cli import FEEDS_FAILED, WELL
from writethru.errors import UsageError
from writethru.newsroom import Newsroom
from writethru.pages import write_page
from writethru.showing import show_version

BUSY_WAIT = 10  # s between a watch's tries while another run holds the catalog; most runs take longer
LONGEST_WAIT = 300  # s; a watch looks at its clock this often, should the machine have slept
MARKER = ".writethru-demo"  # a folder that holds it may be made anew

gc.freeze()  # what is imported by now stays: walking it again and again cost 4 to 10 % of a run


def run(options: Namespace) -> int:
    """Poll what is due, once."""
    config = Path(options.config)
    settings = load(config)
    terminal.remind_of_contact(settings.fetch.contact)
    done = _poll(settings, config, options)
    return _exit_code(done)


def watch(options: Namespace) -> int:
    """Poll as things fall due until SIGTERM or SIGINT, which let the run in hand finish."""
    config = Path(options.config)
    settings = load(config)
    terminal.remind_of_contact(settings.fetch.contact)
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a second Ctrl-C is meant

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask_to_stop)
    options.all = False
    while not stop.is_set():
        with Catalog(settings.catalog) as catalog:
            due = catalog.next_due(settings.feed_list())
        wait = (due - datetime.now(UTC)).total_seconds() if due else 0
        if wait > 0:
            stop.wait(min(wait, LONGEST_WAIT))
            continue
        try:
            _poll(settings, config, options)
        except CatalogBusyError:  # a scheduled run is at it; it leaves less to do
            stop.wait(BUSY_WAIT)
    terminal.console().print("stopped; nothing is left half done")
    return WELL


def replay(options: Namespace) -> int:
    """Take what web archives hold as looks of their dates."""
    config = Path(options.config)
    settings = load(config)
    console = terminal.console()
    started = datetime.now(UTC)
    archives = [Path(archive) for archive in options.archives]
    done = replay_archives(
        settings, archives, config=str(config), beam_args=options.beam_args, progress=terminal.progress
    )
    first, last, count = done.runs[0], done.runs[-1], len(done.runs)
    seconds = (datetime.now(UTC) - started).total_seconds()
    console.print(f"runs       {count}, {first}{f' to {last}' if count > 1 else ''}, {seconds:.1f} s")
    for line in islice(terminal.summary(done.counts), 1, None):  # no feed is polled
        console.print(line, markup=False)
    failures = done.counts["failures"]
    told = sum(failures.values()) - failures.get("archive: not_newer", 0)  # nothing is wrong with what is known
    with Catalog(settings.catalog) as catalog:
        failed = (row for run in done.runs for row in catalog.rows(tables.failures, run=run))
        for line in terminal.failures((row for row in failed if row.reason != "not_newer"), told):
            console.print(line, markup=False)
    for path in done.outputs:
        console.print(f"written    {path}", markup=False)
    return WELL


def demo(options: Namespace) -> int:
    """Serve a small newsroom on loopback, poll both of its editions, and show what changed."""
    console = terminal.console()
    data = _fresh(Path(options.data))
    options.all = True
    with Newsroom() as newsroom:
        settings = Settings(
            feeds=tuple(FeedSettings(url=url) for url in newsroom.feeds),
            data=data,
            outputs=("jsonl", "parquet"),
            fetch=FetchSettings(delay=0, allow_hosts=("127.0.0.1",)),
            polling=PollSettings(gone_looks=1, confirm_looks=1),  # two editions leave no third look to confirm anything
        )
        console.print(terminal.title("The Harbour Gazette, first edition"))
        _poll(settings, Path("demo"), options)
        newsroom.publish(2)
        console.print("\n" + terminal.title("The Harbour Gazette, second edition"))
        done = _poll(settings, Path("demo"), options)
    if done is not None:
        with Catalog(settings.catalog) as catalog:
            console.print("\n" + terminal.title("What changed, and what shares a story"))
            for record in catalog.versions(run=done.id):
                show_version(catalog, record)
    console.print(f"\nThe same as a page: {settings.report}")
    return _exit_code(done)


def _poll(settings: Settings, config: Path, options: Namespace) -> Run | None:
    console = terminal.console()
    started = datetime.now(UTC)
    done = poll(
        settings,
        config=str(config),
        everything=options.all,
        beam_args=options.beam_args,
        progress=terminal.progress,
    )
    if done is None:
        with Catalog(settings.catalog) as catalog:
            due = catalog.next_due(settings.feed_list())
        when = f" before {due:%Y-%m-%d %H:%M} UTC" if due else ""
        console.print(f"nothing is due{when}; `writethru run --all` looks all the same")
        return None
    with Catalog(settings.catalog) as catalog:
        write_page(catalog, settings.report)
        failed = catalog.rows(tables.failures, run=done.id)
    console.print(f"run        {done.id}, {(datetime.now(UTC) - started).total_seconds():.1f} s")
    for line in terminal.summary(done.counts):
        console.print(line, markup=False)
    for line in terminal.failures(failed, len(failed)):
        console.print(line, markup=False)
    for path in done.outputs:
        console.print(f"written    {path}", markup=False)
    console.print(f"report     {settings.report}", markup=False)
    return done


def _exit_code(done: Run | None) -> int:
    return FEEDS_FAILED if done is not None and done.counts["feeds"].get("failing") else WELL


def _fresh(data: Path) -> Path:
    """Return the demo's folder, empty. Raises UsageError rather than empty a folder that is not a demo's."""
    if data.exists() and not data.is_dir():
        raise UsageError(f"{data}: not a folder")
    if data.exists() and any(data.iterdir()) and not (data / MARKER).exists():
        raise UsageError(f"{data}: not empty and not an earlier demo; name another folder with --data")
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    (data / MARKER).touch()
    return data
