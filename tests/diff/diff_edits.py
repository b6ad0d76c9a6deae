"""Edits of whole documents: each changes one thing, wherever the document has a place for it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from trueline.spec.document import is_object

Document = dict[str, Any]
Edit = Callable[[Document], bool]
EDITS: dict[str, Edit] = {}
#: What each edit means to clients that stay as they are; of two, it depends on the document (a default, say).
WIRE: dict[str, str] = {}


def edited(document: Document, name: str) -> Document | None:
    """A copy with one edit; ``None`` where the document has no place for it."""
    new = copy.deepcopy(document)
    return new if EDITS[name](new) else None


def _edit(name: str, *, wire: str) -> Callable[[Edit], Edit]:
    def register(edit: Edit) -> Edit:
        EDITS[name], WIRE[name] = edit, wire
        return edit

    return register


def _follow(document: Document, node: Any) -> Any:
    while is_object(node) and "$ref" in node:
        found: Any = document
        for token in str(node["$ref"]).split("/")[1:]:
            found = found[token.replace("~1", "/").replace("~0", "~")]
        node = found
    return node


def _operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    for path, item in document["paths"].items():
        for method in ("get", "post", "put", "patch", "delete"):
            if method in item:
                yield path, method, item[method]


def _plain_object(document: Document, content: Any) -> Any:
    schema = _follow(document, content.get("application/json", {}).get("schema"))
    if is_object(schema) and schema.get("properties") and "allOf" not in schema:
        return schema
    return None


def _answers(document: Document) -> Iterator[Document]:
    """Objects that come back, of operations that give one."""
    for _, _, operation in _operations(document):
        answer = _follow(document, operation["responses"].get("200") or {})
        found = _plain_object(document, answer.get("content", {}))
        if found is not None:
            yield found


def _bodies(document: Document) -> Iterator[Document]:
    """Objects that are sent, and do not come back."""
    received = [id(each) for each in _answers(document)]
    for _, _, operation in _operations(document):
        body = _follow(document, operation.get("requestBody") or {})
        found = _plain_object(document, body.get("content", {}))
        if found is not None and id(found) not in received:
            yield found


def _query(document: Document) -> Iterator[Document]:
    for _, _, operation in _operations(document):
        for parameter in operation.get("parameters", ()):
            if "$ref" not in parameter and parameter["in"] == "query" and "schema" in parameter:
                yield parameter


def _strings(schemas: Iterator[Document]) -> Iterator[tuple[Document, str, Document]]:
    """Properties that are plain strings, with their owner."""
    for owner in schemas:
        for name, schema in owner["properties"].items():
            if schema.get("type") == "string" and "enum" not in schema and "format" not in schema:
                yield owner, name, schema


def _optional(schemas: Iterator[Document]) -> Iterator[tuple[Document, str]]:
    for owner in schemas:
        for name in owner["properties"]:
            if name not in owner.get("required", ()):
                yield owner, name


@_edit("operation removed", wire="error")
def _(document: Document) -> bool:
    path, method, operation = list(_operations(document))[-1]
    operation.pop("deprecated", None)
    del document["paths"][path][method]
    return True


@_edit("operation added", wire="info")
def _(document: Document) -> bool:
    document["paths"]["/added-by-an-edit"] = {
        "get": {"operationId": "added.by_edit", "responses": {"204": {"description": "ok"}}}
    }
    return True


@_edit("operation deprecated", wire="info")
def _(document: Document) -> bool:
    for _path, _method, operation in _operations(document):
        if not operation.get("deprecated"):
            operation["deprecated"] = True
            return True
    return False


@_edit("operationId changed", wire="info")
def _(document: Document) -> bool:
    for _path, _method, operation in _operations(document):
        if "operationId" in operation:
            operation["operationId"] += "_changed"
            return True
    return False


@_edit("tag changed", wire="info")
def _(document: Document) -> bool:
    for _path, _method, operation in _operations(document):
        operation["tags"] = ["another tag"]
        return True
    return False


@_edit("description changed", wire="none")
def _(document: Document) -> bool:
    for _path, _method, operation in _operations(document):
        operation["description"] = "Another description."
        return True
    return False


@_edit("optional query parameter added", wire="info")
def _(document: Document) -> bool:
    for _path, _method, operation in _operations(document):
        operation.setdefault("parameters", []).append({"name": "added", "in": "query", "schema": {"type": "string"}})
        return True
    return False


@_edit("required query parameter added", wire="error")
def _(document: Document) -> bool:
    for _path, _method, operation in _operations(document):
        added = {"name": "added", "in": "query", "required": True, "schema": {"type": "string"}}
        operation.setdefault("parameters", []).append(added)
        return True
    return False


@_edit("query parameter removed", wire="warning")
def _(document: Document) -> bool:
    for _path, _method, operation in _operations(document):
        for parameter in operation.get("parameters", ()):
            if parameter.get("in") == "query" and not parameter.get("deprecated"):
                operation["parameters"].remove(parameter)
                return True
    return False


@_edit("query parameter became required", wire="error")
def _(document: Document) -> bool:
    for parameter in _query(document):
        if not parameter.get("required"):
            parameter["required"] = True
            return True
    return False


@_edit("query parameter changed its type", wire="error")
def _(document: Document) -> bool:
    for parameter in _query(document):
        if _follow(document, parameter["schema"]).get("type") == "string":
            parameter["schema"] = {"type": "boolean"}
            return True
    return False


@_edit("query parameter's maximum lowered", wire="error")
def _(document: Document) -> bool:
    for parameter in _query(document):
        if isinstance(parameter["schema"].get("maximum"), int):
            parameter["schema"]["maximum"] -= 1
            return True
    return False


@_edit("query parameter's maximum raised", wire="info")
def _(document: Document) -> bool:
    for parameter in _query(document):
        if isinstance(parameter["schema"].get("maximum"), int):
            parameter["schema"]["maximum"] += 1
            return True
    return False


@_edit("query parameter's default changed", wire="error")
def _(document: Document) -> bool:
    for parameter in _query(document):
        if isinstance(parameter["schema"].get("default"), int) and parameter["schema"]["default"] > 1:
            parameter["schema"]["default"] -= 1
            return True
    return False


@_edit("body became required", wire="error")
def _(document: Document) -> bool:
    for _path, _method, operation in _operations(document):
        body = operation.get("requestBody")
        if body and "$ref" not in body:
            changed = not body.get("required")
            body["required"] = True
            if changed:
                return True
    return False


@_edit("body's media type added", wire="info")
def _(document: Document) -> bool:
    for _path, _method, operation in _operations(document):
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" in content:
            content["application/x-www-form-urlencoded"] = copy.deepcopy(content["application/json"])
            return True
    return False


@_edit("optional request property added", wire="info")
def _(document: Document) -> bool:
    for owner in _bodies(document):
        owner["properties"]["added"] = {"type": "string"}
        return True
    return False


@_edit("required request property added", wire="error")
def _(document: Document) -> bool:
    for owner in _bodies(document):
        owner["properties"]["added"] = {"type": "string"}
        owner["required"] = [*owner.get("required", ()), "added"]
        return True
    return False


@_edit("optional request property removed", wire="warning")
def _(document: Document) -> bool:
    for owner, name in _optional(_bodies(document)):
        if len(owner["properties"]) > 1:
            del owner["properties"][name]
            return True
    return False


@_edit("request property became required", wire="error or info")
def _(document: Document) -> bool:
    for owner, name in _optional(_bodies(document)):
        if "default" not in _follow(document, owner["properties"][name]):
            owner["required"] = [*owner.get("required", ()), name]
            return True
    return False


@_edit("request property changed its type", wire="error")
def _(document: Document) -> bool:
    for owner, name, _schema in _strings(_bodies(document)):
        owner["properties"][name] = {"type": "boolean"}
        return True
    return False


@_edit("request property's length limited", wire="warning")
def _(document: Document) -> bool:
    for _owner, _name, schema in _strings(_bodies(document)):
        if "maxLength" not in schema:
            schema["maxLength"] = 3
            return True
    return False


@_edit("request property became an enum", wire="error")
def _(document: Document) -> bool:
    for owner, name, _schema in _strings(_bodies(document)):
        owner["properties"][name] = {"type": "string", "enum": ["a", "b"]}
        return True
    return False


@_edit("required response property removed", wire="error")
def _(document: Document) -> bool:
    for owner in _answers(document):
        for name in owner.get("required", ()):
            if name in owner["properties"] and len(owner["properties"]) > 1:
                del owner["properties"][name]
                owner["required"] = [each for each in owner["required"] if each != name]
                return True
    return False


@_edit("optional response property removed", wire="warning")
def _(document: Document) -> bool:
    for owner, name in _optional(_answers(document)):
        if len(owner["properties"]) > 1:
            del owner["properties"][name]
            return True
    return False


@_edit("response property added", wire="info")
def _(document: Document) -> bool:
    for owner in _answers(document):
        owner["properties"]["added"] = {"type": "string"}
        return True
    return False


@_edit("response property became optional", wire="error")
def _(document: Document) -> bool:
    for owner in _answers(document):
        if owner.get("required"):
            owner["required"] = owner["required"][1:]
            return True
    return False


@_edit("response property became required", wire="info")
def _(document: Document) -> bool:
    for owner, name in _optional(_answers(document)):
        owner["required"] = [*owner.get("required", ()), name]
        return True
    return False


@_edit("response property became nullable", wire="error")
def _(document: Document) -> bool:
    for owner, name, schema in _strings(_answers(document)):
        if schema.get("nullable"):
            continue
        if document["openapi"].startswith("3.0"):
            schema["nullable"] = True
        else:
            owner["properties"][name] = {**schema, "type": ["string", "null"]}
        return True
    return False


@_edit("response property changed its type", wire="error")
def _(document: Document) -> bool:
    for owner, name, _schema in _strings(_answers(document)):
        owner["properties"][name] = {"type": "boolean"}
        return True
    return False


def _enums(document: Document) -> Iterator[Document]:
    """Enums of answers that no request has."""
    sent: set[int] = set()
    for owner in _bodies(document):
        sent |= {id(_follow(document, schema)) for schema in owner["properties"].values()}
    for owner in _answers(document):
        for schema in owner["properties"].values():
            found = _follow(document, schema)
            if found.get("type") == "string" and len(found.get("enum", ())) > 1 and id(found) not in sent:
                yield found


@_edit("response enum value added", wire="warning")
def _(document: Document) -> bool:
    for schema in _enums(document):
        schema["enum"].append("added_by_an_edit")
        return True
    return False


@_edit("response enum value removed", wire="info")
def _(document: Document) -> bool:
    for schema in _enums(document):
        schema["enum"].pop()
        return True
    return False


@_edit("success status changed", wire="error")
def _(document: Document) -> bool:
    for _path, _method, operation in _operations(document):
        if "200" in operation["responses"] and "202" not in operation["responses"]:
            operation["responses"]["202"] = operation["responses"].pop("200")
            return True
    return False


@_edit("error status added", wire="info")
def _(document: Document) -> bool:
    for _path, _method, operation in _operations(document):
        if "418" not in operation["responses"]:
            operation["responses"]["418"] = {"description": "A teapot."}
            return True
    return False


@_edit("response media type added", wire="info")
def _(document: Document) -> bool:
    for _path, _method, operation in _operations(document):
        answer = operation["responses"].get("200", {})
        if "application/json" in answer.get("content", {}):
            answer["content"]["text/csv"] = {"schema": {"type": "string"}}
            return True
    return False


@_edit("response header added", wire="info")
def _(document: Document) -> bool:
    for _path, _method, operation in _operations(document):
        answer = operation["responses"].get("200")
        if answer and "$ref" not in answer:
            answer.setdefault("headers", {})["X-Added"] = {"schema": {"type": "string"}}
            return True
    return False


@_edit("server changed", wire="warning")
def _(document: Document) -> bool:
    document["servers"] = [{"url": "https://elsewhere.example"}]
    return True


@_edit("security dropped", wire="info")
def _(document: Document) -> bool:
    for _path, _method, operation in _operations(document):
        if operation.get("security", document.get("security")):
            operation["security"] = []
            return True
    return False
