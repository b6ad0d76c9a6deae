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
    name: str
    operation: str
    method: str
    expression: str
    parse: Callable[[bytes | str | Mapping[str, Any]], Any] | None = None


def parse(payload: bytes | str | Mapping[str, Any], decode: Callable[[Any], T], strict: Strictness = False) -> T:
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
