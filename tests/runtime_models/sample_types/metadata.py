from __future__ import annotations

from typing import Any, TypeAlias

from trueline.runtime.decoding import map_decoder, string

Metadata: TypeAlias = "dict[str, str]"
"""Notes of your own."""

_decode = map_decoder(string)


def decode(value: Any) -> Metadata:
    """Decode a JSON value."""
    result: Metadata = _decode(value)
    return result
