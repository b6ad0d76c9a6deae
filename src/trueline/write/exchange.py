"""Exchange two directory entries in one step of the operating system, and tell where that can work."""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import sys
from collections.abc import Iterable
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # linux/fs.h
_RENAME_SWAP = 2  # sys/stdio.h of macOS
_SYSCALL_RENAMEAT2 = {"x86_64": 316, "aarch64": 276, "riscv64": 276, "ppc64le": 357, "s390x": 347}

UNSUPPORTED = frozenset(
    {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EXDEV, errno.EBUSY, errno.EPERM, errno.EACCES, errno.EOPNOTSUPP}
)
"""The file system, the kernel or a mount does not let these two be exchanged: use the other way."""


def exchange(one: Path, other: Path) -> None:
    """Atomically exchange two entries of one file system. Raises ``OSError`` and changes nothing where it can't."""
    libc = ctypes.CDLL(None, use_errno=True)
    first, second = os.fsencode(one), os.fsencode(other)
    if sys.platform == "linux":
        failed = _linux(libc, first, second)
    elif sys.platform == "darwin":
        failed = libc.renamex_np(first, second, _RENAME_SWAP)
    else:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), str(one))
    if failed:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), str(one), None, str(other))


def _linux(libc: ctypes.CDLL, first: bytes, second: bytes) -> int:
    arguments = (_AT_FDCWD, first, _AT_FDCWD, second, _RENAME_EXCHANGE)
    if hasattr(libc, "renameat2"):
        return int(libc.renameat2(*arguments))
    number = _SYSCALL_RENAMEAT2.get(platform.machine())  # musl before 1.2.6 has no wrapper
    if number is None:
        ctypes.set_errno(errno.ENOSYS)
        return -1
    return int(libc.syscall(number, *arguments))


def can_exchange(output: Path, foreign: Iterable[str]) -> bool:
    """Whether ``output`` can be replaced whole: nobody stands in it, nothing is mounted there, all can be moved."""
    if not output.exists():
        return True
    return not (
        _stands_in(output)
        or _mounts_below(output)
        or not os.access(output, os.W_OK)
        or any(_is_fixed(output / path) for path in foreign)
    )


def _stands_in(output: Path) -> bool:
    """The caller's shell would be left in a deleted folder: ``trueline generate spec.yaml --output .``."""
    try:
        return Path.cwd().is_relative_to(output)
    except FileNotFoundError:
        return False


def _mounts_below(output: Path) -> bool:
    if output.is_mount():
        return True
    try:
        lines = Path("/proc/self/mountinfo").read_bytes().splitlines()
    except OSError:
        return False
    points = (line.split(b" ")[4].decode("unicode_escape").encode("latin-1") for line in lines)
    return any(Path(os.fsdecode(point)).is_relative_to(output) for point in points)


def _is_fixed(entry: Path) -> bool:
    """Moving a folder to another parent rewrites its ``..``, which needs write permission on it."""
    return entry.is_dir() and not entry.is_symlink() and (not os.access(entry, os.W_OK) or entry.is_mount())
