"""Every ``$ref`` of an OpenAPI document, found by walking what the specification says, not by searching for the key.

So a ``$ref`` inside an example, a default, an enum, a const or an extension is data, and a property may be *named*
``$ref``. The tables follow OpenAPI 3.0.4, 3.1.1 and 3.2.0 and the applicators of JSON Schema 2020-12.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Literal, NamedTuple, TypeAlias

from trueline.spec import pointer as pointers
from trueline.spec.load.value import Value
from trueline.spec.openapi import METHODS

Shape: TypeAlias = Literal["one", "list", "map", "extensible map", "one or list"]


class Kind(Enum):
    """What stands at a place. The value is the section of ``components`` where one can be kept, if there is one."""

    SWAGGER = "swagger"
    DOCUMENT = ""
    COMPONENTS = "components"
    PATHS = "paths"
    OPERATION = "operation"
    ENCODING = "encoding"
    SCHEMA = "schemas"
    RESPONSE = "responses"
    PARAMETER = "parameters"
    EXAMPLE = "examples"
    REQUEST_BODY = "requestBodies"
    HEADER = "headers"
    SECURITY_SCHEME = "securitySchemes"
    LINK = "links"
    CALLBACK = "callbacks"
    PATH_ITEM = "pathItems"
    MEDIA_TYPE = "mediaTypes"

    __hash__ = object.__hash__  # members are singletons, and Enum's own is written in Python


#: The kinds that have a section of ``components`` and may be a Reference Object.
COMPONENT_KINDS = tuple(Kind)[6:]


_Fields: TypeAlias = dict[str, tuple[Shape, Kind]]


def _fields(shape: Shape, kind: Kind, *names: str) -> _Fields:
    return dict.fromkeys(names, (shape, kind))


_PARAMETER: _Fields = {
    "schema": ("one", Kind.SCHEMA),
    "content": ("map", Kind.MEDIA_TYPE),
    "examples": ("map", Kind.EXAMPLE),
}
_FIELDS: dict[Kind, _Fields] = {
    Kind.SWAGGER: {
        "paths": ("one", Kind.PATHS),
        "definitions": ("map", Kind.SCHEMA),
        "parameters": ("map", Kind.PARAMETER),
        "responses": ("map", Kind.RESPONSE),
        "components": ("one", Kind.COMPONENTS),  # where bundling puts path items
    },
    Kind.DOCUMENT: {
        "paths": ("one", Kind.PATHS),
        "webhooks": ("map", Kind.PATH_ITEM),
        "components": ("one", Kind.COMPONENTS),
    },
    Kind.COMPONENTS: {kind.value: ("map", kind) for kind in COMPONENT_KINDS},
    Kind.PATH_ITEM: {
        **_fields("one", Kind.OPERATION, *METHODS),
        "additionalOperations": ("map", Kind.OPERATION),
        "parameters": ("list", Kind.PARAMETER),
    },
    Kind.OPERATION: {
        "parameters": ("list", Kind.PARAMETER),
        "requestBody": ("one", Kind.REQUEST_BODY),
        "responses": ("extensible map", Kind.RESPONSE),
        "callbacks": ("map", Kind.CALLBACK),
    },
    Kind.PARAMETER: _PARAMETER,
    Kind.HEADER: _PARAMETER,
    Kind.REQUEST_BODY: {"content": ("map", Kind.MEDIA_TYPE)},
    Kind.RESPONSE: {
        "schema": ("one", Kind.SCHEMA),  # Swagger 2.0
        "headers": ("map", Kind.HEADER),
        "content": ("map", Kind.MEDIA_TYPE),
        "links": ("map", Kind.LINK),
    },
    Kind.MEDIA_TYPE: {
        **_fields("one", Kind.SCHEMA, "schema", "itemSchema"),
        "examples": ("map", Kind.EXAMPLE),
        "encoding": ("map", Kind.ENCODING),
        "itemEncoding": ("one", Kind.ENCODING),
        "prefixEncoding": ("list", Kind.ENCODING),
    },
    Kind.ENCODING: {
        "headers": ("map", Kind.HEADER),
        "encoding": ("map", Kind.ENCODING),
        "itemEncoding": ("one", Kind.ENCODING),
        "prefixEncoding": ("list", Kind.ENCODING),
    },
    Kind.SCHEMA: {
        **_fields("map", Kind.SCHEMA, "properties", "patternProperties", "dependentSchemas", "dependencies"),
        **_fields("map", Kind.SCHEMA, "$defs", "definitions"),
        **_fields("list", Kind.SCHEMA, "allOf", "anyOf", "oneOf", "prefixItems"),
        **_fields("one", Kind.SCHEMA, "not", "if", "then", "else", "contains", "propertyNames", "contentSchema"),
        **_fields("one", Kind.SCHEMA, "additionalProperties", "unevaluatedProperties"),
        **_fields("one", Kind.SCHEMA, "additionalItems", "unevaluatedItems"),
        "items": ("one or list", Kind.SCHEMA),
    },
}
_EXTENSIBLE_MAPS = {Kind.PATHS, Kind.CALLBACK}


def document_kind(value: Value) -> Kind:
    """The kind of a whole document: Swagger 2.0 keeps its components elsewhere."""
    is_swagger = isinstance(value, dict) and "swagger" in value and "openapi" not in value
    return Kind.SWAGGER if is_swagger else Kind.DOCUMENT


def home(value: Value, section: str) -> tuple[str, ...]:
    """The tokens of the place where a document keeps the components of a section."""
    if document_kind(value) is Kind.SWAGGER and section in _SWAGGER_HOMES:
        return (_SWAGGER_HOMES[section],)
    return ("components", section)


_SWAGGER_HOMES = {"schemas": "definitions", "parameters": "parameters", "responses": "responses"}


class Node(NamedTuple):
    """An object of the document and what it is."""

    value: dict[str, Value]
    kind: Kind
    pointer: str


@dataclass(frozen=True, slots=True)
class Reference:
    """``holder[key]`` is a URI reference to a ``kind``; ``pointer`` is where that string stands."""

    holder: dict[str, Value]
    key: str
    kind: Kind
    pointer: str
    text: Value
    in_mapping: bool = False


_NAMING = frozenset({"$ref", "$id", "discriminator"})


#: What makes an object of a kind worth a look: a word that names something, or one that holds more.
_TELLING: dict[Kind, frozenset[str]] = {kind: _NAMING.union(_FIELDS.get(kind, ())) for kind in Kind}


class Walked(NamedTuple):
    """A document that was walked through: what ``walk`` found, and which objects it has seen."""

    nodes: list[Node]
    seen: set[tuple[int, Kind]]


def walk(value: Value, kind: Kind, pointer: str, seen: set[tuple[int, Kind]]) -> Iterator[Node]:
    """What may name something: the objects at and below ``value`` whose kind is known and that have a word for it.

    In document order, except those in ``seen``.
    """
    pending: list[_Place] = [(value, kind, pointer)]
    while pending:
        node, kind, pointer = pending.pop()
        if not isinstance(node, dict) or (id(node), kind) in seen:
            continue
        seen.add((id(node), kind))
        if not _NAMING.isdisjoint(node):  # hardly any
            yield Node(node, kind, pointer)
        if found := _children(node, kind, pointer):
            found.reverse()
            pending += found


_Place: TypeAlias = tuple[Value, Kind, str]


def _children(node: dict[str, Value], kind: Kind, pointer: str) -> list[_Place]:
    """What an object holds, but for leaves, which are most of a document."""
    if kind in _EXTENSIBLE_MAPS:
        return _members(node, Kind.PATH_ITEM, pointer, extensible=True)
    found: list[_Place] = []
    fields = _FIELDS.get(kind)
    if not fields or fields.keys().isdisjoint(node):
        return found
    for key, child in node.items():
        field = fields.get(key)
        if field is None or not isinstance(child, (dict, list)):
            continue
        shape, child_kind = field
        if isinstance(child, dict):
            if shape in {"map", "extensible map"}:
                found += _members(child, child_kind, _at(pointer, key), extensible=shape == "extensible map")
            elif shape != "list" and (child_kind in _EXTENSIBLE_MAPS or not _TELLING[child_kind].isdisjoint(child)):
                found.append((child, child_kind, _at(pointer, key)))
        elif shape in {"list", "one or list"}:
            place = _at(pointer, key)
            found += [(item, child_kind, f"{place}/{index}") for index, item in enumerate(child)]
    return found


def _members(node: dict[str, Value], kind: Kind, pointer: str, *, extensible: bool) -> list[_Place]:
    telling = frozenset[str]() if kind in _EXTENSIBLE_MAPS else _TELLING[kind]
    return [
        (child, kind, _at(pointer, key))
        for key, child in node.items()
        if isinstance(child, dict)
        and not (telling and telling.isdisjoint(child))
        and not (extensible and key.startswith("x-"))
    ]


def _at(pointer: str, token: str) -> str:
    """``pointers.join`` for one token, several times faster: a large document asks for millions."""
    if "/" in token or "~" in token:
        token = pointers.escape(token)
    return f"{pointer}/{token}"


def references_of(node: Node) -> Iterator[Reference]:
    """The ``$ref`` of one object, and the references among the values of its ``discriminator.mapping``."""
    value, kind, pointer = node
    if "$ref" in value and kind in COMPONENT_KINDS:
        yield Reference(value, "$ref", kind, pointers.join(pointer, "$ref"), value["$ref"])
    discriminator = value.get("discriminator") if kind is Kind.SCHEMA else None
    mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
    if isinstance(mapping, dict):
        place = pointers.join(pointer, "discriminator", "mapping")
        for key, text in mapping.items():
            if isinstance(text, str) and is_reference(text):
                yield Reference(mapping, key, Kind.SCHEMA, pointers.join(place, key), text, in_mapping=True)


def is_reference(text: str) -> bool:
    """Whether a value of ``discriminator.mapping`` is a URI reference rather than the name of a schema."""
    return "#" in text or "/" in text or text.lower().endswith((".json", ".yaml", ".yml"))
