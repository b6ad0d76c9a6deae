"""The other way to swap: replace file by file, where folders can't be exchanged.

Everything that needs space is staged before the first file is touched, so what remains is a list of removals and
renames. A run that is cut short is finished by the next one, from the journal.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable
from pathlib import Path

from trueline.write.disk import free_name, link_or_copy
from trueline.write.survey import parents, signature
from trueline.write.work import Journal, WorkFolder


def replace_in_place(work: WorkFolder, journal: Journal, kept: list[str]) -> None:
    """Replace file by file, the lock last: as long as the old lock is there, the next run knows what is ours.

    ``kept`` gets the paths of files that somebody put where a new one goes after the folder was surveyed.
    """
    folders = parents(journal.write)
    _refuse_links(work.output, folders)
    _refuse_links(work.tree, folders)
    for path in journal.remove:
        _remove(work, journal, path)
    for folder in sorted(parents(journal.remove), reverse=True):
        with contextlib.suppress(OSError):  # it is not empty
            (work.output / folder).rmdir()
    for folder in sorted(folders):
        with contextlib.suppress(FileExistsError):
            (work.output / folder).mkdir()
    for path in journal.write:
        if os.path.lexists(work.tree / path):
            _keep(work, journal, path, kept)
            work.step(f"put {path}")
            _put(work.tree / path, work.output / path)


def _refuse_links(output: Path, folders: Iterable[str]) -> None:
    for folder in folders:
        if (output / folder).is_symlink() and (output / folder).is_dir():
            raise OSError(errno.ELOOP, "a folder is a symbolic link", str(output / folder))


def _remove(work: WorkFolder, journal: Journal, path: str) -> None:
    target = work.output / path
    if path in journal.retire and signature(target) == journal.retire[path]:
        work.step(f"retire {path}")
        target.unlink()


def _keep(work: WorkFolder, journal: Journal, path: str, kept: list[str]) -> None:
    target = work.output / path
    if path not in journal.retire and os.path.lexists(target):
        free = free_name(target)
        kept.append(free.relative_to(work.output).as_posix())
        target.rename(free)


def _put(source: Path, target: Path) -> None:
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = target.with_name(f".{target.name}.trueline")  # a folder of the output is a file system of its own
        beside.unlink(missing_ok=True)
        link_or_copy(source, beside)
        beside.replace(target)
