"""The library is plain Python: nothing in it but the commands that run a pipeline brings Beam in."""

import ast
from pathlib import Path

import pytest

import writethru

MODULES = sorted(Path(writethru.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_the_library_imports_no_beam(path):
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.Import):
            imported.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module)
    with_beam = {name for name in imported if name.startswith(("apache_beam", "transforms", "pipelines.poll"))}
    assert with_beam <= ({"pipelines.poll"} if path.stem == "running" else set())
