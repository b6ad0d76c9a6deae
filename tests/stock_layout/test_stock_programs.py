"""Programs written for stock SDKs run and type-check, unchanged, on what ``--layout openapi-python-client`` makes."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from answering import answering
from support.checking import mypy

from benchmarks.corpus import stock_names
from trueline.cli import main
from trueline.errors import ExitCode

HERE = Path(__file__).parent
DOCUMENTS = sorted(path.stem for path in (HERE / "documents").glob("*.yaml"))
PROGRAMS = sorted(path.stem for path in (HERE / "programs").glob("*.py"))
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("stock")]


def stock(document: Path, output: Path) -> None:
    """The package as the engine makes it by itself, and has nothing to say of the document."""
    made = stock_names.stock(document)
    assert made.whole
    for name, data in made.files.items():
        (output / name).parent.mkdir(parents=True, exist_ok=True)
        (output / name).write_bytes(data)


def modules(folder: Path) -> list[str]:
    """The modules of a package, but for those that say what it is."""
    found = (path.relative_to(folder).as_posix() for path in (folder / "acme").rglob("*.py"))
    return sorted(path for path in found if path.rpartition("/")[2] not in {"_provenance.py", "_version.py"})


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Ours of every document, by its name."""
    root = tmp_path_factory.mktemp("ours")
    for name in DOCUMENTS:
        spec = str(HERE / "documents" / f"{name}.yaml")
        command = ["generate", spec, "--output", str(root / name), "--package", "acme"]
        assert main([*command, "--layout", "openapi-python-client"]) == ExitCode.DONE
    return {name: root / name for name in DOCUMENTS}


@pytest.fixture(scope="module")
def stocks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The engine's of every document, by its name."""
    root = tmp_path_factory.mktemp("stock")
    for name in DOCUMENTS:
        stock(HERE / "documents" / f"{name}.yaml", root / name)
    return {name: root / name for name in DOCUMENTS}


@pytest.fixture(scope="module")
def errors(folders: dict[str, Path], stocks: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Counter[str]:
    """How many mypy --strict finds in each package, in one run: ``ours_NAME`` and ``stock_NAME``."""
    root = tmp_path_factory.mktemp("all")
    for kind, found in (("ours", folders), ("stock", stocks)):
        for name, folder in found.items():
            (root / f"{kind}_{name}").symlink_to(folder / "acme", target_is_directory=True)
    packages = sorted(path.name for path in root.iterdir())
    done = mypy(root, "--no-error-summary", *(argument for package in packages for argument in ("-p", package)))
    assert done.returncode in {0, 1}, done.stderr
    counted = Counter(line.partition("/")[0] for line in done.stdout.splitlines())
    assert counted.keys() <= set(packages), done.stdout
    return counted


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with answering() as found:
        yield found


def run(program: str, folder: Path, address: str) -> None:
    command = [sys.executable, str(HERE / "programs" / f"{program}.py"), address]
    environment = {"PYTHONPATH": str(folder), "PATH": ""}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_runs_on_ours(program: str, folders: dict[str, Path], address: str) -> None:
    run(program, folders[program.partition("_")[0]], address)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_ours_has_the_same_modules_and_the_programs_run_on_stock_too(
    name: str, folders: dict[str, Path], stocks: dict[str, Path], errors: Counter[str], address: str
) -> None:
    assert modules(folders[name]) == modules(stocks[name])
    mine = [program for program in PROGRAMS if program.startswith(f"{name}_")]
    assert mine
    for program in mine:
        run(program, stocks[name], address)
    assert errors[f"ours_{name}"] <= errors[f"stock_{name}"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_programs_type_check_on_ours(name: str, folders: dict[str, Path], tmp_path: Path) -> None:
    programs = [str(HERE / "programs" / f"{each}.py") for each in PROGRAMS if each.startswith(f"{name}_")]
    done = mypy(tmp_path, "--scripts-are-modules", *programs, MYPYPATH=str(folders[name]), PATH="")
    assert done.returncode == 0, done.stdout
