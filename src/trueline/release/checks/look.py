"""Every check of built files, in order."""

from __future__ import annotations

import sys

from trueline.release.checks.agreement import check_lockstep
from trueline.release.checks.contents import check_folder, check_sdist, check_wheel
from trueline.release.checks.installed import check_installed
from trueline.release.checks.pythons import refuse_missing_pythons
from trueline.release.checks.yesterday import check_yesterday
from trueline.release.commands import demand
from trueline.release.export import export
from trueline.release.manifest import Manifest
from trueline.release.project import Project
from trueline.release.step import Say


def look(
    project: Project, manifest: Manifest, say: Say, *, every_python: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The environments that the wheel was installed in, and what was found, in lines. Raises what the checks raise."""
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
    return environments, (
        f"{len(places)} places say {manifest.version}",
        f"{len(source.modules)} modules, each as in {manifest.commit[:12]}, nothing stray",
        *(f"installed and imported: {title}" for title in environments),
        check_yesterday(project, source),
    )


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
