"""Web archives instead of the network: the same pipeline over what they hold, with their dates as the clock."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import apache_beam as beam
from apache_beam.options.pipeline_options import StandardOptions

from pipelines.poll import Progress, beam_options, held, take_up
from pipelines.settings import Settings
from transforms.archive import FAILURES, VISITS, ReadArchived, StageFailures, TakeInOrder
from transforms.catalog import RecallStates
from writethru.archive import files
from writethru.captureindex import CaptureIndex, Round
from writethru.captures import scan
from writethru.catalog import Catalog
from writethru.commits import Counts, begin, commit
from writethru.errors import UsageError
from writethru.outputs import write_outputs
from writethru.staging import failure_row


@dataclass(frozen=True, slots=True)
class Replay:
    """The committed runs of a replay, in order, the sum of their counts, and the output files that were completed."""

    runs: tuple[str, ...]
    counts: Counts
    outputs: tuple[Path, ...]


def replay(
    settings: Settings,
    archives: Sequence[Path],
    *,
    config: str = "",
    now: datetime | None = None,
    beam_args: Sequence[str] = (),
    progress: Progress | None = None,
) -> Replay:
    """Run the pipeline over archives, files or folders of them, and return what was committed.

    Each round (writethru.captureindex) is a run of its own, committed before the next, so that a story's looks follow
    each other as they were taken. Replayed again, or after having been killed, it goes on where it stopped. Raises
    UsageError when an archive is not there, or a folder holds none.
    """
    now = now or datetime.now(UTC)
    if missing := [path for path in archives if not path.exists()]:
        raise UsageError(f"{missing[0]}: no such file or folder")
    chosen_files = files(archives)
    if not chosen_files:
        raise UsageError(f"{archives[0]}: no web archive (.warc, .warc.gz) in it")
    options = beam_options(beam_args)
    runner = options.view_as(StandardOptions).runner or "DirectRunner"
    name = f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    done: list[str] = []
    counts: Counts = {}
    with Catalog(settings.catalog) as catalog, held(catalog), _new(settings.data / "replay.sqlite") as index:
        found = chain.from_iterable(scan(path, now) for path in chosen_files)
        index.fill(found, catalog.addresses(), (feed.url for feed in settings.feeds))
        for chosen in index.rounds() or [Round(0, now, now, ())]:
            run = f"{name}-{chosen.number:05d}"
            begin(catalog, run, config, runner, chosen.started)
            if not done:
                for lot in index.failures():
                    catalog.stage({"failures": [failure_row(run, failure) for failure in lot]})
            shown = progress(catalog, run) if progress else nullcontext()
            with shown, beam.Pipeline(options=options) as pipeline:
                build(pipeline, settings, run, str(index.path), chosen)
            counts = added(counts, commit(catalog, run, chosen.ended))
            done.append(run)
        outputs = write_outputs(catalog, settings.records, settings.outputs)
    return Replay(tuple(done), counts, tuple(outputs))


def build(pipeline: beam.Pipeline, settings: Settings, run: str, index: str, chosen: Round) -> None:
    """Put one round's graph on a pipeline."""
    catalog = str(settings.catalog)
    read = pipeline | "ReadArchived" >> ReadArchived(index, chosen)
    recalled = read[VISITS] | "RecallStates" >> RecallStates(catalog)
    taken = recalled | "TakeInOrder" >> TakeInOrder(catalog, run, settings.site_rules())
    failed = (read[FAILURES], taken[FAILURES]) | "Failures" >> beam.Flatten()
    failed | "StageFailures" >> StageFailures(catalog, run)
    take_up(taken[VISITS], settings, run, chosen.started)


def added(counts: Counts, more: Counts) -> Counts:
    """Return two runs' counts as one."""
    total = dict(counts)
    for name, value in more.items():
        if isinstance(value, dict):
            total[name] = added(total.get(name, {}), value)
        else:
            total[name] = total.get(name, 0) + value
    return total


@contextmanager
def _new(path: Path) -> Iterator[CaptureIndex]:
    """Have an index, empty at first, that is gone afterwards; one that a replay left behind was killed with it."""
    path.unlink(missing_ok=True)
    with CaptureIndex(path) as index:
        yield index
    path.unlink()
