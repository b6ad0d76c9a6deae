"""Servers with variables: which one is meant, and its address. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from .errors import InvalidRequestError
from .operation import ClientConfig, Server


def default_url(config: ClientConfig, server: str | None, variables: Mapping[str, str]) -> str:
    """The address of the server that the client chose, by name or URL. Raises ``InvalidRequestError``."""
    unknown = [name for name in variables if name not in config.server_variables]
    if unknown:
        raise InvalidRequestError(
            f"server_variables: {unknown[0]!r} is not one of {', '.join(config.server_variables) or 'none'}"
        )
    if server is None:
        return address(config.servers[0], variables) if config.servers else config.base_url
    for each in config.servers:
        if server in {each.name, each.url}:
            return address(each, variables)
    raise InvalidRequestError(f"server: {server!r} is not one of {', '.join(each.name for each in config.servers)}")


def nearest(servers: tuple[Server, ...], server: str | None, variables: Mapping[str, str]) -> str:
    """The address of an operation's own server: the one called like the client's, else the first."""
    found = next((each for each in servers if server in {each.name, each.url}), servers[0])
    return address(found, variables)


def address(server: Server, variables: Mapping[str, str]) -> str:
    """The URL of a server, its variables filled in.

    Raises ``InvalidRequestError`` for a value that a variable can't have.
    """
    url = server.url
    for name, default, allowed in server.variables:
        value = str(variables.get(name, default))
        if allowed and value not in allowed:
            raise InvalidRequestError(f"server_variables: {name} is one of {', '.join(allowed)}, not {value!r}")
        url = url.replace("{" + name + "}", value)
    return url
