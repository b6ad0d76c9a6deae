from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..cli.table import Api
from ..guards import is_array, is_object
from .catalogue import Tool
from .schema import Schema, document


def output_schema(api: Api, tool: Tool) -> dict[str, Any] | None:
    return Schema(document(api.package), tool.command, deep=True).whole(answer_schema(api, tool))


def answer_schema(api: Api, tool: Tool) -> Any:
    facts = document(api.package)
    responses = facts.get("operations", {}).get(tool.command.request, {}).get("responses", {})
    for status in sorted(responses):
        if status[:1] == "2":
            content: Mapping[str, Mapping[str, Any]] = facts["responses"][responses[status]].get("content", {})
            return next((media.get("event", media.get("schema")) for media in content.values()), None)
    return None


def outline(api: Api, tool: Tool, most: int = 400) -> str:
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
