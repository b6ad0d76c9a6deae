"""Loads ``v1.yaml``, from the wheel or from the checkout, and binds its operations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tollkeeper_server.errors import StartError
from tollkeeper_server.spec.operation import Operation, bind_operation
from tollkeeper_server.spec.refs import Refs

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_HERE = Path(__file__).parents[1]
PLACES = (_HERE / "v1.yaml", _HERE.parents[2] / "openapi" / "v1.yaml")
"""In an installed package, and in a checkout."""


@dataclass(frozen=True, slots=True)
class Api:
    """A document, bound. ``paths`` maps each path to its operations by method, upper case."""

    version: str
    scopes: Mapping[str, str]
    problem_codes: Mapping[str, str]
    paths: Mapping[str, Mapping[str, Operation]]
    source: bytes
    refs: Refs

    @property
    def operations(self) -> Mapping[str, Operation]:
        """Every operation by its operationId."""
        return {operation.id: operation for item in self.paths.values() for operation in item.values()}


def load_api(path: Path | None = None) -> Api:
    """Read and bind a document; our own, once. Raises ``StartError`` where it can't be bound."""
    return _own() if path is None else _load(path)


def load_scopes() -> tuple[str, ...]:
    """The scopes of our own document, and nothing else of it: a third of the time."""
    return tuple(_read(_own_path().read_bytes())["x-all-scopes"])


@cache
def _own() -> Api:
    return _load(_own_path())


def _own_path() -> Path:
    path = next((place for place in PLACES if place.is_file()), None)
    if path is None:
        raise StartError("the OpenAPI document is missing", [str(PLACES[0])], "Install the server again.")
    return path


def _read(source: bytes) -> dict[str, Any]:
    document: dict[str, Any] = yaml.load(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return document


def _load(path: Path) -> Api:
    source = path.read_bytes()
    document = _read(source)
    refs = Refs(document)
    paths = {path: _bind_path(path, item, refs) for path, item in document["paths"].items()}
    schemas = document["components"]["schemas"]
    codes = schemas["ProblemCode"]["x-enum-descriptions"]
    ids = [operation.id for item in paths.values() for operation in item.values()]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise StartError(f"operationId {twice[0]!r} is there twice", [str(path)])
    return Api(document["info"]["version"], document["x-all-scopes"], codes, paths, source, refs)


def _bind_path(path: str, item: Mapping[str, Any], refs: Refs) -> Mapping[str, Operation]:
    shared: list[Any] = item.get("parameters", [])
    bound = {
        method.upper(): bind_operation(method.upper(), path, item[method], shared, refs)
        for method in METHODS
        if method in item
    }
    for operation in bound.values():
        if sorted(re.findall(r"{(\w+)}", path)) != sorted(p.name for p in operation.path_parameters):
            raise StartError(f"the path parameters of {operation.id} are not those of {path}")
    return bound
