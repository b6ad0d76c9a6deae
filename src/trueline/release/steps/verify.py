"""Look at the built files as a stranger would, before anybody else can: contents, metadata, lockstep, installation."""

from __future__ import annotations

import argparse
import sys

from trueline.release.checks.agreement import check_lockstep
from trueline.release.checks.contents import check_folder, check_sdist, check_wheel
from trueline.release.checks.installed import check_installed
from trueline.release.checks.pythons import refuse_missing_pythons
from trueline.release.checks.yesterday import check_yesterday
from trueline.release.commands import demand
from trueline.release.export import export
from trueline.release.journal import proof, record
from trueline.release.manifest import Manifest, intact_manifest, read_manifest
from trueline.release.preconditions import require
from trueline.release.project import Project
from trueline.release.states import Evidence, State
from trueline.release.step import Say, StepResult, quiet
from trueline.release.steps import build


def execute(project: Project, arguments: argparse.Namespace, say: Say) -> StepResult:
    """``trueline release verify``."""
    return run(project, say, every_python=getattr(arguments, "every_python", False))


def run(project: Project, say: Say = quiet, *, every_python: bool = False) -> StepResult:
    """Raises ``GateError`` for what is found, ``VersionError`` out of lockstep, ``ReleaseDriftError`` for damage."""
    require(project, "verify")
    manifest = intact_manifest(project)
    if proof(project, manifest.version, "verify", digest=manifest.digest, commit=manifest.commit):
        known = f"these files of {manifest.version} were verified before"
        return StepResult("verify", manifest.version, (known,), already=True, state=State.VERIFIED)
    source = export(project, manifest.commit)
    if every_python:
        refuse_missing_pythons(source.files["pyproject.toml"])
    check_folder(project, manifest)
    for file in manifest.files:
        say(f"looking into {file.name}")
        check = check_wheel if file.is_wheel else check_sdist
        check(project.dist_path / file.name, source)
    places = check_lockstep(project, manifest, source)
    _tools(project, manifest, say)
    environments = check_installed(project, manifest, say)
    say("running the last release's tests")
    yesterday = check_yesterday(project, source)
    facts = {"digest": manifest.digest, "commit": manifest.commit, "environments": ", ".join(environments)}
    record(project, manifest.version, "verify", "passed", **facts)
    lines = (
        f"verified {manifest.distribution} {manifest.version}",
        f"{len(places)} places say {manifest.version}",
        f"{len(source.modules)} modules, each as in {manifest.commit[:12]}, nothing stray",
        *(f"installed and imported: {title}" for title in environments),
        yesterday,
    )
    return StepResult("verify", manifest.version, lines, state=State.VERIFIED)


def evidence(project: Project, version: str) -> Evidence:
    """A record that the checks passed for these hashes."""
    manifest, built = read_manifest(project), build.evidence(project, version)
    if manifest is None or not built.holds:
        return Evidence(State.VERIFIED, holds=False, detail=built.detail)
    entry = proof(project, version, "verify", digest=manifest.digest, commit=manifest.commit)
    if entry is None:
        return Evidence(State.VERIFIED, holds=False, detail=f"no record that {manifest.digest[:12]} was verified")
    return Evidence(State.VERIFIED, holds=True, detail=f"digest {manifest.digest[:12]} passed at {entry.at}")


def _tools(project: Project, manifest: Manifest, say: Say) -> None:
    """What others look for in a wheel and in metadata."""
    files = [str(project.dist_path / file.name) for file in manifest.files]
    wheels = [str(project.dist_path / file.name) for file in manifest.files if file.is_wheel]
    cure = "The SDK's pyproject.toml and README.md are generated: change the document or the templates."
    say("twine check, check-wheel-contents")
    twine = [sys.executable, "-m", "twine", "check", "--strict", *files]
    demand(twine, "twine does not accept the metadata", cure, cwd=project.root)
    contents = [sys.executable, "-m", "check_wheel_contents", "--no-config", *wheels]
    demand(contents, "check-wheel-contents does not accept the wheel", cure, cwd=project.root)
