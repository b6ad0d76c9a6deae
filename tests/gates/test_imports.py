"""The imports gate: every module of the SDK imports alone, with nothing but its dependencies."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from breaking import said

from trueline.gates.checkout import Checkout
from trueline.gates.imports import imports

SETTINGS = '[tool.trueline]\nspec = "v1.yaml"\noutput = "sdk"\npackage = "pkg"\n'


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The package of a small SDK that depends on attrs and httpx."""
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    package = tmp_path / "sdk/src/pkg"
    package.mkdir(parents=True)
    project = '[project]\nname = "pkg"\ndependencies = ["attrs>=23", "httpx>=0.27,<1"]\n'
    (tmp_path / "sdk/pyproject.toml").write_text(project)
    (package / "__init__.py").write_text("import httpx, attrs, attr\n")
    return package


def gate(package: Path) -> Checkout:
    return Checkout(package.parents[2])


@pytest.mark.slow
def test_every_module_of_this_checkouts_sdk_imports_alone(checkout: Checkout) -> None:
    assert imports(checkout).ok


def test_a_module_that_only_imports_after_another_one_is_found(package: Path) -> None:
    (package / "a.py").write_text("from pkg.b import y\nx = 1\n")
    (package / "b.py").write_text("from pkg.a import x\ny = 1\n")
    text = said(imports(gate(package)))
    assert "pkg.a: does not import alone: ImportError" in text
    assert "make generate-sdk" in text


def test_a_module_that_leans_on_what_another_one_did_is_found(package: Path) -> None:
    (package / "a.py").write_text("import pkg\npkg.ready = True\n")
    (package / "b.py").write_text("import pkg\nassert pkg.ready\n")
    text = said(imports(gate(package)))
    assert "pkg.b: does not import alone: AttributeError" in text
    assert "pkg.a:" not in text


def test_a_module_that_finds_itself_half_imported_is_found_though_another_one_begins_alike(package: Path) -> None:
    (package / "a.py").write_text('"""A."""\n\nfrom __future__ import annotations\n\nimport pkg.b\n\nx = 1\n')
    (package / "b.py").write_text("import pkg.a\npkg.a.x\n")
    (package / "c.py").write_text("from . import b\n")
    (package / "d.py").write_text("import pkg.b\n")
    text = said(imports(gate(package)))
    assert "pkg.a: does not import alone: AttributeError" in text
    assert text.count("does not import") == 1


def test_each_of_those_that_begin_with_what_does_not_import_is_named(package: Path) -> None:
    for name in ("a", "b"):
        (package / f"{name}.py").write_text("import json, yaml\n")
    (package / "c.py").write_text("import json\n")
    text = said(imports(gate(package)))
    assert re.findall("(pkg.*): does not import alone: ModuleNotFoundError: yaml", text) == ["pkg.a", "pkg.b"]


def test_a_package_that_is_not_a_dependency_can_not_be_imported(package: Path) -> None:
    (package / "a.py").write_text("import yaml\n")
    assert "pkg.a: does not import alone: ModuleNotFoundError: yaml is not a dependency of the SDK" in said(
        imports(gate(package))
    )


@pytest.mark.parametrize(("requirement", "ok"), [("pyjwt[crypto]", True), ("pyjwt", False)])
def test_what_an_extra_of_a_dependency_brings_is_a_dependency(package: Path, requirement: str, ok: bool) -> None:
    (package / "a.py").write_text("import cryptography\n")
    pyproject = package.parents[1] / "pyproject.toml"
    text = pyproject.read_text("utf-8")
    pyproject.write_text(text.replace("dependencies = [", f'dependencies = ["{requirement}", '), "utf-8")
    assert imports(gate(package)).ok == ok


def test_what_sysconfig_knows_of_the_build_of_python_is_standard_library(package: Path) -> None:
    (package / "a.py").write_text("import sysconfig\nsysconfig.get_config_vars()\n")
    assert imports(gate(package)).ok, said(imports(gate(package)))


