"""One of several types: by a property that says which, or by what fits best."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from .decoding import DecodeError, Decoder, json_type, string


class Unrecognized(Mapping[str, Any]):
    """An object that is none of the members of its union that this SDK knows, kept as it came. Reads like a ``dict``."""

    __slots__ = ("raw",)

    def __init__(self, raw: Mapping[str, Any]) -> None:
        #: The JSON object.
        self.raw = raw

    def __getitem__(self, key: str) -> Any:
        return self.raw[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.raw)

    def __len__(self) -> int:
        return len(self.raw)

    def __eq__(self, other: object) -> bool:
        return self.raw == (other.raw if isinstance(other, Unrecognized) else other)


    def __repr__(self) -> str:
        return f"Unrecognized({self.raw!r})"

    def to_dict(self) -> dict[str, Any]:
        """The JSON object, unchanged."""
        return dict(self.raw)


def discriminated(property_name: str, members: Mapping[str, Decoder[Any]], fallback: Decoder[Any] | None = None) -> Decoder[Any]:
    """A union whose objects say in ``property_name`` which member they are. An unknown name gives ``Unrecognized``.

    ``fallback`` decodes objects that do not say it, or say something unknown.
    """
    table = dict(members)

    def decode(value: Any) -> Any:
        try:
            member = table.get(value[property_name])
        except (KeyError, TypeError):
            member = None
        if member is not None:
            return member(value)
        return _undiscriminated(value)

    def _undiscriminated(value: Any) -> Any:
        if not isinstance(value, dict):
            found = json_type(value)
            raise DecodeError(f"expected object, got {found}", found)
        if property_name not in value and fallback is None:
            raise DecodeError("required property is missing", path=(property_name,))
        tag: Any = value.get(property_name)
        member = None if isinstance(tag, str) else table.get(_json_text(tag))
        if member is not None:
            return member(value)
        return fallback(value) if fallback is not None else Unrecognized(value)

    return decode


def _json_text(tag: Any) -> str:
    return "true" if tag is True else "false" if tag is False else str(tag)


class Variant:
    """A member of a union: the JSON types it may have and, for objects, what its keys say about it."""

    __slots__ = ("const", "decode", "known", "required", "types", "values")

    def __init__(
        self,
        decode: Decoder[Any],
        *types: str,
        required: Collection[str] = (),
        known: Collection[str] = (),
        const: Mapping[str, Any] | None = None,
        values: Collection[Any] = (),
    ) -> None:
        self.decode = decode
        self.types = frozenset(types)
        self.required = frozenset(required)
        self.known = frozenset(known)
        self.const = const or {}
        self.values = values

    def rank(self, value: Any) -> tuple[int, ...]:
        if isinstance(value, dict):
            missing = sum(key not in value for key in self.required)
            unknown = sum(key not in self.known for key in value)
            return (-len(self.const), missing, unknown, -len(self.required))
        if self.values:
            return (0 if value in self.values else 2,)
        return (1, self.decode is string)

    def admits(self, value: Any, kind: str) -> bool:
        if "any" in self.types:
            return True
        if kind not in self.types and not (kind == "integer" and "number" in self.types) and not (kind == "number" and "integer" in self.types):
            return False
        return kind != "object" or all(value.get(key, expected) == expected for key, expected in self.const.items())


def one_of(*variants: Variant) -> Decoder[Any]:
    def decode(value: Any) -> Any:
        kind = json_type(value)
        candidates = [variant for variant in variants if variant.admits(value, kind)]
        if len(candidates) > 1:
            candidates.sort(key=lambda variant: variant.rank(value))
        errors = []
        for variant in candidates:
            try:
                return variant.decode(value)
            except DecodeError as error:
                errors.append(error)
        if kind == "object":
            return Unrecognized(value)
        raise errors[0] if errors else DecodeError(f"got {kind}", kind)

    return decode
