"""``APIResponse``: what ``with_raw_response`` and ``with_streaming_response`` answer with."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from ..answers import text_of
from ..drive import AsyncDriver, Driver
from ..encoding import loads_any
from ..flow import Exchange
from ..responses import AsyncBinaryResponse, BinaryResponse
from .http import library_response

if TYPE_CHECKING:
    import httpx

R = TypeVar("R")
T = TypeVar("T")


class _Facts:
    """What both kinds of response know, in the words of the HTTP library."""

    __slots__ = ()

    _exchange: Exchange

    @property
    def http_response(self) -> httpx.Response:
        """The response as the HTTP library has it."""
        return library_response(self._exchange.answer)

    @property
    def http_request(self) -> httpx.Request:
        """The request as the HTTP library has it."""
        request: httpx.Request = self._exchange.answer.response.request
        return request

    @property
    def http_version(self) -> str:
        """The version of HTTP, such as ``HTTP/1.1``."""
        version: str = self._exchange.answer.response.http_version
        return version

    @property
    def url(self) -> httpx.URL:
        """Where the request went."""
        return self.http_request.url

    @property
    def is_closed(self) -> bool:
        """Whether the body has been read or given up."""
        return self._exchange.answer.open is None

    @property
    def elapsed(self) -> timedelta:
        """From sending the request to the end of the body."""
        elapsed: timedelta = self._exchange.answer.response.elapsed
        return elapsed

    @property
    def retries_taken(self) -> int:
        """How many attempts failed before this one."""
        return self._exchange.retries


class APIResponse(_Facts, BinaryResponse, Generic[T]):  # type: ignore[misc]  # its url is the HTTP library's
    """A response of the synchronous client."""

    __slots__ = ("_parse", "_parsed", "_reads")

    def __init__(self, exchange: Exchange, driver: Driver, parse: Callable[[Exchange], T], *, reads: bool) -> None:
        super().__init__(exchange, driver)
        self._parse = parse
        self._reads = reads
        self._parsed: dict[object, Any] = {}

    @property
    def content(self) -> bytes:
        """The body."""
        return self.read()

    @overload
    def parse(self, *, to: type[R]) -> R: ...

    @overload
    def parse(self) -> T: ...

    def parse(self, *, to: Any = None) -> Any:
        """What the method would have returned, or the body as another type."""
        if to not in self._parsed:
            if self._reads:
                self.read()
            self._parsed[to] = self._parse(self._exchange) if to is None else cast_body(to, self.read(), self._exchange)
        return self._parsed[to]

    def text(self) -> str:
        """The body as text."""
        return text_of(self.read(), self.content_type)

    def json(self) -> Any:
        """The body as a JSON value."""
        return loads_any(self.read())


class AsyncAPIResponse(_Facts, AsyncBinaryResponse, Generic[T]):  # type: ignore[misc]  # as APIResponse
    """A response of the asynchronous client."""

    __slots__ = ("_parse", "_parsed", "_reads")

    def __init__(self, exchange: Exchange, driver: AsyncDriver, parse: Callable[[Exchange], T], *, reads: bool) -> None:
        super().__init__(exchange, driver)
        self._parse = parse
        self._reads = reads
        self._parsed: dict[object, Any] = {}

    @property
    def content(self) -> bytes:
        """The body, once it has been read."""
        return self._exchange.answer.content or b""

    @overload
    async def parse(self, *, to: type[R]) -> R: ...

    @overload
    async def parse(self) -> T: ...

    async def parse(self, *, to: Any = None) -> Any:
        """What the method would have returned, or the body as another type."""
        if to not in self._parsed:
            body = await self.read() if self._reads or to is not None else b""
            found: Any = self._parse(self._exchange) if to is None else cast_body(to, body, self._exchange)
            self._parsed[to] = await found if isawaitable(found) else found
        return self._parsed[to]

    async def text(self) -> str:
        """The body as text."""
        return text_of(await self.read(), self.content_type)

    async def json(self) -> Any:
        """The body as a JSON value."""
        return loads_any(await self.read())


class BinaryAPIResponse(APIResponse[bytes]):
    """A download that has been read."""

    __slots__ = ()

    def write_to_file(self, file: str | os.PathLike[str]) -> None:
        """Write the body to a file."""
        self.write_to(file)


class StreamedBinaryAPIResponse(APIResponse[bytes]):
    """A download that the caller reads."""

    __slots__ = ()

    def stream_to_file(self, file: str | os.PathLike[str], *, chunk_size: int | None = None) -> None:
        """Write the body to a file as it comes."""
        del chunk_size
        self.write_to(file)


class AsyncBinaryAPIResponse(AsyncAPIResponse[bytes]):
    """A download that has been read."""

    __slots__ = ()

    async def write_to_file(self, file: str | os.PathLike[str]) -> None:
        """Write the body to a file."""
        await self.write_to(file)


class AsyncStreamedBinaryAPIResponse(AsyncAPIResponse[bytes]):
    """A download that the caller reads."""

    __slots__ = ()

    async def stream_to_file(self, file: str | os.PathLike[str], *, chunk_size: int | None = None) -> None:
        """Write the body to a file as it comes."""
        del chunk_size
        await self.write_to(file)


def cast_body(to: Any, body: bytes, exchange: Exchange) -> Any:
    """A body as the type that the caller asks for."""
    if hasattr(to, "from_dict"):
        return to.from_dict(loads_any(body))
    if to is bytes:
        return body
    if to is str:
        return text_of(body, exchange.answer.content_type)
    if isinstance(to, type) and to.__name__ == "Response":
        return library_response(exchange.answer)
    value = loads_any(body)
    return to(value) if to in {int, float, bool} else value
