"""Nobody edits generated files: what lies in the output folder is what its lock lists."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from trueline.gates.checkout import Checkout
from trueline.gates.result import GateResult, Problem, result
from trueline.programs import git
from trueline.write.lock import LOCK_NAME, Lock, read_lock, sha256

CURE = "Change the spec, the templates or the runtime and run `make generate-sdk`."
_IGNORED = frozenset(
    {"dist", "build", ".venv", "venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}
)


def hand_edit(checkout: Checkout) -> GateResult:
    """Compare every file of the output folder with its hash in ``generated.lock``."""
    lock = read_lock(checkout.output)
    if lock is None:
        where = checkout.shown(checkout.output / LOCK_NAME)
        return result("hand-edit", [Problem("there is no lock file", where, "Run `make generate-sdk`.")])
    return result("hand-edit", [*_edited(checkout, lock), *_added(checkout, lock)])


def _edited(checkout: Checkout, lock: Lock) -> Iterator[Problem]:
    for path, digest in sorted(lock.files.items()):
        file = checkout.output / path
        if file.is_symlink() or not file.is_file():
            yield Problem("a generated file was deleted or replaced", checkout.shown(file), CURE)
        elif sha256(file.read_bytes()) != digest:
            yield Problem("a generated file was edited by hand", checkout.shown(file), CURE)


def _added(checkout: Checkout, lock: Lock) -> Iterator[Problem]:
    if checkout.config.compat:
        return  # the older SDK's own parts live beside what is generated: lib, _custom
    present = _from_git(checkout.output)
    for path in sorted(_walk(checkout.output) if present is None else present):
        if path not in lock.files and path != LOCK_NAME:
            cure = f"Move it out of {checkout.config.output}, which is generated as a whole. {CURE}"
            yield Problem("a file was added to the generated SDK", checkout.shown(checkout.output / path), cure)


def _from_git(folder: Path) -> list[str] | None:
    """Every file of the folder that git does not ignore, or None where there is no git or no repository."""
    try:
        done = git("ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=folder)
    except FileNotFoundError:
        return None
    if done.returncode:
        return None
    paths = {os.fsdecode(path) for path in done.stdout.split(b"\0") if path}
    return [path for path in paths if os.path.lexists(folder / path)]


def _walk(folder: Path) -> Iterator[str]:
    for above, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in _IGNORED and not name.endswith(".egg-info")]
        links = [name for name in folders if Path(above, name).is_symlink()]
        yield from (Path(above, name).relative_to(folder).as_posix() for name in [*files, *links])
