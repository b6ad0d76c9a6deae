"""Run by the agents gate as a script: the tools of an SDK as JSON, by what the SDK itself says of them."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import Any


def described(package: str) -> list[dict[str, Any]]:
    """All of its tools."""
    schemas: Any = import_module(f"{package}._runtime.agents.arguments")
    api = import_module(f"{package}._cli").API
    tools: Any = import_module(f"{package}._runtime.agents.catalogue").catalogue(api)
    return [_described(schemas, api, tool) for tool in tools]


def _described(schemas: Any, api: Any, tool: Any) -> dict[str, Any]:
    schema: dict[str, Any] = schemas.input_schema(api, tool, whole=True)
    return {
        "name": tool.name,
        "request": tool.command.request,
        "method": ".".join((*tool.attrs, tool.command.method)),
        "arguments": sorted(schema["properties"].keys() - schemas.own_fields(tool.command).keys()),
        "required": sorted({*schema.get("required", ())} - {"body"}),
        "scopes": list(tool.command.scopes),
        "reads": tool.reads,
    }


if __name__ == "__main__":
    order = json.loads(sys.argv[1])
    sys.path.insert(0, order["path"])
    sys.stdout.write(json.dumps(described(order["package"])))
