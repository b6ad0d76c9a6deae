"""The few things that adoption asks of git."""

from __future__ import annotations

import subprocess
from pathlib import Path

from trueline import programs
from trueline.errors import UsageError, Where, printable


def git(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run git in a folder. Raises ``UsageError`` where it is not installed."""
    try:
        return programs.git(*arguments, cwd=root)
    except FileNotFoundError:
        raise UsageError("git is not installed", cure="Install git: a repository is a git repository.") from None


def must(root: Path, *arguments: str) -> str:
    """As :func:`git`, where failing is an error; returns what it printed.

    Raises ``UsageError`` with what git printed.
    """
    done = git(root, *arguments)
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).decode("utf-8", "replace").splitlines()[-1:]
        what = f"git {arguments[0]} failed: {printable(''.join(last))}"
        raise UsageError(what, where=Where(str(root)), cure="Do what git says, and run the command again.")
    return done.stdout.decode("utf-8", "surrogateescape")


def identity(root: Path) -> list[str]:
    """Options that name an author where the user has told git none: the first commit is a machine's anyway."""
    known = all(git(root, "config", f"user.{part}").stdout.strip() for part in ("email", "name"))
    return [] if known else ["-c", "user.name=trueline init", "-c", "user.email=trueline@localhost"]
