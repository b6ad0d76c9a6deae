"""This repository's own SDK, released with the commands of RELEASE.md from a copy of the checkout, to an index here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from release_support import Repository
from support.fake_index import FakeIndex, serve_index

from trueline.release.lockstep import version_at
from trueline.release.project import load_project

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("own-release")]

ROOT = Path(__file__).parents[2]

#: What needs an index that has the SDK's dependencies too: that of the rehearsal has them.
ELSEWHERE = {"release-confirm", "release-announce", "release-resume"}

_SETTINGS = """[tool.trueline.release]
gate = ["git --version"]
"""
_INDEX = """
[[tool.trueline.release.indexes]]
name = "bench"
simple = "{simple}"
upload = "{upload}"

[tool.hatch.build.targets.wheel]
"""


@pytest.fixture
def server() -> Iterator[FakeIndex]:
    with serve_index() as index:
        yield index


@pytest.fixture
def copy(server: FakeIndex, tmp_path: Path) -> Repository:
    """The files that git knows, as they are now; gates that take a second; a remote; the index of the test."""
    root = tmp_path / "copy"
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout.split(b"\0")
    for name in filter(None, map(os.fsdecode, names)):
        if (ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, root / name)
    text = (root / "pyproject.toml").read_text("utf-8").replace("[tool.trueline.release]\n", _SETTINGS)
    index = _INDEX.format(simple=server.simple, upload=server.upload)
    (root / "pyproject.toml").write_text(text.replace("\n[tool.hatch.build.targets.wheel]\n", index), "utf-8")
    (root / ".venv").symlink_to(ROOT / ".venv")
    (root / ".gitignore").write_text((root / ".gitignore").read_text("utf-8") + "/.venv\n", "utf-8")
    repository = Repository(root)
    repository.git("init", "--quiet", "--initial-branch", "main")
    repository.git("init", "--quiet", "--bare", str(tmp_path / "remote.git"))
    repository.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    repository.commit("Copy")
    repository.push()
    return repository


def make(copy: Repository, target: str) -> str:
    """What a make target prints; it has to succeed."""
    done = subprocess.run(
        # Never let a copy set up the environment of this checkout; what a rehearsal needs is made once, beside it.
        ["make", "--old-file", ".venv/.ready", target, f"TRUELINE_CACHE={os.environ['TRUELINE_CACHE']}"],
        cwd=copy.root,
        env={**os.environ, "TWINE_USERNAME": "__token__", "TWINE_PASSWORD": "rehearsal", "NO_PROXY": "127.0.0.1"},
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, f"make {target}\n{done.stdout}"
    return done.stdout


def test_the_commands_of_the_release_guide_publish_this_sdk_once(copy: Repository, server: FakeIndex) -> None:
    steps = re.findall(r"^ *(make release-[a-z]+)$", (ROOT / "RELEASE.md").read_text("utf-8"), re.MULTILINE)
    targets = [step.removeprefix("make ") for step in steps]
    assert targets[:3] == ["release-status", "release-plan", "release-prepare"]
    printed: dict[str, str] = {}
    for target in targets:
        if target not in ELSEWHERE:
            printed[target] = make(copy, target)
    project = load_project(copy.root)
    version = version_at(project, "HEAD")
    assert "looking into" in printed["release-verify"]
    assert len(server.world.hashes) == 2
    assert f"## [{version}]" in project.changelog_path.read_text("utf-8")
    assert copy.git("tag", "--list") == f"tollkeeper-v{version}"
    assert "next: trueline release confirm" in make(copy, "release-status")
