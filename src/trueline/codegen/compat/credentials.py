"""Parameters that repeat a credential of the client: no arguments, and sent as the credential that they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trueline.spec.document import Json, is_array, is_object
from trueline.spec.openapi import METHODS
from trueline.spec.pointer import from_fragment

_IN_AUTHORIZATION = frozenset({"http", "oauth2", "openIdConnect"})


def without_credentials(root: Json, schemes: set[str]) -> None:
    """Take the parameters out of ``root`` that repeat one of ``schemes``; each becomes a demand of its operations."""
    places = dict(_places(root, schemes))
    paths = root.get("paths")
    for item in filter(is_object, paths.values() if is_object(paths) and places else ()):
        shared = _taken(root, item, places)
        for operation in filter(is_object, map(item.get, METHODS)):
            for scheme, required in {**shared, **_taken(root, operation, places)}.items():
                stated = operation.get("security", root.get("security"))
                operation["security"] = _with(stated, scheme, required=required)


def _places(root: Json, schemes: set[str]) -> Iterator[tuple[tuple[str, str], str]]:
    """Where each credential travels: its place and name, and its scheme."""
    components = root.get("components")
    known = components.get("securitySchemes") if is_object(components) else None
    for name, scheme in reversed(known.items()) if is_object(known) else ():
        if name in schemes and is_object(scheme):
            in_authorization = scheme.get("type") in _IN_AUTHORIZATION
            place = ("header", "authorization") if in_authorization else _place(scheme)
            yield place, name


def _taken(root: Json, holder: Json, places: dict[tuple[str, str], str]) -> dict[str, bool]:
    """Take credentials out of the parameters of ``holder``: their schemes, and whether each is required."""
    parameters = holder.get("parameters")
    if not is_array(parameters):
        return {}
    resolved = [(_place(_resolved(root, each)), each) for each in parameters]
    holder["parameters"] = [each for place, each in resolved if place not in places]
    taken = [(places[place], _resolved(root, each)) for place, each in resolved if place in places]
    return {scheme: parameter.get("required") is True for scheme, parameter in taken}


def _resolved(root: Json, parameter: Any) -> Json:
    reference = parameter.get("$ref") if is_object(parameter) else None
    if isinstance(reference, str) and reference.startswith("#"):
        parameter = root
        for token in from_fragment(reference.removeprefix("#")):
            parameter = parameter.get(token) if is_object(parameter) else None
    return parameter if is_object(parameter) else {}


def _place(parameter: Json) -> tuple[str, str]:
    place, name = str(parameter.get("in")), str(parameter.get("name"))
    return place, name.lower() if place == "header" else name


def _with(stated: Any, scheme: str, *, required: bool) -> list[Any]:
    """The ways to be let in, with ``scheme`` beside each; as they are where one of them has it."""
    ways = [way for way in stated if is_object(way)] if is_array(stated) else []
    if any(scheme in way for way in ways):
        return ways
    ways = ways or [{}]
    return [*({**way, scheme: []} for way in ways), *(() if required else ways)]
