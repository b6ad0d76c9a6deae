"""Run another program: without a shell, with nothing to read, and with what it says as text."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


def run(
    command: Sequence[str],
    *,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    seconds: float | None = None,
    umask: int = -1,
    merged: bool = False,
) -> subprocess.CompletedProcess[str]:
    """Wait for it; its exit code is the caller's to judge. ``merged``: errors are among the output, in order.

    Raises ``OSError`` where it can't be started, ``subprocess.TimeoutExpired`` where it takes longer than ``seconds``.
    """
    return subprocess.run(  # noqa: S603 - a list of arguments, no shell
        list(command),
        cwd=cwd,
        env=None if environment is None else dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if merged else subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        timeout=seconds,
        umask=umask,
        check=False,
    )
