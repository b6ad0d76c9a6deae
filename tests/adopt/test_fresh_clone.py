"""A fresh clone of what ``trueline init`` makes: its commands work at once, with Python, make and git alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from adopting import ACME, ROOT, git, run

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("fresh-clone")]

#: What a fresh machine does not have. Calling one leaves a trace in the log.
ABSENT = ("node", "npm", "npx", "uv", "uvx", "ruff", "pytest", "twine", "trueline")
_KEPT = ("PIP_", "UV_", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy")

#: Another document than the small one: `make adopt-check SPEC=discord.json`.
SPEC = os.environ.get("TRUELINE_ADOPT_SPEC", "")

Make = Callable[..., "subprocess.CompletedProcess[str]"]


def clone(folder: Path, *options: str) -> Path:
    """A clone of a new repository that keeps this Trueline in it."""
    done = run("init", "made", "--trueline", str(ROOT), *options, cwd=folder)
    assert done.returncode == 0, done.stderr
    git(folder, "clone", "-q", "made", "a clone")
    return folder / "a clone"


def machine(folder: Path, checkout: Path) -> Make:
    """Runs make with an empty, read-only HOME, and without any of the tools that are ABSENT."""
    home, shadow, log = folder / "home", folder / "bin", folder / "log"
    home.mkdir(mode=0o500)
    shadow.mkdir()
    log.touch()
    for name in ABSENT:
        (shadow / name).write_text(f'#!/bin/sh\necho "{name} $*" >> "{log}"\nexit 97\n', encoding="utf-8")
        (shadow / name).chmod(0o755)
    (shadow / "python3").symlink_to(Path(sys._base_executable).resolve())  # type: ignore[attr-defined]
    environment = {name: value for name, value in os.environ.items() if name.startswith(_KEPT)}
    environment |= {"PATH": f"{shadow}:/usr/bin:/bin", "HOME": str(home)}
    environment["UV_CACHE_DIR"] = os.environ.get("UV_CACHE_DIR", str(ROOT / ".cache/uv"))

    def make(*arguments: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            ["make", "--no-print-directory", *arguments],
            cwd=checkout, env=environment, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode == 0, f"make {arguments}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        assert log.read_text(encoding="utf-8") == "", "a tool of the machine was called, not the repository's own"
        assert not list(home.iterdir()), "something was written to HOME"
        assert git(checkout, "status", "--short") == "", "it left something that git sees"
        return done

    return make


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Make in a clone of the repository of a small document, or of that of ``make adopt-check SPEC=...``."""
    folder = tmp_path_factory.mktemp("fresh")
    (folder / "acme.yaml").write_text(ACME, "utf-8")
    spec = str(Path(SPEC).absolute()) if SPEC else "acme.yaml"
    return machine(folder, clone(folder, "--spec", spec, "--package", "acme_cloud"))


def test_generate_sdk_sets_everything_up_and_changes_nothing(make: Make) -> None:
    assert "0 files written" in make("generate-sdk").stderr
    assert "Nothing to be done" in make("setup").stdout


def test_its_tests_pass(make: Make) -> None:
    assert " 5 passed" in make("test").stdout


def test_its_gates_hold(make: Make) -> None:
    assert [line.split()[:2] for line in make("check").stdout.splitlines() if line.startswith(("ok", "FAIL"))] == [
        ["ok", gate] for gate in ("loss", "stale", "hand-edit", "imports", "determinism")
    ]


def test_its_sdk_is_built(make: Make) -> None:
    assert make("build-sdk").stdout.count("PASSED") == 2


def test_a_release_is_rehearsed(make: Make) -> None:
    """From the plan to the installation by name, on a real index; nothing of it is left behind."""
    said = make("release-rehearse").stderr
    rows = dict(re.findall(r"^([a-z]+(?:, [a-z]+)?) +[0-9.]+ s  (ok|failed) ", said, re.MULTILINE))
    assert {"plan", "prepare", "build", "verify", "tag", "publish", "confirm, pip", "confirm, uv"} <= rows.keys()
    assert set(rows.values()) == {"ok"}


def test_updating_it_with_its_own_trueline_changes_nothing(make: Make) -> None:
    make("update")
