"""The runtime knows nothing that generated code never says: a field that no SDK sets is dead, or a fault.

``wide.yaml`` has one of everything. Whatever its SDK makes of the runtime's types while it is imported is looked at, by
any way that it came there: by name, by position, or through a helper such as ``query``.
"""

from __future__ import annotations

import gc
import importlib
import pkgutil
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from pathlib import Path
from types import ModuleType
from typing import cast

import pytest
from support.sdks import fresh_name, generate_to

from trueline.runtime import models, operation, webhooks
from trueline.runtime.cli import table

WIDE = Path(__file__).with_name("wide.yaml")
#: The modules whose types generated code fills.
MODULES = (operation, webhooks, models, table)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[object]]:
    """Every value of the runtime's own types that is there once the SDK is imported, by type.

    Its runtime is its own: the one that all SDKs of a process have holds what others have set, too.
    """
    package = fresh_name("wide")
    folder = tmp_path_factory.mktemp("wide") / "tests" / package
    assert not generate_to(folder, WIDE.read_bytes(), package).lost
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(folder / "src"), *sys.path])
        sdk = importlib.import_module(package)
        _import_all(sdk)
    values: dict[str, list[object]] = defaultdict(list)
    for each in gc.get_objects():
        kind = cast("type[object]", type(each))
        if str(kind.__module__).startswith(f"{sdk.__name__}._runtime.") and _defaults(kind) is not None:
            values[kind.__qualname__].append(each)
    return values


def _import_all(sdk: ModuleType) -> None:
    for module in pkgutil.walk_packages(sdk.__path__, f"{sdk.__name__}."):
        if "._runtime." not in module.name:
            importlib.import_module(module.name)


def _defaults(kind: type[object]) -> dict[str, object] | None:
    """What each field is when nothing is said, of a dataclass or a named tuple; ``None`` of any other type."""
    if is_dataclass(kind):
        return {
            field.name: field.default if field.default_factory is MISSING else field.default_factory()
            for field in fields(kind)
            if field.init and not field.default is field.default_factory is MISSING
        }
    defaults: dict[str, object] | None = getattr(kind, "_field_defaults", None)
    return defaults


def never_set(values: list[object]) -> set[str]:
    """The fields that are as they are by default in all of these."""
    defaults = _defaults(type(values[0])) or {}
    return {name for name, default in defaults.items() if all(getattr(each, name) == default for each in values)}


TYPES = [each for module in MODULES for each in vars(module).values() if isinstance(each, type)]
FACTS = sorted({each.__qualname__ for each in TYPES if _defaults(each)})


@pytest.mark.parametrize("name", FACTS)
def test_every_field_with_a_default_is_set_by_generated_code(made: Mapping[str, list[object]], name: str) -> None:
    assert made[name], f"no SDK makes a {name}"
    assert never_set(made[name]) == set(), f"no SDK sets these of {name}: use them in wide.yaml, or take them away"


@dataclass(frozen=True)
class _Fact:
    said: str
    often: str = "no"
    never: str = "no"
    made: Callable[[], list[str]] | None = None


def test_a_field_that_nothing_sets_is_found() -> None:
    assert never_set([_Fact("a", often="yes"), _Fact("b", made=list)]) == {"never"}
