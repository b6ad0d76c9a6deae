"""The server: tools as MCP has them, made from the catalogue. The library does the protocol."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import mcp_types as types
from mcp.server.lowlevel import Server

from ..cli.docs import description
from ..cli.failures import explain
from ..cli.table import Api
from ..cli.text import inert, one_line
from .answers import marked, told
from .arguments import given
from .calls import call
from .catalogue import Tool
from .files import Folder
from .refusal import Refused
from .schema import input_schema, outline


class Agents:
    """The tools of one API for agents, and the client that calls it."""

    def __init__(self, api: Api, tools: tuple[Tool, ...], client: Any, folder: Folder, most: int) -> None:
        self._api = api
        self._tools = {tool.name: tool for tool in tools}
        self._client = client
        self._folder = folder
        self._most = most

    def server(self) -> Server[Any]:
        """The server of the library with these tools."""
        api = self._api
        version = import_module(f"{api.package}._version").__version__
        return Server(
            api.program,
            version=version,
            instructions=api.help,
            on_list_tools=self._list,
            on_call_tool=self._call,
        )

    async def _list(self, _context: Any, _params: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[shown(self._api, tool) for tool in self._tools.values()])

    async def _call(self, _context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        try:
            return await self._answer(self._tool(params.name), params.arguments or {})
        except Exception as error:  # noqa: BLE001 - what is not expected is raised again
            return _failed(error)

    def _tool(self, name: str) -> Tool:
        if name in self._tools:
            return self._tools[name]
        raise Refused(f"there is no tool {one_line(name, 80)!r}.")

    async def _answer(self, tool: Tool, arguments: dict[str, Any]) -> types.CallToolResult:
        schema = input_schema(self._api, tool, whole=True)
        args = given(tool, schema, arguments, self._folder)
        found = await call(self._client, tool, args, arguments, self._folder)
        said = told(found, arguments.get("query", ""), self._most)
        return types.CallToolResult(content=[types.TextContent(text=said.text)], structured_content=said.structured)


def _failed(error: Exception) -> types.CallToolResult:
    """An error as the SDK has it, for the agent."""
    if isinstance(error, Refused):
        said = f"Nothing was sent: {error}"
    else:
        found = explain(error)
        if found is None:
            raise error
        said = marked(found[0])
    return types.CallToolResult(content=[types.TextContent(text=inert(said))], is_error=True)


def shown(api: Api, tool: Tool) -> types.Tool:
    """A tool as a client sees it."""
    return types.Tool(
        name=tool.name,
        title=inert(tool.command.summary) or None,
        description=about(api, tool),
        input_schema=input_schema(api, tool),
        annotations=types.ToolAnnotations(
            read_only_hint=tool.reads,
            destructive_hint=None if tool.adds is None else not tool.adds,
            idempotent_hint=tool.repeats,
        ),
    )


def about(api: Api, tool: Tool, most: int = 1_000) -> str:
    """What the command line's help says of the command."""
    command = tool.command
    text = description(api, tool.module, command.method)
    answer = outline(api, tool)
    parts = [
        f"DEPRECATED: {command.deprecated}" if command.deprecated else "",
        command.summary,
        command.request,
        text if len(text) <= most else f"{text[: most - 1]}\u2026",
        f"Scopes: {', '.join(command.scopes)}" if command.scopes else "",
        f"Answers with: {answer}" if answer else "",
    ]
    return inert("\n\n".join(part for part in parts if part))
