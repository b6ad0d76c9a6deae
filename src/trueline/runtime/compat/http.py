"""What the HTTP library is asked for by name: clients with the usual limits, and its types."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..messages import Answer

if TYPE_CHECKING:
    import httpx

_DECODED = frozenset({"content-encoding", "transfer-encoding"})


def library() -> Any:
    """``httpx``, loaded when it is needed."""
    from ..http import library as loaded

    return loaded


def library_response(answer: Answer) -> httpx.Response:
    """An answer as the HTTP library's response; its body is there when it has been read."""
    response: httpx.Response = answer.response
    if answer.content is None:
        return response
    headers = [pair for pair in response.headers.multi_items() if pair[0].lower() not in _DECODED]
    made: httpx.Response = type(response)(
        response.status_code, headers=headers, content=answer.content, request=response.request
    )
    made.extensions = {key: value for key, value in response.extensions.items() if key != "network_stream"}
    made.elapsed = response.elapsed
    return made


def aiohttp_client(**options: Any) -> Any:
    """An asynchronous client over aiohttp, which the extra ``aiohttp`` installs."""
    try:
        made = import_module("httpx_aiohttp").HttpxAiohttpClient
    except ImportError:
        raise RuntimeError(
            "To use the aiohttp client you must have installed the package with the `aiohttp` extra"
        ) from None
    return made(**{**defaults(), **options})


def defaults() -> dict[str, Any]:
    """The options that a client of one's own has unless it says otherwise."""
    return {"timeout": timeout(), "limits": limits(), "follow_redirects": True}


def timeout(seconds: float = 60) -> httpx.Timeout:
    """One minute, five seconds to connect."""
    made: httpx.Timeout = library().Timeout(timeout=seconds, connect=5.0)
    return made


def limits() -> httpx.Limits:
    """As many connections as the SDK's own client has."""
    made: httpx.Limits = library().Limits(max_connections=1000, max_keepalive_connections=100)
    return made
