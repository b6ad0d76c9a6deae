"""``mcp``: the command that serves tools to agents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anyio
import click

from ..cli.client import connect
from ..cli.options import client_options
from ..cli.table import Api
from .catalogue import catalogue
from .files import Folder

_MOST = 40_000


def make(api: Api, name: str) -> click.Command:
    """The command."""

    def serve(**typed: Any) -> None:
        anyio.run(_serve, api, typed)

    params: list[click.Parameter] = [
        click.Option(["allow_writes", "--allow-writes"], is_flag=True, help="Tools that change something too."),
        click.Option(["files", "--files"], metavar="FOLDER", help="Tools may read and write files in this folder."),
        *client_options(api),
    ]
    text = (
        "Serve the API to agents as tools (MCP), on standard input and output. Tools only read, unless you allow more."
    )
    return click.Command(name, callback=serve, params=params, help=text)


async def _serve(api: Api, typed: dict[str, Any]) -> None:
    from mcp.server.stdio import stdio_server

    from .server import Agents

    tools = tuple(tool for tool in catalogue(api) if tool.reads or typed["allow_writes"])
    folder = Folder(Path(typed["files"]) if typed["files"] else None, _MOST)
    async with connect(api, typed, prefix="Async") as client:
        server = Agents(api, tools, client, folder, _MOST).server()
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())
