"""Generated SDKs, each under a package name of its own, so that many can live in one process."""

from __future__ import annotations

import functools
import importlib
import itertools
import sys
import textwrap
from importlib.machinery import FileFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

ROOT = Path(__file__).parents[2]
_numbers = itertools.count(1)


class _Runtime(SourceFileLoader):
    """The runtime is the same bytes in every SDK: a process compiles it once, not for each of hundreds."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return _moved(_compiled(self.get_data(path)), path)


@functools.cache
def _compiled(data: bytes) -> CodeType:
    return compile(data, "_runtime", "exec", dont_inherit=True)


def _moved(code: CodeType, path: str) -> CodeType:
    inner = (_moved(each, path) if isinstance(each, CodeType) else each for each in code.co_consts)
    return code.replace(co_filename=path, co_consts=tuple(inner))


def _finder_of_runtimes(folder: str) -> FileFinder:
    if "_runtime" not in Path(folder).parts:
        raise ImportError(folder)
    return FileFinder(folder, (_Runtime, [".py"]))


sys.path_hooks.insert(0, _finder_of_runtimes)


def import_sdk(source: Path, package: str) -> ModuleType:
    """Import a package from a ``src`` folder, which leaves the path again: imports look in all that is there."""
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
