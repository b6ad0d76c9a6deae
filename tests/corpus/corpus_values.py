"""Values that a schema allows, made from the document alone: full ones first, spare ones where full ones fail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from corpus_documents import Document, Json, escape
from support.typed_json import is_array, is_object

TEXT = 'a "b" c/d?é&=%+'
FORMATS = {
    "date-time": "2024-05-06T07:08:09Z",
    "date": "2024-05-06",
    "time": "07:08:09Z",
    "duration": "PT1H",
    "uuid": "8c1f3e2a-5b7d-4c9e-8f10-2a3b4c5d6e7f",
    "uri": "https://example.com/a?b=c",
    "url": "https://example.com/a?b=c",
    "email": "ann@example.com",
    "byte": "aGVsbG8=",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
}
#: One of these fits most patterns that people write.
WORDS = (
    *("1234567890", "abc", "abc-123", "a.b", "A1", "#aabbcc", "0", "a/b", "2024-05-06", "user@example.com"),
    *("0123456789abcdef0123456789abcdef01234567", "sha256:" + "0" * 64),
)


class CannotMakeError(Exception):
    """No value was found that the schema allows."""


class Maker:
    """Makes values for one direction: ``writing`` leaves out what is read-only, reading what is write-only."""

    def __init__(self, document: Document, *, writing: bool) -> None:
        self.document = document
        self.writing = writing

    def value(self, pointer: str) -> Any:
        """A value that the schema at ``pointer`` allows. Raises ``CannotMakeError``."""
        reasons: list[str] = []
        for depth in (4, 2, 1, 0):
            try:
                value = self._value(pointer, depth)
            except (CannotMakeError, RecursionError) as error:
                reasons.append(str(error))
                continue
            if not (errors := self.document.errors(pointer, value, writing=self.writing)):
                return value
            reasons += errors[:1]
        raise CannotMakeError(f"{pointer}: {'; '.join(dict.fromkeys(reasons))}")

    def _value(self, pointer: str, depth: int) -> Any:
        if depth < -12:
            raise CannotMakeError(f"{pointer} has no end")
        pointer = self.document.follow(pointer)
        schema = self.document.at(pointer)
        if schema is True or schema == {}:
            return {"free": [1, "x", None]}
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return next((item for item in schema["enum"] if item is not None), None)
        for union in ("oneOf", "anyOf"):
            if union in schema:
                return self._union(pointer, schema, union, depth)
        if "allOf" in schema:
            return self._all(pointer, schema, depth)
        return self._plain(pointer, schema, depth)

    def _union(self, pointer: str, schema: Json, union: str, depth: int) -> Any:
        spare = None
        for index in range(len(schema[union])):
            try:
                value = self._value(f"{pointer}/{union}/{index}", depth - 1)
            except CannotMakeError:
                continue
            if "properties" in schema and is_object(value):
                value = {**self._object(pointer, schema, depth), **value}
            if self.document.errors(pointer, value, writing=self.writing):
                continue
            if value is not None:
                return value
            spare = (None,)
        if spare:
            return None
        raise CannotMakeError(f"{pointer}: no member of {union} has a value that is only its own")

    def _all(self, pointer: str, schema: Json, depth: int) -> Any:
        parts = [self._value(f"{pointer}/allOf/{index}", depth) for index in range(len(schema["allOf"]))]
        if "properties" in schema:
            parts.append(self._object(pointer, schema, depth))
        objects = [part for part in parts if is_object(part)]
        if len(objects) == len(parts):
            return {name: value for part in objects for name, value in part.items() if name != "free"}
        return parts[0]

    def _plain(self, pointer: str, schema: Json, depth: int) -> Any:
        kind: Any = schema.get("type") or _implied(schema)
        if is_array(kind):
            kind = next((name for name in kind if name != "null"), "null")
        if kind == "object":
            return self._object(pointer, schema, depth)
        if kind == "array":
            count = max(schema.get("minItems", 0), 1 if depth > 0 and schema.get("maxItems", 1) else 0)
            if schema.get("uniqueItems"):
                count = min(count, 1)
            return [self._value(f"{pointer}/items", depth - 1) if "items" in schema else 1 for _ in range(count)]
        return _scalar(kind, schema)

    def _object(self, pointer: str, schema: Json, depth: int) -> Json:
        result: Json = {}
        required = schema.get("required", [])
        for name in schema.get("properties", {}):
            where = f"{pointer}/properties/{escape(name)}"
            facts = self.document.at(self.document.follow(where))
            own = self.document.at(where)
            if any(is_object(part) and part.get(self._unwanted) for part in (facts, own)):
                continue
            if name not in required and depth <= 0:
                continue
            try:
                result[name] = self._value(where, depth - 1)
            except CannotMakeError:
                if name in required:
                    raise
        extra = schema.get("additionalProperties")
        if is_object(extra) and not schema.get("properties") and depth > 0:
            result["a key"] = self._value(f"{pointer}/additionalProperties", depth - 1)
        return result

    @property
    def _unwanted(self) -> str:
        return "readOnly" if self.writing else "writeOnly"


def _implied(schema: Json) -> str:
    if any(word in schema for word in ("properties", "additionalProperties", "required")):
        return "object"
    return "array" if "items" in schema else "string"


def _scalar(kind: str, schema: Json) -> Any:
    match kind:
        case "string":
            return _text(schema)
        case "boolean":
            return True
        case "null":
            return None
        case "integer" | "number":
            low, high = schema.get("minimum", -(2**62)), schema.get("maximum", 2**62)
            value = min(max(7, low), high)
            return int(value) if kind == "integer" else value + 0.5 if value + 0.5 <= high else value
        case _:
            raise CannotMakeError(f"type {kind!r}")


def _text(schema: Json) -> str:
    return next(_texts(schema), None) or _no_text(schema)


def _texts(schema: Json) -> Iterator[str]:
    least, most = schema.get("minLength", 0), schema.get("maxLength", 10**6)
    pattern = schema.get("pattern", "")
    for word in (FORMATS.get(schema.get("format", ""), TEXT), *WORDS, "0" * least, "a" * least):
        text = word if word in FORMATS.values() else word.ljust(least, word[-1:] or "0")[:most]
        if least <= len(text) <= most and (not pattern or re.search(pattern, text)):
            yield text


def _no_text(schema: Json) -> str:
    raise CannotMakeError(f"no text for the pattern {schema.get('pattern')!r}")
