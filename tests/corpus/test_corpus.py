"""Real documents, whole: everything in them is in the SDK, and the SDK is sound before anything is called."""

from __future__ import annotations

import os
import py_compile
import subprocess
import sys
from pathlib import Path

import pytest
from corpus_documents import FULL
from corpus_sdk import Sdk
from support.checking import KNOWN, as_known, mypy

_IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
names = [module.name for module in pkgutil.walk_packages(package.__path__, sys.argv[1] + ".")]
for name in names:
    importlib.import_module(name)
print(len(names) + 1)
"""


def test_everything_in_the_document_is_in_the_sdk(sdk: Sdk) -> None:
    assert sdk.report["lost"] == []
    assert sdk.report["allowed"] == []
    assert sdk.report["in_sdk"] == sdk.report["in_spec"]


def test_the_report_counts_the_operations_that_the_document_has(sdk: Sdk) -> None:
    assert sdk.report["in_spec"]["operations"] >= len(list(sdk.document.operations()))


def test_every_file_compiles(sdk: Sdk) -> None:
    """The bytecode is kept for whoever imports the SDK after this."""
    for path in sorted(sdk.src.rglob("*.py")):
        py_compile.compile(str(path), doraise=True)


def test_every_module_imports_in_a_fresh_interpreter_and_warns_of_nothing(sdk: Sdk) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _IMPORT_ALL, sdk.source.package],
        cwd=sdk.src,
        env={**os.environ, "PYTHONPATH": str(sdk.src), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert int(done.stdout) == sum(1 for _ in sdk.src.rglob("*.py"))


@pytest.mark.slow
def test_mypy_has_nothing_to_say(sdk: Sdk, tmp_path: Path) -> None:
    if sdk.source.name == "github" and not FULL:
        pytest.skip("takes a minute and more: TRUELINE_CORPUS=full runs it")
    as_known(sdk.src / sdk.source.package, tmp_path)
    done = mypy(tmp_path, "-p", KNOWN)

    assert done.returncode == 0, done.stdout[-5000:] + done.stderr
