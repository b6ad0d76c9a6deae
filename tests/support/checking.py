"""``mypy --strict`` over generated SDKs: what they share, libraries and a runtime, it reads once in a checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from filelock import FileLock

from support.sdks import ROOT

#: The name of an SDK whose runtime is not read again, where it is the same.
KNOWN = "acme"
_KEPT = ROOT / ".cache/mypy"
_COMMAND = [sys.executable, "-m", "mypy", "--strict", "--config-file", ""]


def mypy(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run it there."""
    begin_with_what_is_known()
    environment = {**os.environ, **variables}
    return subprocess.run(
        [*_COMMAND, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def as_known(package: Path, folder: Path) -> None:
    """Put an SDK's package into a folder, under the name that is known: its modules import each other by no name."""
    (folder / KNOWN).symlink_to(package, target_is_directory=True)


def begin_with_what_is_known() -> None:
    """mypy reads the libraries of SDKs again nowhere, whatever environment they are in."""
    _begin_with_what_is_known(Path(os.environ["MYPY_CACHE_DIR"]))


@cache
def _begin_with_what_is_known(own: Path) -> None:
    """Each process of tests has a cache of its own: mypy locks none. If what it knows still holds, it asks itself."""
    package = _KEPT / KNOWN
    package.mkdir(parents=True, exist_ok=True)
    with FileLock(_KEPT / "guard"):
        (package / "__init__.py").touch()
        (_KEPT / "libraries.py").write_text("import attrs, click, httpx, pytest\n", encoding="utf-8")
        if not (package / "_runtime").is_symlink():
            (package / "_runtime").symlink_to(ROOT / "sdks/python/src/tollkeeper/_runtime", target_is_directory=True)
        command = [*_COMMAND, "--cache-dir", "cache", "-p", f"{KNOWN}._runtime", "-m", "libraries"]
        done = subprocess.run(command, cwd=_KEPT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        shutil.copytree(_KEPT / "cache", own, dirs_exist_ok=True)
