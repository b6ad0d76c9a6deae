from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..decoding import DecodeError, read_value

Decoder = Callable[[Any], Any]


def problem(decoder: Decoder, value: Any) -> str:
    try:
        read_value(decoder, value, strict=True)
    except DecodeError as error:
        return str(error)
    return ""
