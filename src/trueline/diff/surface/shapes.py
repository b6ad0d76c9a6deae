"""What a package offers to its users, as values: classes, functions, attributes. Annotations are text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameter:
    """``kind`` is ``positional``, ``either``, ``*``, ``keyword`` or ``**``; ``default`` is code, empty for none."""

    name: str
    kind: str
    annotation: str
    default: str

    @property
    def required(self) -> bool:
        """Whether a call has to give it."""
        return not self.default and self.kind not in {"*", "**"}


@dataclass(frozen=True, slots=True)
class Function:
    """A function, method or property. ``overloads`` are its other forms, without overloads of their own."""

    parameters: tuple[Parameter, ...]
    returns: str
    is_async: bool
    is_property: bool
    deprecated: bool
    overloads: tuple[Function, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribute:
    """A name with a value, a type, or both. ``is_alias`` marks a ``TypeAlias``, whose value is a type."""

    annotation: str
    value: str
    is_alias: bool = False


@dataclass(frozen=True, slots=True)
class Class:
    """A class with what it inherits from classes of the same package; ``bases`` are names as they are written."""

    bases: tuple[str, ...]
    members: Mapping[str, Function | Attribute]
    deprecated: bool = False

    @property
    def is_enum(self) -> bool:
        """Whether its attributes are members."""
        return any(base.endswith("Enum") for base in self.bases)

    @property
    def is_typed_dict(self) -> bool:
        """Whether it describes a plain ``dict``."""
        return any(base.endswith("TypedDict") for base in self.bases)


Definition = Class | Function | Attribute


@dataclass(frozen=True, slots=True)
class Surface:
    """Every public name of a package, the shortest first, each with a place, and the definition at each place."""

    names: Mapping[str, str]
    definitions: Mapping[str, Definition]
