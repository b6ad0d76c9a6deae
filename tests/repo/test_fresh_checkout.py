"""A machine that has only Python and make: everything is set up into the checkout, from its own lock files."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.devpi import lend_devpi
from support.fake_index import FakeIndex, serve_index
from support.fresh_machine import ABSENT, Make, fresh_machine, reaching_indexes, run_make

from trueline.release.lockstep import version_at
from trueline.release.project import load_project

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("fresh-checkout")]

#: What needs an index that has the SDK's dependencies too: that of the rehearsal has them.
_ELSEWHERE = {"release-confirm", "release-announce", "release-resume"}
#: Gates that take a second, and the index of the test.
_SETTINGS = """[tool.trueline.release]
gate = ["git --version"]
indexes = [{{name = "bench", simple = "{simple}", upload = "{upload}"}}]
"""
#: A release needs git. Nothing else of the machine: no settings, no credentials, and a name where it commits and tags.
_NAME = {f"GIT_{who}_{what}": "t@example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
_LOGIN = {"TWINE_USERNAME": "__token__", "TWINE_PASSWORD": "rehearsal", "NO_PROXY": "127.0.0.1"}
_GIVEN = {"release-prepare": _NAME, "release-tag": _NAME, "release-publish": _LOGIN}


@pytest.fixture(scope="module")
def index() -> Iterator[FakeIndex]:
    with serve_index() as server:
        yield server


@pytest.fixture(scope="module")
def checkout(tracked: tuple[Path, ...], root: Path, index: FakeIndex, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tracked files as they are now, in another place, committed, never set up; with a remote of its own.

    Python's bytecode of our sources is taken along: there is nothing to see in its compiling them once more.
    """
    copy = tmp_path_factory.mktemp("fresh") / "a checkout"
    for file in tracked:
        target = copy / file.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)
        for compiled in file.parent.glob(f"__pycache__/{file.stem}.{sys.implementation.cache_tag}.pyc"):
            (target.parent / "__pycache__").mkdir(exist_ok=True)
            shutil.copy2(compiled, target.parent / "__pycache__")
    text = (copy / "pyproject.toml").read_text("utf-8")
    settings = _SETTINGS.format(simple=index.simple, upload=index.upload)
    (copy / "pyproject.toml").write_text(text.replace("[tool.trueline.release]\n", settings), "utf-8")
    for command in (
        ["init", "-q", "--initial-branch", "main"],
        ["config", "core.compression", "0"],  # of all that is committed, sent and cloned nothing is kept
        ["config", "pack.window", "0"],
        ["init", "-q", "--bare", "../remote.git"],
        ["remote", "add", "origin", str(copy.parent / "remote.git")],
        ["add", "-A"],
        ["-c", "user.name=t", "-c", "user.email=t@example", "commit", "-qm", "x"],
        ["push", "-q", "origin", "main"],
    ):
        subprocess.run(["git", "-c", "core.hooksPath=", *command], cwd=copy, check=True, capture_output=True)
    return copy


@pytest.fixture(scope="module")
def make(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Not even git: setting up, generating and building need none."""
    return fresh_machine(tmp_path_factory.mktemp("machine"), checkout, ABSENT | {"git"})


def _status(checkout: Path) -> str:
    return subprocess.run(["git", "status", "--short"], cwd=checkout, check=True, capture_output=True, text=True).stdout


def test_generate_sdk_sets_everything_up_and_changes_nothing(make: Make, checkout: Path) -> None:
    make("generate-sdk")
    assert (checkout / ".venv/bin/trueline").exists()
    assert _status(checkout) == ""


def test_setup_brings_the_node_tools_too_and_then_has_nothing_to_do(make: Make, checkout: Path) -> None:
    make("setup")
    for tool in ("redocly", "pyright"):
        assert (checkout / "node_modules/.bin" / tool).exists()
    assert "Nothing to be done" in make("setup").stdout
    assert _status(checkout) == ""


def test_a_changed_lock_file_is_installed_by_the_next_make(make: Make, checkout: Path) -> None:
    make("setup")
    ready = checkout / ".venv/.ready"
    before = ready.stat().st_mtime_ns
    os.utime(checkout / "requirements/dev.txt")
    make("setup")
    assert ready.stat().st_mtime_ns > before


def test_lint_passes(make: Make) -> None:
    """`make check` has the types, and CI runs it in a clone like this one."""
    make("lint")


def test_build_sdk_makes_a_wheel_and_an_sdist_that_pass_their_checks(make: Make, checkout: Path) -> None:
    done = make("build-sdk")
    assert done.stdout.count("PASSED") == 2
    assert sorted(file.suffix for file in (checkout / "dist").iterdir()) == [".gz", ".whl"]
    assert _status(checkout) == ""


def test_locking_again_keeps_every_version(make: Make, checkout: Path) -> None:
    def versions() -> list[str]:
        return [
            line.split()[0]
            for lock in sorted((checkout / "requirements").glob("*.txt"))
            for line in lock.read_text(encoding="utf-8").splitlines()
            if "==" in line.split(" ")[0]
        ]

    before = versions()
    make("lock")
    assert versions() == before


def test_the_commands_of_the_release_guide_publish_this_sdk_once(
    make: Make, checkout: Path, root: Path, index: FakeIndex
) -> None:
    make("setup")
    lend_devpi(checkout)
    steps = re.findall(r"^ *make (release-[a-z]+)$", (root / "RELEASE.md").read_text("utf-8"), re.MULTILINE)
    assert steps[:3] == ["release-status", "release-plan", "release-prepare"]
    done = {step: _released(checkout, step) for step in steps if step not in _ELSEWHERE}
    assert "looking into" in done["release-verify"].stderr
    rows = [line.split("  ")[0] for line in done["release-rehearse"].stderr.splitlines() if "  ok  " in line]
    assert rows == ["files", "index", "stock", "tag", "publish", "confirm, pip", "confirm, uv", "announce", "again"]
    project = load_project(checkout)
    version = version_at(project, "HEAD")
    assert len(index.world.hashes) == 2
    assert f"## [{version}]" in project.changelog_path.read_text("utf-8")
    tags = subprocess.run(["git", "tag", "--list"], cwd=checkout, check=True, capture_output=True, text=True)
    assert tags.stdout.split() == [f"tollkeeper-v{version}"]
    assert "next: trueline release confirm" in _released(checkout, "release-status").stderr
    assert _status(checkout) == ""


def _released(checkout: Path, step: str) -> subprocess.CompletedProcess[str]:
    """A step of the release, in its make target, with one Python: the wheel meets the others in tests/packaging."""
    git = Path(shutil.which("git") or "git").parent
    machine = {"PATH": f"{git}:/usr/bin:/bin", "HOME": str(checkout.parent), "GIT_CONFIG_GLOBAL": os.devnull}
    return run_make(checkout, reaching_indexes() | machine | _GIVEN.get(step, {}), step)


def test_clean_removes_all_that_make_made(make: Make, checkout: Path) -> None:
    make("clean")
    ignored = subprocess.run(
        ["git", "status", "--short", "--ignored"], cwd=checkout, check=True, capture_output=True, text=True
    ).stdout
    assert ignored == ""
