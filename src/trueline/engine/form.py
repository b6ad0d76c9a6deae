"""The form of a canonical document that the engine reads whole, whatever the document says.

What the engine has no word for is said in the nearest word it has; ``limits.py`` tells the user where that is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from trueline import names
from trueline.spec.document import Json, is_object
from trueline.spec.openapi import METHODS_BEFORE_3_2, SCHEMAS

METHODS = METHODS_BEFORE_3_2
_KEPT = ("$ref", "type", "format", "description", "properties", "required", "additionalProperties", "items", "oneOf")
#: Names that the engine's own modules use: a class of that name would stand in their way.
TAKEN = frozenset({
    "AuthenticatedClient", "BinaryIO", "Client", "File", "FileTypes", "Generator", "HTTPStatus", "Literal", "Mapping",
    "MutableMapping", "RequestFiles", "Response", "TextIO", "TypeVar", "UnexpectedStatus", "Unset", "T", "UUID", "Any",
})  # fmt: skip
#: Names of arguments that the engine's functions use for themselves.
_LOCALS = frozenset({
    "body", "cookies", "errors", "headers", "httpx", "kwargs", "params", "quote", "response", "cast", "isoparse",
})  # fmt: skip
_PATH_NAME = re.compile(r"[a-zA-Z_-][a-zA-Z0-9_-]*")
_TEMPLATE = re.compile(r"\{([^{}]*)\}")
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
BYTES: Json = {"type": "string", "format": "binary"}
_HEADER = ("string", "integer", "number", "boolean")


def engine_form(document: Json) -> Json:
    """An ordinary canonical document as the engine reads it whole. Shares values with it and changes none."""
    return _Form(document).document()


def is_json(media_type: str) -> bool:
    """Whether the engine takes a media type for JSON."""
    bare = media_type.partition(";")[0].strip().lower()
    return bare == "application/json" or bare.endswith("+json")


def bytes_of(form: Json) -> list[str]:
    """The media types of bodies that a form describes as plain bytes; the engine's settings have to say so too."""
    holders = [form.get("components", {}).get("requestBodies", {}), *form.get("paths", {}).values()]
    found = [each.get("requestBody", each) for holder in holders for each in holder.values() if is_object(each)]
    bodies = [each["content"] for each in found if is_object(each) and is_object(each.get("content"))]
    return sorted({name for content in bodies for name, media in content.items() if media.get("schema") == BYTES})


def class_key(name: str) -> str:
    """The key that a component has in the form."""
    return f"{name}Model" if name in TAKEN else name


def template_of(path: str) -> str:
    """The key that a path has in the form."""
    named = _path_names(path)
    return _TEMPLATE.sub(lambda found: "{" + named[found[1]] + "}", path)


def is_body(media_type: str) -> bool:
    """Whether the engine has a word for bodies of a media type."""
    bare = media_type.partition(";")[0].strip().lower()
    return is_json(media_type) or bare in (*_FORMS, "application/octet-stream")


def response(source: Json) -> Json:
    """The same response; one in media types that the engine has no word for is text or bytes."""
    content = source.get("content")
    known = ("application/octet-stream",)
    if not is_object(content) or not content:
        return source
    if any(is_json(name) or name.startswith("text/") or name.partition(";")[0].strip() in known for name in content):
        return source
    return {**source, "content": {"application/octet-stream": {"schema": BYTES}}}


def body(source: Json) -> Json:
    """The same body; in media types that the engine has no word for it is bytes, once."""
    content = source.get("content")
    if not is_object(content) or all(is_body(name) for name in content):
        return source
    new = {name: media if is_body(name) else {"schema": BYTES} for name, media in content.items()}
    more = [name for name, media in new.items() if media == {"schema": BYTES}][1:]  # they are told apart by their types
    return {**source, "content": {name: media for name, media in new.items() if name not in more}}


def has_parameters_in(location: str) -> bool:
    """Whether the engine has parameters in this place."""
    return location in ("path", "query", "header", "cookie")


