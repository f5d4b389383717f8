"""The commands that take feeds into a configuration and out of one: feeds import, feeds export.

A configuration is its author's text: feeds are added to it, and everything else stays as it was written.
"""

import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from pipelines.settings import load
from writethru.cli import WELL
from writethru.errors import UsageError
from writethru.opml import Subscription, read_opml, write_opml
from writethru.terminal import some


def import_feeds(options: Namespace) -> int:
    """Add the feeds of an OPML file to a configuration, which is made where there is none; say what was left out."""
    config = Path(options.config)
    known = load(config).feeds if config.exists() else ()
    try:
        body = sys.stdin.buffer.read() if options.opml == "-" else Path(options.opml).read_bytes()
    except OSError as error:
        raise UsageError(f"{options.opml}: {error.strerror}") from error
    try:
        found = read_opml(body, [feed.url for feed in known])
    except UsageError as error:
        raise UsageError(f"{options.opml}: {error}") from error
    if found.feeds:
        text = config.read_bytes().decode() if known else f"feeds:\n\ndata: {json.dumps(f'var/{config.stem}')}\n"
        try:
            config.write_bytes(with_feeds(text, found.feeds).encode())
        except OSError as error:
            raise UsageError(f"{config}: {error.strerror}") from error
    for line in found.skipped:
        print(f"skipped  {line}")
    print(f"{some(len(found.feeds), 'feed')} added to {config}, {some(len(found.skipped), 'outline')} skipped")
    return WELL


def export_feeds(options: Namespace) -> int:
    """Write a configuration's feeds as OPML."""
    feeds = [Subscription(feed.url, feed.title) for feed in load(Path(options.config)).feeds]
    body = write_opml(feeds, Path(options.config).stem)
    if options.output is None:
        sys.stdout.buffer.write(body)
        return WELL
    try:
        Path(options.output).write_bytes(body)
    except OSError as error:
        raise UsageError(f"{options.output}: {error.strerror}") from error
    print(options.output)
    return WELL


def with_feeds(text: str, feeds: Sequence[Subscription]) -> str:
    """Return a configuration's text with more feeds behind its own, in the style that these are written in.

    Raises UsageError where its list can't be added to as text, such as one that an alias stands for.
    """
    tree = yaml.compose(text, yaml.SafeLoader)
    pairs = tree.value if isinstance(tree, yaml.MappingNode) else ()
    listed = next(((key, value) for key, value in pairs if key.value == "feeds"), None)
    if listed is None:
        raise UsageError("no feeds: in the configuration")
    key, node = listed
    if isinstance(node, yaml.SequenceNode) and node.flow_style:
        flow = ", ".join(_flow(feed) for feed in feeds)
        place = node.value[-1].end_mark.index if node.value else node.start_mark.index + 1
        added = f"{text[:place]}{', ' if node.value else ''}{flow}{text[place:]}"
    else:
        indent = node.start_mark.column if isinstance(node, yaml.SequenceNode) else 2
        end = "\r\n" if "\r\n" in text else "\n"
        lines = text.splitlines(keepends=True)
        last = _last_line(node) if isinstance(node, yaml.SequenceNode) else key.end_mark.line
        if not lines[last].endswith("\n"):
            lines[last] += end
        lines.insert(last + 1, "".join(_block(feed, " " * indent, end) for feed in feeds))
        added = "".join(lines)
    before, after = yaml.safe_load(text), _loaded(added)
    expected = {**before, "feeds": [*(before["feeds"] or ()), *map(_values, feeds)]}
    if after != expected:
        raise UsageError("the list of feeds can't be added to as it is written; write it one feed a line, - url: ...")
    return added


def _loaded(text: str) -> Any:  # noqa: ANN401 (whatever YAML holds)
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return None


def _last_line(node: yaml.Node) -> int:
    """Return the line on which the last value of a list stands; a list's own end is where the next key begins."""
    while isinstance(node, (yaml.SequenceNode, yaml.MappingNode)) and node.value and not node.flow_style:
        node = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
    return int(node.end_mark.line)


def _values(feed: Subscription) -> dict[str, str]:
    return {"url": feed.url, **({"title": feed.title} if feed.title else {})}


def _block(feed: Subscription, indent: str, end: str) -> str:
    title = f"{indent}  title: {_quoted(feed.title)}{end}" if feed.title else ""
    return f"{indent}- url: {_quoted(feed.url)}{end}{title}"


def _flow(feed: Subscription) -> str:
    return "{" + ", ".join(f"{name}: {_quoted(value)}" for name, value in _values(feed).items()) + "}"


def _quoted(value: str) -> str:
    """Return a text as YAML's double-quoted kind, of which JSON's strings are a part."""
    return json.dumps(value, ensure_ascii=not value.isprintable())
