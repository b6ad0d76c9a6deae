"""Which operation of one document is which of the other, and what is new, gone or elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from trueline.diff.found import Found, Spot
from trueline.diff.side import Side
from trueline.spec.document import Json
from trueline.spec.normalise.canonical import POINTER

_TEMPLATE = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of one side. ``name`` is how Python calls it (``keys.create``)."""

    method: str
    path: str
    source: Json
    pointer: str
    resource: str
    name: str

    @property
    def request(self) -> str:
        """``GET /v1/keys``."""
        return f"{self.method} {self.path}"

    @property
    def group(self) -> str:
        """The heading of a changelog that it belongs to."""
        return self.resource or "api"


def operations(side: Side) -> Iterator[Operation]:
    """Every operation, in the order of the document."""
    for path, item in side.canonical["paths"].items():
        for method, source in item.items():
            place = side.places[source[POINTER]]
            resource = ".".join(place.resource)
            yield Operation(
                method.upper(), path, source, source[POINTER], resource, ".".join((*place.resource, place.method))
            )


def compare_operations(old: Side, new: Side, found: Found) -> list[tuple[Operation, Operation]]:
    """Notes what is new and what is gone; answers the pairs that are the same operation."""
    before, after = ({_key(each): each for each in operations(side)} for side in (old, new))
    pairs = [(before[key], after[key]) for key in before if key in after]
    for key, each in before.items():
        if key not in after:
            _removed(each, found)
    for key, each in after.items():
        if key not in before:
            at = Spot(each.group, f"`{each.name}`", "", each.pointer)
            found.add("operation-added", at, request=each.request, name=each.name)
    return pairs


def _key(operation: Operation) -> tuple[str, str]:
    """The method and the path without the names of its parameters: they are not on the wire."""
    return operation.method, _TEMPLATE.sub("{}", operation.path)


def _removed(operation: Operation, found: Found) -> None:
    rule = "deprecated-operation-removed" if operation.source.get("deprecated") else "operation-removed"
    at = Spot(operation.group, f"`{operation.name}`", operation.pointer, "")
    call = f"client.{operation.name}(...)"
    found.add(rule, at, request=operation.request, name=operation.name, before=call)
