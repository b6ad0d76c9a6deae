"""No two operations in one place, and no method where a resource is; the same for every order of the document.

Operations are asked in an order of their own: those whose names are given, those whose ids name a place, then the
plainest first. Each takes the first of its wishes that is free. So an operation gives way only to one that has more
right to the name, and an operation that is added renames at most those that have less right to the name it takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from trueline import names, reserved
from trueline.codegen.facts import OperationFact
from trueline.codegen.plan.naming.derive import Wish, safe


@dataclass(frozen=True, slots=True)
class Place:
    """Where an operation lives: ``client.<resource>.<method>()``; an empty resource is the client itself."""

    resource: tuple[str, ...]
    method: str


def settle(wishes: Mapping[str, Wish], facts: Mapping[str, OperationFact]) -> dict[str, Place]:
    """The place of each operation, by key, in the order of ``wishes``."""
    resources = {key: _resource(wish.resource) for key, wish in wishes.items()}
    nested = {path[: n + 1] for path in resources.values() for n in range(len(path))}
    taken: set[Place] = set()
    found: dict[str, Place] = {}
    for key in sorted(wishes, key=lambda key: (wishes[key].rank, facts[key].path, facts[key].method)):
        resource = resources[key]
        hidden = reserved.RESOURCE if resource else reserved.CLIENT
        places = (Place(resource, safe(text, hidden)) for text in _options(wishes[key], facts[key]))
        place = next(p for p in places if p not in taken and (*resource, p.method) not in nested)
        taken.add(place)
        found[key] = place
    return {key: found[key] for key in wishes}


def _resource(parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(safe(part, reserved.RESOURCE if number else reserved.CLIENT) for number, part in enumerate(parts))


def _options(wish: Wish, fact: OperationFact) -> Iterator[str]:
    """The wishes, then the first one with a mark of where the operation stands; the last ones are free for certain."""
    yield from wish.methods
    route = f"{fact.method.lower()} {fact.path}"
    yield f"{wish.methods[0]} {route}" if wish.methods else route
    for length in range(4, 65, 2):
        yield f"{wish.methods[0] if wish.methods else route} x{names.digest(f'{fact.method} {fact.path}', length)}"
