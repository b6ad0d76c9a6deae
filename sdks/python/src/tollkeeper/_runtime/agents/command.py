from __future__ import annotations

import hmac
import os
import re
import secrets
import socket
import sys
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import nullcontext
from functools import lru_cache, partial
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import click

from ..cli import USAGE, CliError, inert, profiles
from ..cli.hooks import is_loopback
from ..cli.options import client_options
from ..cli.profiles import connect
from ..cli.table import Api
from . import Folder, Limits
from .catalogue import MOST_TOOLS, Tool, catalogue, choose, effect

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server

PACKAGES = ("mcp", "mcp.server")


class _Later(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or self.__spec__ is None or self.__spec__.loader is None:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        super().__setattr__("__class__", ModuleType)
        self.__spec__.loader.exec_module(self)
        return getattr(self, name)


def lean(packages: tuple[str, ...] = PACKAGES) -> None:
    for name in packages:
        spec = find_spec(name) if name not in sys.modules else None
        if spec is not None:
            made = module_from_spec(spec)
            made.__class__ = _Later
            sys.modules[name] = made


_LIST = "list"
_TEXT = "Serve the API to agents as tools (MCP), on standard input and output. They only read, unless you allow more."


def make(api: Api, name: str) -> click.Command:
    def serve(**typed: Any) -> None:
        _run(api, typed)

    return click.Command(name, callback=serve, params=_params(api), help=_TEXT)


def _params(api: Api) -> list[click.Parameter]:
    usual, token = Limits(), f"{api.env_prefix}_MCP_TOKEN"
    whole = click.IntRange(min=1)
    choice = "A resource, tag:NAME, scope:NAME or an operation; repeatable. `list` shows what there is, and ends."
    return [
        click.Option(["tools", "--tools"], multiple=True, metavar="CHOICE", help=choice),
        click.Option(["writes", "--allow-writes"], is_flag=True, help="Tools that change something too."),
        click.Option(
            ["destructive", "--allow-destructive"],
            is_flag=True,
            help="Don't ask a person before something is changed or removed. Implies --allow-writes.",
        ),
        click.Option(
            ["dynamic", "--dynamic/--static"],
            default=None,
            help=f"Three tools that find, describe and call, or one each. Default: three from {MOST_TOOLS + 1} on.",
        ),
        click.Option(["files", "--files"], metavar="FOLDER", help="Tools may read files here, and write new ones."),
        click.Option(["characters", "--max-chars"], type=whole, default=usual.characters, help="Of one answer."),
        click.Option(["calls", "--max-calls"], type=whole, default=usual.calls, help="In one minute."),
        click.Option(["http", "--http"], metavar="HOST:PORT", help="Serve over HTTP in place of standard input."),
        click.Option(["token_file", "--token-file"], metavar="FILE", help=f"Default: {token}, then a new one."),
        click.Option(
            ["names", "--public-name"], multiple=True, metavar="NAME[:PORT]", help="By which others reach it."
        ),
        *client_options(api),
    ]


def _run(api: Api, typed: dict[str, Any]) -> None:
    wanted = [word for text in typed["tools"] for word in text.split(",")]
    chosen = choose(catalogue(api), [word for word in wanted if word.strip() != _LIST])
    if any(word.strip() == _LIST for word in wanted):
        _show(chosen)
        return
    tools = tuple(tool for tool in chosen if tool.reads or typed["writes"] or typed["destructive"])
    if not chosen:
        raise CliError("the API has no operations, so there are no tools", USAGE)
    if not tools:
        raise CliError("every tool that was chosen changes something: allow it with --allow-writes", USAGE)
    with listen(typed["http"], typed["names"]) if typed["http"] else nullcontext() as here:
        import anyio

        anyio.run(_serve, api, tools, typed, here)


def _show(tools: Iterable[Tool]) -> None:
    for tool in tools:
        scopes = f"  [{', '.join(tool.command.scopes)}]" if tool.command.scopes else ""
        click.echo(inert(f"{tool.name}  {effect(tool)}  {tool.command.request}{scopes}"))


async def _serve(api: Api, tools: tuple[Tool, ...], typed: dict[str, Any], here: socket.socket | None) -> None:
    lean()
    from mcp.server.stdio import stdio_server

    from .server import Agents

    limits = Limits(typed["characters"], typed["calls"], typed["destructive"])
    dynamic = typed["dynamic"] if typed["dynamic"] is not None else len(tools) > MOST_TOOLS
    client = lru_cache(partial(connect, api, typed, prefix="Async"))
    agents = Agents(api, tools, client, folder(typed["files"]), limits, known(api, typed), dynamic=dynamic)
    server = agents.server()
    try:
        if here is not None:
            await _over_http(api, server, typed, here)
            return
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())
    finally:
        if client.cache_info().currsize:
            await client().close()