def test_a_warning_at_import_is_an_error(package: Path) -> None:
    (package / "a.py").write_text("import warnings\nwarnings.warn('old', DeprecationWarning)\n")
    (package / "b.py").write_text('x = "\\d"\n')
    text = said(imports(gate(package)))
    assert "pkg.a: does not import alone: DeprecationWarning: old" in text
    assert "pkg.b: does not import alone" in text


def test_a_module_that_exits_prints_or_kills_its_interpreter_is_found(package: Path) -> None:
    (package / "a.py").write_text("raise SystemExit(0)\n")
    (package / "b.py").write_text("import os\nos.kill(os.getpid(), 9)\n")
    (package / "c.py").write_text("print('hello')\n")
    text = said(imports(gate(package)))
    assert "pkg.a: does not import alone: SystemExit" in text
    assert "pkg.b: does not import alone: the interpreter died" in text
    assert "pkg.c" not in text


def test_trying_imports_leaves_nothing_in_the_sdk(package: Path) -> None:
    before = sorted(package.rglob("*"))
    assert imports(gate(package)).ok
    assert sorted(package.rglob("*")) == before


@pytest.fixture
def command_line(package: Path) -> Path:
    """The folder of the modules that need the extra ``cli``, which brings click."""
    project = package.parents[1] / "pyproject.toml"
    project.write_text(project.read_text() + '[project.optional-dependencies]\ncli = ["click>=8"]\n')
    folder = package / "_runtime/cli"
    folder.mkdir(parents=True)
    for parent in (folder, folder.parent):
        (parent / "__init__.py").write_text("")
    (folder / "app.py").write_text("import click, httpx\n")
    return folder


def test_modules_of_the_command_line_may_import_what_its_extra_brings(package: Path, command_line: Path) -> None:
    assert imports(gate(package)).ok


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("app.py", "import click, yaml", "pkg._runtime.cli.app: does not import alone: ModuleNotFoundError: yaml"),
        ("calls.py", "from pkg._runtime.cli.app import lost", "pkg._runtime.cli.calls: does not import alone: Import"),
        ("calls.py", "import warnings; warnings.warn('old', DeprecationWarning)", "calls: does not import alone: Dep"),
        ("table.py", "import click", "pkg._runtime.cli.table: does not import alone: ModuleNotFoundError: click"),
        ("__init__.py", "import click", "pkg._runtime.cli: does not import alone: ModuleNotFoundError: click"),
        ("../../resource.py", "import click", "pkg.resource: does not import alone: ModuleNotFoundError: click"),
    ],
)
def test_the_command_line_is_tried_with_its_extra_and_nothing_else_is(
    package: Path, command_line: Path, file: str, text: str, message: str
) -> None:
    (command_line / file).write_text(text + "\n")
    assert message in said(imports(gate(package)))


def test_without_the_extra_the_command_line_does_not_import(package: Path, command_line: Path) -> None:
    project = package.parents[1] / "pyproject.toml"
    project.write_text(project.read_text().replace('cli = ["click>=8"]', "cli = []"))
    assert "pkg._runtime.cli.app: does not import alone: ModuleNotFoundError: click" in said(imports(gate(package)))


def test_fixtures_for_tests_may_import_what_their_extra_brings_and_nothing_else_may(package: Path) -> None:
    project = package.parents[1] / "pyproject.toml"
    project.write_text(project.read_text() + '[project.optional-dependencies]\ntesting = ["pytest>=8"]\n')
    (package / "testing").mkdir()
    (package / "testing/__init__.py").touch()
    (package / "testing/fixtures.py").write_text("import pytest\n")
    assert imports(gate(package)).ok
    (package / "testing/__init__.py").write_text("import pytest\n")
    assert "pkg.testing: does not import alone: ModuleNotFoundError: pytest" in said(imports(gate(package)))
