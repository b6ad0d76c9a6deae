"""A document through the engine's parser. What the engine drops it says in return values; here nobody can miss them."""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import attrs
from openapi_python_client.config import Config
from openapi_python_client.parser import openapi as engine_openapi
from openapi_python_client.parser.errors import GeneratorError, ParseError
from openapi_python_client.parser.openapi import Endpoint, GeneratorData
from openapi_python_client.parser.properties import Property
from openapi_python_client.schema.untrusted_string import UntrustedString
from openapi_python_client.strings import PythonIdentifier

from trueline.collector import collector_paused
from trueline.engine.names_apart import names_apart
from trueline.spec.document import Json

#: What the engine's models and their methods call their own: a property of that name breaks the class.
_MEMBERS = frozenset({
    "additional_keys", "additional_properties", "cls", "d", "field_dict", "from_dict", "src_dict", "to_dict",
    "to_multipart",
})  # fmt: skip
#: The name under which the engine's parser calls ``copy.deepcopy``; it is not part of the engine's interface.
_DEEPCOPY = "deepcopy"


#: What it says of an operation, and of the schemas that are at fault.
_OPERATION = re.compile(
    r"WARNING parsing (?P<method>[A-Z]+) (?P<path>.+) within \S*?\.(?P<lost> Endpoint will)?", re.DOTALL
)
_TWICE = re.compile(r'duplicate models with name "(\w+)"')
_SCHEMA = re.compile(r"/components/schemas/([^\n]+?):?\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part of an operation that the engine left out: ``operation`` (all of it), ``responses`` or ``requestBody``.

    ``statuses`` are those that it read.
    """

    method: str
    path: str
    part: str
    statuses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the engine made of a document (``None`` where it refused it or crashed), and what it says it left out.

    ``schemas`` are the components that it has no class for, ``left_out`` the operations that miss something, ``twice``
    the classes that it would have had to write for two things.
    """

    data: GeneratorData | None
    problems: tuple[str, ...]
    schemas: frozenset[str] = frozenset()
    left_out: frozenset[LeftOut] = frozenset()
    twice: frozenset[str] = frozenset()


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
        _tell_apart(collection.endpoints, config)
    for model in data.models:
        for each in (*(model.required_properties or ()), *(model.optional_properties or ())):
            if each.python_name in _MEMBERS:
                each.set_python_name(UntrustedString(f"{each.python_name}_"), config, skip_snake_case=True)
    problems = tuple(_problems(data))
    twice = frozenset(name for problem in problems for name in _TWICE.findall(problem))
    return Parsed(data, problems, frozenset(_schemas(data)), frozenset(_left_out(data)), twice)


def _ordered(parameters: list[Property]) -> list[Property]:
    """Variables of a path, none with a default before one without: that would be not Python."""
    last = max((at for at, each in enumerate(parameters) if each.default is None), default=-1)
    return [attrs.evolve(each, default=None) if at < last else each for at, each in enumerate(parameters)]


def _tell_apart(endpoints: list[Endpoint], config: Config) -> None:
    """Of operations that have one name the last keeps it: its module is the one that the engine would leave there."""
    left, taken = Counter(each.name for each in endpoints), {str(each.name) for each in endpoints}
    for each in endpoints:
        left[each.name] -= 1
        if left[each.name]:
            free = next(name for n in range(2, len(endpoints) + 2) if (name := f"{each.name}_{n}") not in taken)
            taken.add(free)
            each.name = PythonIdentifier(UntrustedString(free), config.field_prefix)


def _problems(data: GeneratorData) -> Iterator[str]:
    errors: list[ParseError] = list(data.errors)
    for collection in data.endpoint_collections_by_tag.values():
        errors += collection.parse_errors
    for error in errors:
        yield f"{error.header} {error.detail}".strip()


def _schemas(data: GeneratorData) -> Iterator[str]:
    for error in data.errors:
        yield from _SCHEMA.findall(error.header) or _SCHEMA.findall(error.detail or "")


def _left_out(data: GeneratorData) -> Iterator[LeftOut]:
    for collection in data.endpoint_collections_by_tag.values():
        read = {error: each for each in collection.endpoints for error in map(id, each.errors)}
        for error in collection.parse_errors:
            if found := _OPERATION.match(error.header):
                is_response = (error.detail or "").startswith("Cannot parse response")
                part = "operation" if found["lost"] else "responses" if is_response else "requestBody"
                responses = read[id(error)].responses if id(error) in read else ()
                statuses = frozenset(each.status_code.pattern for each in responses)
                yield LeftOut(found["method"].lower(), found["path"], part, statuses)


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
