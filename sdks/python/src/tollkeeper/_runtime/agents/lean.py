from __future__ import annotations

import sys
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any

PACKAGES = ("mcp", "mcp.server")


class _Later(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or self.__spec__ is None or self.__spec__.loader is None:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        super().__setattr__("__class__", ModuleType)
        self.__spec__.loader.exec_module(self)
        return getattr(self, name)


def lean(packages: tuple[str, ...] = PACKAGES) -> None:
    for name in packages:
        spec = find_spec(name) if name not in sys.modules else None
        if spec is not None:
            made = module_from_spec(spec)
            made.__class__ = _Later
            sys.modules[name] = made
