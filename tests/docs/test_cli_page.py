"""docs/cli.md says what the command line really has: options, exit codes, fields of the report."""

from __future__ import annotations

import dataclasses
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from blocks import ROOT

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


def _section(page: str, title: str) -> str:
    return page.split(f"## {title}\n")[1].split("\n## ", maxsplit=1)[0]


def _first_cells(section: str) -> list[str]:
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


def test_the_page_has_a_section_for_every_command(page: str) -> None:
    commands = re.findall(r"^    ([a-z-]+)(?: |$)", _help(), re.MULTILINE)
    assert commands
    assert [f"trueline {command}" for command in commands] == re.findall(r"^## (trueline .*)$", page, re.MULTILINE)


def test_the_page_has_what_the_commands_take(page: str) -> None:
    written: str = runpy.run_path(str(ROOT / "scripts/cli.py"))["page"](page)
    assert page == written, "run `make cli-page`, and commit docs/cli.md"


def test_what_is_written_is_what_help_shows(page: str) -> None:
    shown = re.findall(r"^  (--[a-z-]+(?: \S+)?)", _help("generate"), re.MULTILINE)
    assert shown
    assert [cell for cell in _first_cells(_section(page, "trueline generate")) if cell != "SPEC"] == shown


def test_a_stale_table_is_written_anew(page: str) -> None:
    row = next(line for line in page.splitlines() if line.startswith("| `--force`"))
    written: str = runpy.run_path(str(ROOT / "scripts/cli.py"))["page"](page.replace(f"{row}\n", ""))
    assert written == page


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
