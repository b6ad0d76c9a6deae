"""The wheel in clean environments: every Python found here, the lowest dependencies that it allows, and the newest."""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from packaging.metadata import Metadata
from packaging.specifiers import SpecifierSet

from trueline.errors import Where
from trueline.release.checks.pythons import find_pythons, uv_command, uv_environment
from trueline.release.commands import demand
from trueline.release.errors import GateError, PreconditionError
from trueline.release.files import tools_folder
from trueline.release.manifest import Manifest
from trueline.release.project import Project
from trueline.release.scratch import scratch
from trueline.release.step import Say
from trueline.release.wheel import read_wheel

_SMOKE = Path(__file__).with_name("smoke.py")


@dataclass(frozen=True, slots=True)
class Environment:
    """A clean environment: a Python, which dependencies, and why it is tried."""

    version: str
    python: Path
    requirements: tuple[str, ...]
    resolution: str
    extras: str = ""

    @property
    def kind(self) -> str:
        """Environments of a kind have the same packages, mostly."""
        return f"{self.resolution}{'-extras' if self.extras else ''}"

    @property
    def title(self) -> str:
        with_extras = " and extras" if self.extras else ""
        return f"Python {self.version}, {self.resolution} dependencies{with_extras}"


def check_installed(project: Project, manifest: Manifest, say: Say) -> tuple[str, ...]:
    """Install and smoke-test in each environment; returns their titles. Raises ``GateError`` for the first failure."""
    wheel = project.dist_path / next(file.name for file in manifest.files if file.is_wheel)
    metadata = read_wheel(wheel).metadata
    tools = uv_environment(project)
    titles: list[str] = []
    for environment in _environments(wheel, metadata):
        say(f"installing into {environment.title}")
        with scratch("verify") as folder:
            _try(project, manifest, environment, (Path(folder), tools))
        titles.append(environment.title)
    return tuple(titles)


def _environments(wheel: Path, metadata: Metadata) -> Generator[Environment]:
    """Every Python with the newest dependencies; the oldest with the lowest, all extras with the newest.

    The lowest versions are those of *direct* requirements, so the wheel's own are listed beside it.
    """
    pythons = find_pythons(metadata.requires_python or SpecifierSet())
    if not pythons:
        what = f"no Python on this machine is {metadata.requires_python}"
        raise PreconditionError(what, where=Where(wheel.name), cure="Install one; verifying needs it.")
    direct = tuple(str(entry) for entry in metadata.requires_dist or () if entry.marker is None)
    oldest, newest = next(iter(pythons)), list(pythons)[-1]
    yield Environment(oldest, pythons[oldest], (str(wheel), *direct), "lowest-direct")
    for version, python in pythons.items():
        extras = f"[{','.join(sorted(metadata.provides_extra or ()))}]" if version == newest else ""
        yield Environment(version, python, (f"{wheel}{extras}",), "highest", extras)


def _try(project: Project, manifest: Manifest, environment: Environment, place: tuple[Path, dict[str, str]]) -> None:
    folder, variables = place
    python = folder / "env/bin/python"

    def uv(*arguments: str) -> None:
        cure = "If an index was not reachable, run this again; else the wheel's requirements can't be met: change them."
        what = f"{environment.title}: the wheel can't be installed"
        demand(uv_command(*arguments), what, cure, cwd=folder, environment=variables)

    uv("venv", "--quiet", "--no-project", "--python", str(environment.python), str(folder / "env"))
    install = ("pip", "install", "--quiet", "--python", str(python), "--resolution", environment.resolution)
    uv(*install, *environment.requirements)
    uv("pip", "check", "--quiet", "--python", str(python))
    _smoke([str(python), "-I", "-B", "-W", "error", str(_SMOKE)], project, manifest, (environment, folder))


def _smoke(command: Sequence[str], project: Project, manifest: Manifest, place: tuple[Environment, Path]) -> None:
    environment, folder = place
    title, kept = environment.title, tools_folder() / f"imports-{environment.version}-{environment.kind}"
    with suppress(OSError):  # without it everything is compiled again
        kept.parent.mkdir(parents=True, exist_ok=True)
    names = (project.distribution, project.package, environment.extras, str(kept))
    cure = "Generated code fails in a clean environment: that is a bug of the templates, the runtime or a dependency."
    text = demand([*command, *names], f"{title}: importing the SDK failed", cure, cwd=folder)
    installed = json.loads(text.strip().splitlines()[-1])
    expected = {"version": manifest.version, "module": manifest.version, "commit": manifest.commit}
    wrong = {key: installed[key] for key, value in expected.items() if installed[key] != value}
    if wrong:
        raise GateError(f"{title}: the installed package says {wrong}, not {expected}", cure=cure)
