"""Values that a schema of the document allows, for one direction; JSON Schema has the last word on each."""

from __future__ import annotations

from random import Random
from typing import Any, Protocol

from benchmarks.corpus.wire.document import Document, Json, join

_TRIES = 6


class Pools(Protocol):
    """Where strings and numbers come from."""

    def pool(self, schema: Json) -> list[Any]:
        """Some values that a schema allows, whose ``type`` is one name; empty where there are none."""
        ...


class CannotMakeError(Exception):
    """No value was found that the schema allows."""


class Maker:
    """Makes JSON values at random. ``writing`` leaves out what is read-only, reading what is write-only."""

    def __init__(self, document: Document, random: Random, leaves: Pools, *, writing: bool) -> None:
        self._document = document
        self._random = random
        self._leaves = leaves
        self._writing = writing
        self._wanted, self._unwanted = ("writeOnly", "readOnly") if writing else ("readOnly", "writeOnly")

    def value(self, pointer: str) -> Any:
        """A value that the schema at ``pointer`` allows. Raises ``CannotMakeError``."""
        reason = ""
        for attempt in range(_TRIES):
            try:
                value = self._make(pointer, 3 - attempt)
            except (CannotMakeError, RecursionError, LookupError) as failure:
                reason = f"{type(failure).__name__}: {failure}"
                continue
            try:
                error = next(iter(self._document.errors(pointer, value, writing=self._writing)), None)
            except Exception as crash:  # noqa: BLE001 - an invalid schema breaks the validator in many ways
                raise CannotMakeError(f"the validator fails: {type(crash).__name__}: {crash}") from None
            if error is None:
                return value
            reason = f"what was made is not valid: {error.message[:200]}"
        raise CannotMakeError(reason[:300])

    def _make(self, pointer: str, depth: int) -> Any:
        if depth < -14:
            raise CannotMakeError("the schema has no end")
        pointer = self._document.follow(pointer)
        schema = self._document.at(pointer)
        if not isinstance(schema, dict) or not schema:
            return self._random.choice(({"free": [1, "x", None]}, "free", 1.5, True))
        if self._random.random() < 0.1 and self._nullable(schema):
            return None
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return self._random.choice(schema["enum"])
        for union in ("oneOf", "anyOf"):
            if schema.get(union):
                return self._union(pointer, schema, union, depth)
        if schema.get("allOf"):
            return self._all(pointer, schema, depth)
        return self._plain(pointer, schema, depth)

    @staticmethod
    def _nullable(schema: Json) -> bool:
        return bool(schema.get("nullable")) or (isinstance(schema.get("type"), list) and "null" in schema["type"])

    def _union(self, pointer: str, schema: Json, union: str, depth: int) -> Any:
        members = list(range(len(schema[union])))
        self._random.shuffle(members)
        for index in members:
            try:
                value = self._make(f"{pointer}/{union}/{index}", depth - 1)
            except CannotMakeError:
                continue
            if isinstance(value, dict):
                if "properties" in schema:
                    value = {**self._object(pointer, schema, depth), **value}
                self._tag(schema, schema[union][index], value)
            return value
        raise CannotMakeError(f"no member of {union} has a value")

    def _tag(self, schema: Json, member: Json | bool, value: Json) -> None:
        """Say which member it is, as the discriminator wants it. ``true`` is a member without a name."""
        discriminator, ref = schema.get("discriminator"), member.get("$ref", "") if isinstance(member, dict) else ""
        if not isinstance(discriminator, dict) or "propertyName" not in discriminator:
            return
        name = ref.rpartition("/")[2]
        mapping = discriminator.get("mapping") or {}
        tags = [tag for tag, target in mapping.items() if target in {ref, name}]
        value[discriminator["propertyName"]] = self._random.choice(tags) if tags else name

    def _all(self, pointer: str, schema: Json, depth: int) -> Any:
        parts = [self._make(f"{pointer}/allOf/{index}", depth) for index in range(len(schema["allOf"]))]
        if "properties" in schema:
            parts.append(self._object(pointer, schema, depth))
        objects = [part for part in parts if isinstance(part, dict)]
        if objects:
            return {name: value for part in objects for name, value in part.items() if name != "free"}
        return parts[0]

    def _plain(self, pointer: str, schema: Json, depth: int) -> Any:
        kind = schema.get("type") or _implied(schema)
        if isinstance(kind, list):
            kind = self._random.choice([name for name in kind if name != "null"] or ["null"])
        match kind:
            case "object":
                return self._object(pointer, schema, depth)
            case "array":
                return self._array(pointer, schema, depth)
            case "boolean":
                return self._random.random() < 0.5
            case "null":
                return None
            case "string" | "integer" | "number":
                pool = self._leaves.pool({**schema, "type": kind})
                if pool:
                    return self._random.choice(pool)
                raise CannotMakeError(f"no {kind} for {schema.get('pattern') or schema.get('format')!r}")
        raise CannotMakeError(f"the type {kind!r}")

    def _array(self, pointer: str, schema: Json, depth: int) -> list[Any]:
        least = schema.get("minItems", 0)
        count = max(least, min(schema.get("maxItems", 3), self._random.randint(0, 3)) if depth > 0 else 0)
        items: list[Any] = []
        for _ in range(count * 4 if schema.get("uniqueItems") else count):
            item = (
                self._make(f"{pointer}/items", depth - 1) if "items" in schema else self._random.choice((1, "x", None))
            )
            if len(items) < count and not (schema.get("uniqueItems") and item in items):
                items.append(item)
        return items

    def _object(self, pointer: str, schema: Json, depth: int) -> Json:
        result: Json = {}
        required = _required(schema)
        for name in schema.get("properties") or {}:
            where = join(pointer, "properties", name)
            if self._hidden(where) or (name not in required and (depth <= 0 or self._random.random() < 0.3)):
                continue
            try:
                result[name] = self._make(where, depth - 1)
            except (CannotMakeError, LookupError):
                if name in required:
                    raise
        extra = schema.get("additionalProperties")
        if extra and depth > 0 and self._random.random() < 0.6:
            free = self._random.choice(("a key", "ключ", "x"))
            result[free] = (
                self._make(f"{pointer}/additionalProperties", depth - 1) if extra is not True else [1, {"n": None}]
            )
        return result

    def _hidden(self, pointer: str) -> bool:
        """Whether values of this direction lack the property; one that is read-only and write-only is neither."""
        own = self._document.at(pointer)
        facts = self._document.at(self._document.follow(pointer))
        stated = [part for part in (own, facts) if isinstance(part, dict)]
        unwanted = any(part.get(self._unwanted) is True for part in stated)
        return unwanted and not any(part.get(self._wanted) is True for part in stated)


def _required(schema: Json) -> list[str]:
    """Names that each value has: those of the list, and properties that say it themselves, as in drafts before 4."""
    stated = schema.get("required")
    properties = schema.get("properties") or {}
    own = [name for name, sub in properties.items() if isinstance(sub, dict) and sub.get("required") is True]
    return [*(stated if isinstance(stated, list) else []), *own]


def _implied(schema: Json) -> str:
    if any(word in schema for word in ("properties", "additionalProperties", "required")):
        return "object"
    return "array" if "items" in schema else "string"
