"""Exchange two directory entries in one step of the operating system, and tell where that can work."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Iterable
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # linux/fs.h
_RENAME_SWAP = 2  # sys/stdio.h of macOS

UNSUPPORTED = frozenset(
    {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EXDEV, errno.EBUSY, errno.EPERM, errno.EACCES, errno.EOPNOTSUPP}
)
"""The file system, the kernel or a mount does not let these two be exchanged: use the other way."""


def exchange(one: Path, other: Path) -> None:
    """Atomically exchange two entries of one file system. Raises ``OSError`` and changes nothing where it can't."""
    first, second = os.fsencode(one), os.fsencode(other)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            failed = libc.renamex_np(first, second, _RENAME_SWAP)
        else:
            failed = libc.renameat2(_AT_FDCWD, first, _AT_FDCWD, second, _RENAME_EXCHANGE)
    except (AttributeError, TypeError):  # a system or a C library without it, such as Windows and musl
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), str(one)) from None
    if failed:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), str(one), None, str(other))


def can_exchange(output: Path, foreign: Iterable[str]) -> bool:
    """Whether ``output`` can be replaced whole: nobody stands in it, nothing is mounted there, all can be moved."""
    if not output.exists():
        return True
    return sys.platform != "win32" and not (
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
