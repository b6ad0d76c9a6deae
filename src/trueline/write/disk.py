"""Small operations on files and folders that the emitter builds a tree from."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

FILE_MODE = 0o644
FOLDER_MODE = 0o755

_FEW = 32  # beyond, one call for the file system is faster than one for each file


def write_file(path: Path, content: bytes, *, sync: bool = False) -> None:
    """Create a file with the same mode under every umask."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, FILE_MODE)
    with open(handle, "wb") as file:  # noqa: PTH123 - a descriptor, not a path
        file.write(content)
        os.fchmod(handle, FILE_MODE)
        if sync:
            file.flush()
            os.fsync(handle)


def make_folders(tree: Path, folders: Iterable[str], like: Path) -> None:
    """Create the folders of the new tree, with the modes that they have in the old one."""
    for folder in ["", *sorted(folders, key=lambda path: PurePosixPath(path).parts)]:
        (tree / folder).mkdir()
        old = like / folder
        (tree / folder).chmod(old.stat().st_mode & 0o7777 if old.is_dir() else FOLDER_MODE)


def link_or_copy(source: Path, target: Path) -> None:
    """A hard link; a copy with the same times where the file system or its policy has none."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.EXDEV, errno.EACCES}:
            raise
        shutil.copy2(source, target, follow_symlinks=False)


def sync_folder(folder: Path) -> None:
    """Make the entries of one folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(tree: Path, written: Iterable[str], folders: Iterable[str]) -> None:
    """Make a new tree durable: file by file if few are new, else the whole file system at once."""
    written = list(written)
    if len(written) > _FEW and sys.platform == "linux":
        handle = os.open(tree, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            if ctypes.CDLL(None, use_errno=True).syncfs(handle) == 0:
                return
        finally:
            os.close(handle)
    for path in written:
        handle = os.open(tree / path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    for folder in ["", *folders]:
        sync_folder(tree / folder)
