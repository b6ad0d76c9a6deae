"""What an SDK's test kit knows of the document: schemas to make values from, responses, request bodies. As JSON.

The command line has its examples of webhooks from there.

Read from the canonical document, without all that no value is made from. A pattern becomes strings that match it, made
here: the SDK itself needs no library for that.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from trueline.codegen.plan.answers import stream_kind
from trueline.codegen.plan.bodies import kind_of
from trueline.codegen.plan.literals import one_line
from trueline.codegen.samples import fits_in_time, matching
from trueline.spec.document import Json, is_array, is_object
from trueline.spec.openapi import SCHEMAS
from trueline.spec.patterns import python_pattern

_KEPT = frozenset(
    {"type", "format", "enum", "const", "required", "minItems", "maxItems", "uniqueItems", "minLength", "maxLength"}
    | {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minProperties", "maxProperties"}
    | {"contentEncoding"}
)
_SCHEMAS = ("items", "additionalProperties", "not")
_LISTS = ("oneOf", "anyOf", "prefixItems")
_SCALARS = frozenset({"string", "integer", "number", "boolean"})
_LONGEST_EXAMPLE = 20_000


def test_facts(document: Json) -> bytes:
    """The facts of a canonical document, as compact JSON."""
    schemas: Json = document["components"]["schemas"]
    responses = _Shared(schemas)
    operations = dict(_operations(document.get("paths", {}), responses))
    facts = {  # schemas beside the responses, which say the same ids and texts: a wheel has what is said twice once
        "operations": operations,
        "webhooks": dict(_webhooks(document.get("webhooks", {}))),
        "responses": list(responses.values.values()),
        "schemas": {name: _schema(schema) for name, schema in schemas.items()},
    }
    return json.dumps(facts, separators=(",", ":")).encode("ascii") + b"\n"


def operation_key(method: str, path: str) -> str:
    """What an operation is called in the facts."""
    return f"{method.upper()} {one_line(path)}"


class _Shared:
    """Responses that many operations have are written once: each is given as its number."""

    def __init__(self, schemas: Json) -> None:
        self._schemas = schemas
        self.values: dict[str, Json] = {}
        self._numbers: dict[str, int] = {}

    def number(self, response: Json) -> int:
        """The number of a response, the same for the same one."""
        value = _response(response, self._schemas)
        text = json.dumps(value)
        self.values.setdefault(text, value)
        return self._numbers.setdefault(text, len(self._numbers))


def _operations(paths: Json, shared: _Shared) -> Iterator[tuple[str, Json]]:
    for path, item in paths.items():
        for method, operation in item.items():
            facts: Json = {"responses": {str(s): shared.number(r) for s, r in operation["responses"].items()}}
            body = {
                name: _schema(m["schema"]) for name, m in operation.get("requestBody", {}).get("content", {}).items()
            }
            params = {f"{p['in']} {p['name']}": _parameter(p) for p in operation["parameters"] if p["required"]}
            more = {"body": body, "params": params}
            yield operation_key(method, path), facts | {key: value for key, value in more.items() if value}


def _webhooks(webhooks: Json) -> Iterator[tuple[str, Any]]:
    """The example of each webhook that has one."""
    for name, item in webhooks.items():
        for operation in item.values():
            bodies = operation.get("requestBody", {}).get("content", {})
            media: list[Json] = [each for kind, each in bodies.items() if kind_of(kind) == "json"]
            examples = (example for each in media[:1] for example in _examples(each))
            yield from ((one_line(name), example) for example in islice(examples, 1))


def _response(response: Json, schemas: Json) -> Json:
    found: Json = {}
    content = {name: _media(name, media, schemas) for name, media in response.get("content", {}).items()}
    headers = {n: _parameter(h) for n, h in response.get("headers", {}).items() if h.get("required")}
    if content:
        found["content"] = content
    if headers:
        found["headers"] = headers
    return found


def _media(name: str, media: Json, schemas: Json) -> Json:
    found: Json = {"schema": _schema(media["schema"])}
    event = _event(name, media, schemas)
    if event is not None:
        found["event"] = event
    for example in _examples(media):
        if len(json.dumps(example)) <= _LONGEST_EXAMPLE:
            found["example"] = example
            break
    return found


def _event(media_type: str, media: Json, schemas: Json) -> Json | None:
    """The schema of what one event of a stream carries; ``None`` for what is not a stream."""
    if "itemSchema" not in media and stream_kind(media_type) is None:
        return None
    stated: Json = media["itemSchema"] if "itemSchema" in media else media["schema"]
    envelope: Json = schemas[str(stated["$ref"]).removeprefix(SCHEMAS)] if "$ref" in stated else stated
    inner = envelope.get("properties", {}).get("data", {}).get("contentSchema")
    return _object(inner if is_object(inner) else stated)


def _parameter(parameter: Json) -> Json:
    content: Json = next(iter(parameter.get("content", {}).values()), parameter)
    schema: Json = content.get("schema", {})
    found = _object(schema)
    example = next(iter(_examples(parameter)), None)
    return found | {"example": example} if example is not None and fits_in_time(schema, example) else found


def _examples(holder: Json) -> Iterator[Any]:
    if "example" in holder:
        yield holder["example"]
    stated = holder.get("examples")
    if is_array(stated):
        yield from stated
    elif is_object(stated):
        for named in stated.values():
            if is_object(named):
                yield from (named[key] for key in ("dataValue", "value") if key in named)


def _schema(schema: Any) -> Any:
    """A schema without what no value is made from; ``true`` and ``false`` stay."""
    return _object(schema) if is_object(schema) else schema


def _object(schema: Json) -> Json:
    if "$ref" in schema:
        return {"$ref": str(schema["$ref"]).removeprefix(SCHEMAS)}
    found: Json = {key: value for key, value in schema.items() if key in _KEPT}
    if "properties" in schema:
        found["properties"] = {name: _schema(each) for name, each in schema["properties"].items()}
    found |= {key: _schema(schema[key]) for key in _SCHEMAS if key in schema}
    found |= {key: [_schema(each) for each in schema[key]] for key in _LISTS if key in schema}
    if is_object(names := schema.get("propertyNames")):
        found["propertyNames"] = _schema(names if "$ref" in names else {"type": "string", **names})
    if is_object(tag := schema.get("discriminator")):
        members = {str(value): str(name).removeprefix(SCHEMAS) for value, name in tag.get("mapping", {}).items()}
        found["discriminator"] = {"propertyName": tag["propertyName"], "mapping": members}
    if schema.get("x-extensible-enum"):
        found["open"] = True
    if schema.get("type") in _SCALARS and "enum" not in schema:
        found |= _scalar(schema)
    return found


def _scalar(schema: Json) -> Json:
    """An example that is true, or strings of the pattern."""
    schema = _readable(schema)
    example = next((each for each in _examples(schema) if fits_in_time(schema, each)), None)
    if "pattern" in schema and (samples := matching(schema, () if example is None else (example,))):
        return {"samples": samples}
    return {} if example is None else {"example": example}


def _readable(schema: Json) -> Json:
    """With the pattern as Python has it, or without one that it can't have: nobody here can say what fits that."""
    if not isinstance(schema.get("pattern"), str):
        return schema
    pattern = python_pattern(schema["pattern"])
    return {key: schema[key] for key in schema if key != "pattern"} | ({"pattern": pattern} if pattern else {})
