"""Runs a workflow's jobs on this machine: checkouts are clones, artifacts are folders, `run:` lines are what they say.

Every action that our workflows use is known here by name; any other is an error, and so is an option that is not.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from support.devpi import lend_devpi

ROOT = Path(__file__).parents[2]
_KEPT = ("MYPY_CACHE_DIR", "PIP_", "PYTEST_ADDOPTS", "UV_")
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy")


@dataclass
class Runner:
    """``origin`` is the repository, ``ref`` the tag that started the workflow, ``upload`` the index's upload URL."""

    origin: Path
    ref: str
    folder: Path
    upload: str
    ran: list[str] = field(default_factory=list[str])
    said: str = ""
    """All that the lines printed."""
    has_every_python: bool = False
    """Whether this machine has what the workflow sets up: else nothing here can try every one."""

    def run(self, workflow: Path) -> None:
        """Every job, each after those that it needs. Raises ``AssertionError`` where a step fails."""
        jobs: dict[str, dict[str, Any]] = yaml.safe_load(workflow.read_text("utf-8"))["jobs"]
        done: set[str] = set()
        for name, job in jobs.items():
            assert {job["needs"]} <= done if "needs" in job else not done, (
                "jobs are written in the order of their needs"
            )
            self.job(name, job)
            done.add(name)

    def job(self, name: str, job: dict[str, Any]) -> None:
        """One job, in a folder of its own that is empty at first, as a runner's is."""
        place = self.folder / name
        place.mkdir(parents=True)
        for step in job["steps"]:
            if "run" in step:
                self.command(place, step["run"], step.get("env", {}))
            else:
                action = re.fullmatch(r"([\w./-]+)@[0-9a-f]{40}", step["uses"])
                assert action, step["uses"]
                self.action(place, action[1], step.get("with", {}))

    def program(self, name: str, script: str) -> None:
        """A program that the runner's image has, in place of the real one: it writes down what it is asked."""
        path = self.folder / "programs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        path.chmod(0o755)

    def action(self, place: Path, name: str, options: dict[str, Any]) -> None:
        """What the action does, as far as its documentation promises it."""
        match name, options:
            case "actions/checkout", {"persist-credentials": False, **more} if more in ({}, {"fetch-depth": 0}):
                place.rmdir()
                subprocess.run(
                    ["git", "clone", "-q", "--branch", self.ref, self.origin, place],
                    check=True, capture_output=True, env=environment(place) | {"GIT_CONFIG_NOSYSTEM": "1"},
                )  # fmt: skip
                lend_devpi(place)
            case "actions/upload-artifact", {"name": artifact, "path": paths}:
                target = self.folder / "artifacts" / artifact
                target.mkdir(parents=True)
                found = [file for path in paths.split() for file in place.glob(f"{path}*" if path[-1] == "/" else path)]
                assert found, f"there is nothing at {paths}"
                for file in found:
                    shutil.copy(file, target)
            case "actions/download-artifact", {"name": artifact, "path": path}:
                shutil.copytree(self.folder / "artifacts" / artifact, place / path, dirs_exist_ok=True)
            case "actions/setup-python", {"python-version": versions}:
                assert versions.split()[-1] == "3.11", "the last one is what python3 means"
                self.has_every_python = all(_finds(place, version) for version in versions.split())
            case "pypa/gh-action-pypi-publish", {"skip-existing": True, "attestations": True}:
                files = sorted((place / "dist").iterdir())
                assert sorted(path.name for path in place.iterdir()) == ["dist"], "it has the files and nothing else"
                command = [
                    sys.executable,
                    "-m",
                    "twine",
                    "upload",
                    "--non-interactive",
                    "--repository-url",
                    self.upload,
                ]
                login = {"TWINE_USERNAME": "__token__", "TWINE_PASSWORD": "made-up"}
                check([*command, *map(str, files)], place, environment(place) | login)
            case _:
                raise AssertionError(f"an action that nobody told the runner about: {name} with {options}")
        self.ran.append(name)

    def command(self, place: Path, line: str, variables: dict[str, str]) -> None:
        """A line, as GitHub's shell runs it."""
        _environment_of_this_checkout(place)
        known = {"${{ github.ref_name }}": self.ref, "${{ github.token }}": "made-up"}
        given = {name: known.get(text, text) for name, text in variables.items()}
        assert not any("${{" in text for text in given.values()), "an expression that the runner does not know"
        if self.has_every_python:
            self.said += check(["sh", "-e", "-c", line], place, environment(place) | given)
        else:  # then one is enough: tests/release/test_verify.py tries all that are here
            one = {"PATH": os.pathsep.join(_programs(place))}
            line_for_one = line.replace(" ARGS=--every-python", "")
            self.said += check(["sh", "-e", "-c", line_for_one], place, environment(place) | one | given)
        self.ran.append(line)


def environment(place: Path) -> dict[str, str]:
    """What a job has: no credentials, a HOME of its own, an index as it is configured here."""
    home = place.parent / "home"
    home.mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name.startswith(_KEPT) or name in _PROXIES}
    cache = os.environ.get("UV_CACHE_DIR", str(ROOT / ".cache/uv"))
    return kept | {"PATH": _path(place), "HOME": str(home), "CI": "true", "UV_CACHE_DIR": cache}


def _finds(place: Path, version: str) -> bool:
    return shutil.which(f"python{version}", path=_path(place)) is not None


def _path(place: Path) -> str:
    """The image's programs, and every Python of this machine in the place of those that the workflow sets up."""
    pythons = [str(path.parent) for path in sorted((Path.home() / ".pyenv/versions").glob("3.*/bin/python3"))]
    return os.pathsep.join([*_programs(place), *pythons])


def _programs(place: Path) -> list[str]:
    return [str(place.parent / "programs"), "/usr/bin", "/bin"]


def check(command: list[str], place: Path, variables: dict[str, str]) -> str:
    """Run it; what it said is the answer, or in the error."""
    done = subprocess.run(
        command, cwd=place, env=variables, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, f"{command[-1]} in {place.name}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout + done.stderr


def _environment_of_this_checkout(place: Path) -> None:
    """What `make setup` makes (``tests/adopt/test_fresh_clone.py`` does that once), out of this checkout's packages."""
    if (place / ".venv").exists():
        return
    mine = Path(sys.prefix)
    (place / ".venv/bin").mkdir(parents=True)
    for program in (mine / "bin").iterdir():
        (place / ".venv/bin" / program.name).symlink_to(program)
    (place / ".venv/lib").symlink_to(mine / "lib")
    shutil.copy(mine / "pyvenv.cfg", place / ".venv")
    (place / ".venv/.ready").touch()
