"""The three tools that stand for many: search, describe, call. An answer is told in a line, or as JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

import mcp_types as types

from ..cli.table import Api
from ..unset import is_array, is_object
from .catalogue import Tool, search
from .limits import Refused
from .schema import Schema, document, input_schema


def output_schema(api: Api, tool: Tool) -> dict[str, Any] | None:
    """The schema of what a success answers with, for reading: an answer that deviates is told all the same."""
    return Schema(document(api.package), tool.command, deep=True).whole(answer_schema(api, tool))


def answer_schema(api: Api, tool: Tool) -> Any:
    """The schema of what a success answers with; ``None`` for no body."""
    facts = document(api.package)
    responses = facts.get("operations", {}).get(tool.command.request, {}).get("responses", {})
    for status in sorted(responses):
        if status[:1] == "2":
            content: Mapping[str, Mapping[str, Any]] = facts["responses"][responses[status]].get("content", {})
            return next((media.get("event", media.get("schema")) for media in content.values()), None)
    return None


def outline(api: Api, tool: Tool, most: int = 400) -> str:
    """What a success answers with, in a line: ``{data: [{id, name}], has_more}``."""
    text = _outline(document(api.package).get("schemas", {}), answer_schema(api, tool), 3)
    return text if len(text) <= most else f"{text[: most - 1]}\u2026"


def _outline(schemas: Mapping[str, Any], schema: Any, depth: int) -> str:
    if is_object(schema) and "$ref" in schema:
        schema = schemas.get(schema["$ref"])
    if not is_object(schema):
        return ""
    members = [each for key in ("oneOf", "anyOf") for each in schema.get(key, ()) if each != {"type": "null"}]
    if len(members) == 1:
        return _outline(schemas, members[0], depth)
    if "properties" in schema and depth:
        parts = ((name, _outline(schemas, each, depth - 1)) for name, each in schema["properties"].items())
        return "{" + ", ".join(f"{name}: {inner}" if inner else name for name, inner in parts) + "}"
    if "items" in schema and depth:
        return f"[{_outline(schemas, schema['items'], depth)}]"
    return "[]" if is_array(schema.get("items")) else ""


SEARCH, DESCRIBE, CALL = "search_operations", "describe_operation", "call_operation"
_MOST_FOUND = 50
_OPERATION: dict[str, Any] = {"type": "string", "description": f"Its name, as {SEARCH} gives it."}
SCHEMAS: Mapping[str, dict[str, Any]] = {
    SEARCH: {
        "type": "object",
        "properties": {
            "query": {"type": "string", "description": "Words: what it is about, what it does."},
            "limit": {"type": "integer", "minimum": 1, "maximum": _MOST_FOUND, "default": 10},
        },
        "required": ["query"],
        "additionalProperties": False,
    },
    DESCRIBE: {
        "type": "object",
        "properties": {"operation": _OPERATION},
        "required": ["operation"],
        "additionalProperties": False,
    },
    CALL: {
        "type": "object",
        "properties": {
            "operation": _OPERATION,
            "arguments": {"type": "object", "description": f"As {DESCRIBE} says."},
        },
        "required": ["operation"],
        "additionalProperties": False,
    },
}


def tools(api: Api, operations: Mapping[str, Tool]) -> list[types.Tool]:
    """The three tools as a client sees them."""
    reads = types.ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True)
    only = all(tool.reads for tool in operations.values())
    may = types.ToolAnnotations(read_only_hint=only, destructive_hint=None if not only else False)
    texts = {
        SEARCH: (
            f"Find operations of {api.client} by words, among {len(operations)}. Without a match: its resources.",
            reads,
        ),
        DESCRIBE: ("What an operation does, the schema of its arguments, what it answers with.", reads),
        CALL: (f"Call an operation. Describe it first with {DESCRIBE}.", may),
    }
    return [
        types.Tool(name=name, description=text, input_schema=SCHEMAS[name], annotations=hints)
        for name, (text, hints) in texts.items()
    ]


def find(operations: Mapping[str, Tool], name: str) -> Tool:
    """The operation of this name. Raises ``Refused`` with the nearest names where there is none."""
    if name in operations:
        return operations[name]
    near = get_close_matches(name, operations, n=3)
    also = f" Did you mean {' or '.join(near)}?" if near else ""
    raise Refused(f"there is no tool or operation of this name here.{also}")


def searched(operations: Mapping[str, Tool], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """What a search finds."""
    return search(operations.values(), arguments["query"], arguments.get("limit", 10))


def described(api: Api, tool: Tool, about: str, most: int) -> dict[str, Any]:
    """What is known of an operation, in some ``most`` characters: less of the insides of objects where all is more."""
    found: dict[str, Any] = {"operation": tool.name, "about": about, "arguments": input_schema(api, tool, whole=True)}
    if len(json.dumps(found)) > most:
        found |= {"arguments": input_schema(api, tool), "note": "Objects in the arguments hold more than is said here."}
    answer = output_schema(api, tool)
    return found | {"answer": answer} if answer and len(json.dumps(answer)) + len(json.dumps(found)) <= most else found
