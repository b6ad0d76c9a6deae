"""Small operations on files and folders that a new tree is built from."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

FILE_MODE = 0o644
FOLDER_MODE = 0o755

_NO_HARD_LINKS = {errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.EXDEV, errno.EACCES}


def write_file(path: Path, content: bytes) -> None:
    """Write a file that has the same mode under every umask."""
    path.write_bytes(content)
    path.chmod(FILE_MODE)


def make_folders(tree: Path, folders: Iterable[str], like: Path) -> None:
    """Create the folders of the new tree, with the modes that they have in the old one."""
    for folder in ["", *sorted(folders, key=lambda path: PurePosixPath(path).parts)]:
        (tree / folder).mkdir()
        old = like / folder
        (tree / folder).chmod(old.stat().st_mode & 0o7777 if old.is_dir() else FOLDER_MODE)


def link_or_copy(source: Path, target: Path) -> None:
    """A hard link; a copy with the same times where the file system or its policy has none."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        shutil.copy2(source, target, follow_symlinks=False)


def free_name(path: Path) -> Path:
    """A name beside ``path`` that nothing has yet."""
    number = 1
    while os.path.lexists(free := path.with_name(f"{path.name}.kept-{number}")):
        number += 1
    return free
