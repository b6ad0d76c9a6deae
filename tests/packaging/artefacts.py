"""Building artefacts, clean environments, and the Pythons of this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from trueline.release.checks.pythons import pip_index

ROOT = Path(__file__).parents[2]
VERSIONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
_DIRECT = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"
#: 2020-02-02: builds are compared byte for byte, so they need one time.
_ENVIRONMENT = {**os.environ, "SOURCE_DATE_EPOCH": "1580601600"}


def run(command: Sequence[str | Path], *, cwd: Path, **variables: str) -> str:
    """The standard output of a command that has to succeed."""
    done = subprocess.run(
        command, cwd=cwd, env={**_ENVIRONMENT, **variables}, check=False, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


def run_uv(*arguments: str | Path, cwd: Path, **variables: str) -> None:
    """uv, as ``scripts/bootstrap-uv.sh`` starts it; which index pip knows is asked once, not for each of 20 calls."""
    run([ROOT / ".venv/bin/uv", *arguments], cwd=cwd, **{**_uv_settings(), **variables})


@cache
def _uv_settings() -> dict[str, str]:
    own = {"UV_CACHE_DIR": str(ROOT / ".cache/uv"), "UV_SYSTEM_CERTS": "1", "UV_PYTHON_DOWNLOADS": "never"}
    return {**{name: os.environ.get(name, value) for name, value in own.items()}, **pip_index(ROOT, os.environ)}


@cache
def find_python(version: str) -> Path | None:
    """The interpreter of this version on PATH or among pyenv's, if it is there and starts."""
    pyenv = Path(os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv"))) / "versions"
    for candidate in (f"python{version}", *sorted(pyenv.glob(f"{version}.*/bin/python{version}"), reverse=True)):
        command = [str(candidate), "-c", "import sys; print(sys.version_info[:2], sys._base_executable, sep='|')"]
        try:
            done = subprocess.run(command, check=False, capture_output=True, text=True, cwd="/")
        except OSError:
            continue
        found, _, executable = done.stdout.strip().partition("|")
        if done.returncode == 0 and found == str(tuple(map(int, version.split(".")))):
            return Path(executable)
    return None


@dataclass(frozen=True)
class Environment:
    """A virtual environment of its own."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "bin/python"

    def pip(self, *arguments: str | Path) -> None:
        run_uv("pip", *arguments, cwd=self.folder, VIRTUAL_ENV=str(self.folder))

    def install(self, *arguments: str | Path) -> None:
        self.pip("install", "--quiet", *arguments)

    def execute(self, *arguments: str | Path, cwd: Path | None = None, **variables: str) -> str:
        # As with users bytecode is written: each start would compile all it imports again.
        own = {"PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": ""}
        return run([self.python, *arguments], cwd=cwd or self.folder, **own, **variables)


def make_environment(folder: Path, python: Path) -> Environment:
    """An empty environment for this interpreter."""
    run_uv("venv", "--quiet", "--python", python, folder, cwd=ROOT)
    return Environment(folder)


@dataclass(frozen=True)
class Dist:
    """What one build made, and a wheel built from the source tree directly."""

    sdist: Path
    wheel: Path
    direct_wheel: Path


def build(source: Path, out: Path) -> Dist:
    """Build as `make build-sdk` does: the sdist from the tree, the wheel from the sdist."""
    run([sys.executable, "-m", "build", "--no-isolation", "--outdir", out / "dist", source], cwd=out)
    (out / "direct").mkdir()
    run([sys.executable, "-c", _DIRECT, out / "direct"], cwd=source)
    (sdist,) = (out / "dist").glob("*.tar.gz")
    (wheel,) = (out / "dist").glob("*.whl")
    (direct,) = (out / "direct").glob("*.whl")
    return Dist(sdist, wheel, direct)
