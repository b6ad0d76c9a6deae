"""Helpers of the emitter's tests: small trees as mappings, and what a folder really holds."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from trueline.write.emit import emit
from trueline.write.lock import lock_of

INPUTS = {"spec": "1", "engine": "0.29.1"}
OLD: dict[str, bytes] = {
    "pyproject.toml": b"[project]\n",
    "pkg/__init__.py": b"",
    "pkg/client.py": b"old = 1\n",
    "pkg/gone/old.py": b"stale = 1\n",
    "pkg/types/scope.py": b"class Scope: ...\n",
}
NEW: dict[str, bytes] = {
    "pyproject.toml": b"[project]\n",
    "pkg/__init__.py": b"",
    "pkg/client.py": b"new = 1\n",
    "pkg/fresh/new.py": b"fresh = 1\n",
    "pkg/types/scope.py": b"class Scope: ...\n",
}
FOREIGN: dict[str, bytes] = {
    ".venv/lib/site.py": b"venv",
    "dist/a.whl": b"wheel",
    "notes.txt": b"mine",
    "pkg/types/mine.txt": b"mine too",
    "pkg/gone/kept.txt": b"mine as well",
    "pkg/__pycache__/client.cpython-399.pyc": b"bytecode",
}


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def held(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content; links to folders are followed, as a reader would."""
    found: dict[str, bytes] = {}
    for above, _folders, names in os.walk(folder, followlinks=True):
        for name in names:
            path = Path(above, name)
            found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


def sdk(files: Mapping[str, bytes], inputs: Mapping[str, str] = INPUTS) -> dict[str, bytes]:
    """What an output folder holds after these files were emitted into it."""
    return {**files, "generated.lock": lock_of(files, inputs).render()}


def modes(folder: Path) -> dict[str, int]:
    """The permission bits of everything below a folder."""
    return {path.relative_to(folder).as_posix(): stat.S_IMODE(path.lstat().st_mode) for path in folder.rglob("*")}


def names(folder: Path) -> list[str]:
    """What a folder holds, sorted."""
    return sorted(path.name for path in folder.iterdir())


def prepared(tmp_path: Path) -> Path:
    """An emitted SDK with foreign files in it."""
    output = tmp_path / "python"
    tmp_path.mkdir(exist_ok=True)
    emit(OLD, output, INPUTS)
    put(output, FOREIGN)
    return output


def whole(output: Path) -> str:
    """Which SDK the folder holds. Fails if it is a mixture, or if somebody's file is gone."""
    there = held(output)
    assert {path: there.get(path) for path in FOREIGN} == FOREIGN
    ours = {path: content for path, content in there.items() if path not in FOREIGN}
    if ours == sdk(OLD):
        return "old"
    assert ours == sdk(NEW)
    return "new"
