"""Answers of which methods return one property: ``unwrap_response`` of a names file, onto a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trueline.spec import extensions
from trueline.spec.document import Json, is_array, is_object
from trueline.spec.naming.edits import Edits, tokens_of
from trueline.spec.naming.model import Method, Unwrapped

"""The property of the answer that a method returns; the document's schema of the answer is that property's then."""
_DEEP = 16


def say_unwrapped(edits: Edits, method: Method, route: tuple[str, str], usual: Unwrapped) -> str:
    """Write into an operation what its method returns of the answer. Returns the property that is not there, if any."""
    operation = edits.own_operation(route[1], route[0])
    if extensions.UNWRAP in operation:
        return ""
    asked = isinstance(method.unwrap, str)
    if method.unwrap is False or (not asked and (not usual.fields or _goes_on(method))):
        return ""
    names = (method.unwrap,) if isinstance(method.unwrap, str) else usual.fields
    several = asked or method.unwrap is True or usual.several
    responses = operation.get("responses")
    status = min((str(s) for s in responses if str(s).startswith("2")), default="") if is_object(responses) else ""
    response = _at(edits, responses[status]) if is_object(responses) and status else {}
    content = response.get("content")
    made: Json = {}
    for media, entry in content.items() if is_object(content) else ():
        properties = dict(_properties(edits, entry.get("schema") if is_object(entry) else None))
        found = next((name for name in names if name in properties), "")
        if found and (several or len(properties) == 1):
            made[media] = {**entry, "schema": properties[found]}
            operation[extensions.UNWRAP] = found
    if made and is_object(responses) and is_object(content):
        operation["responses"] = {**responses, status: {**response, "content": {**content, **made}}}
    return names[0] if asked and not made else ""


def _goes_on(method: Method) -> bool:
    return bool(method.paginated) or method.streaming is not None


def _properties(edits: Edits, schema: Any, depth: int = 0) -> Iterator[tuple[str, Json]]:
    """The properties of an object, also of its parts; one that need not come may be null."""
    found = _at(edits, schema)
    parts = found.get("allOf")
    for part in parts if is_array(parts) and depth < _DEEP else ():
        yield from _properties(edits, part, depth + 1)
    properties, required = found.get("properties"), found.get("required")
    for name, each in properties.items() if is_object(properties) else ():
        if is_object(each):
            yield name, each if is_array(required) and name in required else {"anyOf": [each, {"type": "null"}]}


def _at(edits: Edits, node: Any) -> Json:
    if is_object(node) and isinstance(node.get("$ref"), str):
        node = edits.at(edits.follow(tokens_of(str(node["$ref"]))))
    return node if is_object(node) else {}


def whole_answers(document: Json) -> Json:
    """``document`` with the answers as the API gives them: each property in the object that methods take it out of."""
    paths = document.get("paths")
    changed = {path: _item(item) for path, item in paths.items()} if is_object(paths) else {}
    return {**document, "paths": changed} if changed else document


def _item(item: Any) -> Any:
    if not is_object(item):
        return item
    return {
        key: _operation(each) if is_object(each) and extensions.UNWRAP in each else each for key, each in item.items()
    }


def _operation(operation: Json) -> Json:
    responses = operation.get("responses")
    status = min((str(s) for s in responses if str(s).startswith("2")), default="") if is_object(responses) else ""
    response = responses.get(status) if is_object(responses) else None
    content = response.get("content") if is_object(response) else None
    if not is_object(responses) or not is_object(response) or not is_object(content):
        return operation
    name = operation[extensions.UNWRAP]
    made = {media: {**entry, "schema": _wrapped(name, entry.get("schema"))} for media, entry in content.items()}
    return {**operation, "responses": {**responses, status: {**response, "content": made}}}


def _wrapped(name: str, schema: Any) -> Json:
    return {"type": "object", "required": [name], "properties": {name: schema}}
