"""Which resource and method an operation becomes.

In order of authority: ``x-sdk-name`` on the operation (``webhooks.events.list``, set by the spec or an overlay); an
operationId that names its own place with dots or slashes (``keys.create``, ``repos/list-for-org``); the first tag with
the operationId; the path. Names that clash get the method and path spelled out, never a number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from trueline import names
from trueline.codegen.facts import OperationFact

NAME_EXTENSION = "x-sdk-name"
_VERSION = re.compile(r"v\d+")
#: Attributes of every resource and the decorators in its class, and the attributes of the client. What would hide one
#: gets a trailing underscore.
RESERVED = frozenset({"with_raw_response", "with_streaming_response", "property", "deprecated"})
CLIENT_RESERVED = RESERVED | {"with_options", "close", "aclose", "request", "call", "page", "stream", "base_url"}
_ORDER = {name: number for number, name in enumerate(("list", "create", "retrieve", "update", "delete"))}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an operation lives: ``client.<resource>.<method>()``; an empty resource is the client itself."""

    resource: tuple[str, ...]
    method: str


def place_all(operations: Iterable[OperationFact]) -> dict[str, Place]:
    """The place of each operation, by key. No two are the same, and no method hides a resource."""
    facts = list(operations)
    dotted = sum(bool(_segments(fact)) for fact in facts) * 2 > len(facts)
    common = _common_version(facts) if dotted else ""
    places = {fact.key: _place(fact, dotted, common) for fact in facts}
    return _apart(places, {fact.key: fact for fact in facts})


def method_order(name: str) -> tuple[int, str]:
    """List, create, retrieve, update, delete first, then A to Z."""
    return (_ORDER.get(name, len(_ORDER)), name)


def _segments(fact: OperationFact) -> list[str]:
    """The parts of an operationId that names its own place; none when it is one word."""
    parts = [part for part in re.split(r"[./]", fact.operation_id or "") if part.strip("_-")]
    return parts if len(parts) > 1 else []


def _common_version(facts: list[OperationFact]) -> str:
    firsts = {segments[0] for fact in facts if (segments := _segments(fact))}
    return next(iter(firsts)) if len(firsts) == 1 and _VERSION.fullmatch(next(iter(firsts))) else ""


def _place(fact: OperationFact, dotted: bool, common: str) -> Place:
    given = fact.extensions.get(NAME_EXTENSION)
    if isinstance(given, str) and given:
        return _of_parts(given.split("."))
    parts = _segments(fact)
    if dotted and parts:
        return _of_parts(parts[1:] if parts[0] == common and len(parts) > 2 else parts)
    if dotted and fact.operation_id:
        return _of_parts([fact.operation_id])
    resource = fact.tags[0] if fact.tags else _first_segment(fact.path)
    return _of_parts([resource, fact.operation_id or _from_path(fact)])


def _of_parts(parts: list[str]) -> Place:
    safe = [_safe(part, CLIENT_RESERVED if number == 0 else RESERVED) for number, part in enumerate(parts)]
    return Place(tuple(safe[:-1]), safe[-1])


def _safe(text: str, reserved: frozenset[str] = RESERVED) -> str:
    name = names.snake(text)
    return f"{name}_" if name in reserved else name


def _first_segment(path: str) -> str:
    for segment in path.split("/"):
        if segment and not segment.startswith("{") and not _VERSION.fullmatch(segment):
            return segment
    return "default"


def _from_path(fact: OperationFact) -> str:
    words = [segment.strip("{}") for segment in fact.path.split("/") if segment]
    return " ".join([fact.method.lower(), *words])


def _apart(places: dict[str, Place], facts: dict[str, OperationFact]) -> dict[str, Place]:
    counts = Counter(places.values())
    spelled = {
        key: place if counts[place] == 1 else Place(place.resource, _safe(f"{place.method} {_from_path(facts[key])}"))
        for key, place in places.items()
    }
    resources = {place.resource[: n + 1] for place in spelled.values() for n in range(len(place.resource))}
    taken: set[Place] = set()
    result: dict[str, Place] = {}
    for key, place in spelled.items():
        free = place
        while free in taken or (*free.resource, free.method) in resources:
            free = Place(free.resource, f"{free.method}_")
        taken.add(free)
        result[key] = free
    return result
