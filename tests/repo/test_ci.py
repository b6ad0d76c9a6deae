"""CI runs what the README tells a contributor to run, and nothing else."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import yaml


def _readme_commands(root: Path) -> list[str]:
    section = (root / "README.md").read_text(encoding="utf-8").split("## Tests and gates")[1]
    block = re.search(r"```sh\n(.*?)```", section, re.DOTALL)
    assert block
    return block[1].splitlines()


def test_ci_runs_exactly_the_commands_of_the_readme(root: Path) -> None:
    script = (root / ".ci/run").read_text(encoding="utf-8").splitlines()
    assert [line for line in script if line.startswith("make")] == _readme_commands(root)


def test_the_workflow_runs_exactly_what_the_script_runs(root: Path) -> None:
    workflow = yaml.safe_load((root / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    steps = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    assert steps == _readme_commands(root)


def test_ci_stops_with_the_status_of_the_command_that_failed(root: Path, tmp_path: Path) -> None:
    shadow = tmp_path / "make"
    shadow.write_text('#!/bin/sh\necho "make $*"\nexit 7\n', encoding="utf-8")
    shadow.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "CI": "true"}
    done = subprocess.run(
        ["bash", root / ".ci/run"], env=environment, check=False, capture_output=True, text=True, cwd=tmp_path
    )
    assert (done.returncode, done.stdout) == (7, "make check\n")
