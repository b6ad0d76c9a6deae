"""The imports of one generated file, collected while its code is made, so that only used names are imported."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImportBlock:
    """Import statements: those that run, and those for type checkers alone. The formatter sorts them."""

    runtime: tuple[str, ...]
    checking: tuple[str, ...]


class Imports:
    """Collects the names that one file uses. ``root`` is the relative path to the SDK's package, such as ``..``."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._modules: set[tuple[bool, str]] = set()
        self._names: dict[tuple[bool, str], set[str]] = {}
        #: Builtins that the class being written hides behind attributes of its own.
        self.shadowed: frozenset[str] = frozenset()

    def module(self, statement: str, *, checking: bool = False) -> None:
        """A whole statement, such as ``import datetime as dt``."""
        self._modules.add((checking, statement))

    def name(self, module: str, name: str, *, checking: bool = False) -> str:
        """``from module import name``; answers the name. ``checking`` ones are for type checkers only."""
        self._names.setdefault((checking, module), set()).add(name)
        return name

    def runtime(self, module: str, name: str, *, checking: bool = False) -> str:
        """A name of the SDK's vendored runtime."""
        return self.name(f"{self.root}_runtime.{module}", name, checking=checking)

    def typing(self, name: str) -> str:
        """A name of ``typing`` that is there in Python 3.10."""
        return self.name("typing", name)

    def newer_typing(self, name: str) -> str:
        """A name that ``typing`` got after 3.10: for annotations only."""
        return self.name("typing_extensions", name, checking=True)

    def builtin(self, name: str) -> str:
        """A builtin type, spelled so that no attribute of the class hides it."""
        if name not in self.shadowed:
            return name
        self.module("import builtins")
        return f"builtins.{name}"

    def block(self) -> ImportBlock:
        """The statements, sorted."""
        checking = self._statements(True)
        if checking:
            self.typing("TYPE_CHECKING")
        return ImportBlock(self._statements(False), checking)

    def _statements(self, checking: bool) -> tuple[str, ...]:
        late = {module: names for (kind, module), names in self._names.items() if kind is checking}
        if checking:
            late = {m: n - self._names.get((False, m), set()) for m, n in late.items()}
        found = sorted(((m, n) for m, n in late.items() if n), key=lambda pair: _order(pair[0]))
        modules = sorted(statement for kind, statement in self._modules if kind is checking)
        return (*modules, *(f"from {module} import {', '.join(sorted(names))}" for module, names in found))


def _order(module: str) -> tuple[int, int, str]:
    """Absolute modules first, then relative ones from the farthest to the nearest."""
    dots = len(module) - len(module.lstrip("."))
    return (1 if dots else 0, -dots, module)
