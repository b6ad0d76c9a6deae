"""Callbacks: what the API sends because of a call, to an address that the caller gave. OpenAPI 3.1 section 4.8.18."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from .decoding import Strictness, read_value
from .forms import payload_value
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
    value = payload_value(payload, decode) if isinstance(payload, (bytes, str)) else dict(payload)
    return read_value(decode, value, strict=strict) if is_object(value) else decode(value)
