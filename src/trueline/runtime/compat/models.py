"""Models with the methods that pydantic models have. Absent optional properties read as ``None``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, TypeVar

from ..decoding import Decoder, anything, nullable, parts_of
from ..encoding import encode
from ..models import Model, Property
from ..models import decoder as plain_decoder
from ..unset import UNSET, is_array, is_object
from .evaluate import field_types, plain

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["BaseModel", "FieldInfo", "Model", "decoder", "prop"]

M = TypeVar("M", bound="BaseModel")
#: ``dict``, which a method of models hides.
Object = dict[str, Any]
Keys = Any
Mode = Literal["json", "python"]


class FieldInfo(NamedTuple):
    """What is known of a property: its type, its name on the wire, and whether it is always there."""

    annotation: Any
    alias: str
    required: bool

    def is_required(self) -> bool:
        """Whether the property is always there."""
        return self.required


class _Fields:
    """``model_fields``, made when it is first asked for."""

    def __get__(self, instance: object, owner: type[BaseModel]) -> Mapping[str, FieldInfo]:
        return owner.fields_of()


class BaseModel(Model):
    """An object of the API."""

    __slots__ = ()

    model_fields: ClassVar[Any] = _Fields()
    additional_properties: Any

    def to_wire(self) -> Object:
        """As a JSON object, as it is sent."""
        return Model.to_dict(self)

    @classmethod
    def fields_of(cls) -> Mapping[str, FieldInfo]:
        """What is known of each property, by attribute."""
        if cls is BaseModel:
            return {}
        types = field_types(cls)
        return {
            each.attr or each.name: FieldInfo(plain(types[each.attr or each.name]), each.name, each.required)
            for each in cls.__shape__.properties
        }

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("_"):
            extras: Object = object.__getattribute__(self, "additional_properties")
            if name in extras:
                return extras[name]
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        for attr in self.__shape__.attrs.values():
            yield attr, getattr(self, attr)
        yield from self.model_extra.items()

    @property
    def model_fields_set(self) -> set[str]:
        """The attributes that came, or were given."""
        attrs = self.__shape__.attrs.values()
        came = {attr for attr, value in zip(attrs, self.__shape__.values(self), strict=True) if value is not UNSET}
        return came | set(self.model_extra)

    @property
    def model_extra(self) -> Object:
        """What came that the document does not name."""
        extras: Object = self.additional_properties
        return extras

    def model_dump(
        self,
        *,
        mode: Mode | str = "python",
        include: Keys = None,
        exclude: Keys = None,
        by_alias: bool | None = None,
        exclude_unset: bool = False,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        **_: Any,
    ) -> Object:
        """As a ``dict``; ``mode="json"`` has JSON values, ``by_alias`` the names of the wire."""
        found: Object = {}
        for (name, attr), value in zip(self.__shape__.attrs.items(), self.__shape__.values(self), strict=True):
            absent = value is UNSET
            if (absent and (exclude_unset or exclude_defaults)) or (exclude_none and (absent or value is None)):
                continue
            if (include is None or attr in include) and (exclude is None or attr not in exclude):
                options: Object = {
                    "mode": mode,
                    "by_alias": by_alias,
                    "exclude_unset": exclude_unset,
                    "exclude_defaults": exclude_defaults,
                    "exclude_none": exclude_none,
                }
                found[name if by_alias else attr] = None if absent else dumped(value, options)
        for name, value in self.model_extra.items():
            if (include is None or name in include) and (exclude is None or name not in exclude):
                found[name] = encode(value) if mode == "json" else value
        return found

    def model_dump_json(self, *, indent: int | None = None, **options: Any) -> str:
        """As JSON text."""
        compact = None if indent is not None else (",", ":")
        json_options: dict[str, Any] = {**options, "mode": "json"}
        value = self.model_dump(**json_options)
        return json.dumps(value, indent=indent, separators=compact, ensure_ascii=False)

    def to_dict(
        self,
        *,
        mode: Mode = "python",
        use_api_names: bool = True,
        exclude_unset: bool = True,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        warnings: bool = True,
    ) -> Object:
        """As a ``dict`` of what came, by the names of the wire."""
        del warnings
        return self.model_dump(
            mode=mode,
            by_alias=use_api_names,
            exclude_unset=exclude_unset,
            exclude_defaults=exclude_defaults,
            exclude_none=exclude_none,
        )

    def to_json(
        self,
        *,
        indent: int | None = 2,
        use_api_names: bool = True,
        exclude_unset: bool = True,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        warnings: bool = True,
    ) -> str:
        """As JSON text of what came, by the names of the wire."""
        del warnings
        return self.model_dump_json(
            indent=indent,
            by_alias=use_api_names,
            exclude_unset=exclude_unset,
            exclude_defaults=exclude_defaults,
            exclude_none=exclude_none,
        )

    def dict(self, **options: Any) -> Object:
        """:meth:`model_dump`, by its older name."""
        return self.model_dump(**options)

    def json(self, **options: Any) -> str:
        """:meth:`model_dump_json`, by its older name."""
        return self.model_dump_json(**options)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, with some attributes changed."""
        import copy

        twin = copy.deepcopy(self) if deep else copy.copy(self)
        for name, value in (update or {}).items():
            if name in self.__shape__.attrs.values():
                setattr(twin, name, value)
            else:
                twin.additional_properties = {**twin.additional_properties, name: value}
        return twin

    def copy(self, **options: Any) -> Self:
        """:meth:`model_copy`, by its older name."""
        return self.model_copy(**options)

    @classmethod
    def model_validate(cls, obj: Any, **_: Any) -> Self:
        """From a JSON object. Raises ``DecodeError``, a ``ValueError``."""
        return obj if isinstance(obj, cls) else cls.from_dict(obj)

    @classmethod
    def model_validate_json(cls, json_data: str | bytes, **_: Any) -> Self:
        """From JSON text. Raises ``DecodeError``, a ``ValueError``."""
        return cls.from_json(json_data)

    @classmethod
    def model_construct(cls, _fields_set: set[str] | None = None, **values: Any) -> Self:
        """From values that are not checked: by attribute or by the names of the wire."""
        del _fields_set
        self = cls.__new__(cls)
        extras = dict(values)
        for name, attr in cls.__shape__.attrs.items():
            given = extras.pop(name, UNSET)
            setattr(self, attr, extras.pop(attr, given))
        self.additional_properties = extras
        return self

    construct = model_construct

    @classmethod
    def model_json_schema(cls, **_: Any) -> Object:
        """A schema of the properties by name. The document has the whole one."""
        properties = {each.name: {"title": each.name} for each in cls.__shape__.properties}
        needed = [each.name for each in cls.__shape__.properties if each.required]
        return {"title": cls.__name__, "type": "object", "properties": properties, "required": needed}


