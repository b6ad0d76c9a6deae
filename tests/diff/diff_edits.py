"""Edits of whole documents: each changes one thing, wherever the document has a place for it."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from trueline.spec.document import is_object

Document = dict[str, Any]
#: Where an edit may be made, and what makes it there: it returns False where it can't.
Places = Callable[[Document], Iterator[Any]]
Edit = Callable[[Any, Document], bool | None]
EDITS: dict[str, Callable[[Document], bool]] = {}
#: What each edit means to clients that stay as they are; of two, it depends on the document (a default, say).
WIRE: dict[str, str] = {}


def edited(document: Document, name: str) -> Document | None:
    """A copy with one edit; ``None`` where the document has no place for it."""
    new = copy.deepcopy(document)
    return new if EDITS[name](new) else None


def beginning(whole: Document) -> Document:
    """A document with its first paths alone, and the components that they lead to.

    An edit is made at the first place that takes it: these have one for every edit that has one in our document at all.
    """
    paths = dict(list(whole["paths"].items())[:9])
    wanted, waiting = {("securitySchemes", name) for name in whole["components"]["securitySchemes"]}, [paths]
    while waiting:
        led_to = re.findall(r'"#/components/(\w+)/([^"/]+)"', json.dumps(waiting.pop()))
        waiting += [whole["components"][kind][name] for kind, name in set(led_to) - wanted]
        wanted.update(led_to)
    components = {
        kind: {name: value for name, value in named.items() if (kind, name) in wanted}
        for kind, named in whole["components"].items()
    }
    kept = {key: value for key, value in whole.items() if key != "webhooks"}
    return {**kept, "paths": paths, "components": components}


def _edit(name: str, *, wire: str, at: Places) -> Callable[[Edit], Edit]:
    """The edit is made at the first of these places that takes it."""

    def register(edit: Edit) -> Edit:
        WIRE[name] = wire
        EDITS[name] = lambda document: any(edit(place, document) is not False for place in at(document))
        return edit

    return register


def _once(document: Document) -> Iterator[Document]:
    """The document itself."""
    yield document


_METHODS = ("get", "post", "put", "patch", "delete")


def _follow(document: Document, node: Any) -> Any:
    while is_object(node) and "$ref" in node:
        found: Any = document
        for token in str(node["$ref"]).split("/")[1:]:
            found = found[token.replace("~1", "/").replace("~0", "~")]
        node = found
    return node


def _operations(document: Document) -> Iterator[Document]:
    for item in document["paths"].values():
        yield from (item[method] for method in _METHODS if method in item)


def _plain_object(document: Document, content: Any) -> Any:
    schema = _follow(document, content.get("application/json", {}).get("schema"))
    if is_object(schema) and schema.get("properties") and "allOf" not in schema:
        return schema
    return None


def _answers(document: Document) -> Iterator[Document]:
    """Objects that come back, of operations that give one."""
    for operation in _operations(document):
        answer = _follow(document, operation["responses"].get("200") or {})
        found = _plain_object(document, answer.get("content", {}))
        if found is not None:
            yield found


def _bodies(document: Document) -> Iterator[Document]:
    """Objects that are sent, and do not come back."""
    received = [id(each) for each in _answers(document)]
    for operation in _operations(document):
        body = _follow(document, operation.get("requestBody") or {})
        found = _plain_object(document, body.get("content", {}))
        if found is not None and id(found) not in received:
            yield found


def _query(document: Document) -> Iterator[Document]:
    for operation in _operations(document):
        for parameter in operation.get("parameters", ()):
            if "$ref" not in parameter and parameter["in"] == "query" and "schema" in parameter:
                yield parameter


def _json_answers(document: Document) -> Iterator[Document]:
    """Answers with JSON, written out where they are given."""
    for operation in _operations(document):
        answer = operation["responses"].get("200", {})
        if "application/json" in answer.get("content", {}):
            yield answer


def _strings(places: Places) -> Places:
    """Properties that are plain strings, with their owner."""

    def found(document: Document) -> Iterator[tuple[Document, str]]:
        for owner in places(document):
            for name, schema in owner["properties"].items():
                if schema.get("type") == "string" and "enum" not in schema and "format" not in schema:
                    yield owner, name

    return found


def _optional(places: Places) -> Places:
    """Properties that are optional, with their owner."""

    def found(document: Document) -> Iterator[tuple[Document, str]]:
        for owner in places(document):
            yield from ((owner, name) for name in owner["properties"] if name not in owner.get("required", ()))

    return found


@_edit("operation removed", wire="error", at=_once)
def _(document: Document, _: Document) -> None:
    paths = [(item, method) for item in document["paths"].values() for method in item if method in _METHODS]
    item, method = paths[-1]
    item[method].pop("deprecated", None)
    del item[method]


@_edit("operation added", wire="info", at=_once)
def _(document: Document, _: Document) -> None:
    added = {"operationId": "added.by_edit", "responses": {"204": {"description": "ok"}}}
    document["paths"]["/added-by-an-edit"] = {"get": added}


@_edit("operation deprecated", wire="info", at=_operations)
def _(operation: Document, _: Document) -> bool:
    was, operation["deprecated"] = operation.get("deprecated"), True
    return not was


@_edit("operationId changed", wire="info", at=_operations)
def _(operation: Document, _: Document) -> bool:
    if has_one := "operationId" in operation:
        operation["operationId"] += "_changed"
    return has_one


@_edit("tag changed", wire="info", at=_operations)
def _(operation: Document, _: Document) -> None:
    operation["tags"] = ["another tag"]


@_edit("description changed", wire="none", at=_operations)
def _(operation: Document, _: Document) -> None:
    operation["description"] = "Another description."


@_edit("optional query parameter added", wire="info", at=_operations)
def _(operation: Document, _: Document) -> None:
    operation.setdefault("parameters", []).append({"name": "added", "in": "query", "schema": {"type": "string"}})


@_edit("required query parameter added", wire="error", at=_operations)
def _(operation: Document, _: Document) -> None:
    added = {"name": "added", "in": "query", "required": True, "schema": {"type": "string"}}
    operation.setdefault("parameters", []).append(added)


@_edit("query parameter removed", wire="warning", at=_operations)
def _(operation: Document, _: Document) -> bool:
    for parameter in operation.get("parameters", ()):
        if parameter.get("in") == "query" and not parameter.get("deprecated"):
            operation["parameters"].remove(parameter)
            return True
    return False


@_edit("query parameter became required", wire="error", at=_query)
def _(parameter: Document, _: Document) -> bool:
    was, parameter["required"] = parameter.get("required"), True
    return not was


@_edit("query parameter changed its type", wire="error", at=_query)
def _(parameter: Document, document: Document) -> bool:
    if is_text := bool(_follow(document, parameter["schema"]).get("type") == "string"):
        parameter["schema"] = {"type": "boolean"}
    return is_text


def _moved(parameter: Document, keyword: str, by: int, least: int) -> bool:
    value = parameter["schema"].get(keyword)
    if fits := isinstance(value, int) and value >= least:
        parameter["schema"][keyword] = value + by
    return fits


@_edit("query parameter's maximum lowered", wire="error", at=_query)
def _(parameter: Document, _: Document) -> bool:
    return _moved(parameter, "maximum", -1, 0)


@_edit("query parameter's maximum raised", wire="info", at=_query)
def _(parameter: Document, _: Document) -> bool:
    return _moved(parameter, "maximum", 1, 0)


@_edit("query parameter's default changed", wire="error", at=_query)
def _(parameter: Document, _: Document) -> bool:
    return _moved(parameter, "default", -1, 2)


@_edit("body became required", wire="error", at=_operations)
def _(operation: Document, _: Document) -> bool:
    body = operation.get("requestBody")
    if not body or "$ref" in body:
        return False
    was, body["required"] = body.get("required"), True
    return not was


@_edit("body's media type added", wire="info", at=_operations)
def _(operation: Document, _: Document) -> bool:
    content = operation.get("requestBody", {}).get("content", {})
    if has_json := "application/json" in content:
        content["application/x-www-form-urlencoded"] = copy.deepcopy(content["application/json"])
    return has_json


@_edit("optional request property added", wire="info", at=_bodies)
def _(owner: Document, _: Document) -> None:
    owner["properties"]["added"] = {"type": "string"}


@_edit("required request property added", wire="error", at=_bodies)
def _(owner: Document, _: Document) -> None:
    owner["properties"]["added"] = {"type": "string"}
    owner["required"] = [*owner.get("required", ()), "added"]


def _remove(place: tuple[Document, str], _: Document) -> bool:
    owner, name = place
    return len(owner["properties"]) > 1 and owner["properties"].pop(name) is not None


def _require(place: tuple[Document, str], _: Document) -> None:
    owner, name = place
    owner["required"] = [*owner.get("required", ()), name]


def _make_boolean(place: tuple[Document, str], _: Document) -> None:
    owner, name = place
    owner["properties"][name] = {"type": "boolean"}


def _add_text(owner: Document, _: Document) -> None:
    owner["properties"]["added"] = {"type": "string"}


_edit("optional request property removed", wire="warning", at=_optional(_bodies))(_remove)
_edit("optional response property removed", wire="warning", at=_optional(_answers))(_remove)
_edit("request property changed its type", wire="error", at=_strings(_bodies))(_make_boolean)
_edit("response property changed its type", wire="error", at=_strings(_answers))(_make_boolean)
_edit("response property became required", wire="info", at=_optional(_answers))(_require)
_edit("response property added", wire="info", at=_answers)(_add_text)


@_edit("request property became required", wire="error or info", at=_optional(_bodies))
def _(place: tuple[Document, str], document: Document) -> bool:
    owner, name = place
    if plain := "default" not in _follow(document, owner["properties"][name]):
        _require(place, document)
    return plain


@_edit("request property's length limited", wire="warning", at=_strings(_bodies))
def _(place: tuple[Document, str], _: Document) -> bool:
    owner, name = place
    if fits := "maxLength" not in owner["properties"][name]:
        owner["properties"][name]["maxLength"] = 3
    return fits


@_edit("request property became an enum", wire="error", at=_strings(_bodies))
def _(place: tuple[Document, str], _: Document) -> None:
    owner, name = place
    owner["properties"][name] = {"type": "string", "enum": ["a", "b"]}


@_edit("required response property removed", wire="error", at=_answers)
def _(owner: Document, _: Document) -> bool:
    for name in owner.get("required", ()):
        if name in owner["properties"] and len(owner["properties"]) > 1:
            del owner["properties"][name]
            owner["required"] = [each for each in owner["required"] if each != name]
            return True
    return False


@_edit("response property became optional", wire="error", at=_answers)
def _(owner: Document, _: Document) -> bool:
    if required := owner.get("required"):
        owner["required"] = required[1:]
    return bool(required)


@_edit("response property became nullable", wire="error", at=_strings(_answers))
def _(place: tuple[Document, str], document: Document) -> bool:
    owner, name = place
    schema = owner["properties"][name]
    if schema.get("nullable"):
        return False
    is_old = document["openapi"].startswith("3.0")
    owner["properties"][name] = schema | ({"nullable": True} if is_old else {"type": ["string", "null"]})
    return True


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


@_edit("response enum value added", wire="warning", at=_enums)
def _(schema: Document, _: Document) -> None:
    schema["enum"].append("added_by_an_edit")


@_edit("response enum value removed", wire="info", at=_enums)
def _(schema: Document, _: Document) -> None:
    schema["enum"].pop()


@_edit("success status changed", wire="error", at=_operations)
def _(operation: Document, _: Document) -> bool:
    responses = operation["responses"]
    if fits := "200" in responses and "202" not in responses:
        responses["202"] = responses.pop("200")
    return fits


@_edit("error status added", wire="info", at=_operations)
def _(operation: Document, _: Document) -> bool:
    teapot = {"description": "A teapot."}
    return operation["responses"].setdefault("418", teapot) is teapot


@_edit("response media type added", wire="info", at=_json_answers)
def _(answer: Document, _: Document) -> None:
    answer["content"]["text/csv"] = {"schema": {"type": "string"}}


@_edit("response header added", wire="info", at=_operations)
def _(operation: Document, _: Document) -> bool:
    answer = operation["responses"].get("200")
    if fits := bool(answer) and "$ref" not in answer:
        answer.setdefault("headers", {})["X-Added"] = {"schema": {"type": "string"}}
    return fits


@_edit("server changed", wire="warning", at=_once)
def _(document: Document, _: Document) -> None:
    document["servers"] = [{"url": "https://elsewhere.example"}]


@_edit("security dropped", wire="info", at=_operations)
def _(operation: Document, document: Document) -> bool:
    if had := operation.get("security", document.get("security")):
        operation["security"] = []
    return bool(had)
