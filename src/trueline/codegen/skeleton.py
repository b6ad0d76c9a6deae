"""The document that the engine reads: the shape of the API under plain names, and nothing that the engine gets wrong.

Names become keys (``M1`` a component, ``p1`` a property, ``a1`` a parameter), so no text of a spec reaches the engine:
none can collide there, break its identifiers or be dropped. What the engine can't express is an empty schema here and
a fact elsewhere. :class:`Keys` translates back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from trueline.codegen.facts import Facts, ModelFact, OperationFact
from trueline.spec.document import Json
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


@dataclass(frozen=True, slots=True)
class Keys:
    """Which component each ``M…`` key stands for."""

    components: dict[str, str]

    def key_of(self, name: str) -> str:
        """The key of a component."""
        return self.components[name]


def skeleton(facts: Facts) -> tuple[Json, Keys]:
    """The engine's document and the way back from it."""
    names = [*facts.models, *facts.enums]
    keys = Keys({name: f"M{number}" for number, name in enumerate(names, 1)})
    schemas: Json = {keys.key_of(name): _model(model, facts, keys) for name, model in facts.models.items()}
    schemas |= {keys.key_of(name): _enum(enum.base, len(enum.members)) for name, enum in facts.enums.items()}
    paths: Json = {}
    for fact in facts.operations.values():
        paths[_path(fact)] = {fact.method.lower(): _operation(fact, facts, keys)}
    document: Json = {
        "openapi": "3.1.0",
        "info": {"title": "skeleton", "version": "0"},
        "paths": paths,
        "components": {"schemas": schemas},
    }
    return document, keys


def path_keys(fact: OperationFact) -> list[tuple[str, int]]:
    """Path parameters in the order of the template, each with its index in ``fact.parameters``."""
    found = [
        (fact.path.index("{" + parameter.name + "}"), index)
        for index, parameter in enumerate(fact.parameters)
        if parameter.location == "path"
    ]
    return [(f"a{index}", index) for _, index in sorted(found)]


def _path(fact: OperationFact) -> str:
    return "/" + "/".join([fact.key, *("{" + key + "}" for key, _ in path_keys(fact))])


def _enum(base: str, count: int) -> Json:
    if base == "integer":
        return {"type": "integer", "enum": list(range(count))}
    return {"type": "string", "enum": [f"v{number}" for number in range(count)]}


def _model(model: ModelFact, facts: Facts, keys: Keys) -> Json:
    properties = {f"p{n}": _schema(p.type, facts, keys) for n, p in enumerate(model.properties)}
    required = [f"p{n}" for n, p in enumerate(model.properties) if p.required]
    extra: Any = False if model.extra is None else _schema(model.extra, facts, keys)
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": extra}


def _schema(type_: Type, facts: Facts, keys: Keys) -> Json:
    """The schema the engine sees for a type: its own word where it has one, anything where it has none."""
    match type_:
        case Scalar(kind):
            return dict(_NATIVE.get(kind, {}))
        case Ref(name) if name in facts.models or name in facts.enums:
            return {"$ref": f"#/components/schemas/{keys.key_of(name)}"}
        case ListOf(item):
            return {"type": "array", "items": _schema(item, facts, keys)}
        case Constant() | _:
            return {}


def _operation(fact: OperationFact, facts: Facts, keys: Keys) -> Json:
    order = [index for _, index in path_keys(fact)]
    order += [index for index, parameter in enumerate(fact.parameters) if parameter.location != "path"]
    operation: Json = {
        "operationId": fact.key,
        "parameters": [_parameter(fact, index, facts, keys) for index in order],
        "responses": _responses(fact, facts, keys),
    }
    if fact.body:
        content = {_media_key(n): {"schema": _schema(m.type, facts, keys)} for n, m in enumerate(fact.body.media)}
        operation["requestBody"] = {"required": fact.body.required, "content": content}
    return operation


def _parameter(fact: OperationFact, index: int, facts: Facts, keys: Keys) -> Json:
    parameter = fact.parameters[index]
    schema = _schema(parameter.type, facts, keys)
    scalar = schema.get("type") not in {"array", None} and "format" not in schema
    anything: Json = {"type": "string"} if parameter.location == "header" else {}  # the engine has no Any in headers
    return {
        "name": f"a{index}",
        "in": parameter.location,
        "required": parameter.required,
        "schema": schema if scalar else anything,
    }


def _media_key(number: int) -> str:
    return f"application/vnd.m{number}+json"


def _responses(fact: OperationFact, facts: Facts, keys: Keys) -> Json:
    responses: Json = {}
    for response in fact.responses:
        content = {_media_key(n): {"schema": _schema(m.type, facts, keys)} for n, m in enumerate(response.media[:1])}
        responses[response.status] = {"description": "", "content": content}
    return responses
