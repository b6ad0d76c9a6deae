"""What imports an SDK in a clean environment compiles a text once, and never takes one text for another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from trueline.release.checks import smoke

_MODULE = '__version__ = "{version}"\n__all__ = ("anvil",)\n__provenance__ = {{"commit": "c0ffee"}}\nanvil = 1\n'


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package that is installed in a folder, which is all that a Python finds."""
    folder = tmp_path / "site/acme"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(_MODULE.format(version="1.0.0"), "utf-8")
    (tmp_path / "site/acme-1.0.0.dist-info").mkdir()
    (tmp_path / "site/acme-1.0.0.dist-info/METADATA").write_text("Name: acme\nVersion: 1.0.0\n", "utf-8")
    return folder


def run(package: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(package.parent)}
    names = ("acme", "acme", "", str(package.parents[1] / "kept"))
    command = [sys.executable, "-B", "-W", "error", smoke.__file__, *names]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_another_text_of_the_same_size_and_time_is_imported_as_it_is(package: Path) -> None:
    module = package / "__init__.py"
    os.utime(module, (0, 0))
    assert json.loads(run(package).stdout) == {"version": "1.0.0", "module": "1.0.0", "commit": "c0ffee"}
    (kept,) = package.parents[1].glob("kept.*")
    before = kept.stat().st_mtime_ns
    assert json.loads(run(package).stdout)["module"] == "1.0.0"
    assert kept.stat().st_mtime_ns == before, "all of it was known"
    module.write_text(_MODULE.format(version="1.0.1"), "utf-8")
    os.utime(module, (0, 0))
    assert json.loads(run(package).stdout)["module"] == "1.0.1"
    kept.write_bytes(b"no bytecode")
    assert json.loads(run(package).stdout)["module"] == "1.0.1"


def test_a_module_that_was_moved_fails_with_the_place_where_it_is(package: Path) -> None:
    (package / "late.py").write_text("def fail():\n    raise RuntimeError\n", "utf-8")
    assert run(package).returncode == 0
    moved = package.parents[1] / "moved"
    package.parent.rename(moved)
    (moved / "acme/last.py").write_text("from acme.late import fail\nfail()\n", "utf-8")
    assert f'"{moved}/acme/late.py", line 2, in fail' in run(moved / "acme").stderr
