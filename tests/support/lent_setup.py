"""The environment that ``make setup`` makes in a repository of ours: made once a run, and lent to the repositories.

``tests/adopt/test_fresh_clone.py`` is lent none: there a machine with nothing but Python, make and git makes it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from support.once import shared
from trueline.release.rehearsal.environment import writing_bytecode

ROOT = Path(__file__).parents[2]
BASE = Path(sys._base_executable).resolve()  # type: ignore[attr-defined] # in every CPython, in no stub
_UV = str(ROOT / ".venv/bin/uv")
_LOCK = ROOT / "src/trueline/adopt/templates/requirements/dev.txt"
#: What the targets of each repository start first compiles what it imports, once in place of once in each.
_STARTED = ("pytest --help", "pip config list")


def lend_setup(checkout: Path) -> None:
    """Put a copy where ``make setup`` would make its own: it still looks at all of it, and adds what is missing."""
    made, own = _made(), checkout / ".venv"
    subprocess.run(["cp", "-al", str(made), str(own)], check=True)  # one file under two names: no bytes
    for script in (own / "bin").iterdir():
        if not script.is_symlink() and str(made).encode() in (data := script.read_bytes()):
            mode = script.stat().st_mode
            script.unlink()
            script.write_bytes(data.replace(str(made).encode(), str(own).encode()))
            script.chmod(mode)


def _made() -> Path:
    with shared("setup") as folder:
        if not (folder / ".made").is_file():
            _make(folder)
            (folder / ".made").touch()
    return folder


def _make(folder: Path) -> None:
    make_environment(folder, "sync", "--require-hashes", str(_LOCK))
    for module in _STARTED:
        words = [str(folder / "bin/python"), "-m", *module.split()]
        subprocess.run(words, cwd=folder, env=writing_bytecode(), check=True, capture_output=True)


def make_environment(folder: Path, *words: str) -> None:
    """A new environment of the Python that made ours, and what ``uv pip`` does with these words in it.

    What is installed stays in the memory of uv, which writes a link for each file.
    """
    subprocess.run([_UV, "venv", "--quiet", "--clear", "--python", str(BASE), str(folder)], check=True)
    environment = {**os.environ, "VIRTUAL_ENV": str(folder), "UV_LINK_MODE": "symlink"}
    command = ["sh", str(ROOT / "scripts/bootstrap-uv.sh"), "pip", words[0], "--quiet", *words[1:]]
    subprocess.run(command, env=environment, check=True)
