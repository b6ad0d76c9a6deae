"""A machine that has only Python and make: everything is set up into the checkout, from its own lock files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.devpi import lend_devpi
from support.fresh_machine import ABSENT, Make, fresh_machine, reaching_indexes, run_make

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("fresh-checkout")]


@pytest.fixture(scope="module")
def checkout(tracked: tuple[Path, ...], root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tracked files as they are now, in another place, committed, never set up."""
    copy = tmp_path_factory.mktemp("fresh") / "a checkout"
    for file in tracked:
        target = copy / file.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)
    for command in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=t", "-c", "user.email=t@example", "commit", "-qm", "x"],
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


def test_release_rehearse_takes_a_release_the_whole_way_on_this_machine(make: Make, checkout: Path) -> None:
    make("setup")
    lend_devpi(checkout)
    # A release needs git. Nothing else of the machine: no settings, no name, no credentials.
    environment = reaching_indexes() | {"PATH": os.environ["PATH"], "HOME": str(checkout.parent)}
    done = run_make(checkout, environment | {"GIT_CONFIG_GLOBAL": os.devnull}, "release-rehearse")
    rows = [line.split("  ")[0] for line in done.stderr.splitlines() if "  ok  " in line]
    assert rows == [
        *("plan", "prepare", "gate", "build", "verify", "index", "stock", "tag", "publish"),
        *("confirm, pip", "confirm, uv", "announce", "again"),
    ]
    assert _status(checkout) == ""


def test_clean_removes_all_that_make_made(make: Make, checkout: Path) -> None:
    make("clean")
    ignored = subprocess.run(
        ["git", "status", "--short", "--ignored"], cwd=checkout, check=True, capture_output=True, text=True
    ).stdout
    assert ignored == ""
