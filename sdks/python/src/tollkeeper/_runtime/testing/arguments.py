from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..guards import is_array, is_object
from ..operation import Body, Operation
from .document import Described
from .sample import Sampler

_BYTES = b"example"


def arguments(described: Described, operation: Operation[Any], sampler: Sampler) -> dict[str, Any]:
    made = {
        param.arg: sampler.sample(described.params.get(f"{param.location} {param.name}", {}), param.name)
        for param in operation.params
        if param.required
    }
    if operation.body is not None and (operation.body.required or described.body):
        made |= _body(operation.body, described, sampler)
    return made


def _body(body: Body, described: Described, sampler: Sampler) -> dict[str, Any]:
    content = body.contents[0]
    schema = described.body.get(content.media_type, {})
    if content.kind in {"bytes", "text"}:
        return {"body": _BYTES if content.kind == "bytes" else "example"} if body.required else {}
    value = _with_files(schema, sampler.sample(schema, "body"), sampler)
    if not body.fields:
        return {"body": value} if body.required else {}
    known = _resolved(schema, sampler).get("required", ())
    return {arg: value[name] for arg, name in body.fields if name in known and is_object(value) and name in value}


def _with_files(schema: Mapping[str, Any], value: Any, sampler: Sampler) -> Any:
    found = _resolved(schema, sampler)
    if found.get("format") == "binary":
        return _BYTES
    if is_object(value):
        properties = found.get("properties", {})
        return {name: _with_files(properties.get(name, {}), item, sampler) for name, item in value.items()}
    if is_array(value) and is_object(found.get("items")):
        return [_with_files(found["items"], item, sampler) for item in value]
    return value


def _resolved(schema: Mapping[str, Any], sampler: Sampler) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = sampler.component(schema["$ref"])
    return schema
