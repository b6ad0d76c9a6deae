"""The small helpers that published test suites and programs import from ``_utils``, ``_types`` and ``_compat``."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeGuard, Union, get_args, get_origin

from ..formats import parse_date as _date
from ..formats import parse_date_time as _date_time

if TYPE_CHECKING:
    from .models import BaseModel, FieldInfo

__all__ = [
    "PYDANTIC_V1",
    "PYDANTIC_V2",
    "PropertyInfo",
    "extract_type_arg",
    "field_outer_type",
    "file_from_path",
    "get_model_fields",
    "is_annotated_type",
    "is_dict",
    "is_iterable",
    "is_list",
    "is_list_type",
    "is_mapping",
    "is_sequence_type",
    "is_type_alias_type",
    "is_union_type",
    "parse_date",
    "parse_datetime",
]

PYDANTIC_V1 = False
PYDANTIC_V2 = True


class PropertyInfo:
    """What a parameter is called on the wire."""

    def __init__(self, *, alias: str | None = None, format: str | None = None, **_: object) -> None:
        self.alias = alias
        self.format = format


def is_dict(value: object) -> TypeGuard[dict[object, object]]:
    """Whether a value is a ``dict``."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[object]]:
    """Whether a value is a ``list``."""
    return isinstance(value, list)


def is_mapping(value: object) -> TypeGuard[Mapping[str, object]]:
    """Whether a value is a mapping."""
    return isinstance(value, Mapping)


def is_iterable(value: object) -> TypeGuard[Iterable[object]]:
    """Whether a value can be gone through."""
    return isinstance(value, Iterable)


def is_annotated_type(type_: Any) -> bool:
    """Whether a type is ``Annotated``."""
    return get_origin(type_) is Annotated


def is_list_type(type_: Any) -> bool:
    """Whether a type is a list."""
    return (get_origin(type_) or type_) is list


def is_sequence_type(type_: Any) -> bool:
    """Whether a type is a sequence that is not a list."""
    return get_origin(type_) is Sequence


def is_union_type(type_: Any) -> bool:
    """Whether a type is a union, written either way."""
    origin = get_origin(type_)
    return origin is Union or getattr(origin, "__name__", "") == "UnionType"


def is_type_alias_type(type_: Any) -> bool:
    """Whether a type is one of ``type X = ...``."""
    return type(type_).__name__ == "TypeAliasType"


def extract_type_arg(type_: Any, index: int) -> Any:
    """One of the arguments of a generic type."""
    arguments = get_args(type_)
    if index >= len(arguments):
        raise RuntimeError(f"Expected type {type_} to have a type argument at index {index} but it did not")
    return arguments[index]


def get_model_fields(model: type[BaseModel]) -> Mapping[str, FieldInfo]:
    """What is known of each property of a model."""
    return model.fields_of()


def field_outer_type(field: FieldInfo) -> Any:
    """The type of a property; with ``None`` where it need not come."""
    return field.annotation


def parse_datetime(value: datetime | float | str) -> datetime:
    """A time from ISO 8601 text. Raises ``ValueError``."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, (int, float)):
        from datetime import timezone

        return datetime.fromtimestamp(value, tz=timezone.utc)
    return _date_time(value)


def parse_date(value: date | float | str) -> date:
    """A date from ISO 8601 text. Raises ``ValueError``."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return _date(value) if isinstance(value, str) else parse_datetime(value).date()


def file_from_path(path: str | os.PathLike[str]) -> tuple[str, bytes]:
    """A file to upload: its name and content."""
    file = Path(path)
    return file.name, file.read_bytes()
