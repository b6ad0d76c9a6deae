"""The canonical form: what *normalise* promises to every later stage, and a check that the promise is kept.

A canonical document is OpenAPI 3.1 in a small subset, so that later stages have one way to read each thing.

Document
    ``openapi: 3.1.0``, ``info``, ``servers``, ``tags``, ``security``, root ``x-*``, ``paths``, ``webhooks`` and
    ``components`` with ``schemas`` and ``securitySchemes`` only: every other component is written out where it is used.

Path item
    Methods only; those that OpenAPI has no keyword for in capitals. Parameters, servers, summary and
    description of the path item are merged into its operations.

Operation
    ``parameters``, ``responses``, ``security`` and ``servers`` are always there (inherited where not stated);
    ``requestBody``, ``callbacks``, ``operationId``, ``summary``, ``description``, ``tags``, ``deprecated`` and ``x-*``
    where the document has them. No ``$ref`` except to schemas.

Parameter
    ``name``, ``in``, ``required``, ``style``, ``explode`` always; either ``schema`` or ``content`` with one media type.

Media type
    ``schema`` always (``{}`` when the document has none). Response ``headers`` have ``schema`` (or ``content``) and
    ``required``; ``links`` stand as the document has them, without references.

Schema: exactly one of
    ``{$ref: "#/components/schemas/Name"}``
    ``{}``                                        anything
    ``{not: {}}``                                 nothing
    ``{type: string|integer|number|boolean|null}``  with ``format`` where it changes the Python type
    ``{const: value}``                            one JSON value
    ``{type: array, items: S}``
    ``{type: object, additionalProperties: S}``   a map; no ``properties``. ``patternProperties: {pattern: S, ...}``
                                                  where names that match have values of their own
    ``{oneOf: [S, S, ...]}``                      two or more, flat (no member is an inline ``oneOf``), no duplicates;
                                                  ``null`` last; where the document has one, ``discriminator:
                                                  {propertyName, mapping: {value: "#/components/schemas/Name"}}``
                                                  whose mapping has all members that are objects; ``defaultMapping``
                                                  names the member of objects that say nothing or something else.
                                                  Either may name a component that is a union of members, by another
                                                  discriminator
    and, as the value of a component only,
    ``{type: string|integer|number, enum: [...]}``  distinct values of that type; ``x-enum-varnames`` names them
    ``{type: object, properties: {...}, required: [...]}``  ``additionalProperties: S`` or ``false`` where stated,
                                                  and ``patternProperties``

    No component is nullable: where ``null`` is allowed, the reference says ``oneOf: [{$ref: ...}, {type: "null"}]``.

    Beside these, annotations may stand: ``title description default deprecated readOnly writeOnly examples``
    ``externalDocs``, at a string ``contentMediaType contentEncoding contentSchema``, constraints (``minLength``,
    ``pattern``, ...) and ``x-*``.
    ``default`` is always a valid value of the schema.

Names
    Keys of ``components.schemas`` are Python class names: PascalCase ASCII identifiers, unique even when case is
    ignored, never a reserved name. ``x-trueline-pointer`` on every component, operation, parameter, property and
    hoisted schema is the JSON pointer in the loaded document that it came from. Where ``allOf`` described a property
    several times, that is the last description, and ``x-trueline-merged`` lists the pointers of the others.
"""

from __future__ import annotations

from typing import TypeAlias, Unpack

from trueline import names
from trueline.errors import InternalError, Where
from trueline.spec.document import Json, is_object
from trueline.spec.openapi import METHODS, SCHEMAS
from trueline.spec.pointer import join

OWN = "x-trueline-"
"""What every mark of ours begins with: no document's own extension does."""
POINTER = "x-trueline-pointer"
MERGED = "x-trueline-merged"

_OPERATION = ("parameters", "responses", "security", "servers")
_PARAMETER = ("name", "in", "required", "style", "explode", POINTER)
_SCALARS = frozenset({"string", "integer", "number", "boolean", "null"})
_ENUMS: dict[str, type | tuple[type, ...]] = {"string": str, "integer": int, "number": (int, float)}


