"""Defaults of generated fields."""

from __future__ import annotations

from typing import Any


def no_extras() -> dict[str, Any]:
    """The undeclared properties of an object that has none."""
    return {}
