"""Answers and models with a base class: ``allOf`` with a schema that is a model of the names file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trueline.spec.document import Json, is_array, is_object
from trueline.spec.naming import Names
from trueline.spec.naming.edits import Edits, tokens_of
from trueline.spec.naming.stems import stems
from trueline.spec.pointer import build


def with_bases(root: Json, known: Names) -> frozenset[str]:
    """The names of those classes."""
    edits = Edits(root)
    models = {known.type_name(model.name): edits.follow(tokens_of(model.schema)) for model in known.models}
    pointers = {build(tokens) for tokens in models.values()}
    places = {name: edits.at(tokens) for name, tokens in models.items()} | dict(_answers(edits, known))
    return frozenset(name for name, schema in places.items() if _is_based(edits, schema, pointers))


def _answers(edits: Edits, known: Names) -> Iterator[tuple[str, Any]]:
    """What each method answers with, by the name of its class."""
    stem_of = stems(known.methods, known.casings)
    for method in known.methods:
        operation = edits.operation(method.path, method.verb) or {}
        responses = operation.get("responses")
        status = min((each for each in responses if str(each).startswith("2")), default="") if responses else ""
        response = _at(edits, responses.get(status)) if is_object(responses) else None
        content = response.get("content") if is_object(response) else None
        for media in content.values() if is_object(content) else ():
            yield f"{stem_of[method.key]}Response", _at(edits, media.get("schema")) if is_object(media) else None


def _is_based(edits: Edits, schema: Any, models: set[str]) -> bool:
    parts = schema.get("allOf") if is_object(schema) else None
    references = [part.get("$ref") for part in filter(is_object, parts if is_array(parts) else ())]
    targets = [build(edits.follow(tokens_of(each))) for each in references if isinstance(each, str)]
    return len(parts or ()) > 1 and any(target in models for target in targets)


def _at(edits: Edits, node: Any) -> Any:
    """``node``, or what its reference leads to."""
    reference = node.get("$ref") if is_object(node) else None
    return edits.at(edits.follow(tokens_of(reference))) if isinstance(reference, str) else node
