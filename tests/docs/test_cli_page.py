"""docs/cli.md says what the command line really has: options, exit codes, fields of the report."""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from blocks import ROOT

from trueline.cli import main
from trueline.codegen.census import Counts
from trueline.codegen.report import Report
from trueline.errors import ExitCode
from trueline.spec.normalise.report import Loss, Repair

PAGE = ROOT / "docs/cli.md"


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def _help(*command: str) -> str:
    environment = {**os.environ, "COLUMNS": "500", "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "trueline", *command, "--help"],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


@pytest.fixture(scope="module")
def generate() -> str:
    """What ``trueline generate --help`` prints."""
    return _help("generate")


def _section(page: str, title: str) -> str:
    return page.split(f"## {title}\n")[1].split("\n## ", maxsplit=1)[0]


def _first_cells(section: str) -> list[str]:
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


def test_the_page_has_a_section_for_every_command(page: str) -> None:
    commands = re.findall(r"^    ([a-z-]+)(?: |$)", _help(), re.MULTILINE)
    assert commands
    assert [f"trueline {command}" for command in commands] == re.findall(r"^## (trueline .*)$", page, re.MULTILINE)


def test_the_page_lists_every_option_as_help_writes_it(page: str, generate: str) -> None:
    written = re.findall(r"^  (--[a-z-]+(?: \S+)?)", generate, re.MULTILINE)
    assert written
    assert _first_cells(_section(page, "trueline generate")) == written


@pytest.mark.parametrize("command", ["check", "init", "export", "update"])
def test_the_page_lists_the_options_of_the_other_commands_too(page: str, command: str) -> None:
    written = re.findall(r"^  (--[a-z-]+(?: \S+)?)", _help(command), re.MULTILINE)
    assert written
    assert _first_cells(_section(page, f"trueline {command}")) == written


def test_the_page_says_which_options_a_document_needs(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [line for line in _section(page, "trueline generate").splitlines() if "Required with `SPEC`." in line]
    assert main(["generate", "openapi.yaml"]) == 2
    missing = capsys.readouterr().err.splitlines()[0].removeprefix("error: missing: ")
    assert [line.split("`")[1].split()[0] for line in rows] == missing.split(", ")


@pytest.mark.parametrize("document", ["docs/cli.md", "README.md"])
def test_the_exit_codes_are_the_programs(document: str) -> None:
    text = Path(ROOT / document).read_text(encoding="utf-8")
    codes = re.findall(r"^\| (\d) \|", text, re.MULTILINE)
    assert [int(code) for code in codes] == sorted(ExitCode)


def test_the_page_names_each_exit_code_as_the_source_does(page: str) -> None:
    names = dict(re.findall(r"^\| (\d) \| `([A-Z]+)` \|", page, re.MULTILINE))
    assert names == {str(code.value): code.name for code in ExitCode}


def test_the_page_lists_every_field_of_the_report(page: str) -> None:
    section = _section(page, "The report")
    assert _first_cells(section) == [field.name for field in dataclasses.fields(Report)]
    for values in (Counts, Loss, Repair):
        for field in dataclasses.fields(values):
            assert f"`{field.name}`" in section, f"{values.__name__}.{field.name}"
