"""The imports of one generated file, collected while its code is made, so that only used names are imported."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import lru_cache

_WIDTH = 120
_NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class ImportBlock:
    """Import statements: those that run, and those for type checkers alone; an empty line is between two sections.

    They are sorted as the formatter sorts them. It does so again and has the last word, but what it has to change
    costs it twice the time.
    """

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
        indent = 4 if checking else 0
        found = [(_place(s.split()[1], 0), s) for kind, s in self._modules if kind is checking]
        found += [(_place(m, 1), _from(m, sorted(n, key=_member), indent)) for m, n in late.items() if n]
        lines: list[str] = []
        section = -1
        for place, statement in sorted(found):
            if lines and place[0] != section:
                lines.append("")
            section = place[0]
            lines += statement.split("\n")
        return tuple(lines)


_Natural = tuple[str | int, ...]


@lru_cache(maxsize=1 << 14)
def _place(module: str, form: int) -> tuple[int, int, int, _Natural]:
    """Where a statement goes: section, form (``import`` before ``from``), distance, name."""
    dots = len(module) - len(module.lstrip("."))
    if dots:
        return 2, form, -dots, _natural(module)
    return 0 if module.partition(".")[0] in sys.stdlib_module_names else 1, form, 0, _natural(module)


def _natural(name: str) -> _Natural:
    """Numbers in a name count as numbers: ``response9`` comes before ``response10``."""
    return tuple(int(part) if number % 2 else part for number, part in enumerate(_NUMBER.split(name)))


@lru_cache(maxsize=1 << 14)
def _member(name: str) -> tuple[int, _Natural, _Natural]:
    """Constants first, then classes, then the rest; capitals do not count."""
    kind = 0 if len(name) > 1 and name.isupper() else 1 if name[0].isupper() else 2
    return kind, _natural(name.lower()), _natural(name)


def _from(module: str, names: list[str], indent: int) -> str:
    line = f"from {module} import {', '.join(names)}"
    if len(line) + indent <= _WIDTH:
        return line
    return "\n".join([f"from {module} import (", *(f"    {name}," for name in names), ")"])
