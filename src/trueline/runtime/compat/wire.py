"""Bodies given as plain ``dict`` values with the names of attributes: each name becomes the one of the wire."""

from __future__ import annotations

import typing
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any

from ..models import Shape
from ..operation import Operation
from ..unset import is_array, is_mapping, is_object, is_tuple
from .evaluate import field_types

__all__ = ["local_times", "on_the_wire"]


def local_times(value: Any) -> Any:
    """The value; times without a zone, which the runtime's own SDKs refuse, as the text that older ones sent."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.isoformat()
    if is_array(value):
        return [local_times(each) for each in value]
    return {name: local_times(each) for name, each in value.items()} if is_object(value) else value


def on_the_wire(package: str, op: Operation[Any], args: Mapping[str, Any]) -> Mapping[str, Any]:
    """``args`` with the names that the API has for what is inside bodies."""
    if op.body is None:
        return args
    carried = {arg for arg, _ in op.body.fields} or {"body"}
    changed = [arg for arg in carried & set(args) if _holds(args[arg])]
    if not changed:
        return args
    types = _types(package, op.id)
    return {**args, **{arg: _named(args[arg], types[arg]) for arg in changed if arg in types}}


def _holds(value: Any) -> bool:
    """Whether a ``dict`` may be in it."""
    return is_mapping(value) or is_array(value) or is_tuple(value)


@cache
def _types(package: str, id_: str) -> Mapping[str, Any]:
    """The types of a method's arguments, by what the runtime calls them."""
    types = import_module(f"{package}.types")
    module, name, whole = types.__params__.get(id_, ("", "", ""))
    if not module:
        return {}
    found = field_types(getattr(import_module(f"{package}.types.{module}"), name))
    return {**found, "body": found[whole]} if whole else found


def _named(value: Any, type_: Any) -> Any:
    if is_mapping(value):
        for member in _members(type_):
            value = _renamed(value, member)
        return value
    if is_array(value) or (is_tuple(value) and not _is_file(value)):
        items = [argument for member in _members(type_) for argument in _items(member)]
        for item in items:
            value = [_named(each, item) for each in value]
    return value


def _is_file(value: Sequence[Any]) -> bool:
    """Whether a tuple is a file with its name: ``(name, content, ...)``."""
    named = len(value) > 1 and (value[0] is None or isinstance(value[0], str))
    return named and not isinstance(value[1], (str, Mapping))


def _members(type_: Any) -> tuple[Any, ...]:
    """What a type may be: the members of a union, else itself."""
    origin = typing.get_origin(type_)
    if getattr(origin, "__name__", "") in {"Required", "NotRequired", "Annotated"}:
        return _members(typing.get_args(type_)[0])
    if origin is typing.Union or type(type_).__name__ == "UnionType":
        return tuple(inner for each in typing.get_args(type_) for inner in _members(each))
    return (type_,)


def _items(type_: Any) -> tuple[Any, ...]:
    arguments = typing.get_args(type_)
    is_list = isinstance(origin := typing.get_origin(type_), type) and not issubclass(origin, (Mapping, tuple))
    return arguments[:1] if is_list and arguments else ()


def _renamed(value: Any, type_: Any) -> Any:
    shape = getattr(type_, "__shape__", None)
    if shape is None:
        arguments = typing.get_args(type_)
        origin = typing.get_origin(type_)
        if isinstance(origin, type) and issubclass(origin, Mapping) and len(arguments) > 1:
            return {name: _named(each, arguments[1]) if _holds(each) else each for name, each in value.items()}
        return value
    wires = _wires(shape)
    types = field_types(type_) if any(_holds(each) for each in value.values()) else {}
    found: dict[str, Any] = {}
    for name, each in value.items():
        attr = shape.attrs.get(name, name)
        wire = wires[name] if name in wires else name  # noqa: SIM401 - get() would be a text or None to pyright
        found[wire] = _named(each, types[attr]) if _holds(each) and attr in types else each
    return found


def _wires(shape: Shape) -> dict[str, str]:
    """The names of the wire by those that programs write: attributes, and with an underscore what begins with some."""
    found = {f"_{attr}": name for name, attr in shape.attrs.items() if name.startswith("_")}
    return found | {attr: name for name, attr in shape.attrs.items()}
