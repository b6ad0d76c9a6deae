"""Request bodies: JSON, validated, with the defaults of the document filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

import jsonschema_rs

from tollkeeper_server.errors import StartError
from tollkeeper_server.exact import MOST_DECIMALS, is_storable
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
        faults = list(islice(_unstorable(value, ()), _FAULTS)) or [
            Fault(pointer(error.instance_path), error.message[:300] + ".")
            for error in islice(self.validator.iter_errors(value), _FAULTS)
        ]
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


def _unstorable(value: Any, path: tuple[str | int, ...]) -> Iterator[Fault]:
    """What no database gets: U+0000, which PostgreSQL can't store, and numbers of no end. No validator sees it."""
    if isinstance(value, str) and "\0" in value:
        yield Fault(pointer(path), "It holds U+0000, which can't be stored.")
    elif isinstance(value, Decimal) and not is_storable(value):
        yield Fault(pointer(path), f"It has more than {MOST_DECIMALS} digits before or after the point.")
    elif is_object(value):
        for name, item in value.items():
            if "\0" in name:
                yield Fault(pointer(path), "It holds U+0000, which can't be stored.")
            yield from _unstorable(item, (*path, name))
    elif is_array(value):
        for index, item in enumerate(value):
            yield from _unstorable(item, (*path, index))
