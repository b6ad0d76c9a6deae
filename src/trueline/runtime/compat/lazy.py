"""Names of a package that are loaded when they are first used, under other names than they have at home."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any


def _has_own(package: str, name: str) -> bool:
    """Whether the names that ``_custom`` offers in its ``__all__`` have this one."""
    if name.startswith("_") or "." in package or not _is_there(package):
        return False
    return name in getattr(import_module(f"{package}._custom"), "__all__", ())


@cache
def _is_there(package: str) -> bool:
    return _has_file(f"{package}._custom")


def _is_module(package: str, name: str) -> bool:
    """Whether a package has a module of this name that nobody has imported yet."""
    if name.startswith("__") or not hasattr(sys.modules[package], "__path__"):
        return False
    return _has_file(f"{package}.{name}")


def _has_file(module: str) -> bool:
    """Whether a module can be found. What looks is imported here: many programs never ask."""
    from importlib.util import find_spec

    return find_spec(module) is not None


def _evaluated(value: Any, module: Any) -> Any:
    """What a text of a type means in a module; that takes modules that many programs never need."""
    if not isinstance(value, str):
        return value
    from .evaluate import evaluated

    return evaluated(value, module)


def exports(package: str, names: Mapping[str, tuple[str, str]]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """``__getattr__`` and ``__dir__`` of a package or a module: each name is a module and what it is called there.

    Without a name there it is the module itself, without a module a type as text. Types that are texts come as the
    types. What a package ``_custom`` has, which people wrote and no generator touches, goes before what was generated.
    """
    home = sys.modules[package].__package__

    def get(name: str) -> Any:
        if _has_own(package, name):
            return getattr(import_module(f"{package}._custom"), name)
        place = names.get(name)
        if place is None and _is_module(package, name):
            return import_module(f"{package}.{name}")
        if place is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        if not place[0]:
            value = _evaluated(place[1], sys.modules[package])
            setattr(sys.modules[package], name, value)
            return value
        module = import_module(place[0], home)
        value = getattr(module, place[1]) if place[1] else module
        if not name.startswith("__"):
            value = _evaluated(value, module)
        setattr(sys.modules[package], name, value)
        return value

    def names_of() -> list[str]:
        return sorted({*vars(sys.modules[package]), *names})

    return get, names_of
