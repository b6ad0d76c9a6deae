"""Write files so that a reader sees the old bytes or the new ones and nothing between, whenever the power fails."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from trueline.errors import Where
from trueline.release.errors import PartialError
from trueline.release.project import Project
from trueline.request import CACHE


def write_whole(path: Path, content: bytes) -> None:
    """Write beside the file, ``fsync``, rename over it, ``fsync`` the folder. A full disk leaves the old file."""
    with writing(path):
        _write(path, content)


@contextmanager
def writing(path: Path) -> Generator[None]:
    """Raise ``PartialError`` for whatever the file system refuses while a path is written."""
    try:
        yield
    except OSError as error:
        cure = "Make room or give access, and run the same command again."
        raise PartialError(f"it can't be written: {error.strerror}", where=Where(str(path)), cure=cure) from error


def work_folder(project: Project) -> Path:
    """``.release``, made if it is not there, ignored by git whatever the repository's own rules say."""
    folder = project.work_path
    with writing(folder):
        folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        write_whole(ignore, b"*\n")
    return folder


def _write(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        fresh.chmod(mode)
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def tools_folder() -> Path:
    """For what is made once: beside Trueline's memory if that is set (``.cache``), or in the user's cache."""
    own, base = os.environ.get(CACHE), os.environ.get("XDG_CACHE_HOME", "")
    if own:
        return Path(own).absolute().parent
    return (Path(base) if base.startswith("/") else Path.home() / ".cache") / "trueline-tools"
