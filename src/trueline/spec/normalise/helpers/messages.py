"""Copies what an operation is made of: parameters, bodies, responses, headers and media types, references followed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from trueline.spec.document import Json, is_object
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.normalise.helpers.copying import copy_schema, kind_of
from trueline.spec.normalise.helpers.source import Source
from trueline.spec.normalise.report import Notes
from trueline.spec.pointer import join

Copier = Callable[[Json, str], Json]


class Messages:
    """Copies by pointer, once: what a component describes is one object however many operations share it."""

    def __init__(self, source: Source, notes: Notes) -> None:
        self.source = source
        self.notes = notes
        self._copies: dict[str, Json] = {}

    def parameter(self, node: Any, pointer: str) -> Json | None:
        """A parameter object, or ``None`` (a loss) when its reference leads nowhere."""
        return self._shared(node, pointer, "parameter", self._parameter)

    def request_body(self, node: Any, pointer: str) -> Json | None:
        """A request body object."""
        return self._shared(node, pointer, "request body", self._with_content)

    def response(self, node: Any, pointer: str) -> Json | None:
        """A response object."""
        return self._shared(node, pointer, "response", self._response)

    def header(self, node: Any, pointer: str) -> Json | None:
        """A header object: a parameter without name and place."""
        return self._shared(node, pointer, "header", self._parameter)

    def named(self, value: Any, pointer: str, copier: Callable[[Any, str], Json | None]) -> Json:
        """An object whose members are copied one by one; those that lead nowhere are left out."""
        copies = ((str(name), copier(sub, join(pointer, name))) for name, sub in self.object(value, pointer).items())
        return {name: copy for name, copy in copies if copy is not None}

    def object(self, value: Any, pointer: str) -> Json:
        """``value`` if it is an object, ``{}`` if it is null; anything else is refused."""
        if value is None:
            return {}
        if not is_object(value):
            self.notes.refuse(pointer, f"this is a JSON {kind_of(value)}, not an object", "Write an object here.")
        return value

    def _shared(self, node: Any, pointer: str, noun: str, copier: Copier) -> Json | None:
        found, place = self.source.follow(node, pointer)
        if found is None:
            said = f"the {noun} refers to {node['$ref']}, which is not there" if is_object(node) else f"no {noun}"
            self.notes.lose(pointer, said, f"Describe the {noun} there, or correct the reference.")
            return None
        if place not in self._copies:
            self._copies[place] = {**copier(self.object(found, place), place), POINTER: place}
        copy = self._copies[place]
        if place != pointer and isinstance(
            node.get("description"), str
        ):  # 3.1: a reference may say it in its own words
            return {**copy, "description": node["description"]}
        return copy

    def _parameter(self, node: Json, pointer: str) -> Json:
        copy = {key: value for key, value in node.items() if key not in ("schema", "content", "example", "examples")}
        if "schema" in node:
            copy["schema"] = copy_schema(node["schema"], join(pointer, "schema"), self.notes)
        if node.get("content") is not None:
            copy["content"] = self.named(node["content"], join(pointer, "content"), self.media_type)
        return {**copy, **self._examples(node, pointer)}

    def _with_content(self, node: Json, pointer: str) -> Json:
        return {**node, "content": self.named(node.get("content"), join(pointer, "content"), self.media_type)}

    def _response(self, node: Json, pointer: str) -> Json:
        copy = {key: value for key, value in node.items() if key != "links"}
        if "content" in node:
            copy["content"] = self.named(node["content"], join(pointer, "content"), self.media_type)
        if "headers" in node:
            copy["headers"] = self.named(node["headers"], join(pointer, "headers"), self.header)
        if node.get("links") is not None:
            copy["links"] = self.named(node["links"], join(pointer, "links"), self._link)
        return copy

    def _link(self, node: Any, pointer: str) -> Json | None:
        return self._shared(node, pointer, "link", lambda found, _: dict(found))

    def media_type(self, node: Any, pointer: str) -> Json:
        """A media type object; ``schema`` is always there, ``{}`` where the document has none."""
        found, place = self.source.follow(node, pointer)
        if found is None:
            reason = f"the media type refers to {node['$ref']}, which is not there"
            self.notes.lose(pointer, reason, "Describe the media type there, or correct the reference.")
        node, pointer = self.object(found, place), place
        copy = {key: value for key, value in node.items() if key not in ("example", "examples")}
        copy["schema"] = copy_schema(node.get("schema", {}), join(pointer, "schema"), self.notes)
        if node.get("itemSchema") is not None:  # OpenAPI 3.2: one item of a stream
            copy["itemSchema"] = copy_schema(node["itemSchema"], join(pointer, "itemSchema"), self.notes)
        if is_object(node.get("encoding")):
            copy["encoding"] = self.named(node["encoding"], join(pointer, "encoding"), self._encoding)
        return {**copy, **self._examples(node, pointer)}

    def _encoding(self, node: Any, pointer: str) -> Json:
        copy = dict(self.object(node, pointer))
        if "headers" in copy:
            copy["headers"] = self.named(copy["headers"], join(pointer, "headers"), self.header)
        return copy

    def _examples(self, node: Json, pointer: str) -> Json:
        if is_object(node.get("examples")):
            found = {
                str(name): self.source.follow(example, join(pointer, "examples", name))[0]
                for name, example in node["examples"].items()
            }
            return {"examples": {name: example for name, example in found.items() if is_object(example)}}
        return {"examples": {"default": {"value": node["example"]}}} if "example" in node else {}
