"""Documents out of a git history: ``REV:path`` as ``git show`` understands it, given back as bytes."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path

from packaging.version import InvalidVersion, Version

from trueline import programs
from trueline.archives import unpack
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
    shown = _git("cat-file", "blob", blob)
    if shown.returncode:
        cure = "As in git show, a path counts from the top of the repository, and from here where it begins with ./"
        raise UsageError(f"{printable(path)} is not a file in {printable(revision)}", where=where, cure=cure)
    return BytesIO(shown.stdout)


def last_tag(folder: Path, prefix: str) -> str | None:
    """The tag of the last release that HEAD contains, of those that begin so; None where there is none.

    A final release comes before any pre-release, for users come from there.
    """
    listed = _git("-C", str(folder), "tag", "--list", "--merged", "HEAD", "--", f"{prefix}*")
    versions: dict[Version, str] = {}
    for tag in listed.stdout.decode("utf-8", "replace").splitlines():
        with suppress(InvalidVersion):  # another project's tag with the same beginning
            versions[Version(tag.removeprefix(prefix))] = tag
    final = [version for version in versions if not version.is_prerelease]
    last = max(final or versions, default=None)
    return versions[last] if last is not None else None


@contextmanager
def tree(folder: Path, revision: str) -> Generator[Path]:
    """What was in a folder at a revision, in a folder that is gone afterwards. Raises :class:`UsageError`."""
    archive = _git("-C", str(folder), "archive", "--format=tar", revision, "--", ".")
    if archive.returncode:
        raise UsageError(f"git can't give out {printable(revision)}", where=Where(str(folder)), cure="Fetch the tags.")
    with tempfile.TemporaryDirectory(prefix="trueline-at-") as name:
        unpack(archive.stdout, Path(name))
        yield Path(name)


def _git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """What git says. Raises :class:`UsageError` where it is not installed or does not end."""
    try:
        return programs.git(*arguments, seconds=_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError("git can't be run", cure="Install git, or give the two documents as files.") from error
