"""Write a generated SDK to its folder, or tell how the folder differs from what would be written.

``emit`` replaces the old SDK as a whole or not at all; ``check`` only reads. Files that are not ours survive both.
How it is done, and what happens when it is cut short: ``docs/decisions/008-emit.md``.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path

from trueline.errors import DriftError, TruelineError, UsageError, Where
from trueline.memory import TypeNames
from trueline.write.disk import link_or_copy, make_folders, write_file
from trueline.write.drift import Drift, check, explained, listed, usable, with_lock
from trueline.write.exchange import can_exchange
from trueline.write.lock import LOCK_NAME, Lock, read_lock, sha256
from trueline.write.survey import Survey, parents, survey
from trueline.write.swap import EXCHANGE, IN_PLACE, recover, swap
from trueline.write.work import Journal, OnStep, WorkFolder

__all__ = ["Drift", "EmitResult", "check", "emit"]

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class EmitResult:
    """What an emission did. Paths are POSIX and relative to the output, sorted; the lock file counts as a file."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...]
    """Files and whole folders that are not ours, left as they are."""


def emit(
    files: Mapping[str, bytes],
    output: Path,
    inputs: Mapping[str, str],
    names: TypeNames = None,
    *,
    force: bool = False,
    on_step: OnStep | None = None,
) -> EmitResult:
    """Make ``output`` hold exactly these generated files, and whatever in it is not ours.

    Raises ``UsageError`` for an output that can't be used, ``DriftError`` where something that was not generated would
    be lost (``force`` overwrites it), ``InternalError`` for unsafe file names. After any error, and after a kill, the
    old SDK is whole.
    """
    contents = with_lock(files, inputs, names)
    with explained(output, "could not write the SDK"):
        folder = usable(output)
        with _alone(folder), _work_folder(folder, on_step or _ignore) as work:
            return _emit(contents, work, force=force)


def _emit(contents: Mapping[str, bytes], work: WorkFolder, *, force: bool) -> EmitResult:
    surveyed = survey(work.output, contents, listed(_old_lock(work.output, force=force)))
    surveyed.foreign = [path for path in surveyed.foreign if path != work.path.name or work.beside]
    _refuse(surveyed, work.output, force=force)
    kept: list[str] = []
    if not surveyed.nothing_to_do or not work.output.exists():
        surveyed.written.sort(key=lambda path: (path == LOCK_NAME, path))
        kept = swap(work, _stage(contents, work, surveyed))
    everything = (surveyed.written, surveyed.unchanged, {*surveyed.removed, *surveyed.in_the_way} - contents.keys())
    written, unchanged, removed = (tuple(sorted(paths)) for paths in everything)
    return EmitResult(written, unchanged, removed, tuple(sorted([*surveyed.foreign, *kept])))


def _stage(contents: Mapping[str, bytes], work: WorkFolder, survey: Survey) -> Journal:
    """Build the new tree: everything if it will be exchanged as a whole, else only what is new."""
    whole = work.beside and can_exchange(work.output, survey.foreign)
    foreign = survey.foreign if whole else []
    folders = parents([*(contents if whole else survey.written), *foreign])
    work.step("tree")
    make_folders(work.tree, folders, work.output)
    for path in survey.written:
        work.step(f"write {path}")
        write_file(work.tree / path, contents[path])
    for path in survey.unchanged if whole else ():
        work.step(f"link {path}")
        link_or_copy(work.output / path, work.tree / path)
    for path in foreign:
        work.step(f"stand for {path}")
        (work.tree / path).symlink_to(work.placeholder(path))
    remove = tuple(sorted({*survey.removed, *survey.in_the_way, *survey.bytecode} - contents.keys()))
    inode = work.tree.stat().st_ino
    mode = EXCHANGE if whole else IN_PLACE
    return Journal(mode, inode, tuple(survey.written), remove, survey.signatures)


@contextlib.contextmanager
def _alone(output: Path) -> Generator[None]:
    """Keep other runs out of this folder. The lock dies with its process, so a killed run blocks nobody.

    It lies in the system's folder for temporary files, under a name for each user: beside the output it would stay
    behind, since removing a lock file races with those who wait for it.
    """
    user = os.getuid() if hasattr(os, "getuid") else 0  # on Windows the folder is a user's own
    path = Path(tempfile.gettempdir()) / f"trueline-{user}-{sha256(os.fsencode(output))[:16]}.lock"
    from filelock import FileLock, Timeout  # noqa: PLC0415 - who only compares locks nothing

    try:
        with FileLock(path, timeout=0):
            yield
    except Timeout:
        cure = "Wait until it is done, then try again."
        raise UsageError("another run is generating into this folder", where=Where(str(output)), cure=cure) from None


@contextlib.contextmanager
def _work_folder(output: Path, on_step: OnStep) -> Generator[WorkFolder]:
    """The work folder, after the leftovers of killed runs were dealt with; cleaned up whatever happens."""
    work, other = (WorkFolder(output, path, on_step) for path in _work_paths(output))
    if other.path.is_dir():
        with _opened(other):
            pass
    with _opened(work):
        yield work


@contextlib.contextmanager
def _opened(work: WorkFolder) -> Generator[None]:
    work.create()
    try:
        recover(work)
        yield
    except BaseException:
        # Before the point of no return this forgets the new tree, after it finishes the swap. What it can't do (say,
        # a second Ctrl-C) is left to the next run; the error that is on its way matters more.
        with contextlib.suppress(OSError, TruelineError):
            recover(work)
        raise
    finally:
        work.remove()


def _work_paths(output: Path) -> tuple[Path, Path]:
    beside = output.parent / f".{output.name}.trueline"
    inside = output / ".trueline"
    usable = os.access(output.parent, os.W_OK | os.X_OK) and not output.is_mount()
    return (beside, inside) if usable or not output.exists() else (inside, beside)


def _old_lock(output: Path, *, force: bool) -> Lock | None:
    try:
        return read_lock(output)
    except DriftError:
        if force:
            return None
        raise


def _refuse(survey: Survey, output: Path, *, force: bool) -> None:
    refusals = survey.impossible if force else [*survey.impossible, *survey.refusals]
    if not refusals:
        return
    shown = [f"  {line}" for line in sorted(refusals)[:_SHOWN]]
    if len(refusals) > _SHOWN:
        shown.append(f"  and {len(refusals) - _SHOWN} more")
    cure = "Move what you want to keep elsewhere, or use --force, which overwrites files and links but no folder."
    what = "generating would overwrite or delete what Trueline did not write:\n" + "\n".join(shown)
    raise DriftError(what, where=Where(str(output)), cure=cure)


def _ignore(step: str) -> None:
    """The step callback of a run that nobody watches."""
