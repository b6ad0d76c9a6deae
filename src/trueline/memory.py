"""What the lock of an SDK remembers of names that are not in the document: those of types described inline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Remembered:
    """One class: ``shape`` is a hash of its structure, ``places`` say in words where the document describes it."""

    shape: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """Classes by name. ``apart``: every place has a class of its own, as in SDKs made before classes were shared."""

    names: Mapping[str, Remembered] = field(default_factory=dict[str, Remembered])
    apart: bool = False


#: Answers what is remembered, when it is asked for.
Recall: TypeAlias = Callable[[], Memory]

#: Nothing is shared: what an SDK without memory was made with.
APART = Memory(apart=True)

#: The names that a run gave; ``None`` where nothing is shared.
TypeNames: TypeAlias = "Mapping[str, Remembered] | None"


def after(names: TypeNames) -> Memory:
    """What an SDK remembers that comes after one with these names."""
    return APART if names is None else Memory(names)
