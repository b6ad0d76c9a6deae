"""Any name works in every scope of generated code: at run time, and for mypy in its strict mode.

For pyright: test_pyright.py.
"""

from __future__ import annotations

import ast
import copy
import inspect
import pickle
import subprocess
import sys
import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from names_of_scopes import TABLE, document, values
from support.checking import KNOWN, mypy
from support.sdks import fresh_name, generate_to, import_sdk
from support.wire import Wire, client_class

from trueline import reserved
from trueline.runtime.client import AsyncClient, SyncClient
from trueline.runtime.models import Model
from trueline.runtime.resource import AsyncResource, SyncResource

pytestmark = pytest.mark.xdist_group("names-of-scopes")  # one SDK, generated once


def public(owner: object) -> set[str]:
    return {name for name in dir(owner) if not name.startswith("_")}


def test_the_table_has_what_the_runtime_has() -> None:
    assert public(Model) <= reserved.MODEL
    assert public(SyncClient) | public(AsyncClient) <= reserved.CLIENT
    assert public(SyncResource) | public(AsyncResource) <= reserved.RESOURCE


def test_the_table_has_every_class_that_generated_modules_import(names_sdk: Path) -> None:
    folders = {"types", "resources", KNOWN}
    paths = [path for path in names_sdk.rglob("*.py") if path.parent.name in folders and path.name != "_provenance.py"]
    found = {name for path in paths for name in _imported(ast.parse(path.read_text(encoding="utf-8")))}
    assert {name for name in found if name[0].isupper()} - reserved.CLASSES == set()


def _imported(tree: ast.Module) -> Iterator[str]:
    """What a module imports under its own name, but for the document's types and what a package only passes on."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.level == 0 or (node.module or "").startswith("_runtime")):
            yield from (each.name for each in node.names if each.asname is None)


def test_no_module_imports_what_it_does_not_use(names_sdk: Path) -> None:
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "F401", str(names_sdk)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[:4000]


def test_mypy_has_nothing_against_any_name(names_sdk: Path) -> None:
    done = mypy(names_sdk.parent, "-p", KNOWN)
    assert done.returncode == 0, done.stdout[:4000]


@settings(max_examples=8, deadline=None)
@given(st.lists(st.sampled_from(TABLE), min_size=4, max_size=8, unique=True))
def test_any_name_works_at_run_time(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    folder, called = tmp_path_factory.mktemp("drawn") / "tests", fresh_name("drawn")  # as in support/sdks.py
    report = generate_to(folder, document(names), called, suffix=".json")
    assert not report.lost
    sdk = import_sdk(folder / "src", called)
    _models_work(sdk, names)
    _methods_work(sdk, names)
    assert {str(member) for member in sdk.types.KindOfName} == set(names)
    payloads = [import_module(f"{called}.{module}") for module in ("webhooks", "callbacks")]
    assert all(module.__doc__ for module in payloads)


def _models_work(sdk: ModuleType, names: list[str]) -> None:
    for name in ("HolderOfAll", "HolderOfRequired"):
        model: Any = getattr(sdk.types, name)
        data = values(names)
        made = model.from_dict(data)
        assert made.to_dict() == data
        given = {field.name: getattr(made, field.name) for field in attrs.fields(model)}
        assert model(**given) == made == copy.deepcopy(made) == pickle.loads(pickle.dumps(made))
        assert repr(made) == repr(model(**given))
    assert sdk.types.HolderOfAll.from_dict({}).to_dict() == {}


def _methods_work(sdk: ModuleType, names: list[str]) -> None:
    wire = Wire()
    constructor = inspect.signature(client_class(sdk).__init__).parameters.values()
    asked = [each.name for each in constructor if str(each.annotation).startswith("str |") and each.name != "base_url"]
    given = dict.fromkeys(asked, "secret")
    client = wire.client(sdk, **given)
    wire.answers_json({})
    found = list(_methods(client))
    for method in found:
        parameters = list(inspect.signature(method).parameters.values())
        positional = ["a" for each in parameters if each.kind is each.POSITIONAL_OR_KEYWORD]
        keywords = {each.name: _value(each) for each in parameters if each.kind is each.KEYWORD_ONLY}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            method(*positional, **{name: value for name, value in keywords.items() if value is not None})
    assert wire.count == len(found) >= 4 * len(names)
    wire.close()


def _value(parameter: inspect.Parameter) -> Any:
    """A text where that is allowed, else an object where something has to be given."""
    if str(parameter.annotation).startswith("str"):
        return "a"
    return {} if parameter.default is parameter.empty else None


def _methods(owner: Any) -> Iterator[Any]:
    """The methods of the document, of a client or a resource and all that is below it."""
    kind = cast("type[object]", type(owner))
    for name, member in vars(kind).items():
        if name.startswith("_") or name in {"with_raw_response", "with_streaming_response"}:
            continue
        if isinstance(member, property):
            below = getattr(owner, name)
            yield from () if isinstance(below, str) else _methods(below)  # a text is a credential
        else:
            yield getattr(owner, name)
