"""One runner at a time: a lock that the kernel gives back when its holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager

from trueline.errors import Where
from trueline.release.errors import LockHeldError
from trueline.release.files import work_folder, writing
from trueline.release.project import Project


@contextmanager
def held(project: Project) -> Generator[None]:
    """Hold the checkout's release lock. Raises ``LockHeldError`` at once where another process has it, ``PartialError``
    on a full disk."""
    path = work_folder(project) / "lock"
    with writing(path):
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
            cure = "Wait for it to end. A runner that was killed holds nothing: its lock went with it."
            what = f"another release is running here (process {holder})"
            raise LockHeldError(what, where=Where(str(path)), cure=cure) from None
        with writing(path):
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)
