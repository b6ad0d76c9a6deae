"""Annotations as values: a union of parts that knows what has to be imported for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from typing import NamedTuple

#: ``A | B | C`` is a tree as deep as it has parts. Python, type checkers and the formatter walk it by recursion.
_FLAT = 100


class Import(NamedTuple):
    """One name that a file needs, or the whole module where ``name`` is empty. ``checking``: type checkers alone."""

    module: str
    name: str = ""
    alias: str = ""
    checking: bool = False


@dataclass(frozen=True, slots=True)
class Generic:
    """A type with arguments in brackets. Two that are written alike are the same."""

    text: str
    name: str = field(compare=False)
    arguments: tuple[Annotation, ...] = field(compare=False)

    def __str__(self) -> str:
        return self.text


Part = str | Generic


@dataclass(frozen=True, slots=True)
class Annotation:
    """A type as it is written. Each part is a member of a union."""

    parts: tuple[Part, ...]
    imports: frozenset[Import] = frozenset()

    def __str__(self) -> str:
        return " | ".join(map(str, self.parts))

    def __or__(self, other: Annotation) -> Annotation:
        return Annotation(tuple(dict.fromkeys((*self.parts, *other.parts))), self.imports | other.imports)

    def __contains__(self, part: object) -> bool:
        return part in self.parts

    @property
    def names(self) -> frozenset[str]:
        """What the imports are called."""
        return frozenset(each.alias or each.name or each.module for each in self.imports)

    def without(self, other: Annotation) -> Annotation:
        """The rest of this union; the imports stay."""
        return Annotation(tuple(part for part in self.parts if part not in other.parts), self.imports)

    def of(self, *arguments: Annotation) -> Annotation:
        """This generic type with its arguments: ``list`` of ``A | None`` is ``list[A | None]``."""
        part = Generic(f"{self}[{', '.join(map(str, arguments))}]", str(self), arguments)
        return Annotation((part,), self.imports.union(*(each.imports for each in arguments)))

    def flat(self) -> Annotation:
        """The same as ``Union[A, B]``, where it has too many parts for a tree."""
        if len(self.parts) <= _FLAT:
            return self
        return UNION.of(Annotation((", ".join(map(str, self.parts)),), self.imports))


def typing(name: str) -> Annotation:
    """A name of ``typing`` that is there in Python 3.10."""
    return Annotation((name,), frozenset({Import("typing", name)}))


ANY = typing("Any")
NONE = Annotation(("None",))
UNION = typing("Union")


def union(members: Iterable[Annotation]) -> Annotation:
    """What any of these may be. ``Any`` swallows the rest and ``None`` goes last, for that is how people write it."""
    whole = reduce(Annotation.__or__, members, Annotation(()))
    if ANY.parts[0] in whole:
        return ANY
    return whole.without(NONE) | NONE if NONE.parts[0] in whole else whole


def literals(values: Iterable[str]) -> Annotation:
    """``Literal`` of these values, which are code."""
    return typing("Literal").of(*(Annotation((value,)) for value in values))
