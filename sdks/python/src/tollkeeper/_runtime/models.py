"""The base of generated models, and the check that ``strict`` asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from .decoding import DecodeError, json_type
from .encoding import dumps, loads
from .enums import OpenEnum, OpenFloatEnum, OpenIntEnum
from .guards import is_array, is_object
from .unions import Unrecognized
from .unset import UNSET

if TYPE_CHECKING:
    from typing_extensions import Self


class Model:
    """An object of the API. Equality, ``repr``, copy, pickle and ``match`` work as for any attrs class."""

    __slots__ = ()

    #: Wire name -> attribute, of each property.
    _keys: ClassVar[Mapping[str, str]] = {}
    #: Attribute -> value, of each property that the document fixes to one value.
    _constants: ClassVar[Mapping[str, Any]] = {}
    #: Whether the document says that there may be properties that it does not name.
    _extra_allowed: ClassVar[bool] = False

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """From a JSON object. Raises ``DecodeError``, which names the path of what does not fit."""
        return cls._decode(dict(data))

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """From JSON text. Raises ``DecodeError``; ``json.JSONDecodeError`` for text that is no JSON."""
        return cls._decode(loads(text))

    @classmethod
    def _decode(cls, data: Any) -> Self:
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """As a JSON object; properties that are ``UNSET`` are left out."""
        raise NotImplementedError

    def to_json(self) -> str:
        """As compact JSON text."""
        return dumps(self.to_dict()).decode()

    def __check_strict__(self) -> None:
        wire = {name: key for key, name in self._keys.items()}
        generated: Any = type(self)
        for field in attrs.fields(generated):
            name: str = field.name
            if name == "additional_properties":
                continue
            key, value = wire.get(name, name), getattr(self, name)
            if name in self._constants and value not in (UNSET, self._constants[name]):
                raise DecodeError("not the value that the document fixes", json_type(value), (key,))
            _check_part(value, key)
        for key, value in getattr(self, "additional_properties", {}).items():
            if not self._extra_allowed:
                raise DecodeError("property is not in the document", json_type(value), (key,))
            _check_part(value, key)


def check_strict(value: object) -> None:
    """Raise ``DecodeError`` at the first thing in a decoded value that the document does not describe."""
    if isinstance(value, Model):
        value.__check_strict__()
    elif isinstance(value, (OpenEnum, OpenIntEnum, OpenFloatEnum)):
        if not value.is_known:
            raise DecodeError(f"not a value of {type(value).__name__} that the document lists", json_type(value.value))
    elif isinstance(value, Unrecognized):
        raise DecodeError("fits no member of the union", "object")
    elif is_object(value):
        for key, item in value.items():
            _check_part(item, key)
    elif is_array(value):
        for index, item in enumerate(value):
            _check_part(item, index)


def _check_part(value: object, key: str | int) -> None:
    try:
        check_strict(value)
    except DecodeError as error:
        raise error.under(key) from None
