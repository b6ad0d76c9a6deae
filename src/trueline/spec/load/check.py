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


def check_document(value: Value, where: Locate) -> dict[str, Value]:
    """``value`` when it is a Swagger 2.0 or OpenAPI 3.0, 3.1 or 3.2 document with a sound top. Raises DocumentError."""
    if not isinstance(value, dict):
        raise DocumentError(
            f"an OpenAPI document is an object, this is {kind_of(value)}", where=where(""), cure="check the path"
        )
    if "swagger" in value and "openapi" not in value:
        _check_swagger(value, where)
        return value
    minor = _version(value, where)
    _object(value, "info", "", where, required=True)
    components = _object(value, "components", "", where)
    webhooks = _object(value, "webhooks", "", where)
    paths = _object(value, "paths", "", where, required=minor == 0)
    if paths is None and webhooks is None and components is None:
        what = "the document has none of paths, webhooks and components"
        raise DocumentError(what, where=where(""), cure="describe at least one path")
    for key in components or {}:
        if not key.startswith("x-"):
            _refuse_section_ref(_object(components or {}, key, "/components", where) or {}, key, where)
    _check_paths(paths or {}, where)
    for name in webhooks or {}:
        _check_path_item(webhooks or {}, name, "/webhooks", where)
    return value


def _check_swagger(value: dict[str, Value], where: Locate) -> None:
    version = value["swagger"]
    if isinstance(version, bool) or version not in ("2.0", "2", 2):
        raise DocumentError(
            f"Swagger version {printable(str(version), 30)!r} is not supported",
            where=where("/swagger"),
            cure='Trueline reads swagger: "2.0", and OpenAPI 3.0.x, 3.1.x and 3.2.x',
        )
    _object(value, "info", "", where, required=True)
    for key in ("definitions", "parameters", "responses", "securityDefinitions"):
        _object(value, key, "", where)
    _check_paths(_object(value, "paths", "", where, required=True) or {}, where)


def _version(value: dict[str, Value], where: Locate) -> int:
    if "openapi" not in value:
        found = ", ".join(printable(key, 30) for key in list(value)[:5]) or "nothing"
        what = f"not an OpenAPI document: it has no openapi key (found {found})"
        raise DocumentError(
            what, where=where(""), cure="check the path; an OpenAPI document starts with openapi: 3.1.0"
        )
    version = value["openapi"]
    if not isinstance(version, str):
        raise DocumentError(
            f"openapi is {kind_of(version)}, and must be a string",
            where=where("/openapi"),
            cure='quote it and write all three numbers: openapi: "3.1.0"',
        )
    match = _SUPPORTED.fullmatch(version)
    if not match:
        what = f"OpenAPI version {printable(version, 30)!r} is not supported"
        raise DocumentError(what, where=where("/openapi"), cure="Trueline reads 2.0, 3.0.x, 3.1.x and 3.2.x")
    return int(match[1])


def _refuse_section_ref(section: dict[str, Value], key: str, where: Locate) -> None:
    if isinstance(section.get("$ref"), str):
        raise DocumentError(
            f"a $ref in the place of all of components.{printable(key, 40)}; OpenAPI allows one for each member only",
            where=where(pointers.join("/components", key, "$ref")),
            cure="reference the members one by one",
        )


def _check_paths(paths: dict[str, Value], where: Locate) -> None:
    for path in paths:
        if path.startswith("x-"):
            continue
        if not path.startswith("/"):
            raise DocumentError(
                f'the path "{printable(path, 120)}" does not start with /',
                where=where(pointers.join("/paths", path)),
                cure="reference path items one by one" if path == "$ref" else "put a / before it",
            )
        _check_path_item(paths, path, "/paths", where)


def _check_path_item(holder: dict[str, Value], name: str, pointer: str, where: Locate) -> None:
    item = _object(holder, name, pointer, where, required=True) or {}
    place = pointers.join(pointer, name)
    for method in METHODS:
        _object(item, method, place, where)
    others = _object(item, "additionalOperations", place, where) or {}
    for method in others:
        _object(others, method, pointers.join(place, "additionalOperations"), where)


def _object(
    holder: dict[str, Value], key: str, pointer: str, where: Locate, *, required: bool = False
) -> dict[str, Value] | None:
    """The object at ``key``; ``None`` when there is no such key and none is required."""
    place = pointers.join(pointer, key)
    if key not in holder:
        if required:
            raise DocumentError(f"{printable(key, 120)} is missing", where=where(pointer), cure=f"add {place}")
        return None
    value = holder[key]
    if not isinstance(value, dict):
        what = f"{printable(key, 120)} must be an object, this is {kind_of(value)}"
        raise DocumentError(what, where=where(place), cure="correct it, or remove it")
    return value
