"""The library is plain Python: nothing in it but the commands that run a pipeline brings Beam in."""

import ast
from pathlib import Path

import writethru

WITH_BEAM = ("apache_beam", "transforms", "pipelines.poll")


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def test_the_library_imports_no_beam():
    modules = sorted(Path(writethru.__file__).parent.rglob("*.py"))
    found = {path.stem for path in modules if any(name.startswith(WITH_BEAM) for name in imported(path))}
    assert found == {"running"}
