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
    name: str
    operation: str
    method: str
    expression: str
    parse: Callable[[bytes | str | Mapping[str, Any]], Any] | None = None


def parse(payload: bytes | str | Mapping[str, Any], decode: Callable[[Any], T], strict: Strictness = False) -> T:
    value = payload_value(payload, decode) if isinstance(payload, (bytes, str)) else dict(payload)
    return read_value(decode, value, strict=strict) if is_object(value) else decode(value)
