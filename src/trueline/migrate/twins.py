"""Which class here stands for which class of the older SDK: by name, and by the attributes that lead to it."""

from __future__ import annotations

import ast
import re
from collections import deque
from collections.abc import Iterator, Mapping

from trueline.migrate.package import Module, Package

_Place = tuple[str, str]
_WORD = re.compile(r"[A-Za-z_][\w.]*")


class Twins:
    """Pairs of classes of two packages."""

    def __init__(self, old: Package, new: Package) -> None:
        self._old, self._new = old, new
        self._pairs: dict[_Place, _Place] = {}
        self.package = new.name
        self._pair()

    def of(self, module: str, name: str) -> _Place | None:
        """Module and name of what stands here for a class of the older SDK; ``None`` for nothing."""
        return self._pairs.get((module, name))

    def fields(self, module: str, name: str) -> frozenset[str] | None:
        """The attributes, or keys, of what stands for a class; ``None`` where that is not a class, or not known."""
        found = self._class(self._new, self._pairs.get((module, name)))
        return frozenset(_fields(self._new, *found)) if found else None

    def is_left_over(self, module: str) -> bool:
        """Whether nothing else of the older SDK uses a module of it: a file of an earlier version that stayed there."""
        return module in self._old.modules and not self._old.is_used(module)

    def _class(self, package: Package, place: _Place | None) -> tuple[Module, ast.ClassDef] | None:
        if place is None or place[0] not in package.modules:
            return None
        return package.classes_of(place[0], ast.Name(place[1]))

    def _pair(self) -> None:
        waiting: deque[tuple[_Place, _Place]] = deque()
        for module in (each for each in self._old.modules.values() if each.name.startswith("types")):
            for name in module.classes:
                if found := self._class(self._new, (module.name, name)):
                    waiting.append(((module.name, name), (found[0].name, found[1].name)))
        while waiting:
            old, new = waiting.popleft()
            if old in self._pairs:
                continue
            self._pairs[old] = new
            waiting += self._below(old, new)

    def _below(self, old: _Place, new: _Place) -> Iterator[tuple[_Place, _Place]]:
        before, now = self._class(self._old, old), self._class(self._new, new)
        if before is None or now is None:
            return
        known = _fields(self._new, *now)
        for name, annotation in _fields(self._old, *before).items():
            first = _classes(self._old, before[0].name, annotation)
            second = _classes(self._new, now[0].name, known.get(name))
            if len(first) == len(second) == 1:
                yield first[0], second[0]


def _fields(package: Package, module: Module, class_: ast.ClassDef, depth: int = 0) -> Mapping[str, ast.expr]:
    """Attributes with their annotations, those of bases in the same package too."""
    fields: dict[str, ast.expr] = {}
    for base in class_.bases if depth < 8 else ():
        if above := package.classes_of(module.name, base):
            fields |= _fields(package, *above, depth + 1) if above[1] is not class_ else {}
    for member in class_.body:
        if isinstance(member, ast.AnnAssign) and isinstance(member.target, ast.Name):
            fields[member.target.id] = member.annotation
    return fields


def _classes(package: Package, module: str, annotation: ast.expr | None) -> list[_Place]:
    """The classes that an annotation names, whatever is around them, each once."""
    text = ast.unparse(annotation) if annotation else ""
    found: dict[_Place, None] = {}
    for word in _WORD.findall(text):
        place = package.classes_of(module, ast.parse(word, mode="eval").body)
        if place and place[0].name.startswith("types"):
            found[place[0].name, place[1].name] = None
    return list(found)
