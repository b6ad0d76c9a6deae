"""Request bodies: JSON, validated, with the defaults of the document filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import jsonschema_rs

from tollkeeper_server.errors import StartError
from tollkeeper_server.problems import Fault, Problem
from tollkeeper_server.spec.json_text import pointer, read_json
from tollkeeper_server.spec.refs import Refs
from tollkeeper_server.spec.shapes import is_array, is_object

JSON = "application/json"
LARGEST = 1_048_576
_FAULTS = 100

Fill = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Body:
    """A JSON body. ``fill`` gives a valid value the defaults that it lacks."""

    required: bool
    validator: jsonschema_rs.Draft202012Validator
    fill: Fill

    def decode(self, raw: bytes, media_type: str) -> Any:
        """The value of a body. Raises ``Problem``: 415, 400 or 422. No body, where none is required: the defaults."""
        if not raw and not self.required:
            return self.fill({})
        if media_type.partition(";")[0].strip().lower() != JSON:
            shown = media_type[:100] or "a body without Content-Type"
            raise Problem("unsupported_media_type", f"Send {JSON} instead of {shown}.")
        value = read_json(raw)
        self._check(value)
        return self.fill(value)

    def _check(self, value: Any) -> None:
        faults = [
            Fault(pointer(error.instance_path), error.message[:300] + ".")
            for error in islice(self.validator.iter_errors(value), _FAULTS)
        ]
        faults += [Fault(pointer(path), "It holds U+0000, which can't be stored.") for path in _nul(value, ())]
        if faults:
            detail = f"{faults[0].pointer or 'The body'}: {faults[0].detail}"
            raise Problem("validation_failed", detail, errors=faults)


def bind_body(node: Mapping[str, Any], refs: Refs) -> Body:
    """Read a request body. Raises ``StartError`` for anything but JSON."""
    if list(node["content"]) != [JSON]:
        raise StartError(f"a request body is {', '.join(node['content'])}; the server reads {JSON}")
    schema = node["content"][JSON]["schema"]
    return Body(bool(node.get("required")), refs.validator(schema), _filler(schema, refs) or (lambda value: value))


def _filler(schema: Mapping[str, Any], refs: Refs) -> Fill | None:
    """What fills the defaults of a schema, ``None`` where there are none."""
    schema = refs.follow(schema)
    if "items" in schema:
        each = _filler(schema["items"], refs)
        return (lambda value: [each(item) for item in value]) if each else None
    defaults: dict[str, Any] = {}
    fillers: dict[str, Fill] = {}
    for name, part in schema.get("properties", {}).items():
        fill = _filler(part, refs)
        if "default" in part:
            defaults[name] = part["default"]
        if fill:
            fillers[name] = fill
    if not defaults and not fillers:
        return None

    def filled(value: dict[str, Any]) -> dict[str, Any]:
        nested = {name: fill(value[name]) for name, fill in fillers.items() if name in value}
        return {**defaults, **value, **nested}

    return filled


def _nul(value: Any, path: tuple[str | int, ...]) -> list[tuple[str | int, ...]]:
    """Where a text or a name holds U+0000. PostgreSQL can't store it, so no database gets it."""
    if isinstance(value, str):
        return [path] if "\0" in value else []
    if is_object(value):
        inside = [found for name, item in value.items() for found in _nul(item, (*path, name))]
        return inside + [path for name in value if "\0" in name]
    if is_array(value):
        return [found for index, item in enumerate(value) for found in _nul(item, (*path, index))]
    return []
