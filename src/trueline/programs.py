"""Run another program: without a shell, and with nothing to read."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

#: Variables of git that it is told; the others may point it at another repository: a hook or a CI has set them.
_OF_GIT = re.compile(
    r"GIT_(?:SSH|SSH_COMMAND|ASKPASS|CONFIG_GLOBAL|CONFIG_SYSTEM|CONFIG_NOSYSTEM|CEILING_DIRECTORIES"
    r"|(?:AUTHOR|COMMITTER)_(?:NAME|EMAIL|DATE))"
)
_GIT = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_PAGER": "cat", "LC_ALL": "C"}


def run(
    command: Sequence[str],
    *,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    seconds: float | None = None,
    umask: int = -1,
    merged: bool = False,
) -> subprocess.CompletedProcess[str]:
    """Wait for it; what it says is text, its exit code is the caller's to judge. ``merged``: errors among the output.

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


def git(*arguments: str, cwd: Path | None = None, seconds: float | None = None) -> subprocess.CompletedProcess[bytes]:
    """The user's git in a folder: in English, without prompts, on no other repository. What it says is bytes.

    Raises as :func:`run` does.
    """
    return subprocess.run(  # noqa: S603 - a list of arguments, no shell
        ["git", *arguments],  # noqa: S607 - the user's own
        cwd=cwd,
        env=_for_git(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=seconds,
        check=False,
    )


def start_git(*arguments: str, cwd: Path) -> subprocess.Popen[bytes]:
    """The same git, to talk with: it reads what is written to it, and ends when there is no more.

    Raises ``OSError`` where it can't be started.
    """
    return subprocess.Popen(  # noqa: S603 - a list of arguments, no shell
        ["git", *arguments],  # noqa: S607 - the user's own
        cwd=cwd,
        env=_for_git(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
    )


def _for_git() -> dict[str, str]:
    known = {key: value for key, value in os.environ.items() if not key.startswith("GIT_") or _OF_GIT.fullmatch(key)}
    return known | _GIT
