"""The modules of a package, from a folder or a wheel, as text. Nothing is imported and nothing is run."""

from __future__ import annotations

import ast
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from trueline.errors import UsageError, Where, printable

#: More text than any SDK has: a wheel may claim any size.
_MOST = 256 * 1024 * 1024


class Modules(Mapping[str, ast.Module]):
    """Every module of a package by dotted name (``acme.types.api_key``; ``acme`` is its ``__init__``).

    ``package`` is the package's folder, or a wheel that holds one package. A module is parsed when it is asked for:
    three quarters of a small SDK stand behind no public name. What two packages have in common is parsed once if both
    get the same ``parsed``, trees by their text. Raises :class:`UsageError` where there is no package, and, when it is
    asked for, for a module that is not Python.
    """

    def __init__(self, package: Path, parsed: dict[str, ast.Module] | None = None) -> None:
        files = _wheel(package) if package.suffix == ".whl" else _folder(package)
        self._package, self._texts = package, dict(sorted(files))
        if not self._texts:
            cure = "Give its folder, or a wheel."
            raise UsageError("there is no Python package", where=Where(str(package)), cure=cure)
        self._parsed: dict[str, ast.Module] = {} if parsed is None else parsed

    def __getitem__(self, name: str) -> ast.Module:
        text = self._texts[name]
        if text not in self._parsed:
            self._parsed[text] = _parsed(name, text, self._package)
        return self._parsed[text]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def _folder(package: Path) -> Iterator[tuple[str, str]]:
    if not (package / "__init__.py").is_file():
        return
    for path in sorted(package.rglob("*.py")):
        parts = [package.resolve().name, *path.relative_to(package).with_suffix("").parts]
        yield _dotted(parts), path.read_text("utf-8")


def _wheel(wheel: Path) -> Iterator[tuple[str, str]]:
    try:
        with zipfile.ZipFile(wheel) as archive:
            entries = [entry for entry in archive.infolist() if entry.filename.endswith(".py")]
            if sum(entry.file_size for entry in entries) > _MOST:
                raise UsageError("the wheel is larger than any SDK", where=Where(str(wheel)))
            for entry in entries:
                parts = entry.filename.removesuffix(".py").split("/")
                if all(part.isidentifier() for part in parts):
                    yield _dotted(parts), archive.read(entry).decode("utf-8")
    except (OSError, zipfile.BadZipFile) as error:
        raise UsageError(f"the wheel can't be read: {error}", where=Where(str(wheel))) from error


def _dotted(parts: list[str]) -> str:
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _parsed(name: str, text: str, package: Path) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError) as error:
        where = Where(str(package))
        raise UsageError(f"the module {printable(name)} is not Python: {error}", where=where) from error
