"""Objects of the API for tests: whole, valid, and with the values that the test is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import attrs

from ..decoding import read_value
from ..enums import OpenEnum, OpenFloatEnum, OpenIntEnum
from ..models import Model
from .errors import FakeServerError
from .sample import Sampler

T = TypeVar("T")


def make(type_: type[T], sampler: Sampler, values: dict[str, Any]) -> T:
    """An object of a model (or a member of an enum) that the document allows, with ``values`` by attribute.

    A value may be a model, a plain dict, or JSON. Raises ``FakeServerError`` for an attribute that there is not, and
    ``DecodeError`` for a value that the document does not allow.
    """
    kind: Any = type_
    if not issubclass(kind, (Model, OpenEnum, OpenIntEnum, OpenFloatEnum)):
        raise FakeServerError(f"{type_.__name__} is not a model of the API")
    decode = cast("Callable[[Any], Any]", getattr(kind, "_decode", kind))
    made = decode(sampler.sample({"$ref": kind.__name__}))
    known = {field.name for field in attrs.fields(kind)} if attrs.has(kind) else set[str]()
    for name, value in values.items():
        if name not in known:
            raise FakeServerError(f"{type_.__name__} has no attribute {name!r}; it has {', '.join(sorted(known))}")
        setattr(made, name, value)
    if values:
        made = read_value(decode, made.to_dict(), strict=True)
    return cast("T", made)
