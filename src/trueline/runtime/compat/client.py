"""Clients with the arguments, attributes and answers that clients of the other generator have."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from ..client import AsyncClient, SyncClient, opened
from ..drive import AsyncDriver, Driver, Read
from ..flow import Exchange
from ..following import PageState
from ..operation import Operation
from .base_client import Compat, body_of, is_download, plain_response, verb
from .errors import restyled
from .options import Credential, Option
from .pages import AsyncPaginator, page_class
from .response import (
    APIResponse,
    AsyncAPIResponse,
    AsyncBinaryAPIResponse,
    AsyncStreamedBinaryAPIResponse,
    BinaryAPIResponse,
    StreamedBinaryAPIResponse,
    cast_body,
)

if TYPE_CHECKING:
    pass

__all__ = ["AsyncCompatClient", "Credential", "Option", "SyncCompatClient"]

T = TypeVar("T")


class SyncCompatClient(Compat, SyncClient):  # pyright: ignore[reportIncompatibleMethodOverride]  # base_url is a URL
    """Base of a synchronous client."""

    def _connect(self, http_client: Any) -> Driver:
        from .pool import SyncPool

        return Driver(SyncPool(http_client, type(self).__name__), self._settings.timing)

    def call(self, op: Operation[Any], args: Mapping[str, Any], options: Any) -> Any:
        """Call an operation and return what it documents."""
        with restyled():
            return super().call(*self._asked(op, args), self._said(op, options))

    def page(self, op: Operation[Any], args: Mapping[str, Any], options: Any) -> Any:
        """Fetch the first page of a list."""
        with restyled():
            return super().page(*self._asked(op, args), self._said(op, options))

    def stream(self, op: Operation[Any], args: Mapping[str, Any], options: Any) -> Any:
        """Open a stream of events."""
        from .streams import Opening, Stream

        op, args = self._asked(op, args)
        op, known, view = opened(op, args, self._said(op, options))

        def parse(exchange: Exchange) -> Any:
            opening = Opening(self._settings, op, args, known, exchange)
            opening.rules = self._rules
            return Stream[Any](opening, self._driver)

        with restyled():
            exchange = self._driver.run(Opening(self._settings, op, args, known).open())
            return self._viewed(exchange, view, parse, reads=False) if view else parse(exchange)

    def _page(self, op: Operation[Any], state: PageState) -> Any:
        return page_class(self._settings.config.package, op.id, "Sync")(state, self._driver)

    def _viewed(self, exchange: Exchange, view: str, parse: Callable[[Exchange], Any], *, reads: bool = True) -> Any:
        if view == "raw" and reads and exchange.answer.content is None:
            self._driver.perform(Read(exchange.answer, exchange.timeout))
        if view == "raw" and self._plain:
            return plain_response(exchange, self._driver, parse, reads=reads)
        if is_download(exchange):
            kind = BinaryAPIResponse if view == "raw" else StreamedBinaryAPIResponse
            return kind(exchange, self._driver, body_of, reads=reads)
        return APIResponse(exchange, self._driver, parse, reads=reads)

    def _value(self, exchange: Exchange) -> Any:
        return self._viewed(exchange, "raw", body_of) if is_download(exchange) else super()._value(exchange)

    def _send_undocumented(self, method: str, path: str, cast_to: Any, body: Any, options: Mapping[str, Any]) -> Any:
        exchange = self._driver.run(self._undocumented(method, path, body, options))
        return cast_body(cast_to, exchange.answer.content or b"", exchange)

    get: Any = verb("GET")
    post: Any = verb("POST")
    put: Any = verb("PUT")
    patch: Any = verb("PATCH")
    delete: Any = verb("DELETE")

    def close(self) -> None:
        """Close the connections, also of an ``http_client`` that was passed."""
        super().close()
        if self._owner and self._http_client is not None:
            self._http_client.close()


class AsyncCompatClient(Compat, AsyncClient):  # pyright: ignore[reportIncompatibleMethodOverride]  # as above
    """Base of an asynchronous client."""

    _kind = "async:asyncio"

    def _connect(self, http_client: Any) -> AsyncDriver:
        from .pool import AsyncPool

        return AsyncDriver(AsyncPool(http_client, type(self).__name__), self._settings.timing)

    async def call(self, op: Operation[Any], args: Mapping[str, Any], options: Any) -> Any:
        """Call an operation and return what it documents."""
        with restyled():
            return await super().call(*self._asked(op, args), self._said(op, options))

    def page(self, op: Operation[Any], args: Mapping[str, Any], options: Any) -> Any:
        """A list: awaited, its first page; iterated, all its items."""
        return super().page(*self._asked(op, args), self._said(op, options))

    def stream(self, op: Operation[Any], args: Mapping[str, Any], options: Any) -> Any:
        """A stream of events, which is awaited."""
        return self._streamed(op, args, options)

    async def _streamed(self, op: Operation[Any], args: Mapping[str, Any], options: Any) -> Any:
        from .streams import AsyncStream, Opening

        op, args = self._asked(op, args)
        op, known, view = opened(op, args, self._said(op, options))

        def made(exchange: Exchange) -> Any:
            opening = Opening(self._settings, op, args, known, exchange)
            opening.rules = self._rules
            return AsyncStream[Any](opening, self._driver)

        async def parsed(exchange: Exchange) -> Any:
            return await made(exchange)

        with restyled():
            exchange = await self._driver.run(Opening(self._settings, op, args, known).open())
            parse = made if self._plain and view == "raw" else parsed
            return await (self._viewed(exchange, view, parse, reads=False) if view else parsed(exchange))

    def _page(self, op: Operation[Any], state: PageState) -> Any:
        return page_class(self._settings.config.package, op.id, "Async")(state, self._driver)

    def _paginator(self, fetch: Callable[[], Awaitable[Any]]) -> Any:
        return AsyncPaginator[Any, Any](fetch)

    async def _viewed(
        self, exchange: Exchange, view: str, parse: Callable[[Exchange], Any], *, reads: bool = True
    ) -> Any:
        if view == "raw" and reads and exchange.answer.content is None:
            await self._driver.perform(Read(exchange.answer, exchange.timeout))
        if view == "raw" and self._plain:
            return plain_response(exchange, self._driver, parse, reads=reads)
        if is_download(exchange):
            kind = AsyncBinaryAPIResponse if view == "raw" else AsyncStreamedBinaryAPIResponse
            return kind(exchange, self._driver, body_of, reads=reads)
        return AsyncAPIResponse(exchange, self._driver, parse, reads=reads)

    async def _value(self, exchange: Exchange) -> Any:
        return await (self._viewed(exchange, "raw", body_of) if is_download(exchange) else super()._value(exchange))

    async def _send_undocumented(
        self, method: str, path: str, cast_to: Any, body: Any, options: Mapping[str, Any]
    ) -> Any:
        exchange = await self._driver.run(self._undocumented(method, path, body, options))
        return cast_body(cast_to, exchange.answer.content or b"", exchange)

    get: Any = verb("GET")
    post: Any = verb("POST")
    put: Any = verb("PUT")
    patch: Any = verb("PATCH")
    delete: Any = verb("DELETE")

    async def close(self) -> None:
        """Close the connections, also of an ``http_client`` that was passed."""
        await super().close()
        if self._owner and self._http_client is not None:
            await self._http_client.aclose()
