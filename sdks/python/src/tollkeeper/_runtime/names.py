from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar


def lazy_exports(
    package: str, modules: Mapping[str, str], rest: str = ""
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    own: dict[str, str] = {}

    def module_of(name: str) -> str | None:
        if not own:
            own.update((each, module) for module, names in modules.items() for each in names.split())
        if name not in own and rest and name in import_module(rest, package).__all__:
            return rest
        return own.get(name)

    def everything() -> list[str]:
        module_of("")
        return list(dict.fromkeys((*own, *(import_module(rest, package).__all__ if rest else ()))))

    def get(name: str) -> Any:
        module = "" if name == "__all__" else module_of(name)
        if module is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        if name == "__all__":
            value: Any = everything()
        else:
            value = getattr(import_module(module, package), name) if module else import_module(f".{name}", package)
        setattr(sys.modules[package], name, value)
        return value

    def names_of() -> list[str]:
        return sorted({*vars(sys.modules[package]), *everything()})

    return get, names_of


__all__ = ["deprecated"]

T = TypeVar("T")

if TYPE_CHECKING:
    from typing_extensions import deprecated
else:

    def deprecated(_message: str) -> Callable[[T], T]:
        return lambda marked: marked
