"""Arguments of a call, and the request that the document says it makes."""

from __future__ import annotations

import keyword
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any
from urllib.parse import quote

import attrs

from support.document import Operation
from support.typed_json import Json, is_array


@dataclass
class Call:
    """Keyword arguments, and the parts of the request that must come of them."""

    arguments: dict[str, Any] = field(default_factory=dict[str, Any])
    path: str = ""
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict[str, str])
    body: Any = None

    @property
    def target(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path


def argument_name(wire: str) -> str:
    name = wire.lower().replace("-", "_")
    return f"{name}_" if keyword.iskeyword(name) else name


def text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def pairs(name: str, value: Any) -> list[str]:
    """``style: form`` with ``explode: true``, the only style that v1.yaml has in a query."""
    values = value if is_array(value) else [value]
    return [f"{quote(name, safe='')}={quote(text(item), safe='')}" for item in values]


def make_call(operation: Operation, body: Any = None, *, optional: bool = True) -> Call:
    """A call with the documented example of each parameter and, as arguments, the properties of ``body``."""
    call = Call(path=operation.path, body=body)
    for parameter in operation.parameters:
        if not (optional or parameter.get("required")):
            continue
        _add(call, operation, parameter)
    properties: Json = body or {}
    for name, value in properties.items():
        call.arguments[argument_name(name)] = value
    return call


def _add(call: Call, operation: Operation, parameter: dict[str, Any]) -> None:
    name, where, value = parameter["name"], parameter["in"], parameter["example"]
    if name == operation.idempotency_header:
        call.arguments["idempotency_key"] = value
    else:
        call.arguments[argument_name(name)] = value
    if where == "path":
        call.path = call.path.replace(f"{{{name}}}", quote(text(value), safe=""))
    elif where == "query":
        call.query = "&".join([*filter(None, [call.query]), *pairs(name, value)])
    elif where == "header":
        call.headers[name.lower()] = text(value)
    else:
        raise NotImplementedError(f"no test knows how a parameter in {where} should look")


def typed(types: ModuleType, operation: Operation, call: Call) -> dict[str, Any]:
    """The same arguments as models, enum members and datetimes: what an editor would suggest."""
    arguments = dict(call.arguments)
    if operation.body_schema and call.body is not None:
        kind = getattr(types, operation.body_schema)
        model = kind.from_dict(call.body)
        for attribute in attrs.fields(kind):
            if attribute.name in arguments:
                arguments[attribute.name] = getattr(model, attribute.name)
    return arguments
