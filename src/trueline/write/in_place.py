"""The other way to swap: replace file by file, where folders can't be exchanged.

Everything that needs space is staged before the first file is touched, so what remains is a list of renames. A run that
is cut short is finished by the next one, from the journal.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from trueline.write.disk import link_or_copy
from trueline.write.stage import Journal, WorkFolder
from trueline.write.survey import only_bytecode, parents, signature


def replace_in_place(work: WorkFolder, journal: Journal) -> None:
    """Replace file by file, the lock last: as long as the old lock is there, the next run knows what is ours."""
    wanted_folders = parents(journal.write)
    _refuse_links(work.output, wanted_folders)
    _refuse_links(work.tree, wanted_folders)
    for path in journal.remove:
        if path in wanted_folders or parents([path]) & set(
            journal.write
        ):  # a file becomes a folder, or a folder a file
            _retire(work, journal, path)
    _prune(work, journal)
    for folder in sorted(wanted_folders):
        with contextlib.suppress(FileExistsError):
            (work.output / folder).mkdir()
    for path in journal.write:
        if os.path.lexists(work.tree / path):
            work.step(f"put {path}")
            _put(work.tree / path, work.output / path)
    for path in journal.remove:
        _retire(work, journal, path)
    _prune(work, journal)


def _refuse_links(output: Path, folders: Iterable[str]) -> None:
    for folder in folders:
        if (output / folder).is_symlink() and (output / folder).is_dir():
            raise OSError(errno.ELOOP, "a folder is a symbolic link", str(output / folder))


def _put(source: Path, target: Path) -> None:
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = target.with_name(f".{target.name}.trueline")
        beside.unlink(missing_ok=True)
        link_or_copy(source, beside)
        beside.replace(target)


def _retire(work: WorkFolder, journal: Journal, path: str) -> None:
    target = work.output / path
    if path in journal.retire and signature(target) == journal.retire[path]:
        work.step(f"retire {path}")
        target.unlink()


def _prune(work: WorkFolder, journal: Journal) -> None:
    for path in journal.caches:
        if (work.output / path).is_dir() and only_bytecode(work.output / path):
            work.step(f"cache {path}")
            shutil.rmtree(work.output / path)
    for folder in sorted(parents(journal.remove), reverse=True):
        with contextlib.suppress(OSError):
            (work.output / folder).rmdir()
