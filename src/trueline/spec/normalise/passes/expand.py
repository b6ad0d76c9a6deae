"""Pass: every component except schemas is written out where it is used, and path items are merged into operations.

This is the one pass that copies: it leaves the loaded document alone, and stamps each parameter, operation and schema
with the pointer it came from. From here until *rename*, ``components.schemas`` is keyed by pointer.
"""

from __future__ import annotations

import re
from typing import Any

from trueline.spec.document import Json, is_array, is_object
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.normalise.helpers.copying import copy_schema
from trueline.spec.normalise.helpers.messages import Messages
from trueline.spec.normalise.helpers.source import Source
from trueline.spec.normalise.helpers.tokens import TOKEN
from trueline.spec.normalise.report import Notes
from trueline.spec.openapi import METHODS
from trueline.spec.pointer import join

_BESIDE = {*METHODS, "$ref", "parameters", "servers", "summary", "description", "additionalOperations"}
_ROOT = ("info", "tags", "externalDocs")
_VERSION = re.compile(r"3\.[0-9]+(\.[0-9]+)?(-.*)?$")


def run(document: Json, notes: Notes) -> Json:
    """The document with nothing but schemas and security schemes left to refer to."""
    _check_version(document, notes)
    source = Source(notes)
    paths = _Paths(Messages(source, notes), source, notes)
    components = paths.messages.object(document.get("components"), "/components")
    new: Json = {"openapi": str(document["openapi"]), **{key: document[key] for key in _ROOT if key in document}}
    new |= {str(key): value for key, value in document.items() if str(key).startswith("x-") and key != "x-webhooks"}
    new["servers"] = document.get("servers") or [{"url": "/"}]
    new["security"] = document.get("security") or []
    new["paths"] = paths.items(document.get("paths"), "/paths")
    webhooks = (
        "webhooks" if document.get("webhooks") is not None else "x-webhooks"
    )  # what OpenAPI 3.0 documents call them
    new["webhooks"] = paths.webhooks(document.get(webhooks), f"/{webhooks}")
    new["components"] = {
        "schemas": _schemas(components.get("schemas"), paths.messages, notes),
        "securitySchemes": _security_schemes(components.get("securitySchemes"), paths.messages),
    }
    return new


def _check_version(document: Json, notes: Notes) -> None:
    version = document.get("openapi")
    if version is None or not _VERSION.match(str(version)):
        notes.refuse("/openapi", f"the OpenAPI version is {version!r}, not 3.x", "Write `openapi: 3.1.0`.")


def _schemas(value: Any, messages: Messages, notes: Notes) -> Json:
    found = messages.object(value, "/components/schemas")
    pointers = {join("/components/schemas", name): schema for name, schema in found.items()}
    return {pointer: copy_schema(schema, pointer, notes) for pointer, schema in pointers.items()}


def _security_schemes(value: Any, messages: Messages) -> Json:
    base = "/components/securitySchemes"
    found = (
        (str(name), messages.source.follow(node, join(base, name))[0])
        for name, node in messages.object(value, base).items()
    )
    return {name: scheme for name, scheme in found if is_object(scheme)}


