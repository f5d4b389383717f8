#!/bin/sh
# Makes .venv and installs writethru with its pinned dependencies into it. PYTHON chooses the interpreter (3.11 to 3.13).
# One dependency of dedupe, affinegap, has no wheel for these Pythons: where no C compiler is found, zig's, which comes
# as a wheel, builds it.
set -eu
cd "$(dirname "$0")/.."

python=${PYTHON:-}
if [ -z "$python" ]; then
    for name in python3 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            python=$name
            break
        fi
    done
fi
if [ -z "$python" ]; then
    echo "writethru needs Python 3.11, 3.12 or 3.13; say where it is: make PYTHON=/path/to/python3.12 ..." >&2
    exit 2
fi

[ -x .venv/bin/python ] || "$python" -m venv .venv
pip() { .venv/bin/python -m pip --disable-pip-version-check --quiet "$@"; }

if [ -z "${CC:-}" ] && ! command -v cc >/dev/null && ! command -v gcc >/dev/null && ! command -v clang >/dev/null; then
    echo "No C compiler here: building with zig's (about a minute, once)."
    pip install -c constraints.txt ziglang
    zig=$(.venv/bin/python -c 'import pathlib, ziglang; print(pathlib.Path(ziglang.__file__).parent / "zig")')
    export CC="$zig cc" CXX="$zig c++" LDSHARED="$zig cc -shared"
fi
echo "Installing into .venv (about 500 MB, once) ..."
pip install -c constraints.txt -e '.[dev]'
touch .venv/installed
