"""Parameters: from text on the wire to values, by the schema of the document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import jsonschema_rs

from tollkeeper_server.errors import StartError
from tollkeeper_server.problems import Fault, Problem
from tollkeeper_server.spec.refs import Refs

_INTEGER = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_KINDS = ("string", "integer", "boolean", "array")

_LISTS = {"if-match"}
"""Headers that are lists: lines of the same name are one, and what is empty in it does not count (RFC 9110, 5.6.1)."""

Kind = Literal["string", "integer", "boolean", "array"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """``kind`` is the type of its schema; an array has texts and is given by repeating the parameter."""

    name: str
    place: Literal["path", "query", "header"]
    required: bool
    kind: Kind
    default: Any
    validator: jsonschema_rs.Draft202012Validator

    @property
    def pointer(self) -> str:
        """How faults name it."""
        return f"/{self.place}/{self.name}"

    def decode(self, values: Sequence[str]) -> Any:
        """The value of the texts that were sent. Raises ``ValueError`` with what is wrong."""
        if any("\0" in text for text in values):
            raise ValueError("It holds U+0000.")
        if self.kind == "array":
            value: Any = list(values)
        elif len(values) > 1:
            raise ValueError("It is given more than once.")
        else:
            value = _scalar(values[0], self.kind)
        for error in self.validator.iter_errors(value):
            raise ValueError(error.message[:300] + ".")
        return value


def bind_parameter(node: Mapping[str, Any], refs: Refs) -> Parameter:
    """Read a parameter. Raises ``StartError`` for a kind that no operation has had so far."""
    schema = refs.follow(node["schema"])
    kind, place, name = schema.get("type"), node["in"], node["name"]
    if kind not in _KINDS or place not in {"path", "query", "header"}:
        raise StartError(f"the parameter {name!r} is a {kind} in {place}, which the server can't decode")
    if kind == "array" and (place != "query" or not node.get("explode", True)):
        raise StartError(f"the parameter {name!r} is an array that is not repeated in the query")
    validator = refs.validator(node["schema"])
    return Parameter(name, place, bool(node.get("required")), kind, schema.get("default"), validator)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The parameters of a request, by name, with defaults. What was not sent and has no default is ``None``."""

    path: Mapping[str, str]
    query: Mapping[str, Any]
    headers: Mapping[str, str | None]


def decode_parameters(
    parameters: Sequence[Parameter],
    path: Mapping[str, str],
    query: Sequence[tuple[str, str]],
    headers: Sequence[tuple[str, str]],
) -> Decoded:
    """Decode all. Raises ``Problem``: 404 for a path parameter, else 400 with every fault."""
    found: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}}
    faults = [*_unknown(parameters, query)]
    for parameter in parameters:
        sent = _sent(parameter, path, query, headers)
        if not sent:
            found[parameter.place][parameter.name] = parameter.default
            if parameter.required:
                faults.append(Fault(parameter.pointer, "It is missing."))
            continue
        try:
            found[parameter.place][parameter.name] = parameter.decode(sent)
        except ValueError as error:
            if parameter.place == "path":
                raise Problem("not_found", "There is no such object, and this is not an id of one.") from None
            faults.append(Fault(parameter.pointer, str(error)))
    if faults:
        raise Problem("invalid_parameter", f"{faults[0].pointer}: {faults[0].detail}", errors=faults)
    return Decoded(found["path"], found["query"], found["header"])


def _sent(
    parameter: Parameter,
    path: Mapping[str, str],
    query: Sequence[tuple[str, str]],
    headers: Sequence[tuple[str, str]],
) -> list[str]:
    if parameter.place == "path":
        return [path[parameter.name]]
    if parameter.place == "query":
        return [value for name, value in query if name == parameter.name]
    sent = [value for name, value in headers if name == parameter.name.lower()]
    return [", ".join(sent).strip(" \t,")] if sent and parameter.name.lower() in _LISTS else sent


def _unknown(parameters: Sequence[Parameter], query: Sequence[tuple[str, str]]) -> list[Fault]:
    """A misspelt filter that is ignored shows too much: it is an error."""
    known = {parameter.name for parameter in parameters if parameter.place == "query"}
    unknown = sorted({name[:100] for name, _ in query if name not in known})
    return [Fault(f"/query/{name}", "There is no such parameter.") for name in unknown[:20]]


def _scalar(text: str, kind: Kind) -> Any:
    if kind == "integer":
        if not _INTEGER.fullmatch(text):
            raise ValueError("It is not an integer.")
        return int(text)
    if kind == "boolean":
        if text not in {"true", "false"}:
            raise ValueError("It is neither true nor false.")
        return text == "true"
    return text