class _Paths:
    """Copies path items: of the document, of its webhooks and of callbacks."""

    def __init__(self, messages: Messages, source: Source, notes: Notes) -> None:
        self.messages = messages
        self.source = source
        self.notes = notes
        self._open: set[str] = set()

    def items(self, value: Any, pointer: str) -> Json:
        nodes = self.messages.object(value, pointer)
        return {
            str(path): self._item(node, join(pointer, path))
            for path, node in nodes.items()
            if not str(path).startswith("x-")
        }

    def webhooks(self, value: Any, pointer: str) -> Json:
        """Webhooks by name. Some documents write each as a callback: by a runtime expression, then by method."""
        found: Json = {}
        for name, node in self.messages.object(value, pointer).items():
            expressions = [key for key in node if str(key).startswith("{$")] if is_object(node) else []
            if not expressions:
                found |= self.items({name: node}, pointer)
                continue
            place = join(pointer, name)
            self.notes.repair(place, "the webhook is written as a callback, by an expression; taken without it")
            for key, item in self.items({key: node[key] for key in expressions}, place).items():
                found[str(name) if len(expressions) == 1 else f"{name} {key}"] = item
        return found

    def _item(self, node: Any, pointer: str) -> Json:
        beside = self.messages.object(node, pointer)
        found, place = self.source.follow(node, pointer)
        if found is None:
            reason = f"the path item refers to {beside.get('$ref')}, which is not there"
            self.notes.lose(pointer, reason, "Describe the path item there, or correct the reference.")
            found, place = {}, pointer
        item = self.messages.object(found, place)
        places = {key: join(place, key) for key in item} | {key: join(pointer, key) for key in beside}
        item = item if item is beside else {**item, **beside}
        for key in item:
            if key not in _BESIDE and not str(key).startswith("x-"):
                self.notes.lose(
                    places[key], f"{key!r} is not an HTTP method that OpenAPI knows", "Use one that it knows."
                )
        made = {method: self._operation(item, method, places) for method in METHODS if item.get(method) is not None}
        return made | self._others(item, places)

    def _others(self, item: Json, places: dict[str, str]) -> Json:
        """``additionalOperations`` (OpenAPI 3.2): methods that have no word of their own, sent as they are written."""
        base = places.get("additionalOperations", "")
        found = self.messages.object(item.get("additionalOperations"), base)
        made: Json = {}
        for method, node in found.items():
            pointer = join(base, method)
            if not TOKEN.fullmatch(method) or method != method.upper() or method.lower() in METHODS:
                reason = (
                    f"{method!r} can't be sent as a method of its own: it is not a token, not in capitals, or known"
                )
                self.notes.lose(pointer, reason, "Use capitals, and for methods that OpenAPI knows their own keyword.")
            elif node is not None:
                made[method] = self._operation({**item, method: node}, method, {**places, method: pointer})
        return made

    def _operation(self, item: Json, method: str, places: dict[str, str]) -> Json:
        pointer = places[method]
        node = self.messages.object(item[method], pointer)
        if pointer in self._open:
            self.notes.refuse(
                pointer, "a callback of this operation leads back to it", "Describe the callback's own path item."
            )
        self._open.add(pointer)
        copy = dict(node)
        copy["parameters"] = self._parameters(item, places) | self._parameters(
            node, {"parameters": join(pointer, "parameters")}
        )
        copy["parameters"] = list(copy["parameters"].values())
        for key in ("summary", "description", "servers"):
            if copy.get(key) is None and item.get(key) is not None:
                copy[key] = item[key]
        if node.get("requestBody") is not None:
            copy["requestBody"] = self.messages.request_body(node["requestBody"], join(pointer, "requestBody"))
        copy["responses"] = self.messages.named(node.get("responses"), join(pointer, "responses"), self._response)
        if node.get("callbacks") is not None:
            copy["callbacks"] = self.messages.named(node["callbacks"], join(pointer, "callbacks"), self._callback)
        self._open.discard(pointer)
        return {**{key: value for key, value in copy.items() if value is not None}, POINTER: pointer}

    def _response(self, node: Any, pointer: str) -> Json | None:
        if pointer.rpartition("/")[2].startswith("x-"):
            return None
        return self.messages.response(node, pointer) or {"description": "", POINTER: pointer}

    def _callback(self, node: Any, pointer: str) -> Json | None:
        found, place = self.source.follow(node, pointer)
        if found is None:
            self.notes.lose(pointer, "the callback refers to nothing", "Describe the callback there.")
            return None
        return self.items(found, place)

    def _parameters(self, node: Json, places: dict[str, str]) -> dict[tuple[str, str], Json]:
        listed: Any = node.get("parameters") or []
        if not is_array(listed):
            self.notes.refuse(places["parameters"], "parameters is not a list", "Write a list of parameters.")
        found: dict[tuple[str, str], Json] = {}
        for index, raw in enumerate(listed):
            pointer = join(places["parameters"], index)
            parameter = self.messages.parameter(raw, pointer)
            if parameter is None:
                continue
            key = (str(parameter.get("name")), str(parameter.get("in")))
            if key in found:
                self.notes.repair(pointer, f"the {key[1]} parameter {key[0]!r} is listed twice; the last one counts")
            found[key] = parameter
        return found
