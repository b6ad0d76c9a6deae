"""What the tests of the specification share: the document, and walks over it with every place's pointer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.typed_json import is_array, is_object

from trueline.spec import pointer as pointers

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "openapi" / "v1.yaml"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True)
class Operation:
    """An operation with its path item's parameters added."""

    pointer: str
    method: str
    path: str
    value: dict[str, Any]
    parameters: list[dict[str, Any]]

    @property
    def id(self) -> str:
        return str(self.value["operationId"])

    @property
    def public(self) -> bool:
        return bool(self.value["security"] == [])

    def parameters_in(self, place: str) -> list[str]:
        return [parameter["name"] for parameter in self.parameters if parameter["in"] == place]


class Spec:
    def __init__(self, value: dict[str, Any]) -> None:
        self.value = value
        self.operations = list(self._operations("paths"))
        self.webhooks = list(self._operations("webhooks"))
        self.schemas: dict[str, Any] = value["components"]["schemas"]

    def at(self, pointer: str) -> Any:
        value: Any = self.value
        for token in pointers.parse(pointer):
            value = value[int(token)] if is_array(value) else value[token]
        return value

    def resolve(self, value: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in value:
            value = self.at(value["$ref"].removeprefix("#"))
        return value

    def operation(self, operation_id: str) -> Operation:
        return next(operation for operation in self.operations if operation.id == operation_id)

    def responses(self, operation: Operation) -> dict[str, dict[str, Any]]:
        return {status: self.resolve(response) for status, response in operation.value["responses"].items()}

    def _operations(self, section: str) -> Iterator[Operation]:
        for path, item in self.value[section].items():
            for method in METHODS:
                if method in item:
                    listed = [*item.get("parameters", []), *item[method].get("parameters", [])]
                    parameters = [self.resolve(parameter) for parameter in listed]
                    yield Operation(pointers.join("", section, path, method), method, path, item[method], parameters)


def walk(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Every value inside ``value`` with its pointer, itself first."""
    yield pointer, value
    items: Iterable[tuple[str | int, Any]] = ()
    if is_object(value):
        items = value.items()
    elif is_array(value):
        items = enumerate(value)
    for key, item in items:
        yield from walk(item, pointers.join(pointer, key))
