"""What a changelog calls a place: the resource of an operation, or the name of a shared schema."""

from __future__ import annotations

import re
from functools import cached_property

from trueline.codegen.facts import OperationFact
from trueline.codegen.plan.bodies import body_shape
from trueline.diff.document_side import Side
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.pointer import escape, parse

_SHARED = re.compile(r"/(?:components/schemas|definitions)/[^/]+")


class Groups:
    """The groups of one side's components."""

    def __init__(self, side: Side) -> None:
        self._side = side
        self._schemas = side.canonical["components"]["schemas"]

    def of(self, name: str) -> str:
        """The group of a component: its own schema's where it is shared, else that of the operation it stands in."""
        pointer = str(self._schemas[name].get(POINTER, ""))
        if shared := _SHARED.match(pointer):
            return f"schema {self._shared.get(shared.group(), name)}"
        tokens = parse(pointer)
        if tokens[:1] == ["webhooks"]:
            return "webhooks"
        place = self._side.places.get("/".join(["", *map(escape, tokens[:3])]))
        return (".".join(place.resource) or "api") if place else f"schema {name}"

    @cached_property
    def _shared(self) -> dict[str, str]:
        """The class of every schema of the document's own, by pointer; a variant for requests does not count."""
        classes: dict[str, str] = {}
        for name, schema in self._schemas.items():
            classes.setdefault(str(schema.get(POINTER, "")), name)
        return classes

    @cached_property
    def callers(self) -> dict[str, tuple[str, OperationFact]]:
        """The method that takes the properties of a component as its keywords, by component; of several, the first."""
        methods: dict[str, tuple[str, OperationFact]] = {}
        if self._side.layout:
            return methods  # the body is an argument of its own
        for pointer, fact in self._side.by_pointer.items():
            shape = body_shape(fact, self._side.symbols)
            if shape and shape.model:
                place = self._side.places[pointer]
                methods.setdefault(shape.model.name, (".".join((*place.resource, place.method)), fact))
        return methods
