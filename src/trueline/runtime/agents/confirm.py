"""Asking a person before something is changed or removed, through a client that can ask one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from ..cli.exits import one_line
from .catalogue import Tool
from .limits import Refused

_KEY = "confirm"
_SCHEMA: dict[str, Any] = {"type": "object", "properties": {}}


async def ask(
    context: ServerRequestContext[Any, Any],
    params: types.CallToolRequestParams,
    tool: Tool,
    arguments: Mapping[str, Any],
) -> types.InputRequiredResult | None:
    """What to send back so that the client asks; ``None`` where a person has agreed. Raises ``Refused`` otherwise."""
    capabilities = context.session.client_capabilities
    if capabilities is None or capabilities.elicitation is None:
        raise Refused(
            f"{tool.name} changes or removes what is there, and this client can't ask a person. "
            "Whoever starts the server can allow it with --allow-destructive."
        )
    request = types.ElicitRequestFormParams(message=_question(tool, arguments), requested_schema=_SCHEMA)
    answer: object
    if context.protocol_version not in MODERN_PROTOCOL_VERSIONS:
        answer = await context.session.elicit_form(request.message, _SCHEMA, context.request_id)
    elif params.request_state == _KEY and params.input_responses and _KEY in params.input_responses:
        answer = params.input_responses[_KEY]  # the library checks that the state belongs to these arguments
    else:
        asked: types.InputRequests = {_KEY: types.ElicitRequest(params=request)}
        return types.InputRequiredResult(input_requests=asked, request_state=_KEY)
    if not isinstance(answer, types.ElicitResult) or answer.action != "accept":
        raise Refused(f"the person who was asked did not agree to {tool.name}.")
    return None


def _question(tool: Tool, arguments: Mapping[str, Any]) -> str:
    given = one_line(json.dumps(arguments, ensure_ascii=False, default=str), 600)
    return f"{' '.join(tool.words)} changes or removes what is there: {tool.command.request} with {given}. Do it?"
