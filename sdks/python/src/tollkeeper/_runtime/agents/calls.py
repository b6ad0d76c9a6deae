"""One call of the SDK's method for an agent, and what it answered: a value, a page, a part of a stream, a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import anyio

from ..cli.call import VIEW, Given, method_of
from ..encoding import encode, loads
from .answers import Found
from .catalogue import Tool
from .files import Folder
from .refusal import Refused
from .schema import field_name

#: Bytes of an answer that are read at all.
MOST_READ = 16_000_000


class Bounds(NamedTuple):
    """How much of a stream a call reads."""

    events: int = 20
    seconds: float = 10.0


async def call(client: Any, tool: Tool, given: Given, arguments: Mapping[str, Any], folder: Folder) -> Found:
    """Call the operation."""
    command = tool.command
    method = method_of(client, tool.attrs, command.method)
    if command.kind in {"call", "binary"}:
        response = await method(**given.args, **given.options, **{VIEW: "streamed"})
        return await _read(response, arguments, folder)
    answer: Any = method(**given.args, **given.options)
    if hasattr(answer, "last_event"):
        return await _events(answer, arguments)
    answer = await answer
    if hasattr(answer, "iter_pages"):
        return Found(encode(answer.body), _following(answer, tool))
    if hasattr(answer, "last_event"):
        return await _events(answer, arguments)
    if hasattr(answer, "iter_bytes"):
        return await _read(answer, arguments, folder)
    return Found(encode(answer))


async def _read(response: Any, arguments: Mapping[str, Any], folder: Folder) -> Found:
    async with response:
        if "save" in arguments:
            path = await response.write_to(folder.place(arguments["save"]))
            return Found({"saved": path.name, "content_type": response.content_type})
        content = b""
        async for part in response.iter_bytes():
            content += part
            if len(content) > MOST_READ:
                raise Refused(f"the answer has more than {MOST_READ} bytes.")
    return _content(content, response.content_type)


def _content(content: bytes, content_type: str) -> Found:
    essence = content_type.partition(";")[0].strip().lower()
    if not content:
        return Found(None)
    if essence.endswith(("/json", "+json")):
        try:
            return Found(loads(content))
        except (ValueError, RecursionError):
            return Found(content.decode("utf-8", "replace"), note="The answer should be JSON, and is not.")
    try:
        return Found(content.decode())
    except UnicodeDecodeError:
        return Found({"content_type": essence, "bytes": len(content)}, note="The answer is no text: use `save`.")


async def _events(stream: Any, arguments: Mapping[str, Any]) -> Found:
    """The first events of a stream, as many as come in the time that there is."""
    bounds = Bounds()
    most = min(int(arguments.get("max_events", bounds.events)), 100)
    seconds = min(float(arguments.get("timeout", bounds.seconds)), 60.0)
    events: list[Any] = []
    with anyio.move_on_after(seconds):
        async with stream:
            async for event in stream:
                events.append(encode(event))
                if len(events) >= most:
                    break
    last = getattr(stream, "last_event_id", None)
    said = f"These are the first {len(events)} events of {seconds:g} seconds; the stream goes on."
    return Found({"events": events, **({"last_event_id": last} if last else {})}, note=said)


def _following(page: Any, tool: Tool) -> dict[str, Any] | None:
    """The arguments that lead to the next page; ``None`` after the last one."""
    if not page.has_next_page():
        return None
    op, cursor = page.operation, page.next_cursor
    names = {option.arg: field_name(option) for option in tool.command.options if option.arg}
    kinds = {option.arg: option.kind for option in tool.command.options}
    from ..paging import argument, pagination_of

    arg = argument(op, pagination_of(op).request)
    found = {arg: cursor} if arg in names and "/" not in cursor else _of_url(op, cursor)
    return {names[arg]: int(v) if kinds[arg] == "integer" else v for arg, v in found.items() if arg in names}


def _of_url(op: Any, url: str) -> dict[str, str]:
    """The arguments that a URL of the next page carries."""
    args = {param.name: param.arg for param in op.params}
    return {args[name]: value for name, value in parse_qsl(urlsplit(url).query) if name in args}
