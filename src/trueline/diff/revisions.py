"""Documents out of a git history: ``REV:path`` as ``git show`` understands it, given back as bytes."""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from pathlib import Path

from trueline.errors import UsageError, Where, printable

#: A revision as people write one: no space, no control character, nothing that a shell or git reads as an option.
_REVISION = re.compile(r"[A-Za-z0-9_@^~][A-Za-z0-9_./@^~{}+-]*")
_SECONDS = 60


def split(source: str) -> tuple[str, str] | None:
    """Revision and path of ``REV:path``; ``None`` for a file that is there, a URL, or standard input."""
    if source == "-" or "://" in source or Path(source).exists():
        return None
    revision, colon, path = source.partition(":")
    return (revision, path) if colon and revision and path else None


def show(revision: str, path: str) -> BytesIO:
    """The bytes of ``path`` at ``revision`` of the repository that the working directory is in.

    Raises :class:`UsageError` for what is not a revision, and where git does not know it or has no such file in it.
    """
    where = Where(f"{revision}:{path}")
    if not _REVISION.fullmatch(revision):
        cure = "Use a branch, a tag or a commit, such as v1.2.0:openapi.yaml."
        raise UsageError(f"{printable(revision)!r} is not a revision", where=where, cure=cure)
    commit = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit.returncode:
        cure = "git tag and git branch list what there is; fetch it first if another clone has it."
        raise UsageError(f"git knows no revision {printable(revision)!r} here", where=where, cure=cure)
    blob = f"{commit.stdout.decode().strip()}:{path}"
    found = _git("cat-file", "blob", blob)
    if found.returncode:
        cure = "As in git show, a path counts from the top of the repository, and from here where it begins with ./"
        raise UsageError(f"{printable(path)} is not a file in {printable(revision)}", where=where, cure=cure)
    return BytesIO(found.stdout)


def _git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """git, without a pager, a prompt or hooks. Raises :class:`UsageError` where it is not installed or does not end."""
    try:
        return subprocess.run(  # noqa: S603 - no shell; a revision is checked before it comes here
            ["git", "--no-pager", *arguments],  # noqa: S607 - the user's git, as every tool of a checkout uses it
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError("git can't be run", cure="Install git, or give the two documents as files.") from error
