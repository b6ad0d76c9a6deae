"""Run by the imports gate as a script: import each module in a forked child and print what failed as JSON.

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


#: Modules, each with what importing it imports first of all, in order, and last itself.
Routes = dict[str, list[str]]
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


def attempt(step: str, below: Routes, at_once: int) -> dict[str, str]:
    """Import what all of these begin with, then each; returns why it does not import, empty where it does.

    What is not answered has to be tried on its own: all of them if what they begin with fails, and each that it leads
    back to, which would be half imported by then.
    """
    try:
        __import__(step)
    except BaseException as error:  # noqa: BLE001 - whatever an import raises is the finding
        return {step: f"{type(error).__name__}: {error}"} if below == {step: []} else {}
    further = {name: route for name, route in below.items() if route and name not in sys.modules}
    return {name: "" for name, route in below.items() if not route} | failures(further, at_once)


def tried(step: str, below: Routes, at_once: int) -> tuple[int, int]:
    """Start a child that attempts it; returns its process id and the pipe on which it tells what it found."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        sys.stdout = sys.stderr  # what an import prints is not our answer
        found = marshal.dumps(attempt(step, below, at_once))
        with open(writing, "wb") as pipe:  # noqa: PTH123 - a descriptor
            pipe.write(found)
        os._exit(0)
    os.close(writing)
    return child, reading


def outcome(child: int, reading: int) -> tuple[dict[str, str], int]:
    """What a child found, and the status with which it ended."""
    with open(reading, "rb") as pipe:
        found = pipe.read()
    status = os.waitpid(child, 0)[1]
    return ({} if status or not found else marshal.loads(found)), status  # noqa: S302 - our own child


def failures(routes: Routes, at_once: int) -> dict[str, str]:
    """Try every module in a child of this process, a few at a time.

    What several begin with is imported once for them, by a child that has a child for each.
    """
    groups: dict[str, Routes] = {}
    for name, route in routes.items():
        step, *rest = [each for each in route if each == name or each not in sys.modules]
        groups.setdefault(step, {})[name] = rest
    found: dict[str, str] = {}
    for step, below in groups.items():
        found |= outcome(*tried(step, below, at_once))[0] if len(below) > 1 else {}
    alone = [name for name in routes if name not in found]
    for start in range(0, len(alone), at_once):
        batch = alone[start : start + at_once]
        for name, child in zip(batch, [tried(name, {name: []}, at_once) for name in batch], strict=True):
            answer, status = outcome(*child)
            found[name] = answer.get(name, f"the interpreter died with status {status}")
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

    task = json.loads(order)
    sys.path.insert(0, task["path"])
    sys.path_hooks.insert(0, finding(task["path"], task["bytecode"]))
    sys.meta_path.insert(0, Fence(set(task["allowed"])))
    for name in [name for name in sys.modules if name.partition(".")[0] == "json"]:
        del sys.modules[name]
    faults = failures(task["modules"], 2 * (os.cpu_count() or 1))
    with suppress(BrokenPipeError):
        print(json.dumps({name: why for name, why in faults.items() if why}), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main(sys.argv[1])
