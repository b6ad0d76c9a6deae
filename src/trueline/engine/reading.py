"""What the engine read of a document, as frozen values: classes, parameters, bodies, statuses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from openapi_python_client.parser.openapi import Endpoint, GeneratorData
from openapi_python_client.parser.properties import ModelProperty
from openapi_python_client.strings import ClassName

from trueline.engine.configuration import ConfigFile, settings
from trueline.engine.parse import parse
from trueline.spec.document import Json, is_object

_VARIABLE = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class OperationRead:
    """An operation. ``parameters`` says of each place and name whether it is required."""

    parameters: Mapping[tuple[str, str], bool]
    bodies: frozenset[str]
    body_required: bool
    statuses: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the engine read by itself. ``classes`` says of each component, by its key, which properties are required."""

    classes: Mapping[str, Mapping[str, bool]]
    enums: frozenset[str]
    operations: Mapping[tuple[str, str], tuple[OperationRead, ...]]
    problems: tuple[str, ...]


def read(document: Json, bytes_of: Iterable[str] = ()) -> Reading:
    """Read a document. ``bytes_of``: media types of bodies that the engine takes for plain bytes."""
    config = settings(ConfigFile(content_type_overrides=dict.fromkeys(bytes_of, "application/octet-stream")))
    parsed = parse(document, config)
    if parsed.data is None:
        return Reading({}, frozenset(), {}, parsed.problems)
    return _reading(document, parsed.data, parsed.problems)


def shape(method: str, path: str) -> tuple[str, str]:
    """How an operation is found again: the engine renames the variables of a path."""
    return method.upper(), _VARIABLE.sub("{}", path)


def _reading(document: Json, data: GeneratorData, problems: tuple[str, ...]) -> Reading:
    models = {str(model.class_info.name): model for model in data.models}
    enums = {str(enum.class_info.name) for enum in data.enums}
    schemas = _schemas(document)
    keys = {key: _class_of(key, {} if "$ref" in schema else schema) for key, schema in schemas.items()}
    counts = Counter(keys.values())  # of several with one title, it keeps any; another name of a schema counts as one
    keys = {key: name for key, name in keys.items() if counts[name] == 1 and "$ref" not in schemas[key]}
    operations: dict[tuple[str, str], tuple[OperationRead, ...]] = {}
    for collection in data.endpoint_collections_by_tag.values():
        for endpoint in collection.endpoints:
            key = shape(endpoint.method, endpoint.path.get_untrusted_value())
            operations[key] = (*operations.get(key, ()), _operation(endpoint))
    return Reading(
        classes={key: _properties(models[name]) for key, name in keys.items() if name in models},
        enums=frozenset(key for key, name in keys.items() if name in enums),
        operations=operations,
        problems=problems,
    )


def _schemas(document: Json) -> Json:
    components = document.get("components")
    found = components.get("schemas") if is_object(components) else None
    return {key: schema for key, schema in found.items() if is_object(schema)} if is_object(found) else {}


def _class_of(key: str, schema: Json) -> str:
    title = schema.get("title")
    return str(ClassName(title if isinstance(title, str) and title else key, "field_"))


def _properties(model: ModelProperty) -> Mapping[str, bool]:
    found = [*(model.required_properties or ()), *(model.optional_properties or ())]
    return {each.name.get_untrusted_value(): each.required for each in found}


def _operation(endpoint: Endpoint) -> OperationRead:
    places = {
        "path": endpoint.path_parameters,
        "query": endpoint.query_parameters,
        "header": endpoint.header_parameters,
        "cookie": endpoint.cookie_parameters,
    }
    return OperationRead(
        parameters={
            (place, each.name.get_untrusted_value()): each.required for place, found in places.items() for each in found
        },
        bodies=frozenset(body.content_type.get_untrusted_value() for body in endpoint.bodies),
        body_required=any(body.prop.required for body in endpoint.bodies),
        statuses=frozenset(response.status_code.pattern for response in endpoint.responses),
    )
