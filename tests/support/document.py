"""The document as a test reads it: straight from the YAML, with none of the code under test in between."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from support.typed_json import Json

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True)
class Example:
    """A named example of a request or response body."""

    name: str
    value: Any


@dataclass(frozen=True)
class Response:
    """A documented answer. ``schema`` is the name of the component that describes it, ``""`` for no body."""

    status: str
    media_type: str
    schema: str
    examples: tuple[Example, ...]
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Operation:
    """An operation and what the document shows of it."""

    id: str
    method: str
    path: str
    parameters: tuple[Json, ...]
    body_schema: str
    body_required: bool
    requests: tuple[Example, ...]
    responses: tuple[Response, ...]
    raw: Json = field(repr=False, compare=False)

    @property
    def successes(self) -> tuple[Response, ...]:
        return tuple(response for response in self.responses if response.status.startswith("2"))

    @property
    def errors(self) -> tuple[Response, ...]:
        return tuple(response for response in self.responses if not response.status.startswith("2"))

    @property
    def pagination(self) -> Json:
        found: Json = self.raw.get("x-pagination", {})
        return found

    @property
    def streaming(self) -> Json:
        found: Json = self.raw.get("x-streaming", {})
        return found

    @property
    def idempotency_header(self) -> str:
        return str(self.raw.get("x-idempotent", {}).get("header", ""))


@functools.cache
def document_at(path: Path) -> Document:
    """The document of a file that no test changes, read once in a process."""
    return Document(path)


class Document:
    """An OpenAPI document, its references followed where they are used."""

    def __init__(self, path: Path) -> None:
        self.raw: Json = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        self.operations = tuple(self._operations("paths"))
        self.webhooks = tuple(self._operations("webhooks"))

    def resolve(self, value: Json) -> Json:
        while "$ref" in value:
            pointer = value["$ref"]
            value = self.raw
            for token in pointer.removeprefix("#/").split("/"):
                value = value[token.replace("~1", "/").replace("~0", "~")]
        return value

    def schema(self, name: str) -> Json:
        found: Json = self.raw["components"]["schemas"][name]
        return found

    def _operations(self, where: str) -> Iterator[Operation]:
        for path, item in self.raw.get(where, {}).items():
            for method in _METHODS:
                if method in item:
                    yield self._operation(path, method, item)

    def _operation(self, path: str, method: str, item: Json) -> Operation:
        raw = item[method]
        body = self.resolve(raw["requestBody"]) if "requestBody" in raw else {}
        contents: dict[str, Json] = body.get("content", {})
        media = next(iter(contents.values()), Json())
        return Operation(
            id=raw["operationId"],
            method=method.upper(),
            path=path,
            parameters=tuple(self.resolve(p) for p in [*item.get("parameters", []), *raw.get("parameters", [])]),
            body_schema=_name(media.get("schema", {})),
            body_required=body.get("required", False),
            requests=self._examples(media),
            responses=tuple(self._response(str(status), self.resolve(r)) for status, r in raw["responses"].items()),
            raw=raw,
        )

    def _response(self, status: str, response: Json) -> Response:
        contents: dict[str, Json] = response.get("content", {})
        media_type, media = next(iter(contents.items()), ("", Json()))
        headers = {name: self.resolve(header) for name, header in response.get("headers", {}).items()}
        shown = {name: _text(header["example"]) for name, header in headers.items() if "example" in header}
        return Response(status, media_type, _name(media.get("schema", {})), self._examples(media), shown)

    def _examples(self, media: Json) -> tuple[Example, ...]:
        if "example" in media:
            return (Example("example", media["example"]),)
        named = media.get("examples", {})
        return tuple(Example(name, self.resolve(example)["value"]) for name, example in named.items())


def _name(schema: Json) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
