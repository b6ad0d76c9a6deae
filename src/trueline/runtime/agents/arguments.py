"""What a tool takes, as JSON Schema, and what an agent gave, as the arguments of the SDK's method.

The schema is made from the table of the command, and what the SDK knows of the document's types: without any extra.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..cli import one_line
from ..cli.table import Api, Command, Option, facts_of
from ..unset import is_array, is_object
from . import Folder, Refused

if TYPE_CHECKING:
    from ..cli.call import Arguments
    from .catalogue import Tool

#: Characters of a schema in a list of tools. One that is longer says less of what is inside of objects.
_LONGEST = 6_000
_KINDS: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date-time": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "time"},
    "duration": {"type": "string", "format": "duration"},
    "uuid": {"type": "string", "format": "uuid"},
    "byte": {"type": "string", "contentEncoding": "base64"},
    "file": {"type": "string"},
    "object": {"type": "object"},
}
_FILE = "The path of a file in the folder that was allowed."
_QUERY: dict[str, Any] = {"type": "string", "description": "JMESPath: only this part of the answer, like `data[].id`."}
_KEY: dict[str, Any] = {"type": "string", "description": "Send the same one to repeat a request safely."}
_SAVE: dict[str, Any] = {
    "type": "string",
    "description": "Write the answer to this file of the allowed folder.",
}
_EVENTS: dict[str, Any] = {"type": "integer", "minimum": 1, "description": "Stop after so many events."}
_SECONDS: dict[str, Any] = {"type": "number", "exclusiveMinimum": 0, "description": "Stop after so many seconds."}


def field_name(option: Option) -> str:
    """What a tool calls an argument: the option's name with underscores."""
    return option.name.replace("-", "_")


def takes_body(command: Command) -> bool:
    """Whether the method takes the body in one piece."""
    return bool(command.body) and not any(option.wire and option.arg for option in command.options)


def fields(command: Command) -> dict[str, Option]:
    """The arguments that come from the document, by the names that a tool gives them."""
    return {field_name(option): option for option in command.options if option.arg}


def own_fields(command: Command) -> dict[str, dict[str, Any]]:
    """The arguments that a tool has beside those of the document."""
    found: dict[str, dict[str, Any]] = {"query": _QUERY}
    if command.idempotent:
        found["idempotency_key"] = _KEY
    if command.kind in {"binary", "any"}:
        found["save"] = _SAVE
    if command.kind in {"stream", "any"}:
        found |= {"max_events": _EVENTS, "timeout": _SECONDS}
    return {name: schema for name, schema in found.items() if name not in fields(command)}


def input_schema(api: Api, tool: Tool, *, whole: bool = False) -> dict[str, Any]:
    """The schema of a tool's arguments. Not ``whole``: without the insides of objects where that makes it long."""
    made = Schema(facts_of(api.package), tool.command, deep=True).as_json()
    if whole or len(json.dumps(made)) <= _LONGEST:
        return made
    return Schema(facts_of(api.package), tool.command, deep=False).as_json()


