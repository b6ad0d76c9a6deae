"""Is this an OpenAPI document we can read? Versions and the shape of the top, before anything else looks at it."""

from __future__ import annotations

import re
from collections.abc import Callable

from trueline.errors import DocumentError, Where, printable
from trueline.spec import pointer as pointers
from trueline.spec.load.value import Value, kind_of
from trueline.spec.openapi import METHODS

_SUPPORTED = re.compile(r"3\.([012])\.\d+(?:-.+)?")

Locate = Callable[[str], Where]


def check_document(value: Value, locate: Locate) -> dict[str, Value]:
    """``value`` when it is a Swagger 2.0 or OpenAPI 3.0, 3.1 or 3.2 document with a sound top. Raises DocumentError."""
    if not isinstance(value, dict):
        raise DocumentError(
            f"an OpenAPI document is an object, this is {kind_of(value)}", where=locate(""), cure="Check the path."
        )
    if "swagger" in value and "openapi" not in value:
        _check_swagger(value, locate)
        return value
    minor = _version(value, locate)
    _object(value, "info", "", locate, required=True)
    components = _object(value, "components", "", locate)
    webhooks = _object(value, "webhooks", "", locate)
    paths = _object(value, "paths", "", locate, required=minor == 0)
    if paths is None and webhooks is None and components is None:
        what = "the document has none of paths, webhooks and components"
        raise DocumentError(what, where=locate(""), cure="Describe at least one path.")
    for key in components or {}:
        if not key.startswith("x-"):
            _refuse_section_ref(_object(components or {}, key, "/components", locate) or {}, key, locate)
    _check_paths(paths or {}, locate)
    for name in webhooks or {}:
        _check_path_item(webhooks or {}, name, "/webhooks", locate)
    return value


def _check_swagger(value: dict[str, Value], locate: Locate) -> None:
    version = value["swagger"]
    if isinstance(version, bool) or version not in ("2.0", "2", 2):
        raise DocumentError(
            f"Swagger version {printable(str(version), 30)!r} is not supported",
            where=locate("/swagger"),
            cure='Trueline reads swagger: "2.0", and OpenAPI 3.0.x, 3.1.x and 3.2.x',
        )
    _object(value, "info", "", locate, required=True)
    for key in ("definitions", "parameters", "responses", "securityDefinitions"):
        _object(value, key, "", locate)
    _check_paths(_object(value, "paths", "", locate, required=True) or {}, locate)


def _version(value: dict[str, Value], locate: Locate) -> int:
    if "openapi" not in value:
        found = ", ".join(printable(key, 30) for key in list(value)[:5]) or "nothing"
        what = f"not an OpenAPI document: it has no openapi key (found {found})"
        raise DocumentError(
            what, where=locate(""), cure="Check the path; an OpenAPI document starts with openapi: 3.1.0."
        )
    version = value["openapi"]
    if not isinstance(version, str):
        raise DocumentError(
            f"openapi is {kind_of(version)}, and must be a string",
            where=locate("/openapi"),
            cure='Quote it and write all three numbers: openapi: "3.1.0".',
        )
    match = _SUPPORTED.fullmatch(version)
    if not match:
        what = f"OpenAPI version {printable(version, 30)!r} is not supported"
        raise DocumentError(what, where=locate("/openapi"), cure="Trueline reads 2.0, 3.0.x, 3.1.x and 3.2.x")
    return int(match[1])


def _refuse_section_ref(section: dict[str, Value], key: str, locate: Locate) -> None:
    if isinstance(section.get("$ref"), str):
        raise DocumentError(
            f"components.{printable(key, 40)} is a $ref; OpenAPI allows one in place of each member, not of all",
            where=locate(pointers.join("/components", key, "$ref")),
            cure="Reference the members one by one.",
        )


def _check_paths(paths: dict[str, Value], locate: Locate) -> None:
    for path in paths:
        if path.startswith("x-"):
            continue
        if not path.startswith("/"):
            raise DocumentError(
                f'the path "{printable(path, 120)}" does not start with /',
                where=locate(pointers.join("/paths", path)),
                cure="Reference path items one by one." if path == "$ref" else "Put a / before it.",
            )
        _check_path_item(paths, path, "/paths", locate)


def _check_path_item(holder: dict[str, Value], name: str, pointer: str, locate: Locate) -> None:
    item = _object(holder, name, pointer, locate, required=True) or {}
    place = pointers.join(pointer, name)
    for method in METHODS:
        _object(item, method, place, locate)
    others = _object(item, "additionalOperations", place, locate) or {}
    for method in others:
        _object(others, method, pointers.join(place, "additionalOperations"), locate)


def _object(
    holder: dict[str, Value], key: str, pointer: str, locate: Locate, *, required: bool = False
) -> dict[str, Value] | None:
    """The object at ``key``; ``None`` when there is no such key and none is required."""
    place = pointers.join(pointer, key)
    if key not in holder:
        if required:
            raise DocumentError(f"{printable(key, 120)} is missing", where=locate(pointer), cure=f"Add {place}.")
        return None
    value = holder[key]
    if not isinstance(value, dict):
        what = f"{printable(key, 120)} must be an object, this is {kind_of(value)}"
        raise DocumentError(what, where=locate(place), cure="Correct it, or remove it.")
    return value