def check_canonical(document: Json) -> None:
    """Raises :class:`InternalError` at the first place where a document is not canonical. Linear in its size."""
    _Check(document).run()


#: A pointer, or one and the tokens after it: joined for an error only, there are hundreds of thousands.
_Path: TypeAlias = "str | tuple[_Path, Unpack[tuple[str | int, ...]]]"


class _Check:
    def __init__(self, document: Json) -> None:
        self.document = document
        self.schemas: Json = document["components"]["schemas"]

    def run(self) -> None:
        self.that(self.document.get("openapi") == "3.1.0", "", "the version is not 3.1.0")
        self.that(
            set(self.document["components"]) <= {"schemas", "securitySchemes"}, "/components", "unknown components"
        )
        folded = {name.lower() for name in self.schemas}
        self.that(len(folded) == len(self.schemas), "/components/schemas", "names that differ in case only")
        for name, schema in self.schemas.items():
            pointer = ("/components/schemas", name)
            self.that(names.class_name(name) == name, pointer, "the name is not that of a class")
            self.that(POINTER in schema, pointer, "no pointer")
            self.schema(schema, pointer, component=True)
        for section in ("paths", "webhooks"):
            self.path_items(self.document[section], f"/{section}")

    def that(self, holds: bool, pointer: _Path, rule: str) -> None:
        """The one place that raises."""
        if not holds:
            cure = "This is a bug in Trueline: please report it with the document."
            raise InternalError(
                f"not canonical: {rule}", where=Where("normalised document", _written(pointer)), cure=cure
            )

    def path_items(self, items: Json, pointer: _Path) -> None:
        for path, item in items.items():
            place = (pointer, path)
            known = all(method in METHODS or method.isupper() for method in item)
            self.that(known, place, "a path item has more than methods")
            for method, operation in item.items():
                self.operation(operation, (place, method))

    def operation(self, operation: Json, pointer: _Path) -> None:
        self.that(all(key in operation for key in (*_OPERATION, POINTER)), pointer, "an operation is incomplete")
        for index, parameter in enumerate(operation["parameters"]):
            place = (pointer, "parameters", index)
            self.that(all(key in parameter for key in _PARAMETER), place, "a parameter is incomplete")
            self.message(parameter, place)
        if "requestBody" in operation:
            self.message(operation["requestBody"], (pointer, "requestBody"))
        for status, response in operation["responses"].items():
            self.message(response, (pointer, "responses", status), body=True)
        for name, callback in operation.get("callbacks", {}).items():
            self.path_items(callback, (pointer, "callbacks", name))

    def message(self, message: Json, pointer: _Path, *, body: bool = False) -> None:
        """A parameter, header, body or response: a schema, or media types with one."""
        self.that("$ref" not in message, pointer, "a reference to something other than a schema")
        content = message.get("content", {})
        self.that(body or ("schema" in message) != bool(content), pointer, "neither a schema nor media types, or both")
        if "schema" in message:
            self.schema(message["schema"], (pointer, "schema"))
        for media_type, media in content.items():
            place = (pointer, "content", media_type)
            self.that("schema" in media, place, "a media type without a schema")
            self.schema(media["schema"], (place, "schema"))
        for name, header in message.get("headers", {}).items():
            self.that("required" in header, (pointer, "headers", name), "a header is incomplete")
            self.message(header, (pointer, "headers", name))

    def schema(self, schema: Json, pointer: _Path, *, component: bool = False) -> None:
        """One schema and what it holds."""
        forms = [key for key in ("$ref", "not", "const", "oneOf", "type") if key in schema]
        self.that(len(forms) <= 1, pointer, f"a schema in several forms: {forms}")
        self.that(
            "allOf" not in schema and "anyOf" not in schema and "nullable" not in schema, pointer, "keywords left over"
        )
        if "$ref" in schema:
            self.that(schema["$ref"].removeprefix(SCHEMAS) in self.schemas, pointer, f"{schema['$ref']} is not there")
        elif "not" in schema:
            self.that(schema["not"] == {}, pointer, "not with a schema")
        elif "oneOf" in schema:
            self.union(schema, pointer)
        elif "enum" in schema:
            self.enum(schema, pointer, component=component)
        elif schema.get("type") == "array":
            self.schema(schema["items"], (pointer, "items"))
        elif schema.get("type") == "object":
            self.object(schema, pointer, component=component)
        else:
            self.that(schema.get("type", "string") in _SCALARS, pointer, f"the type {schema.get('type')!r}")
        if "contentSchema" in schema:
            self.schema(schema["contentSchema"], (pointer, "contentSchema"))

    def union(self, schema: Json, pointer: _Path) -> None:
        members = schema["oneOf"]
        self.that(len(members) > 1, pointer, "a union of fewer than two")
        nulls = [index for index, member in enumerate(members) if member.get("type") == "null"]
        self.that(nulls in ([], [len(members) - 1]), pointer, "null is not last, or there twice")
        for index, member in enumerate(members):
            self.that("oneOf" not in member, (pointer, "oneOf", index), "a union inside a union")
            self.schema(member, (pointer, "oneOf", index))
        if "discriminator" in schema:
            self.discriminator(schema["discriminator"], {m["$ref"] for m in members if "$ref" in m}, pointer)

    def discriminator(self, discriminator_: Json, refs: set[str], pointer: _Path) -> None:
        """Whether a mapping names each member that is an object, and nothing that is not a member."""
        named = [
            *discriminator_.get("mapping", {}).values(),
            *(discriminator_[key] for key in ("defaultMapping",) if key in discriminator_),
        ]
        meant = {each for ref in named for each in self.members_of(ref)}
        objects = {ref for ref in refs if "properties" in self.schemas.get(ref.removeprefix(SCHEMAS), ())}
        complete = objects <= meant <= refs and bool(discriminator_.get("mapping"))
        self.that(complete, pointer, f"the mapping is not complete: {sorted(refs ^ meant)}")

    def members_of(self, ref: str) -> list[str]:
        """A component, or the components that are members of it."""
        union = self.schemas.get(ref.removeprefix(SCHEMAS), {})
        return [member["$ref"] for member in union["oneOf"] if "$ref" in member] if "oneOf" in union else [ref]

    def enum(self, schema: Json, pointer: _Path, *, component: bool) -> None:
        values, labels = schema["enum"], schema.get("x-enum-varnames", [])
        self.that(component, pointer, "an inline enum")
        self.that(schema["type"] in _ENUMS and len(values) > 0, pointer, "an enum of an unknown type, or an empty one")
        fits = all(isinstance(value, _ENUMS[schema["type"]]) and not isinstance(value, bool) for value in values)
        self.that(fits and len(set(values)) == len(values), pointer, "enum values of several types, or twice the same")
        self.that(len(labels) == len(values) == len(set(labels)), pointer, "not one name for each enum value")

    def object(self, schema: Json, pointer: _Path, *, component: bool) -> None:
        properties = schema.get("properties")
        extra = schema.get("additionalProperties")
        for pattern, sub in schema.get("patternProperties", {}).items():
            self.schema(sub, (pointer, "patternProperties", pattern))
        if properties is None:
            self.that(is_object(extra), pointer, "a map without additionalProperties")
        else:
            self.that(component, pointer, "an inline object")
            self.that(set(schema.get("required", ())) <= set(properties), pointer, "required names what is not there")
            for name, sub in properties.items():
                self.that(POINTER in sub, (pointer, "properties", name), "no pointer")
                self.schema(sub, (pointer, "properties", name))
        if is_object(extra):
            self.schema(extra, (pointer, "additionalProperties"))


def _written(path: _Path) -> str:
    return path if isinstance(path, str) else join(_written(path[0]), *path[1:])
