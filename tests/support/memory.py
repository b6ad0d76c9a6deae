"""Where a run keeps its files: in memory, where the machine has plenty.

A run makes hundreds of thousands of them, and there are disks that take most of a millisecond of CPU for each.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

MEMORY = Path("/dev/shm")
#: Bytes: what a run leaves in it at most, and as much for the programs that it starts.
ROOM = 12 * 1024**3
_NAME = "trueline-tests-"
_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def keep_in_memory() -> Callable[[], None]:
    """From here on all temporary files go there, those of children too; what it answers with removes them.

    Nothing changes where TMPDIR says where they go, or memory is short.
    """
    if "TMPDIR" in os.environ or _room() < ROOM:
        return lambda: None
    _sweep()
    folder = MEMORY / f"{_NAME}{os.getpid()}"
    folder.mkdir(mode=0o711)  # what runs as another user has to pass
    os.environ["TMPDIR"], tempfile.tempdir = str(folder), None

    def forget() -> None:
        del os.environ["TMPDIR"]
        tempfile.tempdir = None
        subprocess.run(["rm", "-rf", folder], check=False)  # a third of the time that shutil takes

    return forget


def folder_of_sockets(prefix: str) -> Path:
    """A new folder with a short name: a socket's path holds 107 bytes."""
    usual = tempfile.gettempdir()
    return Path(tempfile.mkdtemp(prefix=prefix, dir=usual if len(usual) < 50 else "/tmp"))


def _room() -> int:
    """How many bytes may be written there. None, where nothing there can be run."""
    if not os.access(MEMORY, os.W_OK) or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        return 0
    disk = os.statvfs(MEMORY)
    lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    (available,) = (1024 * int(line.split()[1]) for line in lines if line.startswith("MemAvailable:"))
    said = (Path(path).read_text("ascii").strip() for path in _LIMITS if Path(path).exists())
    return min(available, disk.f_bavail * disk.f_frsize, *(int(limit) for limit in said if limit != "max"))


def _sweep() -> None:
    """Remove what a run left that was killed."""
    for folder in MEMORY.glob(f"{_NAME}*"):
        process = folder.name.removeprefix(_NAME)
        if process == str(os.getpid()) or not Path("/proc", process).exists():
            shutil.rmtree(folder, ignore_errors=True)
