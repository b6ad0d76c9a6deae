"""What the engine answers, as frozen values that travel between processes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EngineModel:
    """A class with fields: keys of the skeleton, required ones first, as the engine orders them."""

    key: str
    required: tuple[str, ...]
    optional: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EngineEndpoint:
    """An operation: keys of its parameters in calling order, and how many bodies and responses the engine kept."""

    key: str
    method: str
    path: tuple[str, ...]
    query: tuple[str, ...]
    header: tuple[str, ...]
    cookie: tuple[str, ...]
    bodies: int
    statuses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EngineResult:
    """What the engine made of a skeleton."""

    models: dict[str, EngineModel]
    enums: frozenset[str]
    endpoints: dict[str, EngineEndpoint]
