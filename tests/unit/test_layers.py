"""The library is plain Python: nothing in it but the commands that run a pipeline brings Beam in."""

import pkgutil
import subprocess
import sys

import writethru

RUNNING = "writethru.running"


def test_the_library_imports_no_beam():
    names = [found.name for found in pkgutil.walk_packages(writethru.__path__, "writethru.") if found.name != RUNNING]
    code = f"import sys, {', '.join([*names, 'pipelines.settings'])}; sys.exit('apache_beam' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