class Schema:
    """The schema of one operation's arguments. ``deep``: with the schemas of objects, and of what they refer to."""

    def __init__(self, facts: Mapping[str, Any], command: Command, *, deep: bool) -> None:
        self._schemas: Mapping[str, Any] = facts.get("schemas", {})
        self._bodies: Mapping[str, Any] = facts.get("operations", {}).get(command.request, {}).get("body", {})
        self._command = command
        self._deep = deep
        self._used: dict[str, Any] = {}

    def as_json(self) -> dict[str, Any]:
        command = self._command
        properties = {name: self._field(option) for name, option in fields(command).items()}
        required = [name for name, option in fields(command).items() if option.required]
        if takes_body(command):
            properties["body"] = self._body()
            required += ["body"] if command.body_required else []
        found: dict[str, Any] = {"type": "object", "properties": properties | own_fields(command)}
        found |= {"required": required} if required else {}
        found |= {"additionalProperties": False}
        return found | ({"$defs": self._used} if self._used else {})

    def whole(self, schema: Any) -> dict[str, Any] | None:
        """Any schema of the facts as JSON Schema, with all that it refers to; ``None`` for one that says nothing."""
        made = self._plain(schema)
        if not is_object(made) or not made:
            return None
        return made | ({"$defs": self._used} if self._used else {})

    def _field(self, option: Option) -> dict[str, Any]:
        known = self._of_body(option.wire) if option.wire and self._deep and option.kind != "file" else None
        if known is not None and not (option.choices and not option.closed):
            schema = self._plain(known)
            return ({"description": option.help} if option.help else {}) | (schema if is_object(schema) else {})
        return _of_option(option)

    def _body(self) -> dict[str, Any]:
        media, kind = self._command.body[0]
        if kind == "bytes":
            return {"type": "string", "description": f"The body ({media}). {_FILE}"}
        if kind == "text":
            return {"type": "string", "description": f"The body ({media})."}
        schema: Any = self._plain(self._bodies.get(media, True)) if self._deep else None
        return {"description": f"The body ({media})."} | (schema if is_object(schema) else {})

    def _of_body(self, wire: str) -> Any:
        """The schema of a property of the body; ``None`` where it is not known."""
        for body in self._bodies.values():
            found = self._resolved(body).get("properties", {}).get(wire)
            if found is not None:
                return found
        return None

    def _resolved(self, schema: Any) -> Mapping[str, Any]:
        seen = set[str]()
        while is_object(schema) and "$ref" in schema and schema["$ref"] not in seen:
            seen.add(schema["$ref"])
            schema = self._schemas.get(schema["$ref"])
        return schema if is_object(schema) else {}

    def _plain(self, schema: Any) -> Any:
        """A schema of the facts as JSON Schema."""
        if not is_object(schema):
            return schema
        if "$ref" in schema:
            return self._reference(str(schema["$ref"]))
        return dict(self._keywords(schema))

    def _reference(self, name: str) -> Any:
        if name not in self._used:
            self._used[name] = {}
            self._used[name] = self._plain(self._schemas.get(name, {}))
        return {"$ref": f"#/$defs/{name}"}

    def _keywords(self, schema: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        for key, value in schema.items():
            if key in {"oneOf", "anyOf"}:  # which of them it is, the API decides
                yield "anyOf", [self._plain(each) for each in value]
            elif key in {"items", "additionalProperties", "not", "propertyNames"}:
                yield key, self._plain(value)
            elif key == "prefixItems":
                yield key, [self._plain(each) for each in value]
            elif key == "properties":
                yield key, {name: self._plain(each) for name, each in value.items()}
            elif key == "example":
                yield "examples", [value]
            elif key == "samples":
                yield "examples", value[:1]
            elif key == "enum" and schema.get("open"):
                yield "examples", value
            elif key not in {"discriminator", "open"}:
                yield key, value


def _of_option(option: Option) -> dict[str, Any]:
    """The schema of an argument by its kind alone."""
    schema = dict(_KINDS.get(option.kind, {}))
    if option.choices:
        values = [_choice(option, text) for text in option.choices]
        schema |= {"enum": values} if option.closed else {"examples": values}
    if option.many:
        schema = {"type": "array", "items": schema}
    if option.nullable and schema:
        schema = {"anyOf": [schema, {"type": "null"}]}
    text = " ".join(part for part in (option.help, _FILE if option.kind == "file" else "") if part)
    return ({"description": text} if text else {}) | schema


def _choice(option: Option, text: str) -> Any:
    return json.loads(text) if option.kind in {"integer", "number"} else text


_MOST_FAULTS = 5


def call_arguments(
    tool: Tool, schema: Mapping[str, Any], arguments: Mapping[str, Any], folder: Folder
) -> tuple[Arguments, dict[str, Any]]:
    """The arguments of the call, and those that are the tool's own."""
    from ..cli.call import Arguments

    check(schema, arguments)
    options = fields(tool.command)
    args = {
        options[name].arg: _value(name, options[name], value, folder)
        for name, value in arguments.items()
        if name in options
    }
    if takes_body(tool.command) and "body" in arguments:
        args["body"] = _body(tool, arguments["body"], folder)
    own = {name: arguments[name] for name in own_fields(tool.command) if name in arguments}
    return Arguments(args, {name: own.pop(name) for name in ("idempotency_key",) if name in own}), own


def check(schema: Mapping[str, Any], arguments: Mapping[str, Any]) -> None:
    """Raise ``Refused`` for arguments that the schema does not allow, and say what it does."""
    known: Mapping[str, Any] = schema["properties"]
    unknown = [name for name in arguments if name not in known]
    if unknown:
        names = ", ".join(known) or "none"
        raise Refused(f"there is no argument {one_line(unknown[0], 80)!r}. The arguments are: {names}.")
    validator = import_module("jsonschema").Draft202012Validator(schema)
    try:
        faults = [_fault(error) for error in islice(validator.iter_errors(arguments), _MOST_FAULTS)]
    except RecursionError:
        raise Refused("the arguments are nested too deeply.") from None
    if faults:
        raise Refused("; ".join(faults))


def _fault(error: Any) -> str:
    where = str(error.json_path).removeprefix("$").removeprefix(".")
    return f"{one_line(where, 80)}: {one_line(error.message)}" if where else one_line(error.message)


def _value(name: str, option: Option, value: Any, folder: Folder) -> Any:
    if option.many and is_array(value):
        return [_one(name, option, item, folder) for item in value]
    return _one(name, option, value, folder)


def _one(name: str, option: Option, value: Any, folder: Folder) -> Any:
    if not isinstance(value, str):
        return value
    if option.kind == "file":
        return folder.read(value)
    from ..cli.values import CHECKED, check_kind

    if option.kind in CHECKED:
        try:
            check_kind(option.kind, value)
        except ValueError:
            raise Refused(f"{name}: {one_line(value, 80)!r} is not {CHECKED[option.kind][1]}.") from None
    return _clean(name, value)


def _clean(name: str, text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refused(f"{name}: this is not text in UTF-8.") from None
    return text


def _body(tool: Tool, value: Any, folder: Folder) -> Any:
    if tool.command.body[0][1] == "bytes" and isinstance(value, str):
        return folder.read(value)[1]
    return value
