"""``trueline update``: a later Trueline's changes of the scaffold, without losing what people changed."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path

from trueline import __version__
from trueline.adopt import git
from trueline.adopt.document import copied
from trueline.adopt.facts import Facts
from trueline.adopt.itself import own
from trueline.adopt.licence import LICENCE, licence
from trueline.adopt.lock import PATH, ScaffoldLock, read_lock
from trueline.adopt.merge import Change, Outcome, change
from trueline.adopt.scaffold import ENTRIES, render
from trueline.adopt.wheel import FOLDER, Packed, pack, store
from trueline.errors import UsageError, Where

_EXECUTABLE = frozenset(entry.path for entry in ENTRIES if entry.is_executable)


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update did. ``before`` and ``after`` are versions of Trueline."""

    before: str
    after: str
    changes: tuple[Change, ...]

    @property
    def conflicts(self) -> tuple[Change, ...]:
        """The files that somebody has to look at."""
        return tuple(change for change in self.changes if change.outcome is Outcome.CONFLICT)


def update(root: Path, trueline: Path | None = None) -> Updated:
    """Update the repository at ``root``; with ``trueline``, a wheel or a checkout, its vendored wheel too.

    All changes are worked out before the first is written, and the lock is written last: an update that is cut short
    is undone with git, or run again. Raises ``TruelineError`` where nothing was changed.
    """
    lock = read_lock(root)
    _refuse_unsaved(root)
    packed = _packed(lock.facts, trueline)
    facts = _facts(lock.facts, packed)
    kept = {file.path: file.text for file in render(facts) if file.entry.kept}
    paths = sorted({*lock.texts, *kept})
    changes = tuple(change(path, lock.texts.get(path), _theirs(root, path), kept.get(path)) for path in paths)
    changes += tuple(_licence(root, lock, facts))
    for done in changes:
        _apply(root, done)
    if packed:
        _replace_wheel(root, lock.facts, packed)
    (root / PATH).write_text(ScaffoldLock(facts, kept).to_json(), "utf-8", newline="\n")
    return Updated(lock.facts.trueline, facts.trueline, changes)


def _licence(root: Path, lock: ScaffoldLock, facts: Facts) -> Generator[Change]:
    """The settings of a repository from before there was one name it now."""
    is_new = "license_files" not in lock.texts.get("pyproject.toml", "license_files")
    if is_new and not (root / LICENCE).exists():
        yield Change(LICENCE, Outcome.WRITTEN, licence(copied(str(root / facts.spec), allow_remote=False).info))


def _refuse_unsaved(root: Path) -> None:
    """What is committed can be got back; so everything has to be."""
    unsaved = git.must(root, "status", "--porcelain", "--untracked-files=no").strip("\n").splitlines()
    if unsaved:
        what = f"there are changes that are not committed: {unsaved[0][3:]}" + (" and more" if unsaved[1:] else "")
        raise UsageError(what, where=Where(str(root)), cure="Commit or stash them, so that an update can be undone.")


def _packed(before: Facts, trueline: Path | None) -> Packed | None:
    """The wheel to keep from now on; None for the one that is kept. A repository that asks an index gets its pin."""
    if trueline:
        return pack(trueline)
    return None if before.vendored else own()


def _facts(before: Facts, packed: Packed | None) -> Facts:
    if packed:
        _refuse_another(packed.version, f"{packed.wheel.name} is")
        return replace(before, vendored=packed.wheel, trueline=packed.version)
    kept = before.vendored.name if before.vendored else ""
    _refuse_another(before.trueline, f"{FOLDER}/{kept} is")
    return before


def _refuse_another(version: str, subject: str) -> None:
    """The scaffold comes from the Trueline that runs; the one that the repository will run has to be the same."""
    if version != __version__:
        cure = "Run the update with the Trueline that the repository is to use, and name its wheel: --trueline WHEEL"
        raise UsageError(f"{subject} version {version}, and this is Trueline {__version__}", cure=cure)


def _replace_wheel(root: Path, before: Facts, packed: Packed) -> None:
    store(packed, root)
    if before.vendored and before.vendored.name != packed.wheel.name:
        (root / FOLDER / before.vendored.name).unlink(missing_ok=True)


def _theirs(root: Path, path: str) -> str | None:
    file = root / path
    inside = [file, *(parent for parent in file.parents if parent != root and parent.is_relative_to(root))]
    if any(part.is_symlink() for part in inside) or (file.exists() and not file.is_file()):
        cure = "Put a regular file there, or delete it: what you deleted stays deleted."
        raise UsageError("this is not a regular file", where=Where(path), cure=cure)
    try:
        return file.read_bytes().decode() if file.exists() else None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("this file can't be read as UTF-8", where=Where(path), cure="Save it as UTF-8.") from error


def _apply(root: Path, done: Change) -> None:
    file = root / done.path
    if done.outcome is Outcome.REMOVED:
        file.unlink()
    if done.text is None:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(done.text.encode())
    if done.path in _EXECUTABLE:
        file.chmod(file.stat().st_mode | 0o111)
