from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors import InvalidRequestError
from .operation import ClientConfig, Operation, Server
from .unset import UNSET


def default_url(config: ClientConfig, server: str | None, variables: Mapping[str, str]) -> str:
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
    found = next((each for each in servers if server in {each.name, each.url}), servers[0])
    return address(found, variables)


def address(server: Server, variables: Mapping[str, str]) -> str:
    url = server.url
    for name, default, allowed in server.variables:
        value = str(variables.get(name, default))
        if allowed and value not in allowed:
            raise InvalidRequestError(f"server_variables: {name} is one of {', '.join(allowed)}, not {value!r}")
        url = url.replace("{" + name + "}", value)
    return url


def chosen(op: Operation[Any], args: Mapping[str, Any]) -> Operation[Any]:
    wanted = _media_type(op, args)
    name = _documented(op.accepted, wanted)
    content = {status: {name: media[name]} if name in media else media for status, media in op.responses.items()}
    others = dict.fromkeys(other for media in content.values() for other in media if other != name)
    streaming = op.streaming
    if streaming is not None and streaming.media_type and streaming.media_type not in {name, *others}:
        streaming = None
    paged = op.pagination if streaming is None and ("json" in name or name == "*/*") else None
    return op.but(responses=content, accept=(wanted, *others), streaming=streaming, pagination=paged)


def _media_type(op: Operation[Any], args: Mapping[str, Any]) -> str:
    streaming = op.streaming
    if streaming is not None and streaming.flag and args.get(streaming.flag) is True:
        return streaming.media_type
    given = args.get("accept", UNSET)
    if given is not UNSET:
        return str(given)
    rest = [name for name in op.accepted if streaming is None or name != streaming.media_type]
    return (rest or op.accepted)[0]


def _documented(names: tuple[str, ...], media_type: str) -> str:
    for name in (media_type, f"{media_type.partition('/')[0]}/*", "*/*"):
        if name in names:
            return name
    raise InvalidRequestError(f"accept: {media_type!r} is not one of {', '.join(names)}")
