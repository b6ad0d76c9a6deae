"""Folders for a while. What a killed run leaves behind, the next one clears away.

A folder is locked (``flock``) for as long as it is used, which a kill ends and a crash of the machine too. So a folder
that can be locked belongs to nobody, whatever its process was called, on this side of a container's wall or the other.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = "trueline-release-"
#: Seconds: a folder is locked a moment after it was made.
_YOUNG = 60


@contextmanager
def scratch(purpose: str) -> Generator[Path]:
    """A temporary folder with ``purpose`` in its name, gone afterwards."""
    _clear()
    with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{purpose}-", ignore_cleanup_errors=True) as name:
        handle = os.open(name, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield Path(name)
        finally:
            os.close(handle)


def _clear() -> None:
    """Remove the folders of runs that were killed, ours alone. One that can't be removed now is left for later."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if _is_left(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_left(folder: Path) -> bool:
    try:
        status = folder.lstat()
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:  # gone meanwhile, somebody else's, or no folder
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return status.st_uid == os.getuid() and time.time() - status.st_mtime > _YOUNG
