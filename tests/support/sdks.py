"""Generated SDKs, each under a package name of its own, so that many can live in one process."""

from __future__ import annotations

import importlib
import itertools
import shutil
import sys
import tempfile
import textwrap
from importlib.machinery import FileFinder, ModuleSpec, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[2]
_RUNTIME = "_runtime"
_numbers = itertools.count(1)
#: Runtimes that were met, each with the package that has it alone; that package by SDK; and where the runtimes are.
_met: list[tuple[dict[str, bytes], str]] = []
_owners: dict[str, str] = {}
_folders: set[str] = set()
_home = tempfile.TemporaryDirectory(prefix="runtimes-", ignore_cleanup_errors=True)


class _Shared(SourceFileLoader):
    """The runtime is the same bytes in every SDK: a process runs it once, not for each of hundreds.

    Its modules are those of a package that has nothing else. A runtime that is not the same is another one.
    """

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        package, _, name = spec.name.partition(f".{_RUNTIME}.")
        if package not in _owners:
            return None
        module = importlib.import_module(f"{_owners[package]}.{_RUNTIME}.{name}")
        spec.loader_state = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        if module.__spec__ and (own := module.__spec__.loader_state):
            module.__spec__ = own
        else:
            super().exec_module(module)


def _finder_of_runtimes(folder: str) -> FileFinder:
    before, _, _ = f"{folder}/".rpartition(f"/{_RUNTIME}/")
    if before not in _folders:
        raise ImportError(folder)
    return FileFinder(folder, (_Shared, [".py"]))


sys.path_hooks.insert(0, _finder_of_runtimes)


def import_sdk(source: Path, package: str) -> ModuleType:
    """Import a package from a ``src`` folder, which leaves the path again: imports look in all that is there."""
    _owners.pop(package, None)
    if (source / package / _RUNTIME).is_dir():
        _owners[package] = _owner(source / package / _RUNTIME)
        _folders.add(str(source / package))
    return _imported(source, package)


def _owner(runtime: Path) -> str:
    """The package that has these modules alone."""
    modules = {str(path.relative_to(runtime)): path.read_bytes() for path in sorted(runtime.rglob("*.py"))}
    for known, owner in _met:
        if known == modules:
            return owner
    owner = f"runtime_{len(_met)}"
    place = Path(_home.name) / "tests" / owner  # Hypothesis reads the constants of every module that is not below it
    shutil.copytree(runtime, place / _RUNTIME)
    (place / "__init__.py").touch()
    _imported(place.parent, owner)
    _met.append((modules, owner))
    return owner


def _imported(source: Path, package: str) -> ModuleType:
    sys.path.insert(0, str(source))
    sys.path_importer_cache.pop(str(source), None)
    try:
        return importlib.import_module(package)
    finally:
        sys.path.remove(str(source))


def fresh_name(stem: str = "sdk") -> str:
    """A package name that nothing else in this process has."""
    return f"{stem}_{next(_numbers)}"


def generate_to(folder: Path, spec: str | bytes, package: str, *, suffix: str = ".yaml", **options: Any) -> Any:
    """Generate from the text of a document, write every file below ``folder``, answer with the report."""
    from trueline.pipeline import Request, generate

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"openapi{suffix}"
    path.write_bytes(spec if isinstance(spec, bytes) else textwrap.dedent(spec).encode())
    generated = generate(Request(str(path), package, **options))
    for name, data in generated.files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return generated.report


def make_sdk(folder: Path, spec: str | bytes, **options: Any) -> ModuleType:
    """Generate from the text of a document and import the result. Nothing may be lost on the way."""
    package = fresh_name()
    place = folder / "tests" / package  # Hypothesis reads the constants of every module that is not below "tests"
    report = generate_to(place, spec, package, **options)
    assert not report.lost, report.lost
    return import_sdk(place / "src", package)
