"""An independent count: the loaded document, read once more and held against the facts.

Normalising says itself what it could not carry. This module does not believe it: it resolves references on its own and
looks for every operation, parameter, response, media type, schema and property among the facts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from trueline.codegen.facts import CallbackFact, Facts, OperationFact, ResponseFact
from trueline.spec.document import Json, is_array, is_object
from trueline.spec.normalise.passes.contents import media_type_meant
from trueline.spec.normalise.report import Loss
from trueline.spec.openapi import METHODS
from trueline.spec.pointer import from_fragment, join
from trueline.spec.types import references

_BUG = "This is a bug in Trueline; please report it with this part of the document."
#: Header parameters that OpenAPI says to ignore (3.1, section 4.8.12.2).
_IGNORED = frozenset({"accept", "content-type", "authorization"})


_TEMPLATE = re.compile(r"\{([^{}]*)\}")


@dataclass(slots=True)
class Counts:
    """How many of each."""

    operations: int = 0
    schemas: int = 0
    properties: int = 0
    parameters: int = 0
    responses: int = 0
    media_types: int = 0
    callbacks: int = 0
    links: int = 0


class Census:
    """Counts the document and what of it the facts hold; ``losses`` says what is missing, pointer by pointer."""

    def __init__(self, document: Json, facts: Facts) -> None:
        self._document = document
        self._facts = facts
        self.in_spec = Counts()
        self.in_sdk = Counts()
        self.losses: list[Loss] = []
        self._callbacks_of: dict[str, list[CallbackFact]] = defaultdict(list)
        for callback in facts.callbacks:
            self._callbacks_of[callback.owner].append(callback)
        self._operations()
        self._schemas()

    def _tally(self, kind: str, is_in_sdk: bool, pointer: str, subject: str) -> None:
        setattr(self.in_spec, kind, getattr(self.in_spec, kind) + 1)
        if is_in_sdk:
            setattr(self.in_sdk, kind, getattr(self.in_sdk, kind) + 1)
        else:
            self.losses.append(Loss(pointer, f"{subject} is not in the SDK", _BUG))

    def _resolve(self, value: Any) -> Any:
        for _ in range(32):
            if not is_object(value) or not isinstance(value.get("$ref"), str):
                return value
            target: Any = self._document
            for token in from_fragment(str(value["$ref"]).removeprefix("#")):
                target = target[int(token)] if is_array(target) else target[token]
            value = target
        return value

    def _operations(self) -> None:
        known = {(fact.method, fact.path): fact for fact in reversed(tuple(self._facts.operations.values()))}
        for path, item in _object(self._document.get("paths")).items():
            if path.startswith("x-"):
                continue
            resolved = _object(self._resolve(item))
            for method, pointer, operation in _operations_of(resolved, join("/paths", path)):
                if is_object(operation):
                    fact = known.get((method.upper(), path))
                    self._tally("operations", fact is not None, pointer, f"the operation {method.upper()} {path}")
                    if fact:
                        self._operation(resolved, operation, fact, pointer)

    def _operation(self, item: Json, source: Json, fact: OperationFact, pointer: str) -> None:
        have = {(p.location, p.name.lower()) for p in fact.parameters}
        for where, parameter in self._parameters(item, source, pointer):
            name, place = str(parameter.get("name")), str(parameter.get("in"))
            if self.is_ignored(parameter):
                continue
            if place == "path" and f"{{{name}}}" not in fact.path:
                continue  # it has no place to be sent in; what the path asks for is looked for below
            found = (place, name.lower()) in have
            self._tally("parameters", found, where, f"the {place} parameter {name!r}")
        self._check_template(fact, pointer, have)
        self._responses(source, fact, pointer)
        self._callbacks(source, fact, pointer)
        if source.get("requestBody"):
            media = {m.media_type for m in fact.body.media} if fact.body else set[str]()
            self._media(source["requestBody"], media, join(pointer, "requestBody"))

    def _check_template(self, fact: OperationFact, pointer: str, have: Collection[tuple[str, str]]) -> None:
        for name in _TEMPLATE.findall(fact.path):
            if ("path", name.lower()) not in have:
                self.losses.append(Loss(pointer, f"the path's {{{name}}} is not in the SDK", _BUG))

    @staticmethod
    def is_ignored(parameter: Json) -> bool:
        """Whether a parameter is a header that media types or security describe."""
        return parameter.get("in") == "header" and str(parameter.get("name")).lower() in _IGNORED

    def _responses(self, source: Json, fact: OperationFact, pointer: str) -> None:
        by_status = {response.status.upper(): response for response in fact.responses}
        for status, value in _object(source.get("responses")).items():
            if str(status).startswith("x-"):
                continue
            response = by_status.get(str(status).upper())
            where = join(pointer, "responses", str(status))
            self._tally("responses", response is not None, where, f"the response {status}")
            self._links(self._resolve(value), response, where)
            have = {m.media_type for m in response.media} if response else set[str]()
            self._response_media(source, self._resolve(value), have, where)

    def _callbacks(self, source: Json, fact: OperationFact, pointer: str) -> None:
        have = {
            (callback.name, callback.operation.path, callback.operation.method.lower())
            for callback in self._callbacks_of.get(fact.key, ())
        }
        for name, value in _object(source.get("callbacks")).items():
            for expression, item in _object(self._resolve(value)).items():
                for method in METHODS:
                    if not str(expression).startswith("x-") and _object(self._resolve(item)).get(method) is not None:
                        where = join(pointer, "callbacks", name, expression, method)
                        found = (name, expression, method) in have
                        self._tally("callbacks", found, where, f"the callback {name!r}")

    def _links(self, response: Any, fact: ResponseFact | None, pointer: str) -> None:
        have = {link.name for link in fact.links} if fact else set[str]()
        for name in _object(_object(response).get("links")):
            self._tally("links", name in have, join(pointer, "links", name), f"the link {name!r}")

    def _response_media(self, _operation: Json, response: Any, have: set[str], pointer: str) -> None:
        self._media(response, have, pointer)

    def _parameters(self, item: Json, source: Json, pointer: str) -> Iterator[tuple[str, Json]]:
        """Each parameter of an operation and where it stands; its own hide the path's of the same name and place."""
        merged: dict[tuple[str, str], tuple[str, Json]] = {}
        around = pointer.rpartition("/")[0].removesuffix("/additionalOperations")
        for owner, above in ((item, around), (source, pointer)):
            for number, raw in enumerate(_array(owner.get("parameters"))):
                parameter = self._resolve(raw)
                if is_object(parameter):
                    where = join(above, "parameters", str(number))
                    merged[str(parameter.get("in")), str(parameter.get("name"))] = (where, parameter)
        yield from merged.values()

    def _media(self, holder: Any, have: set[str], pointer: str) -> None:
        for media_type in _object(_object(self._resolve(holder)).get("content")):
            found = media_type in have or media_type_meant(media_type) in have
            self._tally("media_types", found, join(pointer, "content", media_type), f"the media type {media_type}")

    def _schemas(self) -> None:
        names = self._names_by_pointer()
        base, schemas = self._described()
        for name, schema in schemas.items():
            pointer = join(base, name)
            found = names.get(pointer)
            self._tally("schemas", bool(found), pointer, f"the schema {name}")
            properties = _properties(_object(schema))
            have = self._property_names(found or set()) if properties else set[str]()
            for key in properties:
                where = join(pointer, "properties", key)
                self._tally("properties", key in have, where, f"the property {key!r} of {name}")

    def _described(self) -> tuple[str, Json]:
        """Where schemas with names stand, and these schemas."""
        return "/components/schemas", _object(_object(self._document.get("components")).get("schemas"))

    def _names_by_pointer(self) -> dict[str, set[str]]:
        """The components of each pointer; several where requests and answers see a schema differently."""
        found: dict[str, set[str]] = defaultdict(set)
        for group in (self._facts.models, self._facts.enums, self._facts.aliases):
            for each in group.values():
                found[each.pointer].add(each.name)
        return found

    def _property_names(self, names: set[str]) -> set[str]:
        """All properties of these components and, where one is a union, of its members."""
        found: set[str] = set()
        waiting, seen = list(names), set(names)
        while waiting:
            name = waiting.pop()
            if name in self._facts.models:
                found |= {p.name for p in self._facts.models[name].properties}
            elif name in self._facts.aliases:
                more = set(references(self._facts.aliases[name].type)) - seen
                seen |= more
                waiting += more
        return found


def _properties(schema: Json) -> Json:
    """The properties that a value can have: none where the type is not an object (JSON Schema, core, 10.3.2.1)."""
    kind = schema.get("type", "object")
    return _object(schema.get("properties")) if "object" in (kind if is_array(kind) else [kind]) else {}


def _operations_of(item: Json, pointer: str) -> Iterator[tuple[str, str, Any]]:
    """The operations of a path item: method, pointer, and what stands there."""
    for method in METHODS:
        if method in item:
            yield method, join(pointer, method), item[method]
    for method, operation in _object(item.get("additionalOperations")).items():
        yield method, join(pointer, "additionalOperations", method), operation


def _object(value: object) -> Json:
    return value if is_object(value) else {}


def _array(value: object) -> list[Any]:
    return value if is_array(value) else []