class _Form:
    def __init__(self, source: Json) -> None:
        self._source = source
        self._schemas: Json = source["components"].get("schemas", {})
        self._open = frozenset[str]()
        self._circular = _circular(self._schemas)
        self._names = {name: class_key(name) for name in self._schemas}

    def document(self) -> Json:
        schemas = {self._names[name]: self._component(name, schema) for name, schema in self._schemas.items()}
        return {
            "openapi": "3.1.0",
            "info": {"title": self._source["info"]["title"], "version": self._source["info"]["version"]}
            | {key: value for key, value in self._source["info"].items() if key == "description"},
            "paths": dict(self._paths()),
            "components": {"schemas": schemas},
        }

    def _paths(self) -> Iterator[tuple[str, Json]]:
        used: set[tuple[str, str]] = set()
        for path, item in self._source["paths"].items():
            operations = {method: item[method] for method in METHODS if method in item}
            named = _path_names(path)
            template = template_of(path)
            made = {
                method: self._operation(path, method, operation, named, used)
                for method, operation in operations.items()
            }
            if made:
                yield template, made

    def _operation(
        self, path: str, method: str, source: Json, named: dict[str, str], used: set[tuple[str, str]]
    ) -> Json:
        tag = next(iter(source.get("tags", ())), "default")
        new: Json = {"operationId": _module(source.get("operationId") or f"{method} {path}", tag, used), "tags": [tag]}
        new |= {key: source[key] for key in ("summary", "description", "security", "deprecated") if key in source}
        new["parameters"] = [self._parameter(p, named) for p in source["parameters"] if has_parameters_in(p["in"])]
        if "requestBody" in source:
            new["requestBody"] = self._body(source["requestBody"], f"{new['operationId']} body")
        answers = source["responses"].items()
        id_ = new["operationId"]
        new["responses"] = {status: self._response(found, f"{id_} response {status}") for status, found in answers}
        return new

    def _parameter(self, source: Json, named: dict[str, str]) -> Json:
        place = source["in"]
        schema = self._schema(source["schema"]) if "schema" in source else {"type": "string"}
        if place in ("header", "path", "cookie") and not self._is_scalar(source.get("schema", schema)):
            schema = {"type": "string"}
        name = named[source["name"]] if place == "path" else source["name"]
        described = {"description": source["description"]} if "description" in source else {}
        return {"name": name, "in": place, "required": source["required"], **described, "schema": schema}

    def _is_scalar(self, schema: Json) -> bool:
        if "$ref" in schema:
            return self._is_scalar(self._schemas[schema["$ref"].removeprefix(SCHEMAS)])
        return schema.get("type") in _HEADER and schema.get("format") not in ("date", "date-time", "uuid", "binary")

    def _body(self, source: Json, called: str) -> Json:
        content: Json = {}
        for media_type, media in source["content"].items():
            bare = media_type.partition(";")[0].strip().lower()
            form = bare in _FORMS and self._is_model(media)
            schema = self._apart(self._schema(media["schema"]), called) if form or is_json(media_type) else BYTES
            if {"schema": schema} not in content.values():  # the engine tells bodies apart by their types
                content[media_type] = {"schema": schema}
        return {"required": source.get("required", False), "content": content}

    def _is_model(self, media: Json) -> bool:
        ref = media["schema"].get("$ref", "").removeprefix(SCHEMAS)
        return "properties" in self._schemas.get(ref, {})

    def _response(self, source: Json, called: str) -> Json:
        """The first media type that the engine reads as JSON, else the first: text as text, all others as bytes."""
        found: Json = source.get("content", {})
        media_type = next((name for name in found if is_json(name)), next(iter(found), None))
        new: Json = {"description": source.get("description", "")}
        if media_type is None:
            return new
        if is_json(media_type):
            schema = self._apart(self._schema(found[media_type]["schema"]), called)
            return {**new, "content": {"application/json": {"schema": schema}}}
        if media_type.startswith("text/"):
            return {**new, "content": {"text/plain": {"schema": {"type": "string"}}}}
        return {**new, "content": {"application/octet-stream": {"schema": BYTES}}}

    def _apart(self, schema: Json, called: str) -> Json:
        """A schema in its place. The engine makes a class of it, named after the place: no component may have that."""
        is_taken = schema.get("type") == "object" and _letters(called) in map(_letters, self._names.values())
        return {**schema, "title": f"{called} X{names.digest(called)}"} if is_taken else schema

    def _component(self, name: str, source: Json) -> Json:
        """A component. A type that is part of itself without a class in between ends in *anything* there."""
        self._open = self._circular.get(name, frozenset())
        try:
            return self._schema(source)
        finally:
            self._open = frozenset[str]()

    def _schema(self, source: Json) -> Json:
        if "enum" in source:
            return _enum(source)
        if "const" in source:
            value = source["const"]
            return {"const": value} if isinstance(value, str) else _of_value(value)
        new = {key: source[key] for key in _KEPT if key in source}
        if "$ref" in new:
            name = new["$ref"].removeprefix(SCHEMAS)
            return {} if name in self._open else {"$ref": SCHEMAS + self._names[name]}
        if "items" in new:
            new["items"] = self._schema(new["items"])
        if "oneOf" in new:
            new["oneOf"] = [self._schema(member) for member in new["oneOf"]]
        if "properties" in new:
            new["properties"] = {name: _titled(name, self._schema(sub)) for name, sub in new["properties"].items()}
        if is_object(new.get("additionalProperties")):
            new["additionalProperties"] = self._schema(new["additionalProperties"])
        return new | _default(source)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def _titled(name: str, schema: Json) -> Json:
    """A property. The class of an object whose name has no letter would be called as the class around it."""
    is_nameless = not names.words(name) and schema.get("type") == "object"
    return {**schema, "title": f"Unnamed X{names.digest(name)}"} if is_nameless else schema


