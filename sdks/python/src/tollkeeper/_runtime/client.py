from __future__ import annotations

import warnings
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar, cast, overload

from .auth import Credentials, CredentialValue
from .drive import AsyncDriver, Driver, Read, settle
from .log import set_up
from .messages import redact_url
from .operation import ClientConfig, Operation, RequestOptions
from .settings import Settings, Timing
from .unset import UNSET, Unset

if TYPE_CHECKING:
    import httpx
    from typing_extensions import Self, Unpack

    from .decoding import Strictness
    from .events import Event
    from .flow import Exchange
    from .following import PageState
    from .operation import GetOptions, IdempotentRequestOptions, SendOptions
    from .paging import AsyncPaginator, Page
    from .resource import AsyncRawView, AsyncStreamingView, RawView, StreamingView
    from .responses import AsyncBinaryResponse, BinaryResponse
    from .streaming import AsyncEventStream, EventStream

T = TypeVar("T")
if TYPE_CHECKING:
    from typing_extensions import TypeVar as _TypeVar

    R = _TypeVar("R", default=Any)
D = TypeVar("D", Driver, AsyncDriver)
VIEW = "_view"


class BaseClient(Generic[D]):
    """What both clients share: settings, and a driver that carries out flows."""

    _settings: Settings
    _driver: D
    _owner: bool

    def __init__(
        self,
        config: ClientConfig,
        *,
        credentials: Mapping[str, CredentialValue | None] | None = None,
        base_url: str | None = None,
        server: str | None = None,
        server_variables: Mapping[str, Any] | None = None,
        timeout: float | httpx.Timeout | Unset | None = UNSET,
        max_retries: int | Unset | None = UNSET,
        default_headers: Mapping[str, str | None] | None = None,
        default_query: Mapping[str, Any] | None = None,
        http_client: httpx.Client | httpx.AsyncClient | None = None,
        strict: Strictness = False,
        on_event: Callable[[Event], object] | None = None,
        _timing: Timing | None = None,
    ) -> None:
        self._owner = True
        if http_client is not None and isinstance(timeout, Unset):
            from .http import timeout_of

            timeout = timeout_of(http_client)
        self._settings = Settings.make(
            config,
            credentials=Credentials(config, credentials or {}, carried=http_client is not None),
            base_url=base_url,
            server=server,
            server_variables=server_variables or {},
            timeout=timeout,
            max_retries=max_retries,
            headers=default_headers or {},
            query=default_query or {},
            strict=strict,
            on_event=on_event,
            timing=_timing or Timing(),
            logger=set_up(config),
            awaits=isinstance(self, AsyncClient),
        )
        self._driver = self._connect(http_client)

    def _connect(self, http_client: Any) -> D:
        raise NotImplementedError

    def with_options(
        self,
        *,
        credentials: Mapping[str, CredentialValue | None] | None = None,
        base_url: str | Unset | None = UNSET,
        timeout: float | httpx.Timeout | Unset | None = UNSET,
        max_retries: int | Unset | None = UNSET,
        default_headers: Mapping[str, str | None] | Unset | None = UNSET,
        default_query: Mapping[str, Any] | Unset | None = UNSET,
        strict: Strictness | Unset | None = UNSET,
        on_event: Callable[[Event], object] | Unset | None = UNSET,
        _timing: Timing | None = None,
        **more: CredentialValue | None,
    ) -> Self:
        """A cheap copy with other settings, on the same connections. Headers and query go over those there are.

        Credentials are given by constructor argument, as ``api_key``. Closing the copy leaves the connections alone.
        """
        unknown = more.keys() - self._settings.credentials.names()
        if unknown:
            raise TypeError(f"with_options() got an unexpected keyword argument {min(unknown)!r}")
        twin = type(self).__new__(type(self))
        twin._owner = False
        twin._settings = self._settings.changed(
            credentials={**(credentials or {}), **more},
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            headers=default_headers,
            query=default_query,
            strict=strict,
            on_event=on_event,
            timing=_timing,
        )
        twin._driver = self._driver.at(twin._settings.timing)
        return twin

    copy = with_options

    @property
    def base_url(self) -> str:
        """Where requests go, without user information. It can be set."""
        return redact_url(self._settings.base_url)

    @base_url.setter
    def base_url(self, url: str) -> None:
        self._settings = self.with_options(base_url=str(url))._settings

    @property
    def timeout(self) -> float | httpx.Timeout | None:
        """What was given: seconds for an attempt, an ``httpx.Timeout``, or ``None`` for no limit."""
        found: float | httpx.Timeout | None = self._settings.timeout
        return found

    @property
    def max_retries(self) -> int:
        """How often a call is tried again."""
        return self._settings.max_retries

    @property
    def default_headers(self) -> Mapping[str, str | None]:
        """What each request has beside its own headers."""
        return self._settings.headers

    @property
    def default_query(self) -> Mapping[str, Any]:
        """What each request has beside its own query."""
        return self._settings.query

    @property
    def strict(self) -> Strictness:
        """Whether answers are held to the document."""
        return self._settings.strict

    @property
    def on_event(self) -> Callable[[Event], object] | None:
        """What is called with each request, response, retry, reconnect and deviation."""
        return self._settings.on_event

    def _credential(self, scheme_id: str) -> Any:
        return self._settings.credentials.shown(scheme_id)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.base_url}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a client holds credentials and connections: it is not pickled, make a new one")

    def __copy__(self) -> Self:
        return self.with_options()

    def __deepcopy__(self, memo: object) -> Self:
        return self.with_options()


