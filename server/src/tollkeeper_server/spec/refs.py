"""References inside one document, and schemas as standalone validators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jsonschema_rs
import orjson

from tollkeeper_server.spec.shapes import is_array, is_object

MASK = "the value"
"""Stands for the value in messages: it may be long, hostile or secret, and the pointer says where it is."""
_SCHEMAS = "#/components/schemas/"


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
        """With the schemas that it leads to and no others: a twentieth of the time that all of them take."""
        reached: dict[str, Any] = {}
        self._reach(schema, reached)
        whole = {"components": {"schemas": reached}, "allOf": [schema]}
        return jsonschema_rs.Draft202012Validator(whole, validate_formats=True, mask=MASK)

    def _reach(self, node: Any, reached: dict[str, Any]) -> None:
        """Add the schemas that references lead to, and those that they lead to."""
        for value in node.values() if is_object(node) else node if is_array(node) else ():
            self._reach(value, reached)
        ref = node.get("$ref") if is_object(node) else None
        name = ref[len(_SCHEMAS) :].partition("/")[0] if isinstance(ref, str) and ref.startswith(_SCHEMAS) else None
        if name is not None and name not in reached:
            reached[name] = self.document["components"]["schemas"][name]
            self._reach(reached[name], reached)

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
