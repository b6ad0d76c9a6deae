"""Packages whose names are imported when they are first used."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    name = "lazily_" + tmp_path.name.replace("-", "_")
    root = tmp_path / name
    root.mkdir()
    names = {".key": "Key decode", "": "key", "json": "other dumps"}
    root.joinpath("__init__.py").write_text(
        f"from trueline.runtime.names import lazy_exports\n__getattr__, __dir__ = lazy_exports(__name__, {names!r})\n"
    )
    root.joinpath("key.py").write_text("class Key: ...\ndef decode(): ...\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    importlib.invalidate_caches()
    return name


def test_a_name_is_imported_when_it_is_first_used(package: str) -> None:
    module = importlib.import_module(package)
    assert f"{package}.key" not in sys.modules
    assert module.Key is sys.modules[f"{package}.key"].Key
    assert "Key" in vars(module)
    assert module.Key is module.Key


def test_an_empty_module_stands_for_the_submodule(package: str) -> None:
    module = importlib.import_module(package)
    assert module.key is sys.modules[f"{package}.key"]


def test_names_can_come_from_elsewhere(package: str) -> None:
    assert importlib.import_module(package).dumps([1]) == "[1]"


def test_all_names_are_listed_and_no_others_exist(package: str) -> None:
    module = importlib.import_module(package)
    assert {"Key", "key", "decode", "__name__"} <= set(dir(module))
    with pytest.raises(AttributeError, match=f"module '{package}' has no attribute 'missing'"):
        _ = module.missing
    with pytest.raises(ImportError):
        exec(f"from {package} import missing")
    with pytest.raises(AttributeError):
        _ = module.other


def test_the_rest_comes_from_another_package_which_is_loaded_for_it_alone(tmp_path: Path, package: str) -> None:
    outer = tmp_path / f"{package}_outer"
    outer.mkdir()
    outer.joinpath("__init__.py").write_text(
        "from trueline.runtime.names import lazy_exports\n"
        f"__getattr__, __dir__ = lazy_exports(__name__, {{'json': 'dumps'}}, rest={package!r})\n"
    )
    module = importlib.import_module(outer.name)
    assert module.dumps([1]) == "[1]"
    assert package not in sys.modules
    assert module.Key is importlib.import_module(package).Key
    assert module.__all__ == ["dumps", "Key", "decode", "key", "other"]
    assert set(module.__all__) <= set(dir(module))
