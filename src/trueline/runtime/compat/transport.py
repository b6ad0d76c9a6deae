"""What a client is set up with by name: the HTTP library's types, its clients with the usual options, the defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from .http import aiohttp_client, defaults, library, limits, timeout

if TYPE_CHECKING:
    import httpx
    from httpx import AsyncClient, BaseTransport, Client
    from httpx import Timeout as Timeout  # noqa: PLC0414 - modules of the SDK import it from here

    Transport: TypeAlias = BaseTransport
    ProxiesTypes: TypeAlias = httpx.Proxy | str
    DefaultHttpxClient: TypeAlias = Client
    DefaultAsyncHttpxClient: TypeAlias = AsyncClient
    DefaultAioHttpClient: TypeAlias = AsyncClient
else:
    Client, AsyncClient, Timeout, Transport = (
        getattr(library(), name) for name in ("Client", "AsyncClient", "Timeout", "BaseTransport")
    )
    ProxiesTypes = Any

    class DefaultHttpxClient(Client):
        """A client with the timeout, the limits and the redirects that the SDK's own has."""

        def __init__(self, **options: Any) -> None:
            super().__init__(**{**defaults(), **options})

    class DefaultAsyncHttpxClient(AsyncClient):
        """A client with the timeout, the limits and the redirects that the SDK's own has."""

        def __init__(self, **options: Any) -> None:
            super().__init__(**{**defaults(), **options})

    def DefaultAioHttpClient(**options: Any) -> AsyncClient:  # noqa: N802 - it stands where a class did
        """A client over aiohttp."""
        return aiohttp_client(**options)


DEFAULT_TIMEOUT: httpx.Timeout = timeout()
DEFAULT_MAX_RETRIES = 2
DEFAULT_CONNECTION_LIMITS: httpx.Limits = limits()
INITIAL_RETRY_DELAY = 0.5
MAX_RETRY_DELAY = 8.0
RAW_RESPONSE_HEADER = "X-Stainless-Raw-Response"
OVERRIDE_CAST_TO_HEADER = "____stainless_override_cast_to"
