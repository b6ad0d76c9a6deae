"""What pyright says of SDKs under its strict rules, all in one run: each is as quick as that of one, less a start.

Without the runtime that each has the same copy of: a gate checks that.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from edges import BARE, OLD
from names_of_scopes import OURS
from support.sdks import ROOT, generate_to
from support.typed_json import Json
from typed_programs import assert_told, write_programs

#: With room for what is young, so that less of it is looked at for garbage: two CPU seconds in twenty.
PYRIGHT = [
    str(ROOT / ".venv/bin/node"),
    "--max-semi-space-size=64",
    str(ROOT / "node_modules/pyright/index.js"),
    *("--outputjson", "--project"),
]

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("names-of-scopes")]  # one SDK with all names, generated once


@dataclass
class Said:
    """Errors (``file.py:1: what it is``), and how many files were looked at."""

    errors: list[str]
    files: int

    def of(self, folder: Path) -> list[str]:
        """The errors of files below a folder."""
        return [error for error in self.errors if error.startswith(f"{folder}/")]


@dataclass
class Projects:
    """Folders in one, each the root of its own imports: SDKs, and programs."""

    folder: Path
    names: Path
    edges: list[Path]
    programs: Path

    def settings(self) -> Json:
        """Those of pyright."""
        sdks = [str(each.relative_to(self.folder)) for each in (self.names, *self.edges)]
        programs = str(self.programs.relative_to(self.folder))
        lenient = {"reportUnusedExpression": False, "reportDeprecated": False}
        return {
            "typeCheckingMode": "strict",
            "include": [*sdks, *(f"{programs}/{name}" for name in ("good.py", "bad.py", "acme/_client.py"))],
            "exclude": ["**/_runtime"],
            "venvPath": str(ROOT),
            "venv": ".venv",
            "executionEnvironments": [*({"root": each} for each in sdks), {"root": programs, **lenient}],
        }

    def files(self) -> int:
        """How many are looked at."""
        paths = [path for each in (self.names, *self.edges) for path in each.rglob("*.py")]
        return 3 + sum("_runtime" not in path.parts for path in paths)


@pytest.fixture(scope="module")
def projects(names_sdk: Path) -> Projects:
    folder = names_sdk.parents[1]
    for number, document in enumerate((BARE, OLD)):
        generate_to(folder / f"edge{number}", json.dumps(document), f"acme{number}", suffix=".json")
    edges = [folder / "edge0/src", folder / "edge1/src"]
    return Projects(folder, names_sdk.parent, edges, write_programs(folder / "programs"))


@pytest.fixture(scope="module")
def said(projects: Projects) -> Said:
    (projects.folder / "pyrightconfig.json").write_text(json.dumps(projects.settings()), encoding="utf-8")
    done = subprocess.run([*PYRIGHT, str(projects.folder)], capture_output=True, text=True, check=False)
    answer: Any = json.loads(done.stdout)
    found = [each for each in answer["generalDiagnostics"] if each["severity"] == "error"]
    errors = [f"{each['file']}:{each['range']['start']['line'] + 1}: {each['message']}" for each in found]
    return Said(errors, answer["summary"]["filesAnalyzed"])


def test_every_file_is_looked_at(said: Said, projects: Projects) -> None:
    assert said.files == projects.files() > 3 * len(OURS)


def test_pyright_has_nothing_against_any_name(said: Said, projects: Projects) -> None:
    """Nor against more types, and more fields of one, than it infers or follows in one piece."""
    assert said.of(projects.names) == []


def test_pyright_has_nothing_against_what_is_empty_or_deprecated(said: Said, projects: Projects) -> None:
    """What is empty still has a type, and no import is in vain."""
    assert [error for edge in projects.edges for error in said.of(edge)] == []


def test_correct_programs_pass_and_every_mistake_is_found(said: Said, projects: Projects) -> None:
    assert_told(said.of(projects.programs))
