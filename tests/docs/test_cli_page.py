"""docs/cli.md says what the command line really has: options, exit codes, fields of the report."""

from __future__ import annotations

import argparse
import dataclasses
import re
from pathlib import Path

import pytest
from blocks import ROOT

from trueline.cli import parser
from trueline.codegen.report import Counts, Report
from trueline.errors import ExitCode
from trueline.spec.normalise.report import Loss, Repair

PAGE = ROOT / "docs/cli.md"


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def generate() -> argparse.ArgumentParser:
    (commands,) = [action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)]
    assert set(commands.choices) == {"generate"}, "a new command needs its section in docs/cli.md"
    found = commands.choices["generate"]
    assert isinstance(found, argparse.ArgumentParser)
    return found


def _section(page: str, title: str) -> str:
    return page.split(f"## {title}\n")[1].split("\n## ", maxsplit=1)[0]


def _first_cells(section: str) -> list[str]:
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


def test_the_page_lists_every_option_as_help_writes_it(page: str, generate: argparse.ArgumentParser) -> None:
    options = [action for action in generate._actions if action.option_strings and action.dest != "help"]
    written = [f"{o.option_strings[-1]} {o.metavar}" if o.metavar else o.option_strings[-1] for o in options]
    assert _first_cells(_section(page, "trueline generate")) == written


def test_the_page_says_which_options_are_required(page: str, generate: argparse.ArgumentParser) -> None:
    required = {action.option_strings[-1] for action in generate._actions if action.option_strings and action.required}
    rows = [line for line in page.splitlines() if line.startswith("| `--") and "Required." in line]
    assert {line.split("`")[1].split()[0] for line in rows} == required


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
