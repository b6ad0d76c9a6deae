"""Three texts of one file (the last scaffold's, theirs, the new scaffold's) and what becomes of it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from trueline.adopt.git import git
from trueline.errors import InternalError


class Outcome(Enum):
    """What became of a file."""

    UNCHANGED = "unchanged"
    """Nothing to do: the scaffold did not change it, or it is so already."""
    WRITTEN = "updated"
    """Only the scaffold had changed it (or it is new)."""
    MERGED = "merged"
    """Both had, in different places."""
    CONFLICT = "conflict"
    """Both had, in the same place: it has markers now, with both texts."""
    ABSENT = "left deleted"
    """They had deleted it."""
    REMOVED = "removed"
    """It is not part of the scaffold any more, and they had not changed it."""
    KEPT = "kept"
    """It is not part of the scaffold any more, but they had changed it."""


@dataclass(frozen=True, slots=True)
class Change:
    """A file, what became of it, and the text that it gets where that differs from what is there."""

    path: str
    outcome: Outcome
    text: str | None = None
    conflicts: int = 0


def change(path: str, base: str | None, theirs: str | None, new: str | None) -> Change:
    """What happens to a file. None is a file that is not there: in the last scaffold, on disk, in the new scaffold."""
    if new is None:
        return Change(path, Outcome.ABSENT if theirs is None else Outcome.REMOVED if theirs == base else Outcome.KEPT)
    if theirs is None:
        return Change(path, Outcome.WRITTEN, new) if base is None else Change(path, Outcome.ABSENT)
    if new in (theirs, base):
        return Change(path, Outcome.UNCHANGED)
    if theirs == base:
        return Change(path, Outcome.WRITTEN, new)
    return _merged(path, base or "", theirs, new)


def _merged(path: str, base: str, theirs: str, new: str) -> Change:
    """``git merge-file``: its exit code is the number of conflicts, 255 where it failed."""
    with tempfile.TemporaryDirectory(prefix="trueline-merge-") as folder:
        sides = {"yours": theirs, "the scaffold before": base, "the new scaffold": new}
        labels = [part for label in sides for part in ("-L", label)]
        for name, text in zip("abc", sides.values(), strict=True):
            (Path(folder) / name).write_bytes(text.encode())
        done = git(Path(folder), "merge-file", "-p", "--diff3", *labels, "a", "b", "c")
    if not 0 <= done.returncode <= 127:
        raise InternalError(f"git could not merge {path}: {done.stderr.decode('utf-8', 'replace').strip()}")
    return Change(path, Outcome.CONFLICT if done.returncode else Outcome.MERGED, done.stdout.decode(), done.returncode)
