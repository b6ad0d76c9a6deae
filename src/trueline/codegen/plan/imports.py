"""The imports of one generated file, collected while its code is made, so that only used names are imported."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from trueline.codegen.plan.annotation import Annotation, Import

_WIDTH = 120
_NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class ImportBlock:
    """What a file imports, as values until its template asks for statements."""

    used: frozenset[Import] = frozenset()

    def __or__(self, more: ImportBlock | Iterable[Import]) -> ImportBlock:
        return ImportBlock(self.used.union(more.used if isinstance(more, ImportBlock) else more))

    @property
    def names(self) -> frozenset[str]:
        """What the imports are called."""
        return frozenset(each.alias or each.name or each.module for each in self.used)

    @property
    def runtime(self) -> tuple[str, ...]:
        """The statements that run."""
        used = {each for each in self.used if not each.checking}
        return _statements(used | {_TYPE_CHECKING} if self._checked else used, 0)

    @property
    def checking(self) -> tuple[str, ...]:
        """The statements for type checkers alone."""
        return _statements(self._checked, 4)

    @property
    def _checked(self) -> set[Import]:
        return {each for each in self.used if each.checking and each._replace(checking=False) not in self.used}


_TYPE_CHECKING = Import("typing", "TYPE_CHECKING")
NO_IMPORTS = ImportBlock()


class Imports:
    """Collects the names that one file uses. ``root`` is the relative path to the SDK's package, such as ``..``."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._used: set[Import] = set()
        #: Classes that the file defines itself: one of the document that is called so gets another name in it.
        self.defined: frozenset[str] = frozenset()
        #: Builtins that the class being written hides behind attributes of its own.
        self.shadowed: frozenset[str] = frozenset()

    def use(self, annotation: Annotation) -> Annotation:
        """Import all that an annotation needs; returns the annotation."""
        self._used |= annotation.imports
        return annotation

    def alone(self, write: Callable[[], Annotation]) -> Annotation:
        """What ``write`` comes to, with what that needs: ``Any`` swallows others, and nothing of them is imported."""
        before = set(self._used)
        annotation = write()
        self._used = before
        return self.use(annotation)

    def module(self, module: str, *, alias: str = "", checking: bool = False) -> None:
        """``import module``, or ``import module as alias``."""
        self._used.add(Import(module, alias=alias, checking=checking))

    def name(self, module: str, name: str, *, alias: str = "", checking: bool = False) -> str:
        """``from module import name``; returns what it is called. ``checking`` ones are for type checkers only."""
        self._used.add(Import(module, name, alias, checking))
        return alias or name

    def runtime(self, module: str, name: str, *, alias: str = "", checking: bool = False) -> str:
        """A name of the SDK's vendored runtime."""
        return self.name(f"{self.root}_runtime.{module}", name, alias=alias, checking=checking)

    def typing(self, name: str) -> str:
        """A name of ``typing`` that is there in Python 3.10."""
        return self.name("typing", name)

    def newer_typing(self, name: str) -> str:
        """A name that ``typing`` got after 3.10: for annotations only."""
        return self.name("typing_extensions", name, checking=True)

    def block(self) -> ImportBlock:
        """All of them."""
        return ImportBlock(frozenset(self._used))


def _statements(used: Iterable[Import], indent: int) -> tuple[str, ...]:
    """Statements with an empty line between two sections.

    They are sorted as the formatter sorts them. It does so again and has the last word, but what it has to change
    costs it twice the time.
    """
    names: dict[str, set[str]] = {}
    placed: list[tuple[_Place, str]] = []
    for each in used:
        if each.name:
            names.setdefault(each.module, set()).add(_as(each.name, each.alias))
        else:
            placed.append((_place(each.module, 0), f"import {_as(each.module, each.alias)}"))
    placed += [(_place(m, 1), _from(m, sorted(n, key=_member), indent)) for m, n in names.items()]
    lines: list[str] = []
    section = -1
    for place, statement in sorted(placed):
        if lines and place[0] != section:
            lines.append("")
        section = place[0]
        lines += statement.split("\n")
    return tuple(lines)


_Natural = tuple[str | int, ...]
_Place = tuple[int, int, int, _Natural]


def _as(name: str, alias: str) -> str:
    return f"{name} as {alias}" if alias else name


@lru_cache(maxsize=1 << 14)
def _place(module: str, form: int) -> _Place:
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