async def _over_http(api: Api, server: Server[Any], typed: dict[str, Any], here: socket.socket) -> None:
    given = os.environ.get(f"{api.env_prefix}_MCP_TOKEN", "")
    if typed["token_file"]:
        given = Path(typed["token_file"]).read_text("utf-8").strip()
    token = given or secrets.token_urlsafe(32)
    click.echo(f"Serving at {url_of(here)}{'' if given else f' for the bearer token {token}'}", err=True)
    await serve_http(server, here, typed["names"], token)


def folder(path: str | None) -> Folder:
    if path is not None and not Path(path).is_dir():
        raise CliError(f"--files: there is no folder {path!r}", USAGE)
    return Folder(Path(path) if path is not None else None)


def known(api: Api, typed: dict[str, Any]) -> tuple[str, ...]:
    profile = profiles.load(api, typed.get("profile") or "")
    found = [profile.credential(each.arg) for each in api.credentials]
    for each in api.credentials:
        found += [os.environ.get(f"{each.env}{end}", "") for end in ("", "_USER", "_PASSWORD") if each.env]
    parts = [part for text in found for part in (text, text.partition(":")[2])]
    return tuple(part for part in dict.fromkeys(parts) if part)


_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
_App = Callable[[Any, _Receive, _Send], Awaitable[None]]


def listen(address: str, names: Iterable[str]) -> socket.socket:
    host, _, port = address.rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    if not re.fullmatch("[0-9]{1,5}", port) or int(port) > 65_535:
        raise CliError(f"--http: {address!r} is not HOST:PORT", USAGE)
    if not is_loopback(host) and not list(names):
        cure = "give --public-name NAME[:PORT], by which they do, and put TLS before it"
        raise CliError(f"--http: others can reach {host}: {cure}", USAGE)
    try:
        return socket.create_server((host, int(port)), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise CliError(f"--http: can't listen at {address}: {error}", USAGE) from None


def url_of(here: socket.socket) -> str:
    host, port = here.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/mcp"


async def serve_http(server: Server[Any], here: socket.socket, names: Iterable[str], token: str) -> None:
    import uvicorn
    from mcp.server.transport_security import TransportSecuritySettings

    port = here.getsockname()[1]
    names = [*(f"{host}:{port}" for host in ("127.0.0.1", "localhost", "[::1]")), *names]
    origins = [f"{scheme}://{name}" for name in names for scheme in ("http", "https")]
    security = TransportSecuritySettings(allowed_hosts=names, allowed_origins=origins)
    app = guarded(server.streamable_http_app(transport_security=security), token)
    config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False)
    await uvicorn.Server(config).serve(sockets=[here])


def guarded(app: _App, token: str) -> _App:
    wanted = f"Bearer {token}".encode()

    async def guard(scope: Any, receive: _Receive, send: _Send) -> None:
        if scope["type"] != "http" or hmac.compare_digest(dict(scope["headers"]).get(b"authorization", b""), wanted):
            await app(scope, receive, send)
            return
        headers = [(b"www-authenticate", b"Bearer"), (b"content-type", b"text/plain")]
        await send({"type": "http.response.start", "status": 401, "headers": headers})
        await send({"type": "http.response.body", "body": b"The bearer token of this server is needed."})

    return guard