def _circular(schemas: Json) -> dict[str, frozenset[str]]:
    """The named types that are parts of themselves, each with those of its circle."""
    plain = {name for name, schema in schemas.items() if "properties" not in schema and "enum" not in schema}
    edges = {name: set(_refs(schemas[name])) & plain for name in plain}
    reach: dict[str, set[str]] = {}
    for name in plain:
        found: set[str] = set()
        todo = list(edges[name])
        while todo:
            each = todo.pop()
            if each not in found:
                found.add(each)
                todo += edges[each]
        reach[name] = found
    return {name: frozenset(each for each in reach[name] if name in reach[each]) for name in plain}


def _refs(schema: Any) -> Iterator[str]:
    if is_object(schema):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].removeprefix(SCHEMAS)
        for key in ("items", "additionalProperties"):
            yield from _refs(schema.get(key))
        for member in schema.get("oneOf", ()):
            yield from _refs(member)


def _enum(source: Json) -> Json:
    if source["type"] == "number":
        return {"type": "number"}
    return {key: source[key] for key in ("type", "enum", "x-enum-varnames", "description") if key in source}


def _of_value(value: Any) -> Json:
    kinds = {bool: "boolean", int: "integer", float: "number", type(None): "null"}
    return {"type": kinds[type(value)]} if type(value) in kinds else {}


def _default(source: Json) -> Json:
    """A default that the engine can write: of a plain type, and not read from a string."""
    value, kind = source.get("default"), source.get("type")
    kinds = {"str": ("string",), "int": ("integer", "number"), "float": ("number",), "bool": ("boolean",)}
    plain = kind in kinds.get(type(value).__name__, ()) and "format" not in source
    return {"default": value} if plain else {}


def _path_names(path: str) -> dict[str, str]:
    """A name for each variable of a path; the wire never sees one, so any that the engine reads will do."""
    found: dict[str, str] = {}
    for name in _TEMPLATE.findall(path):
        wanted = name if _PATH_NAME.fullmatch(name) else re.sub(r"[^a-zA-Z0-9_]", "_", f"p_{name}")
        wanted = f"{wanted}_" if wanted.lower() in _LOCALS else wanted
        while wanted in found.values():
            wanted += "_"
        found.setdefault(name, wanted)
    return found


def _module(id_: str, tag: str, used: set[tuple[str, str]]) -> str:
    """An operation id whose module no other operation of its tag has."""
    folder, base = names.snake(str(tag)), names.snake(id_)
    text, number = id_, 1
    while (folder, names.snake(text)) in used:
        number += 1
        text = f"{id_}_{number}"
    used.add((folder, names.snake(text)))
    return text if base else f"operation_{text}"
