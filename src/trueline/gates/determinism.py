"""The same document gives the same bytes and modes in another folder, locale, time zone, hash seed, umask and home."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from trueline.gates.checkout import Checkout
from trueline.gates.result import GateResult, Problem, result
from trueline.gates.tools import run, tail

CURE = "Find what depends on it (an unsorted set, a path, the clock, the locale) and take it out of the pipeline."


@dataclass(frozen=True, slots=True)
class World:
    """Surroundings of a run that must not show in what it writes."""

    name: str
    umask: int
    variables: dict[str, str]
    relative: bool


WORLDS = (
    World(
        "one",
        0o022,
        {"LC_ALL": "C.UTF-8", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "COLUMNS": "200", "USER": "one"},
        relative=False,
    ),
    World(
        "another",
        0o077,
        {
            "LC_ALL": "C",
            "PYTHONUTF8": "0",
            "PYTHONCOERCECLOCALE": "0",
            "TZ": "America/St_Johns",
            "PYTHONHASHSEED": "4294967295",
            "COLUMNS": "20",
            "USER": "another",
        },
        relative=True,
    ),
)


def determinism(checkout: Checkout) -> GateResult:
    """Generate twice in surroundings that differ in everything that should not matter."""
    with tempfile.TemporaryDirectory(prefix="trueline-gate-") as folder:
        trees: list[dict[str, tuple[int, bytes]]] = []
        for world in WORLDS:
            tree = _generate(checkout, world, Path(folder).resolve())
            if isinstance(tree, Problem):
                return result("determinism", [tree])
            trees.append(tree)
    return result("determinism", _differences(*trees))


def _generate(checkout: Checkout, world: World, folder: Path) -> dict[str, tuple[int, bytes]] | Problem:
    home = folder / world.name
    work = home / "deep" / "down" if world.relative else home
    work.mkdir(parents=True)
    command = [checkout.python, "-m", "trueline", "generate", *_arguments(checkout, world, work)]
    environment = {**checkout.environment(), **world.variables, "HOME": str(home), "TMPDIR": str(home)}
    done = run(checkout, command, cwd=work, environment=environment, umask=world.umask)
    if done.code:
        return Problem(f"generation failed with exit code {done.code}: {tail(done.err)}", checkout.config.spec, CURE)
    return dict(_tree(work / "sdk"))


def _arguments(checkout: Checkout, world: World, work: Path) -> list[str]:
    def place(path: str) -> str:
        there = work / "sdk" if path == checkout.config.output else checkout.root / path
        return os.path.relpath(there, work) if world.relative else str(there)

    return checkout.config.arguments(place)


def _tree(folder: Path) -> Iterator[tuple[str, tuple[int, bytes]]]:
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        yield path.relative_to(folder).as_posix(), (stat.S_IMODE(path.lstat().st_mode), content)


def _differences(one: dict[str, tuple[int, bytes]], other: dict[str, tuple[int, bytes]]) -> Iterator[Problem]:
    changed = "locale, time zone, hash seed, umask, HOME and working folder"
    for path in sorted(one.keys() | other.keys()):
        if path not in one or path not in other:
            yield Problem(f"only one of two runs wrote it; they differed in {changed}", path, CURE)
        elif one[path][1] != other[path][1]:
            yield Problem(f"two runs wrote different bytes; they differed in {changed}", path, CURE)
        elif one[path][0] != other[path][0]:
            modes = f"{one[path][0]:o} and {other[path][0]:o}"
            yield Problem(f"two runs gave it the modes {modes}; they differed in {changed}", path, CURE)
