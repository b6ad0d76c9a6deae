"""Parameters outside the body, headers, and what both share: a type beside the name, and a collection format."""

from __future__ import annotations

from typing import Any

from trueline.spec.document import Json, is_object
from trueline.spec.normalise.passes.parameters import SWAGGER_STYLE
from trueline.spec.pointer import join
from trueline.spec.swagger.schemas import schema
from trueline.spec.swagger.work import Work

#: What OpenAPI 3 writes in ``schema``.
_TYPE = frozenset((
    "type", "format", "items", "default", "enum", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum",
    "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "multipleOf", "x-nullable",
    "additionalProperties", "properties", "allOf",
))  # fmt: skip
_DROPPED = {"collectionFormat", "x-example", "schema"}
#: Swagger 2.0, Parameter Object: how several values are written.
_FORMATS = {"csv": ("form", False), "ssv": ("spaceDelimited", False), "tsv": ("tabDelimited", False),
            "pipes": ("pipeDelimited", False), "multi": ("form", True)}  # fmt: skip
_MULTI_IN = ("query", "formData")


def parameter(node: Json, pointer: str, now: str, work: Work) -> Json:
    """A parameter in path, query or header. ``now`` is where it will stand."""
    made = {key: value for key, value in node.items() if key not in _TYPE and key not in _DROPPED}
    if "x-example" in node and "example" not in made:
        made["example"] = node["x-example"]
    if "schema" in node:  # not of Swagger 2.0, and written often
        work.notes.repair(pointer, "a parameter outside the body has a schema; taken as its type")
        made["schema"] = schema(node["schema"])
    elif _TYPE & node.keys():
        made["schema"] = own_schema(node)
        work.places.moved(pointer, join(now, "schema"))
    style, explode = collection(node, pointer, work)
    place = node.get("in")
    if style and (place == "query" or style != "form"):
        known = style == "form" or (place == "query" and style != "tabDelimited")
        made["style"], made["explode"] = style if known else f"{SWAGGER_STYLE}{style}", explode
    return made


def own_schema(node: Json) -> Json:
    """The schema that a parameter or header says beside its name."""
    made: Json = schema({key: value for key, value in node.items() if key in _TYPE or key.startswith("x-enum")})
    return _without_formats(made)


def _without_formats(node: Json) -> Json:
    new = {key: value for key, value in node.items() if key != "collectionFormat"}
    if is_object(new.get("items")):
        new["items"] = _without_formats(new["items"])
    return new


def collection(node: Json, pointer: str, work: Work) -> tuple[str, bool]:
    """Style and explode of an array, ``("", False)`` for anything else. Without a format it is ``csv``."""
    if node.get("type") != "array":
        return "", False
    _check_nested(node, pointer, work)
    stated: Any = node.get("collectionFormat", "csv")
    if not isinstance(stated, str) or stated not in _FORMATS:
        work.notes.repair(pointer, f"collectionFormat {stated!r} is not one of {', '.join(_FORMATS)}; taken as csv")
        stated = "csv"
    if stated == "multi" and node.get("in") not in _MULTI_IN:
        work.notes.repair(pointer, f"collectionFormat multi is for query and formData, not {node.get('in')}; as csv")
        stated = "csv"
    return _FORMATS[stated]


def _check_nested(node: Json, pointer: str, work: Work) -> None:
    items = node.get("items")
    if is_object(items) and items.get("type") == "array":
        reason = "an array inside the array of a parameter has a separator of its own, which OpenAPI 3 has no style for"
        work.notes.lose(pointer, reason, "Make it a string, and write the inner separators yourself.")


def header(node: Json) -> Json:
    """A response header."""
    made = {key: value for key, value in node.items() if key == "description" or key.startswith("x-")}
    return {**made, "schema": own_schema(node)}
