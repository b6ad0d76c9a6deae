"""`make help` is the one list of what can be run."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from trueline.adopt.facts import Facts, Wheel
from trueline.adopt.scaffold import RELEASE_STEPS, render
from trueline.release.loading import PROOFS

WHEEL = Wheel("trueline-0.1.0-py3-none-any.whl", "ab" * 32)
TOLLKEEPER = Facts(
    "Tollkeeper", "tollkeeper", "tollkeeper", "Tollkeeper", "openapi/v1.yaml", "sdks/python", "0.1.0", vendored=WHEEL
)


@pytest.fixture(scope="module")
def targets(root: Path) -> set[str]:
    return set(re.findall(r"^\.PHONY: (\S+)$", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def _make(root: Path, *arguments: str) -> str:
    return subprocess.run(["make", *arguments], cwd=root, check=True, capture_output=True, text=True).stdout


def test_help_lists_every_target_with_what_it_does(root: Path, targets: set[str]) -> None:
    lines = re.sub(r"\x1b\[\d+m", "", _make(root, "--no-print-directory", "help")).splitlines()
    listed = {line.split()[0]: line.split(maxsplit=1)[1] for line in lines if line.startswith("  ")}
    assert set(listed) == targets
    assert all(len(text) > 10 for text in listed.values())


def test_help_has_its_targets_in_groups(root: Path) -> None:
    groups = [line for line in _make(root, "--no-print-directory", "help").splitlines() if line and line[0] != " "]
    assert groups == ["Every day", "Documentation", "The API, served", "Release", "Measure", "Upkeep"]


def test_make_alone_prints_the_help(root: Path) -> None:
    assert _make(root, "--no-print-directory") == _make(root, "--no-print-directory", "help")


def test_every_target_is_phony_so_that_a_file_of_that_name_can_not_hide_it(root: Path, targets: set[str]) -> None:
    rules = re.findall(r"^([a-z][a-z-]*):", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(rules) == targets


def test_the_targets_are_the_words_that_the_documents_use(targets: set[str]) -> None:
    work = {
        "help",
        "setup",
        "generate-sdk",
        "test",
        "test-quick",
        "check",
        "lint",
        "types",
        "build-sdk",
        "lock",
        "clean",
    }
    more = {
        "corpus",
        "corpus-layout",
        "corpus-peers",
        "migrate-check",
        "fuzz",
        "docs",
        "docs-serve",
        "serve",
        "worker",
        "bench-generate",
        "bench-sdk",
        "bench-decoding",
        "bench-peers",
        "bench-diff",
        "bench-history",
        "bench-server",
        "siege",
        "release-examples",
        "demo",
        "rules",
        "cli-page",
        "layers",
        "pictures",
        "real-servers",
    }
    work |= {"adopt-check"} | {f"release-{name}" for name in (*PROOFS.values(), "status", "resume", "page")}
    assert work | more == targets


def test_releases_have_the_targets_that_an_adopted_repository_has(root: Path) -> None:
    theirs = next(file.text for file in render(TOLLKEEPER) if file.path == "Makefile")
    theirs = theirs.replace("$(ready)", "$(python_ready)").replace("$(trueline) release", "$(py) scripts/release.py")
    rules = [
        re.findall(r"^release-(?!examples).*\n\t.*\n", text, re.MULTILINE)
        for text in (theirs, (root / "Makefile").read_text())
    ]
    assert rules[0] == rules[1]
    assert len(rules[0]) == len([*RELEASE_STEPS, "page"])
