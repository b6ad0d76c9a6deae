from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar

from .decoding import FAILURES, Decoder, anything, bad, decimal_number, let_pass, made_of, map_of, model_error, parts_of
from .encoding import as_number, digits_kept, encode, keep_digits, loads, written
from .unset import UNSET, is_object

if TYPE_CHECKING:
    from typing_extensions import Self

M = TypeVar("M", bound="Model")
_ONE_AT_A_TIME: bool = getattr(sys, "_is_gil_enabled", lambda: True)()
_PLAIN = frozenset({str, int, bool, type(None)})


def no_extras() -> dict[str, Any]:
    return {}


class Property(NamedTuple):
    name: str
    decode: Decoder[Any]
    attr: str = ""
    required: bool = True


prop = Property


class Shape:
    __slots__ = ("attrs", "closed", "complete", "extra", "fill", "names", "numeric", "open", "properties", "values")

    def __init__(self, properties: tuple[Property, ...], extra: Decoder[Any], extras: str) -> None:
        self.fill: Callable[[Any, Any], None] | None = None
        self.properties = properties
        self.attrs = {each.name: each.attr or each.name for each in properties}
        self.names = frozenset(self.attrs)
        self.values = _values_of(tuple(self.attrs.values()))
        self.numeric = frozenset(each.name for each in properties if _is_numeric(each.decode))
        if self.numeric:
            keep_digits()
        self.complete = all(each.required for each in properties)
        self.extra = extra
        self.open = extras == "open"
        self.closed = extras == "closed"

    def build(self, model: Any, data: Any) -> None:
        if not is_object(data):
            bad(data, "object")
        fill = self.fill
        if fill is None:
            from .straight import one

            fill = self.fill = one(self.properties)
        try:
            fill(model, data)
            model.additional_properties = self.rest(data)
        except FAILURES as error:
            raise model_error(error, model, data, self.attrs) from None

    def rest(self, data: dict[str, Any]) -> dict[str, Any]:
        return {} if self.complete and len(data) == len(self.names) else self.extras(data)

    def extras(self, data: dict[str, Any]) -> dict[str, Any]:
        if self.names.issuperset(data):
            return {}
        found = {key: value for key, value in data.items() if key not in self.names}
        if not self.open:
            let_pass(odd=self.closed, extra=len(found))
        return found if self.extra is anything else map_of(self.extra, found)


def _values_of(attrs: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    if len(attrs) > 1:
        return attrgetter(*attrs)
    return lambda model: tuple(getattr(model, attr) for attr in attrs)


def _is_numeric(decode: Decoder[Any]) -> bool:
    parts = parts_of(decode)
    return decode is decimal_number or (parts[:1] in {("nullable",), ("array",), ("map",)} and _is_numeric(parts[1]))


class Model:
    """An object of the API. Equality, ``repr``, copy, pickle and ``match`` work as for any attrs class.

    ``additional_properties`` has what the document does not name, kept as it came and written back.
    """

    __slots__ = ("__raw__",)

    __raw__: Any
    __shape__: ClassVar[Shape]

    @recursive_repr()
    def __repr__(self) -> str:
        """As it would be written: without secrets, and without what is not there and need not be."""
        fields: tuple[Any, ...] = getattr(type(self), "__attrs_attrs__")
        shown = ((each, getattr(self, each.name)) for each in fields if each.repr)
        parts = (
            f"{each.name}={value!r}"
            for each, value in shown
            if not (value is UNSET and each.default is UNSET) and (value or each.name != "additional_properties")
        )
        return f"{type(self).__qualname__}({', '.join(parts)})"

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """From a JSON object. Raises ``DecodeError``, which names the path of what does not fit."""
        return cls._decode(dict(data))

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """From JSON text. Raises ``DecodeError``; ``json.JSONDecodeError`` for text that is not JSON."""
        kept = digits_kept()
        model = cls._decode(loads(text))
        return model if kept is digits_kept() else cls._decode(loads(text))

    @classmethod
    def _decode(cls, data: Any) -> Self:
        self = cls.__new__(cls)
        cls.__shape__.build(self, data)
        return self

    def to_dict(self) -> dict[str, Any]:
        """As a JSON object; properties that are ``UNSET`` are left out."""
        shape, d = self.__shape__, dict[str, Any]()
        for name, value in zip(shape.attrs, shape.values(self), strict=True):
            if value is not UNSET:
                d[name] = value if type(value) in _PLAIN else encode(value)
        for name in shape.numeric & d.keys():
            d[name] = as_number(getattr(self, shape.attrs[name]))
        extras: dict[str, Any] = getattr(self, "additional_properties", {})
        if extras:
            d.update(encode(extras))
        return d

    def to_json(self) -> str:
        """As compact JSON text."""
        return written(self.to_dict()).decode()


def decoder(
    cls: type[M],
    *properties: Property,
    extra: Decoder[Any] = anything,
    extras: str = "",
) -> Decoder[M]:
    cls.__shape__ = Shape(properties, extra, extras)
    build, new = cls.__shape__.build, cls.__new__

    def decode(data: Any) -> M:
        self = new(cls)
        build(self, data)
        return self

    def later(items: list[Any]) -> list[M]:
        from .later import decoder_of

        found: Callable[[list[Any]], list[M]] = decoder_of(cls)
        vars(decode)["later"] = found
        return found(items)

    made_of(decode, "model", cls)
    if _ONE_AT_A_TIME:
        vars(decode)["later"] = later
    return decode
