"""Callbacks: what the API sends because of a call, to an address that the caller gave. OpenAPI 3.1 section 4.8.18."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from .decoding import DecodeError, Strictness, read_value
from .encoding import loads
from .unset import is_object

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Callback:
    """A callback: its name, the method of the client that it belongs to, and where it goes (a runtime expression)."""

    name: str
    operation: str
    method: str
    expression: str
    #: Reads a payload; ``None`` where the callback brings none that is an object.
    parse: Callable[[bytes | str | Mapping[str, Any]], Any] | None = None


def parse(payload: bytes | str | Mapping[str, Any], decode: Callable[[Any], T], strict: Strictness = False) -> T:
    """The typed payload: of JSON, of a form, or of the object that a framework has made of either."""
    value = _value(payload) if isinstance(payload, (bytes, str)) else dict(payload)
    return read_value(decode, value, strict=strict) if is_object(value) else decode(value)


def _value(payload: bytes | str) -> Any:
    try:
        return loads(payload)
    except (ValueError, RecursionError):
        text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else payload
        fields: dict[str, list[str]] = {}
        for name, value in parse_qsl(text, keep_blank_values=True) if "=" in text else ():
            fields.setdefault(name, []).append(value)
        if not fields:
            raise DecodeError("the payload is neither JSON nor a form") from None
        return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}
