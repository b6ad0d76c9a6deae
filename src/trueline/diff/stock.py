"""What the layout of openapi-python-client calls the parts of a document, for sentences about its SDKs.

A name that two parts would share is told apart there, and is said here as if it were alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from trueline.codegen.facts import OperationFact
from trueline.codegen.plan.naming import Place
from trueline.diff.written import Arguments, WirePlace, Written
from trueline.engine.places import class_of, folder_of, identifier_of, module_of
from trueline.spec.document import Json, is_array, is_object
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.openapi import SCHEMAS
from trueline.spec.pointer import parse

_OWN = ("components", "schemas")


def with_stock_classes(canonical: Json, written: Json) -> Json:
    """The canonical document with components called as that layout calls their classes: by title, else by key.

    ``written`` is the document that it was made from. What is described inline keeps the name that normalising gave it,
    and so does the union of a class with those that extend it, of which that layout has only the class.
    """
    schemas = _schemas(canonical)
    classes = Counter(schema.get(POINTER) for schema in schemas.values() if "oneOf" not in schema)
    class_names = {
        name: name if "oneOf" in schema and classes[schema.get(POINTER)] else _class_name(name, schema, written)
        for name, schema in schemas.items()
    }
    counts = Counter(new.lower() for new in class_names.values())
    new = {name: new if counts[new.lower()] == 1 else name for name, new in class_names.items()}
    renamed: Json = _renamed(canonical, {SCHEMAS + name: SCHEMAS + to for name, to in new.items() if name != to})
    components = {**renamed["components"], "schemas": {new[name]: each for name, each in _schemas(renamed).items()}}
    return {**renamed, "components": components}


def _class_name(name: str, schema: Json, written: Json) -> str:
    tokens = tuple(parse(schema.get(POINTER, "")))
    if tokens[:2] != _OWN or len(tokens) != 3:
        return name
    source: Any = _schemas(written).get(tokens[2])
    title = source.get("title") if is_object(source) else None
    return class_of(title if isinstance(title, str) and title else tokens[2])


def _schemas(document: Json) -> Json:
    schemas: Json = document.get("components", {}).get("schemas", {})
    return schemas


def _renamed(piece: Any, new: Mapping[str, str]) -> Any:
    """Every reference, and every value of a discriminator's mapping, under its new name."""
    if is_array(piece):
        return [_renamed(each, new) for each in piece]
    if is_object(piece):
        return {key: _renamed(value, new) for key, value in piece.items()}
    return new.get(piece, piece) if isinstance(piece, str) else piece


def stock_places(operations: Iterable[OperationFact]) -> Mapping[str, Place]:
    """The tag's folder and the module of each operation, by pointer."""
    return {
        fact.pointer: Place(
            (folder_of(next(iter(fact.tags), "default")),), module_of(fact.operation_id or "", fact.method, fact.path)
        )
        for fact in operations
    }


class StockWritten(Written):
    """The names of one side in that layout: every argument by keyword but those of the path, the body as ``body``."""

    def attributes(self, component: str) -> Mapping[str, str]:
        model = self._symbols.facts.models.get(component)
        return {each.name: identifier_of(each.name) for each in model.properties} if model else {}

    def arguments(self, fact: OperationFact) -> Arguments:
        names: dict[WirePlace, str] = {
            (each.location, each.name.lower() if each.location == "header" else each.name): identifier_of(each.name)
            for each in fact.parameters
        }
        return Arguments(names, tuple(name for (where, _), name in names.items() if where == "path"))
