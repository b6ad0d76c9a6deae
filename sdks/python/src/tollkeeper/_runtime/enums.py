from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from .decoding import bad, let_pass, made_of

if TYPE_CHECKING:
    from typing_extensions import Self


class _Open(Enum):
    @property
    def is_known(self) -> bool:
        return type(self).__members__.get(self._name_) is self

    def __repr__(self) -> str:
        return f"<{type(self).__name__}.{self._name_}>" if self.is_known else f"{type(self).__name__}({self._value_!r})"

    def __str__(self) -> str:
        return str(self._value_)

    def __format__(self, format_spec: str) -> str:
        return format(self._value_, format_spec)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce_ex__(self, protocol: object) -> tuple[Any, ...]:
        return type(self), (self._value_,)


class OpenEnum(str, _Open):
    """An open enum of strings. Members equal and hash as their values: ``Scope.USAGE_READ == "usage:read"``."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        plain = str.__str__(value)
        member = str.__new__(cls, plain)
        member._name_ = member._value_ = plain
        return member


class OpenIntEnum(int, _Open):
    """An open enum of integers."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        member = int.__new__(cls, value)
        member._value_ = int(value)
        member._name_ = str(member._value_)
        return member


class OpenFloatEnum(float, _Open):
    """An open enum of numbers. Values stay as they are written: ``1`` is not ``1.0``, and every digit of it counts."""

    def __new__(cls, value: float) -> Self:
        member = float.__new__(cls, value)
        member._value_ = value
        return member

    def __eq__(self, other: object) -> bool:
        return bool(self._value_ == (other._value_ if isinstance(other, OpenFloatEnum) else other))

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self._value_)

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            return None
        member = float.__new__(cls, value)
        member._value_ = value
        member._name_ = str(value)
        return member


E = TypeVar("E", bound=_Open)

_JSON_TYPES = {str: "string", int: "integer", float: "number"}


def enum_decoder(cls: type[E]) -> Callable[[Any], E]:
    members: dict[Any, E] = {member.value: member for member in cls}
    expected = next(name for base, name in _JSON_TYPES.items() if issubclass(cls, base))

    def unusual(value: Any) -> E:
        found: E | None = cls._missing_(value)
        if found is None:
            bad(value, expected)
        let_pass()
        return found

    def decode(value: Any) -> E:
        try:
            return members[value]
        except (KeyError, TypeError):
            return unusual(value)

    def decode_number(value: Any) -> E:
        return bad(value, expected) if isinstance(value, bool) else decode(value)

    return made_of(decode if expected == "string" else decode_number, "enum", cls)
