"""The form of a canonical document that the engine reads whole, whatever the document says.

What the engine has no word for is said in the nearest word it has; ``limits.py`` tells the user where that is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from trueline import names
from trueline.spec.document import Json, is_object

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_KEPT = ("$ref", "type", "format", "description", "properties", "required", "additionalProperties", "items", "oneOf")
_REF = "#/components/schemas/"
#: Names that the engine's own modules use: a class of that name would stand in their way.
_TAKEN = frozenset({
    "AuthenticatedClient", "BinaryIO", "Client", "File", "FileTypes", "Generator", "HTTPStatus", "Literal", "Mapping",
    "MutableMapping", "RequestFiles", "Response", "TextIO", "TypeVar", "UnexpectedStatus", "Unset", "T", "UUID",
})  # fmt: skip
#: Names of arguments that the engine's functions use for themselves.
_LOCALS = frozenset({
    "body", "cookies", "errors", "headers", "httpx", "kwargs", "params", "quote", "response", "cast", "isoparse",
})  # fmt: skip
_PATH_NAME = re.compile(r"[a-zA-Z_-][a-zA-Z0-9_-]*")
_TEMPLATE = re.compile(r"\{([^{}]*)\}")
_HEADER = ("string", "integer", "number", "boolean")


def engine_form(document: Json) -> Json:
    """An ordinary canonical document as the engine reads it whole. Shares values with it and changes none."""
    return _Form(document).document()


def is_json(media_type: str) -> bool:
    """Whether the engine takes a media type for JSON."""
    bare = media_type.partition(";")[0].strip().lower()
    return bare == "application/json" or bare.endswith("+json")


class _Form:
    def __init__(self, source: Json) -> None:
        self._source = source
        self._schemas: Json = source["components"].get("schemas", {})
        self._names = {name: f"{name}Model" if name in _TAKEN else name for name in self._schemas}

    def document(self) -> Json:
        schemas = {self._names[name]: self._schema(schema, component=True) for name, schema in self._schemas.items()}
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
            operations = {method: item[method] for method in _METHODS if method in item}
            named = _path_names(path)
            template = _TEMPLATE.sub(lambda found: "{" + named[found[1]] + "}", path)  # noqa: B023 - used at once
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
        new["parameters"] = [*_apart([self._parameter(p, named) for p in source["parameters"] if _is_said(p)])]
        if "requestBody" in source:
            new["requestBody"] = self._body(source["requestBody"])
        new["responses"] = {status: self._response(found) for status, found in source["responses"].items()}
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
            return self._is_scalar(self._schemas[schema["$ref"].removeprefix(_REF)])
        return schema.get("type") in _HEADER and schema.get("format") not in ("date", "date-time", "uuid", "binary")

    def _body(self, source: Json) -> Json:
        content = {}
        for media_type, media in source["content"].items():
            bare = media_type.partition(";")[0].strip().lower()
            form = bare in ("multipart/form-data", "application/x-www-form-urlencoded") and self._is_model(media)
            schema = self._schema(media["schema"]) if form or is_json(media_type) else _BYTES
            content[media_type] = {"schema": schema}
        return {"required": source.get("required", False), "content": content}

    def _is_model(self, media: Json) -> bool:
        ref = media["schema"].get("$ref", "").removeprefix(_REF)
        return "properties" in self._schemas.get(ref, {})

    def _response(self, source: Json) -> Json:
        """The first media type that the engine reads as JSON, else the first: text as text, everything else as bytes."""
        found: Json = source.get("content", {})
        media_type = next((name for name in found if is_json(name)), next(iter(found), None))
        new: Json = {"description": source.get("description", "")}
        if media_type is None:
            return new
        if is_json(media_type):
            return {**new, "content": {"application/json": {"schema": self._schema(found[media_type]["schema"])}}}
        if media_type.startswith("text/"):
            return {**new, "content": {"text/plain": {"schema": {"type": "string"}}}}
        return {**new, "content": {"application/octet-stream": {"schema": _BYTES}}}

    def _schema(self, source: Json, *, component: bool = False) -> Json:
        if "enum" in source:
            return _enum(source)
        if "const" in source:
            value = source["const"]
            return {"const": value} if isinstance(value, str) else _of_value(value)
        new = {key: source[key] for key in _KEPT if key in source}
        if "$ref" in new:
            return {"$ref": _REF + self._names[new["$ref"].removeprefix(_REF)]}
        if "items" in new:
            new["items"] = self._schema(new["items"])
        if "oneOf" in new:
            new["oneOf"] = [self._schema(member) for member in new["oneOf"]]
        if "properties" in new:
            new["properties"] = {name: self._schema(sub) for name, sub in new["properties"].items()}
        if is_object(new.get("additionalProperties")):
            new["additionalProperties"] = self._schema(new["additionalProperties"])
        if new.get("type") == "object" and "properties" not in new and not component:
            new = self._map(new)
        return new | _default(source)

    def _map(self, schema: Json) -> Json:
        return schema


_BYTES: Json = {"type": "string", "format": "binary"}


def _enum(source: Json) -> Json:
    if source["type"] == "number":
        return {"type": "number"}
    keys = names.unique(source.get("x-enum-varnames", source["enum"]), lambda text: str(text))
    return {
        "type": source["type"],
        "enum": source["enum"],
        "x-enum-varnames": [keys[text] for text in source.get("x-enum-varnames", source["enum"])],
        **{key: source[key] for key in ("description",) if key in source},
    }


def _of_value(value: Any) -> Json:
    if isinstance(value, bool):
        return {"type": "boolean"}
    kinds: tuple[tuple[type, str], ...] = ((int, "integer"), (float, "number"), (type(None), "null"))
    return next(({"type": name} for kind, name in kinds if isinstance(value, kind)), {})


def _default(source: Json) -> Json:
    """A default that the engine can write: of a plain type, and not read from a string."""
    value, kind = source.get("default"), source.get("type")
    fits = {"string": str, "integer": int, "number": (int, float), "boolean": bool}.get(str(kind))
    if fits is None or not isinstance(value, fits) or isinstance(value, bool) != (kind == "boolean"):
        return {}
    return {} if source.get("format") else {"default": value}


def _is_said(parameter: Json) -> bool:
    return parameter["in"] in ("path", "query", "header", "cookie")


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


def _apart(parameters: list[Json]) -> Iterator[Json]:
    yield from parameters


def _module(id_: str, tag: str, used: set[tuple[str, str]]) -> str:
    """An operation id whose module no other operation of its tag has."""
    folder, base = names.snake(str(tag)), names.snake(id_)
    text, number = id_, 1
    while (folder, names.snake(text)) in used:
        number += 1
        text = f"{id_}_{number}"
    used.add((folder, names.snake(text)))
    return text if base else f"operation_{text}"