def dumped(value: Any, options: Any) -> Any:
    """A value as it stands in what ``model_dump`` answers."""
    if isinstance(value, BaseModel):
        return value.model_dump(**options)
    if is_array(value):
        return [dumped(each, options) for each in value]
    if is_object(value):
        return {key: dumped(each, options) for key, each in value.items()}
    return encode(value) if options["mode"] == "json" else value


def prop(name: str, decode: Decoder[Any], attr: str = "", required: bool = True) -> Property:
    """A property that the document names. One that need not come may be ``null``: older SDKs read both as ``None``."""
    plainly = required or decode is anything or parts_of(decode)[:1] == ("nullable",)
    return Property(name, decode if plainly else nullable(decode), attr, required)


class _Optional:
    """An attribute that reads as ``None`` where the property did not come."""

    __slots__ = ("slot",)

    def __init__(self, slot: Any) -> None:
        self.slot = slot

    def __get__(self, instance: Any, owner: type[Any]) -> Any:
        if instance is None:
            return self
        value = self.slot.__get__(instance, owner)
        return None if value is UNSET else value

    def __set__(self, instance: Any, value: Any) -> None:
        self.slot.__set__(instance, value)

    def __delete__(self, instance: Any) -> None:
        self.slot.__delete__(instance)


def decoder(
    cls: type[M],
    *properties: Property,
    extra: Decoder[Any] = anything,
    extras: str = "",
) -> Decoder[M]:
    """As the runtime's own; what need not come reads as ``None``."""
    made = plain_decoder(cls, *properties, extra=extra, extras=extras)
    slots = [vars(cls)[attr] for attr in cls.__shape__.attrs.values()]

    def values(model: Any) -> tuple[Any, ...]:
        return tuple(slot.__get__(model, cls) for slot in slots)

    cls.__shape__.values = values
    for each in properties:
        if not each.required:
            name = each.attr or each.name
            setattr(cls, name, _Optional(vars(cls)[name]))
    return made
