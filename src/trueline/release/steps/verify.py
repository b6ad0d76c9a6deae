"""Look at the built files as a stranger would, before anybody else can: contents, metadata, lockstep, installation."""

from __future__ import annotations

import argparse

from trueline.release.journal import proof, record
from trueline.release.manifest import intact_manifest, read_manifest
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
    from trueline.release.checks.look import look  # noqa: PLC0415 - whether files were verified is asked without it

    environments, lines = look(project, manifest, say, every_python=every_python)
    facts = {"digest": manifest.digest, "commit": manifest.commit, "environments": ", ".join(environments)}
    record(project, manifest.version, "verify", "passed", **facts)
    lines = (f"verified {manifest.distribution} {manifest.version}", *lines)
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
