"""A machine that has Python, make and git, an empty HOME that nobody can write to, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: What a fresh machine does not have. Calling one leaves a trace, and fails.
ABSENT = frozenset({"node", "npm", "npx", "uv", "uvx", "ruff", "pytest", "twine", "trueline"})
_KEPT = ("MYPY_CACHE_DIR", "PIP_", "UV_", "NPM_CONFIG_", "npm_config_")
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy")

Make = Callable[..., "subprocess.CompletedProcess[str]"]


def reaching_indexes() -> dict[str, str]:
    """The variables of this machine that say how packages are reached, and where a run's files go; no other one.

    uv would copy what it keeps: its memory is on a disk, and a run's files are not.
    """
    known = {name: value for name, value in os.environ.items() if name.startswith(_KEPT) or name in _PROXIES}
    return {"UV_LINK_MODE": "symlink", **known, "TMPDIR": tempfile.gettempdir()}


def fresh_machine(folder: Path, checkout: Path, absent: Collection[str] = ABSENT) -> Make:
    """Runs make in a checkout; ``folder`` holds the machine. Whatever make does, HOME stays empty."""
    home, shadow, log = folder / "home", folder / "bin", folder / "log"
    home.mkdir(mode=0o500)
    shadow.mkdir()
    log.touch()
    for name in absent:
        (shadow / name).write_text(f'#!/bin/sh\necho "{name} $*" >> "{log}"\nexit 97\n', encoding="utf-8")
        (shadow / name).chmod(0o755)
    (shadow / "python3").symlink_to(Path(sys._base_executable).resolve())  # type: ignore[attr-defined] # in every CPython, in no stub
    environment = reaching_indexes() | {"PATH": f"{shadow}:/usr/bin:/bin", "HOME": str(home)}
    environment["UV_CACHE_DIR"] = os.environ.get("UV_CACHE_DIR", str(ROOT / ".cache/uv"))

    def make(*arguments: str) -> subprocess.CompletedProcess[str]:
        done = run_make(checkout, environment, *arguments)
        assert log.read_text(encoding="utf-8") == "", "a tool of the machine was called, not the checkout's own"
        assert not list(home.iterdir()), "something was written to HOME"
        return done

    return make


def run_make(checkout: Path, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make with this environment alone; it has to succeed."""
    done = subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=checkout, env=environment, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, f"make {arguments}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done
