"""Write a generated SDK to its folder, or tell how the folder differs from what would be written.

``emit`` replaces the old SDK as a whole or not at all; ``check`` only reads. Files that are not ours survive both.
How it is done, and what happens when it is cut short: ``docs/decisions/008-emit.md``.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from trueline.errors import DriftError, TruelineError, Where
from trueline.write.disk import link_or_copy, make_folders, sync_tree, write_file
from trueline.write.drift import Drift, check, explained, listed, usable, with_lock
from trueline.write.exchange import can_exchange
from trueline.write.lock import LOCK_NAME, Lock, read_lock
from trueline.write.stage import Journal, OnStep, WorkFolder
from trueline.write.survey import Survey, parents, survey
from trueline.write.swap import EXCHANGE, IN_PLACE, recover, swap

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
    *,
    force: bool = False,
    lock_name: str = LOCK_NAME,
    on_step: OnStep | None = None,
) -> EmitResult:
    """Make ``output`` hold exactly these generated files, and whatever in it is not ours.

    Raises ``UsageError`` for an output that can't be used, ``DriftError`` where something that was not generated would
    be lost (``force`` overwrites it), ``InternalError`` for unsafe file names. After any error, and after a kill, the
    old SDK is whole.
    """
    contents = with_lock(files, inputs, lock_name)
    with explained(output, "could not write the SDK"):
        folder = usable(output)
        with _sigterm_raises(), _work_folder(folder, on_step or _ignore) as work:
            return _emit(contents, work, force=force, lock_name=lock_name)


def _emit(contents: Mapping[str, bytes], work: WorkFolder, *, force: bool, lock_name: str) -> EmitResult:
    found = survey(work.output, contents, listed(_old_lock(work.output, lock_name, force=force), lock_name))
    found.foreign = [path for path in found.foreign if path != work.path.name or work.beside]
    _refuse(found, work.output, force=force)
    kept: list[str] = []
    if not found.nothing_to_do or not work.output.exists():
        found.written.sort(key=lambda path: (path == lock_name, path))
        kept = swap(work, _stage(contents, work, found))
    everything = (found.written, found.unchanged, {*found.removed, *found.in_the_way} - contents.keys())
    written, unchanged, removed = (tuple(sorted(paths)) for paths in everything)
    return EmitResult(written, unchanged, removed, tuple(sorted([*found.foreign, *kept])))


def _stage(contents: Mapping[str, bytes], work: WorkFolder, found: Survey) -> Journal:
    """Build the new tree: everything if it will be exchanged as a whole, else only what is new."""
    whole = work.beside and can_exchange(work.output, found.foreign)
    foreign = found.foreign if whole else []
    folders = parents([*(contents if whole else found.written), *foreign])
    work.step("tree")
    make_folders(work.tree, folders, work.output)
    for path in found.written:
        work.step(f"write {path}")
        write_file(work.tree / path, contents[path])
    for path in found.unchanged if whole else ():
        work.step(f"link {path}")
        link_or_copy(work.output / path, work.tree / path)
    for path in foreign:
        work.step(f"stand for {path}")
        (work.tree / path).symlink_to(work.placeholder(path))
    work.step("sync")
    sync_tree(work.tree, found.written, folders)
    remove = tuple(sorted({*found.removed, *found.in_the_way} - contents.keys()))
    inode = work.tree.stat().st_ino
    mode = EXCHANGE if whole else IN_PLACE
    return Journal(mode, inode, tuple(found.written), remove, tuple(found.caches), found.signatures)


@contextlib.contextmanager
def _work_folder(output: Path, on_step: OnStep) -> Generator[WorkFolder]:
    """The locked work folder, after the leftovers of killed runs were dealt with; cleaned up whatever happens."""
    work, other = (WorkFolder(output, path, on_step) for path in _work_paths(output))
    if other.path.is_dir():
        with _opened(other):
            pass
    with _opened(work):
        yield work


@contextlib.contextmanager
def _opened(work: WorkFolder) -> Generator[None]:
    work.acquire()
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
        work.release()


def _work_paths(output: Path) -> tuple[Path, Path]:
    beside = output.parent / f".{output.name}.trueline"
    inside = output / ".trueline"
    usable = os.access(output.parent, os.W_OK | os.X_OK) and not output.is_mount()
    return (beside, inside) if usable or not output.exists() else (inside, beside)


def _old_lock(output: Path, lock_name: str, *, force: bool) -> Lock | None:
    try:
        return read_lock(output, lock_name)
    except DriftError:
        if force:
            return None
        raise


def _refuse(found: Survey, output: Path, *, force: bool) -> None:
    refusals = found.impossible if force else [*found.impossible, *found.refusals]
    if not refusals:
        return
    shown = [f"  {line}" for line in sorted(refusals)[:_SHOWN]]
    if len(refusals) > _SHOWN:
        shown.append(f"  and {len(refusals) - _SHOWN} more")
    cure = "Move what you want to keep out of the way; --force overwrites files and links, never folders."
    what = "generating would destroy what was not generated:\n" + "\n".join(shown)
    raise DriftError(what, where=Where(str(output)), cure=cure)


@contextlib.contextmanager
def _sigterm_raises() -> Generator[None]:
    """Let SIGTERM unwind like Ctrl-C does, so that it cleans up. Only the main thread may set handlers."""
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGTERM) != signal.SIG_DFL:
        yield
        return

    def stop(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _ignore(step: str) -> None:
    """The step callback of a run that nobody watches."""
