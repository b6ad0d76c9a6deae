"""Guides that are made of a document: each shows an operation of it, in programs that are typed and formatted."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pages import ROOT
from support.checking import mypy

from trueline.pipeline import planned
from trueline.reference.guides import guides
from trueline.request import Request

_PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ALWAYS = {"index.md", "errors-and-retries.md", "async.md", "testing.md", "command-line.md"}


def guides_of(path: Path, package: str) -> dict[str, str]:
    return guides(planned(Request(str(path), package)))


@pytest.fixture(scope="module")
def ours() -> dict[str, str]:
    return guides_of(ROOT / "openapi/v1.yaml", "tollkeeper")


def test_an_api_has_a_guide_for_each_thing_that_it_has(ours: dict[str, str]) -> None:
    assert set(ours) == _ALWAYS | {"paging.md", "streaming.md", "webhooks.md"}
    assert set(guides_of(ROOT / "tests/golden/files/spec.yaml", "files_sdk")) == _ALWAYS | {"files.md"}
    assert set(guides_of(ROOT / "tests/golden/minimal/spec.yaml", "minimal_sdk")) == _ALWAYS
    listed = re.findall(r"\]\(guides/([^)]+)\)", ours["index.md"])
    assert set(listed) == set(ours) - {"index.md"}


def test_a_front_page_begins_with_what_the_api_is(ours: dict[str, str]) -> None:
    assert ours["index.md"].startswith("# Tollkeeper\n\nTollkeeper issues and verifies")
    assert "# Acme\n\n```sh\npip install" in guides_of(ROOT / "tests/reference/plain.yaml", "acme")["index.md"]


def test_a_guide_shows_operations_of_the_document(ours: dict[str, str]) -> None:
    assert "for item in client.scopes.list(" in ours["paging.md"]
    assert "client.webhooks.events.stream(" in ours["streaming.md"]
    assert "](../reference/webhooks.events.md#webhooks.events.stream)" in ours["streaming.md"]
    assert "](reference/scopes.md#scopes.list)" in ours["index.md"]
    assert "except NotFoundError as error:" in ours["errors-and-retries.md"]
    files = guides_of(ROOT / "tests/golden/files/spec.yaml", "files_sdk")["files.md"]
    assert "## Upload" in files
    assert "## Download" in files


@pytest.mark.slow
@pytest.mark.xdist_group("typed-examples")  # mypy reads the SDK once
def test_programs_of_guides_are_typed_and_formatted(ours: dict[str, str], tmp_path: Path) -> None:
    for name, text in ours.items():
        for number, program in enumerate(_PYTHON.findall(text)):
            (tmp_path / f"{name.removesuffix('.md').replace('-', '_')}_{number}.py").write_text(program, "utf-8")
    assert len(list(tmp_path.iterdir())) > 10
    done = mypy(tmp_path, ".", MYPYPATH=str(ROOT / "sdks/python/src"))
    assert done.returncode == 0, done.stdout + done.stderr
    for tool in (
        ("format", "--diff", "--isolated", "."),
        ("check", "--isolated", "--target-version", "py310", "--select", "F,I,UP", "."),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *tool], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
