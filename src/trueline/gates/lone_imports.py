"""Run by the imports gate as a script: import each module in a forked child and print what failed as JSON.

A child that has imported a package forks one for each module in it.

It imports as little as it can, so that a child starts with nothing that a module could lean on by accident.
"""

from __future__ import annotations

import marshal  # loaded in every Python, as os and sys are
import os
import sys
from _frozen_importlib_external import (
    FileFinder,
    SourceFileLoader,
)  # loaded in every Python, before anything is imported
from collections.abc import Callable
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from types import CodeType


#: What ``sysconfig`` imports: standard library, by a name that each build of Python has of its own.
_HOW_IT_WAS_BUILT = "_sysconfigdata_"


class Fence:
    """A finder before all others that refuses what is neither standard library nor allowed."""

    def __init__(self, allowed: set[str]) -> None:
        self.allowed = allowed | set(sys.stdlib_module_names)

    def find_spec(self, name: str, *_place: object) -> ModuleSpec | None:
        """None lets the next finder look. Raises ``ModuleNotFoundError`` for what is not allowed."""
        if name.partition(".")[0] not in self.allowed and not name.startswith(_HOW_IT_WAS_BUILT):
            raise ModuleNotFoundError(f"{name} is not a dependency of the SDK", name=name)
        return None


class Kept(SourceFileLoader):
    """Loads a module of the SDK: compiled once for all children, and not into the SDK."""

    bytecode: str

    def get_code(self, fullname: str) -> CodeType | None:
        """The code of a module. What it depends on has bytecode of its own, where it is installed."""
        sys.pycache_prefix = self.bytecode
        try:
            return super().get_code(fullname)
        finally:
            sys.pycache_prefix = None


def attempt(name: str, wanted: list[str], at_once: int) -> dict[str, str]:
    """Import a module, then try what is wanted below it in children: why each does not import that does not."""
    try:
        __import__(name)
    except BaseException as error:  # noqa: BLE001 - whatever an import raises is the finding
        return dict.fromkeys(wanted, f"{type(error).__name__}: {error}")
    return failures([each for each in wanted if each != name], name.count(".") + 2, at_once)


def tried(name: str, wanted: list[str], at_once: int) -> tuple[int, int]:
    """Start a child that attempts it; returns its process id and the pipe on which it tells what it found."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        sys.stdout = sys.stderr  # what an import prints is not our answer
        found = marshal.dumps(attempt(name, wanted, at_once))
        with open(writing, "wb") as pipe:  # noqa: PTH123 - a descriptor
            pipe.write(found)
        os._exit(0)
    os.close(writing)
    return child, reading


def failures(names: list[str], depth: int, at_once: int) -> dict[str, str]:
    """Try every module, a few at a time.

    Whoever imports a module imports the packages above it first, so that a child which has done that, and nothing else,
    is where those below begin. All of ``names`` are below what was imported here; its names have ``depth`` - 1 parts.
    """
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(".".join(name.split(".")[:depth]), []).append(name)
    heads, found = list(groups), dict[str, str]()
    for start in range(0, len(heads), at_once):
        batch = heads[start : start + at_once]
        for name, (child, reading) in zip(batch, [tried(name, groups[name], at_once) for name in batch], strict=True):
            with open(reading, "rb") as pipe:  # noqa: PTH123 - a descriptor
                told = pipe.read()
            status = os.waitpid(child, 0)[1]
            died = dict.fromkeys(groups[name], f"the interpreter died with status {status}")
            found |= marshal.loads(told) if told and not status else died  # noqa: S302 - our own child
    return found


def finding(folder: str, bytecode: str) -> Callable[[str], FileFinder]:
    """What finds the modules at and below a folder, and keeps their bytecode in another one."""
    Kept.bytecode = bytecode

    def find(path: str) -> FileFinder:
        if f"{path}/".startswith(f"{folder}/"):
            return FileFinder(path, (Kept, [".py"]))
        raise ImportError(path)

    return find


def main(order: str) -> None:
    """``order`` is JSON: the folder of the package, one for bytecode, names that may be imported, the modules."""
    import json  # noqa: PLC0415 - forgotten again below, for the children

    wanted = json.loads(order)
    sys.path.insert(0, wanted["path"])
    sys.path_hooks.insert(0, finding(wanted["path"], wanted["bytecode"]))
    sys.meta_path.insert(0, Fence(set(wanted["allowed"])))
    for name in [name for name in sys.modules if name.partition(".")[0] == "json"]:
        del sys.modules[name]
    faults = failures(wanted["modules"], 1, 2 * (os.cpu_count() or 1))
    with suppress(BrokenPipeError):
        print(json.dumps(faults), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main(sys.argv[1])
