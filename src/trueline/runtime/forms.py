"""Payloads as they come to who receives webhooks and callbacks: JSON, or a form whose fields are read as documented."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl

from .decoding import ByName, DecodeError, Decoder, anything, parts_of
from .encoding import loads
from .models import Model


def payload_value(payload: bytes | str, decode: Decoder[Any]) -> Any:
    """The JSON value of a payload. Raises ``DecodeError`` for what is neither JSON nor a form."""
    try:
        return loads(payload)
    except (ValueError, RecursionError):
        text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else payload
    if text.startswith("--"):
        raise DecodeError("the payload is multipart: read it with your framework, and give its fields to parse_...")
    fields: dict[str, list[str]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True) if "=" in text else ():
        fields.setdefault(name, []).append(value)
    if not fields:
        raise DecodeError("the payload is neither JSON nor a form")
    plain = {name: values[0] if len(values) == 1 else values for name, values in fields.items()}
    objects = list(_objects(decode, plain))
    return {name: _field(fields[name], _decoders(name, objects)) for name in fields}


#: Decoders of an object's properties by name, and that of all others.
_Object = tuple[dict[str, Decoder[Any]], Decoder[Any]]


def _decoders(name: str, objects: list[_Object]) -> list[Decoder[Any]]:
    """What may decode a property, as far as the document says something of it."""
    rests = ((named, rest.of(name) if isinstance(rest, ByName) else rest) for named, rest in objects)
    return [decode for named, rest in rests if (decode := named.get(name, rest)) is not anything]


def _objects(decode: Decoder[Any], fields: dict[str, Any]) -> Iterator[_Object]:
    """An object, or all that it may be."""
    kind, *rest = parts_of(decode) or ("",)
    inner: list[Decoder[Any]] = []
    if kind == "model":
        model: type[Model] = rest[0]
        yield {each.name: each.decode for each in model.__shape__.properties}, model.__shape__.extra
    elif kind == "map":
        yield {}, rest[0]
    elif kind == "nullable":
        inner = [rest[0]]
    elif kind == "sibling":
        inner = [rest[0]()]
    elif kind == "one_of":
        inner = [variant.decode for variant in rest[0]]
    elif kind == "tagged":
        inner = [member for member in [_member(rest[1], fields)] if member is not None]
    for each in inner:
        yield from _objects(each, fields)


def _member(member_of: Callable[[Any], Decoder[Any] | None], fields: dict[str, Any]) -> Decoder[Any] | None:
    try:
        return member_of(fields)
    except DecodeError:
        return None


def _field(values: list[str], decoders: list[Decoder[Any]]) -> Any:
    """What is written in a field: text where that is what is documented, else the JSON value of the text."""
    shapes: list[Any] = [values] if len(values) > 1 else [values[0], values]
    for shape in [*shapes, *map(_json, shapes)]:
        if any(_takes(decode, shape) for decode in decoders):
            return shape
    return shapes[0]


def _json(shape: Any) -> Any:
    if isinstance(shape, str):
        try:
            return loads(shape)
        except (ValueError, RecursionError):
            return shape
    return [_json(each) for each in shape]


def _takes(decode: Decoder[Any], value: Any) -> bool:
    try:
        decode(value)
    except (DecodeError, RecursionError):
        return False
    return True
