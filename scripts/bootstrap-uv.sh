#!/bin/sh
# uv from .venv, told what pip already knows: uv does not read pip's configuration, so a machine that reaches its
# packages through a mirror would need the same setting twice. A setting made for uv itself wins.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)

# The environment wins over the files, as in pip. `pip config list` prints lines such as  global.index-url='...'
# Until .venv has a pip, it is that of the Python that made .venv.
pip_option() {
    python=$root/.venv/bin/python
    "$python" -c "import pip" >/dev/null 2>&1 || python=$("$python" -c "import sys; print(sys._base_executable)")
    "$python" -m pip --disable-pip-version-check config list 2>/dev/null |
        sed -n "s/^\(:env:\|install\|global\)\.$1='\(.*\)'\$/\2/p" | head -n 1
}

# Who starts uv often asks once, by `bootstrap-uv.sh pip-index`, and hands the answer on. It may be empty.
if [ "${1:-}" = pip-index ]; then pip_option index-url; exit; fi
if [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}${UV_CONFIG_FILE:-}" ]; then
    index=${KNOWN_PIP_INDEX-$(pip_option index-url)}
    if [ -n "$index" ]; then UV_DEFAULT_INDEX=$index; export UV_DEFAULT_INDEX; fi
fi
UV_CACHE_DIR=${UV_CACHE_DIR:-$root/.cache/uv}
UV_SYSTEM_CERTS=${UV_SYSTEM_CERTS:-1} # trust what the machine trusts, as pip does
UV_PYTHON_DOWNLOADS=${UV_PYTHON_DOWNLOADS:-never}
VIRTUAL_ENV=${VIRTUAL_ENV:-$root/.venv}
export UV_CACHE_DIR UV_SYSTEM_CERTS UV_PYTHON_DOWNLOADS VIRTUAL_ENV
exec "$root/.venv/bin/uv" "$@"
