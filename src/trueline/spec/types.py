"""The types of an SDK's values: a small closed language shared by the facts, the plan and the templates.

Each value says what JSON stands on the wire and what Python stands for it. All are frozen and hashable.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


class ScalarKind(Enum):
    """A JSON scalar and the Python type it becomes. The value is the format as the runtime's codecs name it."""

    ANY = "any"
    NULL = "null"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    STRING = "string"
    DATE_TIME = "date-time"
    DATE = "date"
    TIME = "time"
    DURATION = "duration"
    UUID = "uuid"
    BYTE = "byte"
    DECIMAL = "decimal"
    DECIMAL_NUMBER = "decimal-number"
    BINARY = "binary"
    NEVER = "never"

    __hash__ = object.__hash__  # members are singletons, and Enum's own is written in Python


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value with no parts."""

    kind: ScalarKind


@dataclass(frozen=True, slots=True)
class Constant:
    """One JSON value, held as JSON text so that it hashes: ``"\\"card\\""``, ``"1"``, ``"true"``, ``"{...}"``."""

    json: str


@dataclass(frozen=True, slots=True)
class Ref:
    """A component by its class name: a model, an enum or an alias."""

    name: str


@dataclass(frozen=True, slots=True)
class ListOf:
    """A JSON array whose items are all of one type."""

    item: Type


@dataclass(frozen=True, slots=True)
class MapOf:
    """A JSON object with any keys whose values are all of one type, but for those whose keys match a pattern."""

    value: Type
    patterns: tuple[tuple[str, Type], ...] = ()

    @property
    def values(self) -> tuple[Type, ...]:
        """All types that its values may have."""
        return tuple(dict.fromkeys([*(type_ for _, type_ in self.patterns), self.value]))

    @property
    def either(self) -> Type:
        """One type for all its values."""
        found = tuple(value for value in self.values if value != NEVER)
        if not self.patterns or not found:
            return self.value
        return found[0] if len(found) == 1 else ANY if ANY in found else Union(found)


@dataclass(frozen=True, slots=True)
class Discriminator:
    """The property that tells union members apart, and which component each of its values means.

    ``default`` is the component of objects without the property, or with a value that no member has.
    """

    property_name: str
    mapping: tuple[tuple[str, str], ...]
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Union:
    """One of several types; ``members`` never nest a union and put ``null`` last."""

    members: tuple[Type, ...]
    discriminator: Discriminator | None = None


Type: TypeAlias = "Scalar | Constant | Ref | ListOf | MapOf | Union"

ANY = Scalar(ScalarKind.ANY)
NEVER = Scalar(ScalarKind.NEVER)
NULL = Scalar(ScalarKind.NULL)
STRING = Scalar(ScalarKind.STRING)


def references(type_: Type) -> Iterator[str]:
    """The names of all components that a type mentions."""
    match type_:
        case Ref(name):
            yield name
        case ListOf(inner):
            yield from references(inner)
        case MapOf():
            for value in type_.values:
                yield from references(value)
        case Union(members):
            for member in members:
                yield from references(member)
        case _:
            return
