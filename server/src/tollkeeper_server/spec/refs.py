"""References inside one document, and schemas as standalone validators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jsonschema_rs
import orjson

from tollkeeper_server.spec.shapes import is_array, is_object

MASK = "the value"
"""Stands for the value in messages: it may be long, hostile or secret, and the pointer says where it is."""


class Refs:
    """A document whose references can be followed."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self._validators: dict[bytes, jsonschema_rs.Draft202012Validator] = {}
        self._says: dict[tuple[str, str], bool] = {}

    def follow(self, node: Any) -> Any:
        """The object that a chain of ``$ref`` leads to."""
        while "$ref" in node:
            target: Any = self.document
            for part in str(node["$ref"])[2:].split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            node = target
        return node

    def validator(self, schema: Mapping[str, Any]) -> jsonschema_rs.Draft202012Validator:
        """A validator for a schema of the document, formats included. One for all places with the same schema."""
        known = orjson.dumps(schema)
        if known not in self._validators:
            self._validators[known] = self._compile(schema)
        return self._validators[known]

    def _compile(self, schema: Mapping[str, Any]) -> jsonschema_rs.Draft202012Validator:
        whole = {"components": {"schemas": self.document["components"]["schemas"]}, "allOf": [schema]}
        return jsonschema_rs.Draft202012Validator(whole, validate_formats=True, mask=MASK)

    def inline(self, schema: Any) -> Any:
        """A schema without references: each replaced by what it leads to. The document has no circles."""
        if is_array(schema):
            return [self.inline(item) for item in schema]
        if not is_object(schema):
            return schema
        beside = {key: self.inline(value) for key, value in schema.items() if key != "$ref"}
        return {**self.inline(self.follow({"$ref": schema["$ref"]})), **beside} if "$ref" in schema else beside

    def says(self, key: str, schema: Any) -> bool:
        """Whether a schema, or one that it leads to, has a key."""
        if is_array(schema):
            return any(self.says(key, item) for item in schema)
        if not is_object(schema):
            return False
        found = key in schema or any(self.says(key, value) for value in schema.values())
        return found or ("$ref" in schema and self._target_says(key, schema["$ref"]))

    def _target_says(self, key: str, ref: str) -> bool:
        if (key, ref) not in self._says:
            self._says[key, ref] = self.says(key, self.follow({"$ref": ref}))
        return self._says[key, ref]
