"""The engine: openapi-python-client, pinned, driven as a library. No other module imports it.

It reads the skeleton (``skeleton.py``) and answers with the classes, fields and endpoints it found, as frozen values.
Anything it drops is an error here: the engine reports its losses in return values that nobody has to read, so
this module counts what went in and what came out. It runs in a process of its own (``engine_process.py``).
Why it is used so: docs/decisions/009-engine.md.
"""

from __future__ import annotations

import copy
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import openapi as engine_openapi
from openapi_python_client.parser.errors import GeneratorError, ParseError
from openapi_python_client.parser.openapi import Endpoint, GeneratorData
from openapi_python_client.parser.properties import EnumProperty, LiteralEnumProperty, ModelProperty

from trueline.codegen.engine_types import EngineEndpoint, EngineModel, EngineResult
from trueline.errors import InternalError
from trueline.spec.document import Json

#: The name under which the engine's parser calls ``copy.deepcopy``; it is no part of the engine's interface.
_DEEPCOPY = "deepcopy"


def run(document: Json) -> EngineResult:
    """Parse a skeleton. Raises :class:`InternalError` when the engine refuses it or loses any part."""
    config = Config.from_sources(ConfigFile(post_hooks=[]), MetaType.NONE, Path("skeleton"), "utf-8", False, None)
    with _shallow_endpoint_copies():
        data = GeneratorData.from_dict(document, config=config)
    if isinstance(data, GeneratorError):
        raise InternalError(f"the engine refused the skeleton: {data.header}: {data.detail}")
    problems = list(_problems(data))
    if problems:
        raise InternalError("the engine lost part of the skeleton: " + "; ".join(problems[:5]))
    result = EngineResult(
        models={model.key: model for model in map(_model, data.models)},
        enums=frozenset(_enum_key(enum) for enum in data.enums),
        endpoints={e.key: e for c in data.endpoint_collections_by_tag.values() for e in map(_endpoint, c.endpoints)},
    )
    _count(document, result)
    return result


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


def _problems(data: GeneratorData) -> Iterator[str]:
    errors: list[ParseError] = list(data.errors)
    for collection in data.endpoint_collections_by_tag.values():
        errors += collection.parse_errors
    for error in errors:
        yield f"{error.header} {error.detail}".strip()


def _enum_key(enum: EnumProperty | LiteralEnumProperty) -> str:
    return str(enum.class_info.name)


def _model(model: ModelProperty) -> EngineModel:
    return EngineModel(
        key=str(model.class_info.name),
        required=tuple(p.name.get_untrusted_value() for p in model.required_properties or ()),
        optional=tuple(p.name.get_untrusted_value() for p in model.optional_properties or ()),
    )


def _endpoint(endpoint: Endpoint) -> EngineEndpoint:
    def names(properties: Any) -> tuple[str, ...]:
        return tuple(p.name.get_untrusted_value() for p in properties)

    return EngineEndpoint(
        key=endpoint.path.get_untrusted_value().split("/")[1],
        method=endpoint.method,
        path=names(endpoint.path_parameters),
        query=names(endpoint.query_parameters),
        header=names(endpoint.header_parameters),
        cookie=names(endpoint.cookie_parameters),
        bodies=len(endpoint.bodies),
        statuses=tuple(response.status_code.pattern for response in endpoint.responses),
    )


def _count(document: Json, result: EngineResult) -> None:
    """What went in must have come out."""
    classes = len(document["components"]["schemas"])
    found = len(result.models) + len(result.enums)
    if classes != found:
        raise InternalError(f"the engine was given {classes} classes and answered with {found}")
    if len(document["paths"]) != len(result.endpoints):
        raise InternalError(f"the engine was given {len(document['paths'])} operations, kept {len(result.endpoints)}")
    for item in document["paths"].values():
        for operation in item.values():
            _count_operation(operation, result.endpoints[operation["operationId"]])


def _count_operation(operation: Json, endpoint: EngineEndpoint) -> None:
    given = len(operation["parameters"])
    kept = len(endpoint.path) + len(endpoint.query) + len(endpoint.header) + len(endpoint.cookie)
    bodies = len(operation.get("requestBody", {}).get("content", {}))
    if (given, bodies, len(operation["responses"])) != (kept, endpoint.bodies, len(endpoint.statuses)):
        raise InternalError(f"the engine lost a parameter, body or response of operation {endpoint.key}")
