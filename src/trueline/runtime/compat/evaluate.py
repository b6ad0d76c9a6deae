"""Types that generated modules write as text, as types of the running program."""

from __future__ import annotations

import builtins
import collections.abc
import datetime
import decimal
import inspect
import os
import sys
import typing
import uuid
from enum import Enum
from importlib import import_module
from types import ModuleType
from typing import Any

_HOMES: tuple[Any, ...] = (typing, datetime, decimal, uuid, collections.abc, os, builtins)

#: Modules of the runtime whose names stand in annotations.
_OWN = ("unions", "unset", "files")
_MODULES = {"builtins": builtins, "dt": datetime}


class _Names(dict[str, Any]):
    """What a name in an annotation of a generated module means: the module's own, the API's types, Python's."""

    def __init__(self, module: ModuleType) -> None:
        super().__init__()
        self._module = module
        self._package = module.__name__.partition(".")[0]

    def __missing__(self, name: str) -> Any:
        found = vars(self._module).get(name, self)
        if found is self:
            found = self._elsewhere(name)
        self[name] = found = evaluated(found, self._module)
        return found

    def _elsewhere(self, name: str) -> Any:
        types = import_module(f"{self._package}.types")
        found = types.__known__.get(name)
        if found is not None:
            return getattr(import_module(found, types.__name__), name)
        if name in _MODULES:
            return _MODULES[name]
        for home in (*_HOMES, *(import_module(f"{self._package}._runtime.{each}") for each in _OWN)):
            if hasattr(home, name):
                return getattr(home, name)
        raise NameError(f"{self._module.__name__} has no type {name!r}")


def evaluated(value: Any, module: ModuleType) -> Any:
    """``value``, or the type that it is the text of."""
    if not isinstance(value, str):
        return value
    return eval(value, {"__builtins__": {}}, _Names(module))  # noqa: S307 - the text is a generated module's own


def field_types(model: type[Any]) -> dict[str, Any]:
    """The type of each attribute of a generated model."""
    module = sys.modules[model.__module__]
    names = _Names(module)
    known: dict[str, Any] = model.__annotations__
    texts = {name: getattr(text, "__forward_arg__", text) for name, text in known.items()}
    return {
        name: eval(text, {"__builtins__": {}}, names) if isinstance(text, str) else text  # noqa: S307 - as above
        for name, text in texts.items()
        if name != "additional_properties"
    }


def plain(type_: Any) -> Any:
    """A type with its enums as literals, as they were written before there were classes for them."""
    if type_ is Any:
        return object
    if inspect.isclass(type_) and issubclass(type_, Enum):
        values = tuple(member.value for member in type_)
        return typing.Literal[values] if values else str
    arguments = typing.get_args(type_)
    origin = typing.get_origin(type_)
    if not arguments or origin is typing.Literal:
        return type_
    changed = tuple(plain(argument) for argument in arguments)
    if origin is typing.Union or type(type_).__name__ == "UnionType":
        return typing.Union[changed]  # noqa: UP007 - of a tuple
    return origin[changed] if origin is not None else type_
