"""Checkouts to break: a copy of this one's parts with a fresh SDK, and small ones made by hand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from trueline.gates.checkout import Checkout
from trueline.pipeline import Request, generate
from trueline.write.emit import emit

ROOT = Path(__file__).parents[2]
SETTINGS = '[tool.trueline]\nspec = "openapi/v1.yaml"\noverlays = []\noutput = "sdks/python"\npackage = "tollkeeper"\n'


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This checkout's document and configuration, and the SDK generated from it just now."""
    root = tmp_path_factory.mktemp("pristine")
    shutil.copytree(ROOT / "openapi", root / "openapi")
    shutil.copy(ROOT / "redocly.yaml", root)
    (root / "pyproject.toml").write_text(SETTINGS)
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    (root / ".venv").symlink_to(ROOT / ".venv")
    (root / "sdks").mkdir()
    made = generate(Request(spec=str(root / "openapi/v1.yaml"), package="tollkeeper"))
    emit(made.files, root / "sdks/python", made.inputs, made.names)
    return root


@pytest.fixture
def root(pristine: Path, tmp_path: Path) -> Path:
    """A copy to break."""
    shutil.copytree(pristine, tmp_path / "checkout", symlinks=True)
    return tmp_path / "checkout"


@pytest.fixture
def checkout(root: Path) -> Checkout:
    """The copy as gates see it. Break the files below ``root`` before the gate runs."""
    return Checkout(root)
