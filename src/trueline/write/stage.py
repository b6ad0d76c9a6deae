"""The work folder beside the output: a lock against a second run, the new tree, and the journal of the swap.

The new tree is built whole before the output is touched, so that a full disk, an exception or a kill leaves the old SDK
as it was. Files that stay the same are hard links: they keep inode and modification time, and cost no space.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import stat
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from trueline.errors import UsageError, Where
from trueline.write.disk import FILE_MODE, FOLDER_MODE, sync_folder, write_file
from trueline.write.lock import unsafe_path
from trueline.write.survey import Signature

OnStep = Callable[[str], None]
"""Called with the name of the next step before every change on disk. Tests kill the process there."""


@dataclass(frozen=True, slots=True)
class Journal:
    """What a later run needs to finish a swap that was cut short. Written before the first change of the output."""

    mode: str
    """``exchange`` (the new tree takes the output's place) or ``in-place`` (file by file)."""
    tree: int
    """The inode of the new tree: where it is now tells whether the exchange has happened."""
    write: tuple[str, ...]
    """Files that are new or different, the lock last."""
    remove: tuple[str, ...]
    """Files that the new SDK does not have."""
    caches: tuple[str, ...]
    """Bytecode of folders that the new SDK does not have."""
    retire: Mapping[str, Signature]
    """Every file of the old tree that is ours to delete once the new one is there, as it was when it was read."""


class WorkFolder:
    """``.<name>.trueline/`` beside the output (or in it, where the parent can't be used); holds the lock while open."""

    def __init__(self, output: Path, path: Path, on_step: OnStep) -> None:
        self.output = output
        self.path = path
        self.tree = path / "tree"
        self.step = on_step
        self._lock: int | None = None

    @property
    def beside(self) -> bool:
        """True if the new tree can be exchanged with the output: a folder can't be with one of its own children."""
        return self.path.parent == self.output.parent

    def acquire(self) -> None:
        """Create the folder and take its lock. Raises ``UsageError`` when another run holds it."""
        while self._lock is None:
            self.step("acquire")
            with contextlib.suppress(FileExistsError):
                self.path.mkdir(FOLDER_MODE)
            self.step("look")
            if self._obstructed():
                raise UsageError("the work folder is not a folder", where=Where(str(self.path)), cure="Remove it.")
            self._lock = self._take_lock()
        self.step("ignore")
        (self.path / ".gitignore").write_bytes(b"*\n")  # leftovers of a killed run never get committed

    def _obstructed(self) -> bool:
        """Whether something that is not a folder has the name; a run that ends now takes its folder away."""
        try:
            return not stat.S_ISDIR(self.path.lstat().st_mode)
        except FileNotFoundError:
            return False

    def _take_lock(self) -> int | None:
        name = self.path / "lock"
        try:
            handle = os.open(name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, FILE_MODE)
        except FileNotFoundError:
            return None  # the run before us has just removed the folder
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(handle), name.lstat()):
                return handle
        except BlockingIOError:
            os.close(handle)
            cure = "Wait until it is done, then try again."
            raise UsageError("another run is generating into this folder", where=Where(str(self.output)), cure=cure)  # noqa: B904
        except FileNotFoundError:
            pass
        os.close(handle)
        return None

    def release(self) -> None:
        """Remove the folder, unless something in it still waits for the next run, and give the lock back."""
        if self._lock is None:
            return
        if not self.tree.exists() and not self._journal.exists():
            for name in (".gitignore", "lock"):
                self.step(f"release {name}")
                with contextlib.suppress(FileNotFoundError):
                    (self.path / name).unlink()
            with contextlib.suppress(OSError):
                self.path.rmdir()
        os.close(self._lock)
        self._lock = None

    @property
    def _journal(self) -> Path:
        return self.path / "journal.json"

    def write_journal(self, journal: Journal) -> None:
        """Make the journal durable. From here on a cut-short swap is finished, not forgotten, by the next run."""
        fresh = self.path / "journal.tmp"
        write_file(fresh, json.dumps(asdict(journal)).encode(), sync=True)
        self.step("journal")
        fresh.replace(self._journal)
        sync_folder(self.path)

    def read_journal(self) -> Journal | None:
        """The journal of the run before, or None. Anyone may have put it there, so its paths are checked."""
        if not self._journal.exists():
            return None
        try:
            raw: dict[str, Any] = json.loads(self._journal.read_bytes())
            retire = {str(path): (int(a), int(b), int(c)) for path, (a, b, c) in raw["retire"].items()}
            write, remove, caches = (tuple(map(str, raw[key])) for key in ("write", "remove", "caches"))
            journal = Journal(str(raw["mode"]), int(raw["tree"]), write, remove, caches, retire)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise self.unusable(f"its journal is damaged ({error})") from None
        for path in (*write, *remove, *caches, *retire):
            if problem := unsafe_path(path):
                raise self.unusable(f"its journal is damaged: {problem}")
        return journal

    def unusable(self, why: str) -> UsageError:
        """The error for leftovers that can't be finished without a person."""
        cure = f"Look in {self.tree} for files that are not in the SDK, move them, then remove {self.path}."
        return UsageError(
            f"a run that was cut short left a work folder, and {why}", where=Where(str(self.path)), cure=cure
        )

    def discard(self) -> None:
        """Remove tree and journal. The tree must hold nothing but files of ours and links."""
        self.step("discard tree")
        if self.tree.is_symlink():
            self.tree.unlink()
        elif self.tree.exists():
            shutil.rmtree(self.tree)
        for name in ("journal.tmp", "journal.json"):
            self.step(f"discard {name}")
            (self.path / name).unlink(missing_ok=True)

    def placeholder(self, path: str) -> str:
        """The text of the link that stands for a foreign entry in the new tree until the entry is moved there."""
        return os.path.relpath(self.tree / path, (self.output / path).parent)
