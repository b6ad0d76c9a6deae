"""The base of generated models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from .encoding import dumps, loads

if TYPE_CHECKING:
    from typing_extensions import Self


class Model:
    """An object of the API. Equality, ``repr``, copy, pickle and ``match`` work as for any attrs class."""

    __slots__ = ()

    #: Whether the document allows properties that it does not name.
    _extra_allowed: ClassVar[bool] = False

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """From a decoded JSON object. Raises ``DecodeError`` with the path of what does not fit."""
        return cls._decode(dict(data))

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """From JSON text."""
        return cls._decode(loads(text))

    @classmethod
    def _decode(cls, data: Any) -> Self:
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """As a JSON object, ready for ``json.dumps``; properties that are ``UNSET`` are left out."""
        raise NotImplementedError

    def to_json(self) -> str:
        """As compact JSON text."""
        return dumps(self.to_dict()).decode()