class SyncClient(BaseClient[Driver]):
    """Base of a generated synchronous client. Thread-safe; may be used after a fork."""

    @property
    def with_raw_response(self) -> RawView:
        """The methods of the client, and of its resources; each returns the response itself, with ``.parse()``."""
        from .resource import RawView

        return RawView(self)

    @property
    def with_streaming_response(self) -> StreamingView:
        """The same methods; each is a context manager that does not read the body first."""
        from .resource import StreamingView

        return StreamingView(self)

    @property
    def http_client(self) -> httpx.Client | None:
        """The client that was passed, for the HTTP library; ``None`` where there is an own one."""
        return self._driver.pool.http_client

    def _connect(self, http_client: Any) -> Driver:
        from .http import SyncPool

        return Driver(SyncPool(http_client, type(self).__name__), self._settings.timing)

    def choose(self, op: Operation[Any], args: Mapping[str, Any], options: RequestOptions) -> Any:
        """Call an operation whose answer may be a value, a page or a stream, as the arguments say."""
        from .request import chosen

        op = chosen(op, args)
        if op.streaming is not None:
            return self.stream(op, args, options)
        return (self.call if op.pagination is None else self.page)(op, args, options)

    def call(self, op: Operation[T], args: Mapping[str, Any], options: RequestOptions) -> T:
        """Call an operation and return what it documents."""
        from .flow import call

        op, known, view = opened(op, args, options)
        exchange = self._driver.run(call(self._settings, op, args, known, stream=view == "streamed" or op.is_binary))
        return cast("T", self._viewed(exchange, view, self._value) if view else self._value(exchange))

    def download(self, op: Operation[Any], args: Mapping[str, Any], options: RequestOptions) -> BinaryResponse:
        """Call an operation whose answer is bytes, to be read by the caller."""
        return cast("BinaryResponse", self.call(op, args, options))

    def page(self, op: Operation[T], args: Mapping[str, Any], options: RequestOptions) -> Page[T]:
        """Fetch the first page of a list."""
        from .flow import call
        from .following import first_page

        op, known, view = opened(op, args, options)
        exchange = self._driver.run(call(self._settings, op, args, known, stream=view == "streamed"))

        def parse(exchange: Exchange) -> Any:
            return self._page(op, first_page(exchange, args, known))

        return cast("Page[T]", self._viewed(exchange, view, parse) if view else parse(exchange))

    def _page(self, op: Operation[Any], state: PageState) -> Any:
        del op
        from .paging import Page

        page: Page[Any] = Page(state, self._driver)
        return page

    def stream(self, op: Operation[T], args: Mapping[str, Any], options: RequestOptions) -> EventStream[T]:
        """Open a stream of events."""
        from .flow import call
        from .streaming import EventStream, Subscription

        op, known, view = opened(op, args, options)
        if not view:
            return EventStream(Subscription(self._settings, op, args, known), self._driver)

        def parse(exchange: Exchange) -> Any:
            source = Subscription(self._settings, op, args, known, exchange)
            stream: EventStream[Any] = EventStream(source, self._driver)
            return stream

        exchange = self._driver.run(call(self._settings, op, args, known, stream=True))
        return cast("EventStream[T]", self._viewed(exchange, view, parse, reads=False))

    def request(
        self,
        method: str,
        path: str,
        *,
        cast_to: type[R] | Callable[[Any], R] | None = None,
        json: Any = UNSET,
        content: Any = UNSET,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str | None] | None = None,
        **options: Unpack[IdempotentRequestOptions],
    ) -> R:
        """Send a request that no operation describes, with the same credentials, retries and errors.

        Returns decoded JSON (as ``cast_to`` where given: a model, or what takes the value), text or bytes, by content
        type; ``None`` for an empty body.
        """
        from .escape import any_result, undocumented
        from .flow import call

        op, args, known, extra = undocumented(
            self._settings, method, path, json=json, content=content, query=query, headers=headers, options=options
        )
        view = known.get(VIEW)
        exchange = self._driver.run(call(self._settings, op, args, known, stream=view == "streamed", extra=extra))

        def parse(exchange: Exchange) -> Any:
            return any_result(exchange, cast_to)

        return cast("R", self._viewed(exchange, view, parse) if view else parse(exchange))

    def get(self, path: str, *, cast_to: type[R] | Callable[[Any], R] | None = None, **more: Unpack[GetOptions]) -> R:
        """``request`` with the method GET."""
        return self.request("GET", path, cast_to=cast_to, **more)

    def post(self, path: str, *, cast_to: type[R] | Callable[[Any], R] | None = None, **more: Unpack[SendOptions]) -> R:
        """``request`` with the method POST."""
        return self.request("POST", path, cast_to=cast_to, **more)

    def put(self, path: str, *, cast_to: type[R] | Callable[[Any], R] | None = None, **more: Unpack[SendOptions]) -> R:
        """``request`` with the method PUT."""
        return self.request("PUT", path, cast_to=cast_to, **more)

    def patch(
        self, path: str, *, cast_to: type[R] | Callable[[Any], R] | None = None, **more: Unpack[SendOptions]
    ) -> R:
        """``request`` with the method PATCH."""
        return self.request("PATCH", path, cast_to=cast_to, **more)

    def delete(
        self, path: str, *, cast_to: type[R] | Callable[[Any], R] | None = None, **more: Unpack[SendOptions]
    ) -> R:
        """``request`` with the method DELETE."""
        return self.request("DELETE", path, cast_to=cast_to, **more)

    def close(self) -> None:
        """Close the connections. A copy, and a client on an ``http_client`` that was passed, leave them alone."""
        if self._owner:
            self._driver.pool.shut()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _value(self, exchange: Exchange) -> Any:
        from .flow import finish

        if exchange.op.is_binary and exchange.is_binary:
            from .responses import BinaryResponse

            return BinaryResponse(exchange, self._driver)
        return exchange.value() if exchange.answer.content is not None else self._driver.run(finish(exchange))

    def _viewed(self, exchange: Exchange, view: str, parse: Callable[[Exchange], Any], *, reads: bool = True) -> Any:
        from .resource import RawResponse, StreamedResponse

        if view == "streamed":
            return StreamedResponse(exchange, self._driver, parse, reads=reads and not exchange.is_binary)
        if reads and exchange.answer.content is None:
            self._driver.perform(Read(exchange.answer, exchange.timeout))
        return RawResponse(exchange, parse)


