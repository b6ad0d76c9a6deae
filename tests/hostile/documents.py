"""A document with a string in every position where OpenAPI takes one, any of which can be replaced."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]

#: One operation and its schemas: each position that a text can take, and what stands there otherwise.
OPERATION = {
    "operationId": "things.op{n}",
    "operation summary": "Does a thing",
    "operation description": "At some length.",
    "operation tag": "things",
    "path segment": "segment",
    "path parameter name": "p",
    "query parameter name": "q",
    "header parameter name": "X-H",
    "cookie parameter name": "c",
    "parameter description": "A parameter.",
    "parameter example": "shown",
    "parameter enum value": "one",
    "parameter default": "preset",
    "request description": "A request.",
    "request example": "shown",
    "request example name": "first",
    "response description": "An answer.",
    "response header name": "X-Answer",
    "response header description": "A header.",
    "error description": "It failed.",
    "schema name": "Thing{n}",
    "schema title": "A thing",
    "schema description": "It is a thing.",
    "schema example": "shown",
    "property name": "name",
    "property title": "A name",
    "property description": "What it is called.",
    "property default": "preset",
    "property pattern": "^.*$",
    "property format": "name",
    "property example": "shown",
    "required property name": "needed",
    "const": "fixed",
    "enum name": "Kind{n}",
    "enum value": "one",
    "enum description": "Kinds.",
    "nested property name": "inner",
    "discriminator property": "type",
    "discriminator value": "cat",
    "union name": "Pet{n}",
    "union member name": "Cat{n}",
    "alias name": "Names{n}",
    "scope": "things:write",
    "deprecation": "Use another.",
    "extension name": "x-note",
    "extension value": "a note",
    "callback name": "later",
    "link name": "next",
    "external docs": "More.",
}

#: Positions whose text becomes a name in the code.
NAMED = (
    *("operationId", "operation tag", "path parameter name", "query parameter name", "header parameter name"),
    *("cookie parameter name", "schema name", "property name", "required property name", "nested property name"),
    *("enum name", "enum value", "alias name", "union name", "union member name", "discriminator property"),
)

#: Those of them that are names of components: one scope, of all operations.
SCHEMAS = ("schema name", "enum name", "alias name", "union name", "union member name")

#: The document itself.
INFO = {
    "title": "A thing service",
    "version": "1.0",
    "info summary": "Things.",
    "info description": "All about things.",
    "contact": "Somebody",
    "license name": "MIT",
    "server description": "Production",
    "server variable default": "api",
    "tag description": "Things of all kinds.",
    "security scheme name": "key",
    "security scheme description": "A key.",
    "security scheme header": "X-Key",
    "scope name": "things:write",
    "scope description": "Write things.",
}


def document(operations: list[Json], info: Json | None = None) -> bytes:
    """A document with one operation for each set of strings."""
    top = {**INFO, **(info or {})}
    paths: Json = {}
    schemas: Json = {"Problem": {"type": "object", "properties": {"code": {"type": "string"}}}}
    for n, fields in enumerate(operations):
        texts = {**{name: text.replace("{n}", str(n)) for name, text in OPERATION.items()}, **fields}
        paths |= _paths(n, texts)
        schemas |= _schemas(n, texts)
    return json.dumps({**_top(top), "paths": paths, "components": {**_security(top), "schemas": schemas}}).encode()


def _top(top: Json) -> Json:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": top["title"],
            "version": top["version"],
            "summary": top["info summary"],
            "description": top["info description"],
            "contact": {"name": top["contact"]},
            "license": {"name": top["license name"]},
        },
        "servers": [
            {
                "url": "https://{region}.example.com",
                "description": top["server description"],
                "variables": {"region": {"default": top["server variable default"]}},
            }
        ],
        "tags": [{"name": "things", "description": top["tag description"]}],
        "security": [{top["security scheme name"]: []}],
        "x-all-scopes": {top["scope name"]: top["scope description"]},
    }


def _security(top: Json) -> Json:
    scheme = {
        "type": "apiKey",
        "in": "header",
        "name": top["security scheme header"],
        "description": top["security scheme description"],
    }
    return {"securitySchemes": {top["security scheme name"]: scheme}}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name.replace('~', '~0').replace('/', '~1').replace('%', '%25')}"}


def _paths(n: int, t: Json) -> Json:
    operation = {
        "operationId": t["operationId"],
        "summary": t["operation summary"],
        "description": t["operation description"],
        "tags": [t["operation tag"]],
        "externalDocs": {"description": t["external docs"], "url": "https://example.com"},
        "x-required-scopes": [t["scope"]],
        "x-deprecated": t["deprecation"],
        t["extension name"] if t["extension name"].startswith("x-") else f"x-{t['extension name']}": t[
            "extension value"
        ],
        "parameters": [
            {"name": t["path parameter name"], "in": "path", "required": True, "schema": {"type": "string"}},
            _parameter(t, "query", t["query parameter name"], {"type": "string"}),
            _parameter(t, "header", t["header parameter name"], {"type": "string"}),
            _parameter(t, "cookie", t["cookie parameter name"], {"type": "string"}),
            _parameter(t, "query", f"enum{n}", {"type": "string", "enum": [t["parameter enum value"], "other"]}),
            {"name": f"preset{n}", "in": "query", "schema": {"type": "string", "default": t["parameter default"]}},
        ],
        "requestBody": {
            "required": True,
            "description": t["request description"],
            "content": {
                "application/json": {
                    "schema": _ref(t["schema name"]),
                    "examples": {
                        t["request example name"]: {"summary": t["request example"], "value": t["request example"]}
                    },
                }
            },
        },
        "responses": {
            "200": {
                "description": t["response description"],
                "headers": {
                    t["response header name"]: {
                        "description": t["response header description"],
                        "schema": {"type": "string"},
                    }
                },
                "content": {"application/json": {"schema": _ref(t["schema name"])}},
                "links": {t["link name"]: {"operationId": t["operationId"]}},
            },
            "400": {
                "description": t["error description"],
                "content": {"application/problem+json": {"schema": _ref("Problem")}},
            },
        },
        "callbacks": {
            t["callback name"]: {"https://example.com/cb": {"post": {"responses": {"200": {"description": "ok"}}}}}
        },
    }
    return {f"/op{n}/{t['path segment']}/{{{t['path parameter name']}}}": {"post": operation}}


def _parameter(t: Json, where: str, name: str, schema: Json) -> Json:
    return {
        "name": name,
        "in": where,
        "required": True,
        "description": t["parameter description"],
        "example": t["parameter example"],
        "schema": schema,
    }


def _schemas(n: int, t: Json) -> Json:
    thing = {
        "type": "object",
        "title": t["schema title"],
        "description": t["schema description"],
        "example": t["schema example"],
        "required": [t["required property name"]],
        "properties": {
            f"const{n}": {"const": t["const"]},
            f"kind{n}": _ref(t["enum name"]),
            f"pet{n}": _ref(t["union name"]),
            f"names{n}": _ref(t["alias name"]),
            f"nested{n}": {"type": "object", "properties": {t["nested property name"]: {"type": "string"}}},
            f"preset{n}": {"type": "string", "default": t["property default"]},
            t["property name"]: {
                "type": "string",
                "title": t["property title"],
                "description": t["property description"],
                "pattern": t["property pattern"],
                "format": t["property format"],
                "examples": [t["property example"]],
            },
            t["required property name"]: {"type": "string"},
        },
    }
    cat, dog = t["union member name"], f"Dog{n}"
    return {
        t["schema name"]: thing,
        t["enum name"]: {"type": "string", "enum": [t["enum value"], "other"], "description": t["enum description"]},
        t["alias name"]: {"type": "array", "items": {"type": "string"}, "description": t["schema description"]},
        t["union name"]: {
            "oneOf": [_ref(cat), _ref(dog)],
            "discriminator": {
                "propertyName": t["discriminator property"],
                "mapping": {t["discriminator value"]: _ref(cat)["$ref"], "a dog": _ref(dog)["$ref"]},
            },
        },
        cat: _member(t["discriminator property"], t["discriminator value"]),
        dog: _member(t["discriminator property"], "a dog"),
    }


def _member(name: str, value: str) -> Json:
    return {"type": "object", "required": [name], "properties": {name: {"type": "string", "const": value}}}


def example_of(n: int, t: Json) -> Json:
    """A body of operation ``n`` with every property, as it must go over the wire and come back."""
    texts = {**{name: text.replace("{n}", str(n)) for name, text in OPERATION.items()}, **t}
    return {
        f"const{n}": texts["const"],
        f"kind{n}": texts["enum value"],
        f"pet{n}": {texts["discriminator property"]: texts["discriminator value"]},
        f"names{n}": ["x", texts["enum value"]],
        f"nested{n}": {texts["nested property name"]: "v"},
        f"preset{n}": texts["property default"],
        texts["property name"]: "v",
        texts["required property name"]: "v",
    }
