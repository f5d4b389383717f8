"""The `writethru` command. Only the commands that run a pipeline import Beam, inside their modules: help is quick."""

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from writethru import __version__
from writethru.errors import UsageError

WELL, CRASHED, USAGE, FEEDS_FAILED = 0, 1, 2, 3
LONGEST_TOKEN = 18  # digits; a database's integers end at 19
EDITS = ("minor", "substantive", "notice")
EVENTS = ("new", "moved", "withdrawn", "restored")
CLASSES = (*EDITS, *EVENTS)
FIELDS = (
    "headline", "paragraphs", "beside", "notices", "authors", "url", "date_published", "language", "section", "image",
    "codes",
)  # fmt: skip
EXIT_CODES = "exit codes: 0 all well, 1 crash, 2 wrong usage or configuration, 3 some feeds failed"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = _parser()
    options, rest = parser.parse_known_args(arguments)
    options.beam_args = rest
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s %(name)s: %(message)s")  # Beam warns at its import
    if rest and not (options.takes_beam_args and rest[0].startswith("--")):
        parser.error(f"unknown argument: {rest[0]} (writethru {options.command} --help)")
    try:
        return int(getattr(import_module(options.module), options.function)(options))
    except UsageError as error:
        print(f"writethru: {error}", file=sys.stderr)
        return USAGE
    except BrokenPipeError:  # the reader of our output has seen enough, as with `writethru changes | head`
        sys.stderr.close()  # Python would complain on it that standard output can't be flushed
        return WELL
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="writethru",
        description="Feeds in; clean articles, each thing said once, and exactly what changed since the last look out.",
        epilog=f"{EXIT_CODES}. Try `writethru demo` first.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"writethru {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    run = _command(commands, "run", "poll what is due, once", "writethru run configs/quickstart.yaml", beam=True)
    watch = _command(
        commands,
        "watch",
        "poll as things fall due, until SIGTERM",
        "writethru watch configs/quickstart.yaml",
        beam=True,
    )
    for command in (run, watch):
        _config(command)
    run.add_argument("--all", action="store_true", help="look at every feed and article, due or not")

    changes = _command(
        commands,
        "changes",
        "every new version since a token, as JSON Lines, then the next token",
        "writethru changes configs/quickstart.yaml --since 120 --class substantive,notice,withdrawn",
    )
    _config(changes)
    changes.add_argument("--since", metavar="TOKEN", type=_token, default=0, help="what the last call gave; 0: all")
    changes.add_argument(
        "--class",
        dest="classes",
        metavar="CLASS",
        type=_names(CLASSES),
        action="extend",
        default=[],
        help=f"only what is one of these: edits by their class ({', '.join(EDITS)}), other versions by their event"
        f" ({', '.join(EVENTS)}); exactly these, separated by commas or given again",
    )
    changes.add_argument(
        "--fields",
        metavar="FIELD",
        type=_names(FIELDS),
        action="extend",
        default=[],
        help="only edits that touch one of these fields, and the events that --class names; separated by commas or"
        f" given again: {', '.join(FIELDS)}",
    )
    changes.add_argument(
        "--format", choices=("jsonl", "text"), default="jsonl", help="records (default), or diffs to be read"
    )
    _view(changes)

    history = _command(
        commands,
        "history",
        "the versions of one article, with their diffs",
        "writethru history configs/quickstart.yaml https://gazette.example/quay",
    )
    _config(history)
    history.add_argument("url", metavar="URL", help="the article's key, or any of its addresses")
    _view(history)

    extract = _command(
        commands,
        "extract",
        "one page cleaned: what was kept, what was removed and by which rule",
        "writethru extract page.html",
    )
    extract.add_argument("page", metavar="FILE|URL", help="a file, - for standard input, or an http(s) URL")
    extract.add_argument("--url", default="", help="where the page came from, when it is a file")
    extract.add_argument("--config", metavar="CONFIG", help="apply this configuration's rules for the page's site")
    shape = extract.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="the whole article as JSON")
    shape.add_argument("--html", action="store_true", help="what was kept, what was removed and why, as an HTML page")
    extract.add_argument("--output", metavar="FILE", help="where to write it (default: standard output)")

    check = _command(
        commands,
        "check",
        "is the configuration sound; does each feed answer",
        "writethru check configs/quickstart.yaml",
    )
    _config(check)

    feeds = commands.add_parser("feeds", help="feeds from other readers, and to them", allow_abbrev=False)
    actions = feeds.add_subparsers(dest="action", required=True, metavar="ACTION")
    imported = _command(
        actions,
        "import",
        "add the feeds of an OPML file to a configuration; made where there is none, else its text stays as it is",
        "writethru feeds import feeds.yaml subscriptions.opml",
    )
    _config(imported)
    imported.add_argument("opml", metavar="OPML", help="what a feed reader exports; - for standard input")
    imported.set_defaults(module="writethru.feedlists", function="import_feeds")
    exported = _command(
        actions, "export", "a configuration's feeds as OPML", "writethru feeds export feeds.yaml --output mine.opml"
    )
    _config(exported)
    exported.add_argument("--output", metavar="FILE", help="where to write it (default: standard output)")
    exported.set_defaults(module="writethru.feedlists", function="export_feeds")

    report = _command(commands, "report", "the last run's page", "writethru report configs/quickstart.yaml")
    _config(report)
    report.add_argument("--output", metavar="FILE", help="where to write it (default: report.html in the data folder)")

    replay = _command(
        commands,
        "replay",
        "pages from web archives (WARC) instead of the network, with their dates as the clock",
        "writethru replay configs/quickstart.yaml var/archive",
        beam=True,
    )
    _config(replay)
    replay.add_argument(
        "archives",
        metavar="WARC",
        nargs="+",
        help="a .warc or .warc.gz file, or a folder of them; a catalog goes on from what it knows",
    )

    demo = _command(
        commands,
        "demo",
        "a small newsroom on loopback, two editions, polled twice: what changed and why",
        "writethru demo --data demo",
        beam=True,
    )
    demo.add_argument("--data", metavar="DIR", default="var/demo", help="made anew each time (default: %(default)s)")

    train = _command(
        commands,
        "train",
        "the same-story classifier's coefficients, from labelled pairs",
        "writethru train pairs.jsonl --output syndication_model.json",
    )
    train.add_argument("pairs", metavar="PAIRS", help='JSON Lines of {"one": ARTICLE, "other": ARTICLE, "same": true}')
    train.add_argument("--output", metavar="FILE", help="where to write them (default: standard output)")
    train.add_argument("--seed", type=int, default=1871, help="of the dice that hold pairs back (default: %(default)s)")
    train.set_defaults(module="writethru.storytraining")

    schema = _command(commands, "schema", "the record's schema", "writethru schema --format arrow")
    schema.add_argument("--format", choices=("json", "arrow"), default="json", help="JSON Schema (default) or Arrow")
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    summary: str,
    example: str,
    beam: bool = False,
) -> argparse.ArgumentParser:
    epilog = f"example: {example}"
    if beam:
        epilog += "\nunknown flags go to Apache Beam, such as --runner\n" + EXIT_CODES
    command = commands.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    module = "writethru.running" if beam else "writethru.reading"
    command.set_defaults(module=module, function=name, takes_beam_args=beam)
    return command


def _config(command: argparse.ArgumentParser) -> None:
    command.add_argument("config", metavar="CONFIG", help="a YAML file; configs/quickstart.yaml shows every key")


def _view(command: argparse.ArgumentParser) -> None:
    command.add_argument("--side-by-side", action="store_true", help="in two columns, where 100 or more are free")
    command.add_argument("--full", action="store_true", help="with every unchanged paragraph and word")


def _names(known: Sequence[str]) -> Callable[[str], list[str]]:
    """Return the reading of a list of names, separated by commas, that are all known."""

    def read(text: str) -> list[str]:
        names = text.split(",")
        for name in names:
            if name not in known:
                raise argparse.ArgumentTypeError(f"unknown: {name!r}; known: {', '.join(known)}")
        return names

    return read


def _token(text: str) -> int:
    if not text.isdecimal() or len(text) > LONGEST_TOKEN:
        raise argparse.ArgumentTypeError(f"expected a token that `writethru changes` gave, such as 120, not {text!r}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
