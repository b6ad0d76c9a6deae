"""Names of a package: imported when they are first used (PEP 562), or marked as deprecated (PEP 702)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar


def lazy_exports(
    package: str, modules: Mapping[str, str], rest: str = ""
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """``__getattr__`` and ``__dir__`` of a package that imports its names when they are first used, ``__all__`` too.

    ``modules`` has the names of each module, with spaces between them: ``{".key": "Key KeyDict"}``; those of ``""`` are
    modules themselves. What it does not have comes from the package ``rest``, if there is one.
    """
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
        """Mark what follows as deprecated."""
        return lambda marked: marked
