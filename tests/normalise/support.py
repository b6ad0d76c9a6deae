"""Small documents in, canonical ones out: what every test of the normaliser needs."""

from __future__ import annotations

import copy
from typing import Any

from trueline.spec.document import Document, Json, is_array, is_object
from trueline.spec.normalise import PASSES, Normalised, check_canonical, normalise
from trueline.spec.normalise.report import Notes

OK: Json = {"200": {"description": "ok"}}


def api(schemas: Json | None = None, paths: Json | None = None, **root: Any) -> Document:
    """An OpenAPI 3.1 document with these schemas and paths; keywords replace or add root members."""
    components: Json = {"schemas": schemas or {}, **root.pop("components", {})}
    value: Json = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths or {}}
    return Document({**value, "components": components, **root}, "openapi.yaml", "0" * 64)


def get(schema: Json, **operation: Any) -> Json:
    """A path item whose GET answers with ``schema``."""
    return {"get": {"responses": {"200": {"description": "ok", "content": json(schema)}}, **operation}}


def post(schema: Json, **operation: Any) -> Json:
    """A path item whose POST sends ``schema``."""
    return {"post": {"requestBody": {"content": json(schema)}, "responses": OK, **operation}}


def json(schema: Json) -> Json:
    """Content of the one media type ``application/json``."""
    return {"application/json": {"schema": schema}}


def ref(name: str) -> Json:
    """A reference to a schema component."""
    return {"$ref": f"#/components/schemas/{name}"}


def run(document: Document) -> Normalised:
    """The canonical form, checked to be one, made without touching the document."""
    before = copy.deepcopy(document.value)
    result = normalise(document)
    assert document.value == before, "the loaded document was changed"
    check_canonical(result.document)
    return result


def after(stage: str, document: Document) -> tuple[Json, Notes]:
    """The working document right after one pass."""
    notes, value = Notes(document), document.value
    for step in PASSES:
        notes.stage = step.__name__.rpartition(".")[2]
        value = step.run(value, notes)
        if notes.stage == stage:
            return value, notes
    raise AssertionError(f"no pass is called {stage}")


def bare(value: Any) -> Any:
    """A value without the marks that Trueline leaves, at any depth."""
    if is_object(value):
        return {key: bare(item) for key, item in value.items() if not key.startswith("x-trueline-")}
    return [bare(item) for item in value] if is_array(value) else value


def schemas(given: Json | None = None, paths: Json | None = None, **root: Any) -> Json:
    """The canonical components of a document with these schemas and paths, without marks."""
    found: Json = bare(run(api(given, paths, **root)).document["components"]["schemas"])
    return found


def schema(given: Json, **others: Json) -> Json:
    """The canonical form of one schema, as the component ``A`` beside ``others``."""
    found: Json = schemas({"A": given, **others})["A"]
    return found


def prop(given: Json | bool, **others: Json) -> Json:
    """The canonical form of one schema as the value of a property, beside the components ``others``."""
    found: Json = schemas({"A": {"type": "object", "properties": {"p": given}}, **others})["A"]["properties"]["p"]
    return found


def operation(paths: Json, path: str = "/a", method: str = "get", **root: Any) -> Json:
    """One canonical operation of a document with these paths, without marks."""
    found: Json = bare(run(api(None, paths, **root)).document["paths"][path][method])
    return found


def repairs(document: Document) -> list[tuple[str, str]]:
    """The pointer and sentence of every repair."""
    return [(repair.pointer, repair.sentence) for repair in run(document).repairs]


RICH = api(
    {
        "Pet": {
            "type": "object",
            "properties": {"kind": {"type": "string"}},
            "discriminator": {"propertyName": "kind"},
        },
        "Cat": {"allOf": [ref("Pet"), {"properties": {"lives": {"type": "integer", "nullable": True}}}]},
        "Dog": {
            "allOf": [
                ref("Pet"),
                {"properties": {"owner": ref("User"), "tags": {"type": "array", "items": {"enum": ["a", "b"]}}}},
            ]
        },
        "User": {
            "type": "object",
            "nullable": True,
            "required": ["id"],
            "properties": {
                "id": {"type": "integer", "readOnly": True},
                "secret": {"type": "string", "writeOnly": True},
                "pet": ref("Pet"),
            },
        },
        "Mixed": {"enum": ["x", 1, None], "default": "x"},
    },
    {
        "/pets/{id}": {**get(ref("Pet"), operationId="getPet"), **post(ref("User"), operationId="addPet")},
        "/mixed": get({"oneOf": [ref("Mixed"), {"properties": {"m": {"type": ["string", "integer"]}}}]}),
    },
    webhooks={"bought": post(ref("Cat"))},
)
