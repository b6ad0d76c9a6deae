"""The document that the engine reads: the shape of the API under plain names, and nothing that the engine gets wrong.

Names become keys (``M1`` a class, ``p1`` a property, ``a1`` a parameter), so no text of a spec reaches the engine:
none can collide there, break its identifiers or be dropped. What the engine can't express is an empty schema here and
a fact elsewhere. Components and operations of one shape are one class and one operation here: GitHub's 6,984 classes
have 1,073 shapes. :class:`Keys` translates back.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from trueline.codegen.facts import Facts, ModelFact, OperationFact
from trueline.spec.document import Json
from trueline.spec.openapi import METHODS_BEFORE_3_2, SCHEMAS
from trueline.spec.types import Constant, ListOf, Ref, Scalar, ScalarKind, Type

_NATIVE: dict[ScalarKind, Json] = {
    ScalarKind.BOOLEAN: {"type": "boolean"},
    ScalarKind.INTEGER: {"type": "integer"},
    ScalarKind.NUMBER: {"type": "number"},
    ScalarKind.STRING: {"type": "string"},
    ScalarKind.DATE_TIME: {"type": "string", "format": "date-time"},
    ScalarKind.DATE: {"type": "string", "format": "date"},
    ScalarKind.UUID: {"type": "string", "format": "uuid"},
}
#: What a reference leads to here: a class without fields, and enums of one value.
_MODEL, _ENUMS = "Model", {"string": "Text", "integer": "Number", "number": "Text"}
_TARGETS: Json = {
    _MODEL: {"type": "object", "properties": {}, "required": [], "additionalProperties": False},
    "Text": {"type": "string", "enum": ["v0"]},
    "Number": {"type": "integer", "enum": [0]},
}


@dataclass(frozen=True, slots=True)
class Keys:
    """Which class of the skeleton stands for each component, and which of its operations for each operation."""

    components: dict[str, str]
    operations: dict[str, str]

    def key_of(self, name: str) -> str:
        """The key of a component."""
        return self.components[name]


#: The methods that the engine has a word for: for others ``post`` stands there.


@dataclass(slots=True)
class _Shapes:
    """The distinct ones of some JSON objects, each under a key of its own."""

    prefix: str
    keys: dict[str, str] = field(default_factory=dict[str, str])
    shapes: dict[str, Json] = field(default_factory=dict[str, Json])

    def key_of(self, shape: Json) -> str:
        """The key of this shape: the same for the same shape."""
        text = json.dumps(shape)
        key = self.keys.get(text)
        if key is None:
            key = self.keys[text] = f"{self.prefix}{len(self.keys) + 1}"
            self.shapes[key] = shape
        return key


def skeleton(facts: Facts) -> tuple[Json, Keys]:
    """The engine's document and the way back from it."""
    classes, operations = _Shapes("M"), _Shapes("o")
    schema = _schemas(facts)
    components = {name: classes.key_of(_model(model, schema)) for name, model in facts.models.items()}
    components |= {name: classes.key_of(_enum(enum.base, len(enum.members))) for name, enum in facts.enums.items()}
    keys = Keys(
        components, {key: operations.key_of(_operation(fact, schema)) for key, fact in facts.operations.items()}
    )
    document: Json = {
        "openapi": "3.1.0",
        "info": {"title": "skeleton", "version": "0"},
        "paths": dict(_path_item(key, shape) for key, shape in operations.shapes.items()),
        "components": {"schemas": {**_TARGETS, **classes.shapes}},
    }
    return document, keys


def _path_item(key: str, shape: Json) -> tuple[str, Json]:
    """An operation under a path of its own, whose parameters come in the order in which the operation lists them."""
    path = [key, *("{" + parameter["name"] + "}" for parameter in shape["parameters"] if parameter["in"] == "path")]
    method = shape["x-method"]
    operation = {name: value for name, value in shape.items() if name != "x-method"}
    return "/" + "/".join(path), {method: {"operationId": key, **operation}}


def path_keys(fact: OperationFact) -> list[tuple[str, int]]:
    """Path parameters in the order of the template, each with its index in ``fact.parameters``."""
    found = [
        (fact.path.index("{" + parameter.name + "}"), index)
        for index, parameter in enumerate(fact.parameters)
        if parameter.location == "path"
    ]
    return [(f"a{index}", index) for _, index in sorted(found)]


def _enum(base: str, count: int) -> Json:
    if base == "integer":
        return {"type": "integer", "enum": list(range(count))}
    return {"type": "string", "enum": [f"v{number}" for number in range(count)]}


_Schema = Callable[[Type], Json]


def _model(model: ModelFact, schema: _Schema) -> Json:
    properties = {f"p{n}": schema(p.type) for n, p in enumerate(model.properties)}
    required = [f"p{n}" for n, p in enumerate(model.properties) if p.required]
    extra: Any = False if model.extra is None else schema(model.extra)
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": extra}


def _schemas(facts: Facts) -> _Schema:
    """The schema the engine sees for a type: its own word where it has one, anything where it has none."""
    known: dict[Type, Json] = {}

    def schema(type_: Type) -> Json:
        found = known.get(type_)
        if found is None:
            found = known[type_] = make(type_)
        return found

    def make(type_: Type) -> Json:
        match type_:
            case Scalar(kind):
                return _NATIVE.get(kind, {})
            case Ref(name) if name in facts.models:
                return {"$ref": f"{SCHEMAS}{_MODEL}"}
            case Ref(name) if name in facts.enums:
                return {"$ref": f"{SCHEMAS}{_ENUMS[facts.enums[name].base]}"}
            case ListOf(item):
                return {"type": "array", "items": schema(item)}
            case Constant() | _:
                return {}

    return schema


def _operation(fact: OperationFact, schema: _Schema) -> Json:
    order = [index for _, index in path_keys(fact)]
    order += [index for index, parameter in enumerate(fact.parameters) if parameter.location != "path"]
    operation: Json = {
        "x-method": fact.method.lower() if fact.method.lower() in METHODS_BEFORE_3_2 else "post",
        "parameters": [_parameter(fact, index, schema) for index in order],
        "responses": _responses(fact, schema),
    }
    if fact.body:
        content = {_media_key(n): {"schema": schema(m.type)} for n, m in enumerate(fact.body.media)}
        operation["requestBody"] = {"required": fact.body.required, "content": content}
    return operation


def _parameter(fact: OperationFact, index: int, schemas: _Schema) -> Json:
    parameter = fact.parameters[index]
    schema = schemas(parameter.type)
    scalar = schema.get("type") not in {"array", None} and "format" not in schema
    anything: Json = {"type": "string"} if parameter.location == "header" else {}  # the engine has no Any in headers
    return {
        "name": f"a{index}",
        "in": "query" if parameter.location == "querystring" else parameter.location,
        "required": parameter.required,
        "schema": schema if scalar else anything,
    }


def _media_key(number: int) -> str:
    return f"application/vnd.m{number}+json"


def _responses(fact: OperationFact, schema: _Schema) -> Json:
    responses: Json = {}
    for response in fact.responses:
        content = {_media_key(n): {"schema": schema(m.type)} for n, m in enumerate(response.media[:1])}
        responses[response.status] = {"description": "", "content": content}
    return responses
