"""The smallest pairs of documents that each rule tells apart, with what it says: ``examples/*.yaml``.

``of`` says what the fragments ``old`` and ``new`` of an example stand for:

- ``document``: whole documents
- ``operation``: ``keys.act``, which is ``POST /keys/{id}``; ``PATH`` is another path, ``schemas`` what it may refer to
- ``request``, ``response``, ``both``: the schema ``Thing`` that the API takes, gives, or both
- ``value``: one value in each of the three ways: the query parameter ``x`` of ``keys.act``, ``Thing.x`` sent, and back
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Document = dict[str, Any]

#: What every operation and every schema of an example may refer to.
_SCHEMAS: Document = {
    "Cat": {"type": "object", "properties": {"kind": {"type": "string"}, "meow": {"type": "integer"}}},
    "Dog": {"type": "object", "properties": {"kind": {"type": "string"}, "bark": {"type": "integer"}}},
    "Fox": {"type": "object", "properties": {"kind": {"type": "string"}, "ring": {"type": "integer"}}},
    "Color": {"type": "string", "enum": ["red", "green"]},
}
_FLOW = {"tokenUrl": "https://a.example/t", "scopes": {"read": "", "write": ""}}
_SECURITY: Document = {
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "token": {"type": "http", "scheme": "bearer"},
    "auth": {"type": "oauth2", "flows": {"clientCredentials": _FLOW}},
}
_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}


@dataclass(frozen=True, slots=True)
class Example:
    """Two documents and every sentence of one rule about them."""

    rule: str
    old: Document
    new: Document
    says: tuple[str, ...]


def _document(fragment: Document, _schemas: Document) -> Document:
    return {"paths": {}, **fragment}


def _operation(fragment: Document, schemas: Document) -> Document:
    operation = {"operationId": "keys.act", "parameters": [_ID], "responses": {"204": {"description": "done"}}}
    operation |= {key: value for key, value in fragment.items() if key != "PATH"}
    path = fragment.get("PATH", "/keys/{id}")
    components = {"schemas": schemas, "securitySchemes": _SECURITY}
    return {"paths": {path: {"post": operation}}, "components": components}


def _thing(*ways: str) -> Callable[[Document, Document], Document]:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}

    def document(fragment: Document, schemas: Document) -> Document:
        answer = (
            {"200": {"description": "", "content": content}} if "response" in ways else {"204": {"description": ""}}
        )
        act: Document = {"operationId": "things.act", "responses": answer}
        act |= {"requestBody": {"content": content}} if "request" in ways else {}
        return {"paths": {"/things": {"post": act}}, "components": {"schemas": {**schemas, "Thing": fragment}}}

    return document


def _value(way: str) -> Callable[[Document, Document], Document]:
    def document(fragment: Document, schemas: Document) -> Document:
        if way == "parameter":
            return _operation({"parameters": [_ID, {"name": "x", "in": "query", "schema": fragment}]}, schemas)
        return _thing(way)({"type": "object", "properties": {"x": fragment}}, schemas)

    return document


_KINDS = {
    "document": _document,
    "operation": _operation,
    "request": _thing("request"),
    "response": _thing("response"),
    "both": _thing("request", "response"),
}


def _read() -> Iterator[Example]:
    for path in sorted((Path(__file__).parent / "examples").glob("*.yaml")):
        for entry in yaml.load(path.read_text("utf-8"), yaml.CSafeLoader):
            schemas = {**entry.get("schemas", {})} if entry["of"] == "operation" else _SCHEMAS
            for rule, said in entry["says"].items():
                made = _KINDS.get(entry["of"]) or _value(rule.partition("-")[0])
                sentences = (said,) if isinstance(said, str) else tuple(said)
                yield Example(rule, made(entry["old"], schemas), made(entry["new"], schemas), sentences)


EXAMPLES = tuple(_read())
#: One example of each rule.
BY_RULE = {example.rule: example for example in EXAMPLES}
