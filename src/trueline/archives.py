"""What git packs, unpacked: nothing is written outside the folder."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

from trueline.errors import UsageError


def unpack(archive: bytes, folder: Path) -> None:
    """A tar archive, into a folder. Raises :class:`UsageError` for a file or a link that leads out of it (PEP 706)."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
        try:
            if hasattr(tarfile, "data_filter"):
                packed.extractall(folder, filter="data")
            else:  # Python 3.11 has it since 3.11.4, and Debian 12 has 3.11.2
                _check(packed, folder.resolve())
                packed.extractall(folder)  # noqa: S202 - looked at above
        except tarfile.TarError as error:
            cure = "Take the link out of the repository, or give the files themselves."
            raise UsageError(f"a file of the repository can't be unpacked: {error}", cure=cure) from error


def _check(packed: tarfile.TarFile, folder: Path) -> None:
    """Raises ``tarfile.TarError`` for what the filter ``data`` refuses of files, folders and links."""
    for member in packed:
        path = folder / member.name
        target = path.parent / member.linkname if member.issym() else folder / member.linkname
        for each in (path, target):
            if not each.resolve().is_relative_to(folder):
                raise tarfile.TarError(f"{member.name!r} would be outside the folder")
        if not (member.isfile() or member.isdir() or member.issym() or member.islnk()):
            raise tarfile.TarError(f"{member.name!r} is no file, folder or link")
