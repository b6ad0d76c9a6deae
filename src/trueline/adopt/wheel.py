"""Trueline's own wheel in a repository, so that a clone of it needs no index that has Trueline."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from trueline.adopt.facts import Wheel
from trueline.errors import UsageError, Where, printable
from trueline.programs import run as run_program

FOLDER = "vendor"
_NAME = re.compile(r"trueline-[0-9][0-9A-Za-z.+!]*-py3-none-any\.whl")


@dataclass(frozen=True, slots=True)
class Packed:
    """A wheel with its bytes, and the version that its name says."""

    wheel: Wheel
    version: str
    data: bytes


def pack(source: Path) -> Packed:
    """The wheel at a path, or one built from the checkout there. Raises ``UsageError`` where there is neither."""
    with _wheel(source) as path:
        data = path.read_bytes()
        version = path.name.split("-")[1]
    return Packed(Wheel(path.name, sha256(data).hexdigest()), version, data)


def store(packed: Packed, root: Path) -> None:
    """Write it into the repository."""
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    (folder / packed.wheel.name).write_bytes(packed.data)


def refuse_another(source: Path) -> None:
    """Raises ``UsageError`` for a path at which there is neither a wheel nor a checkout of Trueline."""
    where = Where(str(source))
    cure = "Name a wheel of Trueline (trueline-<version>-py3-none-any.whl), or a checkout of its repository."
    if source.is_file():
        if not _NAME.fullmatch(source.name):
            raise UsageError("this is not a wheel of Trueline", where=where, cure=cure)
        return
    if not (source / "src/trueline").is_dir() or not (source / "pyproject.toml").is_file():
        raise UsageError("there is no wheel and no checkout of Trueline", where=where, cure=cure)


@contextmanager
def _wheel(source: Path) -> Generator[Path]:
    refuse_another(source)
    if source.is_file():
        yield source
        return
    with tempfile.TemporaryDirectory(prefix="trueline-wheel-") as folder:
        yield _built(source, Path(folder))


def _built(source: Path, folder: Path) -> Path:
    """The wheel of a checkout, built with what this environment has, or isolated where it has nothing to build with."""
    isolation = ["--no-build-isolation"] if find_spec("hatchling") else []
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--disable-pip-version-check", *isolation]
    done = run_program([*command, "--wheel-dir", str(folder), str(source.resolve())])
    wheels = sorted(folder.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        output = printable(" ".join(done.stderr.split())[-300:])
        cure = "Build it yourself, and name the wheel instead of the checkout."
        raise UsageError(f"the wheel can't be built: {output}", where=Where(str(source)), cure=cure)
    return wheels[0]
