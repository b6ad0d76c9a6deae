"""The original document as it lies on disk: pointers, references, operations. JSON Schema says what is valid."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import yaml
from jsonschema.exceptions import ValidationError
from openapi_schema_validator import (
    OAS30ReadValidator,
    OAS30WriteValidator,
    OAS31Validator,
    oas30_format_checker,
    oas31_format_checker,
)
from referencing import Registry, Specification

Json = dict[str, Any]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
#: Header parameters that OpenAPI says to ignore (3.1, section 4.8.12.2).
IGNORED = frozenset({"accept", "content-type", "authorization"})
_URI = "urn:document"


class _Loader(yaml.CSafeLoader):
    """YAML as JSON: dates stay text."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for first, found in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Operation:
    """One operation, and where its parts stand: parameters by their pointers, references followed."""

    pointer: str
    path: str
    method: str
    raw: Json
    item: Json = field(repr=False)
    parameters: tuple[tuple[str, Json], ...] = ()
    body: str = ""

    @property
    def sent_path(self) -> str:
        """The path without a fragment, which no request carries (RFC 3986, section 3.5)."""
        found = re.fullmatch(r"((?:[^{}#]|\{[^{}]*\})*)#[^{}]*", self.path)
        return found[1] if found else self.path


class Document:
    """A document as it is written."""

    def __init__(self, raw: Json, name: str = "") -> None:
        self.raw = raw
        self.name = name
        self.version = str(self.raw.get("openapi") or self.raw.get("swagger"))

    @cached_property
    def refers_to_paths(self) -> bool:
        """Whether a reference leads to a part of some path."""
        return '"$ref": "#/paths/' in json.dumps(self.raw)

    @property
    def is_3_0(self) -> bool:
        return self.version.startswith("3.0")

    def at(self, pointer: str) -> Any:
        """The value at a pointer, which may go through references. Raises ``LookupError``."""
        value: Any = self.raw
        for token in pointer.split("/")[1:]:
            name = token.replace("~1", "/").replace("~0", "~")
            value = value[int(name)] if isinstance(value, list) else value[name]
        return value

    def follow(self, pointer: str) -> str:
        """Where the references at a pointer lead. Raises ``LookupError`` for other documents and circles."""
        for _ in range(32):
            value = self.at(pointer)
            if not isinstance(value, dict) or not isinstance(value.get("$ref"), str):
                return pointer
            if not value["$ref"].startswith("#/"):
                raise LookupError(f"{value['$ref']} leads out of the document")
            pointer = unquote(value["$ref"][1:])
        raise LookupError(f"{pointer} refers to itself")

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """All operations whose parts can be found."""
        return tuple(self._operations())

    def _operations(self) -> Iterator[Operation]:
        for path in self.raw.get("paths") or {}:
            if path.startswith("x-"):
                continue
            where = self.follow(join("/paths", path))
            item = self.at(where)
            for method in METHODS:
                if isinstance(item.get(method), dict):
                    yield self._operation(path, method, item, where)

    def _operation(self, path: str, method: str, item: Json, place_of_item: str) -> Operation:
        pointer, raw = join(place_of_item, method), item[method]
        found: dict[tuple[str, str], tuple[str, Json]] = {}
        for base, holder in ((place_of_item, item), (pointer, raw)):
            for index in range(len(holder.get("parameters") or ())):
                place = self.follow(f"{base}/parameters/{index}")
                parameter = self.at(place)
                found[str(parameter.get("in")), str(parameter.get("name"))] = place, parameter
        body = self.follow(f"{pointer}/requestBody") if raw.get("requestBody") else ""
        for name in placeholders(path):  # one that the document forgets is one all the same
            found.setdefault(("path", name), ("", {"name": name, "in": "path", "required": True}))
        ignored = {("header", name) for name in IGNORED}
        parameters = tuple(pair for (place, name), pair in found.items() if (place, name.lower()) not in ignored)
        return Operation(pointer, path, method.upper(), raw, item, parameters, body)

    def errors(self, pointer: str, value: Any, *, writing: bool) -> list[ValidationError]:
        """What JSON Schema has against a value (OpenAPI's dialect of the document's version)."""
        return list(self._validator(pointer, writing).iter_errors(value))

    def valid(self, pointer: str, value: Any, *, writing: bool) -> bool:
        """Whether JSON Schema takes a value."""
        return bool(self._validator(pointer, writing).is_valid(value))

    def _validator(self, pointer: str, writing: bool) -> Any:
        schema = {"$ref": f"{_URI}#{quote(pointer)}"}
        if self.is_3_0:
            cls: Any = OAS30WriteValidator if writing else OAS30ReadValidator
            return cls(schema, registry=self._registry, format_checker=oas30_format_checker)
        return OAS31Validator(schema, registry=self._registry, format_checker=oas31_format_checker)

    @cached_property
    def _registry(self) -> Any:
        resource: Any = Specification.OPAQUE.create_resource(self.raw)
        return Registry().with_resource(_URI, resource)


def read(path: Path) -> Document:
    """The document on disk."""
    text = path.read_text("utf-8")
    loaded = json.loads(text) if path.suffix == ".json" else yaml.load(text, _Loader)  # noqa: S506
    return Document(_textual(loaded), str(path))


def join(pointer: str, *names: str) -> str:
    """A pointer further down (RFC 6901)."""
    return "".join([pointer, *("/" + name.replace("~", "~0").replace("/", "~1") for name in names)])


def placeholders(path: str) -> list[str]:
    """The names in a path template, in order."""
    return re.findall(r"\{([^{}]*)\}", path)


def _textual(value: Any) -> Any:
    """YAML allows keys that are not strings, such as a status."""
    if isinstance(value, dict):
        return {str(key): _textual(item) for key, item in value.items()}
    return [_textual(item) for item in value] if isinstance(value, list) else value
