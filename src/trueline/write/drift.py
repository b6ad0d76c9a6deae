"""How an output folder differs from what would be generated, without changing it; and what can be an output."""

from __future__ import annotations

import contextlib
import os
from collections import ChainMap
from collections.abc import Generator, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from trueline.errors import InternalError, UsageError, Where
from trueline.memory import TypeNames
from trueline.write.lock import LOCK_NAME, Lock, lock_of, read_lock, sha256, unsafe_paths
from trueline.write.survey import survey


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference between an output folder and what would be generated.

    ``kind`` is ``missing``, ``changed`` or ``stale`` (``name`` is a path), or ``input`` (``name`` is one of the inputs
    that the lock records).
    """

    kind: str
    name: str
    detail: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}: {self.detail}"


def check(
    files: Mapping[str, bytes], output: Path, inputs: Mapping[str, str], names: TypeNames = None
) -> tuple[Drift, ...]:
    """How ``output`` differs from these files and inputs. Empty if generating again would change nothing."""
    contents = with_lock(files, inputs, names)
    with explained(output, "could not read the SDK"):
        folder = usable(output)
        old = read_lock(folder)
        surveyed = survey(folder, contents, listed(old))
    drifts = [Drift("input", name, detail) for name, detail in _input_changes(old, inputs)]
    drifts += [_drift_of(folder, path, old.files if old else {}) for path in surveyed.written]
    drifts += [Drift("stale", path, "it is no longer generated") for path in surveyed.removed]
    drifts += [Drift("changed", line.partition(": ")[0], line.partition(": ")[2]) for line in surveyed.impossible]
    return tuple(sorted(drifts, key=lambda drift: (drift.kind != "input", drift.name)))


@contextlib.contextmanager
def explained(output: Path, problem: str) -> Generator[None]:
    """Raises ``UsageError``, with where and why, for what the system refuses inside: permission, a full disk."""
    try:
        yield
    except OSError as error:
        cure = "Free some space or correct the permissions, then run it again. It finishes or undoes this run."
        where = Where(str(error.filename or output))
        raise UsageError(f"{problem}: {error.strerror or error}", where=where, cure=cure) from error


def with_lock(files: Mapping[str, bytes], inputs: Mapping[str, str], names: TypeNames = None) -> Mapping[str, bytes]:
    """The files and their lock. Each file is asked for when it is needed, so that not all must be in memory.

    Raises ``InternalError`` for names that can't be one folder tree everywhere.
    """
    problem = unsafe_paths([*files, LOCK_NAME])
    if problem:
        raise InternalError(f"the SDK can't be written: {problem}", cure="This is a bug in Trueline: please report it.")
    lock = {LOCK_NAME: lock_of(files, inputs, names).render()}
    return ChainMap(lock, cast("MutableMapping[str, bytes]", files))  # which is only read


def usable(output: Path) -> Path:
    """The absolute output folder, which may not exist yet. Raises ``UsageError`` if it can't be one."""

    def refusal(what: str, cure: str) -> UsageError:
        return UsageError(what, where=Where(str(output)), cure=cure)

    if output.is_symlink():
        raise refusal("the output is a symbolic link", "Name the folder itself.")
    if output.exists() and not output.is_dir():
        raise refusal("the output is not a folder", "Name a folder, or remove the file.")
    folder = output.resolve()
    if not folder.parent.is_dir():
        raise refusal("the folder above the output does not exist", f"Create {folder.parent} first.")
    if folder in {folder.parent, Path.home()}:
        raise refusal("the output is the root or a home folder", "Name a folder of its own for the SDK.")
    return folder


def listed(old: Lock | None) -> dict[str, str]:
    """The files that the old lock lists, and the lock itself."""
    return {**old.files, LOCK_NAME: ""} if old else {}


def _drift_of(folder: Path, path: str, ours: Mapping[str, str]) -> Drift:
    if not os.path.lexists(folder / path):
        return Drift("missing", path, "it would be generated" if path not in ours else "it was deleted")
    if path in ours and _digest(folder / path) != ours[path]:
        return Drift("changed", path, "it was edited by hand, or merged")
    return Drift("changed", path, "its inputs changed")


def _input_changes(old: Lock | None, inputs: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    before: Mapping[str, str] = old.inputs if old else {}
    for name in sorted(before.keys() | inputs.keys()):
        if before.get(name) != inputs.get(name):
            yield name, f"was {before.get(name, 'absent')}, is {inputs.get(name, 'absent')}"


def _digest(path: Path) -> str | None:
    return sha256(path.read_bytes()) if path.is_file() and not path.is_symlink() else None
