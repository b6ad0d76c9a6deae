"""What an output folder holds, compared with what it shall hold. Read-only.

Every entry of the folder is exactly one of: wanted and the same, wanted and different, stale (listed in the old lock,
not wanted any more), or foreign (not ours). Only folders that hold generated files are walked through: a foreign
folder, however large, is one entry.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from trueline.write.lock import sha256

CACHE_FOLDER = "__pycache__"

Signature = tuple[int, int, int]
"""Inode, size and modification time in nanoseconds: tells whether somebody replaced or edited a file meanwhile."""


@dataclass(slots=True)
class Survey:
    """The entries of an output folder by what happens to them. All paths are POSIX and relative to it."""

    written: list[str] = field(default_factory=list[str])
    unchanged: list[str] = field(default_factory=list[str])
    removed: list[str] = field(default_factory=list[str])
    foreign: list[str] = field(default_factory=list[str])
    bytecode: list[str] = field(default_factory=list[str])
    """What Python compiled of modules whose folder is not wanted any more."""
    in_the_way: list[str] = field(default_factory=list[str])
    refusals: list[str] = field(default_factory=list[str])
    impossible: list[str] = field(default_factory=list[str])
    signatures: dict[str, Signature] = field(default_factory=dict[str, Signature])

    @property
    def nothing_to_do(self) -> bool:
        """True if the folder already is what it shall be."""
        return not (self.written or self.removed or self.in_the_way)


def survey(output: Path, files: Mapping[str, bytes], listed: Mapping[str, str]) -> Survey:
    """Compare the folder ``output`` with ``files``, the lock file among them.

    ``listed`` is what the old lock says is ours, with the SHA-256 that each file had when it was generated.
    """
    surveyor = _Surveyor(output, files, listed)
    if output.is_dir():
        surveyor.walk("")
    entries_of = surveyor.survey
    entries_of.written.extend(files.keys() - set(entries_of.written) - set(entries_of.unchanged))
    for entries in (
        entries_of.written,
        entries_of.unchanged,
        entries_of.removed,
        entries_of.foreign,
        entries_of.bytecode,
    ):
        entries.sort()
    return entries_of


def parents(paths: Iterable[str]) -> set[str]:
    """Every folder that these paths need, relative and without the root."""
    folders: set[str] = set()
    for path in paths:
        while "/" in path:
            path = path.rpartition("/")[0]  # noqa: PLW2901 - climbing
            if path in folders:
                break
            folders.add(path)
    return folders


def signature(path: Path) -> Signature | None:
    """The signature of a file, link or other entry; None for a folder and for nothing."""
    try:
        status = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return None if stat.S_ISDIR(status.st_mode) else (status.st_ino, status.st_size, status.st_mtime_ns)


class _Surveyor:
    def __init__(self, output: Path, files: Mapping[str, bytes], listed: Mapping[str, str]) -> None:
        self.output = output
        self.files = files
        self.listed = listed
        self.wanted_folders = parents(files)
        self.owned_folders = self.wanted_folders | parents(listed)
        self.survey = Survey()

    def walk(self, folder: str) -> None:
        for path, entry in self._entries(folder):
            if entry.is_dir(follow_symlinks=False):
                self._folder(folder, path, entry.name)
            elif path in self.wanted_folders:
                self._in_the_way_of_a_folder(path)
            elif path in self.files:
                self._generated(path)
            elif path in self.listed:
                self._stale(path)
            elif folder.endswith(CACHE_FOLDER) and path.endswith(".pyc") and self._digest(path):
                self.survey.bytecode.append(path)
            else:
                self.survey.foreign.append(path)

    def _entries(self, folder: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
        with os.scandir(self.output / folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                yield f"{folder}/{entry.name}" if folder else entry.name, entry

    def _folder(self, above: str, path: str, name: str) -> None:
        if path in self.files:
            self._in_the_way_of_a_file(path)
        elif path in self.owned_folders or (name == CACHE_FOLDER and above and above not in self.wanted_folders):
            self.walk(path)
        else:
            self.survey.foreign.append(path)

    def _generated(self, path: str) -> None:
        digest = self._digest(path)
        if digest is None:
            self._refuse(path, "is not a regular file and would be replaced")
        elif digest == sha256(self.files[path]):
            self.survey.unchanged.append(path)
        elif path in self.listed:
            self.survey.written.append(path)
        else:
            self._refuse(path, "was not generated and would be overwritten")

    def _stale(self, path: str) -> None:
        if self._digest(path) != self.listed[path]:
            self.survey.refusals.append(f"{path}: is no longer generated, but was edited by hand and would be deleted")
        self.survey.removed.append(path)

    def _in_the_way_of_a_file(self, path: str) -> None:
        """A folder that we generated may become a file, if nothing else lives in it."""
        before = len(self.survey.foreign)
        if path in self.owned_folders:
            self.walk(path)
        if path not in self.owned_folders or len(self.survey.foreign) > before:
            self.survey.impossible.append(f"{path}: a folder is where a generated file goes")

    def _in_the_way_of_a_folder(self, path: str) -> None:
        if self._digest(path) == self.listed.get(path, ""):
            self.survey.removed.append(path)
        else:
            self._refuse(path, "is where a generated folder goes and would be deleted")

    def _refuse(self, path: str, why: str) -> None:
        self.survey.refusals.append(f"{path}: {why}")
        self.survey.in_the_way.append(path)

    def _digest(self, path: str) -> str | None:
        entry = self.output / path
        mark = signature(entry)
        if mark is not None:
            self.survey.signatures[path] = mark
        return sha256(entry.read_bytes()) if entry.is_file() and not entry.is_symlink() else None
