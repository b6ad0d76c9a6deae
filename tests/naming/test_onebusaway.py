"""A real mapping of a real SDK: every method that its list has exists here, with its arguments and its types."""

from __future__ import annotations

import importlib
import inspect
import re
from typing import Any

import pytest
from support.sdks import ROOT, generate_to, import_sdk

FOLDER = ROOT.parent / "shared/corpus/onebusaway"
METHOD = re.compile(
    r'- <code title="(\w+) ([^"]+)">client\.([\w.]+)\.<a [^>]*>(\w+)</a>\((.*?)\) -> <a [^>]*>(\w+)</a></code>'
)
IMPORT = re.compile(r"from onebusaway\.types import (.+)")

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="its document is not here: put it at ../shared/corpus/onebusaway"
)


def listed() -> list[tuple[str, ...]]:
    return METHOD.findall((FOLDER / "api.md").read_text("utf-8")) if FOLDER.is_dir() else []


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("onebusaway")
    document = (FOLDER / "openapi.yml").read_bytes()
    report = generate_to(folder, document, "onebusaway", names=str(FOLDER / "stainless.yml"))
    assert not report.lost and not report.allowed
    return import_sdk(folder / "src", "onebusaway").__name__


def find(package: str, path: str, name: str) -> Any:
    owner = importlib.import_module(package).Onebusaway(api_key="key")
    for part in path.split("."):
        owner = getattr(owner, part)
    return getattr(owner, name)


def test_the_list_has_methods() -> None:
    assert len(listed()) == (FOLDER / "api.md").read_text("utf-8").count("- <code title=") == 30


@pytest.mark.parametrize("row", listed(), ids=lambda row: ".".join(row[2:4]))
def test_a_listed_method_has_the_listed_arguments_and_answer(package: str, row: tuple[str, ...]) -> None:
    verb, path, resource, name, given, answer = row
    method = find(package, resource, name)
    parameters = [p for p in inspect.signature(method).parameters.values() if p.kind is not p.VAR_KEYWORD]
    positional = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    others = [p.name for p in parameters if p.kind is p.KEYWORD_ONLY]
    words = [word.strip() for word in given.split(", ") if word.strip()]
    assert positional == [word for word in words if not word.startswith("\\*")]
    assert bool(others) == any(word.startswith("\\*") for word in words)
    assert str(inspect.signature(method).return_annotation).split(".")[-1] == answer
    module = importlib.import_module(type(method.__self__).__module__)
    operation = getattr(module, f"_{name.upper()}")
    assert (operation.method.lower(), operation.path) == (verb, path)


def test_every_listed_type_can_be_imported(package: str) -> None:
    text = (FOLDER / "api.md").read_text("utf-8")
    names = [name.strip() for line in IMPORT.findall(text) for name in line.split(",")]
    types = importlib.import_module(f"{package}.types")
    assert len(names) == 30
    assert [name for name in names if not hasattr(types, name)] == []


def test_the_credential_comes_from_where_the_mapping_says(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEBUSAWAY_API_KEY", "key")
    kind: type[object] = importlib.import_module(package).Onebusaway
    assert kind() and "api_key" in inspect.signature(kind).parameters
