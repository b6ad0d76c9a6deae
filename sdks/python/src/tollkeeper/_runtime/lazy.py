"""What is imported when it is first used: names of a package (PEP 562), and modules of the runtime."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def sibling(name: str) -> Any:
    """A module of the runtime that not every program needs, loaded when it is needed."""
    return import_module(f".{name}", __name__.rpartition(".")[0])


def lazy_exports(package: str, names: Mapping[str, str]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """``__getattr__`` and ``__dir__`` of a package whose ``names`` are in the given modules, like ``.types.key``.

    A name is looked up once; afterwards it is an ordinary attribute. ``""`` stands for a module of that name.
    """

    def get(name: str) -> Any:
        module = names.get(name)
        if module is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(module, package), name) if module else import_module(f".{name}", package)
        setattr(sys.modules[package], name, value)
        return value

    def names_of() -> list[str]:
        return sorted({*vars(sys.modules[package]), *names})

    return get, names_of
