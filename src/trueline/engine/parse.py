"""A document through the engine's parser. What the engine drops it says in return values; here nobody can miss them."""

from __future__ import annotations

import copy
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import attrs
from openapi_python_client.config import Config
from openapi_python_client.parser import openapi as engine_openapi
from openapi_python_client.parser.errors import GeneratorError, ParseError
from openapi_python_client.parser.openapi import GeneratorData
from openapi_python_client.parser.properties import Property

from trueline.collector import collector_paused
from trueline.engine.names_apart import names_apart
from trueline.spec.document import Json

#: The name under which the engine's parser calls ``copy.deepcopy``; it is no part of the engine's interface.
_DEEPCOPY = "deepcopy"


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the engine made of a document (``None`` where it refused it or crashed), and what it says it left out."""

    data: GeneratorData | None
    problems: tuple[str, ...]


def parse(document: Json, config: Config) -> Parsed:
    """Read a document. The engine changes what it is given while it reads, never ``document`` itself."""
    try:
        with _shallow_endpoint_copies(), names_apart(), collector_paused():
            data = GeneratorData.from_dict(document, config=config)
    except Exception as error:  # noqa: BLE001 - whatever it crashes with, it could not read the document
        return Parsed(None, (f"the engine crashed: {type(error).__name__}: {error}",))
    if isinstance(data, GeneratorError):
        return Parsed(None, (f"{data.header}: {data.detail}",))
    for collection in data.endpoint_collections_by_tag.values():
        for endpoint in collection.endpoints:
            endpoint.path_parameters = _ordered(endpoint.path_parameters)
    return Parsed(data, tuple(_problems(data)))


def _ordered(parameters: list[Property]) -> list[Property]:
    """Variables of a path, none with a default before one without: that would be no Python."""
    last = max((at for at, each in enumerate(parameters) if each.default is None), default=-1)
    return [attrs.evolve(each, default=None) if at < last else each for at, each in enumerate(parameters)]


def _problems(data: GeneratorData) -> Iterator[str]:
    errors: list[ParseError] = list(data.errors)
    for collection in data.endpoint_collections_by_tag.values():
        errors += collection.parse_errors
    for error in errors:
        yield f"{error.header} {error.detail}".strip()


@contextmanager
def _shallow_endpoint_copies() -> Generator[None]:
    """Replace the parser's three ``deepcopy(endpoint)`` calls while it runs.

    They follow the whole model graph for each operation (73 % of the parse on GitHub's document); the parser only
    ever appends to the endpoint's own lists, so those are all that a copy has to own.
    """
    original = getattr(engine_openapi, _DEEPCOPY)
    setattr(engine_openapi, _DEEPCOPY, _copy_endpoint)
    try:
        yield
    finally:
        setattr(engine_openapi, _DEEPCOPY, original)


def _copy_endpoint(endpoint: Any) -> Any:
    clone = copy.copy(endpoint)
    for name in ("query_parameters", "path_parameters", "header_parameters", "cookie_parameters", "bodies", "errors"):
        setattr(clone, name, list(getattr(endpoint, name)))
    clone.relative_imports = set(endpoint.relative_imports)
    clone.responses = copy.copy(endpoint.responses)
    clone.responses.patterns = list(endpoint.responses.patterns)
    return clone
