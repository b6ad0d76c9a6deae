"""The work folder beside the output: the new tree, and the journal of what turns it into the output.

The new tree is built whole before the output is touched, so that a full disk, an exception or a kill leaves the old SDK
as it was. Files that stay the same are hard links: they keep inode and modification time, and cost no space.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from trueline.errors import UsageError, Where
from trueline.write.disk import FOLDER_MODE, write_file
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
    retire: Mapping[str, Signature]
    """Every file of the old tree that is ours to delete once the new one is there, as it was when it was read."""


class WorkFolder:
    """``.<name>.trueline/`` beside the output (or in it, where the parent can't be used)."""

    def __init__(self, output: Path, path: Path, on_step: OnStep) -> None:
        self.output = output
        self.path = path
        self.tree = path / "tree"
        self.step = on_step

    @property
    def beside(self) -> bool:
        """True if the new tree can be exchanged with the output: a folder can't be with one of its own children."""
        return self.path.parent == self.output.parent

    def create(self) -> None:
        """Create the folder, unless a run before has left it. Raises ``UsageError`` for what is not a folder."""
        self.step("create")
        if self.path.is_symlink() or (self.path.exists() and not self.path.is_dir()):
            raise UsageError("the work folder is not a folder", where=Where(str(self.path)), cure="Remove it.")
        self.path.mkdir(FOLDER_MODE, exist_ok=True)
        self.step("ignore")
        (self.path / ".gitignore").write_bytes(b"*\n")  # leftovers of a killed run never get committed

    def remove(self) -> None:
        """Remove the folder, unless something in it still waits for the next run."""
        if not self.tree.exists() and not self._journal.exists():
            self.step("remove")
            shutil.rmtree(self.path, ignore_errors=True)

    @property
    def _journal(self) -> Path:
        return self.path / "journal.json"

    def write_journal(self, journal: Journal) -> None:
        """From here on a cut-short swap is finished, not forgotten, by the next run."""
        fresh = self.path / "journal.tmp"
        write_file(fresh, json.dumps(asdict(journal)).encode())
        self.step("journal")
        fresh.replace(self._journal)

    def read_journal(self) -> Journal | None:
        """The journal of the run before, or None. Raises ``UsageError`` for a damaged one: anyone may write it."""
        if not self._journal.exists():
            return None
        try:
            raw: dict[str, Any] = json.loads(self._journal.read_bytes())
            retire = {str(path): (int(a), int(b), int(c)) for path, (a, b, c) in raw["retire"].items()}
            write, remove = (tuple(map(str, raw[key])) for key in ("write", "remove"))
            journal = Journal(str(raw["mode"]), int(raw["tree"]), write, remove, retire)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise self.unusable(f"its journal is damaged ({error})") from None
        for path in (*write, *remove, *retire):
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
