"""Methods that return one property of the answer."""

from __future__ import annotations

from functools import cache
from typing import Any

from ..guards import is_mapping
from ..operation import Decoder, Operation

__all__ = ["unwrapped"]


@cache
def unwrapped(op: Operation[Any], name: str) -> Operation[Any]:
    """The operation whose answer is what its property ``name`` is."""
    responses = {
        status: {media: decode and _inside(decode, name) for media, decode in content.items()}
        for status, content in op.responses.items()
    }
    return op.but(responses=responses)


def _inside(decode: Decoder, name: str) -> Decoder:
    def read(value: Any) -> Any:
        if not is_mapping(value):
            return decode(value)
        found: Any = value.get(name)
        return None if found is None else decode(found)

    return read
