"""Decoders whose values differ: a number is a ``float``, also where it came without a fraction."""

from __future__ import annotations

from typing import Any

from ..decoding import number as exact


def number(value: Any) -> float:
    """A number as a ``float``. Raises ``DecodeError``."""
    found = exact(value)
    return float(found) if type(found) is int else found
