from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import anyio

from ..cli.call import VIEW, Arguments, method_of
from ..encoding import encode, loads
from .answers import ToolAnswer
from .arguments import Folder
from .catalogue import Tool
from .limits import Refused
from .schema import field_name

_EVENTS, _SECONDS = 20, 10.0


async def call(client: Any, tool: Tool, arguments: Arguments, own: Mapping[str, Any], folder: Folder) -> ToolAnswer:
    command, save = tool.command, own.get("save", "")
    if save:
        folder.place(save)
    method = method_of(client, tool.attrs, command.method, command.body_arg)
    if command.kind in {"call", "binary"}:
        response = await method(**arguments.args, **arguments.options, **{VIEW: "streamed"})
        return await _read(response, save, folder)
    answer: Any = method(**arguments.args, **arguments.options)
    if hasattr(answer, "last_event"):
        return await _events(answer, own)
    answer = await answer
    if hasattr(answer, "iter_pages"):
        return ToolAnswer(encode(answer.body), _following(answer, tool))
    if hasattr(answer, "last_event"):
        return await _events(answer, own)
    if hasattr(answer, "iter_bytes"):
        return await _read(answer, save, folder)
    return ToolAnswer(encode(answer))


async def _read(response: Any, save: str, folder: Folder) -> ToolAnswer:
    content = bytearray()
    async with response:
        async for part in response.iter_bytes():
            content += part
            if len(content) > folder.most:
                raise Refused(f"its answer has more than {folder.most} bytes.", sent=True)
    if not save:
        return _content(bytes(content), response.content_type)
    folder.write(save, content)
    return ToolAnswer({"saved": save, "content_type": response.content_type, "bytes": len(content)})


def _content(content: bytes, content_type: str) -> ToolAnswer:
    essence = content_type.partition(";")[0].strip().lower()
    if not content:
        return ToolAnswer(None)
    if essence.endswith(("/json", "+json")):
        try:
            return ToolAnswer(loads(content))
        except (ValueError, RecursionError):
            return ToolAnswer(content.decode("utf-8", "replace"), note="The answer should be JSON, and is not.")
    try:
        return ToolAnswer(content.decode())
    except UnicodeDecodeError:
        return ToolAnswer({"content_type": essence, "bytes": len(content)}, note="The answer is not text: use `save`.")


async def _events(stream: Any, own: Mapping[str, Any]) -> ToolAnswer:
    most, seconds = min(own.get("max_events", _EVENTS), 100), min(own.get("timeout", _SECONDS), 60.0)
    events: list[Any] = []
    with anyio.move_on_after(seconds):
        async with stream:
            async for event in stream:
                events.append(encode(event))
                if len(events) >= most:
                    break
    last = getattr(stream, "last_event_id", None)
    said = f"These are the first {len(events)} events of {seconds:g} seconds; the stream goes on."
    return ToolAnswer({"events": events, **({"last_event_id": last} if last else {})}, note=said)


def _following(page: Any, tool: Tool) -> dict[str, Any] | None:
    if not page.has_next_page():
        return None
    op, cursor = page.operation, page.next_cursor
    names = {option.arg: field_name(option) for option in tool.command.options if option.arg}
    kinds = {option.arg: option.kind for option in tool.command.options}
    from ..page_state import argument, pagination_of

    arg = argument(op, pagination_of(op).request)
    found = {arg: cursor} if arg in names and "/" not in cursor else _of_url(op, cursor)
    return {names[arg]: int(v) if kinds[arg] == "integer" else v for arg, v in found.items() if arg in names}


def _of_url(op: Any, url: str) -> dict[str, str]:
    args = {param.name: param.arg for param in op.params}
    return {args[name]: value for name, value in parse_qsl(urlsplit(url).query) if name in args}
