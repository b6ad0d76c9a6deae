"""Types for what was parsed from JSON, YAML or TOML, with none of the code under test in between."""

from __future__ import annotations

from typing import Any, TypeGuard

Json = dict[str, Any]
"""An object: what a test takes for granted about its members, it finds out by failing."""


def is_object(value: object) -> TypeGuard[Json]:
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)