class AsyncClient(BaseClient[AsyncDriver]):
    """Base of a generated asynchronous client: asyncio and trio, bound to no event loop before it is used."""

    @property
    def with_raw_response(self) -> AsyncRawView:
        """The methods of the client, and of its resources; each returns the response itself, with ``.parse()``."""
        from .resource import AsyncRawView

        return AsyncRawView(self)

    @property
    def with_streaming_response(self) -> AsyncStreamingView:
        """The same methods; each is a context manager that does not read the body first."""
        from .resource import AsyncStreamingView

        return AsyncStreamingView(self)

    @property
    def http_client(self) -> httpx.AsyncClient | None:
        """The client that was passed, for the HTTP library; ``None`` where there is an own one."""
        return self._driver.pool.http_client

    def _connect(self, http_client: Any) -> AsyncDriver:
        from .http import AsyncPool

        return AsyncDriver(AsyncPool(http_client, type(self).__name__), self._settings.timing)

    def choose(self, op: Operation[Any], args: Mapping[str, Any], options: RequestOptions) -> Any:
        """Call an operation whose answer may be a value, a page or a stream, as the arguments say."""
        from .request import chosen

        op = chosen(op, args)
        if op.streaming is not None:
            return self.stream(op, args, options)
        return (self.call if op.pagination is None else self.page)(op, args, options)

    @overload
    async def call(
        self, op: Operation[BinaryResponse], args: Mapping[str, Any], options: RequestOptions
    ) -> AsyncBinaryResponse: ...

    @overload
    async def call(self, op: Operation[T], args: Mapping[str, Any], options: RequestOptions) -> T: ...

    async def call(self, op: Operation[Any], args: Mapping[str, Any], options: RequestOptions) -> Any:
        """Call an operation and return what it documents."""
        from .flow import call

        op, known, view = opened(op, args, options)
        exchange = await self._driver.run(
            call(self._settings, op, args, known, stream=view == "streamed" or op.is_binary)
        )
        try:
            return await self._viewed(exchange, view, self._parsed) if view else await self._value(exchange)
        finally:
            await settle()

    async def download(
        self, op: Operation[Any], args: Mapping[str, Any], options: RequestOptions
    ) -> AsyncBinaryResponse:
        """Call an operation whose answer is bytes, to be read by the caller."""
        found: AsyncBinaryResponse = await self.call(op, args, options)
        return found

    def page(self, op: Operation[T], args: Mapping[str, Any], options: RequestOptions) -> AsyncPaginator[T]:
        """A list: awaited, its first page; iterated, all its items. Nothing is sent before."""
        from .flow import call
        from .following import first_page

        op, known, view = opened(op, args, options)

        def parse(exchange: Exchange) -> Any:
            return self._page(op, first_page(exchange, args, known))

        async def first() -> Any:
            exchange = await self._driver.run(call(self._settings, op, args, known, stream=view == "streamed"))
            try:
                return await self._viewed(exchange, view, parse) if view else parse(exchange)
            finally:
                await settle()

        return cast("AsyncPaginator[T]", self._paginator(first))

    def _page(self, op: Operation[Any], state: PageState) -> Any:
        del op
        from .paging import AsyncPage

        page: AsyncPage[Any] = AsyncPage(state, self._driver)
        return page

    def _paginator(self, fetch: Callable[[], Awaitable[Any]]) -> Any:
        from .paging import AsyncPaginator

        return AsyncPaginator(fetch)

    def stream(self, op: Operation[T], args: Mapping[str, Any], options: RequestOptions) -> AsyncEventStream[T]:
        """A stream of events, opened by ``async with``, ``async for`` or ``await``."""
        from .flow import call
        from .streaming import AsyncEventStream, Subscription

        op, known, view = opened(op, args, options)

        def parse(exchange: Exchange) -> Any:
            source = Subscription(self._settings, op, args, known, exchange)
            stream: AsyncEventStream[Any] = AsyncEventStream(source, self._driver)
            return stream

        async def viewed() -> Any:
            exchange = await self._driver.run(call(self._settings, op, args, known, stream=True))
            return await self._viewed(exchange, str(view), parse, reads=False)

        source = Subscription(self._settings, op, args, known)
        return cast("AsyncEventStream[T]", AsyncEventStream(source, self._driver, viewed if view else None))

    async def request(
        self,
        method: str,
        path: str,
        *,
        cast_to: type[R] | Callable[[Any], R] | None = None,
        json: Any = UNSET,
        content: Any = UNSET,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str | None] | None = None,
        **options: Unpack[IdempotentRequestOptions],
    ) -> R:
        """Send a request that no operation describes, with the same credentials, retries and errors.

        Returns decoded JSON (as ``cast_to`` where given: a model, or what takes the value), text or bytes, by content
        type; ``None`` for an empty body.
        """
        from .escape import any_result, undocumented
        from .flow import call

        op, args, known, extra = undocumented(
            self._settings, method, path, json=json, content=content, query=query, headers=headers, options=options
        )
        view = known.get(VIEW)
        exchange = await self._driver.run(call(self._settings, op, args, known, stream=view == "streamed", extra=extra))

        def parse(exchange: Exchange) -> Any:
            return any_result(exchange, cast_to)

        try:
            return cast("R", await self._viewed(exchange, view, parse) if view else parse(exchange))
        finally:
            await settle()

    async def get(
        self, path: str, *, cast_to: type[R] | Callable[[Any], R] | None = None, **more: Unpack[GetOptions]
    ) -> R:
        """``request`` with the method GET."""
        return await self.request("GET", path, cast_to=cast_to, **more)

    async def post(
        self, path: str, *, cast_to: type[R] | Callable[[Any], R] | None = None, **more: Unpack[SendOptions]
    ) -> R:
        """``request`` with the method POST."""
        return await self.request("POST", path, cast_to=cast_to, **more)

    async def put(
        self, path: str, *, cast_to: type[R] | Callable[[Any], R] | None = None, **more: Unpack[SendOptions]
    ) -> R:
        """``request`` with the method PUT."""
        return await self.request("PUT", path, cast_to=cast_to, **more)

    async def patch(
        self, path: str, *, cast_to: type[R] | Callable[[Any], R] | None = None, **more: Unpack[SendOptions]
    ) -> R:
        """``request`` with the method PATCH."""
        return await self.request("PATCH", path, cast_to=cast_to, **more)

    async def delete(
        self, path: str, *, cast_to: type[R] | Callable[[Any], R] | None = None, **more: Unpack[SendOptions]
    ) -> R:
        """``request`` with the method DELETE."""
        return await self.request("DELETE", path, cast_to=cast_to, **more)

    async def close(self) -> None:
        """Close the connections. A copy, and a client on an ``http_client`` that was passed, leave them alone."""
        await settle()
        if self._owner:
            await self._driver.pool.shut()

    aclose = close

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def _parsed(self, exchange: Exchange) -> Any:
        if exchange.op.is_binary and exchange.is_binary:
            from .responses import AsyncBinaryResponse

            return AsyncBinaryResponse(exchange, self._driver)
        return exchange.value()

    async def _value(self, exchange: Exchange) -> Any:
        from .flow import finish

        if exchange.answer.content is None and not exchange.is_binary:
            return await self._driver.run(finish(exchange))
        return self._parsed(exchange)

    async def _viewed(
        self, exchange: Exchange, view: str, parse: Callable[[Exchange], Any], *, reads: bool = True
    ) -> Any:
        from .resource import AsyncStreamedResponse, RawResponse

        if view == "streamed":
            return AsyncStreamedResponse(exchange, self._driver, parse, reads=reads and not exchange.is_binary)
        if reads and exchange.answer.content is None:
            await self._driver.perform(Read(exchange.answer, exchange.timeout))
        return RawResponse(exchange, parse)


def opened(
    op: Operation[T], args: Mapping[str, Any], options: RequestOptions
) -> tuple[Operation[T], Mapping[str, Any], str | None]:
    known = cast("Mapping[str, Any]", options)
    if op.deprecated:
        _warn_deprecated(op)
    if "accept" in args:
        from .request import chosen

        op = chosen(op, args)
    return op, known, known.get(VIEW)


def _warn_deprecated(op: Operation[Any]) -> None:
    warnings.warn(f"{op.id} is deprecated: {op.deprecated}", DeprecationWarning, stacklevel=5)
