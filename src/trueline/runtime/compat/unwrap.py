"""Methods that return one property of the answer."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from ..operation import Decoder, Operation
from ..unset import is_mapping

__all__ = ["unwrapped"]

T = TypeVar("T")


def unwrapped(op: Operation[T], name: str) -> Operation[T]:
    """The operation whose answer is what its property ``name`` is."""
    found: Operation[T] = _unwrapped(op, name)
    return found


@cache
def _unwrapped(op: Operation[Any], name: str) -> Operation[Any]:
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
