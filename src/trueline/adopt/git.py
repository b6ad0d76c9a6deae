"""The few things that adoption asks of git."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from trueline.errors import UsageError, Where, printable


@dataclass(frozen=True, slots=True)
class GitOutput:
    """How git ended, and what it printed."""

    code: int
    out: str
    err: str


def git(root: Path, *arguments: str) -> GitOutput:
    """Run git in a folder. Variables that would point it at another repository are not passed on.

    Raises ``UsageError`` where git is not installed.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(  # noqa: S603 - a list of arguments, no shell
            ["git", *arguments],  # noqa: S607 - the git that the user has
            cwd=root,
            env=environment | {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"},
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except FileNotFoundError:
        raise UsageError("git is not installed", cure="Install git: a repository is a git repository.") from None
    return GitOutput(done.returncode, done.stdout, done.stderr)


def must(root: Path, *arguments: str) -> str:
    """As :func:`git`, where failing is an error; returns what it printed.

    Raises ``UsageError`` with what git printed.
    """
    said = git(root, *arguments)
    if said.code:
        last = (said.err.strip() or said.out.strip()).splitlines()[-1:]
        what = f"git {arguments[0]} failed: {printable(''.join(last))}"
        raise UsageError(what, where=Where(str(root)), cure="Do what git says, and run the command again.")
    return said.out


def identity(root: Path) -> list[str]:
    """Options that name an author where the user has told git none: the first commit is a machine's anyway."""
    known = git(root, "config", "user.email").out.strip() and git(root, "config", "user.name").out.strip()
    return [] if known else ["-c", "user.name=trueline init", "-c", "user.email=trueline@localhost"]
