"""The runtime of an SDK: the same code as ours, with the docstrings that users read and without the rest."""

from __future__ import annotations

import ast
import importlib
import inspect
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, cast

import pytest
from support.sdks import ROOT, import_sdk

from trueline.codegen.vendored import vendored

RUNTIME = files("trueline.runtime")


def _modules(folder: Traversable, path: str = "") -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for entry in folder.iterdir():
        if entry.is_dir():
            found |= _modules(entry, f"{path}{entry.name}/")
        elif entry.name.endswith(".py"):
            found[path + entry.name] = entry.read_bytes()
    return found


SOURCES = _modules(RUNTIME)


class _Undocumented(ast.NodeTransformer):
    """Code without strings that do nothing, and without the ``pass`` that stands where one was all there was."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        for body in (getattr(node, name, None) for name in ("body", "orelse", "finalbody")):
            if isinstance(body, list):
                statements = cast("list[ast.stmt]", body)
                statements[:] = [each for each in statements if not _does_nothing(each)]
        return node


def _does_nothing(node: ast.stmt) -> bool:
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    return is_text or isinstance(node, ast.Pass)


def _code(source: bytes) -> str:
    return ast.dump(_Undocumented().visit(ast.parse(source)))


@pytest.mark.parametrize("path", sorted(SOURCES))
def test_every_module_of_the_runtime_is_the_same_code(path: str) -> None:
    assert _code(vendored(path, SOURCES[path])) == _code(SOURCES[path])


def test_a_module_keeps_what_type_checkers_read_and_loses_what_is_said_to_maintainers() -> None:
    read = b"# type: ignore\nx = f()  # pyright: ignore\n"
    source = b'"""Why."""\n\n# how\n' + read + b'y = 1  # why\n\n\ndef f():\n    """What."""\n'
    assert vendored("a.py", source) == read + b"y = 1\n\n\ndef f():\n    pass\n"


def test_docstrings_of_what_users_meet_stay() -> None:
    page = b'class Page:\n    """A page."""\n\n    def next(self):\n        """The next."""\n        return 1\n'
    own = b'\n    def _own(self):\n        """How."""\n        return 1\n'
    assert vendored("a.py", page + own) == page + own.replace(b'        """How."""\n', b"")


def _exported() -> list[Any]:
    source = ROOT / "sdks/python/src"
    sdk, kit = import_sdk(source, "tollkeeper"), import_sdk(source, "tollkeeper.testing")
    names = [getattr(sdk, name) for name in dir(sdk) if not name.startswith("_")]
    tools = [getattr(kit, name) for name in kit.__all__]
    return [each for each in (*names, *tools, sdk.webhooks.sign) if inspect.isclass(each) or inspect.isfunction(each)]


def test_every_docstring_of_every_exported_name_is_the_one_that_we_wrote() -> None:
    """Inherited methods too: an editor shows them on the client, a page, a response, an error."""
    seen = 0
    for exported in _exported():
        for cls in inspect.getmro(exported) if inspect.isclass(exported) else (exported,):
            package, _, module = cls.__module__.partition("._runtime.")
            if package != "tollkeeper" or not module:
                continue
            ours: Any = getattr(importlib.import_module(f"trueline.runtime.{module}"), cls.__name__)
            own = cast("dict[str, Any]", vars(ours))
            for name, member in (("", cls), *vars(cls).items()):
                if cls.__name__.startswith("_") or name.startswith("_"):
                    continue
                mine = own[name] if name else ours
                assert getattr(member, "__doc__", None) == getattr(mine, "__doc__", None), f"{cls.__qualname__}.{name}"
                seen += 1
    assert seen > 300
