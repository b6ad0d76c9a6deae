from __future__ import annotations

import json
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

import mcp_types as types

from ..cli.table import Api
from .catalogue import Tool
from .outline import output_schema
from .refusal import Refused
from .schema import input_schema
from .search import search

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
    if name in operations:
        return operations[name]
    near = get_close_matches(name, operations, n=3)
    also = f" Did you mean {' or '.join(near)}?" if near else ""
    raise Refused(f"there is no tool or operation of this name here.{also}")


def searched(operations: Mapping[str, Tool], arguments: Mapping[str, Any]) -> dict[str, Any]:
    return search(operations.values(), arguments["query"], arguments.get("limit", 10))


def described(api: Api, tool: Tool, about: str, most: int) -> dict[str, Any]:
    found: dict[str, Any] = {"operation": tool.name, "about": about, "arguments": input_schema(api, tool, whole=True)}
    if len(json.dumps(found)) > most:
        found |= {"arguments": input_schema(api, tool), "note": "Objects in the arguments hold more than is said here."}
    answer = output_schema(api, tool)
    return found | {"answer": answer} if answer and len(json.dumps(answer)) + len(json.dumps(found)) <= most else found
