"""Put the new tree in the place of the old one, carry over what is not ours, and delete what was.

The usual way is one atomic exchange of two folders. At every instant the output is the old SDK or the new one, whole,
and every foreign entry (a ``.venv``, ``dist``, ``.git``) can be reached at its path: until it is moved, a link stands
for it. Where folders can't be exchanged, files are replaced one by one (``in_place.py``).
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from trueline.write.disk import free_name
from trueline.write.exchange import UNSUPPORTED, exchange
from trueline.write.in_place import replace_in_place
from trueline.write.survey import parents, signature
from trueline.write.work import Journal, WorkFolder

EXCHANGE = "exchange"
IN_PLACE = "in-place"


def swap(work: WorkFolder, journal: Journal) -> list[str]:
    """Make the staged tree the output. Returns the paths of files that somebody changed meanwhile, kept beside ours."""
    work.write_journal(journal)
    if journal.mode == EXCHANGE:
        try:
            _exchange(work)
        except OSError as error:
            if error.errno not in UNSUPPORTED:
                raise
            journal = replace(journal, mode=IN_PLACE)
            work.write_journal(journal)
    return finish(work, journal)


def _exchange(work: WorkFolder) -> None:
    work.step("exchange")
    if work.output.exists():
        exchange(work.tree, work.output)
    else:
        work.tree.rename(work.output)


def recover(work: WorkFolder) -> list[str]:
    """Finish or forget what a run before left behind. Raises ``UsageError`` where only a person can."""
    journal = work.read_journal()
    if journal is None or (journal.mode == EXCHANGE and _inode(work.tree) == journal.tree):
        work.discard()
        return []
    if journal.mode == EXCHANGE and _inode(work.output) != journal.tree and work.tree.exists():
        raise work.unusable("neither it nor the output is the new SDK")
    return finish(work, journal)


def finish(work: WorkFolder, journal: Journal) -> list[str]:
    """Everything after the point of no return. Can be cut short and done again at any step."""
    kept: list[str] = []
    if journal.mode == IN_PLACE:
        replace_in_place(work, journal, kept)
    elif work.tree.exists():
        _Drain(work, journal, kept).drain("")
        work.step("drained")
        work.tree.rmdir()
    work.discard()
    return kept


class _Drain:
    """Empties the old tree: our files are deleted, everything else goes to the same path in the output."""

    def __init__(self, work: WorkFolder, journal: Journal, kept: list[str]) -> None:
        self.work = work
        self.journal = journal
        self.kept = kept
        self.folders = parents(journal.retire)

    def drain(self, folder: str) -> None:
        for name in sorted(entry.name for entry in (self.work.tree / folder).iterdir()):
            path = f"{folder}/{name}" if folder else name
            source, target = self.work.tree / path, self.work.output / path
            if source.is_dir() and not source.is_symlink():
                self._folder(path, source, target)
            elif self._is_ours(path, source):
                self.work.step(f"retire {path}")
                source.unlink()
            else:
                self._carry(path, source, target)

    def _folder(self, path: str, source: Path, target: Path) -> None:
        if path in self.folders or (target.is_dir() and not target.is_symlink()):
            self.drain(path)
            self.work.step(f"empty {path}")
            source.rmdir()
        else:
            self._carry(path, source, target)

    def _is_ours(self, path: str, source: Path) -> bool:
        if self._is_placeholder(path, source):
            return True
        return path in self.journal.retire and self.journal.retire[path] == signature(source)

    def _is_placeholder(self, path: str, entry: Path) -> bool:
        return entry.is_symlink() and str(entry.readlink()) == self.work.placeholder(path)

    def _carry(self, path: str, source: Path, target: Path) -> None:
        self.work.step(f"carry {path}")
        if self._is_placeholder(path, target):
            exchange(source, target)
            self.work.step("carried")
            source.unlink()
        elif not os.path.lexists(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            source.rename(target)
        else:
            free = free_name(target)
            self.kept.append(free.relative_to(self.work.output).as_posix())
            source.rename(free)


def _inode(path: Path) -> int | None:
    try:
        return path.lstat().st_ino
    except FileNotFoundError:
        return None
