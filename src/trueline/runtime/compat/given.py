"""``NOT_GIVEN`` and ``omit``: one value that is not given, under all of the names that it has had."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from ..unset import UNSET, Unset

#: The same value for models, whose absent properties read as ``None``.
ABSENT: Any = UNSET

if TYPE_CHECKING:
    NotGiven: TypeAlias = Unset
    Omit: TypeAlias = Unset
else:

    class _AbsentType(type):
        def __instancecheck__(cls, value: object) -> bool:
            return value is UNSET

    class NotGiven(metaclass=_AbsentType):
        """The type of ``NOT_GIVEN``; calling it answers that value."""

        def __new__(cls) -> Unset:
            return UNSET

    class Omit(metaclass=_AbsentType):
        """The type of ``omit``; calling it answers that value."""

        def __new__(cls) -> Unset:
            return UNSET


NOT_GIVEN = not_given = omit = UNSET
NoneType: type[None] = type(None)


def is_given(value: object) -> bool:
    """Whether a caller gave a value."""
    return value is not UNSET
