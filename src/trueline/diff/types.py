"""What canonical schemas are, in words and for comparison."""

from __future__ import annotations

import json

from trueline.codegen.typing_of import component, type_of
from trueline.spec.document import Json
from trueline.spec.types import NULL, Constant, ListOf, MapOf, Ref, Scalar, ScalarKind, Type, Union

_NAMES = {
    ScalarKind.ANY: "Any",
    ScalarKind.NULL: "None",
    ScalarKind.BOOLEAN: "bool",
    ScalarKind.INTEGER: "int",
    ScalarKind.NUMBER: "float",
    ScalarKind.STRING: "str",
    ScalarKind.DATE_TIME: "datetime",
    ScalarKind.DATE: "date",
    ScalarKind.TIME: "time",
    ScalarKind.DURATION: "timedelta",
    ScalarKind.UUID: "UUID",
    ScalarKind.BYTE: "bytes",
    ScalarKind.DECIMAL: "Decimal",
    ScalarKind.DECIMAL_NUMBER: "Decimal",
    ScalarKind.BINARY: "bytes",
    ScalarKind.NEVER: "Never",
}


def python(type_: Type) -> str:
    """A type as Python code shows it: ``list[ApiKey] | None``."""
    match type_:
        case Scalar(kind):
            return _NAMES[kind]
        case Constant(text):
            return f"Literal[{text}]"
        case Ref(name):
            return name
        case ListOf(item):
            return f"list[{python(item)}]"
        case MapOf():
            return f"dict[str, {python(type_.either)}]"
        case Union(members):
            return " | ".join(python(member) for member in members)


def shown(schema: Json) -> str:
    """A canonical schema, wherever it stands, as Python code shows its type."""
    if "enum" in schema:
        return f"Literal[{', '.join(json.dumps(value) for value in schema['enum'][:6])}]"
    return "an object" if "properties" in schema else python(type_of(schema))


def kind(schema: Json) -> str:
    """What a canonical schema is: a word that two schemas have to share for their parts to be compared."""
    if "$ref" in schema:
        return "ref"
    if "oneOf" in schema:
        return "union"
    if "enum" in schema:
        return "enum"
    if "const" in schema:
        return "const"
    if "not" in schema and "type" not in schema:
        return "never"
    stated = schema.get("type", "any")
    if stated == "object":
        return "model" if "properties" in schema else "map"
    return str(stated)


def scalar(schema: Json) -> Type | None:
    """The type of a string, number or boolean; ``None`` for everything else."""
    return type_of(schema) if kind(schema) in {"string", "integer", "number", "boolean"} else None


def members(schema: Json) -> list[Json]:
    """The types that a schema may be, without null."""
    return [member for member in schema.get("oneOf", [schema]) if type_of_or_none(member) != NULL]


def nullable(schema: Json) -> bool:
    """Whether null is one of its types."""
    return any(type_of_or_none(member) == NULL for member in schema.get("oneOf", [schema]))


def type_of_or_none(schema: Json) -> Type | None:
    """The type of a schema; ``None`` for enums and objects, which have a name and no type of their own."""
    return None if "enum" in schema or "properties" in schema else type_of(schema)


def identity(schema: Json) -> str:
    """Equal for two members of unions that are the same one, whatever their constraints."""
    if "$ref" in schema:
        return component(schema["$ref"])
    return python(type_of(schema))
